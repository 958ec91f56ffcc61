"""What is wrong and claims to be right is found, by what is wrong with it."""

from pathlib import Path

from evals.bench.silent import CONDITIONS, counted, documents
from evals.cases.gold import Gold, gold_of
from extraction.export.payload import document_payload
from extraction.export.result import Result, parse_result
from tests.builders import extracted, tabbed

TEXT = tabbed("""
    支出总表
    单位：元
    科目编码|科目名称|合计|基本支出|项目支出
    |合计|9.00|5.00|4.00
    205|教育支出|5.00|5.00|
    208|社会保障和就业支出|4.00||4.00
""")
ROWS = (
    {"name": "合计", "total": "9.00", "basic": "5.00", "project": "4.00"},
    {"code": "205", "name": "教育支出", "total": "5.00", "basic": "5.00"},
    {"code": "208", "name": "社会保障和就业支出", "total": "4.00", "project": "4.00"},
)


def result() -> Result:
    return parse_result(document_payload(extracted(TEXT)))


def gold(*rows: dict[str, str], expected: str | None = None) -> Gold:
    finding = {
        "class": "sum", "table": "expenditure_by_function#1", "row": "合计", "column": "total",
        "printed": "9.00", "expected": expected, "lines": [4], "why": "planted",
    }  # fmt: skip
    table = {"kind": "expenditure_by_function", "ordinal": 1, "unit": "元", "rows": list(rows)}
    return gold_of(
        {"document": "one.txt", "tables": [table], "findings": [finding] if expected else []}
    )


def sorts(made: Gold) -> list[tuple[str, str]]:
    return [(cell.at.field, cell.sort) for cell in counted("one", made, result()).wrong]


def test_a_right_reading_has_none() -> None:
    found = counted("one", gold(*ROWS), result())
    assert found.wrong == ()
    assert found.trusted >= 7


def test_a_figure_in_another_field_is_read_wrongly() -> None:
    shifted = {**ROWS[2], "basic": "4.00"}
    del shifted["project"]
    assert sorts(gold(*ROWS[:2], shifted)) == [("project", "read wrongly")]


def test_a_row_that_gold_lacks_is_no_such_row() -> None:
    assert sorts(gold(*ROWS[:2])) == [("total", "no such row"), ("project", "no such row")]


def test_what_gold_calls_wrong_is_a_misprint() -> None:
    assert sorts(gold(*ROWS, expected="8.00")) == [("total", "misprint")]


def test_documents_as_they_are_hold_no_figure_that_was_read_wrongly(tmp_path: Path) -> None:
    (one,) = documents(1, 70_000, CONDITIONS["as they are"], tmp_path)
    assert one.trusted > 200
    assert one.wrong == ()
