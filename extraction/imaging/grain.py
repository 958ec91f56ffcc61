"""Grain: the noise of a sensor, or of a JPEG of it, smoothed where blank paper shows it."""

from typing import NamedTuple

import numpy as np

from extraction.imaging.raster import Raster, grown, ink_of, smoothed

_LOCAL = 1 / 60
"""Inches (sigma) of the mean from which grain is the difference."""
_SEEN = 1 / 150
"""Inches (sigma) of the smoothing under which ink is told from grain."""
_BELOW = 25
"""Gray levels by which such ink is darker than its surroundings."""
_HALO = 9
"""Pixels around ink that are not blank paper."""
_COARSE = 6.0
"""Gray levels of grain from which a page is smoothed.

Drawn and sample pages without noise had 0 or 1, a sample with slight noise 4, noisy ones 7
to 15."""
_SIGMA = 1 / 140
"""Inches (sigma) of the smoothing. Less left labels of noisy pages at 150 dpi misread, more
blurred small type; figures were read the same from 1/200 to 1/120."""
_LEAST_BLANK = 1000
"""Pixels of blank paper that say something about grain."""


class Smoothed(NamedTuple):
    """The gray image, and the gray levels of grain that were smoothed; 0 where none was."""

    gray: Raster
    grain: float


def grain_of(gray: Raster, dpi: float) -> float:
    """Gray levels by which two thirds of the blank paper of a page differ at most from its mean.

    That is the standard deviation of normal noise. Not an operator on neighbouring pixels: a
    page that was scaled or turned has its grain in clots.
    """
    ink = ink_of(smoothed(gray, _SEEN * dpi), dpi, below=_BELOW)
    blank = grown(ink, _HALO) == 0
    off = np.abs(gray[blank].astype(np.int16) - smoothed(gray, _LOCAL * dpi)[blank])
    return float(np.percentile(off, 68)) if off.size >= _LEAST_BLANK else 0.0


def without_grain(gray: Raster, dpi: float) -> Smoothed:
    """The image smoothed where its paper is grainy; else as it is.

    Gaussian: in trials a median and non-local means took thin strokes for grain.
    """
    grain = grain_of(gray, dpi)
    if grain < _COARSE:
        return Smoothed(gray, 0.0)
    return Smoothed(smoothed(gray, _SIGMA * dpi), grain)
