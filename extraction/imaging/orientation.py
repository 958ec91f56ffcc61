"""Which way up a page is, from the geometry of its characters alone.

Characters of a word stand closer to each other than lines do, which tells lying pages; and the
points and commas of amounts stand low beside their digits, which tells pages upside down.
"""

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extraction.imaging.raster import Raster, as_raster, ink_of, shrunk, to_gray

Recognised = Callable[[Raster], float]
"""How well text is recognised in an image: the higher, the better."""

_DPI = 150.0
"""Resolution of the look; a comma of 8 points still has 4 pixels."""
_CHARACTER = (0.035, 0.35)
"""Inches of the longer side of a character: 2.5 to 25 points."""
_LEAST_CHARACTERS = 40
"""Below this a page has too little text to be turned."""
_LYING = 0.58
"""Share of neighbours below or above, of those beside and below, from which a page lies.

Trials with ruled and plain tables: 0.05 to 0.30 upright, 0.70 to 0.95 lying."""
_LEAST_MARKS = 12
_CLEAR = 0.70
"""Share of points and commas that must agree; trials gave 0.9 and more on amounts."""


class Orientation(NamedTuple):
    """Clockwise degrees that make the page upright, and whether the evidence was clear."""

    turn: int
    clear: bool
    reason: str


class _Parts(NamedTuple):
    """Connected pieces of ink of the size of characters: left, top, width, height; (n,)."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    w: NDArray[np.float64]
    h: NDArray[np.float64]

    def taken(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> "_Parts":
        return _Parts(self.x[which], self.y[which], self.w[which], self.h[which])


def orientation_of(image: Raster, dpi: float, recognised: Recognised | None = None) -> Orientation:
    """The clockwise turn (0, 90, 180 or 270) after which text reads from left to right.

    ``recognised`` is asked only where points and commas do not say which end is up: it gets the
    image and its upside-down twin.
    """
    gray = shrunk(to_gray(image), _DPI / dpi)
    dpi = min(dpi, _DPI)
    lying = _share_lying(_parts(gray, dpi), dpi)
    quarter = 0
    if lying is not None and lying > _LYING:
        gray = as_raster(np.rot90(gray, k=-1))
        quarter = 90
    low, high = _marks(_parts(gray, dpi), dpi)
    if low + high >= _LEAST_MARKS and max(low, high) >= _CLEAR * (low + high):
        turn = quarter if low > high else (quarter + 180) % 360
        return Orientation(turn, True, f"{max(low, high)} of {low + high} points and commas")
    if recognised is not None and lying is not None:
        return _recognised_turn(image, quarter, recognised)
    return Orientation(quarter, False, "no points and commas to tell which end is up")


def _recognised_turn(image: Raster, quarter: int, recognised: Recognised) -> Orientation:
    upright = as_raster(np.rot90(image, k=-quarter // 90))
    one, other = recognised(upright), recognised(as_raster(np.rot90(upright, k=2)))
    turn = quarter if one >= other else (quarter + 180) % 360
    return Orientation(turn, one != other, f"text is recognised with {one:.2f} against {other:.2f}")


def _parts(gray: Raster, dpi: float) -> _Parts:
    """Pieces of ink no larger than a character, rules and seals left out."""
    ink = ink_of(gray, dpi, below=25)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    x, y, w, h, area = (stats[1:, column].astype(np.float64) for column in range(5))
    longer = np.maximum(w, h)
    fits = (longer <= _CHARACTER[1] * dpi) & (area >= 2)
    return _Parts(x[fits], y[fits], w[fits], h[fits])


def _share_lying(parts: _Parts, dpi: float) -> float | None:
    """Share of characters whose nearest neighbour stands above or below; None without text."""
    longer = np.maximum(parts.w, parts.h)
    parts = parts.taken(longer >= _CHARACTER[0] * dpi)
    if len(parts.x) < _LEAST_CHARACTERS:
        return None
    beside = below = 0
    order = np.argsort(parts.y, kind="stable")
    parts = parts.taken(order)
    right, bottom = parts.x + parts.w, parts.y + parts.h
    reach = _CHARACTER[1] * dpi
    for index in range(len(parts.x)):
        start = np.searchsorted(parts.y, parts.y[index] - 2 * reach)
        end = np.searchsorted(parts.y, bottom[index] + reach)
        near = slice(int(start), int(end))
        gap_x = np.maximum(parts.x[near] - right[index], parts.x[index] - right[near])
        gap_y = np.maximum(parts.y[near] - bottom[index], parts.y[index] - bottom[near])
        # Pieces of one character overlap both ways; two characters are apart one way alone.
        across = gap_x[(gap_x >= 0) & (gap_y < 0)].min(initial=reach)
        down = gap_y[(gap_y >= 0) & (gap_x < 0)].min(initial=reach)
        beside += bool(across < down)
        below += bool(down < across)
    total = beside + below
    return below / total if total >= _LEAST_CHARACTERS else None


def _marks(parts: _Parts, dpi: float) -> tuple[int, int]:
    """How many points and commas between two digits stand low, and how many stand high."""
    longer = np.maximum(parts.w, parts.h)
    digits = parts.taken((parts.h >= _CHARACTER[0] * 1.6 * dpi) & (parts.h > 1.05 * parts.w))
    if len(digits.x) < _LEAST_CHARACTERS:
        return 0, 0
    height = float(np.median(digits.h))
    digits = digits.taken(np.abs(digits.h - height) < 0.3 * height)
    marks = parts.taken((longer < 0.48 * height) & (parts.h >= 0.08 * height))
    low = high = 0
    for x, y, w, h in zip(*marks, strict=True):
        middle = y + h / 2
        level = (digits.y - 0.3 * height <= middle) & (middle <= digits.y + digits.h + 0.3 * height)
        before = level & (np.abs(x - digits.x - digits.w) < 0.4 * height)
        after = level & (np.abs(digits.x - x - w) < 0.4 * height)
        if not (before.any() and after.any()):
            continue
        place = (middle - digits.y[before].mean()) / height
        low += bool(place > 0.62)
        high += bool(place < 0.38)
    return low, high
