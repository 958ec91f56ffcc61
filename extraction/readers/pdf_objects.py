"""Drawing objects of an open PDF page: its images and its visible outlines.

Behind ``pdf_file``, whose page handles it takes; nothing else imports it.
"""

import ctypes
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pypdfium2 import raw as pdfium  # type: ignore[import-untyped]

from extraction.readers.pdf_lines import Outline

_MAX_OBJECTS = 500_000
"""Drawing objects of a page that are looked at."""
_MAX_DEPTH = 15
_A4_LONG = 841.89
_LARGE = 1300.0
"""Points: longer than A3 (1191), a page of one image at ``_SCREEN_DPI`` has no true size."""
_SCREEN_DPI = 100.0
_WHOLE = 0.9
"""Share of a page's sides that its one image covers at least."""


def unit_of(page: Any) -> float:
    """What a point of a page is, in points: 1, or less where one image without size fills it."""
    width, height = page.get_size()
    if max(width, height) <= _LARGE:
        return 1.0
    for item, matrix in images_of(page):
        sides = sorted(float(side) for side in np.hypot(matrix[0, :2], matrix[1, :2]))
        dots = sorted(pixels_of(item))
        whole = all(a >= _WHOLE * b for a, b in zip(sides, sorted((width, height)), strict=True))
        if whole and dots[1] <= sides[1] / 72 * _SCREEN_DPI:
            return _A4_LONG / float(max(width, height))
    return 1.0


def images_of(page: Any) -> Iterator[tuple[Any, NDArray[np.float64]]]:
    """Images of the page, each with the matrix from its unit square to page coordinates."""
    for item, outer in _objects(page):
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_IMAGE:
            yield item, outer @ _matrix_of(item)


def pixels_of(image: Any) -> tuple[int, int]:
    """Width and height of an image in its own pixels."""
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(image, width, height)
    return width.value, height.value


def _objects(page: Any) -> Iterator[tuple[Any, NDArray[np.float64]]]:
    """Drawing objects, those in forms too, each with the matrix of the forms around it."""
    count, within = pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject
    stack = [(within(page, index), np.eye(3), 0) for index in reversed(range(count(page)))]
    seen = 0
    while stack and seen < _MAX_OBJECTS:
        item, outer, depth = stack.pop()
        seen += 1
        if not item:
            continue
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_FORM:
            yield item, outer
        elif depth < _MAX_DEPTH:
            inner = outer @ _matrix_of(item)
            for index in reversed(range(pdfium.FPDFFormObj_CountObjects(item))):
                stack.append((pdfium.FPDFFormObj_GetObject(item, index), inner, depth + 1))


def _matrix_of(item: Any) -> NDArray[np.float64]:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return np.eye(3)
    a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
    return np.array([[a, c, matrix.e], [b, d, matrix.f], [0, 0, 1]], dtype=np.float64)


def outlines_of(page: Any) -> Iterator[Outline]:
    """Visible straight outlines of the page in its own coordinates."""
    for item, outer in _objects(page):
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        if not pdfium.FPDFPath_GetDrawMode(item, mode, stroke):
            continue
        filled = bool(mode.value) and _is_seen(item, pdfium.FPDFPageObj_GetFillColor)
        stroked = bool(stroke.value) and _is_seen(item, pdfium.FPDFPageObj_GetStrokeColor)
        if filled or stroked:
            matrix = outer @ _matrix_of(item)
            for points, closed in _subpaths(item):
                moved = points @ matrix[:2, :2].T + matrix[:2, 2]
                yield Outline(moved, filled, stroked, closed)


def _is_seen(item: Any, colour: Any) -> bool:
    """Whether a path's colour is neither transparent nor white."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not colour(item, red, green, blue, alpha):
        return True
    return alpha.value > 0 and min(red.value, green.value, blue.value) < 250


def _subpaths(item: Any) -> Iterator[tuple[NDArray[np.float64], bool]]:
    """Corner points (n, 2) of each subpath and whether it is closed; curved ones are left out."""
    points: list[tuple[float, float]] = []
    closed = curved = False
    for index in range(pdfium.FPDFPath_CountSegments(item)):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        x, y = ctypes.c_float(), ctypes.c_float()
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield np.array(points, dtype=np.float64), closed
            points, closed, curved = [], False, False
        curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
        closed = closed or bool(pdfium.FPDFPathSegment_GetClose(segment))
        points.append((x.value, y.value))
    if len(points) > 1 and not curved:
        yield np.array(points, dtype=np.float64), closed
