"""PDFs that hold one image on each page, always the same bytes for the same images."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NamedTuple

from PIL import Image

from evals.rendering.draw import Pixels

_MADE = time.gmtime(0)


class Sheet(NamedTuple):
    """A page image for a PDF; ``quality`` is that of JPEG, None stores 1-bit G4."""

    pixels: Pixels
    dpi: float
    quality: int | None = 75


def write_scans(sheets: Sequence[Sheet], path: Path | IO[bytes], title: str = "") -> None:
    """Write a PDF of images to a file. All sheets have one resolution and one way of storage."""
    quality = sheets[0].quality
    images = [Image.fromarray(sheet.pixels) for sheet in sheets]
    if quality is None:
        images = [image.convert("1", dither=Image.Dither.NONE) for image in images]
    storage = {} if quality is None else {"quality": quality}
    images[0].save(
        path,
        format="PDF",
        save_all=True,
        append_images=images[1:],
        resolution=sheets[0].dpi,
        title=title,
        creationDate=_MADE,
        modDate=_MADE,
        **storage,
    )
