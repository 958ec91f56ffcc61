"""An annotated table: printed rows, the sums that are meant, and the errors planted in it."""

from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """A printed cell by row and column (0-based, the header rows not counted)."""

    row: int
    column: int


class Part(NamedTuple):
    """A cell that a sum adds (sign 1) or deducts (sign -1)."""

    sign: int
    place: Place


class MeantSum(NamedTuple):
    """One annotated sum: the cell of the total and its parts, down a column or along a row."""

    total: Place
    parts: tuple[Part, ...]

    @property
    def structure(self) -> tuple[object, ...]:
        """What it shares with the same sum in other columns (or rows)."""
        down = all(part.place.column == self.total.column for part in self.parts)
        if down:
            return "down", self.total.row, frozenset((p.sign, p.place.row) for p in self.parts)
        return "along", self.total.column, frozenset((p.sign, p.place.column) for p in self.parts)


@dataclass(frozen=True, slots=True)
class Annotated:
    """Printed text and what it means. ``header`` rows hold a path where a header has levels.

    ``planted`` are the cells whose figure was changed after the sums were made.
    """

    name: str
    title: str
    unit: str
    header: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    sums: tuple[MeantSum, ...]
    planted: tuple[Place, ...] = ()
