"""A PDF file from disk: its pages as images, words and ruling lines, one page at a time.

With ``pdf_objects`` the one door to pypdfium2. PDFium is not thread-safe: use a file from the
thread that opened it, and no two files from two threads at once. Pages are numbered from 1.
``turn`` is a number of degrees (0, 90, 180, 270) by which the page is turned clockwise before it
is looked at.

A page that is one image of one pixel for a point has no paper size (a program without knowledge
of it wrote the file): its points are shrunk so that it is A4.
"""

from __future__ import annotations

import ctypes
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
from numpy.typing import NDArray
from pypdfium2 import raw as pdfium

from extraction.readers.pdf_lines import Outline, pieces_of
from extraction.readers.pdf_objects import images_of, outlines_of, pixels_of, unit_of
from extraction.readers.scan_path import head_of, refuse_other_than_pdf, refuse_page_count
from extraction.readers.text_runs import Character, words_of
from schemas.errors import CorruptError, EmptyInputError, EncryptedError, InputError, OversizeError
from schemas.page import Rule, Word
from schemas.settings import Settings

LEAST_DPI = 72.0
"""A page too large for ``max_pixels`` is rendered coarser, down to one pixel for a point."""
_EMBEDDED = 4
"""An image inside a page may have this many times ``max_pixels`` (a 1-bit scan at 1200 dpi)."""
_TAIL = 65_536
"""Bytes at the end of a file in which its end mark must stand."""
_FINE = 1000
"""Steps of a point in which PDFium is asked where a place of the page is seen."""


class _View(NamedTuple):
    """From the page's own coordinates to points from the upper left corner as seen."""

    matrix: NDArray[np.float64]
    """(2, 3)"""

    def points(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        moved: NDArray[np.float64] = points @ self.matrix[:, :2].T + self.matrix[:, 2]
        return moved


class PdfFile:
    """An open PDF. Use it in a ``with`` statement; it holds no page between two calls."""

    def __init__(self, path: Path, document: Any, settings: Settings) -> None:
        self.path = path
        self.page_count: int = len(document)
        self._document = document
        self._settings = settings

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; a second time does nothing."""
        if self._document is not None:
            self._document.close()
            self._document = None

    def size(self, number: int, turn: int = 0) -> tuple[float, float]:
        """Width and height of a page in points, as it is seen (its rotation applied)."""
        with self._page(number, turn) as page:
            unit = unit_of(page)
            width, height = self._size(page, number)
            return width * unit, height * unit

    def fitting_dpi(self, number: int, dpi: float) -> float:
        """``dpi``, or what keeps the page within ``settings.max_pixels``.

        Raises:
            OversizeError: even at ``LEAST_DPI`` the page has more pixels.
        """
        width, height = self.size(number)
        most = math.sqrt(self._settings.max_pixels / (width * height)) * 72
        if most < min(dpi, LEAST_DPI):
            raise OversizeError(
                f"{self.path}: page {number} measures {width:.0f} x {height:.0f} points, more than "
                f"{self._settings.max_pixels} pixels when drawn; export it at its paper size or "
                "raise GOUJI_MAX_PIXELS"
            )
        return min(dpi, most)

    def render(self, number: int, dpi: float, turn: int = 0) -> NDArray[np.uint8]:
        """The page as (height, width, 3) RGB at ``fitting_dpi(number, dpi)``.

        Raises:
            CorruptError: the page can't be loaded.
            OversizeError: it, or an image in it, has too many pixels.
        """
        scale = self.fitting_dpi(number, dpi) / 72
        with self._page(number, turn) as page:
            scale *= unit_of(page)
            self._refuse_large_images(page, number)
            try:
                bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
            except (pypdfium2.PdfiumError, ValueError, MemoryError):
                raise CorruptError(f"{self._place(number)} can't be drawn; {_AGAIN}") from None
            try:
                return np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8, order="C")
            finally:
                bitmap.close()

    def text_words(self, number: int, turn: int = 0) -> tuple[Word, ...]:
        """Words of the text layer with boxes in points from the upper left, as printed.

        Ruling lines part words. Whether the layer is to be believed is another question.
        """
        with self._page(number, turn) as page, self._text(page) as text:
            view = self._view(page, number)
            characters = self._characters(text, view, number)
            return words_of(characters, self._rules(page, view)) if characters else ()

    def rules(self, number: int, turn: int = 0) -> tuple[Rule, ...]:
        """Ruling lines drawn on the page (strokes and thin filled boxes), in points."""
        with self._page(number, turn) as page:
            return self._rules(page, self._view(page, number))

    def text_is_invisible(self, number: int) -> bool:
        """Whether most of the text layer is not drawn (render mode 3): somebody's OCR."""
        with self._page(number) as page, self._text(page) as text:
            drawn = hidden = 0
            for index in range(pdfium.FPDFText_CountChars(text)):
                if pdfium.FPDFText_IsGenerated(text, index) == 1:
                    continue
                item = pdfium.FPDFText_GetTextObject(text, index)
                mode = pdfium.FPDFTextObj_GetTextRenderMode(item) if item else None
                hidden += mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
                drawn += mode != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
            return hidden > drawn

    def text_turn(self, number: int) -> int:
        """The ``turn`` that makes most of the text layer read from left to right; 0 if none."""
        turns = [0, 0, 0, 0]
        with self._page(number) as page, self._text(page) as text:
            quarter = page.get_rotation() // 90
            for index in range(pdfium.FPDFText_CountChars(text)):
                if pdfium.FPDFText_IsGenerated(text, index) == 1:
                    continue
                angle = pdfium.FPDFText_GetCharAngle(text, index)
                if angle >= 0:
                    turns[(round(angle / (math.pi / 2)) + quarter) % 4] += 1
        return -90 * turns.index(max(turns)) % 360

    def _place(self, number: int) -> str:
        return f"{self.path}: page {number}"

    @contextmanager
    def _page(self, number: int, turn: int = 0) -> Iterator[Any]:
        if self._document is None:
            raise InputError(f"{self.path}: is closed; open it again")
        if not 1 <= number <= self.page_count:
            raise InputError(f"{self.path}: has no page {number}; it has {self.page_count} pages")
        try:
            page = self._document[number - 1]
        except pypdfium2.PdfiumError:
            raise CorruptError(f"{self._place(number)} can't be loaded; {_AGAIN}") from None
        try:
            own = page.get_rotation()
            if turn:
                page.set_rotation((own + turn) % 360)
            yield page
        finally:
            if turn:
                # PDFium keeps it in the document.
                page.set_rotation(own)
            page.close()

    @contextmanager
    def _text(self, page: Any) -> Iterator[Any]:
        text = page.get_textpage()
        try:
            yield text
        finally:
            text.close()

    def _size(self, page: Any, number: int) -> tuple[float, float]:
        width, height = page.get_size()
        if not (width > 0 and height > 0 and math.isfinite(width * height)):
            raise CorruptError(f"{self._place(number)} has no size; {_AGAIN}")
        return float(width), float(height)

    def _view(self, page: Any, number: int) -> _View:
        width, height = self._size(page, number)
        unit = unit_of(page)
        # PDFium answers in whole pixels: a large picture of the page makes them fine.
        fine = min(float(_FINE), 2**30 / max(width, height))
        frame = (0, 0, round(width * fine), round(height * fine), 0)
        corners = ((0.0, 0.0), (1000.0, 0.0), (0.0, 1000.0))
        seen = []
        for x, y in corners:
            across, down = ctypes.c_int(), ctypes.c_int()
            pdfium.FPDF_PageToDevice(page, *frame, x, y, across, down)
            seen.append((across.value / fine * unit, down.value / fine * unit))
        origin, right, up = (np.array(point) for point in seen)
        columns = ((right - origin) / 1000, (up - origin) / 1000, origin)
        return _View(np.column_stack(columns))

    def _characters(self, text: Any, view: _View, number: int) -> list[Character]:
        count = pdfium.FPDFText_CountChars(text)
        if count > self._settings.max_line_characters:
            raise OversizeError(
                f"{self._place(number)} has {count} characters, more than the limit of "
                f"{self._settings.max_line_characters}; split it or raise "
                "GOUJI_MAX_LINE_CHARACTERS"
            )
        found: list[Character] = []
        blank = False
        for index in range(count):
            character = _character(text, index)
            if pdfium.FPDFText_IsGenerated(text, index) == 1 or character.isspace():
                blank = True
                continue
            corners = _corners(text, index)
            if corners is None:
                continue
            seen = view.points(corners)
            (x0, y0), (x1, y1) = seen.min(axis=0), seen.max(axis=0)
            box = (float(x0), float(y0), float(x1), float(y1))
            if found and not blank and found[-1].box == box:
                # A ligature: one drawn character is two letters.
                found[-1] = found[-1]._replace(text=found[-1].text + character)
                continue
            found.append(Character(character, box, blank))
            blank = False
        return found

    def _rules(self, page: Any, view: _View) -> tuple[Rule, ...]:
        return pieces_of(
            Outline(view.points(outline.points), outline.filled, outline.stroked, outline.closed)
            for outline in outlines_of(page)
        )

    def _refuse_large_images(self, page: Any, number: int) -> None:
        limit = _EMBEDDED * self._settings.max_pixels
        for item, _ in images_of(page):
            width, height = pixels_of(item)
            if width * height > limit:
                raise OversizeError(
                    f"{self._place(number)} holds an image of {width} x {height} "
                    "pixels; export it coarser or raise GOUJI_MAX_PIXELS"
                )


_AGAIN = "export or scan it again, or repair it by printing it to a new PDF"


def open_pdf(path: Path, settings: Settings) -> PdfFile:
    """The PDF at ``path``, read from disk page by page.

    Raises:
        InputError: missing, unreadable or no file (its subclasses: empty or without pages,
            no PDF, locked by a password, damaged or cut off, more bytes or pages than allowed).
    """
    refuse_other_than_pdf(path, head_of(path, settings))
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _opening_error(path, error.err_code) from None
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; check the path") from None
    try:
        _refuse_cut_off(path)
        refuse_page_count(path, len(document), settings)
        document.init_forms()
    except InputError:
        document.close()
        raise
    return PdfFile(path, document, settings)


def _opening_error(path: Path, code: int | None) -> InputError:
    if _opens_without_pages(path):
        return EmptyInputError(f"{path}: has no pages; check how it was made")
    if code == pdfium.FPDF_ERR_PASSWORD:
        return EncryptedError(
            f"{path}: is locked by a password; open it with the password and save it without"
        )
    if code == pdfium.FPDF_ERR_SECURITY:
        return EncryptedError(
            f"{path}: is encrypted in a way that can't be opened; save it without encryption"
        )
    return CorruptError(f"{path}: is damaged or cut off and can't be opened; {_AGAIN}")


def _opens_without_pages(path: Path) -> bool:
    # The error code of a file that opens is that of the last file that did not.
    document = pdfium.FPDF_LoadDocument(os.fsencode(path.resolve()) + b"\0", None)
    if not document:
        return False
    pdfium.FPDF_CloseDocument(document)
    return True


def _refuse_cut_off(path: Path) -> None:
    # PDFium mends a file that ends early and keeps silent about the pages that are lost.
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _TAIL))
        if b"%%EOF" not in file.read():
            raise CorruptError(f"{path}: is cut off (its end mark is missing); {_AGAIN}")


def _character(text: Any, index: int) -> str:
    """The character at an index; U+FFFD where the layer gives none."""
    if pdfium.FPDFText_IsHyphen(text, index) == 1:
        return "-"
    code = pdfium.FPDFText_GetUnicode(text, index)
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    return chr(code)


def _corners(text: Any, index: int) -> NDArray[np.float64] | None:
    """Two corners of a character's line box (advance by font height), page coordinates."""
    loose = pdfium.FS_RECTF()
    if pdfium.FPDFText_GetLooseCharBox(text, index, loose):
        box = (loose.left, loose.bottom, loose.right, loose.top)
    else:
        sides = [ctypes.c_double() for _ in range(4)]
        left, right, bottom, top = sides
        if not pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top):
            return None
        box = (left.value, bottom.value, right.value, top.value)
    corners = np.array([[box[0], box[1]], [box[2], box[3]]], dtype=np.float64)
    return corners if np.isfinite(corners).all() else None
