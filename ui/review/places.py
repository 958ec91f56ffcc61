"""Where a cell stands: a box on a page image with its row and column, or lines of the source."""

import re
from collections.abc import Iterable, Sequence

from schemas.document import Document
from schemas.frozen import Frozen
from schemas.review import SourceLine
from schemas.source import Box, Source
from schemas.table import CellRef, Table

AROUND = 9
"""Lines of a text that are shown before and after a cell's own."""
_COLUMNS = re.compile(r"\t|(?<!\\)\|")


class StatusBox(Frozen):
    """A cell's place on the page, with its status."""

    box: Box
    status: str


class Line(Frozen):
    """A line of the source, in the cells that its separators make."""

    number: int
    cells: tuple[str, ...]


class Place(Frozen):
    """A page with boxes in points (``width`` x ``height``), or lines of a text."""

    page: int | None = None
    image: str | None = None
    width: float = 0.0
    height: float = 0.0
    box: Box | None = None
    row: Box | None = None
    column: Box | None = None
    boxes: tuple[StatusBox, ...] = ()
    line: int | None = None
    lines: tuple[Line, ...] = ()
    at: int | None = None


def page_place(
    document: Document, table: Table, cell: CellRef, images: Sequence[int], address: str
) -> Place | None:
    """The cell on its page image; a blank cell where its row and column cross.

    ``address`` is where page images are, such as ``/page/ID``.
    """
    row = table.rows[cell.row]
    own = row.cells.get(cell.field)
    source = own.source if own is not None else None
    near = [c.source for c in row.cells.values()]
    number = _page(source) or next((p for p in map(_page, near) if p is not None), None)
    number = number or next(iter(table.source.pages), None)
    if number is None or number not in images:
        return None
    across = _around(near, number)
    column = [r.cells[cell.field].source for r in table.rows if cell.field in r.cells]
    box = source.box if source is not None and source.page == number else None
    down = _around(_beneath(column, box), number)
    if box is None and across and down:
        box = (down[0], across[1], down[2], across[3])
    page = next((p for p in document.pages if p.number == number), None)
    return Place(
        page=number,
        image=f"{address}/{number}.png",
        width=page.width if page is not None else 0.0,
        height=page.height if page is not None else 0.0,
        box=box,
        row=across,
        column=down,
    )


def line_of(table: Table, cell: CellRef) -> int | None:
    """The line of a cell, or of its row, or where its table begins."""
    row = table.rows[cell.row]
    own = row.cells.get(cell.field)
    sources = [own.source] if own is not None else []
    sources += [c.source for c in row.cells.values()]
    found = next((s.line for s in sources if s is not None and s.line is not None), None)
    return found or (table.source.lines[0] if table.source.lines else None)


def line_place(table: Table, cell: CellRef, lines: Sequence[SourceLine]) -> Place:
    """The cell among the lines around it; ``at`` is its column in its line, counted from 1."""
    own = table.rows[cell.row].cells.get(cell.field)
    column = own.source.column if own is not None and own.source is not None else None
    return Place(
        line=line_of(table, cell),
        lines=tuple(Line(number=line.number, cells=split_line(line.text)) for line in lines),
        at=column,
    )


def split_line(text: str) -> tuple[str, ...]:
    """The cells of a line by its tabs or pipes; a line without is one cell."""
    if "\t" not in text and "|" not in text:
        return (text,)
    parts = _COLUMNS.split(text)
    if text.lstrip().startswith("|"):
        parts = parts[1:]
    if text.rstrip().endswith("|"):
        parts = parts[:-1]
    return tuple(part.strip() for part in parts)


def _beneath(sources: Iterable[Source | None], box: Box | None) -> list[Source]:
    """Those that stand above or below the box: a field may fill two columns side by side."""
    return [
        s
        for s in sources
        if s is not None
        and s.box is not None
        and (box is None or (s.box[0] < box[2] and s.box[2] > box[0]))
    ]


def _page(source: Source | None) -> int | None:
    return source.page if source is not None and source.box is not None else None


def _around(sources: Iterable[Source | None], page: int) -> Box | None:
    """The box around all that stand on the page."""
    boxes = [s.box for s in sources if s is not None and s.page == page and s.box is not None]
    if not boxes:
        return None
    return (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
