"""What a second reading says of figures that the reader doubted at first."""

from collections.abc import Mapping, Sequence

from extraction.decoding.evidence import Evidence
from schemas.amount import decimal_of
from schemas.document import Document, Suggestion
from schemas.table import Cell, CellRef, Row

AGREED = 0.95
"""Confidence of a figure that reads the same twice; one engine repeats some of its errors."""


def agrees(suggestion: Suggestion, readings: Mapping[CellRef, Evidence]) -> bool:
    """Whether a second reading of the cell is the value that the sums ask for.

    Where a language model reads a figure on the cell's picture, it has the last word: it is of
    another make than the engine whose alternatives and crops agree or do not, and where it too
    reads what stands there, it may well be what is printed.
    """
    evidence = readings.get(suggestion.cell)
    if evidence is None:
        return False
    seen = decimal_of(evidence.model)
    if seen is not None:
        return seen == suggestion.value
    texts = (*evidence.alternatives, *evidence.crops)
    return any(decimal_of(text) == suggestion.value for text in texts)


def agreed_together(
    suggestions: Sequence[Suggestion], readings: Mapping[CellRef, Evidence]
) -> tuple[Suggestion, ...]:
    """The suggestions that a second reading supports, with all the others that they need."""
    agreed = {s.cell for s in suggestions if agrees(s, readings)}
    return tuple(s for s in suggestions if agreed.issuperset((s.cell, *s.together)))


def with_second_readings(
    document: Document, readings: Mapping[CellRef, Evidence], doubted: Sequence[CellRef]
) -> Document:
    """The document with doubted figures more certain where their crops read the same again.

    Where a reader reads otherwise, the doubt stays, and what it reads comes first among the
    alternatives. A crop without a figure says nothing.
    """
    tables = []
    for table in document.tables:
        rows = list(table.rows)
        for address in doubted:
            if (address.kind, address.ordinal) == (table.kind, table.ordinal):
                evidence = readings.get(address, Evidence())
                rows[address.row] = _row(rows[address.row], address.field, evidence)
        tables.append(table.model_copy(update={"rows": tuple(rows)}))
    return document.model_copy(update={"tables": tuple(tables)})


def _row(row: Row, field: str, evidence: Evidence) -> Row:
    cell = row.cells[field]
    figures = [text for text in evidence.second_looks if decimal_of(text) is not None]
    if not figures:
        return row
    value = decimal_of(row.values.get(field))
    unlike = [text for text in figures if decimal_of(text) != value]
    if unlike:
        others = tuple(dict.fromkeys((*unlike, *cell.alternatives)))
        better: Cell = cell.model_copy(update={"alternatives": others})
    else:
        better = cell.model_copy(update={"confidence": max(cell.confidence, AGREED)})
    return Row(values=row.values, cells={**row.cells, field: better})
