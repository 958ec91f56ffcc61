"""Figures of neighbouring columns that were read as one run, put back into their columns."""

import re
from collections.abc import Sequence

from schemas.amount import parse_amount
from schemas.grid import GridCell, GridRow

_RUN = re.compile(r"^-?\d[\d,]*\.\d+(?:\s+-?\d[\d,]*\.\d+)+$")
"""Figures with decimals and blanks between them: nothing else is so sure to be several."""


def spread_runs(rows: Sequence[GridRow]) -> tuple[GridRow, ...]:
    """The rows with every run of figures spread over the blank columns beside it.

    Only where the blanks on one side alone have room for it: else it stays as it is read.
    """
    width = max((len(row.cells) for row in rows), default=0)
    return tuple(_spread(row, width) for row in rows)


def _spread(row: GridRow, width: int) -> GridRow:
    if not any(_RUN.match(cell.text.strip()) for cell in row.cells):
        return row
    cells = [*row.cells, *(_blank(row) for _ in range(width - len(row.cells)))]
    for position in range(len(cells)):
        figures = cells[position].text.split()
        if not _RUN.match(cells[position].text.strip()) or not all(map(parse_amount, figures)):
            continue
        start = _start(cells, position, len(figures))
        if start is None:
            continue
        source = cells[position]
        for offset, figure in enumerate(figures):
            cells[start + offset] = source.with_text(figure)
    return GridRow(cells=tuple(cells))


def _start(cells: Sequence[GridCell], position: int, count: int) -> int | None:
    """The column where the run begins, or None where both sides or neither have room."""
    left = all(position - i >= 0 and cells[position - i].blank for i in range(1, count))
    right = all(position + i < len(cells) and cells[position + i].blank for i in range(1, count))
    if left == right:
        return None
    return position - count + 1 if left else position


def _blank(row: GridRow) -> GridCell:
    return row.cells[-1].with_text("")
