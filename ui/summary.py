"""How much of a result is proved, counted."""

from typing import NamedTuple

from extraction.export.columns import Kinds, columns_of, figure_of
from extraction.export.result import Result, ResultTable


class Counts(NamedTuple):
    """Tables, printed cells, figures, proved figures, suspect cells and findings."""

    tables: int
    cells: int
    figures: int
    proved: int
    suspect: int
    findings: int

    @property
    def share(self) -> str:
        """The share of figures that are proved, as a percentage cut (not rounded) to a decimal."""
        if not self.figures:
            return "-"
        return f"{self.proved * 1000 // self.figures / 10:.1f}%"


def counts_of(result: Result, kinds: Kinds) -> Counts:
    """The counts of a whole result."""
    tables = [table_counts(table, kinds) for table in result.tables]
    return Counts(
        tables=len(tables),
        cells=sum(counts.cells for counts in tables),
        figures=sum(counts.figures for counts in tables),
        proved=sum(counts.proved for counts in tables),
        suspect=sum(counts.suspect for counts in tables),
        findings=len(result.findings),
    )


def table_counts(table: ResultTable, kinds: Kinds) -> Counts:
    """The counts of one table."""
    cells = figures = proved = suspect = 0
    columns = columns_of(table, kinds)
    for row in table.rows:
        for column in columns:
            cell = row.cells.get(column.field)
            if cell is None:
                continue
            value = row.values.get(column.field)
            cells += value is not None
            suspect += cell.status == "suspect"
            if figure_of(column, value, cell) is not None:
                figures += 1
                proved += cell.status == "proved"
    return Counts(1, cells, figures, proved, suspect, 0)
