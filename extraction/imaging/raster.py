"""Page images as arrays, and the 3x3 matrices that move their points.

Matrices act on continuous pixel coordinates: (0, 0) is the upper left *corner* of the first
pixel, whose centre is (0.5, 0.5). So points and pixels differ by the factor dpi / 72 alone.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.page import Matrix

Raster = NDArray[np.uint8]
"""An image: (height, width) gray, or (height, width, 3) RGB."""
Affine = NDArray[np.float64]
"""A 3x3 homography of column vectors (x, y, 1)."""

POINTS_PER_INCH = 72.0


def as_raster(array: NDArray[Any]) -> Raster:
    """The array as contiguous uint8 (what OpenCV returns, in a type of ours)."""
    return np.ascontiguousarray(array, dtype=np.uint8)


def to_gray(image: Raster) -> Raster:
    """Luma, (height, width), of an RGB or gray image."""
    return image if image.ndim == 2 else as_raster(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))


def shrunk(image: Raster, scale: float) -> Raster:
    """The image made smaller by ``scale`` (at most 1) with the mean of what falls together."""
    if scale >= 1:
        return image
    height, width = image.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return as_raster(cv2.resize(image, size, interpolation=cv2.INTER_AREA))


def ink_of(gray: Raster, dpi: float, below: int = 12) -> Raster:
    """255 where a pixel is darker than its surroundings (a quarter inch) by ``below``, else 0."""
    side = max(3, round(dpi / 4)) | 1
    mean = cv2.ADAPTIVE_THRESH_MEAN_C
    return as_raster(
        cv2.adaptiveThreshold(gray, 255, mean, cv2.THRESH_BINARY_INV, side, float(below))
    )


def smoothed(gray: Raster, sigma: float) -> Raster:
    """The image through a Gaussian of ``sigma`` pixels."""
    return as_raster(cv2.GaussianBlur(gray, (0, 0), sigma))


def grown(mask: Raster, side: int) -> Raster:
    """The mask with every pixel grown to a square of ``side`` pixels."""
    return as_raster(cv2.dilate(mask, np.ones((side, side), np.uint8)))


def mean_over(values: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
    """For each pixel the mean over a rectangle of ``width`` by ``height`` pixels around it."""
    mean = cv2.blur(values, (width, height), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(mean, dtype=np.float32)


def part_areas(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Pixels of each connected part of the mask, corners included."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    return np.asarray(stats[1:, cv2.CC_STAT_AREA], dtype=np.int32)


def translation(x: float, y: float) -> Affine:
    """Moves by x and y."""
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], dtype=np.float64)


def scaling(factor: float) -> Affine:
    """Enlarges by a factor."""
    return np.diag([factor, factor, 1.0])


def rotation(degrees: float) -> Affine:
    """Turns clockwise (as seen, y runs down) by an angle about the origin."""
    turn = np.deg2rad(degrees)
    cosine, sine = float(np.cos(turn)), float(np.sin(turn))
    return np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]], dtype=np.float64)


def moved(matrix: Affine, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points (n, 2) through a homography."""
    homogeneous = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    moved_points: NDArray[np.float64] = homogeneous[:, :2] / homogeneous[:, 2:]
    return moved_points


def warped(image: Raster, matrix: Affine, size: tuple[int, int]) -> Raster:
    """The image through ``matrix`` (given to kept) onto ``size`` (width, height).

    What lies outside of the given image takes the colour of the paper.
    """
    centred = translation(-0.5, -0.5) @ matrix @ translation(0.5, 0.5)
    paper = paper_colour(image)
    return as_raster(
        cv2.warpPerspective(
            image, centred, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT,
            borderValue=paper,
        )
    )  # fmt: skip


def paper_colour(image: Raster) -> tuple[float, ...]:
    """The median colour of the brighter half of the image, per channel."""
    sample = image[:: max(1, image.shape[0] // 400), :: max(1, image.shape[1] // 400)]
    pixels = sample.reshape(-1, 1 if image.ndim == 2 else image.shape[2])
    brightness = pixels.mean(axis=1)
    bright = pixels[brightness >= np.median(brightness)]
    return tuple(float(channel) for channel in np.median(bright, axis=0))


def flat(matrix: Affine) -> Matrix:
    """The matrix row by row, scaled so that its last entry is 1."""
    a, b, c, d, e, f, g, h, i = (float(entry) for entry in (matrix / matrix[2, 2]).ravel())
    return a, b, c, d, e, f, g, h, i
