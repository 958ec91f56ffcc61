"""Gold held against its document and its sums."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals.cases.case import CaseFiles, find_cases
from evals.cases.check import CheckedCase, check_case
from evals.cases.make import SHIPPED
from evals.cases.printed import Part, Scope
from schemas.kinds import builtin_kinds
from tests.builders import SETTINGS

Json = dict[str, Any]
NOTICE = SHIPPED / "suyuan-notice-2025"
COLUMNS = SHIPPED / "muzhou-subdistrict-2023"


def checked(folder: Path) -> CheckedCase:
    (case,) = find_cases([folder])
    return check_case(case, builtin_kinds(), SETTINGS)


def changed(folder: Path, tmp_path: Path, change: Callable[[Json], None]) -> CheckedCase:
    content = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    change(content)
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    (case,) = find_cases([folder])
    named = CaseFiles(name="changed", folder=tmp_path, gold_file=gold, source=case.source)
    return check_case(named, builtin_kinds(), SETTINGS)


def table(content: Json, kind: str, ordinal: int = 1) -> Json:
    (found,) = [t for t in content["tables"] if (t["kind"], t["ordinal"]) == (kind, ordinal)]
    assert isinstance(found, dict)
    return found


def test_shipped_gold_is_in_its_document_and_its_findings_tell_its_sums() -> None:
    for folder in (NOTICE, COLUMNS):
        made = checked(folder)
        assert (made.refusals, made.warnings) == ((), ())
        assert made.cells > 100
        assert made.told == len(made.sums) > 0
        assert all("tells it)" in sentence for sentence in made.sums)


def test_a_wrong_digit_is_refused_with_its_cell_and_what_is_printed(tmp_path: Path) -> None:
    def wrong(content: Json) -> None:
        rows = table(content, "allocation")["rows"]
        rows[3]["示范社区创建项目"] = "143"

    (sentence,) = changed(NOTICE, tmp_path, wrong).refusals
    assert sentence.startswith(f"{tmp_path / 'gold.json'}: allocation#1 row 4 (绮川区)")
    assert "示范社区创建项目: '143' is not printed in lines " in sentence
    assert "(printed there: 148)" in sentence
    assert sentence.endswith("correct the value, or the lines of the table")


def test_a_figure_given_more_often_than_printed_is_refused(tmp_path: Path) -> None:
    def doubled(content: Json) -> None:
        rows = table(content, "general_budget_by_function")["rows"]
        rows[-1]["project"] = rows[0]["total"]

    made = changed(COLUMNS, tmp_path, doubled)
    assert any(
        " (2210202 提租补贴) project: '13147700.00' is given 2 times, but printed 1 time in" in s
        for s in made.refusals
    )
    assert len(made.sums) > len(checked(COLUMNS).sums)


def test_a_label_that_the_document_does_not_print_is_refused(tmp_path: Path) -> None:
    def renamed(content: Json) -> None:
        table(content, "fund_expenditure")["rows"] = [
            {"code": "99901", "name": "星际开发支出", "total": None, "basic": None, "project": None}
        ]

    made = changed(COLUMNS, tmp_path, renamed)
    assert ["'99901'" in s or "'星际开发支出'" in s for s in made.refusals] == [True, True]


@pytest.mark.parametrize(
    ("finding", "sentence"),
    [
        ({"class": "typo"}, "finding 1: typo is no class of findings; take one of ocr_digit"),
        ({"table": "allocation#7"}, "finding 1: there is no table allocation#7"),
        ({"row": "木星区"}, "finding 1: allocation#1 has no row '木星区'"),
        ({"column": "amount"}, "finding 1: allocation#1 has no column amount"),
        ({"printed": "1"}, "finding 1: it says that 1 is printed, allocation#1"),
        ({"lines": [9999]}, "finding 1: its lines end at 9999, the source at "),
        ({"table": None, "printed": "987.6", "lines": [1]}, "'987.6' is not printed in line 1"),
    ],
)
def test_a_finding_that_points_nowhere_is_refused(
    tmp_path: Path, finding: Json, sentence: str
) -> None:
    made = changed(NOTICE, tmp_path, lambda content: content["findings"][0].update(finding))
    assert any(sentence in said for said in made.refusals), made.refusals


def test_lines_beyond_the_document_and_pages_of_a_text_are_refused(tmp_path: Path) -> None:
    made = changed(NOTICE, tmp_path, lambda c: table(c, "allocation")["lines"].__setitem__(1, 9999))
    assert "its lines end at 9999, the source at" in made.refusals[0]
    made = changed(NOTICE, tmp_path, lambda c: c["tables"][0].update(pages=[1]))
    assert "the source has no pages; write its lines" in made.refusals[0]


def test_sums_that_no_finding_tells_are_listed_and_not_refused(tmp_path: Path) -> None:
    made = changed(NOTICE, tmp_path, lambda content: content["findings"].clear())
    assert made.refusals == ()
    assert (made.told, len(made.sums)) == (0, len(checked(NOTICE).sums))
    assert "allocation#1 row 1 (合计)" in made.sums[0]


def test_a_wrong_shape_and_a_lost_source_are_refusals_of_their_case(tmp_path: Path) -> None:
    made = changed(NOTICE, tmp_path, lambda content: content.update(gold_version=7))
    assert "is gold of version 7" in made.refusals[0]
    lost = CaseFiles(name="x", folder=tmp_path, gold_file=NOTICE / "gold.json",
                     source=tmp_path / "none.txt")  # fmt: skip
    (sentence,) = check_case(lost, builtin_kinds(), SETTINGS).refusals
    assert "none.txt" in sentence


def test_codes_in_columns_and_texts_in_pieces_are_found() -> None:
    scope = Scope([Part(1, "208\t05\t\t行政事业单位"), Part(2, "\t\t02\t养老支出 1,234.50|(6.00)")])
    assert scope.says_code("2080502")
    assert not scope.says_code("2080503")
    assert scope.says("行政事业单位养老支出")
    assert not scope.says("行政事业单位养老保险")
    assert {str(value) for value in scope.counts} >= {"1234.50", "6.00", "208"}
