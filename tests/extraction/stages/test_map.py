"""Stage map: segments to tables of rows, with notes and findings of what was moved."""

from extraction.kinds import kinds_of
from extraction.stages.map import map_segments
from schemas.document import Document, Segment
from tests.builders import (
    SETTINGS,
    column,
    extracted,
    lines_of,
    only,
    segment,
    tabbed,
    text_document,
)

HEADER = "科目编码|科目名称|合计|基本支出|项目支出"
TOTAL = "合计||9.00|5.00|4.00"
ROWS = "205|教育支出|5.00|5.00|\n208|社会保障和就业支出|4.00||4.00"


def mapped(*segments: Segment) -> Document:
    document = text_document("").model_copy(update={"segments": segments})
    return map_segments(document, SETTINGS)


def test_ordinals_count_the_tables_of_a_kind() -> None:
    made = mapped(
        segment("fund_expenditure", HEADER, ROWS),
        segment("expenditure_by_function", HEADER, ROWS),
        segment("fund_expenditure", HEADER, ROWS),
    )
    assert [(t.kind, t.ordinal) for t in made.tables] == [
        ("fund_expenditure", 1),
        ("expenditure_by_function", 1),
        ("fund_expenditure", 2),
    ]


def test_a_table_keeps_title_unit_and_extent() -> None:
    (made,) = mapped(segment("fund_expenditure", HEADER, ROWS, unit="万元")).tables
    assert made.title == "政府性基金预算支出表"
    assert made.unit == "万元"
    assert made.source.lines == (1, 3)


def test_rows_that_were_moved_are_one_finding_of_their_table() -> None:
    body = f"{TOTAL}\n{ROWS}\n|210|卫生健康支出|1.00|1.00|"
    made = mapped(segment("fund_expenditure", HEADER, body))
    (finding,) = made.findings
    assert finding.finding_class == "misaligned"
    assert finding.source.lines == (2, 5)
    assert "2 row(s)" in finding.message
    assert "line 2" in finding.message
    assert "line 5" in finding.message
    assert made.tables[0].notes


def test_a_straight_table_gives_no_finding_and_no_note() -> None:
    made = mapped(segment("fund_expenditure", HEADER, ROWS))
    assert made.findings == ()
    assert made.tables[0].notes == ()


def test_a_table_of_no_kind_is_exported_under_its_printed_headers() -> None:
    (made,) = mapped(segment("table", "日期|天气|\n|上午|下午", "一日|晴|雨\n二日||12.50")).tables
    assert made.kind == "table"
    assert lines_of(made, "日期", "天气/上午", "天气/下午") == ["一日|晴|雨", "二日||12.50"]


def test_columns_without_or_with_the_same_header_are_told_apart() -> None:
    (made,) = mapped(segment("table", "甲|甲|", "1|2|3")).tables
    assert list(made.rows[0].values.items()) == [("甲", "1"), ("甲 2", "2"), ("column 3", "3")]


def test_a_table_of_no_kind_without_rows_is_not_exported() -> None:
    assert mapped(segment("table", "甲|乙", "")).tables == ()


def test_a_known_table_without_rows_is_exported_empty() -> None:
    (made,) = mapped(segment("fund_expenditure", HEADER, "")).tables
    assert made.rows == ()


def test_codes_printed_elsewhere_settle_early_codes() -> None:
    text = """
        资产配置预算表
        单位代码|单位名称|项目|资产名称|资产数量|资产单价|总金额
        216|合计||||| 2.00
        |某局||||| 2.00
        216001|某局本级|设备购置|台式机|4|0.50|2.00
        .
        一般公共预算支出表（分单位）
        单位编码|单位名称|合计|基本支出|||项目支出
        |||小计|人员经费|公用经费|
        216|某局|2.00||||2.00
    """
    made = extracted(tabbed(text), "map")
    assert column(only(made.tables, "asset_allocation"), "code") == [None, "216", "216001"]


def test_a_kind_that_the_run_does_not_know_is_read_as_no_kind() -> None:
    assert "weather" not in {kind.kind for kind in kinds_of(SETTINGS)}
    (made,) = mapped(segment("weather", "甲|乙", "1|2")).tables
    assert made.kind == "weather"
    assert dict(made.rows[0].values) == {"甲": "1", "乙": "2"}
