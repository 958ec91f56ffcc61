"""Draw a page with the recovered grid: every cell framed by its status, and a legend."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast, get_args

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from extraction.export.marks import MEANINGS
from schemas.errors import UsageError
from schemas.source import Box
from schemas.table import Status
from ui.statussigns import COLOURS, GRAVITY, draw_sign

_POINTS = 72.0
_PAPER = (255, 255, 255)
_TEXT = (40, 40, 40)
_TINT = 40
"""How opaque the wash over a suspect cell is, of 255."""
_SHADE = 48
"""Corners that differ less than this in lightness (0..255) are alike."""


class Placed(NamedTuple):
    """The place of a printed cell in points, its gravest status, and whether it says anything."""

    box: Box
    status: Status
    filled: bool


def draw_page(
    result: Mapping[str, Any],
    page: int,
    image: NDArray[np.uint8],
    out: Path,
    dpi: float = 200.0,
) -> None:
    """Write a PNG of a page with its recovered cells.

    ``result`` is the exported object, ``page`` counts from 1, ``image`` is the kept upright page
    as RGB (height x width x 3), on which the boxes of the result stand, at ``dpi`` pixels per inch.

    Raises:
        UsageError: no cell of the result has a box on that page.
    """
    cells = placed_cells(result, page)
    if not cells:
        raise UsageError(f"no cell of the result stands on page {page}")
    scale = dpi / _POINTS
    drawn = Image.fromarray(np.ascontiguousarray(image)).convert("RGB")
    drawn = _washed(drawn, cells, scale)
    canvas = ImageDraw.Draw(drawn)
    for cell in sorted(cells, key=lambda c: -GRAVITY.index(c.status)):
        _frame(canvas, cell, scale, image)
    counts = Counter(cell.status for cell in cells if cell.filled or cell.status == "suspect")
    _with_legend(drawn, counts, dpi).save(out, format="PNG")


def placed_cells(result: Mapping[str, Any], page: int) -> tuple[Placed, ...]:
    """The printed cells of a page; fields that share a place are one, with the gravest status."""
    found: dict[Box, Placed] = {}
    for cell in _cells(result):
        source = cell.get("source") or {}
        status = cell.get("status")
        if source.get("page") != page or not source.get("box") or status not in get_args(Status):
            continue
        box = cast(Box, tuple(float(value) for value in source["box"]))
        known = cast(Status, status)
        other = found.get(box)
        filled = bool(cell.get("printed")) or (other is not None and other.filled)
        if other is not None:
            known = min(known, other.status, key=GRAVITY.index)
        found[box] = Placed(box, known, filled)
    return tuple(found.values())


def _cells(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for table in result["tables"]:
        for row in table["rows"]:
            yield from row["cells"].values()


def _washed(image: Image.Image, cells: tuple[Placed, ...], scale: float) -> Image.Image:
    """Lay a light colour over the suspect cells."""
    wash = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(wash)
    for cell in cells:
        if cell.status == "suspect":
            pen.rectangle(_pixels(cell.box, scale), fill=(*COLOURS["suspect"], _TINT))
    return Image.alpha_composite(image.convert("RGBA"), wash).convert("RGB")


def _pixels(box: Box, scale: float) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (value * scale for value in box)
    return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _frame(
    canvas: ImageDraw.ImageDraw, cell: Placed, scale: float, image: NDArray[np.uint8]
) -> None:
    """Draw the frame of a cell, thick where suspect, and the sign in its emptiest corner."""
    x0, y0, x1, y1 = _pixels(cell.box, scale)
    width = max(1, round((1.8 if cell.status == "suspect" else 0.7) * scale))
    canvas.rectangle((x0, y0, x1, y1), outline=COLOURS[cell.status], width=width)
    if not cell.filled and cell.status != "suspect":
        return
    side = min(5.0 * scale, (y1 - y0) * 0.45, (x1 - x0) * 0.4)
    if side < 3:
        return
    gap = width + 1
    lefts, tops = (x1 - side - gap, x0 + gap), (y0 + gap, y1 - side - gap)
    corners = [(left, top) for top in tops for left in lefts]
    corner = max(corners, key=lambda c: _lightness(image, c, side))
    draw_sign(canvas, cell.status, (*corner, side))


def _lightness(image: NDArray[np.uint8], corner: tuple[float, float], side: float) -> float:
    """The darkest tenth of a square decides whether there is text in it."""
    x, y, end = max(round(corner[0]), 0), max(round(corner[1]), 0), max(round(side), 1)
    part = image[y : y + end, x : x + end]
    return float(np.quantile(part, 0.1)) // _SHADE if part.size else 0.0


def _with_legend(image: Image.Image, counts: Counter[Status], dpi: float) -> Image.Image:
    """The page with a strip below: the sign, name, count and meaning of each status on it."""
    present = [status for status in GRAVITY if counts[status]]
    line = max(14, round(dpi * 0.16))
    font = ImageFont.load_default(line * 0.72)
    sheet = Image.new("RGB", (image.width, image.height + line * (len(present) + 1)), _PAPER)
    sheet.paste(image, (0, 0))
    canvas = ImageDraw.Draw(sheet)
    canvas.line((0, image.height, image.width, image.height), fill=_TEXT, width=1)
    for number, status in enumerate(present):
        y = image.height + line * (number + 0.5)
        side = line * 0.7
        thick = max(1, round(line / (6 if status == "suspect" else 14)))
        frame = (line * 0.5, y + line * 0.05, line * 2.2, y + line * 0.9)
        canvas.rectangle(frame, outline=COLOURS[status], width=thick)
        draw_sign(canvas, status, (line * 1.0, y + line * 0.12, side))
        text = f"{status}  {counts[status]}:  {MEANINGS[status]}"
        canvas.text((line * 2.7, y + line * 0.05), text, fill=_TEXT, font=font)
    return sheet
