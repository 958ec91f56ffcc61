"""Kept page images: PNG bytes from pixels, and back."""

import io
import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from schemas.errors import InputError


def png_of(pixels: NDArray[np.uint8], dpi: float) -> bytes:
    """The pixels (gray or RGB, 0 to 255) as PNG with their resolution."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="PNG", dpi=(dpi, dpi), compress_level=3)
    return buffer.getvalue()


def png_pixels(path: Path) -> tuple[NDArray[np.uint8], float]:
    """The RGB pixels of a PNG file and its dpi.

    Raises InputError where the file is missing or no picture.
    """
    try:
        with Image.open(path) as image:
            dpi = image.info.get("dpi", (200.0, 200.0))[0]
            return np.asarray(image.convert("RGB")), float(dpi)
    except (OSError, UnidentifiedImageError) as error:
        raise InputError(
            f"{path}: the kept page image is missing or damaged; extract the document again"
        ) from error


def png_crop(png: bytes, box: tuple[float, float, float, float], width: float) -> bytes:
    """A part of a PNG as PNG. ``box`` is (x0, y0, x1, y1) in points of a page ``width`` wide.

    What lies outside the picture is left out; at least one pixel is there.

    Raises InputError where the PNG is damaged.
    """
    try:
        with Image.open(io.BytesIO(png)) as image:
            scale = image.width / width if width > 0 else 1.0
            x0, y0 = (
                min(max(int(v * scale), 0), most - 1)
                for v, most in zip(box[:2], image.size, strict=True)
            )
            x1, y1 = (
                min(max(math.ceil(v * scale), least + 1), most)
                for v, least, most in zip(box[2:], (x0, y0), image.size, strict=True)
            )
            buffer = io.BytesIO()
            image.crop((x0, y0, x1, y1)).save(buffer, format="PNG", compress_level=3)
            return buffer.getvalue()
    except (OSError, UnidentifiedImageError):
        raise InputError(
            "the kept page image is missing or damaged; extract the document again"
        ) from None
