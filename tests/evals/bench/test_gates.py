"""Planted regressions break the strict gate, harmless reruns do not."""

import random

import pytest

from evals.bench.gates import Measured, Trial, measured, planted, reruns, text_cases
from evals.bench.planting import PLANTINGS, copied, falsify, rerun, swap_columns
from evals.reports.comparing import compare_reports
from evals.reports.gates import broken, load_gates
from extraction.identities import catalogue

NAMES = ("suyuan-notice-2025", "linxi-urban-2024")


@pytest.fixture(scope="module")
def base() -> Measured:
    return measured([case for case in text_cases() if case.name in NAMES])


def test_planted_regressions_are_caught(base: Measured) -> None:
    trials = list(planted(base, 2 * len(PLANTINGS), load_gates(None)))
    assert {trial.sort for trial in trials} == set(PLANTINGS)
    assert [trial for trial in trials if not trial.broken] == []


def test_harmless_reruns_are_no_regressions(base: Measured) -> None:
    trials: list[Trial] = list(reruns(base, 8, load_gates(None)))
    assert [trial for trial in trials if trial.broken] == []


@pytest.mark.parametrize("rule", ["same_goods", "code_hierarchy"])
def test_a_rule_taken_out_of_the_engine_is_noticed(
    base: Measured, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, rule, lambda *_: ())
    after = measured(base.cases).report
    assert broken(load_gates(None), compare_reports(base.report, after))


def test_plantings_change_what_they_say(base: Measured) -> None:
    draw = random.Random(3)
    export = copied(base.exports[0])
    assert falsify(export, draw)
    assert export != copied(base.exports[0])
    export = copied(base.exports[0])
    assert swap_columns(export, draw)
    assert export["checks"] == copied(base.exports[0])["checks"]


def test_a_rerun_holds_the_same_cells_elsewhere(base: Measured) -> None:
    before, after = copied(base.exports[0]), rerun(copied(base.exports[0]), random.Random(1))
    assert before != after
    tables = {(t["kind"], t["ordinal"]): t for t in after["tables"]}
    for table in before["tables"]:
        rows = tables[table["kind"], table["ordinal"]]["rows"]
        assert sorted(map(str, (dict(sorted(r["values"].items())) for r in rows))) == sorted(
            map(str, (dict(sorted(r["values"].items())) for r in table["rows"]))
        )
    printed = {
        (t["kind"], t["ordinal"], i, field): cell["checks"]
        for t in after["tables"]
        for i, row in enumerate(t["rows"])
        for field, cell in row["cells"].items()
    }
    for check in after["checks"]:
        assert all(check["id"] in printed[tuple(cell)] for cell in check["cells"])
