"""Salt and pepper: single dots of a bad scanner or copier, taken out one by one."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extraction.imaging.raster import Raster, as_raster, ink_of

_STEP = 70
"""Gray levels by which a dot differs from the median of its surroundings."""
_MANY = 25.0
"""Black dots per square inch of blank paper from which a page counts as speckled.

Clean pages of trials had below 3 (the ends of strokes), grain of sigma 30 below 1."""
_LEAST_DPI = 120.0
"""Below this a decimal point is as small as a dot, so dots stay."""
_DOT = 2
"""Pixels of a dot; the decimal point of 7 points at 150 dpi has 4."""


class Despeckled(NamedTuple):
    """The gray image and how many dots were taken out."""

    gray: Raster
    dots: int


def without_speckle(gray: Raster, dpi: float) -> Despeckled:
    """The image without lone dots of one or two pixels, where it has many; else as it is.

    A median over the whole page would thin strokes: only the dots take its value.
    """
    if dpi < _LEAST_DPI:
        return Despeckled(gray, 0)
    middle = as_raster(cv2.medianBlur(gray, 3))
    difference = gray.astype(np.int16) - middle
    # All that is a little darker than paper holds together: the tail of a comma is no dot.
    dark = ink_of(gray, dpi, below=25) > 0
    pepper = _lone(dark) & (difference < -_STEP)
    blank = cv2.dilate(ink_of(middle, dpi, below=25), np.ones((9, 9), np.uint8)) == 0
    square_inches = max(1.0, float(blank.sum()) / dpi**2)
    if float((pepper & blank).sum()) / square_inches < _MANY:
        return Despeckled(gray, 0)
    lone = pepper | (_lone(~dark) & (difference > _STEP))
    return Despeckled(np.where(lone, middle, gray), int(lone.sum()))


def _lone(odd: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels of connected groups of at most ``_DOT`` pixels."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(odd.astype(np.uint8), connectivity=8)
    small = stats[:, cv2.CC_STAT_AREA] <= _DOT
    small[0] = False
    found: NDArray[np.bool_] = small[labels] if count > 1 else np.zeros_like(odd)
    return found
