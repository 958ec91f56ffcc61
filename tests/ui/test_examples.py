import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extraction.export.result import ResultTable, parse_result
from extraction.learning.examplemaking import MOST_ROWS, why_not
from extraction.pipeline import extract
from extraction.stages.export import export
from prompts.example import Example
from prompts.examples import ExampleStore
from prompts.tabletext import read_table_text
from schemas.answer import PlanAnswer, rows_answer
from schemas.settings import Settings
from tests.builders import KINDS
from tests.ui.conftest import Gouji

SAMPLE = Path(__file__).parents[2] / "samples" / "yunlu-culture-2023.md"
Edit = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result of a sample, with the sample beside it."""
    folder = tmp_path_factory.mktemp("extracted")
    shutil.copy(SAMPLE, folder)
    return export(extract(folder / SAMPLE.name, Settings(_env_file=None)), folder)


@pytest.fixture
def result(extracted: Path, tmp_path: Path) -> Path:
    """The result in a folder of its own."""
    return shutil.copytree(extracted.parent, tmp_path / "out") / extracted.name


def changed(result: Path, change: Edit) -> Path:
    content = json.loads(result.read_text(encoding="utf-8"))
    change(content)
    result.write_text(json.dumps(content), encoding="utf-8")
    return result


def kept(result: Path) -> dict[str, Example]:
    return {e.kind: e for e in ExampleStore(result.parent / ".gouji" / "examples").list()}


def test_proved_tables_are_added_listed_and_removed(
    gouji: Gouji, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = gouji("examples", "add", result)
    assert run.exit_code == 0, run.stderr
    assert "left out (nothing in it is proved): indicators#1" in run.stdout
    assert "left out (of no declared kind): table#1" in run.stdout
    monkeypatch.chdir(result.parent)
    listed = gouji("examples", "list").stdout.splitlines()
    assert len(listed) == 1 + run.stdout.count("added ")
    name = listed[1].split()[0]
    assert gouji("examples", "remove", name).stdout == f"removed {name}\n"
    assert name not in gouji("examples", "list").stdout
    again = gouji("examples", "remove", name)
    assert (again.exit_code, "there is no example" in again.stderr) == (1, True)


def test_examples_say_what_is_printed_and_are_valid_answers(gouji: Gouji, result: Path) -> None:
    assert gouji("examples", "add", result, "--force").exit_code == 0
    found = kept(result)
    assert {"revenue_expenditure_summary", "indicators", "project_profile"} <= found.keys()
    for example in found.values():
        table = read_table_text(example.table)
        assert 0 < len(table.rows) <= MOST_ROWS
        plan = PlanAnswer.model_validate_json(example.plan)
        assert plan.kind == example.kind
        answer = rows_answer(KINDS[example.kind]).model_validate_json(example.rows)
        printed = {text for row in table.rows.values() for text in row.values()}
        for row in answer.rows:
            said = row.model_dump(exclude={"r", "side", "more"}, exclude_none=True)
            assert set(said.values()) <= printed
            assert set(row.r) <= table.rows.keys()
    indicators = PlanAnswer.model_validate_json(found["indicators"].plan)
    assert "level1" in indicators.carried
    assert len(PlanAnswer.model_validate_json(found["project_profile"].plan).cells) > 4


def test_what_is_in_doubt_is_added_on_a_persons_word_only(gouji: Gouji, result: Path) -> None:
    def doubt(content: dict[str, Any]) -> None:
        for table in content["tables"]:
            if table["kind"] == "three_public":
                table["rows"][0]["cells"]["total"]["status"] = "suspect"

    changed(result, doubt)
    only = ("--table", "three_public#1")
    run = gouji("examples", "add", result, *only)
    assert run.exit_code == 1
    assert run.stdout == "left out (a cell is suspect): three_public#1\n"
    assert gouji("examples", "add", result, *only, "--force").exit_code == 0
    assert set(kept(result)) == {"three_public"}


def test_the_document_must_be_the_one_the_result_is_from(gouji: Gouji, result: Path) -> None:
    source = result.parent / SAMPLE.name
    elsewhere = result.parent / "elsewhere"
    elsewhere.mkdir()
    source.rename(elsewhere / source.name)
    missing = gouji("examples", "add", result)
    assert missing.exit_code == 1
    assert "is not found; name it with --source" in missing.stderr
    only = ("--table", "three_public#1")
    assert gouji("examples", "add", result, "--source", elsewhere, *only).exit_code == 0
    source.write_text("another text", encoding="utf-8")
    assert "or was changed since" in gouji("examples", "add", result).stderr
    named = gouji("examples", "add", result, "--source", elsewhere / source.name, *only)
    assert named.exit_code == 0


def test_a_wrong_table_or_folder_is_one_sentence(gouji: Gouji, result: Path) -> None:
    run = gouji("examples", "add", result, "--table", "three_public#7")
    assert (run.exit_code, "there is no table three_public#7" in run.stderr) == (1, True)
    folder = result.parent / "data"
    (folder / "examples").mkdir(parents=True)
    (folder / "examples" / "chroma.sqlite3").write_bytes(b"no database" * 500)
    run = gouji("examples", "list", "--data", folder)
    assert run.exit_code == 1
    assert len(run.stderr.splitlines()) == 1
    assert "the example store can't be read" in run.stderr


def table_of(result: Path, status: str, checks: list[str]) -> ResultTable:
    content = json.loads(result.read_text(encoding="utf-8"))
    content["tables"] = [t for t in content["tables"] if t["kind"] == "three_public"]
    for cell in content["tables"][0]["rows"][0]["cells"].values():
        cell |= {"status": status, "checks": checks}
    return parse_result(content).tables[0]


@pytest.mark.parametrize(
    ("status", "checks", "reason"),
    [
        ("proved", ["c1"], None),
        ("confirmed", [], None),
        ("corrected", ["c1"], None),
        ("suspect", ["c1"], "a cell is suspect"),
        ("unchecked", ["c1"], "a figure that sums cover is not proved"),
        ("repaired", ["c1"], "a figure that sums cover is not proved"),
        ("unchecked", [], "nothing in it is proved"),
    ],
)
def test_why_a_table_is_no_example(
    extracted: Path, status: str, checks: list[str], reason: str | None
) -> None:
    assert why_not(table_of(extracted, status, checks)) == reason
