"""Pieces' readings put together again: one segment as the model reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extraction.asking.normal_grid import normal_segment
from extraction.asking.placed import PlacedRow
from extraction.asking.rounds import PieceReading
from extraction.asking.which import printed_numbers
from schemas.document import Segment
from schemas.grid import GridCell
from schemas.kinds import GENERIC, KindRow
from schemas.source import Source
from schemas.table import Table

LEFT_OUT = "The model left this row out; it is read by the headers."


@dataclass(frozen=True, slots=True)
class ModelSegment:
    """A segment as the model reads it, and why single cells of it are doubtful.

    ``marks`` are by the printed place of any cell of the row, then by field. ``lost`` are rows
    (1-based) that print data and are in neither reading.
    """

    segment: Segment
    marks: Mapping[Source, Mapping[str, str]] = field(default_factory=dict)
    lost: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def model_segment(
    segment: Segment,
    by_headers: Table | None,
    readings: Sequence[PieceReading],
    kinds: Mapping[str, type[KindRow]],
) -> ModelSegment | None:
    """The segment by the model's answers; rows not asked for stay as the headers have them.

    None where nothing was answered, or the model knows no kind for it either.
    """
    answered = [r for r in readings if r.placing is not None and r.kind != GENERIC]
    if not answered:
        return None
    counts = [r.kind for r in answered]
    kind = kinds[max(dict.fromkeys(counts), key=counts.count)]
    answered = [r for r in answered if r.kind == kind.kind]
    rows = [row for r in answered for row in (r.placing.rows if r.placing else ())]
    if not rows:
        return None
    taken = {n for row in rows for n in row.numbers}
    left_out = {n for r in answered for n in (r.placing.left_out if r.placing else ())} - taken
    asked = {n for r in answered for n in (r.piece.wanted or r.piece.numbers)}
    headers = _placed_by_headers(segment, by_headers, kind)
    for row in headers:
        if row.numbers[0] in left_out and not taken & set(row.numbers):
            marks = dict.fromkeys(row.cells, LEFT_OUT)
            rows.append(PlacedRow(row.numbers, row.cells, row.constants, marks))
            left_out -= set(row.numbers)
        elif not asked & set(row.numbers):
            rows.append(row)
    rows.sort(key=lambda row: row.numbers[0])
    notes = tuple(note for r in answered for note in (r.placing.notes if r.placing else ()))
    normal = normal_segment(segment, kind, rows)
    return ModelSegment(
        normal.model_copy(update={"notes": notes}), _marks(rows), tuple(sorted(left_out)), notes
    )


def _placed_by_headers(
    segment: Segment, table: Table | None, kind: type[KindRow]
) -> list[PlacedRow]:
    """The rows of the headers' reading as placed rows, where it is of the same kind."""
    if table is None or table.kind != kind.kind:
        return []
    numbers = printed_numbers(segment)
    cells = {cell.source: cell for row in segment.body for cell in row.cells}
    found = []
    for row in table.rows:
        placed: dict[str, tuple[GridCell, ...]] = {}
        at: set[int] = set()
        for name, cell in row.cells.items():
            if cell.source is not None and cell.source in cells and row.values.get(name):
                placed[name] = (cells[cell.source],)
                at.add(numbers[cell.source])
        side = row.values.get("side")
        constants = {"side": side} if side is not None else {}
        placed.pop("side", None)
        if placed:
            found.append(PlacedRow(tuple(sorted(at)), placed, constants))
    return found


def _marks(rows: Sequence[PlacedRow]) -> dict[Source, Mapping[str, str]]:
    return {
        cell.source: row.marks
        for row in rows
        if row.marks
        for cells in row.cells.values()
        for cell in cells
    }
