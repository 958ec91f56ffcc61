"""What a second reading says of figures that the reader doubted at first."""

from collections.abc import Mapping, Sequence

from schemas.amount import decimal_of
from schemas.document import Document
from schemas.table import Cell, CellRef, Row

AGREED = 0.95
"""Confidence of a figure that reads the same twice; one engine repeats some of its errors."""


def with_second_readings(
    document: Document, readings: Mapping[CellRef, Sequence[str]], doubted: Sequence[CellRef]
) -> Document:
    """The document with doubted figures more certain where their crop reads the same again.

    Where it reads otherwise, that reading comes first among the alternatives.
    """
    tables = []
    for table in document.tables:
        rows = list(table.rows)
        for address in doubted:
            if (address.kind, address.ordinal) == (table.kind, table.ordinal):
                texts = readings.get(address, ())
                rows[address.row] = _row(rows[address.row], address.field, texts)
        tables.append(table.model_copy(update={"rows": tuple(rows)}))
    return document.model_copy(update={"tables": tuple(tables)})


def _row(row: Row, field: str, texts: Sequence[str]) -> Row:
    cell = row.cells[field]
    again = texts[-1] if texts else ""
    if not again or decimal_of(again) is None:
        return row
    if decimal_of(again) == decimal_of(row.values.get(field)):
        better: Cell = cell.model_copy(update={"confidence": max(cell.confidence, AGREED)})
    else:
        others = tuple(dict.fromkeys((again, *cell.alternatives)))
        better = cell.model_copy(update={"alternatives": others})
    return Row(values=row.values, cells={**row.cells, field: better})
