"""Cells and findings against gold, on results made by hand."""

from decimal import Decimal
from typing import Any

import pytest

from evals.comparison import GoldTable, aligned, compare, normal
from evals.found import GoldFinding, compare_findings
from extraction.export.result import Result, parse_result


def cell(printed: str | None, status: str = "unchecked", line: int = 1) -> dict[str, Any]:
    return {
        "printed": printed,
        "status": status,
        "confidence": 0.9,
        "source": {"line": line, "column": 1},
        "checks": [],
        "suggestion": None,
        "reason": "look" if status == "suspect" else None,
    }


def result(rows: list[dict[str, dict[str, Any]]], findings: list[dict[str, Any]] = []) -> Result:  # noqa: B006
    table = {
        "kind": "fund_expenditure",
        "ordinal": 1,
        "title": None,
        "unit": "元",
        "source": {},
        "rows": [{"values": {f: c["printed"] for f, c in r.items()}, "cells": r} for r in rows],
        "notes": [],
    }
    return parse_result(
        {
            "document": {"name": "a.txt", "sha256": "0", "media_type": "text/plain", "pages": 1},
            "tables": [table],
            "checks": [],
            "findings": findings,
            "run": {"engine": "headers"},
        }
    )


def gold(*rows: dict[str, str | None]) -> list[GoldTable]:
    return [GoldTable(kind="fund_expenditure", ordinal=1, rows=rows)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (None, None),
        (" 　", None),
        ("1,234.50", Decimal("1234.50")),
        ("１２", Decimal(12)),
        ("合　计", "合计"),
        ("<b>合计</b>", "合计"),
        ("1,23", "1,23"),
        ("“三公”", '"三公"'),
    ],
)
def test_a_printed_text_has_one_form(text: str | None, wanted: object) -> None:
    assert normal(text) == wanted


def test_alignment_keeps_the_order_and_takes_the_most_alike() -> None:
    pairs = aligned(3, 4, lambda i, j: 2 if (i, j) in {(0, 0), (1, 2), (2, 3)} else i == 1 == j)
    assert pairs == ((0, 0), (1, 2), (2, 3))
    assert aligned(0, 2, lambda i, j: 1) == ()
    assert aligned(2, 2, lambda i, j: 0) == ()


def test_right_cells_blanks_and_text_forms_count_as_right() -> None:
    rows = [{"code": cell("212"), "total": cell("1,000.00", "proved"), "basic": cell(None)}]
    score = compare(gold({"code": "212", "total": "1000.00", "basic": None}), result(rows))
    assert (score.cells, score.cells_right, score.amounts, score.amounts_right) == (2, 2, 1, 1)
    assert (score.extra, score.silent, score.misses) == (0, 0, ())


def test_a_wrong_cell_is_silent_only_under_a_safe_status() -> None:
    for status, silent in (("proved", 1), ("suspect", 0), ("unchecked", 0), ("repaired", 1)):
        rows = [{"code": cell("212"), "total": cell("9.00", status)}]
        score = compare(gold({"code": "212", "total": "1.00"}), result(rows))
        assert (score.cells_right, score.amounts_right, score.silent) == (1, 0, silent)


def test_rows_and_tables_too_many_are_extra_and_missing_ones_wrong() -> None:
    rows = [{"code": cell("212"), "total": cell("1.00")}, {"code": cell("213")}]
    score = compare(gold({"code": "212", "total": "1.00"}), result(rows))
    assert (score.cells_right, score.extra) == (2, 1)
    score = compare([], result(rows))
    assert (score.tables, score.cells, score.extra) == (0, 0, 3)
    score = compare(gold({"code": "999"}, {"code": "998"}), result(rows))
    assert (score.cells, score.cells_right, score.extra) == (2, 0, 3)


def planted(**changes: Any) -> GoldFinding:
    base = {
        "finding_class": "ocr_digit",
        "table": "fund_expenditure#1",
        "row": "212",
        "column": "total",
        "printed": "9.00",
        "expected": "1.00",
        "lines": (5,),
        "why": "",
    }
    return GoldFinding.model_validate({**base, **changes})


def made(**changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "class": "sum",
        "cells": [["fund_expenditure", 1, 0, "total"]],
        "printed": "9.00",
        "expected": "1.00",
        "message": "",
        "source": {"lines": [5, 5]},
    }
    return {**base, **changes}


def test_a_finding_about_the_planted_row_finds_the_error() -> None:
    rows = [{"total": cell("9.00", line=5)}]
    score = compare_findings([planted()], result(rows, [made()]))
    assert score.classes["ocr_digit"] == (1, 1, 0, 0)
    assert score.false == ()
    score = compare_findings([planted()], result(rows, [made(**{"class": "ocr_digit"})]))
    assert score.classes["ocr_digit"] == (1, 1, 1, 0)


def test_a_finding_elsewhere_is_false_and_the_error_missed() -> None:
    rows = [{"total": cell("9.00", line=50)}]
    elsewhere = made(printed="7.00", source={"lines": [50, 50]})
    score = compare_findings([planted()], result(rows, [elsewhere]))
    assert score.classes["ocr_digit"] == (1, 0, 0, 0)
    assert score.classes["sum"] == (0, 0, 0, 1)
    assert len(score.missed) == len(score.false) == 1


def test_an_error_of_the_prose_is_told_by_its_line_and_figure() -> None:
    error = planted(finding_class="narrative", table=None, row=None)
    said = made(**{"class": "narrative"}, cells=[])
    other = made(**{"class": "narrative"}, cells=[], printed="3.00")
    assert compare_findings([error], result([], [said])).classes["narrative"] == (1, 1, 1, 0)
    assert compare_findings([error], result([], [other])).classes["narrative"] == (1, 0, 0, 1)
