"""Pictures of missed cells, cut from the kept page images of their results."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.measures.score import Miss
from evals.reports.report import Report
from extraction.export.result import read_result
from extraction.readers.png_file import png_of, png_pixels
from schemas.errors import GoujiError
from schemas.source import Box

MOST_CROPS = 120
"""The most pictures in a report; each takes about 10 KB."""

_POINTS = 72.0
_AROUND = (70.0, 9.0)
"""Points of the page that are shown to the sides of a cell, and above and below it."""
_FRAME = (214, 40, 40)

Crops = Mapping[tuple[int, int], bytes]
"""PNG bytes by the number of the case and of its miss, both from 0."""


def crops_of(report: Report, exports: Sequence[Path | None], data: Path | None) -> Crops:
    """Pictures of the first misses of a report that have a place on a page.

    ``exports`` are the results of the cases; page images are looked for in ``data`` and in the
    data folders beside and above an export. A picture that is not there is left out.
    """
    found: dict[tuple[int, int], bytes] = {}
    for number, (case, export) in enumerate(zip(report.cases, exports, strict=True)):
        placed = [(i, m) for i, m in enumerate(case.score.misses) if m.place.box is not None]
        if not placed or export is None or len(found) >= MOST_CROPS:
            continue
        images = _images(export, data)
        pixels: dict[int, tuple[NDArray[np.uint8], float]] = {}
        for index, miss in placed[: MOST_CROPS - len(found)]:
            picture = _crop(miss, images, pixels)
            if picture is not None:
                found[number, index] = picture
    return found


def _images(export: Path, data: Path | None) -> dict[int, Path]:
    """The kept image of every page of a result that has one."""
    try:
        pages = read_result(export).pages
    except GoujiError:
        return {}
    folders = [folder for folder in _folders(export, data) if folder.is_dir()]
    return {
        page.number: file
        for page in pages
        if page.image is not None
        for file in (folder / "files" / page.image[:2] / page.image for folder in folders)
        if file.is_file()
    }


def _folders(export: Path, data: Path | None) -> Iterator[Path]:
    if data is not None:
        yield data
    yield from (folder / ".gouji" for folder in list(export.resolve().parents)[:3])


def _crop(
    miss: Miss, images: Mapping[int, Path], pixels: dict[int, tuple[NDArray[np.uint8], float]]
) -> bytes | None:
    page, box = miss.place.page, miss.place.box
    if page is None or box is None or page not in images:
        return None
    if page not in pixels:
        # One page at a time: misses are in the order of print, and a page takes 10 MB.
        pixels.clear()
        try:
            pixels[page] = png_pixels(images[page])
        except GoujiError:
            return None
    image, dpi = pixels[page]
    return _cut(image, box, dpi)


def _cut(image: NDArray[np.uint8], box: Box, dpi: float) -> bytes | None:
    scale = dpi / _POINTS
    height, width = image.shape[:2]
    x0, y0, x1, y1 = (round(value * scale) for value in box)
    left, right = max(0, x0 - round(_AROUND[0] * scale)), min(width, x1 + round(_AROUND[0] * scale))
    top, bottom = (
        max(0, y0 - round(_AROUND[1] * scale)),
        min(height, y1 + round(_AROUND[1] * scale)),
    )
    if right - left < 2 or bottom - top < 2:
        return None
    cut = image[top:bottom, left:right].copy()
    _frame(cut, (x0 - left, y0 - top, x1 - left, y1 - top))
    return png_of(np.ascontiguousarray(cut[::2, ::2] if dpi > 250 else cut), dpi)


def _frame(cut: NDArray[np.uint8], box: tuple[int, int, int, int]) -> None:
    height, width = cut.shape[:2]
    x0, y0 = min(max(box[0], 0), width - 2), min(max(box[1], 0), height - 2)
    x1, y1 = min(max(box[2], x0 + 2), width), min(max(box[3], y0 + 2), height)
    cut[y0 : y0 + 2, x0:x1] = cut[y1 - 2 : y1, x0:x1] = _FRAME
    cut[y0:y1, x0 : x0 + 2] = cut[y0:y1, x1 - 2 : x1] = _FRAME
