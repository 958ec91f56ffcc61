"""What stands on the page before anything is claimed about it: paragraphs and grids."""

from functools import cached_property

from pydantic import ConfigDict

from schemas.frozen import Frozen
from schemas.label import clean_text, normal_form
from schemas.source import Source


class GridCell(Frozen):
    """One printed cell: its text as read, its place, and over how many rows and columns it goes.

    ``confidence`` is the reader's own (1 for text that was never a picture) and
    ``alternatives`` are other readings of the whole text, the likelier first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    text: str
    source: Source
    row_span: int = 1
    column_span: int = 1
    confidence: float = 1.0
    alternatives: tuple[str, ...] = ()

    @cached_property
    def clean(self) -> str:
        """The text without markup and layout blanks."""
        return clean_text(self.text)

    @cached_property
    def label(self) -> str:
        """The form in which the text is compared with headers."""
        return normal_form(self.text)

    def with_text(self, text: str) -> "GridCell":
        """A cell of one row and column that says something else in the same place.

        A copy by pydantic would keep the cached forms of the old text.
        """
        return GridCell(text=text, source=self.source, confidence=self.confidence)

    @property
    def blank(self) -> bool:
        """Whether nothing is printed."""
        return not self.clean


class GridRow(Frozen):
    """The cells of one printed row by column; a place under a span is a blank cell."""

    cells: tuple[GridCell, ...]

    @property
    def line(self) -> int:
        """The text line of the row (1-based), 0 where the source has no lines."""
        return max((c.source.line for c in self.cells if c.source.line is not None), default=0)

    @property
    def page(self) -> int | None:
        """The page of the row, None where the source has no pages."""
        return next((c.source.page for c in self.cells if c.source.page is not None), None)

    @property
    def place(self) -> str:
        """Where the row stands, for a note: ``line 12`` or ``page 3``."""
        return f"line {self.line}" if self.page is None else f"page {self.page}"


class Grid(Frozen):
    """A rectangle of printed cells. ``spans_known`` is false where blanks may be merged cells."""

    rows: tuple[GridRow, ...]
    spans_known: bool = False
    page: int | None = None

    @property
    def width(self) -> int:
        """The number of columns of the widest row."""
        return max((len(row.cells) for row in self.rows), default=0)


class Paragraph(Frozen):
    """A line of text outside every table."""

    text: str
    source: Source

    @property
    def line(self) -> int:
        """The text line (1-based), 0 where the source has no lines."""
        return self.source.line or 0


Block = Paragraph | Grid
