"""Header rows of text as they were printed: cells of two headers taken apart, torn ones joined.

Where a tab is lost, two headers stand in one cell with a blank between them, and all behind
stand one column too far left. Where a row of headers of two lines was read as two rows, their
ends stand below them.
"""

import re
from collections.abc import Sequence

from extraction.headers.celltypes import filled, has_figures
from extraction.headers.vocabulary import Vocabulary, field_headers, header_form
from schemas.grid import GridCell, GridRow
from schemas.kinds import KindRow

_BLANKS = re.compile(r"\s+")
_HEAD = 8
"""A header ends within so many rows."""
_MOSTLY = 0.6


def mended_headers(rows: Sequence[GridRow], words: Vocabulary) -> tuple[GridRow, ...]:
    """The rows, those above the first figures mended where only that makes headers of them."""
    made: list[GridRow] = []
    end = next((n for n, row in enumerate(rows[:_HEAD]) if has_figures(row)), len(rows[:_HEAD]))
    for row in rows[:end]:
        row = _parted(row, words.kinds)
        if made and _torn(made[-1], row, words):
            made[-1] = _joined(made[-1], row)
        else:
            made.append(row)
    return (*made, *rows[end:])


def _parted(row: GridRow, kinds: Sequence[type[KindRow]]) -> GridRow:
    """The row with every cell of two headers as two cells, the rest moved right.

    Both must be headers of one kind, word for word, and the whole none.
    """
    cells: list[GridCell] = []
    for cell in row.cells:
        halves = None if cell.blank else _halves(cell.text.strip(), kinds)
        cells.extend([cell] if halves is None else [cell.with_text(half) for half in halves])
    return row if len(cells) == len(row.cells) else GridRow(cells=tuple(cells))


def _halves(text: str, kinds: Sequence[type[KindRow]]) -> tuple[str, str] | None:
    gaps = list(_BLANKS.finditer(text))
    if not gaps:
        return None
    found = set()
    whole = header_form(text)
    for kind in kinds:
        headers = field_headers(kind)
        if any(whole in (*header.path, header.joined) for header in headers):
            return None
        leaves = {header.leaf for header in headers}
        for gap in gaps:
            left, right = text[: gap.start()], text[gap.end() :]
            if {header_form(left), header_form(right)} <= leaves:
                found.add((left, right))
    return found.pop() if len(found) == 1 else None


def _torn(upper: GridRow, lower: GridRow, words: Vocabulary) -> bool:
    """Whether the lower row holds the ends of headers that begin in the upper one."""
    ends = filled(lower)
    if len(ends) < 2 or any(n >= len(upper.cells) or upper.cells[n].blank for n, _ in ends):
        return False
    whole = own = 0
    for column, cell in ends:
        start, end = header_form(upper.cells[column].text), header_form(cell.text)
        whole += start + end in words.words
        own += start in words.words and end in words.words
    return whole >= _MOSTLY * len(ends) and own < _MOSTLY * len(ends)


def _joined(upper: GridRow, lower: GridRow) -> GridRow:
    cells = list(upper.cells)
    for column, cell in filled(lower):
        cells[column] = cells[column].with_text(cells[column].text.rstrip() + cell.text.strip())
    return GridRow(cells=tuple(cells))
