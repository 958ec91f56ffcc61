"""What every recognition engine offers: words with boxes and what else each glyph may be.

Boxes are points (1/72 inch) on the page for `read_page`, pixels of the crop for `read_lines`.
The characters of a word's glyphs, joined, are its text. A glyph's alternatives are strings:
another character, ``""`` (nothing stands there), or two characters (a neighbour was lost).
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from schemas.page import Word

Image = NDArray[np.uint8]
"""A picture: height x width (gray) or height x width x 3 (RGB), 0 to 255."""

FIGURE_CHARACTERS = "0123456789.,-()%"
"""All that a printed figure is made of."""


class Reader(Protocol):
    """A recognition engine. Deterministic: the same image and version give the same words."""

    @property
    def name(self) -> str:
        """The engine, for the record of a run."""
        ...

    @property
    def version(self) -> str:
        """The engine's version, for the record and for cache keys."""
        ...

    def read_page(self, image: Image, dpi: float) -> tuple[Word, ...]:
        """All words of an upright page, boxes in points (pixels * 72 / ``dpi``)."""
        ...

    def read_lines(self, crops: Sequence[Image], *, figures: bool = False) -> tuple[Word, ...]:
        """One word per crop, in their order, boxes in pixels of the crop; text "" where blank.

        Each crop holds one line of text. ``figures`` reads nothing but `FIGURE_CHARACTERS`.
        """
        ...
