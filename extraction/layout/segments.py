"""Lines of a borderless table as segments: what stands apart from its neighbours.

All lengths are points in straight coordinates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from extraction.layout.pieces import FIGURE, WHOLE, Piece, tokens
from extraction.layout.textlines import line_text, lines_of

_APART = 1.0  # em: parts of one word as read stand closer, or they are two cells
_WORDS_APART = 0.4  # em: two words as read; columns put together again what was one cell


@dataclass(frozen=True)
class Segment:
    """Pieces of one line that belong together."""

    pieces: tuple[Piece, ...]

    @cached_property
    def x0(self) -> float:
        """The left end."""
        return self.pieces[0].x0

    @cached_property
    def x1(self) -> float:
        """The right end."""
        return max(piece.x1 for piece in self.pieces)

    @cached_property
    def cx(self) -> float:
        """The middle, across."""
        return (self.x0 + self.x1) / 2

    @cached_property
    def cy(self) -> float:
        """The middle, down."""
        return sum(piece.cy for piece in self.pieces) / len(self.pieces)

    @cached_property
    def em(self) -> float:
        """The size of the type."""
        return self.pieces[0].em if len(self.pieces[0].text) > 1 else self.pieces[0].height

    @cached_property
    def text(self) -> str:
        """What it prints."""
        return line_text(self.pieces)

    @cached_property
    def figure(self) -> bool:
        """Whether it is a figure, or a code of digits."""
        return bool(FIGURE.fullmatch(self.text))


@dataclass(frozen=True)
class Line:
    """A line of text as segments from left to right."""

    segments: tuple[Segment, ...]

    @cached_property
    def cy(self) -> float:
        """The middle, down."""
        return sum(segment.cy for segment in self.segments) / len(self.segments)

    @cached_property
    def top(self) -> float:
        """The upper end."""
        return min(piece.y0 for segment in self.segments for piece in segment.pieces)

    @cached_property
    def bottom(self) -> float:
        """The lower end."""
        return max(piece.y1 for segment in self.segments for piece in segment.pieces)

    @cached_property
    def unbroken(self) -> bool:
        """Whether no white in it parts two columns, as in prose."""
        pairs = pairwise(self.segments)
        return all(b.x0 - a.x1 < _APART * min(a.em, b.em) for a, b in pairs)

    @property
    def x0(self) -> float:
        """The left end."""
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        """The right end."""
        return max(segment.x1 for segment in self.segments)

    @property
    def em(self) -> float:
        """The size of the type."""
        return max(segment.em for segment in self.segments)

    @property
    def figures(self) -> tuple[Segment, ...]:
        """The segments that are figures or codes."""
        return tuple(segment for segment in self.segments if segment.figure)


def segment_lines(pieces: Sequence[Piece]) -> list[Line]:
    """The pieces as lines of segments from top to bottom."""
    made = []
    for line in lines_of([token for piece in pieces for token in tokens(piece)]):
        groups: list[list[Piece]] = []
        for piece in line:
            if groups and _goes_on(groups[-1][-1], piece):
                groups[-1].append(piece)
            else:
                groups.append([piece])
        made.append(Line(tuple(Segment(tuple(group)) for group in groups)))
    return made


def _goes_on(before: Piece, after: Piece) -> bool:
    """Whether a piece belongs to the one left of it."""
    gap = after.x0 - before.x1
    em = min(before.em, after.em)
    if before.downwards or after.downwards:
        return False
    if before.word is not after.word:
        return gap < _WORDS_APART * em
    figures = before.is_figure and after.is_figure
    return gap < _APART * em and not figures and not WHOLE.fullmatch(after.text)
