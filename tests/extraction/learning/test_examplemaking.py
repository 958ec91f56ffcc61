"""Examples from tables whose rows are shifted, torn apart or of no field."""

import json

from extraction.export.payload import document_payload
from extraction.learning.examplemaking import example_of
from prompts.example import Example
from schemas.document import Segment
from tests.builders import KINDS, extracted
from tests.builders import segment as made_segment

HEADER = "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"
ROWS = (
    " | 合计 | 100.00 | 60.00 | 40.00",
    "201 | 一般公共服务支出 | 100.00 | 60.00 | 40.00",
    "20103 | 政府办公厅事务 | 100.00 | 60.00 | 40.00",
    "2010301 | 行政运行 | 60.00 | 60.00 | ",
    "2010302 | 一般行政管理事务 | 40.00 |  | 40.00",
)


def text_of(rows: tuple[str, ...]) -> str:
    lines = ["支出总表", "单位：万元", *(row.replace("|", "\t").replace(" ", "") for row in rows)]
    return "\n".join(lines)


def example(rows: tuple[str, ...]) -> Example | None:
    text = text_of((HEADER, *rows))
    segments = extracted(text, "classify").segments
    exported = document_payload(extracted(text))["tables"][0]
    return example_of("a" * 64, exported, KINDS["expenditure_by_function"], segments)


def test_a_shifted_row_is_told_as_shifted() -> None:
    found = example(("合计 | 100.00 | 60.00 | 40.00 | ", *ROWS[1:]))
    assert found is not None
    plan = json.loads(found.plan)
    assert [c["field"] for c in plan["columns"]] == ["code", "name", "total", "basic", "project"]
    fields = ("name", "total", "basic", "project")
    columns = [{"column": n, "field": name} for n, name in enumerate(fields, start=1)]
    assert plan["shifted"] == [{"row": 1, "columns": columns}]
    rows = json.loads(found.rows)["rows"]
    assert rows[0] == {
        "r": [1], "name": "合计", "total": "100.00", "basic": "60.00", "project": "40.00",
    }  # fmt: skip


def test_a_plain_table_makes_a_plain_plan() -> None:
    found = example(ROWS)
    assert found is not None
    assert json.loads(found.plan).keys() == {"kind", "columns"}
    assert json.loads(found.rows)["rows"][0] == {
        "r": [1], "name": "合计", "total": "100.00", "basic": "60.00", "project": "40.00",
    }  # fmt: skip
    assert found.title == "支出总表"
    assert found.header == "科目编码 科目名称 合计 基本支出 项目支出"


def test_a_table_that_is_not_in_the_document_makes_no_example() -> None:
    exported = document_payload(extracted(text_of((HEADER, *ROWS))))["tables"][0]
    other: Segment = made_segment("expenditure_by_function", HEADER, "")
    kind = KINDS["expenditure_by_function"]
    assert example_of("a" * 64, exported, kind, (other,)) is None
    assert example_of("a" * 64, exported, kind, ()) is None
