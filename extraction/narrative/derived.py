"""Figures that a table prints once as a total and once more as the parts it consists of.

Where the prose agrees with the parts, it is the total that is misread, not the prose.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from extraction.narrative.figures import Fact, names_of, ref_of, total_rows
from schemas.amount import decimal_of
from schemas.table import Table

Spot = tuple[int, str]
"""A row (0-based) and a field."""

_NAMES = (
    ("basic", "基本支出"),
    ("project", "项目支出"),
    ("personnel", "人员经费"),
    ("running", "公用经费"),
)
_EXPENDITURE = (("expenditure", "total"), ("basic", "basic"), ("project", "project"))
_GENERAL = (
    ("general_expenditure", "total"),
    ("basic", "basic_total"),
    ("project", "project"),
    ("personnel", "basic_personnel"),
    ("running", "basic_running"),
)
_ECONOMIC = (("basic", "total"), ("personnel", "personnel"), ("running", "running"))
_THREE = (
    ("three.total", "“三公”经费合计", ("overseas", "vehicles_total", "reception")),
    ("three.vehicles_total", "公务用车购置及运行费", ("vehicles_purchase", "vehicles_running")),
)


def derived_of(table: Table) -> Iterator[Fact]:
    """The sums of printed parts that stand for a printed total, in the unit of the table."""
    match table.kind:
        case "expenditure_by_function":
            yield from _classes(table, _EXPENDITURE)
            yield from _across(table, "expenditure", ("basic", "project"))
        case "general_budget_by_function":
            yield from _classes(table, _GENERAL)
            yield from _across(table, "general_expenditure", ("basic_total", "project"))
            yield from _across(table, "basic", ("basic_personnel", "basic_running"))
        case "general_basic_by_economic":
            yield from _classes(table, _ECONOMIC)
            yield from _across(table, "basic", ("personnel", "running"))
        case "three_public" if len(table.rows) == 1:
            for concept, name, fields in _THREE:
                yield from _sum(table, concept, name, [(0, field) for field in fields])
        case "allocation":
            yield from _allocation(table)
        case _:
            return


def _sum(table: Table, concept: str, name: str, spots: Iterable[Spot]) -> Iterator[Fact]:
    """The sum of the figures at these places, if any is printed."""
    printed = [
        (row, field, value)
        for row, field in spots
        if (value := decimal_of(table.rows[row].values.get(field))) is not None
    ]
    if printed:
        cells = [table.rows[row].cells.get(field) for row, field, _ in printed]
        yield Fact(
            concept=concept,
            name=name,
            cells=tuple(ref_of(table, row, field) for row, field, _ in printed),
            value=sum((value for _, _, value in printed), Decimal(0)),
            unit=table.unit or "",
            table=table.title or table.kind,
            derived=True,
            places=tuple(c.source for c in cells if c is not None and c.source is not None),
        )


def _classes(table: Table, columns: Sequence[tuple[str, str]]) -> Iterator[Fact]:
    """The sums of the classes (three digits) down every column."""
    rows = [i for i, row in enumerate(table.rows) if len(row.values.get("code") or "") == 3]
    for concept, field in columns:
        name = dict(_NAMES).get(concept, "合计")
        yield from _sum(table, concept, name, [(i, field) for i in rows])


def _across(table: Table, concept: str, fields: Sequence[str]) -> Iterator[Fact]:
    """The sum of the parts along the row of totals."""
    for i in total_rows(names_of(table)):
        name = dict(_NAMES).get(concept, "合计")
        yield from _sum(table, concept, name, [(i, field) for field in fields])


def _allocation(table: Table) -> Iterator[Fact]:
    names = names_of(table, "district")
    total = total_rows(names)
    rows = [i for i, name in enumerate(names) if i not in total and name]
    yield from _sum(table, "allocation", "合计", [(i, "total") for i in rows])
    for i in total:
        projects = [f for f in table.rows[i].values if f not in ("district", "total")]
        yield from _sum(table, "allocation", "合计", [(i, field) for field in projects])
