"""Read doubtful cells once more: enlarged, padded, the ruling at their border taken away.

A second reading of the same engine is no independent witness, but it fails elsewhere: the
page reader clips a digit at the edge of a line, a cell crop holds all of it.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extraction.ocr.figures import digits_of
from extraction.ocr.port import Image, Reader
from schemas.errors import InputError
from schemas.frozen import Frozen
from schemas.page import Glyph, Word
from schemas.source import Box

POINTS_PER_INCH = 72.0
_BORDER = 0.3
"""Rules are looked for in this outer part of each side of a crop."""
_COVERED = 0.75
"""The part of a row or column of pixels that is dark where a rule runs."""
_MARGIN = 2
"""Pixels of paper around a crop, before it is enlarged."""
_AIR = 0.3
"""Paper above and below the ink, as a part of the ink's height."""
_LEAST_CONTRAST = 10.0
"""Levels of gray between paper and ink, at the least."""


class Agreement(Frozen):
    """How far two readings of one cell agree: the whole text, or at least the digits."""

    text: bool
    digits: bool


def agreement(first: str, second: str) -> Agreement:
    """Compare two readings; blanks don't count, and two readings without digits share none."""
    digits = digits_of(first)
    return Agreement(
        text="".join(first.split()) == "".join(second.split()),
        digits=digits == digits_of(second) and digits != "",
    )


def reread(
    page_image: Image,
    boxes: Sequence[Box],
    reader: Reader,
    *,
    dpi: float,
    scale: float = 2.0,
    pad: float = 1.0,
    figures: bool = True,
) -> tuple[Word, ...]:
    """Read the cells in ``boxes`` again: one word per box, in their order, boxes in points.

    Args:
        page_image: the upright page (gray or RGB) that the boxes lie on.
        boxes: cells or words, in points.
        reader: what reads them, all in one batch.
        dpi: pixels per inch of ``page_image``.
        scale: how much the crops are enlarged (cubic).
        pad: points that a crop reaches beyond its box on every side.
        figures: read nothing but figures.

    Raises:
        InputError: a box lies outside of the page.
    """
    cut = crops_of(page_image, boxes, dpi=dpi, scale=scale, pad=pad)
    crops, places = [crop for crop, _ in cut], [place for _, place in cut]
    words = reader.read_lines(crops, figures=figures)
    return tuple(
        _on_page(word, place, scale, dpi) for word, place in zip(words, places, strict=True)
    )


def crops_of(
    page_image: Image, boxes: Sequence[Box], *, dpi: float, scale: float, pad: float
) -> tuple[tuple[Image, tuple[int, int]], ...]:
    """The written part of each cell, enlarged, and where it begins on the page, in pixels.

    Arguments and errors are those of `reread`.
    """
    made = []
    for box in boxes:
        x0, y0, x1, y1 = _pixels(page_image, box, dpi, pad)
        cell = without_rules(page_image[y0:y1, x0:x1])
        left, top, right, bottom = _ink(cell)
        crop = _enlarged(cell, (left, top, right, bottom), scale)
        made.append((crop, (x0 + left - _MARGIN, y0 + top - _MARGIN)))
    return tuple(made)


def _pixels(image: Image, box: Box, dpi: float, pad: float) -> tuple[int, int, int, int]:
    height, width = image.shape[:2]
    factor = dpi / POINTS_PER_INCH
    x0, y0 = (max(0, int((v - pad) * factor)) for v in box[:2])
    x1 = min(width, int(np.ceil((box[2] + pad) * factor)))
    y1 = min(height, int(np.ceil((box[3] + pad) * factor)))
    if x0 >= x1 or y0 >= y1:
        raise InputError(f"the cell at {box} lies outside of its page; give boxes of this page")
    return x0, y0, x1, y1


def _ink(cell: Image) -> tuple[int, int, int, int]:
    """The part of a cell that is written on, in pixels; all of it where nothing stands out.

    A recogniser scales a line to a fixed height, so paper above and below costs sharpness.
    """
    height, width = cell.shape[:2]
    gray = cell if cell.ndim == 2 else cell.min(axis=2)
    smooth = cv2.GaussianBlur(gray, (0, 0), max(1.0, height / 30))
    level, dark = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    if float(np.median(smooth)) - level < _LEAST_CONTRAST:
        return 0, 0, width, height
    rows, columns = (np.flatnonzero((dark > 0).sum(axis=axis) >= 2) for axis in (1, 0))
    if not len(rows) or not len(columns):
        return 0, 0, width, height
    air = max(2, round(_AIR * (rows[-1] - rows[0] + 1)))
    return (
        max(0, int(columns[0]) - 2 * air),
        max(0, int(rows[0]) - air),
        min(width, int(columns[-1]) + 1 + 2 * air),
        min(height, int(rows[-1]) + 1 + air),
    )


def _enlarged(cell: Image, ink: tuple[int, int, int, int], scale: float) -> Image:
    """The written part of a cell with paper around it, enlarged."""
    left, top, right, bottom = ink
    part = cell[top:bottom, left:right]
    height, width = part.shape[:2]
    framed = np.empty((height + 2 * _MARGIN, width + 2 * _MARGIN, *part.shape[2:]), np.uint8)
    framed[:] = _paper(cell)
    framed[_MARGIN : _MARGIN + height, _MARGIN : _MARGIN + width] = part
    size = (round(framed.shape[1] * scale), round(framed.shape[0] * scale))
    return np.asarray(cv2.resize(framed, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def _paper(cell: Image) -> Image:
    """The colour of the paper: one number, or three."""
    return np.asarray(np.median(cell.reshape(-1, *cell.shape[2:]), axis=0), np.uint8)


def without_rules(crop: Image) -> Image:
    """The crop with dark rows and columns that run along its border painted as paper."""
    gray = crop if crop.ndim == 2 else crop.min(axis=2)
    paper = _paper(crop)
    level = float(np.median(gray))
    dark = gray < level - 0.35 * max(level - float(gray.min()), 40.0)
    clean = crop.copy()
    clean[_ruled(dark.mean(axis=1))] = paper
    clean[:, _ruled(dark.mean(axis=0))] = paper
    return clean


def _ruled(covered: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows (or columns) belong to a rule near either end, one beside it included."""
    count = len(covered)
    zone = max(1, int(count * _BORDER))
    ruled = covered > _COVERED
    ruled[zone : count - zone] = False
    beside = ruled.copy()
    beside[1:] |= ruled[:-1]
    beside[:-1] |= ruled[1:]
    return beside


def _on_page(word: Word, origin: tuple[int, int], scale: float, dpi: float) -> Word:
    """A word of a crop, its boxes in points of the page; ``origin`` is the crop's in pixels."""

    def placed(box: Box) -> Box:
        x0, y0, x1, y1 = (v / scale for v in box)
        factor = POINTS_PER_INCH / dpi
        left, top = origin
        return (
            (x0 + left) * factor,
            (y0 + top) * factor,
            (x1 + left) * factor,
            (y1 + top) * factor,
        )

    glyphs = tuple(
        Glyph.model_copy(glyph, update={"box": placed(glyph.box)}) for glyph in word.glyphs
    )
    return word.model_copy(update={"box": placed(word.box), "glyphs": glyphs})
