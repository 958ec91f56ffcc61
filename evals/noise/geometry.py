"""Changes of geometry: rotation, shear, and a sheet photographed at an angle."""

from typing import cast

import cv2
import numpy as np

from evals.noise.scan import Floats, Scan, Step, as_rgb, clipped, warped
from evals.rendering.draw import Pixels


def rotation(degrees: float) -> Step:
    """Turn the page counter-clockwise about its middle; white shows in the corners."""

    def step(scan: Scan, _rng: np.random.Generator) -> Scan:
        height, width = scan.pixels.shape[:2]
        flat = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        return _warp(scan, np.vstack([flat, [0.0, 0.0, 1.0]]))

    return step


def skew(degrees: float) -> Step:
    """Shear the page sideways, as a feeder that pulls unevenly does."""

    def step(scan: Scan, _rng: np.random.Generator) -> Scan:
        slope = np.tan(np.radians(degrees))
        shift = -slope * scan.pixels.shape[0] / 2
        return _warp(scan, np.array([[1.0, slope, shift], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]))

    return step


def _warp(scan: Scan, matrix: Floats) -> Scan:
    height, width = scan.pixels.shape[:2]
    white = (255, 255, 255)
    moved = cv2.warpPerspective(
        scan.pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=white
    )
    return warped(scan, cast(Pixels, moved), matrix)


def photographed(tilt: float) -> Step:
    """Lay the sheet on a table and take its picture: perspective, a background, colour.

    ``tilt`` is how far the corners move at most, as a share of the width.
    """

    def step(scan: Scan, rng: np.random.Generator) -> Scan:
        sheet = as_rgb(scan.pixels)
        height, width = sheet.shape[:2]
        edge = round(width * 0.07)
        size = (width + 2 * edge, height + 2 * edge)
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
        moves = rng.uniform(0.2, 1.0, (4, 2)) * tilt * width
        inward = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
        target = (corners + edge + moves * inward).astype(np.float32)
        matrix = cv2.getPerspectiveTransform(corners, target).astype(np.float64)
        photo = cv2.warpPerspective(sheet, matrix, size, flags=cv2.INTER_AREA)
        inside = cv2.warpPerspective(np.full((height, width), 255, np.uint8), matrix, size)
        soft = cv2.GaussianBlur(inside, (0, 0), 1.0).astype(np.float64)[:, :, None] / 255
        table = _table_top(size, rng)
        mixed = clipped(photo * soft + table * (1 - soft))
        return warped(scan, mixed, matrix)

    return step


def _table_top(size: tuple[int, int], rng: np.random.Generator) -> Floats:
    """A brown surface with a grain along it."""
    width, height = size
    grain = rng.normal(0, 1, (height, 1)) + 0.4 * rng.normal(0, 1, (height, width))
    grain = np.asarray(cv2.GaussianBlur(grain, (0, 0), sigmaX=40, sigmaY=2), dtype=np.float64)
    grain = grain / max(float(np.abs(grain).max()), 1e-9)
    colour = np.array([112.0, 84.0, 62.0])
    return np.asarray(colour + grain[:, :, None] * 22, dtype=np.float64)
