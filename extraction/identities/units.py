"""Tables whose unit was misread: what other tables print too agrees only in the other unit."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from extraction.identities.equation import equation_of, side_value
from extraction.identities.ledger import Ledger
from schemas.check import Check
from schemas.table import CellRef, Table

_FACTOR: Mapping[str, Decimal] = MappingProxyType(
    {"元": Decimal(10_000), "万元": Decimal("0.0001")}
)
"""By what the figures of a table change where its unit is really the other one."""
_LEAST_LINKS = 3
_ROUNDED = Decimal("0.0005")
"""Figures in 万元 and in 元 differ by the rounding of the former: 0.005 of 10 万元 at most."""


class MisreadUnit(NamedTuple):
    """A table, the unit that its figures are in, and the checks that then hold."""

    table: Table
    unit: str
    checks: tuple[str, ...]


def misread_units(ledger: Ledger, checks: Sequence[Check]) -> tuple[MisreadUnit, ...]:
    """The tables of which all shared figures are off by the factor between 元 and 万元.

    Of three figures or more that other tables print too (zeros say nothing) none agrees, and all
    do in the other unit.
    """
    if sum(1 for check in checks if not check.holds) < _LEAST_LINKS:
        return ()
    return tuple(found for table in ledger.tables for found in _misread(ledger, table, checks))


def _misread(ledger: Ledger, table: Table, checks: Sequence[Check]) -> Iterator[MisreadUnit]:
    factor = _FACTOR.get(table.unit or "")
    links = [check for check in checks if _links(ledger, table, check)]
    if factor is None or len(links) < _LEAST_LINKS or any(check.holds for check in links):
        return
    own = {c for check in links for c in equation_of(check).cells if _in(table, c)}
    scaled = {**ledger.figures, **{c: ledger.figures[c] * factor for c in own}}
    for check in links:
        found = side_value(check.left, scaled, "sum")
        gap = abs(found - side_value(check.right, scaled, "sum"))
        if gap > check.tolerance + _ROUNDED * abs(found):
            return
    unit = "万元" if table.unit == "元" else "元"
    yield MisreadUnit(table, unit, tuple(check.id for check in links))


def _links(ledger: Ledger, table: Table, check: Check) -> bool:
    """Whether a check compares figures of a table, not all zero, with those of another one."""
    cells = equation_of(check).cells
    own = [c for c in cells if _in(table, c)]
    return (
        check.combine == "sum"
        and 0 < len(own) < len(cells)
        and all(c in ledger.figures for c in cells)
        and any(ledger.figures[c] for c in own)
    )


def _in(table: Table, cell: CellRef) -> bool:
    return (cell.kind, cell.ordinal) == (table.kind, table.ordinal)
