"""Bad scans by the command line: one sentence each with the cure; good files are written."""

import json
import struct
import zlib
from pathlib import Path

import pytest

from tests.extraction.pages import reading_stand_in
from tests.extraction.readers.pdf_bytes import Sheet, pdf_bytes
from tests.ui.conftest import Gouji

GOOD = (
    "2026年支出总表\n单位：元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n201\t教育\t3\t1\t2\n"
)


def bomb_png() -> bytes:
    """A PNG of a few bytes whose header claims 60,000 x 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(100)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


def bomb_tiff() -> bytes:
    """A TIFF of a few bytes that claims 60,000 x 60,000 pixels."""
    entries = (
        (256, 4, 60_000), (257, 4, 60_000), (258, 3, 8), (259, 3, 1), (262, 3, 1),
        (273, 4, 8), (277, 3, 1), (278, 4, 60_000), (279, 4, 100),
    )  # fmt: skip
    listed = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return b"II*\x00" + struct.pack("<IH", 8, len(entries)) + listed + bytes(104)


def locked_pdf() -> bytes:
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <{'41' * 32}> /U <{'42' * 32}> >>"
    trailer = f"/Root 1 0 R /ID [<{'43' * 16}> <{'43' * 16}>] {lock}".encode()
    return pdf_bytes([Sheet("")]).replace(b"/Root 1 0 R", trailer)


def many_pages(count: int) -> bytes:
    """A PDF whose one page is named so many times."""
    kids = b"[" + b"10 0 R " * count + b"]"
    data = pdf_bytes([Sheet("")]).replace(b"[10 0 R]", kids)
    return data.replace(b"/Count 1 ", f"/Count {count} ".encode())


BAD = {
    "locked.pdf": (locked_pdf, "save it without"),
    "cut.pdf": (lambda: pdf_bytes([Sheet("")] * 3)[:1200], "export or scan it again"),
    "none.pdf": (lambda: pdf_bytes([]), "check how it was made"),
    "many.pdf": (lambda: many_pages(20_000), "split it or raise GOUJI_MAX_PAGES"),
    "bomb.png": (bomb_png, "scan it at a lower resolution"),
    "bomb.tif": (bomb_tiff, "scan it at a lower resolution"),
    "letter.pdf": (lambda: b"Dear all,", "give it its right suffix or export it again"),
    "empty.pdf": (lambda: b"", "check how it was made"),
    "empty.png": (lambda: b"", "check how it was made"),
    "blank.pdf": (lambda: pdf_bytes([Sheet("")]), "see that it holds one"),
}


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are blank, so that nothing is recognised."""
    monkeypatch.setattr("extraction.pages.reading.read_page", reading_stand_in.read_page)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_scan_is_one_sentence_with_the_cure(gouji: Gouji, tmp_path: Path, name: str) -> None:
    made, cure = BAD[name]
    (tmp_path / name).write_bytes(made())
    run = gouji("extract", tmp_path / name, "--out", tmp_path / "out")
    assert run.exit_code == 1
    assert run.stderr.count("\n") == 1, run.stderr
    assert run.stderr.startswith("gouji: ")
    assert name in run.stderr
    assert cure in run.stderr


def test_bad_scans_do_not_keep_a_good_file_from_being_written(gouji: Gouji, tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number, (name, (made, _)) in enumerate(BAD.items()):
        (folder / f"{number}-{name}").write_bytes(made())
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    run = gouji("extract", folder, "--out", out)
    assert run.exit_code == 1
    assert len(run.stderr.splitlines()) == len(BAD)
    assert all(any(name in line for line in run.stderr.splitlines()) for name in BAD)
    assert "Traceback" not in run.output
    assert (out / "good.json").exists() and (out / "good.xlsx").exists()
    assert {file.stem for file in out.glob("*.json")} == {"good", "9-blank"}


@pytest.mark.parametrize(
    ("name", "why"),
    [("dies.pdf", "page 2 could not be read"), ("hangs.pdf", "page 2 was given up after 4.0 sec")],
)
def test_a_lost_page_is_told_and_tried_again_by_the_next_run(
    name: str, why: str, gouji: Gouji, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOUJI_PAGE_SECONDS", "4")
    (tmp_path / name).write_bytes(pdf_bytes([Sheet("")] * 3))
    run = gouji("extract", tmp_path / name, "--out", tmp_path / "out", "--jobs", "2")
    assert run.exit_code == 1
    assert run.stderr.count("\n") == 1
    assert name in run.stderr and why in run.stderr and "run again" in run.stderr
    pages = json.loads((tmp_path / "out" / f"{name[:-4]}.json").read_text("utf-8"))["pages"]
    assert [page["image"] is not None for page in pages] == [True, False, True]

    monkeypatch.setattr("extraction.pages.reading.read_page", reading_stand_in.read_any_page)
    again = gouji("extract", tmp_path / name, "--out", tmp_path / "out")
    assert why not in again.stderr
    pages = json.loads((tmp_path / "out" / f"{name[:-4]}.json").read_text("utf-8"))["pages"]
    assert all(page["image"] is not None for page in pages)
