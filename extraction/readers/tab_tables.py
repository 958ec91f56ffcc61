"""Tab-separated rows."""

from extraction.readers.table_limits import TableLimits
from extraction.readers.text_lines import Lines
from schemas.grid import Grid, GridCell, GridRow
from schemas.source import Source


def tab_table(lines: Lines, first_line: int, limits: TableLimits) -> Grid:
    """The grid of tab-separated lines, ragged as printed; raises OversizeError."""
    rows: list[GridRow] = []
    for line, text in enumerate(lines, first_line):
        limits.check_columns(text.count("\t") + 1, line)
        limits.count_row(line)
        rows.append(row_of_texts(text.split("\t"), line))
    return Grid(rows=tuple(rows))


def row_of_texts(texts: list[str], line: int) -> GridRow:
    """A row of cell texts that stand on one line, columns counted from 1."""
    return GridRow(
        cells=tuple(
            GridCell(text=text, source=Source(line=line, column=column))
            for column, text in enumerate(texts, 1)
        )
    )
