"""A page image on its way through degradations, and the truth that goes with it."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from evals.rendering.draw import POINTS, Pixels
from evals.rendering.placed import PlacedPage, TrueCell
from schemas.source import Box

Floats: TypeAlias = NDArray[np.float64]


class Scan(NamedTuple):
    """An image (grey or RGB), its resolution, and how it came from the page as drawn.

    ``matrix`` is the 3x3 homography from points of the drawn page to points of this image;
    ``focus`` is a place worth spoiling, in points of the drawn page; ``bilevel`` marks an
    image of black and white only.
    """

    pixels: Pixels
    dpi: float
    matrix: Floats
    focus: tuple[float, float] | None = None
    bilevel: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        height, width = self.pixels.shape[:2]
        return width * POINTS / self.dpi, height * POINTS / self.dpi


Step: TypeAlias = Callable[[Scan, np.random.Generator], Scan]
"""One degradation; the generator is all its randomness."""


def warped(scan: Scan, pixels: Pixels, in_pixels: Floats) -> Scan:
    """The scan after a change of geometry that is given as a homography of pixels."""
    scale = np.diag([scan.dpi / POINTS, scan.dpi / POINTS, 1.0])
    matrix = np.linalg.inv(scale) @ in_pixels @ scale @ scan.matrix
    return scan._replace(pixels=pixels, matrix=matrix)


def carry_box(box: Box, matrix: Floats) -> Box:
    """The upright box around a transformed box, in points."""
    x0, y0, x1, y1 = box
    corners = np.array([[x0, y0, 1], [x1, y0, 1], [x1, y1, 1], [x0, y1, 1]]).T
    moved = matrix @ corners
    xs, ys = moved[0] / moved[2], moved[1] / moved[2]
    return (float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))


def carried(page: PlacedPage, scan: Scan) -> tuple[TrueCell, ...]:
    """The true cells of a page with their boxes where they stand on the scan."""
    return tuple(
        cell.model_copy(
            update={
                "box": carry_box(cell.box, scan.matrix),
                "ink": None if cell.ink is None else carry_box(cell.ink, scan.matrix),
            }
        )
        for cell in page.cells
    )


def as_rgb(pixels: Pixels) -> Pixels:
    """The image with three channels."""
    return pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)


def clipped(values: NDArray[np.floating]) -> Pixels:
    """Rounded and limited to 0..255."""
    pixels: Pixels = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return pixels
