"""A text layer is used where it says what the page shows, and only there."""

import numpy as np
import pytest

from extraction.imaging.raster import Raster
from extraction.imaging.trust import Verdict, mended_text, trusted
from schemas.page import Glyph, Word
from tests.extraction.imaging.drawing import Drawn, page

DPI = 150.0


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return page(DPI)


def layer(drawn: Drawn) -> list[Word]:
    return [Word(text=text, box=box) for text, box in drawn.words]


class Reader:
    """Recognition that knows the page: the word whose pixels it is given."""

    def __init__(self, drawn: Drawn) -> None:
        self.known = {
            self._key(drawn.image[self._rows(box), self._columns(box)]): text
            for text, box in drawn.words
        }
        self.asked = 0

    @staticmethod
    def _rows(box: tuple[float, float, float, float]) -> slice:
        return slice(int((box[1] - 2) * DPI / 72), int((box[3] + 2) * DPI / 72) + 1)

    @staticmethod
    def _columns(box: tuple[float, float, float, float]) -> slice:
        return slice(int((box[0] - 2) * DPI / 72), int((box[2] + 2) * DPI / 72) + 1)

    @staticmethod
    def _key(crop: Raster) -> bytes:
        return np.ascontiguousarray(crop).tobytes()

    def __call__(self, crop: Raster) -> str:
        self.asked += 1
        # As the engine does: commas read as points.
        return self.known[self._key(crop)].replace(",", ".")


def verdict(drawn: Drawn, words: list[Word], invisible: bool = False) -> Verdict:
    return trusted(words, drawn.image, DPI, Reader(drawn), invisible)


def with_text(words: list[Word], change: dict[int, str]) -> list[Word]:
    return [
        word.model_copy(update={"text": change[index]}) if index in change else word
        for index, word in enumerate(words)
    ]


@pytest.mark.parametrize("invisible", [False, True])
def test_a_layer_that_fits_is_used(drawn: Drawn, invisible: bool) -> None:
    found = verdict(drawn, layer(drawn), invisible)
    assert found.trusted
    assert found.sampled == found.agreed == (24 if invisible else 12)
    assert len(found.words) == len(drawn.words)


def test_figures_are_looked_at_all_over_the_page(drawn: Drawn) -> None:
    lying = [
        word.model_copy(update={"text": word.text[:-1] + str((int(word.text[-1]) + 1) % 10)})
        if word.text[-1].isdigit() and word.box[1] > 500
        else word
        for word in layer(drawn)
    ]
    found = verdict(drawn, lying)
    assert 0 < found.agreed < found.sampled


def test_an_invisible_layer_must_not_err_once(drawn: Drawn) -> None:
    words = layer(drawn)
    figures = [index for index, word in enumerate(words) if word.text[-1].isdigit()]
    one_off = with_text(words, {i: words[i].text.replace(".", ".1") for i in figures[::6]})
    assert not verdict(drawn, one_off, invisible=True).trusted


def test_another_text_is_not_used(drawn: Drawn) -> None:
    words = layer(drawn)
    moved = [word.model_copy(update={"text": words[i - 7].text}) for i, word in enumerate(words)]
    found = verdict(drawn, moved)
    assert not found.trusted and "read the same" in found.reason


@pytest.mark.parametrize(
    "bad", ["\ufffd\ufffd\ufffd", "\ue001\ue002", "(cid:12)(cid:7)", "\x01\x02"]
)
def test_a_broken_encoding_is_not_used(drawn: Drawn, bad: str) -> None:
    words = layer(drawn)
    broken = with_text(words, dict.fromkeys(range(0, len(words), 5), bad))
    found = verdict(drawn, broken)
    assert not found.trusted and "no meaning" in found.reason


def test_a_layer_of_part_of_the_page_is_not_used(drawn: Drawn) -> None:
    found = verdict(drawn, layer(drawn)[:40])
    assert not found.trusted and "leaves out" in found.reason


def test_no_layer_is_no_layer(drawn: Drawn) -> None:
    assert verdict(drawn, []).reason == "no text layer"


def test_radicals_become_characters(drawn: Drawn) -> None:
    assert mended_text("科⽬⽀出⺠政部⻔（一）１") == "科目支出民政部门（一）１"
    words = [
        *layer(drawn),
        Word(
            text="⽬⻔",
            box=(0, 0, 20, 10),
            glyphs=(
                Glyph(character="⽬", confidence=1, box=(0, 0, 10, 10)),
                Glyph(character="⻔", confidence=1, box=(10, 0, 20, 10)),
            ),
        ),
    ]
    reader = Reader(drawn)
    found = trusted(words, drawn.image, DPI, lambda crop: reader.known.get(crop.tobytes(), "目门"))
    assert found.words[-1].text == "目门"
    assert [glyph.character for glyph in found.words[-1].glyphs] == ["目", "门"]
