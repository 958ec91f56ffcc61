"""Tables whose unit was misread: what other tables print too agrees only in the other unit."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from extraction.identities.equation import side_value
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
    links = _links(ledger, checks)
    return tuple(
        found
        for table in ledger.tables
        for found in _misread(ledger, table, links.get((table.kind, table.ordinal), ()))
    )


def _misread(ledger: Ledger, table: Table, links: Sequence[Check]) -> Iterator[MisreadUnit]:
    factor = _FACTOR.get(table.unit or "")
    if factor is None or len(links) < _LEAST_LINKS or any(check.holds for check in links):
        return
    name = (table.kind, table.ordinal)
    own = {c for check in links for c in _cells(check) if (c.kind, c.ordinal) == name}
    scaled = {**ledger.figures, **{c: ledger.figures[c] * factor for c in own}}
    for check in links:
        found = side_value(check.left, scaled, "sum")
        gap = abs(found - side_value(check.right, scaled, "sum"))
        if gap > check.tolerance + _ROUNDED * abs(found):
            return
    unit = "万元" if table.unit == "元" else "元"
    yield MisreadUnit(table, unit, tuple(check.id for check in links))


def _links(ledger: Ledger, checks: Sequence[Check]) -> dict[tuple[str, int], list[Check]]:
    """By table the checks that compare its figures, not all zero, with those of another one."""
    found: dict[tuple[str, int], list[Check]] = {}
    for check in checks:
        if check.combine != "sum":
            continue
        cells = _cells(check)
        if len({(c.kind, c.ordinal) for c in cells}) < 2:
            continue
        if all(c in ledger.figures for c in cells):
            worth = dict.fromkeys((c.kind, c.ordinal) for c in cells if ledger.figures[c])
            for name in worth:
                found.setdefault(name, []).append(check)
    return found


def _cells(check: Check) -> tuple[CellRef, ...]:
    """Every cell of the terms."""
    return tuple(t.cell for t in (*check.left, *check.right) if t.cell is not None)
