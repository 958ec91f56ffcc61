"""Words into the cells of a lattice, and the grid that comes of it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extraction.layout.lattice import Lattice
from extraction.layout.pieces import Piece, cut
from extraction.layout.regions import Region
from extraction.layout.straight import page_box
from extraction.layout.textlines import cell_text
from extraction.readers.html_text import escaped
from schemas.grid import Grid, GridCell, GridRow
from schemas.page import Word
from schemas.source import Box, Source


@dataclass(frozen=True)
class PlacedGrid:
    """A grid, its straight box, and for the box of every printed cell the words in it."""

    grid: Grid
    box: Box
    words: Mapping[Box, tuple[Word, ...]]


Held = Mapping[Region, Sequence[Piece]]


def divide(
    pieces: Sequence[Piece], lattice: Lattice, regions: Sequence[Region], close: float
) -> tuple[dict[Region, list[Piece]], list[Piece]]:
    """The pieces by the cell that they stand in, cut at its borders, and those in no cell.

    ``close`` (points) is how far outside of the frame a middle may stand.
    """
    by_row: list[list[Region]] = [[] for _ in range(lattice.rows)]
    for region in regions:
        for row in range(region.row, region.row + region.row_span):
            by_row[row].append(region)
    for row_regions in by_row:
        row_regions.sort(key=lambda region: region.column)
    borders = [
        [*(lattice.xs[r.column] for r in row_regions), lattice.xs[-1]] for row_regions in by_row
    ]
    held: dict[Region, list[Piece]] = defaultdict(list)
    left: list[Piece] = []
    for piece in pieces:
        place = row_at(lattice, piece.cy, close)
        if place is None or not (lattice.xs[0] <= piece.x1 and piece.x0 <= lattice.xs[-1]):
            left.append(piece)
            continue
        for part in cut(piece, borders[place]):
            if lattice.xs[0] - close <= part.cx <= lattice.xs[-1] + close:
                at = bisect_right(borders[place], part.cx) - 1
                held[by_row[place][min(max(at, 0), len(by_row[place]) - 1)]].append(part)
            else:
                left.append(part)
    return held, left


def row_at(lattice: Lattice, y: float, close: float) -> int | None:
    """The row of the lattice at ``y``; None outside, by more than ``close``."""
    if not lattice.ys[0] - close <= y <= lattice.ys[-1] + close:
        return None
    return min(max(bisect_right(lattice.ys, y) - 1, 0), lattice.rows - 1)


def ruled_grid(
    lattice: Lattice, regions: Sequence[Region], held: Held, page: int, slope: float
) -> PlacedGrid:
    """The dense grid: a cell with spans in its first place, blank cells in those it covers."""
    words: dict[Box, tuple[Word, ...]] = {}
    made: dict[tuple[int, int], GridCell] = {}
    for region in regions:
        straight = _box(lattice, region)
        box = page_box(*straight, slope)
        pieces = held.get(region, ())
        if pieces:
            words[box] = tuple(piece.as_word() for piece in pieces)
        made[region.row, region.column] = GridCell(
            text=escaped(cell_text(pieces, straight[2] - straight[0])),
            source=Source(page=page, box=box),
            row_span=region.row_span,
            column_span=region.column_span,
            confidence=min((piece.confidence for piece in pieces), default=1.0),
        )
    rows = []
    for row in range(lattice.rows):
        cells = (
            made.get((row, c)) or _covered(lattice, row, c, page, slope)
            for c in range(lattice.columns)
        )
        rows.append(GridRow(cells=tuple(cells)))
    frame = (lattice.xs[0], lattice.ys[0], lattice.xs[-1], lattice.ys[-1])
    return PlacedGrid(Grid(rows=tuple(rows), spans_known=True, page=page), frame, words)


def _covered(lattice: Lattice, row: int, column: int, page: int, slope: float) -> GridCell:
    box = page_box(*_box(lattice, Region(row, column, 1, 1)), slope)
    return GridCell(text="", source=Source(page=page, box=box))


def _box(lattice: Lattice, region: Region) -> Box:
    return (
        lattice.xs[region.column],
        lattice.ys[region.row],
        lattice.xs[region.column + region.column_span],
        lattice.ys[region.row + region.row_span],
    )
