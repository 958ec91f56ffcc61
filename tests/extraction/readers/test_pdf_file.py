"""PDF files: what is drawn on them by known coordinates comes back; bad ones are refused."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from extraction.readers.pdf_file import open_pdf
from schemas.errors import (
    CorruptError,
    EmptyInputError,
    EncryptedError,
    InputError,
    OversizeError,
    UnknownFormatError,
)
from schemas.page import Rule, Word
from schemas.settings import Settings
from tests.extraction.readers.pdf_bytes import Sheet, codes_at, line, pdf_bytes, text_at

SETTINGS = Settings()
Write = Callable[[bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(data: bytes) -> Path:
        path = tmp_path / "文件.pdf"
        path.write_bytes(data)
        return path

    return put


def texts(words: tuple[Word, ...]) -> list[str]:
    return [word.text for word in words]


def ends(rules: tuple[Rule, ...]) -> list[tuple[float, ...]]:
    return [tuple(round(v, 1) for v in (r.x0, r.y0, r.x1, r.y1)) for r in rules]


def test_words_stand_where_they_are_drawn(write: Write) -> None:
    path = write(pdf_bytes([Sheet(text_at(100, 700, "1,234.56"))]))
    with open_pdf(path, SETTINGS) as file:
        assert (file.page_count, file.size(1)) == (1, (595, 842))
        (word,) = file.text_words(1)
        assert word.text == "1,234.56"
        x0, y0, x1, y1 = word.box
        assert (x0, x1) == pytest.approx((100, 138.9), abs=0.1)
        assert y0 < 842 - 707 and 842 - 700 < y1 < 842 - 696
        assert "".join(glyph.character for glyph in word.glyphs) == word.text


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize(
    "matrix", ["1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0 -1 1 0"], ids=["0", "90", "180", "270"]
)
def test_a_turned_page_reads_from_left_to_right(write: Write, rotate: int, matrix: str) -> None:
    content = f"BT /F1 10 Tf {matrix} 300 400 Tm (1,234.56 ) Tj ET\n" + line(50, 200, 400, 200)
    path = write(pdf_bytes([Sheet(content, rotate=rotate)]))
    with open_pdf(path, SETTINGS) as file:
        turn = file.text_turn(1)
        assert texts(file.text_words(1, turn)) == ["1,234.56"]
        width, height = file.size(1, turn)
        assert file.render(1, 72, turn).shape == (height, width, 3)
        assert len(file.rules(1, turn)) == 1
        # What was asked with a turn leaves the page as it was.
        assert file.size(1) == ((595, 842) if rotate % 180 == 0 else (842, 595))


def test_the_drawn_ink_lies_in_the_words_box(write: Write) -> None:
    path = write(pdf_bytes([Sheet(text_at(100, 700, "88888"), rotate=90)]))
    with open_pdf(path, SETTINGS) as file:
        turn = file.text_turn(1)
        (word,) = file.text_words(1, turn)
        ys, xs = np.nonzero(file.render(1, 144, turn)[:, :, 0] < 128)
        assert word.box[0] - 0.5 <= xs.min() / 2 and xs.max() / 2 <= word.box[2] + 0.5
        assert word.box[1] - 0.5 <= ys.min() / 2 and ys.max() / 2 <= word.box[3] + 0.5


def test_gaps_and_rules_part_words_and_blanks_stay(write: Write) -> None:
    content = (
        text_at(100, 700, "12.00")
        + text_at(125.5, 700, "34.00")
        + line(125.3, 690, 125.3, 720)
        + text_at(100, 650, "Excel 2019")
        + text_at(200, 650, "56.00")
    )
    with open_pdf(write(pdf_bytes([Sheet(content)])), SETTINGS) as file:
        assert texts(file.text_words(1)) == ["12.00", "34.00", "Excel 2019", "56.00"]


def test_the_order_in_the_file_and_double_printing_do_not_matter(write: Write) -> None:
    # "789" and "456" drawn from the right to the left, and once more for bold type.
    content = text_at(116.68, 700, "789") + text_at(100, 700, "456") + text_at(100.3, 700, "456")
    with open_pdf(write(pdf_bytes([Sheet(content)])), SETTINGS) as file:
        assert texts(file.text_words(1)) == ["456789"]


def test_a_map_to_unicode_is_followed(write: Write) -> None:
    cmap = {"0001": "4E00", "0002": "2F6C", "0003": "E123"}
    path = write(pdf_bytes([Sheet(codes_at(100, 500, "000100020003"))], cmap))
    with open_pdf(path, SETTINGS) as file:
        assert texts(file.text_words(1)) == ["一\u2f6c\ue123"]


def test_rules_come_from_strokes_and_thin_boxes(write: Write) -> None:
    content = (
        line(50, 650, 200, 650)
        + line(200, 650, 500, 650)
        + line(142, 600, 142, 800)
        + "50 500 100 0.6 re f\n"
        + "300 300 200 100 re S\n"
        + "0.8 g 300 100 200 100 re f\n"
        + "1 g 10 10 300 1 re f\n"
        + "/Clear gs 1 w 20 20 m 300 20 l S\n"
    )
    with open_pdf(write(pdf_bytes([Sheet(content)])), SETTINGS) as file:
        assert ends(file.rules(1)) == [
            (50, 192, 500, 192),
            (50, 341.7, 150, 341.7),
            (300, 442, 500, 442),
            (300, 542, 500, 542),
            (142, 42, 142, 242),
            (300, 442, 300, 542),
            (500, 442, 500, 542),
        ]


def test_an_invisible_layer_is_noticed(write: Write) -> None:
    sheets = [Sheet(text_at(50, 50, "seen")), Sheet(text_at(50, 50, "hidden", mode=3))]
    with open_pdf(write(pdf_bytes(sheets)), SETTINGS) as file:
        assert [file.text_is_invisible(number) for number in (1, 2)] == [False, True]
        assert texts(file.text_words(2)) == ["hidden"]
        assert file.render(2, 72).min() == 255


def test_an_image_without_paper_size_becomes_a4(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    Image.new("L", (1654, 2339), 255).save(path)
    with open_pdf(path, SETTINGS) as file:
        assert file.size(1) == pytest.approx((595.3, 841.9), abs=0.1)
        assert file.render(1, 200).shape == pytest.approx((2339, 1654, 3), abs=1)


def test_a_large_page_is_drawn_coarser_or_refused(write: Write) -> None:
    settings = Settings(max_pixels=1_000_000)
    with open_pdf(write(pdf_bytes([Sheet("")])), settings) as file:
        height, width, _ = file.render(1, 300).shape
        assert height * width <= 1_010_000
        assert file.fitting_dpi(1, 300) == pytest.approx(101.7, abs=0.1)
    path = write(pdf_bytes([Sheet("", width=60_000, height=60_000)]))
    with open_pdf(path, SETTINGS) as file, pytest.raises(OversizeError, match="60000 x 60000"):
        file.render(1, 200)


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (b"", EmptyInputError, "0 bytes"),
        (b"budget", UnknownFormatError, "no %PDF mark"),
        (b"\x89PNG\r\n\x1a\n", UnknownFormatError, "PNG image"),
        (b"%PDF-1.7\nnothing", CorruptError, "damaged"),
        (pdf_bytes([Sheet("")] * 3)[:1200], CorruptError, "damaged"),
        (pdf_bytes([Sheet("")]).replace(b"%%EOF", b""), CorruptError, "end mark"),
        (pdf_bytes([]), EmptyInputError, "no pages"),
    ],
    ids=["empty", "text", "image", "garbage", "cut", "no end", "no pages"],
)
def test_what_can_not_be_opened_is_told(
    write: Write, data: bytes, error: type[InputError], message: str
) -> None:
    with pytest.raises(error, match=message) as raised:
        open_pdf(write(data), SETTINGS)
    assert type(raised.value) is error
    assert "文件.pdf" in str(raised.value) and "\n" not in str(raised.value)


def test_a_locked_file_is_told(write: Write) -> None:
    # The standard handler with an owner and a user password that are not the empty one.
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <{'41' * 32}> /U <{'42' * 32}> >>"
    data = pdf_bytes([Sheet("")]).replace(
        b"/Root 1 0 R", f"/Root 1 0 R /ID [<{'43' * 16}> <{'43' * 16}>] {lock}".encode()
    )
    with pytest.raises(EncryptedError, match="password"):
        open_pdf(write(data), SETTINGS)


def test_missing_files_folders_and_too_many_pages_are_told(write: Write, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        open_pdf(tmp_path / "none.pdf", SETTINGS)
    with pytest.raises(InputError, match="folder"):
        open_pdf(tmp_path, SETTINGS)
    path = write(pdf_bytes([Sheet("")] * 3))
    with pytest.raises(OversizeError, match="3 pages"):
        open_pdf(path, Settings(max_pages=2))
    with pytest.raises(OversizeError, match="10 bytes"):
        open_pdf(path, Settings(max_scan_bytes=10))
    with open_pdf(path, SETTINGS) as file, pytest.raises(InputError, match="no page 4"):
        file.size(4)
    with pytest.raises(InputError, match="closed"):
        file.size(1)
