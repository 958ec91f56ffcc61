"""Doubts of a model's reading, set on the cells of its table."""

from collections.abc import Mapping

from schemas.source import Source
from schemas.table import Cell, Row, Table


def marked(
    table: Table,
    by_place: Mapping[Source, Mapping[str, str]],
    by_cell: Mapping[tuple[int, str], str],
) -> Table:
    """The table with the doubted cells suspect, each with its reason.

    ``by_place`` are marks by the place of any cell of the row, ``by_cell`` by row and field. A
    field that has no cell gets a blank one, so that a person sees what was answered for nothing.
    """
    if not by_place and not by_cell:
        return table
    rows = []
    for index, row in enumerate(table.rows):
        reasons: dict[str, str] = {}
        for cell in row.cells.values():
            if cell.source is not None:
                reasons.update(by_place.get(cell.source, {}))
        reasons |= {name: text for (at, name), text in by_cell.items() if at == index}
        rows.append(_doubted(row, reasons))
    return table.model_copy(update={"rows": tuple(rows)})


def _doubted(row: Row, reasons: Mapping[str, str]) -> Row:
    if not reasons:
        return row
    cells = dict(row.cells)
    for name, reason in reasons.items():
        if name in row.values:
            cell = cells.get(name, Cell(printed=None))
            cells[name] = cell.model_copy(update={"status": "suspect", "reason": reason})
    return Row(values=row.values, cells={name: cells[name] for name in row.values if name in cells})
