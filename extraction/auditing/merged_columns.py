"""Columns into which the figures of two columns were read."""

import re

from schemas.table import Table

MERGED = (
    "Two figures were read in one cell of this column: the figures of two columns may stand in it."
)


_TWO_FIGURES = re.compile(r"^\s*-?\d[\d,.]*\s+-?\d[\d,.]*(?:\s+-?\d[\d,.]*)*\s*$")


def merged_columns(table: Table) -> frozenset[str]:
    """The fields in which some cell was read as two figures side by side.

    A row's own sum holds for a lone figure in whichever column it stands, so nothing in such
    a column, nor in the blank one beside it, is proved by it.
    """
    found = set()
    for row in table.rows:
        for field, cell in row.cells.items():
            text = cell.text or cell.printed or ""
            if _TWO_FIGURES.match(text):
                found.add(field)
    return frozenset(found)
