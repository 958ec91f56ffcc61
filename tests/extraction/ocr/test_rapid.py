import os
import pickle
from functools import lru_cache

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from extraction.ocr import rapid
from extraction.ocr.port import FIGURE_CHARACTERS, Image, Reader
from extraction.ocr.rapid import RapidReader
from schemas.page import Word
from tests.extraction.ocr.drawing import DPI, FIGURES, cell, page_of_figures, points

pytest.importorskip("rapidocr")
pytest.importorskip("onnxruntime")

READER: Reader = RapidReader(threads=1)


@lru_cache(maxsize=1)
def words() -> tuple[Word, ...]:
    return READER.read_page(page_of_figures(), DPI)


def test_a_page_of_figures() -> None:
    read = {}
    for i, row in enumerate(FIGURES):
        for j in range(len(row)):
            x0, y0, x1, y1 = points(cell(i, j))
            read[i, j] = [
                w.text
                for w in words()
                if x0 < (w.box[0] + w.box[2]) / 2 < x1 and y0 < (w.box[1] + w.box[3]) / 2 < y1
            ]
    assert read == {(i, j): [text] for i, row in enumerate(FIGURES) for j, text in enumerate(row)}


def test_every_character_has_its_glyph() -> None:
    for word in words():
        assert "".join(g.character for g in word.glyphs) == word.text
        assert 0.5 < word.confidence <= 1.0
        lefts = [g.box[0] for g in word.glyphs]
        assert lefts == sorted(lefts)
        for glyph in word.glyphs:
            assert word.box[0] <= glyph.box[0] < glyph.box[2] <= word.box[2]
            assert all(0.0 < p < 1.0 for _, p in glyph.alternatives)


def test_the_glyphs_lie_on_their_ink() -> None:
    ink = page_of_figures() < 128
    for word in words():
        for glyph in word.glyphs:
            x0, y0, x1, y1 = (round(v * DPI / 72) for v in glyph.box)
            if glyph.character.isdigit():
                assert ink[y0:y1, x0:x1].any()


def test_our_text_is_theirs() -> None:
    typings = pytest.importorskip("rapidocr.ch_ppocr_rec.typings")
    engine = rapid._engine(1, os.getpid())
    _, crops = rapid._lines(engine, rapid._bgr(noisy(page_of_figures())))
    theirs = engine.text_rec(typings.TextRecInput(img=crops)).txts
    assert theirs is not None
    ours = READER.read_lines([crop[:, :, ::-1] for crop in crops])
    assert [word.text for word in ours] == list(theirs)
    assert len(ours) == 9


def test_crops_keep_their_order_and_a_blank_one_is_no_text() -> None:
    page = page_of_figures()
    crops = [inside(page, i, j) for i, j in ((1, 1), (0, 2), (2, 0))]
    blank = np.full((40, 120, 3), 255, np.uint8)
    read = READER.read_lines([crops[0], blank, *crops[1:]], figures=True)
    assert [word.text for word in read] == ["98,765,432.10", "", "0.00", "12.00"]
    assert read[1].confidence == 0.0
    assert READER.read_lines([]) == ()


def test_figures_only() -> None:
    read = READER.read_lines([inside(noisy(page_of_figures()), 2, 2)], figures=True)[0]
    for glyph in read.glyphs:
        seen = {glyph.character, *(c for text, _ in glyph.alternatives for c in text)}
        assert seen <= set(FIGURE_CHARACTERS)


def test_a_page_without_text() -> None:
    assert READER.read_page(np.full((400, 300), 255, np.uint8), DPI) == ()


def test_a_lone_dash_is_no_one() -> None:
    picture = Pillow.new("L", (300, 120), 255)
    draw = ImageDraw.Draw(picture)
    draw.text((60, 60), "12.50", font=ImageFont.load_default(size=24), fill=0, anchor="mm")
    draw.rectangle((200, 59, 209, 61), fill=0)
    read = READER.read_page(np.asarray(picture, np.uint8), DPI)
    assert [word.text for word in read][:1] == ["12.50"]
    assert not any("1" in word.text for word in read[1:])


def test_a_reader_goes_to_another_process() -> None:
    copy = pickle.loads(pickle.dumps(READER))
    assert (copy.name, copy.version) == ("rapidocr", READER.version)


def test_a_line_that_was_turned_runs_down_the_page() -> None:
    tall = np.array([(10, 0), (20, 0), (20, 100), (10, 100)], np.float32)
    assert rapid._part(tall, 0.0, 0.25) == pytest.approx((10, 0, 20, 25))
    wide = np.array([(0, 0), (100, 0), (100, 10), (0, 10)], np.float32)
    assert rapid._part(wide, 0.5, 1.0) == pytest.approx((50, 0, 100, 10))


def noisy(image: Image) -> Image:
    spread = np.random.default_rng(7).normal(0, 25, image.shape)
    return np.clip(image + spread, 0, 255).astype(np.uint8)


def inside(page: Image, row: int, column: int) -> Image:
    x0, y0, x1, y1 = (int(v) for v in cell(row, column))
    return page[y0 + 6 : y1 - 5, x0 + 6 : x1 - 5]
