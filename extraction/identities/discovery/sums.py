"""Discovered sums as equations over cells."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from extraction.identities.discovery.axis import Axis, Parts
from extraction.identities.discovery.search import Search
from extraction.identities.discovery.sheet import Sheet, axes_of, sheets_of
from extraction.identities.discovery.slices import slices_of
from extraction.identities.equation import Equation
from extraction.identities.ledger import Ledger, places
from schemas.amount import rounding_unit
from schemas.check import Term
from schemas.table import CellRef, Table

RULE = "discovered_sum"
_EXACT_SUMS = 10
_MOST_TAILS = 0.1


def discovered_sums(ledger: Ledger, table: Table) -> tuple[Equation, ...]:
    """The sums that labels and arithmetic show in a table, down its columns and along its rows.

    A sum borne out by most lines is kept for all of them, so that a line in which it fails is a
    failing check.
    """
    found: list[Equation] = []
    for sheet in sheets_of(ledger, table):
        found += _of_sheet(ledger, sheet)
    return tuple(found)


def _of_sheet(ledger: Ledger, sheet: Sheet) -> list[Equation]:
    down, along = axes_of(sheet, rounded=sheet.table.unit != "元")
    rows = Search(down).run()
    columns = Search(along).run()
    cells = [
        *_instances(down, rows, lambda line, item: sheet.cell(item, line)),
        *_instances(along, columns, lambda line, item: sheet.cell(line, item)),
    ]
    for part, chosen in slices_of(sheet, along):
        totals = {one.total for one in columns}
        sums = [one for one in Search(part).run() if chosen[one.total] not in totals]
        cells += _instances(part, sums, _in_columns(sheet, chosen))
    exact = sheet.table.unit == "元" or _adds_up_exactly(ledger, sheet, cells)
    return [_equation(ledger, total, parts, exact) for total, parts in cells]


Cells = tuple[CellRef, tuple[tuple[int, CellRef], ...]]
"""A total, and its printed parts with their signs."""
CellAt = Callable[[int, int], CellRef]
"""From the numbers of a line and an item to the cell."""


def _in_columns(sheet: Sheet, chosen: Sequence[int]) -> CellAt:
    return lambda line, item: sheet.cell(line, chosen[item])


def _instances(axis: Axis, sums: Sequence[Parts], cell: CellAt) -> Iterator[Cells]:
    """Every sum on every line that adds up and prints its total and a part."""
    unlike = _unlike(axis, sums)
    for one in sums:
        for line in axis.lines:
            outcome = axis.outcome(one, line)
            if outcome is None or line in unlike:
                continue
            difference, tolerance, _ = outcome
            there = sorted(
                ((s, i) for s, i in one.parts if axis.values[i][line] is not None),
                key=lambda part: part[1],
            )
            if abs(difference) > tolerance and 2 * len(there) < len(one.parts):
                continue
            yield cell(line, one.total), tuple((s, cell(line, i)) for s, i in there)


def _unlike(axis: Axis, sums: Sequence[Parts]) -> frozenset[int]:
    """Lines that don't add up: two sums or more fail there and none holds, or it averages."""
    found = set()
    for line in axis.lines:
        outcomes = [(one, axis.outcome(one, line)) for one in sums]
        decided = [(one, o) for one, o in outcomes if o is not None]
        fails = [(one, o) for one, o in decided if abs(o[0]) > o[1]]
        if not fails or len(fails) < len(decided):
            continue
        if len(fails) > 1 or _averages(axis, fails[0][0], line):
            found.add(line)
    return frozenset(found)


def _averages(axis: Axis, one: Parts, line: int) -> bool:
    """Whether a total that fails lies between its parts, as a mean or a rate does."""
    total = axis.values[one.total][line]
    parts = [v for _, i in one.parts if (v := axis.values[i][line]) is not None]
    return total is not None and len(parts) > 1 and min(parts) < total < max(parts)


def _adds_up_exactly(ledger: Ledger, sheet: Sheet, cells: Sequence[Cells]) -> bool:
    """Whether the figures of a table without unit are exact: nearly all of ten sums or more are."""
    if sheet.table.unit is not None:
        return False
    differences = [abs(_difference(ledger, total, parts)) for total, parts in cells]
    exact = sum(1 for d in differences if not d)
    tails = sum(
        1
        for d, (total, parts) in zip(differences, cells, strict=True)
        if d and d <= _tolerance(ledger, total, parts)
    )
    return exact >= _EXACT_SUMS and tails <= _MOST_TAILS * (exact + tails)


def _difference(ledger: Ledger, total: CellRef, parts: Sequence[tuple[int, CellRef]]) -> Decimal:
    added = sum((sign * ledger.figures[cell] for sign, cell in parts), Decimal(0))
    return ledger.figures[total] - added


def _tolerance(ledger: Ledger, total: CellRef, parts: Sequence[tuple[int, CellRef]]) -> Decimal:
    decimals = places(ledger.figures[c] for c in (total, *(cell for _, cell in parts)))
    return (len(parts) + 1) * rounding_unit(decimals) / 2


def _equation(
    ledger: Ledger, total: CellRef, parts: Sequence[tuple[int, CellRef]], exact: bool
) -> Equation:
    return Equation(
        rule=RULE,
        left=(Term(cell=total),),
        right=tuple(Term(cell=cell, coefficient=Decimal(sign)) for sign, cell in parts),
        tolerance=Decimal(0) if exact else _tolerance(ledger, total, parts),
    )
