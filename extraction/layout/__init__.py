"""Words and rules of a page to paragraphs and grids: geometry alone, no reading.

All lengths are points from the upper left corner of the page. ``blocks_of`` gives the blocks,
``layout_of`` also leads from a cell back to the words that were read in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from extraction.layout.aligned import aligned_tables
from extraction.layout.pieces import pieces_of
from extraction.layout.reading_order import in_order, table_items, text_items
from extraction.layout.ruled import ruled_tables
from extraction.layout.straight import Run, slope_of, straight_runs
from schemas.grid import Block
from schemas.page import Page, Word
from schemas.source import Box

__all__ = ["PageLayout", "blocks_of", "cell_words", "layout_of"]

_CLOSE = 0.4  # of the type height: no row and no column of text is as narrow
_LEAST_CLOSE, _MOST_CLOSE = 2.0, 5.0  # points
_USUAL_HEIGHT = 10.0  # points, on a page without words


@dataclass(frozen=True)
class PageLayout:
    """The blocks of a page in reading order, and the words of every printed cell by its box.

    A word that was read over a border is there in parts, one in each of its cells.
    """

    blocks: tuple[Block, ...]
    words: Mapping[Box, tuple[Word, ...]]


def blocks_of(page: Page) -> tuple[Block, ...]:
    """The paragraphs and grids of a page in reading order.

    Grids are dense: a place under a merged cell is a blank cell. Boxes are in points.
    """
    return layout_of(page).blocks


def cell_words(page: Page, box: Box) -> tuple[Word, ...]:
    """The words of the cell whose box (points) this is, none where no cell has it."""
    return layout_of(page).words.get(box, ())


def layout_of(page: Page) -> PageLayout:
    """The blocks of a page, and the words of its cells."""
    slope = slope_of(page)
    across, down = straight_runs(page.rules, slope)
    pieces = pieces_of(page.words, slope)
    height = median(piece.height for piece in pieces) if pieces else _USUAL_HEIGHT
    close = min(max(_CLOSE * height, _LEAST_CLOSE), _MOST_CLOSE)
    grids, rest = ruled_tables(across, down, pieces, page.number, slope, close)
    free = [run for run in across if not any(_inside(run, placed.box, close) for placed in grids)]
    bare, rest = aligned_tables(rest, free, page.number, slope)
    grids += bare
    words = {box: held for placed in grids for box, held in placed.words.items()}
    items = [*table_items(grids), *text_items(rest)]
    return PageLayout(in_order(items, page.number, slope), words)


def _inside(run: Run, box: Box, close: float) -> bool:
    x0, y0, x1, y1 = box
    level = y0 - close <= run.at <= y1 + close
    return level and run.high > x0 and run.low < x1
