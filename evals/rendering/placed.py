"""What a laid-out page holds: text, strokes, and the true cells and lines.

All coordinates are points (1/72 inch) from the upper left corner of the page.
"""

from typing import Any

from schemas.frozen import Frozen
from schemas.source import Box


class Run(Frozen):
    """Text on one line: its left edge, the top of its em box and its size, all in points."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False


class Stroke(Frozen):
    """A ruling line and its width, in points."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float = 0.6


class TrueCell(Frozen):
    """One printed cell: where it stands, what it says and which gold value that is.

    ``box`` is the cell between its rules, ``ink`` the text in it, in points. ``grid`` counts the
    printed tables of the document from 1; ``row`` and ``column`` are 0-based in it, rows
    counted on over page breaks, a repeated header under its first rows. ``table`` is
    ``kind#ordinal`` of the gold, ``gold_row`` -1 and ``field`` empty where it prints no value.
    """

    page: int
    box: Box
    text: str
    grid: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False
    repeated: bool = False
    table: str = ""
    gold_row: int = -1
    field: str = ""
    ink: Box | None = None


class TrueLine(Frozen):
    """A printed line outside tables and its box in points."""

    text: str
    box: Box


class PlacedPage(Frozen):
    """One page before it is drawn; width and height in points."""

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    strokes: tuple[Stroke, ...]
    cells: tuple[TrueCell, ...]
    lines: tuple[TrueLine, ...]


class PlacedDocument(Frozen):
    """The pages of a document and its gold in the shape of the gold files.

    In ``gold`` a table has ``pages`` (from 1) in place of the lines of a text.
    """

    name: str
    pages: tuple[PlacedPage, ...]
    gold: dict[str, Any]
