"""A page image made upright, straight and even: each step only where a measure asks for it."""

from typing import NamedTuple

import numpy as np

from extraction.imaging.light import evened
from extraction.imaging.orientation import Recognised, orientation_of
from extraction.imaging.perspective import flattening, page_quad
from extraction.imaging.raster import (
    POINTS_PER_INCH,
    Affine,
    Raster,
    as_raster,
    flat,
    moved,
    rotation,
    scaling,
    to_gray,
    translation,
    warped,
)
from extraction.imaging.seals import without_seals
from extraction.imaging.skew import skew_of
from extraction.imaging.speckle import without_speckle
from schemas.page import Matrix

_LEAST_SKEW = 0.05
"""Degrees: less moves the ends of an A4 line by under half a point, and is left."""
_TWO_LEVELS = 0.995
"""Share of pixels in the two commonest gray levels of a page that has only those."""
_A4_LONG = 11.69


class CleanPage(NamedTuple):
    """A kept page: what recognition reads, what people see, and the way back.

    ``gray`` (height, width) has no seals, shadows or speckle; ``rgb`` (height, width, 3) is the
    same view in the given colours. ``dpi`` is that of both. ``transform`` leads from points of
    the kept page to points of the given one. ``notes`` say what was done, in order.
    """

    gray: Raster
    rgb: Raster
    dpi: float
    transform: Matrix
    notes: tuple[str, ...]

    @property
    def width(self) -> float:
        """Points across."""
        return float(self.gray.shape[1] * POINTS_PER_INCH / self.dpi)

    @property
    def height(self) -> float:
        """Points down."""
        return float(self.gray.shape[0] * POINTS_PER_INCH / self.dpi)


class _View(NamedTuple):
    """An image on the way: pixels, dpi, and the matrix from given to present pixels."""

    image: Raster
    dpi: float
    matrix: Affine
    notes: tuple[str, ...]


def clean(image: Raster, dpi: float, recognised: Recognised | None = None) -> CleanPage:
    """The page upright and deskewed, with even light and without seals and speckle.

    Args:
        image: RGB, (height, width, 3), as rendered or photographed.
        dpi: its resolution.
        recognised: how well text is recognised in an image; asked only where the geometry of
            the print does not say which end is up.
    """
    view = _straightened(_turned(_flattened(image, dpi), recognised), image)
    back = scaling(POINTS_PER_INCH / dpi) @ np.linalg.inv(view.matrix)
    transform = flat(back @ scaling(view.dpi / POINTS_PER_INCH))
    if _has_two_levels(image):
        return CleanPage(to_gray(view.image), view.image, view.dpi, transform, view.notes)
    gray, colours = without_seals(view.image, view.dpi)
    notes = [*view.notes, *(f"{colour} seal taken out" for colour in colours)]
    gray, dots = without_speckle(gray, view.dpi)
    if dots:
        notes.append(f"{dots} specks taken out")
    gray, done = evened(gray, view.dpi)
    return CleanPage(gray, view.image, view.dpi, transform, (*notes, *done))


def _flattened(image: Raster, dpi: float) -> _View:
    quad = page_quad(image)
    if quad is None:
        return _View(image, dpi, np.eye(3), ())
    matrix = flattening(quad)
    # A photo knows no resolution: its page is taken for A4.
    own = max(quad.size) / _A4_LONG
    return _View(warped(image, matrix, quad.size), own, matrix, ("page cut out of a photo",))


def _turned(view: _View, recognised: Recognised | None) -> _View:
    found = orientation_of(view.image, view.dpi, recognised)
    notes = view.notes
    if not found.clear:
        notes = (*notes, f"orientation uncertain: {found.reason}")
    if found.turn == 0:
        return view._replace(notes=notes)
    height, width = view.image.shape[:2]
    shift = {90: (height, 0), 180: (width, height), 270: (0, width)}[found.turn]
    turn = np.round(rotation(found.turn))
    return _View(
        as_raster(np.rot90(view.image, k=-found.turn // 90)),
        view.dpi,
        translation(*shift) @ turn @ view.matrix,
        (*notes, f"turned by {found.turn} degrees ({found.reason})"),
    )


def _straightened(view: _View, given: Raster) -> _View:
    """Deskewed: the given image is warped once, with all that was found before."""
    skew = skew_of(view.image, view.dpi)
    if abs(skew) < _LEAST_SKEW:
        return view
    height, width = view.image.shape[:2]
    turn = rotation(-skew)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)
    seen = moved(turn, corners)
    low, high = seen.min(axis=0), seen.max(axis=0)
    matrix = translation(-float(low[0]), -float(low[1])) @ turn @ view.matrix
    size = (int(np.ceil(high[0] - low[0])), int(np.ceil(high[1] - low[1])))
    note = f"deskewed by {skew:.2f} degrees"
    return _View(warped(given, matrix, size), view.dpi, matrix, (*view.notes, note))


def _has_two_levels(image: Raster) -> bool:
    """Whether the given page is a 1-bit scan or fax, whose dots are its print."""
    if image.ndim == 3 and np.ptp(image[::7, ::7].astype(np.int16), axis=2).max() > 8:
        return False
    counts = np.sort(np.bincount(to_gray(image).ravel(), minlength=256))[::-1]
    return bool(counts[:2].sum() >= _TWO_LEVELS * counts.sum() and counts[1] > 0)
