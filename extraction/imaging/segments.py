"""Straight pieces of ruling lines: joined where broken, made one where doubled."""

from collections.abc import Iterable
from typing import NamedTuple

from schemas.page import Rule

GAP = 8.0
"""Points that a break may measure; the narrowest printed column is about 15 points wide."""
SIDE_STEP = 1.5
"""Points by which the two sides of a break may lie apart across the line."""
_BREAK = 0.5
"""A break is at most this share of the longer side's length: strokes of words are further."""
DOUBLE = 3.0
"""Points between two lines that count as one; the lowest printed row is about 9 points high."""
_OVERLAP = 0.7
"""Share of the shorter of two doubled lines that runs beside the longer one."""


class Piece(NamedTuple):
    """A piece of a line: from ``start`` to ``end`` along it, and where it lies across it.

    Points; for a horizontal line along is x and across is y.
    """

    start: float
    end: float
    across_start: float
    across_end: float

    @property
    def length(self) -> float:
        """Points along the line."""
        return self.end - self.start

    def across(self, along: float) -> float:
        """Where the line through the piece lies at ``along``, no further than its ends."""
        if self.length <= 0:
            return self.across_start
        share = min(1.0, max(0.0, (along - self.start) / self.length))
        return self.across_start + share * (self.across_end - self.across_start)


def merged(pieces: Iterable[Piece], gap: float = GAP) -> tuple[Piece, ...]:
    """The pieces with breaks of up to ``gap`` closed and doubled lines made one, until none is."""
    found = sorted(pieces)
    while True:
        fewer = _pass(found, gap)
        if len(fewer) == len(found):
            return tuple(fewer)
        found = sorted(fewer)


def _pass(pieces: list[Piece], gap: float) -> list[Piece]:
    """One sweep along the lines: each piece goes into the nearest open line that takes it."""
    done: list[Piece] = []
    open_lines: list[Piece] = []
    for piece in pieces:
        done += [line for line in open_lines if line.end + gap < piece.start]
        open_lines = [line for line in open_lines if line.end + gap >= piece.start]
        fitting = [line for line in open_lines if _continues(line, piece) or _doubles(line, piece)]
        if not fitting:
            open_lines.append(piece)
            continue
        nearest = min(fitting, key=lambda line: abs(line.across(piece.start) - piece.across_start))
        open_lines.remove(nearest)
        open_lines.append(_joined(nearest, piece))
    return done + open_lines


def _continues(line: Piece, piece: Piece) -> bool:
    # A piece may begin beside the end of the line: two halves of a slanted line overlap.
    beyond = piece.end - line.end
    return (
        beyond > 0.5 * piece.length
        and piece.start - line.end <= _BREAK * max(line.length, piece.length)
        and abs(line.across(piece.start) - piece.across_start) <= SIDE_STEP
    )


def _doubles(line: Piece, piece: Piece) -> bool:
    start, end = max(line.start, piece.start), min(line.end, piece.end)
    if end - start < _OVERLAP * min(line.length, piece.length):
        return False
    middle = (start + end) / 2
    return abs(line.across(middle) - piece.across(middle)) <= DOUBLE


def _joined(line: Piece, piece: Piece) -> Piece:
    """The piece that covers both; where both run, the mean of both by length."""
    start, end = min(line.start, piece.start), max(line.end, piece.end)
    return Piece(start, end, _mean(line, piece, start), _mean(line, piece, end))


def _mean(line: Piece, piece: Piece, along: float) -> float:
    inside = [one for one in (line, piece) if one.start - 0.5 <= along <= one.end + 0.5]
    taken = inside or [line, piece]
    weight = sum(one.length for one in taken) or 1.0
    return sum(one.across(along) * (one.length or 1.0 / len(taken)) for one in taken) / weight


def rules_of(across_page: Iterable[Piece], down_page: Iterable[Piece]) -> tuple[Rule, ...]:
    """Horizontal pieces by y and then vertical ones by x, as rules."""
    rows = sorted(across_page, key=lambda piece: (piece.across_start, piece.start))
    columns = sorted(down_page, key=lambda piece: (piece.across_start, piece.start))
    return (
        *(Rule(x0=p.start, y0=p.across_start, x1=p.end, y1=p.across_end) for p in rows),
        *(Rule(x0=p.across_start, y0=p.start, x1=p.across_end, y1=p.end) for p in columns),
    )
