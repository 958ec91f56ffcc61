"""Pieces to lines, and lines to text."""

from collections.abc import Sequence

from extraction.layout.pieces import Piece

WIDE = 1.5
"""From how many em on a gap is printed as a blank."""

_SAME_LINE = 0.45  # of the type size: how far apart the middles of one line may stand
_NARROW_GAP = 0.2  # em between Latin words: half a word space
_FIGURE_SIGNS = frozenset("0123456789,.%-，．−")


def lines_of(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces as lines from top to bottom, each from left to right."""
    lines: list[list[Piece]] = []
    middle = height = 0.0
    for piece in sorted(pieces, key=lambda p: p.cy):
        own = piece.em if piece.downwards else piece.height
        if lines and piece.cy - middle <= _SAME_LINE * max(own, height):
            count = len(lines[-1])
            middle += (piece.cy - middle) / (count + 1)
            height = max(height, own)
            lines[-1].append(piece)
        else:
            lines.append([piece])
            middle, height = piece.cy, own
    for line in lines:
        line.sort(key=lambda p: p.x0)
    return lines


def line_text(line: Sequence[Piece]) -> str:
    """The text of one line; a wide gap and a gap between Latin words is a blank."""
    text = ""
    previous: Piece | None = None
    for piece in line:
        own = piece.text.strip()
        if previous is not None and text and own:
            gap = (piece.x0 - previous.x1) / max(min(piece.em, previous.em), 1.0)
            latin = text[-1].isascii() and own[0].isascii()
            text += " " if gap >= (_NARROW_GAP if latin else WIDE) else ""
        text += own
        previous = piece
    return text


def cell_text(pieces: Sequence[Piece], width: float) -> str:
    """The text of a cell ``width`` points wide, its lines put together.

    Chinese goes on without a blank, Latin words with one; a figure or code goes on without
    where its line is full.
    """
    if len(pieces) == 1:
        return pieces[0].text.strip()
    text = ""
    full = False
    for line in lines_of(pieces):
        own = line_text(line)
        if text and own and text[-1].isascii() and own[0].isascii():
            broken = text[-1] in _FIGURE_SIGNS and own[0] in _FIGURE_SIGNS and full
            text += "" if broken else " "
        text += own
        last = line[-1]
        full = width - (last.x1 - line[0].x0) <= 2 * last.em
    return text
