"""Shadows and faint print: the paper made evenly white, the ink dark."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extraction.imaging.raster import Raster, as_raster, ink_of, shrunk

_DPI = 30.0
"""Resolution of the paper's brightness; strokes vanish, shadows stay."""
_WINDOW = 0.35
"""Inches in which some paper is sure to show between strokes."""
_UNEVEN = 25.0
"""Gray levels between bright and dark paper from which the light is evened out.

Flatbed scans of trials had 0 to 8, faint copies under a lamp 40 and more."""
_DARK_PAPER = 200.0
"""Paper darker than this is whitened; scans of recycled paper have 210 and more."""
_FAINT = 150.0
"""Print whose darker half is brighter than this is stretched; good print has below 90."""
_INK = 40.0
"""Gray level to which faint print is stretched."""


class Lit(NamedTuple):
    """The gray image and what was done to it."""

    gray: Raster
    notes: tuple[str, ...]


def evened(gray: Raster, dpi: float) -> Lit:
    """The image with even white paper and dark ink, or as it is where it is even and dark."""
    paper = _paper(gray, dpi)
    low, high = (float(level) for level in np.percentile(paper, (2, 98)))
    notes = []
    if high - low > _UNEVEN or high < _DARK_PAPER:
        wide = cv2.resize(paper, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_LINEAR)
        gray = as_raster(np.clip(gray * (250.0 / np.maximum(wide, 16.0)), 0, 255))
        notes.append(f"light evened (paper from {low:.0f} to {high:.0f})")
    level = _ink_level(gray, dpi)
    if level is not None and level > _FAINT:
        white = float(np.percentile(gray, 75))
        stretch = (white - _INK) / max(white - level, 10.0)
        gray = as_raster(np.clip(white - (white - gray.astype(np.float64)) * stretch, 0, 255))
        notes.append(f"faint print darkened (ink at {level:.0f})")
    return Lit(gray, tuple(notes))


def _paper(gray: Raster, dpi: float) -> NDArray[np.float32]:
    """Brightness of the paper at ``_DPI``: the local upper level, smoothed."""
    small = shrunk(gray, min(1.0, _DPI / dpi))
    side = max(3, round(_WINDOW * min(dpi, _DPI))) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel, borderType=cv2.BORDER_REPLICATE)
    smooth = cv2.GaussianBlur(closed, (0, 0), side / 2, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(smooth, dtype=np.float32)


def _ink_level(gray: Raster, dpi: float) -> float | None:
    """Gray level of the darker half of the print; None on a page without any."""
    ink = ink_of(gray, dpi, below=25) > 0
    if ink.mean() < 0.002:
        return None
    return float(np.percentile(gray[ink], 25))
