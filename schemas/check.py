"""Identities that hold or fail, as data that can be proved again."""

from decimal import Decimal
from typing import Literal

from pydantic import field_serializer

from schemas.frozen import Frozen
from schemas.table import CellRef


class Term(Frozen):
    """A cell or a constant times a coefficient. ``lines`` say where a constant is printed."""

    coefficient: Decimal = Decimal(1)
    cell: CellRef | None = None
    constant: Decimal | None = None
    lines: tuple[int, ...] = ()


class Check(Frozen):
    """An identity: ``found`` is the sum of ``left``, ``expected`` the sum or product of ``right``.

    It holds when they differ by no more than ``tolerance``; beyond ``exact`` it holds only as
    a rounding tail (尾差) and proves nothing. ``cells`` are the cells that it covers: a failing
    check makes those suspect. Figures are in the unit of the left side.
    """

    id: str
    rule: str
    holds: bool
    expected: Decimal
    found: Decimal
    difference: Decimal
    tolerance: Decimal
    exact: Decimal = Decimal(0)
    cells: tuple[CellRef, ...]
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    combine: Literal["sum", "product", "ratio"] = "sum"
    statement: str = ""

    @property
    def tail(self) -> bool:
        """Whether it holds only within the tolerance that rounding allows."""
        return self.holds and abs(self.difference) > self.exact

    @field_serializer("cells")
    def _cells_as_lists(self, cells: tuple[CellRef, ...]) -> list[list[str | int]]:
        return [[c.kind, c.ordinal, c.row, c.field] for c in cells]
