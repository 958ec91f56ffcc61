"""Tables of no declared kind: fields are the printed leaf headers joined by ``/``."""

import re

from extraction.headers.cells import field_cell, label_cell, make_row
from extraction.headers.celltypes import filled, is_amount_text
from extraction.headers.rows import Mapped
from extraction.headers.tree import leaves
from schemas.document import Segment
from schemas.grid import GridCell
from schemas.table import Cell

_INDENTED = re.compile(r"(?:[ \t\u3000\xa0]|&(?:nbsp|emsp|ensp);)+\S")


def map_generic(segment: Segment) -> Mapped:
    """The rows of a table of no kind, cell by cell; a column without header is column N."""
    names = _names(segment)
    fields = _fields(names, segment)
    rows, lines = [], []
    for row in segment.body:
        cells = filled(row)
        found = {_name(names, position): _typed(cell) for position, cell in cells}
        if found:
            rows.append(make_row(fields, found))
            lines.append(row.line)
    return Mapped(tuple(rows), segment.notes, (), tuple(lines))


def _typed(cell: GridCell) -> tuple[str | None, Cell]:
    if is_amount_text(cell.clean):
        return field_cell(cell, "amount")
    value, made = label_cell(cell)
    # Blanks before a label say what it is a part of: the cell keeps them.
    indented = _INDENTED.match(cell.text) is not None
    return value, made.model_copy(update={"text": cell.text.rstrip()}) if indented else made


def _names(segment: Segment) -> dict[int, str]:
    names: dict[int, str] = {}
    for leaf in leaves(segment.header, segment.spans_known):
        name = "/".join(leaf.printed)
        taken = set(names.values())
        unique, count = name, 2
        while unique in taken:
            unique, count = f"{name} {count}", count + 1
        names[leaf.column] = unique
    return names


def _name(names: dict[int, str], position: int) -> str:
    return names.get(position, f"column {position + 1}")


def _fields(names: dict[int, str], segment: Segment) -> tuple[str, ...]:
    printed = {position for row in segment.body for position, _ in filled(row)} | set(names)
    return tuple(_name(names, position) for position in sorted(printed))
