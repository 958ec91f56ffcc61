"""How many digits of printed amounts are read where they stand, whatever becomes of the tables.

A printed amount is laid onto the kept page by what the bench knows of its scan and the reading
says of its page. The cell of a recognised grid, or the line of text, that covers the middle of
its ink is its reading.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from evals.comparison import normal
from evals.noise.scan import Floats, carry_box
from evals.rendering.placed import TrueCell
from schemas.grid import Grid
from schemas.page import Page
from schemas.source import Box

_NO_AMOUNTS = frozenset({"code", "phone", "weight"})


class Digits(NamedTuple):
    """Digits of printed amounts, and how many of them are read right in their place."""

    printed: int = 0
    right: int = 0


def digit_score(scanned: Sequence[Sequence[TrueCell]], pages: Sequence[Page]) -> Digits:
    """The digits of all printed amounts of a document.

    Right are those of an amount less the edit distance to what was read in its place, none where
    nothing was read there.

    Args:
        scanned: for each page its true cells, ink in points of the page as scanned.
        pages: the pages as read; one that is missing has nothing right.
    """
    read = {page.number: page for page in pages}
    printed = right = 0
    for number, cells in enumerate(scanned, start=1):
        places = list(places_of(read[number])) if number in read else []
        back = onto_kept(read[number]) if number in read else np.eye(3)
        for cell in cells:
            if cell.ink is None or not _is_amount(cell):
                continue
            wanted = _digits(cell.text)
            found = _digits(text_at(carry_box(cell.ink, back), places))
            printed += len(wanted)
            right += max(0, len(wanted) - edit_distance(wanted, found))
    return Digits(printed, right)


def edit_distance(one: str, other: str) -> int:
    """How many characters must be put in, taken out or exchanged (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def onto_kept(page: Page) -> Floats:
    """From points of the page as given to points of the kept page."""
    return np.asarray(np.linalg.inv(np.array(page.transform).reshape(3, 3)), dtype=np.float64)


def _is_amount(cell: TrueCell) -> bool:
    named = cell.gold_row >= 0 and cell.field and cell.field not in _NO_AMOUNTS
    return bool(named) and isinstance(normal(cell.text), Decimal)


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdecimal())


def places_of(page: Page) -> Iterator[tuple[Box, str]]:
    """The texts of a page as read with their boxes: cells of grids, and lines."""
    for block in page.blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                for cell in row.cells:
                    if cell.source.box is not None and not cell.blank:
                        yield cell.source.box, cell.clean
        elif block.source.box is not None:
            yield block.source.box, block.text


def text_at(ink: Box, places: Sequence[tuple[Box, str]]) -> str:
    """The text whose box covers the middle of this one; empty where there is none."""
    x, y = (ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2
    covering = (text for (x0, y0, x1, y1), text in places if x0 <= x <= x1 and y0 <= y <= y1)
    return next(covering, "")
