"""Draw a placed page as a grey image at a chosen resolution."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from evals.rendering.fonts import Typeface
from evals.rendering.placed import PlacedPage

Pixels: TypeAlias = NDArray[np.uint8]

POINTS = 72.0
_INK = 16
_BASELINE = 0.88
"""The baseline of Chinese text below the top of its em box, in ems."""


def draw_page(page: PlacedPage, face: Typeface, dpi: float) -> Pixels:
    """Return the page in grey, height x width; black text on white paper."""
    scale = dpi / POINTS
    size = (round(page.width * scale), round(page.height * scale))
    image = Image.new("L", size, 255)
    pen = ImageDraw.Draw(image)
    for stroke in page.strokes:
        wide = max(1, round(stroke.width * scale))
        ends = tuple(round(v * scale) for v in (stroke.x0, stroke.y0, stroke.x1, stroke.y1))
        pen.line(ends, fill=_INK, width=wide)
    for run in page.runs:
        font = face.at(round(run.size * scale), run.bold)
        place = (run.x * scale, (run.y + _BASELINE * run.size) * scale)
        pen.text(place, run.text, font=font, fill=_INK, anchor="ls")
    return np.asarray(image, dtype=np.uint8)
