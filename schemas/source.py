"""Where something stands in the document it was read from."""

from schemas.frozen import Frozen

Box = tuple[float, float, float, float]


class Source(Frozen):
    """A place: a line and column of a text (both 1-based), or a page and a box on it.

    The box is (x0, y0, x1, y1) in points from the page's upper left corner.
    """

    line: int | None = None
    column: int | None = None
    page: int | None = None
    box: Box | None = None


class Extent(Frozen):
    """Where a table stands: its pages, and the first and last line of a text (1-based)."""

    pages: tuple[int, ...] = ()
    lines: tuple[int, int] | None = None
