"""The budget tables of a ledger: summaries, by function, by unit, by economic item, projects."""

from __future__ import annotations

from collections.abc import Iterable

from evals.synthetic import words
from evals.synthetic.ledger import Ledger
from evals.synthetic.look import Look, body, grid, header
from evals.synthetic.model import Block, Cell, Row
from evals.synthetic.money import Money

BY_FUNCTION = (
    "code",
    "name",
    "total",
    "basic",
    "project",
    "operating",
    "to_superior",
    "to_affiliated",
)
BY_GENERAL = ("code", "name", "total", "basic_total", "basic_personnel", "basic_running", "project")
Sums = tuple[int, int, int]


def postings(ledger: Ledger, sources: tuple[str, ...]) -> tuple[tuple[int, str, Sums], ...]:
    """Return (unit, function, (personnel, running, project)) entries, amounts in 分."""
    made = [(post.unit, post.function, (post.personnel, post.running, 0)) for post in ledger.posts]
    if "general" not in sources:
        made = []
    for project in ledger.projects:
        given = sum(int(getattr(project, source)) for source in sources)
        if given:
            made.append((project.unit, project.function, (0, 0, given)))
    return tuple(made)


def total_of(entries: Iterable[tuple[int, str, Sums]]) -> Sums:
    """Return the sum of entries, in 分."""
    kept = [sums for _, _, sums in entries]
    return (sum(s[0] for s in kept), sum(s[1] for s in kept), sum(s[2] for s in kept))


def function_tree(entries: tuple[tuple[int, str, Sums], ...]) -> tuple[tuple[str, str, Sums], ...]:
    """Return (code, name, sums) of every class, group and item, parents before children."""
    codes = {code[:size] for _, code, _ in entries for size in (3, 5, 7)}
    tree = []
    for code in sorted(codes):
        name = words.CLASSES[code] if len(code) == 3 else words.FUNCTIONS[code]
        tree.append((code, name, total_of(e for e in entries if e[1].startswith(code))))
    return tuple(tree)


def class_amounts(ledger: Ledger, sources: tuple[str, ...]) -> dict[str, int]:
    """Return spending by function class from some sources, in 分."""
    tree = function_tree(postings(ledger, sources))
    return {code: sum(sums) for code, _, sums in tree if len(code) == 3}


def side_rows(
    key: str, pairs: tuple[tuple[tuple[str, str], tuple[str, str]], ...]
) -> tuple[Row, ...]:
    """Return rows of a two-sided table; gold has all revenue rows first."""
    left = sum(1 for revenue, _ in pairs if revenue[0])
    rows, seen_left, seen_right = [], 0, 0
    for revenue, expense in pairs:
        cells: list[Cell] = []
        for (item, amount), offset in ((revenue, seen_left), (expense, left + seen_right)):
            if item:
                cells.append(Cell(text=item, table=key, row=offset, field="item"))
                cells.append(Cell(text=amount, table=key, row=offset, field="amount"))
            else:
                cells += [Cell(table=key), Cell(table=key)]
        seen_left += bool(revenue[0])
        seen_right += bool(expense[0])
        rows.append(Row(cells=tuple(cells), group="sides"))
    return tuple(rows)


def sided(
    look: Look,
    kind: str,
    revenue: list[tuple[str, str]],
    expense: list[tuple[str, str]],
    closing: list[tuple[tuple[str, str], tuple[str, str]]],
    remarks: tuple[str, ...] = (),
) -> Block:
    """Return a two-sided table from both lists and the closing rows shared by both sides."""
    height = max(len(revenue), len(expense))
    blank = ("", "")
    pairs = [
        (revenue[n] if n < len(revenue) else blank, expense[n] if n < len(expense) else blank)
        for n in range(height)
    ] + closing
    rows = side_rows(kind, tuple(pairs))
    left = len([pair for pair in pairs if pair[0][0]])
    right = len([pair for pair in pairs if pair[1][0]])
    gap = "" if look.rng(f"{kind}:gap").random() < 0.5 else " "
    head = header(
        kind,
        ("收 入", "<", "支 出", "<"),
        (f"项{gap}目", "预算数", f"项{gap}目", "预算数"),
    )
    block = grid(look, kind, head, rows, left + right, remarks)
    stub = block.stubs[0]
    sides = tuple((("side", "revenue"),) for _ in range(left))
    sides += tuple((("side", "expenditure"),) for _ in range(right))
    return block.model_copy(update={"stubs": (stub.model_copy(update={"rows": sides}),)})


def grand(look: Look, word: str) -> str:
    """Return 收入总计 / 支出总计 as printed, with or without inner blanks."""
    return " ".join(word) if look.spaced_totals else word


def summary(ledger: Ledger, look: Look) -> Block:
    """Return 收支总表."""
    kind = "revenue_expenditure_summary"
    money = look.money(kind)
    carried = ledger.source("carryover")
    current = ledger.total - carried
    given = (
        ("一般公共预算拨款收入", ledger.basic + ledger.source("general")),
        ("政府性基金预算拨款收入", ledger.source("fund")),
        ("国有资本经营预算拨款收入", ledger.source("state")),
        ("财政专户管理资金收入", 0),
        ("事业收入", 0),
        ("事业单位经营收入", 0),
        ("上级补助收入", 0),
        ("附属单位上缴收入", 0),
        ("其他收入", ledger.source("own")),
    )
    revenue = [
        (f"{words.numeral(n + 1)}、{name}", money.show(fen)) for n, (name, fen) in enumerate(given)
    ]
    classes = class_amounts(ledger, ("general", "fund", "state", "carryover", "own"))
    expense = [
        (
            f"{words.numeral(n + 1, look.old_numerals)}、{words.CLASSES[code]}",
            money.show(classes.get(code, 0)),
        )
        for n, code in enumerate(words.class_order(look.style))
    ]
    closing = [
        (("本年收入合计", money.show(current)), ("本年支出合计", money.show(ledger.total))),
        (("上年结转结余", money.show(carried)), ("年终结转结余", money.show(0))),
        (
            (grand(look, "收入总计"), money.show(ledger.total)),
            (grand(look, "支出总计"), money.show(ledger.total)),
        ),
    ]
    remark = "备注：财政专户管理资金收入是指教育收费收入；事业收入不含教育收费收入，下同。"
    return sided(look, kind, revenue, expense, closing, (remark,))


def fiscal(ledger: Ledger, look: Look) -> Block:
    """Return 财政拨款收支总表, without the units' own money."""
    kind = "fiscal_appropriation_summary"
    money = look.money(kind)
    carried = ledger.source("carryover")
    general = ledger.basic + ledger.source("general")
    fund, state = ledger.source("fund"), ledger.source("state")
    total = general + fund + state + carried
    names = ("（一）一般公共预算拨款", "（二）政府性基金预算拨款", "（三）国有资本经营预算拨款")
    revenue = [("一、本年收入", money.show(total - carried))]
    revenue += list(zip(names, map(money.show, (general, fund, state)), strict=True))
    revenue.append(("二、上年结转", money.show(carried)))
    revenue += list(zip(names, map(money.show, (carried, 0, 0)), strict=True))
    classes = class_amounts(ledger, ("general", "fund", "state", "carryover"))
    expense = [("一、本年支出", money.show(total))]
    expense += [
        (
            f"（{words.numeral(n + 1, look.old_numerals)}）{words.CLASSES[code]}",
            money.show(classes.get(code, 0)),
        )
        for n, code in enumerate(words.class_order(look.style))
    ]
    expense.append(("二、年终结转结余", money.show(0)))
    closing = [
        ((grand(look, "收入总计"), money.show(total)), (grand(look, "支出总计"), money.show(total)))
    ]
    return sided(look, kind, revenue, expense, closing)


def by_function(ledger: Ledger, look: Look) -> Block:
    """Return 支出总表: all sources, by function."""
    kind = "expenditure_by_function"
    money = look.money(kind)
    entries = postings(ledger, ("general", "fund", "state", "carryover", "own"))
    rows = [function_row(kind, 0, "", "合计", total_of(entries), money)]
    for code, name, sums in function_tree(entries):
        rows.append(function_row(kind, len(rows), code, name, sums, money))
    head = header(
        kind,
        (
            look.head("科目编码"),
            "科目名称",
            "合计",
            "基本支出",
            "项目支出",
            "事业单位经营支出",
            "上缴上级支出",
            "对附属单位补助支出",
        ),
    )
    return grid(look, kind, head, tuple(rows), len(rows))


def function_row(kind: str, row: int, code: str, name: str, sums: Sums, money: Money) -> Row:
    """Return one row of 支出总表; the three last columns stay blank."""
    figures = (sum(sums), sums[0] + sums[1], sums[2])
    texts = (code, name, *map(money.show, figures), "", "", "")
    return body(kind, row, BY_FUNCTION, texts, "total" if not code else "coded")


def general_row(kind: str, row: int, code: str, name: str, sums: Sums, money: Money) -> Row:
    """Return one row of a general-budget table: total, basic and its parts, project."""
    figures = (sum(sums), sums[0] + sums[1], *sums)
    texts = (code, name, *map(money.show, figures))
    return body(kind, row, BY_GENERAL, texts, "total" if not code else "coded")


def general_head(kind: str, code: str, name: str) -> tuple[Row, ...]:
    """Return the two header rows of the general-budget tables."""
    return header(
        kind,
        (code, name, "合计", "基本支出", "<", "<", "项目支出"),
        ("^", "^", "^", "小计", "人员经费", "公用经费", "^"),
    )


def general_by_function(ledger: Ledger, look: Look) -> Block:
    """Return 一般公共预算支出表（分功能科目）."""
    kind = "general_budget_by_function"
    money = look.money(kind)
    entries = postings(ledger, ("general", "carryover"))
    rows = [general_row(kind, 0, "", "合计", total_of(entries), money)]
    for code, name, sums in function_tree(entries):
        rows.append(general_row(kind, len(rows), code, name, sums, money))
    return grid(
        look, kind, general_head(kind, look.head("科目编码"), "科目名称"), tuple(rows), len(rows)
    )


def general_by_unit(ledger: Ledger, look: Look) -> Block:
    """Return 一般公共预算支出表（分单位）."""
    kind = "general_budget_by_unit"
    money = look.money(kind)
    entries = postings(ledger, ("general", "carryover"))
    whole = total_of(entries)
    rows = [general_row(kind, 0, "", "合计", whole, money)]
    rows.append(general_row(kind, 1, ledger.dept, ledger.entity, whole, money))
    for number, name in enumerate(ledger.unit_names):
        sums = total_of(entry for entry in entries if entry[0] == number)
        rows.append(
            general_row(kind, len(rows), f"{ledger.dept}{number + 1:03d}", name, sums, money)
        )
    head = general_head(kind, look.head("单位编码"), look.head("单位名称"))
    return grid(look, kind, head, tuple(rows), len(rows))


def by_economic(ledger: Ledger, look: Look) -> Block:
    """Return 一般公共预算基本支出表, by economic item."""
    kind = "general_basic_by_economic"
    money = look.money(kind)
    lines: list[tuple[str, str, int, int]] = [("", "合计", ledger.personnel, ledger.running)]
    for prefix, title in words.ECONOMIC.items():
        items = [line for line in ledger.economic if line[0].startswith(prefix)]
        amount = sum(line[2] for line in items)
        if not items:
            continue
        lines.append((prefix, title, *either(prefix, amount)))
        lines += [(code, name, *either(prefix, given)) for code, name, given in items]
    fields = ("code", "name", "total", "personnel", "running")
    rows = tuple(
        body(
            kind,
            n,
            fields,
            (code, name, *map(money.show, (a + b, a, b))),
            "coded" if code else "total",
        )
        for n, (code, name, a, b) in enumerate(lines)
    )
    head = header(
        kind,
        ("部门预算支出经济分类科目", "<", "本年一般公共预算基本支出", "<", "<"),
        (
            look.rng("economic").choice(("科目编码", "科目代码")),
            "科目名称",
            "合计",
            "人员经费",
            "公用经费",
        ),
    )
    return grid(look, kind, head, rows, len(rows))


def either(prefix: str, amount: int) -> tuple[int, int]:
    """Return (personnel, running) of an economic item, in 分."""
    return (0, amount) if prefix == "302" else (amount, 0)
