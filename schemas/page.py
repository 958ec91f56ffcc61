"""A page as it was read: words with boxes, ruling lines, and how it was made upright.

All coordinates are points (1/72 inch) from the upper left corner of the kept page image,
which is upright and deskewed; ``Page.transform`` leads back to the page as it was given.
"""

from typing import Literal

from schemas.frozen import Frozen
from schemas.grid import Block
from schemas.source import Box

Matrix = tuple[float, float, float, float, float, float, float, float, float]
"""A 3x3 homography, row by row."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


class Glyph(Frozen):
    """One read character, its probability, and the others it may be with theirs."""

    character: str
    confidence: float
    box: Box
    alternatives: tuple[tuple[str, float], ...] = ()


class Word(Frozen):
    """A run of text as the reader gives it (a text line of one cell, mostly)."""

    text: str
    box: Box
    confidence: float = 1.0
    glyphs: tuple[Glyph, ...] = ()


class Rule(Frozen):
    """A ruling line, horizontal (y0 = y1, nearly) or vertical (x0 = x1, nearly)."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def horizontal(self) -> bool:
        """Whether it runs across the page."""
        return abs(self.x1 - self.x0) >= abs(self.y1 - self.y0)


class Page(Frozen):
    """One page: size in points, words and rules, where they come from, and what was done to it.

    ``image`` is the content hash of the kept page image, None where none was kept. ``blocks``
    are the paragraphs and grids that the words and rules make; a page that is done keeps them
    alone, so that a long document stays small.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...] = ()
    rules: tuple[Rule, ...] = ()
    blocks: tuple[Block, ...] = ()
    origin: Literal["text", "ocr"] = "ocr"
    image: str | None = None
    transform: Matrix = IDENTITY
    notes: tuple[str, ...] = ()
