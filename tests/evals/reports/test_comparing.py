"""Two reports compared: cells, findings, measures, and gates that a regression breaks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from evals.found import GoldFinding
from evals.measures.document import score_document
from evals.reports.building import make_report
from evals.reports.cellchanges import BETTER, NEITHER, VERDICTS, WORSE
from evals.reports.comparing import Comparison, compare_reports
from evals.reports.differences import Difference
from evals.reports.gates import broken, figure, load_gates
from evals.reports.report import CaseReport, Report
from schemas.errors import UsageError
from tests.evals.measures.results_by_hand import cell, gold, result, row, table

GOLD = gold(
    {"code": "212", "name": "城乡社区支出", "total": "30.00"},
    {"code": "213", "name": "农林水支出", "total": "50.00"},
)
ERROR = GoldFinding(
    finding_class="sum", table="fund_expenditure#1", row="212|城乡社区支出", column="total",
    printed="30.00", expected="31.00", lines=(1,), why="it does not add up",
)  # fmt: skip
FOUND = {
    "class": "sum", "cells": [["fund_expenditure", 1, 0, "total"]], "printed": "30.00",
    "expected": "31.00", "message": "no sum", "source": {"lines": [1, 1]},
}  # fmt: skip


def case(
    name: str = "a",
    first: str = "suspect",
    second: str = "proved",
    total: str | None = "50.00",
    found: Sequence[Any] = (FOUND,),
    **more: Any,
) -> CaseReport:
    """A case whose two totals have these statuses, and whose second total is read so."""
    rows = [
        row("proved", code="212", name="城乡社区支出", total="30.00"),
        row("proved", code="213", name="农林水支出", total=total),
    ]
    rows[0]["cells"]["total"] = cell("30.00", first)
    rows[1]["cells"]["total"] = cell(total, second)
    exported = result(table(*rows), findings=found, **more)
    score = score_document([GOLD], [ERROR], exported)
    return CaseReport(name=name, source=f"{name}.txt", score=score)


def report(*cases: CaseReport) -> Report:
    return make_report(cases, {})


def changed(before: CaseReport, after: CaseReport) -> Comparison:
    return compare_reports(report(before), report(after))


def said(comparison: Comparison) -> list[tuple[str, int, str]]:
    return [(one.change, one.row, one.field) for one in comparison.cells]


def gate(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "gates.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_same_report_differs_in_nothing() -> None:
    same = changed(case(), case())
    assert same.cells == same.findings == same.rules == ()
    assert not any(one.changed for one in same.measures)
    assert broken(load_gates(None), same) == ()


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ({}, {"total": "58.00"}, "lost"),
        ({}, {"total": None, "second": "unchecked"}, "lost"),
        ({}, {"second": "unchecked"}, "unproved"),
        ({}, {"second": "suspect"}, "doubted"),
        ({"second": "suspect"}, {}, "cleared"),
        ({"second": "unchecked"}, {}, "proved"),
        ({"total": "58.00"}, {}, "won"),
        ({"total": "58.00", "second": "suspect"}, {"total": "58.00"}, "silenced"),
        ({"total": "58.00"}, {"total": "58.00", "second": "suspect"}, "marked"),
        ({"total": "58.00"}, {"total": "56.00"}, "misread"),
    ],
)
def test_a_cell_that_comes_out_otherwise(
    before: dict[str, Any], after: dict[str, Any], change: str
) -> None:
    comparison = changed(case(**before), case(**after))
    assert said(comparison) == [(change, 1, "total")]


def test_a_figure_that_gold_calls_wrong_must_stay_suspect() -> None:
    assert said(changed(case(), case(first="proved"))) == [("trusted", 0, "total")]
    assert said(changed(case(first="proved"), case())) == [("noticed", 0, "total")]


def test_what_was_read_is_told_on_both_sides() -> None:
    (one,) = changed(case(), case(total="58.00")).cells
    assert (one.before.read, one.before.status) == ("50.00", "proved")
    assert (one.after.read, one.after.right, one.verdict) == ("58.00", False, "worse")


def test_cells_that_the_page_does_not_print() -> None:
    more = row("unchecked", code="214", total="9.00")
    rows = [row("proved", code="212", name="城乡社区支出", total="30.00"), more]
    plain, extra = (
        CaseReport(name="a", source="a", score=score_document([GOLD], [], result(table(*some))))
        for some in (rows[:1], rows)
    )
    found = changed(plain, extra)
    assert {(one.change, one.row) for one in found.cells} == {("invented", -1)}
    assert {one.change for one in changed(extra, plain).cells} == {"dropped"}


def test_findings_and_rules() -> None:
    check = {
        "id": "c1", "rule": "total", "holds": True, "expected": "1", "found": "1",
        "difference": "0", "tolerance": "0", "cells": [], "left": [], "right": [],
    }  # fmt: skip
    comparison = changed(case(checks=[check]), case(found=()))
    assert [one.change for one in comparison.findings] == ["missed"]
    assert [(one.rule, one.before, one.after) for one in comparison.rules] == [("total", 1, 0)]
    sentences = broken(load_gates(None), comparison)
    assert any("missed_max = 0: 1 planted errors" in sentence for sentence in sentences)
    assert any(sentence.startswith("[checks] fewer_max = 0") for sentence in sentences)
    back = changed(case(found=()), case())
    assert [one.change for one in back.findings] == ["found"]
    assert broken(load_gates(None), back) == ()


def test_cases_of_one_report_only_are_named_and_not_measured() -> None:
    comparison = compare_reports(
        report(case("a"), case("b", total="58.00")), report(case("a"), case("c"))
    )
    assert (comparison.only_before, comparison.only_after) == (("b",), ("c",))
    assert comparison.common == 1
    assert not any(one.changed for one in comparison.measures)
    assert broken(load_gates(None), comparison) == ("[cases] missing_max = 0: 1 cases are missing",)
    nothing = compare_reports(report(case("a")), report(case("b")))
    assert nothing.measures == ()


def test_another_gold_is_told() -> None:
    other = CaseReport(
        name="a", source="a", score=score_document([gold({"code": "212"})], [], result())
    )
    assert changed(case(), other).gold_changed == ("a",)


def measure(comparison: Comparison, name: str) -> Difference:
    return next(m for m in comparison.measures if (m.sort, m.measure) == ("all", name))


def test_differences_are_paired() -> None:
    before = report(*(case(name) for name in "abcd"))
    after = report(*(case(name, total="58.00") for name in "abcd"))
    amounts = measure(compare_reports(before, after), "amounts_right")
    assert (amounts.before, amounts.after, amounts.worse) == (1.0, 0.5, True)
    # Every document loses the same: whichever are drawn, the difference is the same.
    assert (amounts.low, amounts.high) == (-0.5, -0.5)
    one = report(*(case(name, total="58.00" if name == "a" else "50.00") for name in "abcd"))
    amounts = measure(compare_reports(before, one), "amounts_right")
    assert amounts.low is not None and amounts.high == 0.0
    assert amounts.low < (amounts.difference or 0) < amounts.high
    assert measure(compare_reports(after, before), "amounts_right").low == 0.5


def test_bounds_of_a_measure(tmp_path: Path) -> None:
    before = report(*(case(name) for name in "abcd"))
    after = report(*(case(name, total="58.00" if name == "a" else "50.00") for name in "abcd"))
    comparison = compare_reports(before, after)
    for text, breaks in (
        ("max_drop = 0.125", False),
        ("max_drop = 0.12", True),
        ("max_drop = 0.12\nsure = true", False),
        ("max_drop = 0.2\nby = ['all', 'document']", True),
        ("min = 0.9", True),
        ("max = 0.9", False),
        ("max_increase = 0", False),
    ):
        gates = load_gates(gate(tmp_path, f"[amounts_right]\n{text}\n"))
        assert bool(broken(gates, comparison)) is breaks, text
    alone = changed(case(), case(total="58.00"))
    sure = load_gates(gate(tmp_path, "[amounts_right]\nmax_drop = 0\nsure = true\n"))
    assert broken(sure, alone), "no interval excuses a drop of a single document"
    gates = load_gates(gate(tmp_path, "[silent_errors]\nmax_increase = 0\nmax_factor = 2\n"))
    assert broken(gates, comparison) == (
        "[silent_errors] max_increase = 0: silent_errors went from 0.000 % to 4.167 %",
        "[silent_errors] max_factor = 2: silent_errors went from 0.000 % to 4.167 %",
    )
    gates = load_gates(gate(tmp_path, "[finding_recall.sum]\nmax_drop = 0\n"))
    assert broken(gates, comparison) == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[cells", "is no TOML"),
        ("format = 2\n[cells]\nworse_max = 0", "is of format 2"),
        ("", "holds no gate"),
        ("max_drop = 0", "max_drop stands outside of a table"),
        ("[cell]\nworse_max = 0", "[cell] is no measure"),
        ("[cells]\nworst = 0", "[cells] worst is no key"),
        ("[cells]\nworse_max = -1", "is no count"),
        ("[cells]\nworse_max = 0.5", "is no count"),
        ("[extra]\nmax_rise = 0", "[extra] max_rise is no key"),
        ("[extra]\nmax_drop = 'much'", "'much' is no number"),
        ("[extra]\nmax_drop = -1", "[extra] max_drop: "),
        ("[extra]\nby = 'kind'", "[extra] bounds nothing"),
        ("[extra]\nmax_drop = 0\nby = 'day'", "[extra] by"),
        ("[extra.sum]\nmax_drop = 0", "[extra.sum] is no measure"),
        ("[finding_recall.digit]\nmax_drop = 0", "[finding_recall.digit] is no measure"),
    ],
)
def test_wrong_gates_are_told_in_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(UsageError) as told:
        load_gates(gate(tmp_path, text))
    assert sentence in str(told.value)
    assert "gates.toml: " in str(told.value)


def test_a_missing_gates_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="name a gates file, or strict"):
        load_gates(tmp_path / "none.toml")


def test_every_change_is_judged_once() -> None:
    assert len(VERDICTS) == len(WORSE) + len(BETTER) + len(NEITHER)


def test_figures_as_they_are_told() -> None:
    assert figure("cells_right", None) == "unknown"
    assert figure("cells_right", 1.0) == "100.000 %"
    assert figure("extra", 0.000001) == "0.0001 %"
    assert figure("tokens_in", 12345.0) == "12,345"
    assert figure("cost", 0.125) == "0.125"
