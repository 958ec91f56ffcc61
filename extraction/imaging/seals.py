"""Red and blue seals taken out of the gray image; the text beneath them stays."""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extraction.imaging.raster import Raster, as_raster, shrunk, to_gray

_DPI = 75.0
"""Resolution of the look for seals."""
_SATURATION = 45
_RED, _BLUE = "red", "blue"
_SIDE = (0.5, 2.8)
"""Inches of a seal: name seals have 15 mm, the largest round seals of authorities 58 mm."""
_LONGER = 1.7
"""A seal's box is at most this much longer than wide; a line of coloured text is more."""
_COVER = (0.03, 0.62)
"""Share of its box that a seal's ink covers; a filled cell covers all."""
_RING_GAP = 0.05
"""Inches of a break in a seal's ring, and of the space between its characters, that are closed."""
_MARGIN = 0.04
"""Inches around a seal where its colour has run."""


class Unsealed(NamedTuple):
    """Gray without seals, and the colours of the seals that were taken out."""

    gray: Raster
    colours: tuple[str, ...]


def without_seals(image: Raster, dpi: float) -> Unsealed:
    """Luma of an RGB image, but in seals the channel in which their ink is as bright as paper.

    The red channel made all of 174 figures under a red seal readable in trials, masking by hue
    did not: black under red is dark in every channel and has no hue. Coloured text elsewhere
    keeps its luma.
    """
    gray = to_gray(image)
    small = shrunk(image, _DPI / dpi)
    found = []
    for colour, channel in ((_RED, 0), (_BLUE, 2)):
        area = _seals(_inked(small, colour), min(dpi, _DPI))
        if area is None:
            continue
        size = (gray.shape[1], gray.shape[0])
        inside = cv2.resize(area, size, interpolation=cv2.INTER_NEAREST) > 0
        gray = _replaced(gray, image, inside, colour, channel)
        found.append(colour)
    return Unsealed(gray, tuple(found))


def _replaced(
    gray: Raster, image: Raster, inside: NDArray[np.bool_], colour: str, channel: int
) -> Raster:
    """Within the seal its channel, spread so that the seal's ink becomes as bright as paper."""
    light = image[:, :, channel].astype(np.float64)
    inked = inside & (_inked(image, colour) > 0)
    if not inked.any():
        return gray
    ink = float(np.percentile(light[inked], 25))
    paper = float(np.percentile(light[inside], 90))
    gain = np.where(inked, paper / max(ink, 0.5 * paper, 1.0), 1.0)
    # The gain runs out over three pixels, or the seal's outline would stay as a thin line.
    gain = cv2.blur(cv2.dilate(gain, np.ones((3, 3), np.uint8)), (3, 3))
    return as_raster(np.where(inside, np.minimum(light * gain, max(paper, 1.0)), gray))


def _inked(image: Raster, colour: str) -> Raster:
    """255 where a pixel has the hue of a seal's ink."""
    hsv = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)
    # OpenCV's hue runs from 0 to 180.
    bands = ((0, 12), (165, 180)) if colour == _RED else ((95, 135),)
    mask = np.zeros(image.shape[:2], np.uint8)
    for low, high in bands:
        least, most = np.array([low, _SATURATION, 60]), np.array([high, 255, 255])
        mask |= as_raster(cv2.inRange(hsv, least, most))
    return mask


def _seals(ink: Raster, dpi: float) -> Raster | None:
    """255 in the hulls of all seals, or None where there is none."""
    side = max(3, round(2 * _RING_GAP * dpi)) | 1
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    area = np.zeros_like(ink)
    for outline in outlines:
        x, y, width, height = cv2.boundingRect(outline)
        long, short = max(width, height), max(1, min(width, height))
        cover = float((ink[y : y + height, x : x + width] > 0).mean())
        if (
            short >= _SIDE[0] * dpi
            and long <= _SIDE[1] * dpi
            and long <= _LONGER * short
            and _COVER[0] <= cover <= _COVER[1]
        ):
            cv2.fillConvexPoly(area, cv2.convexHull(outline), 255)
    if not area.any():
        return None
    margin = round(_MARGIN * dpi) * 2 + 1
    return as_raster(cv2.dilate(area, np.ones((margin, margin), np.uint8)))
