"""A recovered table: rows of cells, each keeping what is printed apart from what is claimed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from schemas.frozen import Frozen
from schemas.source import Extent, Source

Status = Literal["proved", "repaired", "suspect", "unchecked", "confirmed", "corrected"]


class Proof(Frozen):
    """How strongly sums prove a cell: see `extraction.identities.rank`.

    ``rank`` is the number of independent identities that hold exactly over it, ``tolerance``
    the largest that those were given.
    """

    rank: int
    tolerance: Decimal


class Cell(Frozen):
    """What is printed for one field and what we claim of it (see the export contract).

    ``printed`` is the printed reading of the field (a figure without its unit suffix, a label
    without layout blanks); ``text`` is the whole source cell where that says more.
    ``confidence`` is a probability (before scoring, the reader's own); ``suggestion`` a value
    that arithmetic asks for; ``alternatives`` are other readings of a recognised figure.
    ``proof`` is None where no sum proves it.
    """

    printed: str | None
    status: Status = "unchecked"
    confidence: float = 1.0
    source: Source | None = None
    checks: tuple[str, ...] = ()
    suggestion: str | None = None
    reason: str | None = None
    text: str | None = None
    alternatives: tuple[str, ...] = ()
    proof: Proof | None = None


class Row(Frozen):
    """One row: the value and the cell of every field, in the order of the kind's fields."""

    values: Mapping[str, str | None]
    cells: Mapping[str, Cell]


class Table(Frozen):
    """One recovered table. ``ordinal`` counts the tables of its kind in document order from 1."""

    kind: str
    ordinal: int
    title: str | None
    unit: str | None
    source: Extent
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


class CellRef(Frozen):
    """The address of a cell: kind, ordinal, row (0-based) and field."""

    kind: str
    ordinal: int
    row: int
    field: str

    def __eq__(self, other: object) -> bool:
        # Every figure is looked up by its address many times; this takes a third of the time.
        return self is other or (type(other) is CellRef and self.__dict__ == other.__dict__)
