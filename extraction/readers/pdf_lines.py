"""Outlines drawn on a PDF page to ruling lines."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extraction.imaging.segments import Piece, merged, rules_of
from schemas.page import Rule

_THIN = 3.0
"""Points: a filled box no thicker than this is a line; heavy table borders have 1.5 to 2.25."""
_SLOPE = 0.02
"""Rise per run up to which a line counts as level: a little over one degree."""
_SHORTEST = 3.0
"""Points: what is shorter, alone or joined, is a dash, a tick or a part of a drawn character."""
_TOUCH = 2.0
"""Points between two drawn pieces of one line; dashes and corners leave no more."""


class Outline(NamedTuple):
    """A polygon or open line: corners (n, 2), whether filled, stroked, closed."""

    points: NDArray[np.float64]
    filled: bool
    stroked: bool
    closed: bool


def pieces_of(outlines: Iterable[Outline]) -> tuple[Rule, ...]:
    """The ruling lines that the outlines (points, as seen) make, joined and in reading order."""
    across: list[Piece] = []
    down: list[Piece] = []
    for outline in outlines:
        for start, end in _lines(outline):
            (x0, y0), (x1, y1) = start, end
            width, height = abs(x1 - x0), abs(y1 - y0)
            if width > 0 and height <= _SLOPE * width:
                across.append(_piece(x0, x1, y0, y1))
            elif height > 0 and width <= _SLOPE * height:
                down.append(_piece(y0, y1, x0, x1))
    rows = [piece for piece in merged(across, _TOUCH) if piece.length >= _SHORTEST]
    columns = [piece for piece in merged(down, _TOUCH) if piece.length >= _SHORTEST]
    return rules_of(rows, columns)


def _piece(start: float, end: float, across_start: float, across_end: float) -> Piece:
    if end < start:
        start, end, across_start, across_end = end, start, across_end, across_start
    return Piece(float(start), float(end), float(across_start), float(across_end))


def _lines(outline: Outline) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    points = outline.points
    low, high = points.min(axis=0), points.max(axis=0)
    width, height = high - low
    if outline.filled and min(width, height) <= _THIN < max(width, height):
        # A thin box is one line, stroked around or not.
        middle = (low + high) / 2
        if width >= height:
            yield np.array([low[0], middle[1]]), np.array([high[0], middle[1]])
        else:
            yield np.array([middle[0], low[1]]), np.array([middle[0], high[1]])
    elif outline.stroked:
        yield from pairwise(points)
        if outline.closed and len(points) > 2:
            yield points[-1], points[0]
