"""项目支出绩效目标申报表 in its two layouts, one form for each project."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from evals.synthetic.indicators import (
    form_stub,
    indicator_stub,
    invent_indicators,
    line,
    put,
)
from evals.synthetic.ledger import Ledger, Project
from evals.synthetic.look import Look
from evals.synthetic.model import Block, Row, Stub
from evals.synthetic.money import trimmed, wan
from evals.synthetic.office_form import CHECKED, OPEN, office_form
from evals.synthetic.overall_form import block_rows
from evals.synthetic.topics import topic_of
from evals.synthetic.words import OFFICES

REMARKS = (
    "备注：1. “年度绩效目标”：请结合部门职能、工作规划、项目支出投向等编报。",
    "2. “绩效标准”：设定绩效指标值时的依据或参考标准。",
)


def project_forms(ledger: Ledger, look: Look) -> list[Block]:
    """Return the form of every project, in the layout of the document's style."""
    made = []
    for number, project in enumerate(ledger.projects):
        rng = look.rng(f"form:{number}")
        build = street_form if look.style == "street" else office_form
        made.append(build(ledger, look, project, number, rng))
    return made


def street_form(ledger: Ledger, look: Look, project: Project, number: int, rng: Random) -> Block:
    """Return a form with funds by level of government and annual indicators."""
    width, key = 8, f"form{number}"
    profile, funding, table = f"{key}:profile", f"{key}:funding", f"{key}:indicators"
    title = "项目支出绩效目标申报表"
    goal_label = rng.choice(("年底绩效目标", "年度绩效目标"))
    text = f"{topic_of(project.topic).purpose}。"
    cost = trimmed(wan(project.total))
    rest = ("<",) * 6

    rows = head_rows(profile, ledger, text, project.name, width, rng)
    label = f"项目资金情况{rng.choice((' (万元)', '（万元）'))}"
    head = line(profile, width, label, "项目总投入", "<", "<", cost, "<", "<", "<")
    rows.append(put(head, 4, profile, 0, "total_budget"))
    rows += level_rows(funding, width, cost, rng)
    rows.append(line(profile, width, "项目总目标", text, *rest))
    rows.append(line(table, width, goal_label, text, *rest))
    satisfied = rng.choice(("服务对象满意度", "满意度指标"))
    made = invent_indicators(project.topic, satisfied, "计划标准", rng)
    rows += block_rows(table, "年度", made, ledger.year, True, look)
    stubs = (
        Stub(key=profile, kind="project_profile", title=title, unit="万元", rows=((),)),
        form_stub(funding, "project_funding", title, project.name, 5),
        indicator_stub(table, title, made, project.name, goal_label),
    )
    return Block(
        title=title,
        rows=tuple(rows),
        stubs=stubs,
        remarks=REMARKS,
        before=(
            f"填报日期：{ledger.year}年2月{rng.randint(1, 28)}日",
            *((ledger.entity, project.name) if rng.random() < 0.1 else ()),
        ),
    )


def head_rows(key: str, ledger: Ledger, text: str, name: str, width: int, rng: Random) -> list[Row]:
    """Return the rows above the funds: names, kind, leader, dates, purpose."""

    def wide(label: str, value: str) -> Row:
        return line(key, width, label, value, *("<",) * 6)

    first, last = f"{ledger.year}年1月1日", f"{ledger.year}年12月31日"
    grounds = f"依据{ledger.district}{ledger.year}年工作部署，{text}"
    leader = leader_row(key, ledger, width, rng)
    dates = f"项目起止日期{rng.choice('：:')}"
    return [
        put(wide("部门名称", ledger.entity), 1, key, 0, "department"),
        put(wide("项目名称", name), 1, key, 0, "name"),
        line(key, width, "填报人", ledger.people[0], "联系电话", ledger.phone, *("<",) * 4),
        wide("项目属性", f"延续性项目 {CHECKED} 新增性项目 {OPEN}"),
        wide("项目类型", f"经常性项目 {CHECKED} 一次性项目 {OPEN}"),
        leader,
        line(key, width, dates, first, "<", "<", "至", last, "<", "<"),
        wide("项目概况", text),
        wide("立项情况（依据、可行性、必要性）", grounds),
    ]


def leader_row(key: str, ledger: Ledger, width: int, rng: Random) -> Row:
    """Return the row of the project's leader, an office or a person, with his phone."""
    leader = rng.choice((rng.choice(OFFICES), rng.choice(ledger.people)))
    phone = f"5550{rng.randint(1000, 9999)}"
    row = line(
        key,
        width,
        "项目负责人",
        leader,
        "联系人",
        rng.choice(ledger.people),
        "电话",
        phone,
        "<",
        "<",
    )
    return put(put(row, 1, key, 0, "leader"), 5, key, 0, "phone")


def level_rows(key: str, width: int, cost: str, rng: Random) -> list[Row]:
    """Return the funds by level; all of the money comes from one or two levels."""
    names = ("中央财政", "省级财政", "市级财政", "区级财政", "自筹（其他）")
    amounts = ["", "", "", cost, ""]
    if rng.random() < 0.25:
        part = Decimal(cost) // 3
        if part > 0:
            amounts[2], amounts[3] = trimmed(part), trimmed(Decimal(cost) - part)
    rows = []
    for number, (name, amount) in enumerate(zip(names, amounts, strict=True)):
        row = line(
            key,
            width,
            "^",
            "资金构成" if number == 0 else "^",
            name,
            "<",
            amount,
            "<",
            "<",
            "<",
            group="level_last" if number == 4 else "level",
        )
        rows.append(put(put(row, 2, key, number, "item"), 4, key, number, "amount"))
    return rows
