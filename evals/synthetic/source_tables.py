"""Tables by source of funds: revenue by unit, “三公”, funds, state capital, projects."""

from __future__ import annotations

from evals.synthetic.budget_tables import function_tree, postings, total_of
from evals.synthetic.ledger import Ledger, Project
from evals.synthetic.look import Look, body, grid, header
from evals.synthetic.model import Block, Row
from evals.synthetic.money import Money

REVENUE = (
    "total",
    "current_total",
    "current_general",
    "current_fund",
    "current_state_capital",
    "current_special_account",
    "current_business",
    "current_operating",
    "current_superior",
    "current_affiliated",
    "current_other",
    "carryover_total",
    "carryover_general",
    "carryover_fund",
    "carryover_state_capital",
    "carryover_special_account",
    "carryover_unit",
)
PROJECT = (
    "total",
    "current_general",
    "current_fund",
    "current_state_capital",
    "carryover_general",
    "carryover_fund",
    "carryover_state_capital",
    "special_account",
    "unit_funds",
)
PUBLIC = (
    "total",
    "overseas",
    "vehicles_total",
    "vehicles_purchase",
    "vehicles_running",
    "reception",
)


def revenue_by_unit(ledger: Ledger, look: Look) -> Block:
    """Return 收入总表."""
    kind = "revenue_by_unit"
    money = look.money(kind)
    everyone = tuple(range(len(ledger.unit_names)))
    lines = [("", "合计", everyone), (ledger.dept, ledger.entity, everyone)]
    lines += [(f"{ledger.dept}{n + 1:03d}", name, (n,)) for n, name in enumerate(ledger.unit_names)]
    rows = tuple(
        body(
            kind,
            n,
            ("code", "name", *REVENUE),
            (code, name, *map(money.show, revenue_of(ledger, units))),
            "coded" if code else "total",
        )
        for n, (code, name, units) in enumerate(lines)
    )
    head = header(
        kind,
        (
            "部门（单位）代码",
            "部门（单位）名称",
            "合计",
            "本年收入",
            *("<",) * 9,
            "上年结转结余",
            *("<",) * 5,
        ),
        (
            "^",
            "^",
            "^",
            "小计",
            "一般公共预算",
            "政府性基金预算",
            "国有资本经营预算",
            "财政专户管理资金",
            "事业收入",
            "事业单位经营收入",
            "上级补助收入",
            "附属单位上缴收入",
            "其他收入",
            "小计",
            "一般公共预算",
            "政府性基金预算",
            "国有资本经营预算",
            "财政专户管理资金",
            "单位资金",
        ),
    )
    return grid(look, kind, head, rows, len(rows))


def revenue_of(ledger: Ledger, units: tuple[int, ...]) -> tuple[int, ...]:
    """Return the amounts of one row of 收入总表 in 分, in the order of REVENUE."""
    mine = tuple(project for project in ledger.projects if project.unit in units)
    basic = sum(p.personnel + p.running for p in ledger.posts if p.unit in units)
    general = basic + sum(p.general for p in mine)
    fund, state = sum(p.fund for p in mine), sum(p.state for p in mine)
    own, carried = sum(p.own for p in mine), sum(p.carryover for p in mine)
    current = general + fund + state + own
    return (
        current + carried,
        current,
        general,
        fund,
        state,
        0,
        0,
        0,
        0,
        0,
        own,
        carried,
        carried,
        0,
        0,
        0,
        0,
    )


def three_public(ledger: Ledger, look: Look) -> Block:
    """Return 一般公共预算“三公”经费支出表: one row."""
    kind = "three_public"
    money = look.money(kind)
    three = ledger.three
    vehicles = three.purchase + three.running
    figures = (
        three.overseas + vehicles + three.reception,
        three.overseas,
        vehicles,
        three.purchase,
        three.running,
        three.reception,
    )
    head = header(
        kind,
        ("“三公”经费合计", "因公出国（境）费", "公务用车购置及运行费", "<", "<", "公务接待费"),
        ("^", "^", "小计", "公务用车购置费", "公务用车运行费", "^"),
    )
    return grid(
        look, kind, head, (body(kind, 0, PUBLIC, tuple(map(money.show, figures)), "three"),), 1
    )


def special_fund(ledger: Ledger, look: Look, kind: str, source: str, label: str) -> Block:
    """Return the table of a special budget: its functions, or a remark that there are none."""
    entries = postings(ledger, (source,))
    lead = "本年" if look.style == "street" else ""
    head = header(
        kind,
        (look.head("科目编码"), "科目名称", f"{lead}{label}支出", "<", "<"),
        ("^", "^", "合计", "基本支出", "项目支出"),
    )
    if not entries:
        return empty_table(look, kind, head, label)
    money = look.money(kind)
    fields = ("code", "name", "total", "basic", "project")
    lines = (("", "合计", total_of(entries)), *function_tree(entries))
    rows = tuple(
        body(
            kind,
            n,
            fields,
            (code, name, *map(money.show, (sum(sums), 0, sums[2]))),
            "coded" if code else "total",
        )
        for n, (code, name, sums) in enumerate(lines)
    )
    return grid(look, kind, head, rows, len(rows))


def empty_table(look: Look, kind: str, head: tuple[Row, ...], label: str) -> Block:
    """Return a table of headers only, with its remark below or in a row of its own."""
    rng = look.rng(f"empty:{kind}")
    width = len(head[0].cells)
    if look.style == "office":
        note = f"注：本单位无{label}相关支出"
        if rng.random() < 0.7:
            row = header(kind, (note, *("<",) * (width - 1)))[0]
            return grid(look, kind, (*head, row.model_copy(update={"role": "note"})), (), 0)
        return grid(look, kind, head, (), 0, (note,))
    blank = header(kind, ("",) * width)[0].model_copy(update={"role": "note"})
    extra = (blank,) if rng.random() < 0.5 else ()
    remark = f"备注：{look.year}年本部门没有使用{label}安排的支出。"
    return grid(look, kind, (*head, *extra), (), 0, (remark,))


def project_sums(projects: tuple[Project, ...]) -> tuple[int, ...]:
    """Return the amounts of one row of 项目支出表 in 分, in the order of PROJECT."""
    return (
        sum(p.total for p in projects),
        sum(p.general for p in projects),
        sum(p.fund for p in projects),
        sum(p.state for p in projects),
        sum(p.carryover for p in projects),
        0,
        0,
        0,
        sum(p.own for p in projects),
    )


def project_expenditure(ledger: Ledger, look: Look) -> Block:
    """Return 项目支出表: total, department, units, 本级支出项目, projects."""
    kind = "project_expenditure"
    money = look.money(kind)
    rng = look.rng("projects")
    lines: list[tuple[str, str, str, tuple[Project, ...]]] = []
    if look.style == "office" or rng.random() < 0.5:
        lines.append(("", "合计", "", ledger.projects))
    lines.append((ledger.dept, ledger.entity, "", ledger.projects))
    for number, name in enumerate(ledger.unit_names):
        mine = tuple(p for p in ledger.projects if p.unit == number)
        if not mine:
            continue
        lines.append((f"{ledger.dept}{number + 1:03d}", name, "", mine))
        lines.append(("31", "本级支出项目", "", mine))
        lines += [(p.code, p.name, name, (p,)) for p in mine]
    rows = tuple(project_row(kind, n, line, money) for n, line in enumerate(lines))
    head = header(
        kind,
        (
            look.head("项目编码"),
            "项目名称",
            "项目单位",
            "合计",
            "本年拨款",
            "<",
            "<",
            "财政拨款结转结余",
            "<",
            "<",
            "财政专户管理资金",
            "单位资金",
        ),
        (
            "^",
            "^",
            "^",
            "^",
            "一般公共预算",
            "政府性基金预算",
            "国有资本经营预算",
            "一般公共预算",
            "政府性基金预算",
            "国有资本经营预算",
            "^",
            "^",
        ),
    )
    return grid(look, kind, head, rows, len(rows))


def project_row(
    kind: str, number: int, line: tuple[str, str, str, tuple[Project, ...]], money: Money
) -> Row:
    """Return one row of 项目支出表."""
    code, name, unit, projects = line
    texts = (code, name, unit, *map(money.show, project_sums(projects)))
    return body(
        kind, number, ("code", "name", "unit", *PROJECT), texts, "coded" if code else "total"
    )
