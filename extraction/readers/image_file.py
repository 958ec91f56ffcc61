"""A PNG, JPEG or TIFF file from disk: its pages as images, one at a time.

The one door to Pillow. It answers to the same calls as ``PdfFile``. Pages count from 1.
"""

from __future__ import annotations

import math
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from extraction.readers.scan_path import head_of, refuse_page_count
from schemas.errors import CorruptError, InputError, OversizeError, UnknownFormatError
from schemas.settings import Settings

_FORMATS = ("PNG", "JPEG", "TIFF")
_A4_LONG = 11.69
"""Inches of the long side of A4, the paper of nearly all budgets."""
_LONG_SIDE = (4.0, 24.0)
"""Inches between which a page's long side is believed; a phone's 72 dpi makes 55 of it."""
_SCREEN_DPI = 97.0
"""Programs without knowledge write 72 or 96: up to here, the paper must be A3 or less."""
_A3_LONG = 16.6
_TURNED = frozenset({5, 6, 7, 8})
"""EXIF orientations that exchange width and height."""
_ORIENTATION = 0x0112
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, struct.error)
"""What Pillow raises on damaged files."""
_AGAIN = "scan it or export it again"


class ImageFile:
    """An open image file. Use it in a ``with`` statement; it holds no page between two calls."""

    def __init__(self, path: Path, image: Image.Image, settings: Settings) -> None:
        self.path = path
        self._image: Image.Image | None = image
        self._settings = settings
        # A phone's MPO carries previews behind the photo, and PNG frames are animation.
        self.page_count: int = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; a second time does nothing."""
        if self._image is not None:
            self._image.close()
            self._image = None

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of a page in points, upright by its EXIF mark."""
        with self._frame(number) as frame:
            width, height, dpi = _upright(frame)
            return width * 72 / dpi, height * 72 / dpi

    def fitting_dpi(self, number: int, dpi: float) -> float:
        """The resolution at which ``render`` gives the page: its own, or ``dpi`` if coarser."""
        with self._frame(number) as frame:
            return min(dpi, _upright(frame)[2])

    def render(self, number: int, dpi: float) -> NDArray[np.uint8]:
        """The page as (height, width, 3) RGB at ``fitting_dpi(number, dpi)``: never enlarged.

        Raises:
            CorruptError: the pixels are damaged or cut off.
            OversizeError: there are more than ``settings.max_pixels``.
        """
        with self._frame(number) as frame:
            width, height, own = _upright(frame)
            scale = min(dpi, own) / own
            size = (max(1, round(width * scale)), max(1, round(height * scale)))
            page = ImageOps.exif_transpose(_rgb(frame))
            if page.size != size:
                page = page.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
            return np.array(page, dtype=np.uint8, order="C")

    @contextmanager
    def _frame(self, number: int) -> Iterator[Image.Image]:
        if self._image is None:
            raise InputError(f"{self.path}: is closed; open it again")
        if not 1 <= number <= self.page_count:
            raise InputError(f"{self.path}: has no page {number}; it has {self.page_count} pages")
        try:
            with _without_warnings():
                if self.page_count > 1:
                    self._image.seek(number - 1)
                _refuse_pixels(self.path, self._image, number, self._settings)
                # Pillow unpacks late: even the EXIF mark of a PNG stands behind its pixels.
                yield self._image
        except Image.DecompressionBombError:
            raise OversizeError(
                f"{self.path}: page {number} has more pixels than can be read; "
                "scan it at a lower resolution"
            ) from None
        except _DAMAGE:
            raise CorruptError(
                f"{self.path}: page {number} is damaged or cut off; {_AGAIN}"
            ) from None


def open_image(path: Path, settings: Settings) -> ImageFile:
    """The image file at ``path``; its pixels are read page by page.

    Raises:
        InputError: missing, unreadable or no file (its subclasses: empty, no image that is
            read, damaged, more bytes, pages or pixels than allowed).
    """
    head_of(path, settings)
    try:
        with _without_warnings():
            image = Image.open(path, formats=_FORMATS)
            file = ImageFile(path, image, settings)
    except UnidentifiedImageError:
        raise UnknownFormatError(
            f"{path}: is not a PNG, JPEG or TIFF image, or is damaged; export it again as one"
        ) from None
    except Image.DecompressionBombError:
        raise OversizeError(
            f"{path}: has more pixels than can be read; scan it at a lower resolution"
        ) from None
    except _DAMAGE:
        raise CorruptError(f"{path}: is damaged or cut off; {_AGAIN}") from None
    try:
        refuse_page_count(path, file.page_count, settings)
        _refuse_pixels(path, image, 1, settings)
    except InputError:
        file.close()
        raise
    return file


@contextmanager
def _without_warnings() -> Iterator[None]:
    # Pillow warns of large images and odd tags; the limit of ours is checked instead.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _refuse_pixels(path: Path, image: Image.Image, number: int, settings: Settings) -> None:
    width, height = image.size
    if width * height > settings.max_pixels:
        raise OversizeError(
            f"{path}: page {number} has {width} x {height} pixels, more than the limit of "
            f"{settings.max_pixels}; scan it at a lower resolution or raise GOUJI_MAX_PIXELS"
        )


def _upright(frame: Image.Image) -> tuple[float, float, float]:
    """Width and height in square pixels, turned as EXIF says, and their dpi.

    A fax has 204 x 98 or 204 x 196 dpi; its pixels are made square by the denser side.
    """
    width, height = (float(side) for side in frame.size)
    across, down = _given_dpi(frame, width, height)
    dpi = max(across, down)
    width, height = width * dpi / across, height * dpi / down
    turned = frame.getexif().get(_ORIENTATION) in _TURNED
    return (height, width, dpi) if turned else (width, height, dpi)


def _given_dpi(frame: Image.Image, width: float, height: float) -> tuple[float, float]:
    """Dots per inch across and down, from the file or, if not to be believed, for A4."""
    estimate = max(width, height) / _A4_LONG
    try:
        across, down = (float(value) for value in frame.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, ZeroDivisionError):
        return estimate, estimate
    if not (math.isfinite(across * down) and across > 0 and down > 0):
        return estimate, estimate
    long_side = max(width / across, height / down)
    most = _A3_LONG if max(across, down) <= _SCREEN_DPI else _LONG_SIDE[1]
    if not (_LONG_SIDE[0] <= long_side <= most and 0.4 <= across / down <= 2.5):
        return estimate, estimate
    return across, down


def _rgb(frame: Image.Image) -> Image.Image:
    """The frame in RGB, on white where it is transparent, 16 bits brought to 8."""
    exif = frame.getexif()
    if frame.mode.startswith("I") or frame.mode == "F":
        values = np.asarray(frame, dtype=np.float64)
        top = 65535.0 if values.max(initial=0) > 255 else 255.0
        page = Image.fromarray((values * (255.0 / top)).clip(0, 255).astype(np.uint8))
    elif frame.has_transparency_data:
        layer = frame.convert("RGBA")
        page = Image.new("RGBA", layer.size, "white")
        page.alpha_composite(layer)
    else:
        page = frame.copy()
    page = page.convert("RGB")
    # exif_transpose asks the page itself.
    page.getexif().update({_ORIENTATION: exif.get(_ORIENTATION, 1)})
    return page
