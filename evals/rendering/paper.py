"""How a document looks on paper: sizes in points, faces, rules, what repeats on a page."""

from typing import Literal, Protocol

from evals.rendering.fonts import Family
from schemas.frozen import Frozen

A4 = (595.28, 841.89)
"""Width and height of an upright A4 page in points."""


class Measure(Protocol):
    """Says how wide a text is."""

    def width(self, text: str, size: float) -> float:
        """The width of a text in points at a size in points."""
        ...


class Style(Frozen):
    """The look of a document; sizes and margins in points.

    ``turn`` says when a page lies on its side: for wide tables, always or never.
    ``own_pages`` starts every table on a new page where the last one has little room left.
    """

    family: Family = "serif"
    size: float = 9.0
    smallest: float = 5.0
    prose_size: float = 11.0
    rules: Literal["grid", "three-line", "none"] = "grid"
    turn: Literal["wide", "always", "never"] = "wide"
    repeat_header: bool = True
    page_numbers: Literal["dash", "plain", "none"] = "dash"
    margin: float = 50.0
    pad: float = 2.5
    row_gap: float = 3.0
    rule_width: float = 0.6
    amounts: Literal["right", "center"] = "right"
    own_pages: bool = True
    first_page: int = 1
