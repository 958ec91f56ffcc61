"""A photographed page: its four corners against the background, and the view from above."""

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extraction.imaging.raster import Affine, Raster, as_raster, shrunk

_LONG = 1000
"""Pixels of the long side on which the page is sought; its sides are then fitted finer."""
_AREA = (0.20, 0.985)
"""Share of the photo that a page covers; a flatbed scan covers it all."""
_DARKER = 25
"""Gray levels by which the background must be darker than the paper."""
_FILLS = 0.94
"""Share of its four-sided hull that the bright area fills, print and shadows included."""
_OFF = 0.01
"""Share of the image's sides by which a corner must be off the image's for a correction."""
_A4 = math.sqrt(2)
_NEAR_A4 = 0.20
"""A side ratio this near to that of A4 becomes it; a slanted view shortens one side."""
_STRAIGHT = 0.004
"""Mean distance of a side's edge from a line, by the long side; more is a curled page."""


class Quad(NamedTuple):
    """Corners of the page, (4, 2) in pixels: upper left, upper right, lower right, lower left."""

    corners: NDArray[np.float64]
    size: tuple[int, int]
    """Width and height in pixels of the page seen from above."""


def page_quad(image: Raster) -> Quad | None:
    """The page in a photo (RGB), or None where the image is the page.

    A page is bright, four-sided and stands against a background that is darker all around it.
    """
    height, width = image.shape[:2]
    scale = min(1.0, _LONG / max(height, width))
    # The darkest channel parts white paper from a bright wooden table best.
    small = as_raster(cv2.GaussianBlur(shrunk(image, scale).min(axis=2), (5, 5), 0))
    mask = _bright_area(small)
    if mask is None:
        return None
    corners = _corners(mask)
    if corners is None or not _stands_out(small, corners):
        return None
    zoom = np.array([width / small.shape[1], height / small.shape[0]])
    corners = corners * zoom
    full = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)
    if (np.abs(corners - full) <= _OFF * np.array([width, height])).all():
        return None
    return Quad(corners, _size_from_above(corners))


def flattening(quad: Quad) -> Affine:
    """The homography from the photo to the page seen from above, in pixels."""
    width, height = quad.size
    above = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    found = cv2.getPerspectiveTransform(quad.corners.astype(np.float32), above)
    return np.asarray(found, dtype=np.float64)


def _bright_area(gray: Raster) -> Raster | None:
    """The largest bright area with its holes (the print) filled, or None if too small or large."""
    level, _ = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright = (gray > level).astype(np.uint8)
    side = max(3, round(max(gray.shape) / 60)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (side, side))
    # A frame of background keeps the closing from leaking over the edge of the photo.
    framed = cv2.copyMakeBorder(bright, side, side, side, side, cv2.BORDER_CONSTANT, value=0)
    closed = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, kernel)[side:-side, side:-side]
    outlines, _ = cv2.findContours(
        np.ascontiguousarray(closed), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    if not outlines:
        return None
    largest = max(outlines, key=cv2.contourArea)
    share = cv2.contourArea(largest) / gray.size
    if not _AREA[0] <= share <= _AREA[1]:
        return None
    mask = np.zeros_like(gray)
    cv2.drawContours(mask, [largest], -1, 255, thickness=cv2.FILLED)
    return mask


def _corners(mask: Raster) -> NDArray[np.float64] | None:
    """Corners of a four-sided area, each where the lines fitted to two sides meet."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=cv2.contourArea)
    hull = cv2.convexHull(outline)
    around = cv2.arcLength(hull, True)
    for tolerance in (0.02, 0.03, 0.05):
        rough = cv2.approxPolyDP(hull, tolerance * around, True).reshape(-1, 2)
        if len(rough) == 4:
            break
    else:
        return None
    quad = _ordered(rough.astype(np.float64))
    if cv2.contourArea(outline) < _FILLS * cv2.contourArea(quad.astype(np.float32)):
        return None
    edge = outline.reshape(-1, 2).astype(np.float64) + 0.5
    lines = [_side(edge, quad[k], quad[(k + 1) % 4], max(mask.shape)) for k in range(4)]
    fitted = [line for line in lines if line is not None]
    if len(fitted) < 4:
        return None
    return np.array([_meeting(fitted[k - 1], fitted[k]) for k in range(4)])


def _ordered(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Clockwise as seen, from the corner nearest to the upper left of the image."""
    middle = corners.mean(axis=0)
    angle = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    around = corners[np.argsort(angle)]
    first = int(around.sum(axis=1).argmin())
    return np.roll(around, -first, axis=0)


def _side(
    edge: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64], long: int
) -> NDArray[np.float64] | None:
    """Line (a, b, c) with ax + by = c through the edge between two corners, without its ends."""
    along = (end - start) / max(1e-9, float(np.linalg.norm(end - start)))
    across = np.array([-along[1], along[0]])
    place = (edge - start) @ along / max(1e-9, float(np.linalg.norm(end - start)))
    offset = (edge - start) @ across
    near = (place > 0.08) & (place < 0.92) & (np.abs(offset) < 0.03 * long)
    if near.sum() < 10:
        return None
    points = edge[near]
    for _ in range(3):
        middle = points.mean(axis=0)
        _, _, axes = np.linalg.svd(points - middle, full_matrices=False)
        normal = axes[1]
        distance = np.abs((points - middle) @ normal)
        points = points[distance <= max(1.0, 2 * float(np.median(distance)))]
    if float(distance.mean()) > _STRAIGHT * long:
        return None
    return np.array([normal[0], normal[1], float(normal @ middle)])


def _meeting(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    sides = np.array([one[:2], other[:2]])
    if abs(float(np.linalg.det(sides))) < 1e-6:
        return np.array([np.inf, np.inf])
    return np.linalg.solve(sides, np.array([one[2], other[2]]))


def _stands_out(gray: Raster, corners: NDArray[np.float64]) -> bool:
    """Whether corners are in reach and what is outside is darker than the paper."""
    height, width = gray.shape
    slack = 0.05 * max(height, width)
    low, high = corners.min(axis=0), corners.max(axis=0)
    if not (np.isfinite(corners).all() and (low >= -slack).all()):
        return False
    if high[0] > width + slack or high[1] > height + slack:
        return False
    inside = np.zeros_like(gray)
    cv2.fillConvexPoly(inside, np.round(corners).astype(np.int32), 255)
    outside = gray[cv2.dilate(inside, np.ones((5, 5), np.uint8)) == 0]
    if len(outside) < (1 - _AREA[1]) * gray.size:
        return False
    paper = float(np.median(gray[inside > 0]))
    return paper - float(np.percentile(outside, 75)) >= _DARKER


def _size_from_above(corners: NDArray[np.float64]) -> tuple[int, int]:
    top, right, bottom, left = (
        float(np.linalg.norm(corners[(k + 1) % 4] - corners[k])) for k in range(4)
    )
    width, height = max(top, bottom), max(left, right)
    ratio = max(width, height) / min(width, height)
    if abs(ratio / _A4 - 1) <= _NEAR_A4:
        long = max(width, height, min(width, height) * _A4)
        short = long / _A4
        width, height = (short, long) if height >= width else (long, short)
    return round(width), round(height)
