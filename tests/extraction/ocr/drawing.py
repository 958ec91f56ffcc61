"""Pages of figures drawn for the tests, so that what stands on them is known."""

from functools import lru_cache

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from extraction.ocr.port import Image

DPI = 150.0
FIGURES = (
    ("1,234.56", "21,852,063.45", "0.00"),
    ("407.79", "98,765,432.10", "3,300.00"),
    ("12.00", "555,000.55", "88,188.81"),
)
_LEFT, _TOP, _WIDTH, _HEIGHT = 40, 40, 260, 44


@lru_cache(maxsize=1)
def page_of_figures() -> Image:
    """A gray page at `DPI` with the ruled table of `FIGURES`, right-aligned."""
    picture = Pillow.new("L", (2 * _LEFT + 3 * _WIDTH, 2 * _TOP + 3 * _HEIGHT), 255)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=22)
    for i, row in enumerate(FIGURES):
        for j, text in enumerate(row):
            x0, y0, x1, y1 = cell(i, j)
            draw.rectangle((x0, y0, x1, y1), outline=0)
            draw.text((x1 - 10, (y0 + y1) / 2), text, font=font, fill=0, anchor="rm")
    return np.asarray(picture, np.uint8)


def cell(row: int, column: int) -> tuple[float, float, float, float]:
    """Where a cell's rules run, in pixels."""
    x0, y0 = _LEFT + column * _WIDTH, _TOP + row * _HEIGHT
    return (x0, y0, x0 + _WIDTH, y0 + _HEIGHT)


def points(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A box in pixels as one in points."""
    x0, y0, x1, y1 = (value * 72 / DPI for value in box)
    return (x0, y0, x1, y1)


def lettering(text: str, size: int) -> Image:
    """A gray picture of a text, letters of ``size`` pixels, with a little paper around it."""
    font = ImageFont.load_default(size=size)
    left, top, right, bottom = (int(v) for v in font.getbbox(text))
    picture = Pillow.new("L", (right - left + 8, bottom - top + 8), 255)
    ImageDraw.Draw(picture).text((4 - left, 4 - top), text, font=font, fill=0)
    return np.asarray(picture, np.uint8)
