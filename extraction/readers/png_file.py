"""Kept page images: PNG bytes from pixels, and back."""

import io
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
