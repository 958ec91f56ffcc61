"""The money of a project's form: its parts, and the project's row in 项目支出表."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from extraction.headers.similarity import similarity
from extraction.headers.vocabulary import header_form
from extraction.identities.equation import Equation
from extraction.identities.ledger import Ledger, ref
from extraction.identities.numbering import level_of
from extraction.identities.same_figure import RULE, side_item, totals_of
from extraction.identities.sums import equal_equation, sum_equation
from schemas.label import normal_form
from schemas.table import CellRef, Table

_SAME_NAME = 0.85
_TOTAL_ITEMS = ("当年预算合计", "年度资金总额", "合计", "资金总额", "预算合计", "当年预算数合计")


def form_money(ledger: Ledger) -> Iterator[Equation]:
    """Equations within every project's form and between the forms and the project list."""
    for equation in (*_within(ledger), *_against_list(ledger), *_composition(ledger)):
        if equation is not None:
            yield equation


def _project_of(table: Table) -> str:
    return next((r.values.get("project") or "" for r in table.rows), "")


def _budget_cell(ledger: Ledger, profile: Table) -> CellRef | None:
    for field in ("current_budget", "total_budget"):
        cell = ref(profile, 0, field)
        if profile.rows and cell in ledger.figures:
            return cell
    return None


def _within(ledger: Ledger) -> Iterator[Equation | None]:
    budgets: dict[str, CellRef] = {}
    for profile in ledger.of_kind("project_profile"):
        cell = _budget_cell(ledger, profile)
        if cell is not None:
            budgets[profile.rows[0].values.get("name") or ""] = cell
    for table in ledger.of_kind("project_funding"):
        yield from _funding(ledger, table, budgets.get(_project_of(table)))
    for table in ledger.of_kind("project_spending"):
        yield from _spending(ledger, table, budgets.get(_project_of(table)))


def _funding(ledger: Ledger, table: Table, budget: CellRef | None) -> Iterator[Equation | None]:
    total, parts = _outline(table)
    if total is not None:
        named, parts = bool(parts), parts or _of_which(table)
        if parts:
            # 其中 need not name every source: such a sum is meant only where it holds.
            yield sum_equation(ledger, "sources_add_up", total, parts, keep_only_if_holds=not named)
        if budget is not None and total in ledger.figures:
            yield equal_equation(ledger, RULE, total, [budget])
    elif budget is not None:
        yield sum_equation(ledger, "sources_add_up", budget, parts)


def _spending(ledger: Ledger, table: Table, budget: CellRef | None) -> Iterator[Equation | None]:
    """The items of the detail add up to its total row, and to the project's budget."""
    total, items = _outline(table)
    if total is not None and items:
        yield sum_equation(ledger, "spending_adds_up", total, items)
    if budget is None:
        return
    if total is not None and total in ledger.figures:
        yield equal_equation(ledger, RULE, total, [budget])
    elif items and all(item in ledger.figures for item in items):
        yield sum_equation(ledger, "spending_adds_up_to_budget", budget, items)


def _outline(table: Table) -> tuple[CellRef | None, list[CellRef]]:
    """The amount of the total row, and those of the top items (其中 and sub-items left out)."""
    labels = [header_form(row.values.get("item") or "") for row in table.rows]
    raw = [normal_form(row.values.get("item") or "") for row in table.rows]
    total = next((i for i, label in enumerate(labels) if label in _TOTAL_ITEMS), None)
    rest = [i for i, label in enumerate(raw) if i != total and not label.startswith("其中")]
    levels = {i: level_of(raw[i]) for i in rest}
    numbered = [level for level in levels.values() if level is not None]
    top = min(numbered, default=None)
    items = [i for i in rest if levels[i] in (top, None)]
    cells = [ref(table, i, "amount") for i in items]
    return None if total is None else ref(table, total, "amount"), cells


def _of_which(table: Table) -> list[CellRef]:
    return [
        ref(table, index, "amount")
        for index, row in enumerate(table.rows)
        if normal_form(row.values.get("item") or "").startswith("其中")
    ]


def _listed(ledger: Ledger) -> Mapping[str, CellRef]:
    """The total of every project of 项目支出表 by name."""
    found: dict[str, CellRef] = {}
    for table in ledger.of_kind("project_expenditure")[:1]:
        for index, row in enumerate(table.rows):
            code = normal_form(row.values.get("code") or "")
            if len(code) >= 10 and row.values.get("name"):
                found[normal_form(row.values["name"] or "")] = ref(table, index, "total")
    return found


def _nearest(name: str, listed: Mapping[str, CellRef]) -> CellRef | None:
    """The project of this name: the same, or one clearly nearest."""
    if name in listed:
        return listed[name]
    scored = sorted(((_likeness(name, other), other) for other in listed), reverse=True)
    if not scored or scored[0][0] < _SAME_NAME:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < 0.05:
        return None
    return listed[scored[0][1]]


def _likeness(a: str, b: str) -> float:
    shorter, longer = sorted((a, b), key=len)
    return 0.9 if len(shorter) >= 4 and longer.startswith(shorter) else similarity(a, b)


def _against_list(ledger: Ledger) -> Iterator[Equation | None]:
    listed = _listed(ledger)
    for profile in ledger.of_kind("project_profile"):
        budget = _budget_cell(ledger, profile)
        if budget is None:
            continue
        row = _nearest(normal_form(profile.rows[0].values.get("name") or ""), listed)
        if row is not None:
            yield equal_equation(ledger, RULE, budget, [row])
    for table in ledger.of_kind("table"):
        yield from _list_of_projects(ledger, table, listed)
    yield from _allocations(ledger)


def _list_of_projects(
    ledger: Ledger, table: Table, listed: Mapping[str, CellRef]
) -> Iterator[Equation | None]:
    """A list of projects with this year's budget inside a department's overall form."""
    fields = list(table.rows[0].values) if table.rows else []
    name = next((f for f in fields if f.endswith("项目名称")), None)
    amount = next((f for f in fields if "年度预算" in f or "当年预算" in f), None)
    if name is None or amount is None:
        return
    for index, row in enumerate(table.rows):
        found = _nearest(normal_form(row.values.get(name) or ""), listed)
        cell = ref(table, index, amount)
        if found is not None and cell in ledger.figures:
            yield equal_equation(ledger, RULE, cell, [found])


def _allocations(ledger: Ledger) -> Iterator[Equation | None]:
    """The column total of an allocation = the budget of the form of that name."""
    for table in ledger.of_kind("allocation"):
        for index, row in enumerate(table.rows):
            if normal_form(row.values.get("district") or "") not in ("合计", "总计"):
                continue
            for profile in ledger.of_kind("project_profile"):
                name = profile.rows[0].values.get("name") if profile.rows else None
                budget = _budget_cell(ledger, profile)
                if name in row.values and budget is not None:
                    yield equal_equation(ledger, RULE, ref(table, index, str(name)), [budget])


def _composition(ledger: Ledger) -> Iterator[Equation | None]:
    """部门总体资金情况 (万元) against the budget tables."""
    spent = totals_of(ledger, "expenditure_by_function")
    basic = totals_of(ledger, "general_basic_by_economic")
    grand = side_item(
        ledger, "revenue_expenditure_summary", "revenue", lambda s: s.endswith("总计")
    )
    fiscal = side_item(
        ledger, "fiscal_appropriation_summary", "revenue", lambda s: s.endswith("总计")
    )
    whole = _only_general(ledger)
    for table in ledger.of_kind("funding_composition"):
        for index, row in enumerate(table.rows):
            item = normal_form(row.values.get("item") or "")
            other: CellRef | None = None
            if row.values.get("side") == "revenue":
                other = grand if item == "合计" else fiscal if item == "财政拨款" else None
            elif item == "合计":
                other = grand
            elif spent is not None and item in ("基本支出", "项目支出"):
                other = spent.cell("basic" if item == "基本支出" else "project")
            elif basic is not None and whole and item in ("人员类项目支出", "运转类项目支出"):
                other = basic.cell("personnel" if item.startswith("人员") else "running")
            if other is not None:
                yield equal_equation(ledger, RULE, ref(table, index, "amount"), [other])


def _only_general(ledger: Ledger) -> bool:
    """Whether the general public budget is the department's only money."""
    spent = totals_of(ledger, "expenditure_by_function")
    general = totals_of(ledger, "general_budget_by_function")
    if spent is None or general is None:
        return False
    figures = ledger.figures
    one = figures.get(spent.cell("total"), Decimal(0))
    return one == figures.get(general.cell("total"), Decimal(-1))
