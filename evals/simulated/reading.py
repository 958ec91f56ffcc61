"""A table text read by the headers engine: which printed cell is which field of which row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extraction.headers.celltypes import filled
from extraction.headers.flat import Split, kind_of
from extraction.headers.formlabels import (
    is_indicator_header,
    opens_composition,
    opens_funding,
    opens_spending,
    profile_field,
)
from extraction.headers.mapping import map_all
from prompts.tabletext import HeaderText, ReadTable
from schemas.document import Segment
from schemas.grid import GridCell, GridRow
from schemas.kinds import GENERIC, KindRow
from schemas.kinds.kind import FieldType
from schemas.label import normal_form
from schemas.source import Extent, Source
from schemas.table import Cell, Row

_BLANK = GridCell(text="", source=Source())


@dataclass(frozen=True, slots=True)
class Placed:
    """A field of a row: its text, and the printed cell (1-based) that the text is read from.

    ``part`` is set where the text is only a part of what the cell prints; ``row`` and
    ``column`` are 0 where the value is printed nowhere in its own place (a side, a merged label).
    """

    field: str
    text: str
    row: int = 0
    column: int = 0
    part: bool = False


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it should be answered: its own printed rows, its side, and its fields."""

    numbers: tuple[int, ...]
    side: str | None
    fields: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows of a table text and the kind under which they were read (None: of no kind)."""

    table: ReadTable
    segment: Segment
    kind: type[KindRow] | None
    rows: tuple[ReadRow, ...]


def rebuilt(table: ReadTable, kind: str) -> Segment:
    """The segment that a table text was written from, as far as the text tells.

    The line of a cell is the number of its row, and its column the printed one.
    """
    spans = any(cell.last > cell.first for row in table.header for cell in row)
    return Segment(
        kind=kind,
        title=table.title,
        unit=table.unit,
        header=tuple(_header_row(row) for row in table.header),
        body=tuple(_body_row(number, cells) for number, cells in table.rows.items()),
        extent=Extent(),
        spans_known=spans,
    )


def _header_row(row: Sequence[HeaderText]) -> GridRow:
    width = max((cell.last for cell in row), default=0)
    cells = [_BLANK] * width
    for cell in row:
        cells[cell.first - 1] = GridCell(
            text=cell.text,
            source=Source(column=cell.first),
            column_span=cell.last - cell.first + 1,
        )
    return GridRow(cells=tuple(cells))


def _body_row(number: int, texts: Mapping[int, str]) -> GridRow:
    cells = [_BLANK] * max(texts, default=0)
    for column, text in texts.items():
        cells[column - 1] = GridCell(text=text, source=Source(line=number, column=column))
    return GridRow(cells=tuple(cells))


def choose(table: ReadTable, offered: Sequence[type[KindRow]]) -> type[KindRow] | None:
    """The offered kind that title, headers and labels speak for; None where none does."""
    if len(offered) == 1:
        return offered[0]
    segment = rebuilt(table, GENERIC)
    by_name = {kind.kind: kind for kind in offered}
    form = by_name.get(_form_kind(segment))
    if form is not None:
        return form
    split = Split(segment.header, segment.body, ())
    titles = (table.title,) if table.title else ()
    name, _ = kind_of(split, titles, offered, segment.spans_known)
    return by_name.get(name)


def _form_kind(segment: Segment) -> str:
    rows = (*segment.header, *segment.body[:2])
    if any(is_indicator_header(row) for row in segment.header):
        return "indicators"
    if any(opens_composition(row) for row in rows):
        return "funding_composition"
    if any(opens_spending(row) for row in segment.header):
        return "project_spending"
    if any(opens_funding(row) for row in rows[:1]):
        return "project_funding"
    cells = [cell for row in segment.body for _, cell in filled(row)]
    if not segment.header and any(profile_field(cell.clean) == "name" for cell in cells):
        return "project_profile"
    return GENERIC


def read(table: ReadTable, kind: type[KindRow] | None) -> Reading:
    """The rows of the table as the headers engine reads them, each cell with its place."""
    segment = rebuilt(table, GENERIC if kind is None else kind.kind)
    if kind is None:
        return Reading(table, segment, None, ())
    printed = [row for made in map_all([segment], [kind]).tables for row in made.rows]
    rows = [_read_row(row, table, kind) for row in printed]
    return Reading(table, segment, kind, tuple(row for row in rows if row.numbers))


def _read_row(row: Row, table: ReadTable, kind: type[KindRow]) -> ReadRow:
    types = kind.types()
    fields = tuple(
        _placed(name, cell, types.get(name, kind.wildcard), table)
        for name, cell in row.cells.items()
        if types.get(name) != "side" and cell.printed is not None
    )
    printed = sorted({field.row for field in fields if field.row})
    own = printed if kind.kind == "project_profile" else printed[-1:]
    return ReadRow(tuple(own), row.values.get("side"), fields)


def _placed(field: str, cell: Cell, field_type: FieldType | None, table: ReadTable) -> Placed:
    source, value = cell.source, cell.printed or ""
    if source is None or source.line is None or source.column is None:
        return Placed(field, value)
    place = (source.line, source.column)
    whole = table.rows[source.line][source.column]
    read = cell.text or value if field_type in ("amount", "quantity") else value
    if _form(read) == _form(whole):
        return Placed(field, whole, *place)
    if _form(read) in _form(whole):
        return Placed(field, read, *place, part=True)
    joined = field_type == "code"
    return Placed(field, read if joined else whole, *place)


@lru_cache(maxsize=8192)
def _form(text: str) -> str:
    return normal_form(text)
