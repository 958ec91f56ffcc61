import subprocess

import numpy as np
import pytest

from extraction.ocr import tesseract
from extraction.ocr.tesseract import TesseractReader, available
from schemas.errors import InputError, UsageError
from schemas.page import Word
from tests.extraction.ocr.drawing import DPI, FIGURES, cell, page_of_figures, points

installed = pytest.mark.skipif(not available("eng"), reason="tesseract is not installed")

TABLE = """level\tpage_num\t(and ten more)
1\t1\t0\t0\t0\t0\t0\t0\t100\t50\t-1\t
5\t1\t1\t1\t1\t1\t10\t20\t40\t10\t96.5\t12.50
5\t3\t1\t1\t1\t1\t0\t5\t9\t10\t30\t7
5\t3\t1\t1\t1\t2\t12\t5\t9\t10\t60\t合计
"""


def test_the_table_of_words() -> None:
    first, second, third = tesseract._words(TABLE, 3)
    assert [(w.text, w.box, w.confidence) for w in first] == [("12.50", (10, 20, 50, 30), 0.965)]
    assert [g.box[0] for g in first[0].glyphs] == [10, 18, 26, 34, 42]
    assert second == []
    assert [w.text for w in third] == ["7", "合计"]


def test_the_words_of_one_line_are_joined() -> None:
    crop = np.zeros((20, 30), np.uint8)
    joined = tesseract._joined(tesseract._words(TABLE, 3)[2], crop)
    assert (joined.text, joined.box, joined.confidence) == ("7合计", (0, 5, 21, 15), 0.3)
    assert "".join(g.character for g in joined.glyphs) == joined.text
    assert tesseract._joined([], crop) == Word(text="", box=(0, 0, 30, 20), confidence=0)


def test_pictures_are_given_as_pnm() -> None:
    assert tesseract._pnm(np.zeros((2, 3), np.uint8)) == b"P5 3 2 255\n" + bytes(6)
    assert tesseract._pnm(np.zeros((2, 3, 3), np.uint8)) == b"P6 3 2 255\n" + bytes(18)


def test_a_missing_program_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "_languages", frozenset)
    assert not available()
    with pytest.raises(UsageError, match="install tesseract-ocr"):
        TesseractReader().read_lines([np.zeros((9, 9), np.uint8)])
    assert TesseractReader().read_lines([]) == ()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (FileNotFoundError(), UsageError),
        (subprocess.TimeoutExpired("tesseract", 1), InputError),
        (subprocess.CalledProcessError(1, "tesseract"), InputError),
    ],
)
def test_its_errors_are_ours(
    error: Exception, told: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(told):
        tesseract._run(["--version"], 1.0)


@installed
def test_crops_of_figures() -> None:
    page = page_of_figures()
    crops = []
    for i, j in ((0, 1), (1, 0), (2, 2)):
        x0, y0, x1, y1 = (int(v) for v in cell(i, j))
        crops.append(page[y0 + 5 : y1 - 4, x0 + 5 : x1 - 4])
    blank = np.full((40, 120), 255, np.uint8)
    read = TesseractReader("eng").read_lines([crops[0], blank, *crops[1:]], figures=True)
    assert [w.text for w in read] == [FIGURES[0][1], "", FIGURES[1][0], FIGURES[2][2]]


@installed
def test_a_page_gives_boxes_in_points() -> None:
    reader = TesseractReader("eng")
    assert reader.version[0].isdigit()
    words = reader.read_page(page_of_figures(), DPI)
    x0, y0, x1, y1 = points((0, 0, *page_of_figures().shape[::-1]))
    assert all(x0 <= w.box[0] < w.box[2] <= x1 and y0 <= w.box[1] < w.box[3] <= y1 for w in words)
