"""Cells with spans to a dense matrix, as a browser lays them out."""

from dataclasses import dataclass, field

from extraction.readers.table_limits import TableLimits
from schemas.grid import Grid, GridCell, GridRow
from schemas.source import Source


@dataclass(frozen=True)
class SpanningCell:
    """A cell as its tag states it; spans are not yet clamped."""

    text: str
    line: int
    row_span: int = 1
    column_span: int = 1


@dataclass
class SpanningRow:
    """A row as its tag states it; spans do not leave the ``group`` (head, body or foot)."""

    line: int
    group: int = 0
    cells: list[SpanningCell] = field(default_factory=list)


_Places = dict[int, GridCell]


def dense_grid(rows: list[SpanningRow], limits: TableLimits) -> Grid:
    """The grid in which every row has a cell in every column.

    The anchor of a merged cell has its spans, clamped to what is free; the places it covers
    are blank cells with its line. Raises OversizeError.
    """
    edge = max((_stated_width(row, limits.max_columns) for row in rows), default=0)
    rests = _rows_left_in_group(rows)
    covered: dict[int, tuple[int, GridCell]] = {}
    placed: list[_Places] = []
    for row, rest in zip(rows, rests, strict=True):
        places = {column: cell for column, (_, cell) in covered.items()}
        covered = {column: (n - 1, cell) for column, (n, cell) in covered.items() if n > 1}
        limits.count_blanks(len(places), row.line)
        _place(row, rest, edge, limits, places, covered)
        placed.append(places)
    width = max((max(places, default=-1) + 1 for places in placed), default=0)
    return Grid(
        rows=tuple(
            _padded(places, row.line, width, limits)
            for places, row in zip(placed, rows, strict=True)
        ),
        spans_known=True,
    )


def _stated_width(row: SpanningRow, most: int) -> int:
    return sum(cell.column_span if cell.column_span <= most else 1 for cell in row.cells)


def _rows_left_in_group(rows: list[SpanningRow]) -> list[int]:
    """For each row, how many rows its group has from there on."""
    rests = [1] * len(rows)
    for index in range(len(rows) - 2, -1, -1):
        if rows[index].group == rows[index + 1].group:
            rests[index] = rests[index + 1] + 1
    return rests


def _place(
    row: SpanningRow,
    rest: int,
    edge: int,
    limits: TableLimits,
    places: _Places,
    covered: dict[int, tuple[int, GridCell]],
) -> None:
    """Put the cells of ``row`` into the free ``places``; what they cover below into ``covered``."""
    column = 0
    for index, cell in enumerate(row.cells, 1):
        while column in places:
            column += 1
        span = cell.column_span
        if span > limits.max_columns:
            # Absurd spans mean the whole width, which the other rows tell.
            span = edge - column - (len(row.cells) - index)
        span = _free_run(places, column, max(1, span))
        limits.check_columns(column + span, cell.line)
        limits.count_blanks(span - 1, cell.line)
        row_span = max(1, min(cell.row_span, rest))
        for place in range(column, column + span):
            blank = _blank(cell.line, place)
            places[place] = blank
            if row_span > 1:
                covered[place] = (row_span - 1, blank)
        places[column] = GridCell(
            text=cell.text,
            source=Source(line=cell.line, column=column + 1),
            row_span=row_span,
            column_span=span,
        )
        column += span


def _free_run(places: _Places, column: int, span: int) -> int:
    """How many columns from ``column`` on are free, at most ``span``."""
    run = 1
    while run < span and column + run not in places:
        run += 1
    return run


def _padded(places: _Places, line: int, width: int, limits: TableLimits) -> GridRow:
    limits.count_blanks(width - len(places), line)
    return GridRow(
        cells=tuple(places.get(column) or _blank(line, column) for column in range(width))
    )


def _blank(line: int, column: int) -> GridCell:
    return GridCell(text="", source=Source(line=line, column=column + 1))
