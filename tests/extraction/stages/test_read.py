import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.stages.grid import grid
from extraction.stages.read import read
from schemas.errors import (
    EmptyInputError,
    EncodingError,
    GoujiError,
    InputError,
    OversizeError,
    UnknownFormatError,
)
from schemas.settings import Settings

SETTINGS = Settings(_env_file=None)
CHINESE = "部门收支总表\n合计\t100.00\n"


def written(folder: Path, data: bytes | str, name: str = "budget.txt") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.txt", "text/plain"),
        ("a.TXT", "text/plain"),
        ("a.md", "text/markdown"),
        ("a.markdown", "text/markdown"),
        ("a.html", "text/html"),
        ("a.htm", "text/html"),
    ],
)
def test_info_names_file_hash_and_type(tmp_path: Path, name: str, media_type: str) -> None:
    document = read(written(tmp_path, CHINESE, name), SETTINGS)
    assert document.info.name == name
    assert document.info.sha256 == hashlib.sha256(CHINESE.encode()).hexdigest()
    assert (document.info.media_type, document.info.pages) == (media_type, 1)
    assert document.text == CHINESE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312"])
@pytest.mark.parametrize("text", [CHINESE, "合计\t1", "硚口区", "第一部分　概况（2024）"])
def test_encodings_that_are_read(tmp_path: Path, encoding: str, text: str) -> None:
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        pytest.skip("the encoding lacks a character")
    assert read(written(tmp_path, data), SETTINGS).text == text


@pytest.mark.parametrize(
    ("encoding", "text", "named"),
    [
        ("utf-16", CHINESE, "UTF-16"),
        ("utf-16-le", CHINESE, "UTF-16"),
        ("utf-16-be", CHINESE, "UTF-16"),
        ("utf-16-le", "部门收支总表", "utf_16"),
        ("utf-32", CHINESE, "UTF-32"),
        ("iso2022_jp", "予算の概要", "ISO-2022"),
        ("big5", "預算收支總表 單位：萬元 本年度一般公共預算收入合計 項目支出 人員經費", "big5"),
        ("shift_jis", "予算の概要です。令和六年度の一般会計予算は次のとおり", "cp932"),
        ("euc_jp", "予算の概要です。令和六年度の一般会計予算は次のとおり", ""),
        ("euc_kr", "예산 총괄표 세입 세출 합계 전년도 금년도 증감 국고보조금", ""),
        ("koi8-r", "Бюджет города на год, доходы и расходы", ""),
        ("cp1252", "Le budget général de la commune à été présenté à l’assemblée", ""),
    ],
)
def test_other_encodings_are_refused(tmp_path: Path, encoding: str, text: str, named: str) -> None:
    path = written(tmp_path, text.encode(encoding))
    with pytest.raises(EncodingError, match="save it as UTF-8") as caught:
        read(path, SETTINGS)
    assert str(path) in str(caught.value)
    assert named in str(caught.value)


def test_a_damaged_utf8_file_is_told_by_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, CHINESE.encode() + b"\xff" + (CHINESE * 9).encode())
    with pytest.raises(EncodingError, match="damaged character in line 3"):
        read(path, SETTINGS)


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", EmptyInputError, "0 bytes"),
        (b" \n\t\r\n\xe3\x80\x80", EmptyInputError, "no text"),
        (b"\xef\xbb\xbf", EmptyInputError, "no text"),
        (b"%PDF-1.7\n", UnknownFormatError, "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00", UnknownFormatError, "PNG"),
        (b"PK\x03\x04\x00", UnknownFormatError, "ZIP"),
        (b"\xff\xd8\xff\xe0\x00", UnknownFormatError, "JPEG"),
        (b"abc\x00", UnknownFormatError, "NUL"),
        (b"\x00\x01\x02\x00\x05\x06\x07\x08\x00", UnknownFormatError, "NUL"),
    ],
)
def test_what_is_no_text_is_refused(
    tmp_path: Path, data: bytes, error: type[GoujiError], words: str
) -> None:
    path = written(tmp_path, data)
    with pytest.raises(error, match=words) as caught:
        read(path, SETTINGS)
    message = str(caught.value)
    assert str(path) in message
    assert "\n" not in message
    assert ";" in message
    if error is UnknownFormatError:
        assert ".txt, .md" in message


def test_paths_that_are_no_readable_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "missing.txt", SETTINGS)
    with pytest.raises(InputError, match="is a folder"):
        read(tmp_path, SETTINGS)
    with pytest.raises(InputError, match="can't be read"):
        read(Path("a\0b.txt"), SETTINGS)
    with pytest.raises(InputError, match="can't be read"):
        read(tmp_path / ("x" * 5000 + ".txt"), SETTINGS)
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "dangling.txt", SETTINGS)
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(InputError, match="regular file"):
        read(tmp_path / "pipe.txt", SETTINGS)


@pytest.mark.parametrize("name", ["a.csv", "a", "a.txt.zip"])
def test_unknown_suffixes_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownFormatError, match=r"not read; .*\.txt, \.md"):
        read(written(tmp_path, CHINESE, name), SETTINGS)


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = written(tmp_path, CHINESE)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="grant read permission"):
        read(path, SETTINGS)


def test_size_is_refused_before_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("opened"))
    with pytest.raises(OversizeError, match="GOUJI_MAX_BYTES"):
        read(path, SETTINGS)


def test_long_lines_are_refused(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, max_line_characters=5)
    assert read(written(tmp_path, "合计合计合\r\n12345"), settings).text == "合计合计合\n12345"
    with pytest.raises(OversizeError, match=r"line 2 has 6 .* GOUJI_MAX_LINE_CHARACTERS"):
        read(written(tmp_path, "12345\n123456\n"), settings)


def test_line_ends_become_lf_and_form_feeds_blanks(tmp_path: Path) -> None:
    text = read(written(tmp_path, "a\r\nb\rc\n\fd\u2028e\x85\n"), SETTINGS).text
    assert text == "a\nb\nc\n d e \n"
    assert len(text.splitlines()) == len(text.split("\n")) - 1


@given(
    data=st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=60).map(lambda b: CHINESE.encode("gb18030") + b),
        st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")),
        st.text(alphabet="<>/tabledrh |-\t\n\r&;=\"'!0", max_size=200).map(str.encode),
    ),
    suffix=st.sampled_from(["txt", "md", "html"]),
)
def test_arbitrary_bytes_raise_only_errors_with_a_cure(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    path = written(tmp_path_factory.getbasetemp(), data, f"fuzz.{suffix}")
    try:
        document = grid(read(path, SETTINGS), SETTINGS)
    except GoujiError as error:
        assert str(path) in str(error) or path.name in str(error)
    else:
        lines = document.text.count("\n") + 1
        assert all(1 <= paragraph.line <= lines for paragraph in document.paragraphs)
        assert all(
            1 <= (cell.source.line or 0) <= lines
            for block in document.grids
            for row in block.rows
            for cell in row.cells
        )
