"""`gouji eval compare`: reports in, what differs out, exit 1 where a gate is broken."""

import json
from pathlib import Path

import pytest

from evals.found import GoldFinding
from evals.measures.document import score_document
from evals.reports.building import make_report
from evals.reports.report import CaseReport, write_report
from tests.evals.measures.results_by_hand import gold, result, row, table
from tests.ui.conftest import Gouji

GOLD = gold({"code": "212", "name": "城乡社区支出", "total": "30.00"})
ERROR = GoldFinding(
    finding_class="sum", table=None, row=None, column=None, printed="1", expected="2", lines=(9,)
)


def write(path: Path, total: str) -> Path:
    exported = result(table(row("proved", code="212", name="城乡社区支出", total=total)))
    score = score_document([GOLD], [ERROR], exported)
    write_report(make_report([CaseReport(name="a", source="a.txt", score=score)], {}), path)
    return path


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path / "a.json", "30.00"), write(tmp_path / "b.json", "38.00")


def test_without_a_gate_differences_are_told(gouji: Gouji, reports: tuple[Path, Path]) -> None:
    made = gouji("eval", "compare", *reports, "--json", "out.json")
    assert made.exit_code == 0, made.output
    assert "cells worse: 1 (1 lost)" in made.output
    assert "lost: a fund_expenditure#1 row 0 total: 30.00 (proved) -> 38.00 (proved)" in made.output
    content = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert content["cells"][0]["change"] == "lost"
    assert content["format"] == 1


def test_a_regression_breaks_the_strict_gate(gouji: Gouji, reports: tuple[Path, Path]) -> None:
    made = gouji("eval", "compare", *reports, "--gate", "strict")
    assert made.exit_code == 1
    assert "gate strict: [cells] worse_max = 0: 1 cells are worse" in made.output
    assert "Traceback" not in made.output
    better = gouji("eval", "compare", *reversed(reports), "--gate", "strict")
    assert better.exit_code == 0, better.output
    assert "gates hold" in better.output


def test_wrong_reports_and_gates_are_told(gouji: Gouji, reports: tuple[Path, Path]) -> None:
    Path("text.json").write_text("no", encoding="utf-8")
    Path("later.json").write_text('{"format": 2, "cases": []}', encoding="utf-8")
    Path("gates.toml").write_text("[cells]\nworst = 1\n", encoding="utf-8")
    for words, sentence in (
        ((reports[0], "none.json"), "none.json: can't be read"),
        ((reports[0], "text.json"), "text.json: is no JSON"),
        ((reports[0], "later.json"), "has format 2"),
        ((*reports, "--gate", "gates.toml"), "gates.toml: [cells] worst is no key"),
        ((*reports, "--gate", "none.toml"), "none.toml: can't be read"),
    ):
        made = gouji("eval", "compare", *words)
        assert made.exit_code == 1
        assert sentence in made.output
        assert len(made.output.strip().splitlines()) == 1
