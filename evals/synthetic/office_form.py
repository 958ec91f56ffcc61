"""项目支出绩效目标申报表 with sources of funds, spending details and weighed indicators."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from evals.synthetic.indicators import (
    Columns,
    Indicator,
    form_stub,
    indicator_rows,
    indicator_stub,
    invent_indicators,
    line,
    put,
)
from evals.synthetic.ledger import Ledger, Project
from evals.synthetic.look import Look
from evals.synthetic.model import Block, Row, Stub
from evals.synthetic.money import trimmed, wan
from evals.synthetic.topics import topic_of

CHECKED = '<input checked="" type="checkbox">'
OPEN = '<input type="checkbox">'
SPENDING = ("资料印制", "活动组织", "宣传推广", "劳务费用", "设备维护", "业务培训", "专家咨询")


def office_form(ledger: Ledger, look: Look, project: Project, number: int, rng: Random) -> Block:
    """Return a form with sources of funds, spending details and weighed indicators."""
    width, key = 10, f"form{number}"
    profile, funding, spending = f"{key}:profile", f"{key}:funding", f"{key}:spending"
    title = f"{ledger.year}年{ledger.district}项目支出（绩效目标）申报表"
    short = ledger.entity.removeprefix(ledger.city)
    cost = wan(project.total)
    suffix = rng.choice(("万元", "万元", "", "万"))
    shown = f"{trimmed(cost)}{suffix}"
    rows = profile_rows(profile, ledger, project, short, shown, width, rng)
    rows += source_rows(funding, ledger.year, project, suffix, width)
    details = detail_rows(spending, ledger.year, cost, suffix, width, rng)
    rows += details
    lasting, yearly = f"{key}:lasting", f"{key}:yearly"
    rows += goal_rows(project, width)
    satisfied = "服务对象满意度指标"
    long_term = invent_indicators(project.topic, satisfied, "计划数据", rng)
    annual = invent_indicators(project.topic, satisfied, "计划数据", rng)
    rows += lasting_rows(lasting, long_term, width)
    rows += yearly_rows(yearly, annual, width)
    stubs = (
        Stub(key=profile, kind="project_profile", title=title, unit="万元", rows=((),)),
        form_stub(
            funding, "project_funding", f"{ledger.year}年预算申报项目资金来源", project.name, 5
        ),
        form_stub(
            spending,
            "project_spending",
            f"{ledger.year}年项目支出明细及依据",
            project.name,
            len(details) - 1,
        ),
        indicator_stub(lasting, "长期绩效目标表", long_term, project.name, "长期绩效目标1"),
        indicator_stub(yearly, "年度绩效目标表", annual, project.name, "年度绩效目标1"),
    )
    return Block(title=title, rows=tuple(rows), stubs=stubs, before=("单位名称：（盖章）",))


def goal_rows(project: Project, width: int) -> list[Row]:
    """Return the rows between the spending details and the indicators."""
    goal = f"{topic_of(project.topic).purpose}，按期完成年度任务。"
    return [
        line("", width, "项目资产配置计划及采购计划", *("<",) * 9),
        line("", width, "品名", "<", "数量", "金额"),
        line("", width, "项目绩效总目标", *("<",) * 9),
        line("", width, "名称", "<", "目标说明", *("<",) * 7),
        line("", width, "长期绩效目标1", "<", goal, *("<",) * 7),
        line("", width, "年度绩效目标1", "<", goal, *("<",) * 7),
    ]


def profile_rows(
    key: str, ledger: Ledger, project: Project, short: str, cost: str, width: int, rng: Random
) -> list[Row]:
    """Return the head of an office form."""
    code = project.code if rng.random() < 0.5 else ""
    total = cost if rng.random() < 0.8 else "(延续性项目填写)"

    def pair(first: str, value: str, second: str, other: str, fields: tuple[str, str]) -> Row:
        row = line(key, width, first, value, second, other, *("<",) * 6)
        if not value.startswith("("):
            row = put(row, 1, key, 0, fields[0])
        return put(row, 3, key, 0, fields[1])

    return [
        pair("项目名称", project.name, "项目代码", code, ("name", "code")),
        pair("项目主管部门", short, "项目执行单位", short, ("department", "executor")),
        pair(
            "项目负责人", rng.choice(ledger.people), "联系电话", ledger.phone, ("leader", "phone")
        ),
        *(
            line(key, width, label, text, *("<",) * 8)
            for label, text in descriptions(project, ledger.year)
        ),
        pair("项目总预算", total, "项目当年预算", cost, ("total_budget", "current_budget")),
    ]


def descriptions(project: Project, year: int) -> tuple[tuple[str, str], ...]:
    """Return the wide rows of an office form: label and text."""
    sorts = ("运转类", "特定目标类本级支出", "特定目标类上级转移支出")
    marks = (OPEN, CHECKED, OPEN)
    boxes = [
        f"{n}. {sort} {mark}" for n, (sort, mark) in enumerate(zip(sorts, marks, strict=True), 1)
    ]
    often = f"1. 一次性项目 {OPEN} 2. 常年项目 {CHECKED} 3. 延续性项目 {OPEN}"
    return (
        ("项目年度", f"{year}年"),
        ("项目类别", " ".join(boxes)),
        ("项目安排频度", often),
        ("立项依据", f"1. 依据年度工作部署开展{project.topic}。 2. 承办交办的其他事项。"),
        ("项目实施方案", f"1. 制定{project.topic}方案； 2. 分阶段实施； 3. 年底验收。"),
        (
            "项目前两年预算及当年预算变动情况",
            f"1. {year - 2}年、{year - 1}年均有安排。 2. {year}年按需调整。",
        ),
    )


def source_rows(key: str, year: int, project: Project, suffix: str, width: int) -> list[Row]:
    """Return the sources of funds of an office form."""
    own, rest = wan(project.own), wan(project.total) - wan(project.own)
    given = (
        ("当年预算合计", wan(project.total)),
        ("1.财政拨款收入（区级安排数）", rest),
        ("2.财政拨款收入（上级转移支付）", Decimal(0)),
        ("3.专户管理的非税收入拨款", Decimal(0)),
        ("4.其他资金（含事业基金及上年结转或结余等）", own),
    )
    rows = [
        line(
            key,
            width,
            f"{year}年预算申报项目资金来源",
            "来源项目",
            f"{year}年预算申报数",
            *("<",) * 7,
            role="header",
        )
    ]
    for number, (item, amount) in enumerate(given):
        text = f"{trimmed(amount)}{suffix}" if amount else ""
        row = line(
            key,
            width,
            "^",
            item,
            text,
            *("<",) * 7,
            group="source_last" if number == 4 else "source",
        )
        rows.append(put(put(row, 1, key, number, "item"), 2, key, number, "amount"))
    return rows


def detail_rows(
    key: str, year: int, cost: Decimal, suffix: str, width: int, rng: Random
) -> list[Row]:
    """Return the spending details; their amounts in 万元 add up to the project's."""
    names = rng.sample(SPENDING, rng.randint(1, 4))
    step = (cost / (len(names) + 1)).quantize(Decimal("0.1"))
    parts = [step] * (len(names) - 1)
    parts.append(cost - sum(parts, Decimal(0)))
    rows = [
        line(
            key,
            width,
            f"{year}年项目支出明细及依据",
            "项目内容",
            "测算依据及说明",
            "本级财政拨款金额",
            "上级转移支付金额",
            "其他资金",
            role="header",
        )
    ]
    for number, (name, amount) in enumerate(zip(names, parts, strict=True)):
        basis = f"{name}，按{rng.randint(2, 12)}批次安排，共{trimmed(amount)}万元"
        row = line(key, width, "^", name, basis, f"{trimmed(amount)}{suffix}")
        fields = ("item", "basis", "amount", "amount_transfer", "amount_other")
        for column, field in enumerate(fields, 1):
            row = put(row, column, key, number, field)
        rows.append(row)
    return rows


def lasting_rows(key: str, made: tuple[Indicator, ...], width: int) -> list[Row]:
    """Return 长期绩效目标表."""
    at = Columns(width=width, level1=1, value=4, basis=5, repeat_level2=False)
    rows = [
        line(key, width, "长期绩效目标表", *("<",) * 9, role="header"),
        line(
            key,
            width,
            "目标名称",
            "一级指标",
            "二级指标",
            "三级指标",
            "指标值",
            "指标值确定依据",
            role="header",
        ),
    ]
    return rows + labelled(list(indicator_rows(key, made, at)), "长期绩效目标1")


def yearly_rows(key: str, made: tuple[Indicator, ...], width: int) -> list[Row]:
    """Return 年度绩效目标表 with weights."""
    at = Columns(
        width=width, level1=2, value=7, basis=9, prior2=5, prior1=6, weight=8, repeat_level2=False
    )
    rows = [
        line(key, width, "年度绩效目标表", *("<",) * 9, role="header"),
        line(
            key,
            width,
            "目标名称",
            "指标权重比例(%)",
            "一级指标",
            "二级指标",
            "三级指标",
            "指标值",
            "<",
            "<",
            "<",
            "指标值确定依据",
            role="header",
        ),
        line(
            key,
            width,
            "^",
            "^",
            "^",
            "^",
            "^",
            "前年",
            "上年",
            "预计当年实现",
            "指标分值权重",
            "^",
            role="header",
            group="years",
        ),
    ]
    return rows + labelled(list(indicator_rows(key, made, at)), "年度绩效目标1", "100")


def labelled(rows: list[Row], *labels: str) -> list[Row]:
    """Return the rows with the goal's name in front of the first one."""
    made = []
    for number, row in enumerate(rows):
        cells = list(row.cells)
        for column, label in enumerate(labels):
            update = {"text": label} if number == 0 else {"join": "^"}
            cells[column] = cells[column].model_copy(update=update)
        made.append(row.model_copy(update={"cells": tuple(cells)}))
    return made
