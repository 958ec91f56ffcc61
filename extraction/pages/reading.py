"""One page of a PDF or an image, from the file to words, rules and the kept image.

Runs in a worker process: everything it takes and gives can be sent between processes.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import numpy as np

from extraction.imaging.clean import CleanPage, clean
from extraction.imaging.grain import without_grain
from extraction.imaging.rules import find_rules
from extraction.imaging.trust import trusted
from extraction.layout import layout_of
from extraction.ocr.port import Image
from extraction.ocr.rapid import RapidReader
from extraction.pages.columns import settle_figures
from extraction.readers.formats import is_pdf
from extraction.readers.image_file import ImageFile, open_image
from extraction.readers.pdf_file import PdfFile, open_pdf
from extraction.readers.png_file import png_of
from schemas.grid import Grid
from schemas.page import Matrix, Page, Word
from schemas.settings import Settings

_UPRIGHT = 0.8
"""Characters of an upright page are read with more certainty on the mean, of others with less."""
_LEAST_WORDS = 5
"""A text layer of fewer words says nothing of a page: a page number on a scan."""


def open_paged(path: Path, settings: Settings) -> PdfFile | ImageFile:
    """The PDF or image file, to be used in a ``with`` statement.

    Raises InputError where it is no such file, encrypted, damaged or too large.
    """
    if is_pdf(path):
        return open_pdf(path, settings)
    return open_image(path, settings)


def read_page(path: Path, number: int, settings: Settings) -> tuple[Page, bytes]:
    """A page as data, and its kept image as PNG bytes."""
    reader = RapidReader(threads=1)
    with open_paged(path, settings) as file:
        if isinstance(file, PdfFile):
            page = _from_text_layer(file, number, settings, reader)
            if page is not None:
                return page
        picture = file.render(number, settings.dpi)
        dpi = picture.shape[0] * 72 / file.size(number)[1]
    return _from_picture(picture, number, dpi, reader)


def _from_text_layer(
    file: PdfFile, number: int, settings: Settings, reader: RapidReader
) -> tuple[Page, bytes] | None:
    """The page by its text layer, or None where there is none to be believed."""
    turn = file.text_turn(number)
    words = file.text_words(number, turn)
    if len(words) < _LEAST_WORDS:
        return None
    picture = file.render(number, settings.dpi, turn)
    width, height = file.size(number, turn)
    dpi = picture.shape[0] * 72 / height
    invisible = file.text_is_invisible(number)
    verdict = trusted(words, picture, dpi, _recogniser(reader), invisible)
    if not verdict.trusted:
        return None
    page = Page(
        number=number,
        width=width,
        height=height,
        words=verdict.words or words,
        rules=file.rules(number, turn),
        origin="text",
        notes=(verdict.reason,) if verdict.reason else (),
    )
    return _laid_out(page), png_of(picture, dpi)


def _recogniser(reader: RapidReader) -> Callable[[Image], str]:
    def recognise(crop: Image) -> str:
        return reader.read_lines([crop])[0].text

    return recognise


def _from_picture(
    picture: Image, number: int, dpi: float, reader: RapidReader
) -> tuple[Page, bytes]:
    cleaned = clean(picture, dpi)
    smooth = without_grain(cleaned.gray, cleaned.dpi)
    words = reader.read_page(smooth.gray, cleaned.dpi)
    if _certainty(words) < _UPRIGHT:
        # Geometry can take a page of figures without marks for upright when it is not.
        other = _turned(cleaned)
        read = reader.read_page(np.ascontiguousarray(np.rot90(smooth.gray, 2)), other.dpi)
        if _certainty(read) > _certainty(words):
            words, cleaned = read, other
    smoothing = (f"grain of {smooth.grain:.0f} gray levels smoothed",) if smooth.grain else ()
    page = Page(
        number=number,
        width=cleaned.width,
        height=cleaned.height,
        words=words,
        rules=find_rules(cleaned.gray, cleaned.dpi),
        origin="ocr",
        transform=cleaned.transform,
        notes=(*cleaned.notes, *smoothing),
    )
    return _laid_out(page), png_of(cleaned.rgb, cleaned.dpi)


def _laid_out(page: Page) -> Page:
    """The page with its blocks in place of its words and rules."""
    layout = layout_of(page)
    blocks = tuple(
        settle_figures(block, layout.words)
        if isinstance(block, Grid) and page.origin == "ocr"
        else block
        for block in layout.blocks
    )
    return page.model_copy(update={"blocks": blocks, "words": (), "rules": ()})


def _certainty(words: Sequence[Word]) -> float:
    """The mean confidence of the characters of a page, 1 where nothing is printed."""
    characters = sum(len(word.text) for word in words)
    if not characters:
        return 1.0
    return sum(word.confidence * len(word.text) for word in words) / characters


def _turned(page: CleanPage) -> CleanPage:
    """The page upside down, and its way back."""
    upside_down = np.array([[-1.0, 0.0, page.width], [0.0, -1.0, page.height], [0.0, 0.0, 1.0]])
    back = np.array(page.transform).reshape(3, 3) @ upside_down
    matrix = tuple(float(value) for value in (back / back[2, 2]).ravel())
    return page._replace(
        gray=np.ascontiguousarray(np.rot90(page.gray, 2)),
        rgb=np.ascontiguousarray(np.rot90(page.rgb, 2)),
        transform=cast(Matrix, matrix),
        notes=(*page.notes, "turned by 180 degrees, for it reads better so"),
    )
