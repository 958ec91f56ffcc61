from collections.abc import Sequence

import numpy as np
import pytest

from extraction.ocr.port import Image
from extraction.ocr.reread import agreement, reread, without_rules
from schemas.errors import InputError
from schemas.page import Glyph, Word
from tests.extraction.ocr.drawing import DPI, FIGURES, cell, page_of_figures, points


class Seen:
    """A reader that keeps what it is shown, and reads a word over the middle of each crop."""

    name = "seen"
    version = "1"

    def __init__(self) -> None:
        self.crops: list[Image] = []

    def read_page(self, image: Image, dpi: float) -> tuple[Word, ...]:
        return ()

    def read_lines(self, crops: Sequence[Image], *, figures: bool = False) -> tuple[Word, ...]:
        self.crops = list(crops)
        return tuple(self._word(crop) for crop in crops)

    @staticmethod
    def _word(crop: Image) -> Word:
        height, width = crop.shape[:2]
        box = (0.0, 0.0, float(width), float(height))
        return Word(text="7", box=box, glyphs=(Glyph(character="7", confidence=1.0, box=box),))


CELLS = [(0, 1), (2, 0), (1, 2)]


def test_the_words_lie_in_their_cells() -> None:
    boxes = [points(cell(i, j)) for i, j in CELLS]
    for word, (x0, y0, x1, y1) in zip(
        reread(page_of_figures(), boxes, Seen(), dpi=DPI), boxes, strict=True
    ):
        assert x0 - 2 < word.box[0] < word.box[2] < x1 + 2
        assert y0 - 2 < word.box[1] < word.box[3] < y1 + 2
        assert word.glyphs[0].box == word.box


def test_crops_hold_the_figure_and_no_rule() -> None:
    reader = Seen()
    reread(page_of_figures(), [points(cell(i, j)) for i, j in CELLS], reader, dpi=DPI)
    for crop in reader.crops:
        dark = crop < 128
        assert dark.any()
        assert not dark[0].any()
        assert not dark[:, 0].any()
        assert dark.mean(axis=1).max() < 0.75


def test_colour_and_gray_give_the_same_places() -> None:
    gray = page_of_figures()
    colour = np.repeat(gray[:, :, None], 3, axis=2)
    boxes = [points(cell(i, j)) for i, j in CELLS]
    assert reread(gray, boxes, Seen(), dpi=DPI) == reread(colour, boxes, Seen(), dpi=DPI)


def test_a_blank_cell_is_shown_whole() -> None:
    reader = Seen()
    reread(np.full((100, 200), 255, np.uint8), [(10, 10, 40, 20)], reader, dpi=72.0, pad=0.0)
    assert reader.crops[0].shape == (28, 68)


def test_a_one_is_no_rule() -> None:
    crop = np.full((30, 40), 255, np.uint8)
    crop[6:24, 20:23] = 0
    assert (without_rules(crop) == crop).all()
    crop[:, 1] = 0
    assert (without_rules(crop)[:, :4] == 255).all()


def test_a_box_outside_of_the_page() -> None:
    with pytest.raises(InputError, match="outside of its page"):
        reread(page_of_figures(), [(9000, 10, 9100, 20)], Seen(), dpi=DPI)


def test_agreement() -> None:
    assert agreement("1,234.50", "1,234.50").text
    assert agreement("1.234.50", "1,234.50").digits
    assert not agreement("1.234.50", "1,234.50").text
    assert not agreement("1,234.50", "1,284.50").digits
    assert agreement("教育 支出", "教育支出").text
    assert not agreement("合计", "合计").digits


def test_the_engine_reads_the_cells_again() -> None:
    pytest.importorskip("rapidocr")
    from extraction.ocr.rapid import RapidReader

    boxes = [points(cell(i, j)) for i, j in CELLS]
    read = reread(page_of_figures(), boxes, RapidReader(), dpi=DPI)
    assert [word.text for word in read] == [FIGURES[i][j] for i, j in CELLS]
