"""Ruling lines of a cleaned page image."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extraction.imaging.raster import POINTS_PER_INCH, Raster, as_raster, ink_of
from extraction.imaging.segments import Piece, merged, rules_of
from schemas.page import Rule

_RUN = 0.13
"""Inches of unbroken line that start a piece: 9 points, the lowest row of a printed table."""
_PINHOLE = 0.02
"""Inches of a hole in a line that is closed before pieces are sought."""
_THICK = 4.0
"""Points: thicker is a bar or a shaded cell."""
_ALONE = 36.0
"""Points from which a line needs no other line: strokes of a 26 point title reach 28."""
_BETWEEN = 8.0
"""Points from which a line counts when both ends stand on lines across it."""
_TOUCH = 3.5
"""Points between the end of a line and the line that it stands on; worn corners leave 3."""
_EDGE = 3.0
"""Points at the page's edge where a line is the shadow of the paper."""
_SOLID = 0.55
"""Share of a line's length that its pieces of ink must cover."""
_PARTS = 8
"""Parts of a piece whose middles show how it bends."""
_FAINT = 8
"""Gray levels by which a hairline differs from its surroundings: scanned at 100 dpi, 20."""


def find_rules(gray: Raster, dpi: float) -> tuple[Rule, ...]:
    """Horizontal rules by y and vertical ones by x, in points of the page; (height, width) gray.

    Breaks are closed and doubled lines made one. A slightly bent line is given by its ends'
    heights on the straight line that fits it best. Strokes of characters are left out by length,
    unless both their ends stand on rules.
    """
    ink = ink_of(gray, dpi, below=_FAINT)
    scale = POINTS_PER_INCH / dpi
    across = _lines(ink, dpi)
    down = _lines(as_raster(ink.T), dpi)
    size = (gray.shape[1] * scale, gray.shape[0] * scale)
    across = [piece for piece in across if not _on_edge(piece, size[1])]
    down = [piece for piece in down if not _on_edge(piece, size[0])]
    rows, columns = _standing(across, down)
    return rules_of(rows, columns)


def _lines(ink: Raster, dpi: float) -> list[Piece]:
    """Horizontal lines of the ink, in points, joined; whatever their length."""
    hole, run = max(1, round(_PINHOLE * dpi)), max(6, round(_RUN * dpi))
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, hole + 1), np.uint8))
    long = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    # Runs of a slanted line are steps of a stair that overlap by less than a pixel.
    steps = as_raster(cv2.dilate(long, np.ones((2, 3), np.uint8)))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(steps, connectivity=8)
    pieces: list[Piece] = []
    for number in range(1, len(stats)):
        x, y, width, height, _ = (int(value) for value in stats[number])
        window = (slice(y, y + height), slice(x, x + width))
        own = (labels[window] == number) & (long[window] > 0)
        pieces += _pieces(own, x, y, dpi)
    return [line for line in merged(pieces) if _is_solid(line, pieces)]


def _pieces(own: NDArray[np.bool_], x: int, y: int, dpi: float) -> list[Piece]:
    """The one line in a component of ink, or none where it is too thick."""
    columns = own.sum(axis=0)
    used = np.nonzero(columns)[0]
    if not len(used):
        return []
    scale = POINTS_PER_INCH / dpi
    thickness = float(np.median(columns[used])) * scale
    if thickness > _THICK:
        return []
    rows = np.arange(own.shape[0])[:, None] + 0.5
    middles = (own * rows).sum(axis=0)[used] / columns[used]
    ends = _fitted(used + 0.5, middles, columns[used] * scale <= _THICK)
    start, end = float(used[0]), float(used[-1] + 1)
    at_start, at_end = (ends[0] + ends[1] * along for along in (start, end))
    return [
        Piece((x + start) * scale, (x + end) * scale, (y + at_start) * scale, (y + at_end) * scale)
    ]


def _fitted(
    along: NDArray[np.float64], across: NDArray[np.float64], thin: NDArray[np.bool_]
) -> tuple[float, float]:
    """Height at 0 and slope of the line through the middles, where no character touches it."""
    if thin.any():
        along, across = along[thin], across[thin]
    if len(along) < 2 * _PARTS:
        return float(np.median(across)), 0.0
    parts = np.array_split(np.arange(len(along)), _PARTS)
    x = np.array([along[part].mean() for part in parts])
    y = np.array([float(np.median(across[part])) for part in parts])
    slope, height = (float(value) for value in np.polyfit(x, y, 1))
    return height, slope


def _is_solid(line: Piece, pieces: Sequence[Piece]) -> bool:
    inside = [
        (piece.start, piece.end)
        for piece in pieces
        if piece.start >= line.start - 0.1
        and piece.end <= line.end + 0.1
        and abs(line.across((piece.start + piece.end) / 2) - piece.across_start) <= 6
    ]
    return sum(end - start for start, end in inside) >= _SOLID * line.length


def _on_edge(piece: Piece, size: float) -> bool:
    place = (piece.across_start + piece.across_end) / 2
    return place < _EDGE or place > size - _EDGE


def _standing(across: list[Piece], down: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Lines long enough alone, and shorter ones that stand on accepted ones with both ends."""
    rows = [piece for piece in across if piece.length >= _ALONE]
    columns = [piece for piece in down if piece.length >= _ALONE]
    for _ in range(2):
        rows += [
            piece
            for piece in across
            if _BETWEEN <= piece.length < _ALONE and piece not in rows and _stands(piece, columns)
        ]
        columns += [
            piece
            for piece in down
            if _BETWEEN <= piece.length < _ALONE and piece not in columns and _stands(piece, rows)
        ]
    return rows, columns


def _stands(piece: Piece, crossing: Sequence[Piece]) -> bool:
    ends = ((piece.start, piece.across_start), (piece.end, piece.across_end))
    return all(
        any(
            line.start - _TOUCH <= across <= line.end + _TOUCH
            and abs(line.across(across) - along) <= _TOUCH
            for line in crossing
        )
        for along, across in ends
    )
