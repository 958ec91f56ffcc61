"""Reports: written, read back, grouped, and as a page."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from evals.cases.case import Case
from evals.cases.gold import Gold
from evals.found import GoldFinding
from evals.measures.document import score_document
from evals.measures.score import Place
from evals.reports.building import make_report
from evals.reports.crops import crops_of
from evals.reports.html import html_of
from evals.reports.report import CaseReport, Report, read_report, write_report
from evals.reports.scored import failed_case, find_export
from extraction.export.result import Result
from schemas.errors import InputError
from tests.evals.measures.results_by_hand import gold, result, row, table

GOLD = gold({"code": "212", "name": "城乡<社区>支出", "total": "30.00"})
ERROR = GoldFinding(
    finding_class="sum", table="fund_expenditure#1", row="212|x", column="total",
    printed="30.00", expected="31.00", lines=(4,), why="it does not add up",
)  # fmt: skip


def scored(name: str, exported: Result, tags: Sequence[str] = ()) -> CaseReport:
    score = score_document([GOLD], [ERROR], exported)
    return CaseReport(name=name, source=f"{name}.txt", tags=tuple(tags), score=score)


@pytest.fixture
def report() -> Report:
    right = result(table(row("proved", code="212", name="城乡<社区>支出", total="30.00")))
    wrong = result(table(row("proved", code="212", name="城乡<社区>支出", total="38.00")))
    cases = [scored("a", right, ["text"]), scored("b", wrong, ["text", "fax"]), scored("c", right)]
    return make_report(cases, {"engine": "headers"})


def test_documents_are_grouped_by_kind_tag_and_name(report: Report) -> None:
    named = [(group.sort, group.name, group.documents) for group in report.groups]
    assert named == [
        ("all", "all", 3), ("kind", "fund_expenditure", 3), ("tag", "fax", 1), ("tag", "text", 2),
        ("document", "a", 1), ("document", "b", 1), ("document", "c", 1),
    ]  # fmt: skip
    amounts = report.overall.measure("amounts_right")
    assert (amounts.part, amounts.whole) == (2, 3)
    assert amounts.low is not None
    assert report.groups[2].measure("amounts_right").value == 0.0
    assert report.groups[2].measure("amounts_right").low is None
    assert report.overall.counts.silent == 1
    assert report.overall.measure("finding_recall").value == 0.0
    assert report.findings[0].planted == 3


def test_a_report_is_read_back_as_it_was(report: Report, tmp_path: Path) -> None:
    write_report(report, tmp_path / "report.json")
    assert read_report(tmp_path) == report
    assert read_report(tmp_path / "report.json") == report


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("no json", "is no JSON"),
        ({"tables": []}, "is no report"),
        ({"format": 2, "cases": []}, "has format 2, this version reads 1"),
        ({"format": 1, "cases": [{}]}, "run gouji eval run again"),
    ],
)
def test_what_is_no_report_is_told(change: object, said: str, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text(change if isinstance(change, str) else json.dumps(change), encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(said)):
        read_report(file)
    with pytest.raises(InputError, match="can't be read"):
        read_report(tmp_path / "other.json")


def test_the_page_needs_nothing_else_and_hides_no_markup(report: Report) -> None:
    page = html_of(report, {(1, 0): b"\x89PNG"})
    assert not re.search(r"""(?:src|href)=["'](?!data:)|@import|url\(""", page)
    assert "http" not in page
    assert "<社区>" not in page
    assert 'src="data:image/png;base64,iVBORw=="' in page
    assert page.count("<svg") == 3
    assert "<b>1</b>" in page
    assert "it does not add up" in page


def test_a_page_without_misses_says_so() -> None:
    right = result(table(row(code="212", name="城乡<社区>支出", total="30.00")))
    score = score_document([GOLD], [], right)
    page = html_of(make_report([CaseReport(name="a", source="a", score=score)], {}), {})
    assert "<p>None.</p>" in page
    assert "<script>" not in page


def test_a_case_without_result_counts_as_not_read(tmp_path: Path) -> None:
    case = Case(
        name="a", folder=tmp_path, gold_file=tmp_path / "gold.json", source=tmp_path / "a.txt",
        gold=Gold(document="a.txt", tables=(GOLD,), findings=()),
    )  # fmt: skip
    made = failed_case(case, "headers", "it is encrypted")
    report = make_report([made], {})
    assert (report.overall.counts.cells, report.overall.counts.cells_right) == (3, 0)
    assert "it is encrypted" in html_of(report, {})
    with pytest.raises(InputError, match="holds no result of a"):
        find_export(case, tmp_path)
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    assert find_export(case, tmp_path) == tmp_path / "a.json"


def test_a_miss_on_a_page_without_its_image_has_no_picture(report: Report, tmp_path: Path) -> None:
    placed = (
        report.cases[1]
        .score.misses[0]
        .model_copy(update={"place": Place(page=1, box=(0, 0, 9, 9))})
    )
    score = report.cases[1].score.model_copy(update={"misses": (placed,)})
    case = report.cases[1].model_copy(update={"score": score})
    assert crops_of(report.model_copy(update={"cases": (case,)}), [tmp_path / "x.json"], None) == {}
