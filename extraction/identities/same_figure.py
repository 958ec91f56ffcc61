"""The same figure in two tables: what every disclosure prints more than once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extraction.decoding.misreading import is_one_misreading
from extraction.identities.equation import Equation, Figures
from extraction.identities.ledger import Ledger, ref, total_row
from extraction.identities.numbering import level_of
from extraction.identities.sums import equal_equation
from schemas.label import normal_form
from schemas.table import CellRef, Table

RULE = "same_figure_in_two_tables"

AGREEMENT = 0.8
"""Two tables state the same budget where so many of their common figures agree."""
_LEAST_COMMON = 4

_BASIC_OF_GENERAL = (
    ("total", "basic_total"),
    ("personnel", "basic_personnel"),
    ("running", "basic_running"),
)
_BY_FUNCTION = (("total", "total"), ("basic", "basic_total"), ("project", "project"))
_BY_UNIT = tuple(
    (f, f) for f in ("total", "basic_total", "basic_personnel", "basic_running", "project")
)


@dataclass(frozen=True, slots=True)
class Totals:
    """The cells of a table's 合计 row (or of its only top row) by field."""

    table: Table
    row: int

    def cell(self, field: str) -> CellRef:
        """The address of one of its figures."""
        return ref(self.table, self.row, field)


def totals_of(ledger: Ledger, kind: str) -> Totals | None:
    """The 合计 row of the first table of a kind, else its first row if that is its only top."""
    for table in ledger.of_kind(kind):
        row = total_row(table)
        if row is not None:
            return Totals(table, row)
        if table.rows and len(normal_form(table.rows[0].values.get("code") or "")) == 3:
            tops = [r for r in table.rows if len(normal_form(r.values.get("code") or "")) == 3]
            if len(tops) == 1:
                return Totals(table, 0)
    return None


def side_item(
    ledger: Ledger, kind: str, side: str, wanted: Callable[[str], bool], last: bool = False
) -> CellRef | None:
    """The amount of the first (or last) row of a two-sided table whose item is wanted."""
    found = None
    for table in ledger.of_kind(kind)[:1]:
        for index, row in enumerate(table.rows):
            if row.values.get("side") == side and wanted(normal_form(row.values.get("item") or "")):
                found = ref(table, index, "amount")
                if not last:
                    return found
    return found


def same_figures(ledger: Ledger) -> Iterator[Equation]:
    """Equations between tables of the document that state the same figure."""
    for rule in (
        _general_totals,
        _grand_totals,
        _functional_classes,
        _same_budget,
        _fiscal_classes,
        _project_totals,
        _vehicles_and_reception,
    ):
        for equation in rule(ledger):
            if equation is not None:
                yield equation


def _pairs(
    ledger: Ledger, one: Totals | None, other: Totals | None, fields: Sequence[tuple[str, str]]
) -> Iterator[Equation | None]:
    if one is not None and other is not None:
        for a, b in fields:
            yield equal_equation(ledger, RULE, one.cell(a), [other.cell(b)])


def _general_totals(ledger: Ledger) -> Iterator[Equation | None]:
    """The general budget by function, by unit, and its basic part by economic class."""
    general = totals_of(ledger, "general_budget_by_function")
    by_unit = totals_of(ledger, "general_budget_by_unit")
    basic = totals_of(ledger, "general_basic_by_economic")
    yield from _pairs(ledger, by_unit, general, _BY_UNIT)
    yield from _pairs(ledger, basic, general or by_unit, _BASIC_OF_GENERAL)


def _is_grand(label: str) -> bool:
    return label.endswith("总计")


def _is_subtotal(label: str) -> bool:
    return label.startswith("本年") and label.endswith("合计")


def _grand_totals(ledger: Ledger) -> Iterator[Equation | None]:
    """收支总表 against 收入总表 and 支出总表."""
    summary = "revenue_expenditure_summary"
    revenue = side_item(ledger, summary, "revenue", _is_grand)
    spent = side_item(ledger, summary, "expenditure", _is_subtotal) or side_item(
        ledger, summary, "expenditure", _is_grand
    )
    by_unit = totals_of(ledger, "revenue_by_unit")
    by_function = totals_of(ledger, "expenditure_by_function")
    if by_unit is not None and revenue is not None:
        yield equal_equation(ledger, RULE, by_unit.cell("total"), [revenue])
    if by_function is not None and spent is not None:
        yield equal_equation(ledger, RULE, by_function.cell("total"), [spent])
    general = side_item(ledger, summary, "revenue", lambda s: "一般公共预算" in s)
    own = side_item(
        ledger, "fiscal_appropriation_summary", "revenue", lambda s: "一般公共预算" in s
    )
    if general is not None and own is not None:
        yield equal_equation(ledger, RULE, own, [general])
    if by_unit is not None and general is not None:
        yield equal_equation(ledger, RULE, by_unit.cell("current_general"), [general])


def _bare_item(label: str) -> str:
    level = level_of(label)
    if level is None:
        return label
    cut = label.find(")") if level in (1, 3) else max(label.find("、"), label.find("."), 0)
    return label[cut + 1 :]


def _class_rows(ledger: Ledger, kind: str) -> dict[str, CellRef]:
    """The total of every functional class (3-digit code) of a table, by name."""
    found: dict[str, CellRef] = {}
    for table in ledger.of_kind(kind)[:1]:
        for index, row in enumerate(table.rows):
            code = normal_form(row.values.get("code") or "")
            if len(code) == 3 and row.values.get("name"):
                found[normal_form(row.values["name"] or "")] = ref(table, index, "total")
    return found


def _items(ledger: Ledger, kind: str) -> Iterator[tuple[str, CellRef]]:
    for table in ledger.of_kind(kind)[:1]:
        for index, row in enumerate(table.rows):
            if row.values.get("side") == "expenditure" and row.values.get("item"):
                name = _bare_item(normal_form(row.values["item"] or ""))
                yield name, ref(table, index, "amount")


def _functional_classes(ledger: Ledger) -> Iterator[Equation | None]:
    classes = _class_rows(ledger, "expenditure_by_function")
    for name, cell in _items(ledger, "revenue_expenditure_summary"):
        if name in classes:
            yield equal_equation(ledger, RULE, cell, [classes[name]])


def _fiscal_classes(ledger: Ledger) -> Iterator[Equation | None]:
    """财政拨款 by class = general budget + funds + state capital of that class."""
    sources = [
        _class_rows(ledger, kind)
        for kind in ("general_budget_by_function", "fund_expenditure", "state_capital_expenditure")
    ]
    for name, cell in _items(ledger, "fiscal_appropriation_summary"):
        parts = [source[name] for source in sources if name in source]
        if parts:
            yield equal_equation(ledger, RULE, cell, parts)


def _same_budget(ledger: Ledger) -> Iterator[Equation | None]:
    """支出总表 = general budget + funds + state capital, code by code.

    Only where the department has no other money: the totals agree, or all but few codes do
    and the totals miss each other by one misread digit.
    """
    whole = _by_code(ledger, "expenditure_by_function")
    funds = [
        _by_code(ledger, kind)
        for kind in ("general_budget_by_function", "fund_expenditure", "state_capital_expenditure")
    ]
    figures = ledger.figures
    pairs = []
    for code, cell in whole.items():
        for field, other in _BY_FUNCTION:
            names = (other, field, field)
            parts = [fund[code](n) for fund, n in zip(funds, names, strict=True) if code in fund]
            printed = [part for part in parts if part in figures]
            if cell(field) in figures and printed:
                pairs.append((code, cell(field), printed))
    misses = [pair for pair in pairs if _difference(figures, pair)]
    if len(pairs) < _LEAST_COMMON or len(misses) > (1 - AGREEMENT) * len(pairs):
        return
    for code, one, parts in misses:
        total = sum((figures[p] for p in parts), Decimal(0))
        if code == "合计" and one.field == "total" and not is_one_misreading(figures[one], total):
            return
    for _, one, parts in pairs:
        yield equal_equation(ledger, RULE, one, parts)


def _difference(figures: Figures, pair: tuple[str, CellRef, list[CellRef]]) -> Decimal:
    return figures[pair[1]] - sum((figures[p] for p in pair[2]), Decimal(0))


def _by_code(ledger: Ledger, kind: str) -> dict[str, Callable[[str], CellRef]]:
    found: dict[str, Callable[[str], CellRef]] = {}
    for table in ledger.of_kind(kind)[:1]:
        top = total_row(table)
        for index, row in enumerate(table.rows):
            code = normal_form(row.values.get("code") or "")
            key = "合计" if index == top else code
            if key and key not in found:
                found[key] = _addresser(table, index)
    return found


def _addresser(table: Table, index: int) -> Callable[[str], CellRef]:
    return lambda field: ref(table, index, field)


def _project_totals(ledger: Ledger) -> Iterator[Equation | None]:
    """项目支出表 = the project column of 支出总表 and of the general budget."""
    projects = totals_of(ledger, "project_expenditure")
    spent = totals_of(ledger, "expenditure_by_function")
    general = totals_of(ledger, "general_budget_by_function")
    if projects is None:
        return
    if spent is not None:
        yield equal_equation(ledger, RULE, projects.cell("total"), [spent.cell("project")])
    if general is not None:
        parts = [
            projects.cell(field)
            for field in ("current_general", "carryover_general")
            if projects.cell(field) in ledger.figures
        ]
        if parts:
            yield equal_equation(ledger, RULE, general.cell("project"), parts)


def _vehicles_and_reception(ledger: Ledger) -> Iterator[Equation | None]:
    """三公 items that are paid from basic expenditure alone equal their economic class."""
    table = next(iter(ledger.of_kind("three_public")), None)
    basic = next(iter(ledger.of_kind("general_basic_by_economic")), None)
    if table is None or basic is None or not table.rows:
        return
    wanted = {"30217": "reception", "30231": "vehicles_running", "30212": "overseas"}
    for index, row in enumerate(basic.rows):
        field = wanted.get(normal_form(row.values.get("code") or ""))
        if field is not None:
            yield equal_equation(
                ledger,
                RULE,
                ref(table, 0, field),
                [ref(basic, index, "total")],
                keep_only_if_holds=True,
            )
