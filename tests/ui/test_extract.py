import csv
import json
from pathlib import Path

import pytest

from tests.ui.conftest import Gouji


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("收支总表", encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def documents_of(out: Path) -> set[str]:
    with (out / "cells.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["document"] for row in csv.DictReader(file)}


def test_every_document_becomes_json_and_xlsx_and_all_cells_flat_files(
    gouji: Gouji, pipeline: list[Path], texts: Path, out: Path
) -> None:
    run = gouji("extract", texts, "--out", out)
    assert (run.exit_code, run.stderr) == (0, "")
    names = {file.name for file in out.iterdir()}
    assert names == {"a.json", "a.xlsx", "b.json", "b.xlsx", "cells.csv", "cells.parquet"}
    lines = run.stdout.splitlines()
    assert lines[0].split() == [
        "document",
        "tables",
        "cells",
        "figures",
        "proved",
        "suspect",
        "findings",
    ]
    assert lines[1].split() == ["a.txt", "3", "28", "13", "61.5%", "3", "1"]
    assert lines[-1] == f"results: {out}"
    assert documents_of(out) == {"a.txt", "b.txt"}


def test_a_result_that_stands_is_skipped_but_its_cells_are_kept(
    gouji: Gouji, pipeline: list[Path], texts: Path, out: Path
) -> None:
    gouji("extract", texts, "--out", out)
    (texts / "c.txt").write_text("x")
    pipeline.clear()
    run = gouji("extract", texts, "--out", out)
    assert [path.name for path in pipeline] == ["c.txt"]
    assert [line.split()[-1] for line in run.stdout.splitlines()[1:3]] == ["unchanged"] * 2
    assert documents_of(out) == {"a.txt", "b.txt", "c.txt"}


def test_what_decides_a_result_makes_it_anew(
    gouji: Gouji, pipeline: list[Path], texts: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*flags: str | Path) -> set[str]:
        pipeline.clear()
        assert gouji("extract", texts, "--out", out, *flags).exit_code == 0
        return {path.name for path in pipeline}

    assert asked() == {"a.txt", "b.txt"}
    assert asked() == set()
    (texts / "a.txt").write_text("changed")
    assert asked() == {"a.txt"}
    assert asked("--force") == {"a.txt", "b.txt"}
    (out / "b.xlsx").unlink()
    assert asked() == {"b.txt"}
    (out / "b.json").write_text("{}")
    assert asked() == {"b.txt"}
    monkeypatch.setattr("ui.extracting.__version__", "9.9")
    assert asked() == {"a.txt", "b.txt"}


def test_the_key_stands_in_the_run(
    gouji: Gouji, pipeline: list[Path], texts: Path, out: Path
) -> None:
    gouji("extract", texts, "--out", out)
    keys = [json.loads((out / f"{n}.json").read_text(encoding="utf-8"))["run"]["key"] for n in "ab"]
    assert [len(key) for key in keys] == [64, 64]
    # The same bytes under two names have the same key.
    assert keys[0] == keys[1]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", "empty.txt: the file is empty"),
        ("binary.txt", b"\x00\xff\x00", "binary.txt: this is no text"),
    ],
)
def test_one_bad_document_is_one_sentence_and_the_others_go_on(
    gouji: Gouji,
    pipeline: list[Path],
    texts: Path,
    out: Path,
    name: str,
    content: bytes,
    words: str,
) -> None:
    (texts / name).write_bytes(content)
    run = gouji("extract", texts, "--out", out)
    assert run.exit_code == 1
    assert words in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert documents_of(out) == {"a.txt", "b.txt"}
    assert not (out / name).with_suffix(".json").exists()


def test_two_documents_with_one_stem_are_told_before_anything_is_written(
    gouji: Gouji, pipeline: list[Path], texts: Path, out: Path
) -> None:
    (texts / "deep").mkdir()
    (texts / "deep" / "a.md").write_text("x")
    run = gouji("extract", texts, "--out", out)
    assert run.exit_code == 1
    assert "has the same name as" in run.stderr
    assert documents_of(out) == {"a.txt", "b.txt"}


def test_a_result_of_another_document_is_not_replaced_silently(
    gouji: Gouji, pipeline: list[Path], tmp_path: Path, texts: Path, out: Path
) -> None:
    gouji("extract", texts / "a.txt", "--out", out)
    (texts / "a.md").write_text("x")
    run = gouji("extract", texts / "a.md", "--out", out)
    assert run.exit_code == 1
    assert "holds the result of a.txt" in run.stderr
    assert gouji("extract", texts / "a.md", "--out", out, "--force").exit_code == 0


def test_a_place_that_cannot_be_written_is_one_sentence(
    gouji: Gouji, pipeline: list[Path], texts: Path, out: Path
) -> None:
    out.write_text("a file stands here")
    run = gouji("extract", texts, "--out", out)
    assert run.exit_code == 1
    assert "can't write results here" in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert pipeline == []


def test_nothing_to_read_is_one_sentence(gouji: Gouji, pipeline: list[Path], out: Path) -> None:
    run = gouji("extract", out / "none", "--out", out)
    assert run.exit_code == 1
    assert "there is no such file or folder" in run.stderr
    assert not (out / "cells.csv").exists()


def test_a_schema_that_is_not_there_is_one_sentence(
    gouji: Gouji, pipeline: list[Path], texts: Path, out: Path
) -> None:
    run = gouji("extract", texts, "--out", out, "--schema", out / "none.yaml")
    assert run.exit_code == 1
    assert "none.yaml" in run.stderr
    assert "internal error" not in run.stderr


def test_a_wrong_setting_is_one_sentence(
    gouji: Gouji, pipeline: list[Path], texts: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOUJI_MAX_BYTES", "many")
    run = gouji("extract", texts, "--out", out)
    assert run.exit_code == 1
    assert "GOUJI_MAX_BYTES" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_defect_is_one_sentence_and_the_others_go_on(
    gouji: Gouji, pipeline: list[Path], texts: Path, out: Path
) -> None:
    (texts / "a.txt").write_text("crash")
    run = gouji("extract", texts, "--out", out)
    assert run.exit_code == 70
    (line,) = run.stderr.splitlines()
    assert "a.txt: internal error (ZeroDivisionError: a defect of ours); please report it" in line
    assert documents_of(out) == {"b.txt"}


def test_the_traceback_is_printed_when_asked_for(
    gouji: Gouji, pipeline: list[Path], texts: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOUJI_DEBUG", "1")
    (texts / "a.txt").write_text("crash")
    assert "Traceback" in gouji("extract", texts, "--out", out).stderr


def test_a_name_that_is_no_unicode_is_one_sentence(
    gouji: Gouji, pipeline: list[Path], texts: Path, out: Path
) -> None:
    try:
        Path(str(texts) + "/\udcd4\udcd4.txt").write_text("x")
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no such name")
    run = gouji("extract", texts, "--out", out)
    assert run.exit_code == 1
    assert "rename the file" in run.stderr
    assert documents_of(out) == {"a.txt", "b.txt"}


TEXT = """支出总表

单位：元

科目编码	科目名称	合计	基本支出	项目支出
	合计	300.00	100.00	200.00
201	一般公共服务支出	180.00	80.00	100.00
208	社会保障和就业支出	120.00	20.00	100.00
"""


def test_documents_read_side_by_side_give_what_they_give_one_by_one(
    gouji: Gouji, texts: Path, tmp_path: Path
) -> None:
    def tables(out: Path, jobs: int) -> list[object]:
        run = gouji("extract", texts, "--out", out, "--jobs", str(jobs))
        assert (run.exit_code, run.stderr) == (0, "")
        results = [json.loads((out / f"{n}.json").read_text(encoding="utf-8")) for n in "ab"]
        return [result["tables"] for result in results]

    for name in "ab":
        (texts / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    assert tables(tmp_path / "one", 1) == tables(tmp_path / "two", 2)


def test_a_broken_document_read_side_by_side_is_one_sentence(
    gouji: Gouji, texts: Path, out: Path
) -> None:
    (texts / "a.txt").write_text(TEXT, encoding="utf-8")
    (texts / "b.txt").write_bytes(b"")
    run = gouji("extract", texts, "--out", out, "--jobs", "2")
    assert run.exit_code == 1
    assert len(run.stderr.splitlines()) == 1
    assert "b.txt" in run.stderr


@pytest.mark.parametrize("by", ["flag", "environment"])
def test_a_second_reader_that_is_not_installed_is_told_before_anything_is_read(
    by: str,
    gouji: Gouji,
    pipeline: list[Path],
    texts: Path,
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("extraction.ocr.tesseract._languages", frozenset)
    flags = ("--second-reader", "tesseract") if by == "flag" else ()
    if by == "environment":
        monkeypatch.setenv("GOUJI_SECOND_READER", "tesseract")
    run = gouji("extract", texts, "--out", out, *flags)
    assert run.exit_code == 1
    assert run.stderr.startswith("gouji: tesseract with the models chi_sim and eng")
    assert "apt-get install tesseract-ocr tesseract-ocr-chi-sim" in run.stderr
    assert run.stderr.count("\n") == 1
    assert pipeline == []
    assert gouji("extract", texts, "--out", out, "--second-reader", "none").exit_code == 0
