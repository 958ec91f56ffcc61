"""Hairlines of ragged pages: a threshold in grain leaves them as rows of dots."""

import numpy as np
from numpy.typing import NDArray

from extraction.imaging.raster import POINTS_PER_INCH, Raster, as_raster, mean_over, part_areas

_BLACK = 128
"""Gray level below which a pixel is black; a fax has gray ones only where it was scaled."""
_DOT = 2
"""Pixels of a lone dot; a decimal point of 7 points at 150 dpi has 4."""
_RAGGED = 10.0
"""Lone black dots per square inch from which a page is ragged.

Drawn pages had 12 to 24 as a fax at 150 dpi with grain, 0 to 6 at 200 dpi; in
other noise below 9."""
_LENGTH = 0.1
"""Inches along a line whose share of black is taken: 7 points, less than the lowest row."""
_REACH = 0.4
"""Share of that length by which the mean reaches beyond the end of a dark line."""
_ASIDE = 1.5
"""Points aside of a line where its paper is looked at; figures keep 2 points from their rules."""
_MORE = 0.18
"""By how much the share of black in a line is above that on its blacker side.

From 0.15 on trials of six fonts had strokes among the lines, from 0.25 on lines were lost."""


def is_ragged(gray: Raster, dpi: float) -> bool:
    """Whether the lines of a page (height, width) may be rows of dots: it has many lone ones."""
    dots = int((part_areas(gray < _BLACK) <= _DOT).sum())
    return dots * dpi**2 >= _RAGGED * gray.size


def dotted_ink(gray: Raster, dpi: float) -> tuple[Raster, int]:
    """Ink (0 or 255) of horizontal lines of dots, and by how many pixels its ends lie too far out.

    A line has more black along it than the paper on both of its sides has; rows of
    characters have about as much beside their strokes.
    """
    black = np.asarray(gray < _BLACK, dtype=np.float32)
    length = round(_LENGTH * dpi) | 1
    # A hairline between two rows of pixels has its dots in both of them.
    line = mean_over(black, length, 2)
    line = np.maximum(line, _moved(line, -1))
    step = max(2, round(_ASIDE * dpi / POINTS_PER_INCH)) + 1
    side = mean_over(black, length, 3)
    beside = np.maximum(_moved(side, step), _moved(side, -step))
    return as_raster((line - beside > _MORE) * 255), round(_REACH * length)


def _moved(shares: NDArray[np.float32], rows: int) -> NDArray[np.float32]:
    """The image moved down by so many rows; what goes out below comes in above, at the margin."""
    return np.roll(shares, rows, axis=0)
