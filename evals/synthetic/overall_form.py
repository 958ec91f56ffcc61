"""部门整体支出绩效目标申报表: funding composition, goals and their indicator blocks."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from evals.synthetic.indicators import (
    Columns,
    Indicator,
    indicator_rows,
    invent_indicators,
    known,
    line,
)
from evals.synthetic.ledger import Ledger
from evals.synthetic.look import Look
from evals.synthetic.model import Block, Cell, Row, Stub
from evals.synthetic.money import percent, trimmed, wan
from evals.synthetic.topics import topic_of
from evals.synthetic.words import numeral

WIDTH = 7
FUNDING = ("item", "amount", "share", "amount_prior2", "amount_prior1")


def overall_form(ledger: Ledger, look: Look) -> Block:
    """Return the overall form; its amounts are in 万元."""
    office = look.style == "office"
    rng = look.rng("overall")
    title = "部门整体支出绩效目标申报表"
    if office:
        title = f"{ledger.year}年{ledger.district}部门整体绩效目标申报表"
    fund_key = "funding"
    stubs = [
        Stub(
            key=fund_key,
            kind="funding_composition",
            title=title if office else "部门总体资金情况",
            unit="万元",
            rows=tuple((("side", side),) for side, _ in funding_lines(ledger, look)),
        )
    ]
    rows = list(head_rows(ledger, look, rng))
    rows += funding_rows(fund_key, ledger, look)
    rows += task_rows(ledger, look)
    blocks, tables = goal_blocks(ledger, look, title, rng)
    return Block(
        title=title,
        rows=(*rows, *blocks),
        stubs=(*stubs, *tables),
        before=(f"填报日期：{ledger.year - office}年{rng.randint(1, 3)}月{rng.randint(1, 28)}日",),
        unit_line="单位：万元" if office else "",
        remarks=()
        if office
        else ("备注：1.“整体绩效目标”：请结合部门职能、工作规划、项目支出投向等编报。",),
    )


def head_rows(ledger: Ledger, look: Look, rng: Random) -> tuple[Row, ...]:
    """Return the rows of names above the funding block."""
    office = look.style == "office"
    label = "部门（单位）名称" if office else "部门名称"
    phone = ("联系电话", ledger.phone) if office else (f"联系电话：{ledger.phone}", "<")
    unit = "" if office else rng.choice((" (万元)", "（万元）"))
    current = "当年金额" if office else "当年预算收支"
    near = "近两年收支金额" if office else "近两年收支情况"
    return (
        line("", WIDTH, label, ledger.entity, *("<",) * 5),
        line("", WIDTH, "填报人", ledger.people[0], "<", *phone),
        line(
            "funding",
            WIDTH,
            f"部门总体资金情况{unit}",
            "总体资金情况",
            "<",
            current,
            "占比",
            near,
            "<",
            role="header",
        ),
        line(
            "funding",
            WIDTH,
            "^",
            "^",
            "<",
            "^",
            "^",
            f"{ledger.year - 2}年",
            f"{ledger.year - 1}年",
            role="header",
            group="years",
        ),
    )


def funding_lines(ledger: Ledger, look: Look) -> list[tuple[str, tuple[str, ...]]]:
    """Return (side, texts) of the funding composition, texts in the order of FUNDING."""
    names: tuple[str, ...]
    revenue: tuple[str, ...]
    own = wan(ledger.source("own"))
    parts = [wan(ledger.personnel), wan(ledger.running), wan(ledger.total - ledger.basic)]
    prior = [[wan(part) for part in year] for year in ledger.prior]
    if look.style == "street":
        parts = [wan(ledger.basic), parts[2]]
        prior = [[year[0] + year[1], year[2]] for year in prior]
        names, revenue = ("基本支出", "项目支出"), ("财政拨款", "其他资金")
    else:
        names = ("人员类项目支出", "运转类项目支出", "特定目标类项目支出")
        revenue = ("财政拨款", "财政专户管理资金", "单位资金")
    total = wan(ledger.total)
    sums = [sum(year, Decimal(0)) for year in prior]
    places = 0 if look.style == "street" else 2
    given = [wan(ledger.total - ledger.source("own")), *[Decimal(0)] * (len(revenue) - 2), own]
    lines = []
    for number, (name, value) in enumerate(zip(revenue, given, strict=True)):
        near = sums if number == 0 else [Decimal(0), Decimal(0)]
        lines.append(("revenue", funding_line(name, value, total, near, places)))
    whole = ("合计", shown(total), "100%", shown(sums[0]), shown(sums[1]))
    lines.append(("revenue", whole))
    for number, (name, value) in enumerate(zip(names, parts, strict=True)):
        near = [year[number] for year in prior]
        lines.append(("expenditure", funding_line(name, value, total, near, places)))
    lines.append(("expenditure", whole))
    return lines


def funding_line(
    name: str, value: Decimal, total: Decimal, near: list[Decimal], places: int
) -> tuple[str, ...]:
    """Return the texts of one funding row; an amount of zero is printed blank."""
    share = f"{percent(value, total, places)}%" if value else ""
    if value == total:
        share = "100%"
    return (name, shown(value), share, shown(near[0]), shown(near[1]))


def shown(value: Decimal) -> str:
    """Return an amount in 万元 as forms print it: no trailing zeros, blank for zero."""
    return trimmed(value) if value else ""


def funding_rows(key: str, ledger: Ledger, look: Look) -> list[Row]:
    """Return the rows of the funding block, its side labels printed once."""
    rows = []
    last = ""
    for number, (side, texts) in enumerate(funding_lines(ledger, look)):
        label = "收入构成" if side == "revenue" else "支出构成"
        lead = Cell(table=key, text=label) if side != last else Cell(table=key, join="^")
        cells = [Cell(table=key, join="^"), lead]
        cells += [
            Cell(text=text, table=key, row=number, field=field)
            for field, text in zip(FUNDING, texts, strict=True)
        ]
        rows.append(
            Row(cells=tuple(cells), group="funding_total" if texts[0] == "合计" else "funding")
        )
        last = side
    return rows


def task_rows(ledger: Ledger, look: Look) -> list[Row]:
    """Return the rows of duties and tasks, in some styles with the list of projects."""
    duties = " ".join(f"<p>{n + 1}. {duty}。</p>" for n, duty in enumerate(ledger.trade.duties))
    tasks = "；".join(
        f"{numeral(n + 1)}是做好{topic}工作" for n, topic in enumerate(ledger.trade.topics)
    )
    rows = [
        line("", WIDTH, "部门职能概述", duties, *("<",) * 5),
        line("", WIDTH, "年度工作任务", f"{tasks}。", *("<",) * 5),
    ]
    if look.style == "office":
        rows += project_list(ledger)
    goals = " ".join(f"目标{n + 1}：做好{p.topic}。" for n, p in enumerate(ledger.projects))
    rows.append(line("", WIDTH, "整体绩效总目标", "长期目标", "<", "年度目标", "<", "<", "<"))
    lasting = f"推动{ledger.trade.topics[0]}等各项工作持续向好。"
    rows.append(line("", WIDTH, "^", lasting, "<", goals, *("<",) * 3))
    return rows


def project_list(ledger: Ledger) -> list[Row]:
    """Return the list of projects in the overall form, amounts in 万元."""
    heads = "项目支出情况 项目名称 支出项目类别 项目总预算 项目本年度预算 项目主要支出方向和用途 <"
    rows = [line("", WIDTH, *heads.split())]
    for project in ledger.projects:
        cost, use = trimmed(wan(project.total)), f"用于{project.topic}相关支出"
        sort = "特定目标类项目支出"
        rows.append(line("", WIDTH, "^", project.name, sort, cost, cost, use, "<"))
    return rows


def goal_blocks(
    ledger: Ledger, look: Look, title: str, rng: Random
) -> tuple[list[Row], list[Stub]]:
    """Return the rows and gold tables of the long-term and annual goals."""
    colon = rng.choice(("：", ":"))
    satisfied = rng.choice(("服务对象满意度", "服务对象满意度指标"))
    basis = rng.choice(("计划标准", "计划指标", "历史标准"))
    repeat = look.style == "street"
    rows: list[Row] = []
    stubs: list[Stub] = []
    lasting = ledger.projects[: rng.randint(1, min(4, len(ledger.projects)))]
    yearly = ledger.projects[: rng.randint(1, len(ledger.projects))]
    for sort, chosen in (("长期", lasting), ("年度", yearly)):
        for number, project in enumerate(chosen, 1):
            target = f"{sort}目标{number}"
            key = f"overall:{target}"
            made = invent_indicators(project.topic, satisfied, basis, rng)
            stubs.append(
                Stub(
                    key=key,
                    kind="indicators",
                    title=title,
                    unit=None,
                    rows=known(made, None, target),
                )
            )
            rows.append(
                line(
                    "",
                    WIDTH,
                    f"{target}{colon}",
                    f"{project.name}：{topic_of(project.topic).purpose}。",
                    *("<",) * 5,
                )
            )
            rows += block_rows(key, sort, made, ledger.year, repeat, look)
    return rows, stubs


def block_rows(
    key: str, sort: str, made: tuple[Indicator, ...], year: int, repeat: bool, look: Look
) -> list[Row]:
    """Return header and indicator rows of one goal."""
    name = "指标名称" if look.style == "street" else "三级指标"
    basis = "绩效标准" if look.style == "street" else "指标值确定依据"
    label = f"{sort}绩效指标"
    if sort == "长期":
        head = [
            line(key, WIDTH, label, "一级指标", "二级指标", name, "指标值", basis, role="header")
        ]
        at = Columns(width=WIDTH, level1=1, value=4, basis=5, repeat_level2=repeat)
        return head + list(indicator_rows(key, made, at))
    years = (f"{year - 2}年", f"{year - 1}年") if look.style == "street" else ("前年", "上年")
    head = [
        line(key, 8, label, "一级指标", "二级指标", name, "指标值", "<", "<", basis, role="header"),
        line(key, 8, "^", "^", "^", "^", "近两年指标值", "<", "预期当年实现值", "^", role="header"),
        line(key, 8, "^", "^", "^", "^", *years, "^", "^", role="header", group="years"),
    ]
    at = Columns(width=8, level1=1, value=6, basis=7, prior2=4, prior1=5, repeat_level2=repeat)
    return head + list(indicator_rows(key, made, at))
