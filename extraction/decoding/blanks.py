"""Blank cells that a sum would have as parts, if a figure stood in them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property, partial

from extraction.identities.catalogue import equations_of
from extraction.identities.equation import Equation
from extraction.identities.ledger import Ledger, printed_fields, ref
from extraction.memory import Memory
from schemas.kinds import KindRow
from schemas.table import CellRef, Table


class _Filled(Ledger):
    """The ledger in which every blank of a printed amount column is a zero."""

    @cached_property
    def figures(self) -> dict[CellRef, Decimal]:
        found = dict(super().figures)
        for table in self.tables:
            for cell in self.memory.of("blanks", table, partial(self._blanks_of, table)):
                found.setdefault(cell, Decimal(0))
        return found

    def _blanks_of(self, table: Table) -> tuple[CellRef, ...]:
        fields = printed_fields(table, sorted(self.numeric_fields(table)))
        return tuple(
            ref(table, index, field)
            for index, row in enumerate(table.rows)
            for field in fields
            if row.values.get(field) is None
        )


def blank_parts(
    tables: Sequence[Table],
    kinds: Sequence[type[KindRow]],
    equations: Mapping[str, Equation],
    memory: Memory | None = None,
) -> dict[str, tuple[CellRef, ...]]:
    """For every sum the blank cells that its rule would add up too."""
    wider: dict[object, Equation] = {}
    for made in equations_of(_Filled(tables, kinds, memory)):
        if made.combine == "sum":
            wider.setdefault((made.rule, made.left), made)
    found: dict[str, tuple[CellRef, ...]] = {}
    for identity, equation in equations.items():
        other = wider.get((equation.rule, equation.left))
        if other is None or not set(equation.right) <= set(other.right):
            continue
        more = tuple(t.cell for t in other.right if t not in equation.right and t.cell is not None)
        if more:
            found[identity] = more
    return found
