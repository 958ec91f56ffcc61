"""The header tree: printed header rows to leaves, each with its path from the group down."""

from collections.abc import Sequence
from dataclasses import dataclass

from extraction.headers.vocabulary import header_form
from schemas.grid import GridCell, GridRow
from schemas.label import clean_text


@dataclass(frozen=True, slots=True)
class Leaf:
    """A printed leaf header: its column (0-based), its comparable path, its printed path."""

    column: int
    path: tuple[str, ...]
    printed: tuple[str, ...]


def leaves(rows: Sequence[GridRow], spans_known: bool) -> tuple[Leaf, ...]:
    """The leaves of the header rows, from left to right.

    Where spans are not known (tab-separated text), a blank beside an upper header belongs to
    it if a lower header stands below the blank.
    """
    width = max((len(row.cells) for row in rows), default=0)
    found = []
    for column in range(width):
        printed = _path(rows, column, spans_known)
        if printed:
            path = tuple(header_form(part) for part in printed)
            found.append(Leaf(column, path, printed))
    return tuple(found)


def _path(rows: Sequence[GridRow], column: int, spans_known: bool) -> tuple[str, ...]:
    own = [_cell(row, column) for row in rows]
    if not any(cell is not None and not cell.blank for cell in own):
        return ()
    parts: list[str] = []
    for depth, row in enumerate(rows):
        below = any(cell is not None and not cell.blank for cell in own[depth + 1 :])
        text = _covering(row, column, spans_known, below)
        if text and (not parts or header_form(parts[-1]) != header_form(text)):
            parts.append(text)
    return tuple(parts)


def _covering(row: GridRow, column: int, spans_known: bool, below: bool) -> str:
    cell = _cell(row, column)
    if cell is not None and not cell.blank:
        return clean_text(cell.text)
    if not below:
        return ""
    for left in range(min(column, len(row.cells)) - 1, -1, -1):
        candidate = row.cells[left]
        if candidate.blank:
            continue
        if spans_known and left + candidate.column_span <= column:
            return ""
        return clean_text(candidate.text)
    return ""


def _cell(row: GridRow, column: int) -> GridCell | None:
    return row.cells[column] if column < len(row.cells) else None
