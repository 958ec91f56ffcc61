"""`gouji import`, `export` and `history`, from a result to a corrected one."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from extraction.review.desk import Desk
from schemas.review import Decision
from schemas.table import CellRef
from tests.builders import SETTINGS
from tests.extraction.review.at_desk import result_of
from tests.extraction.review.test_editing import KIND, TEXT
from tests.ui.conftest import Gouji
from ui.records import parse_cell

TOTAL = CellRef(kind=KIND, ordinal=1, row=1, field="basic_total")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("records")
    source = folder / "budget.txt"
    source.write_text(TEXT.replace("3535.16", "3585.16", 1), encoding="utf-8")
    result_of(source, folder / "out")
    return folder


@pytest.fixture
def out(extracted: Path, tmp_path: Path) -> Path:
    return shutil.copytree(extracted, tmp_path / "work") / "out"


def reviewed(out: Path, why: str | None = "=1+1") -> None:
    """Someone accepts the one suggestion."""
    with Desk(out / ".gouji", settings=SETTINGS) as desk:
        state = desk.open(desk.queue()[0].document_id, "李")
        decision = Decision(action="accept", cell=TOTAL, who="李", why=why)
        desk.decide(state.document_id, state.version, decision)


def test_a_corrected_result_comes_out_with_its_history(gouji: Gouji, out: Path) -> None:
    run = gouji("import", out)
    assert (run.exit_code, run.stderr) == (0, "")
    assert run.stdout.splitlines()[0] == "imported: 1 new"
    assert gouji("import", out).stdout.splitlines()[0] == "imported: 1 unchanged"
    reviewed(out)
    target = out.parent / "reviewed"
    run = gouji("export", "--data", out / ".gouji", "--out", target)
    assert (run.exit_code, run.stderr) == (0, "")
    assert {path.name for path in target.iterdir()} == {
        "budget.json", "budget.xlsx", "cells.csv", "cells.parquet", "history.csv",
    }  # fmt: skip
    assert gouji("verify", target / "budget.json").exit_code == 0
    result = json.loads((target / "budget.json").read_text(encoding="utf-8"))
    cell = result["tables"][0]["rows"][1]
    assert cell["values"]["basic_total"] == "3535.16"
    assert cell["cells"]["basic_total"]["printed"] == "3585.16"
    assert cell["cells"]["basic_total"]["status"] == "corrected"
    (event,) = result["history"]
    assert event["at"].endswith("+00:00")
    assert {key: event[key] for key in event if key != "at"} == {
        "number": 1,
        "who": "李",
        "action": "accept",
        "kind": KIND,
        "ordinal": 1,
        "row": 1,
        "field": "basic_total",
        "before": {"value": "3585.16", "status": "suspect", "suggestion": "3535.16"},
        "after": {"value": "3535.16", "status": "corrected"},
        "why": "=1+1",
    }


def test_history_runs_no_formula(gouji: Gouji, out: Path) -> None:
    gouji("import", out)
    reviewed(out)
    gouji("export", "--data", out / ".gouji", "--out", out.parent / "reviewed")
    with (out.parent / "reviewed" / "history.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["document"] == "budget.txt" and row["who"] == "李"
    assert row["after"] == "3535.16 (corrected)"
    assert row["why"] == "'=1+1"
    sheet = load_workbook(out.parent / "reviewed" / "budget.xlsx")["history"]
    why = sheet.cell(2, 10)
    assert (why.value, why.data_type, why.quotePrefix) == ("=1+1", "s", True)


def test_history_of_a_cell_is_told(gouji: Gouji, out: Path) -> None:
    gouji("import", out)
    reviewed(out, why=None)
    run = gouji("history", f"{KIND}#1/1/basic_total", "--data", out / ".gouji")
    assert run.exit_code == 0
    assert "accept" in run.stdout and "3535.16 (corrected)" in run.stdout and "李" in run.stdout
    other = gouji("history", f"{KIND}#1 row 0 total", "--data", out / ".gouji")
    assert "nobody has changed" in other.stdout
    all_of_it = gouji("history", "--document", "budget.txt", "--data", out / ".gouji")
    assert "accept" in all_of_it.stdout


def test_another_result_does_not_replace_decisions(gouji: Gouji, out: Path) -> None:
    gouji("import", out)
    reviewed(out)
    path = out / "budget.json"
    result = json.loads(path.read_text(encoding="utf-8"))
    result["run"]["seconds"] = 77.0
    path.write_text(json.dumps(result), encoding="utf-8")
    run = gouji("import", out)
    assert run.exit_code == 1
    assert "1 decisions were made on an earlier result" in run.stderr
    assert gouji("import", out, "--force").exit_code == 0


def test_a_result_without_its_source_is_told(gouji: Gouji, out: Path) -> None:
    (out.parent / "budget.txt").unlink()
    run = gouji("import", out)
    assert run.exit_code == 0
    assert "its text or pages are not found" in run.stderr


def test_two_documents_of_one_name_have_files_of_their_own(gouji: Gouji, out: Path) -> None:
    result = json.loads((out / "budget.json").read_text(encoding="utf-8"))
    result["document"]["sha256"] = "1" * 64
    (out / "other.json").write_text(json.dumps(result), encoding="utf-8")
    gouji("import", out)
    target = out.parent / "reviewed"
    assert gouji("export", "--data", out / ".gouji", "--out", target).exit_code == 0
    assert len(list(target.glob("budget-*.json"))) == 2
    run = gouji("history", "--data", out / ".gouji")
    assert run.exit_code == 1 and "name one document" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("import", "{}/no_such"), "can't be read"),
        (("import", "{}"), "holds no result"),
        (("export", "--out", "{}/x", "--data", "{}"), "holds no review"),
        (("history", "--data", "{}"), "holds no review"),
        (("history", "total", "--data", "{}"), "names no cell"),
        (("import", "{}", "--database", "nonsense"), "can't be used"),
        (("import", "{}", "--database", "oracle://x/y"), "can't be used"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(
    gouji: Gouji, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    run = gouji(*(argument.format(tmp_path) for argument in arguments))
    assert run.exit_code == 1
    assert sentence in run.stderr and "Traceback" not in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1


def test_a_cell_is_named_as_findings_name_it() -> None:
    for text in ("three_public#2/0/total", "three_public#2:0:total", "three_public#2 row 0 total"):
        assert parse_cell(text) == CellRef(kind="three_public", ordinal=2, row=0, field="total")
