"""The angle at which a page was laid on the glass, to a tenth of a degree."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extraction.imaging.raster import Raster, ink_of, shrunk, to_gray

MOST = 16.0
"""Degrees looked at to either side."""
_DPI = 100.0
"""Resolution of the coarse look."""
_FINE_DPI = 150.0
_POINTS = 60_000
"""Ink pixels that the coarse look samples."""
_LEAST_INK = 500
_RULE = 0.5
"""Inches that a thin component must be long to be taken for a ruling line."""
_ENOUGH = 4.0
"""Inches of ruling lines that give the angle without text."""


def skew_of(image: Raster, dpi: float) -> float:
    """Clockwise degrees by which the page's lines are turned; 0.0 where there are no lines.

    Text lines are found by the sharpest profile of rows; where ruling lines are long enough,
    the slopes fitted to them give the last hundredths.
    """
    gray = to_gray(image)
    small = shrunk(gray, _DPI / dpi)
    ink = _points_of(ink_of(small, min(dpi, _DPI), below=20))
    if len(ink) < _LEAST_INK:
        return 0.0
    coarse = _sharpest(ink, np.arange(-MOST, MOST + 0.01, 0.5))
    fine = _sharpest(ink, coarse + np.arange(-0.6, 0.61, 0.05))
    exact = _slope_of_rules(shrunk(gray, _FINE_DPI / dpi), min(dpi, _FINE_DPI), fine)
    return fine if exact is None else exact


def _points_of(ink: Raster) -> NDArray[np.float64]:
    """Ink pixels (n, 2) as x and y, a sample where there are many."""
    ys, xs = np.nonzero(ink)
    step = max(1, len(xs) // _POINTS)
    return np.column_stack([xs, ys]).astype(np.float64)[::step]


def _sharpest(points: NDArray[np.float64], angles: NDArray[np.float64]) -> float:
    """The angle whose rows are fullest and emptiest, between the tried angles by a parabola."""
    scores = np.array([_sharpness(points, float(angle)) for angle in angles])
    best = int(scores.argmax())
    if not 0 < best < len(angles) - 1:
        return float(angles[best])
    before, at, after = scores[best - 1 : best + 2]
    curve = before - 2 * at + after
    shift = 0.0 if curve == 0 else 0.5 * (before - after) / curve
    return float(angles[best] + shift * (angles[1] - angles[0]))


def _sharpness(points: NDArray[np.float64], angle: float) -> float:
    turn = np.deg2rad(angle)
    rows = points[:, 1] * np.cos(turn) - points[:, 0] * np.sin(turn)
    rows -= rows.min()
    whole = rows.astype(np.int64)
    # A point counts for the two rows between which it lies: whole rows favour angle 0.
    part = rows - whole
    size = int(whole.max()) + 2
    counts = np.bincount(whole, 1 - part, size) + np.bincount(whole + 1, part, size)
    return float(np.square(np.diff(counts)).sum())


def _slope_of_rules(gray: Raster, dpi: float, about: float) -> float | None:
    """The angle of long thin horizontal components, near ``about``; None without enough."""
    height, width = gray.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), about, 1.0)
    level = cv2.warpAffine(gray, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    ink = ink_of(np.asarray(level, dtype=np.uint8), dpi)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (max(3, round(dpi / 5)), 1))
    lines = cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel), np.ones((3, 1), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    slopes, weights = [], []
    for number in range(1, len(stats)):
        x, y, w, h, _ = (int(value) for value in stats[number])
        if w < _RULE * dpi or h > max(8, 0.04 * w):
            continue
        ys, xs = np.nonzero(labels[y : y + h, x : x + w] == number)
        slopes.append(float(np.polyfit(xs, ys, 1)[0]))
        weights.append(float(w))
    if sum(weights) < _ENOUGH * dpi:
        return None
    return about + float(np.rad2deg(np.arctan(_weighted_median(slopes, weights))))


def _weighted_median(values: list[float], weights: list[float]) -> float:
    order = np.argsort(values)
    sums = np.cumsum(np.array(weights)[order])
    return values[int(order[int(np.searchsorted(sums, sums[-1] / 2))])]
