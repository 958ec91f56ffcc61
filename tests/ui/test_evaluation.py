"""`gouji eval run` as a user meets it."""

import json
import os
import shutil
from pathlib import Path

import pytest

from evals.reports.report import read_report
from evals.simulated.record import Record
from evals.simulated.server import serving
from extraction.models.batchfile import replay_lines
from extraction.records.answers import AnswerStore
from tests.ui.conftest import Gouji

SHIPPED = Path(__file__).parents[2] / "evals" / "cases" / "shipped" / "suyuan-notice-2025"


@pytest.fixture(autouse=True)
def no_model_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("GOUJI_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "cases" / "notice"))


def test_a_case_is_extracted_measured_and_reported(gouji: Gouji, case: Path) -> None:
    made = gouji("eval", "run", case, "--out", "report")
    assert made.exit_code == 0, made.output
    assert "amounts right" in made.output
    report = read_report(Path("report"))
    assert report.engine == "headers"
    assert report.settings == {"engine": "headers", "second_reader": "none", "dpi": "200"}
    assert report.overall.counts.cells > 0
    assert report.overall.measure("place_right").value == 1.0
    assert "<svg" in Path("report/report.html").read_text(encoding="utf-8")
    again = gouji("eval", "run", case, "--results", "report/results", "--out", "again")
    assert again.exit_code == 0, again.output
    assert read_report(Path("again")).groups == report.groups
    assert read_report(Path("again")).cases == report.cases


def test_a_falsified_result_is_seen(gouji: Gouji, case: Path) -> None:
    gouji("eval", "run", case, "--out", "report")
    export = next(Path("report/results/notice").glob("*.json"))
    content = json.loads(export.read_text(encoding="utf-8"))
    field, cell = next(iter(content["tables"][0]["rows"][0]["cells"].items()))
    cell["printed"] = content["tables"][0]["rows"][0]["values"][field] = "7654321.00"
    export.write_text(json.dumps(content), encoding="utf-8")
    made = gouji("eval", "run", case, "--results", "report/results", "--out", "again")
    assert made.exit_code == 0
    misses = read_report(Path("again")).cases[0].score.misses
    assert [(miss.row, miss.field, miss.found) for miss in misses] == [(0, field, "7654321.00")]


def test_a_case_without_result_is_told_and_counts(gouji: Gouji, case: Path) -> None:
    Path("empty").mkdir()
    made = gouji("eval", "run", case, "--results", "empty", "--out", "report")
    assert made.exit_code == 1
    assert "holds no result of notice" in made.output
    assert read_report(Path("report")).overall.counts.cells_right == 0


def test_recorded_answers_stand_in_for_the_model(
    gouji: Gouji, case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = next(case.glob("*.txt"))
    record = Record()
    with serving(record=record) as url:
        monkeypatch.setenv("GOUJI_MODEL", "simulated")
        monkeypatch.setenv("GOUJI_BASE_URL", url)
        made = gouji("extract", source, "--out", "live", "--engine", "model", "--data", "data")
        assert made.exit_code == 0, made.output
    store = AnswerStore(Path("data"))
    (case / "answers.jsonl").write_text(
        "\n".join(replay_lines(store, record.counts)), encoding="utf-8"
    )
    store.close()
    monkeypatch.delenv("GOUJI_MODEL")
    monkeypatch.delenv("GOUJI_BASE_URL")
    # The case that was copied has answers of its own, under the same name.
    assert 'answers = "answers.jsonl"' in (case / "case.toml").read_text(encoding="utf-8")
    made = gouji("eval", "run", case, "--engine", "model", "--out", "report")
    assert made.exit_code == 0, made.output
    report = read_report(Path("report"))
    assert report.cases[0].replayed
    assert report.cases[0].model == "simulated"
    assert report.overall.measure("requests").value == len(record.counts)
    assert report.overall.measure("tokens_in").value
    assert report.overall.measure("cells_right").value == 1.0
    assert report.overall.measure("cost").value is None
    assert "without answer" not in made.output


def test_no_case_is_a_sentence(gouji: Gouji, tmp_path: Path) -> None:
    made = gouji("eval", "run", tmp_path / "nothing", "--out", "report")
    assert made.exit_code == 1
    assert "no such case" in made.output
