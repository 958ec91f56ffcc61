"""The shipped text cases against the committed report: a regression turns the suite red."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.cases.case import Case, load_cases
from evals.reports.building import make_report
from evals.reports.comparing import Comparison, compare_reports
from evals.reports.gates import broken, load_gates
from evals.reports.report import CaseReport, Report, read_report
from extraction.readers.formats import is_paged
from schemas.settings import Engine
from ui.evaluating import Evaluation, run_evaluation
from ui.extracting import make_settings

ROOT = Path(__file__).parents[2]
BASELINE = ROOT / "evals" / "baseline" / "report.json"
SHIPPED = ROOT / "evals" / "cases" / "shipped"
REPLAYED = " (replayed)"


def evaluated(cases: Sequence[Case], engine: Engine, out: Path) -> tuple[CaseReport, ...]:
    """The cases as `gouji eval run` reports them."""
    folders = tuple(case.folder for case in cases)
    run_evaluation(Evaluation(folders, out, make_settings(engine=engine)))
    return read_report(out).cases


def steady(case: CaseReport) -> CaseReport:
    """Without the time that it took, so that the baseline changes only where readings do."""
    spent = case.score.spent.model_copy(update={"seconds": 0.0})
    score = case.score.model_copy(update={"spent": spent})
    return case.model_copy(update={"score": score})


@pytest.fixture
def report(tmp_path: Path) -> Report:
    texts = [case for case in load_cases([SHIPPED]) if not is_paged(case.source)]
    cases = evaluated(texts, "headers", tmp_path / "headers")
    recorded = [case for case in texts if case.answers is not None]
    if recorded:
        replayed = evaluated(recorded, "model", tmp_path / "replayed")
        cases += tuple(c.model_copy(update={"name": c.name + REPLAYED}) for c in replayed)
    made = make_report([steady(case) for case in cases], {"engine": "headers"})
    return made.model_copy(update={"made": "baseline", "commit": None})


def told(comparison: Comparison, sentences: Sequence[str]) -> str:
    """What a person needs to see of a regression."""
    cells = [
        f"{c.change}: {c.case} {c.table} row {c.row} {c.field}: {c.before.read} -> {c.after.read}"
        for c in (*comparison.cells_worse, *comparison.cells)[:10]
    ]
    cure = "; where it is meant, look at it and run make test ARGS=--regenerate-golden"
    return "\n".join([*sentences, *dict.fromkeys(cells)]) + cure


def test_the_shipped_text_cases_are_read_as_well_as_before(
    report: Report, request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("--regenerate-golden"):
        content = json.loads(report.model_dump_json(exclude_defaults=True))
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
        BASELINE.write_bytes(f"{text}\n".encode())
        return
    comparison = compare_reports(read_report(BASELINE), report)
    sentences = broken(load_gates(None), comparison)
    assert not sentences, told(comparison, sentences)
    assert not comparison.only_after, "new cases: run make test ARGS=--regenerate-golden"
