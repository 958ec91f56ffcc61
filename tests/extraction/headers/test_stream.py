"""Blocks in reading order to segments: what goes on, what begins, what is of which kind."""

import pytest

from extraction.headers.stream import Stream
from extraction.headers.vocabulary import vocabulary
from schemas.document import Segment
from schemas.grid import Block
from schemas.kinds import builtin_kinds
from tests.builders import blocks_of, extracted, only, printed_grid, tabbed

HEADER = "科目编码|科目名称|合计|基本支出|项目支出"
FIRST = """
    |合计|9.00|5.00|4.00
    205|教育支出|5.00|5.00|
    20502|普通教育|5.00|5.00|
"""
SECOND = """
    208|社会保障和就业支出|4.00||4.00
    20805|行政事业单位养老支出|4.00||4.00
"""


def segments(*parts: str | Block) -> tuple[Segment, ...]:
    kinds = builtin_kinds()
    stream = Stream(kinds, vocabulary(kinds))
    for block in blocks_of(*parts):
        stream.take(block)
    return stream.finish()


def flat(*rows: str) -> str:
    return "\n".join(part.strip("\n") for part in rows)


def test_a_titled_table() -> None:
    (made,) = segments("支出总表\n单位：元", flat(HEADER, FIRST))
    assert made.kind == "expenditure_by_function"
    assert made.title == "支出总表"
    assert made.unit == "元"
    assert (len(made.header), len(made.body)) == (1, 3)
    assert made.extent.lines == (3, 6)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("支出总表", "expenditure_by_function"),
        ("2024年政府性基金预算支出表", "fund_expenditure"),
        ("国有资本经营预算支出表", "state_capital_expenditure"),
    ],
)
def test_like_headers_are_told_apart_by_the_title(title: str, kind: str) -> None:
    (made,) = segments(title, flat(HEADER, FIRST))
    assert made.kind == kind


REPEATED = "支出总表\n单位：元"


@pytest.mark.parametrize(
    ("between", "header"),
    [("- 3 -", True), ("- 3 -", False), ("- 3 -\n第4页", False), (REPEATED, True)],
    ids=["page number, header", "page number", "two page numbers", "title, header"],
)
def test_a_table_goes_on_over_a_page_break(between: str, header: bool) -> None:
    rest = flat(HEADER, SECOND) if header else SECOND
    (made,) = segments("支出总表\n单位：元", flat(HEADER, FIRST), between, rest)
    assert made.kind == "expenditure_by_function"
    assert len(made.body) == 5
    assert made.extent.lines is not None
    assert made.extent.lines[0] == 3


@pytest.mark.parametrize(
    "header",
    [
        "科目编码|科目名称|合计||项目支出",
        "科目编玛|科目名称|合计|基本支出|项目文出",
        "科目编码|科目名称 |合计|基本支出项目支出",
    ],
    ids=["a cell lost", "two misread", "two in one"],
)
@pytest.mark.parametrize("first", [False, True])
def test_a_table_goes_on_where_one_of_its_headers_is_damaged(header: str, first: bool) -> None:
    one, two = (header, HEADER) if first else (HEADER, header)
    (made,) = segments("支出总表\n单位：元", flat(one, FIRST), "- 3 -", flat(two, SECOND))
    assert made.kind == "expenditure_by_function"
    assert len(made.body) == 5
    assert [cell.text for cell in made.header[0].cells] == HEADER.split("|")


@pytest.mark.parametrize("first", [False, True])
def test_a_table_goes_on_where_one_of_its_headers_is_one_row(first: bool) -> None:
    two = "支出经济分类科目||本年一般公共预算基本支出||\n科目编码|科目名称|合计|人员经费|公用经费"
    one = "支出经济分类科目科目编码|科目名称|本年一般公共预算基本支出合计|人员经费|公用经费"
    above, below = (one, two) if first else (two, one)
    rows = "301|工资福利支出|9.00|5.00|4.00"
    (made,) = segments("一般公共预算基本支出表", flat(above, rows), "- 3 -", flat(below, rows))
    assert (made.kind, len(made.body)) == ("general_basic_by_economic", 2)


def test_a_header_that_is_much_alike_may_begin_another_table() -> None:
    unit = "单位编码|单位名称|合计|基本支出|||项目支出\n|||小计|人员经费|公用经费|"
    subject = unit.replace("单位", "科目")
    rows = "101|某局|9.00|5.00|4.00|1.00|4.00"
    made = segments("一般公共预算支出表", flat(subject, FIRST), "- 3 -", flat(unit, rows))
    assert [s.kind for s in made] == ["general_budget_by_function", "general_budget_by_unit"]


def test_a_table_goes_on_after_blank_lines() -> None:
    text = "支出总表\n\n" + tabbed(flat(HEADER, FIRST)) + "\n\n" + tabbed(SECOND)
    assert len(only(extracted(text, "map").tables, "expenditure_by_function").rows) == 5


def test_another_title_begins_another_table_with_the_same_header() -> None:
    made = segments(
        "政府性基金预算支出表",
        flat(HEADER, FIRST),
        "国有资本经营预算支出表",
        flat(HEADER, SECOND),
    )
    assert [(s.kind, len(s.body)) for s in made] == [
        ("fund_expenditure", 3),
        ("state_capital_expenditure", 2),
    ]


TWO_TABLES = flat(
    "支出总表||||",
    HEADER,
    FIRST,
    "一般公共预算“三公”经费支出表|||||",
    "“三公”经费合计|因公出国（境）费|公务用车购置及运行费|||公务接待费",
    "||小计|公务用车购置费|公务用车运行费|",
    "9.00|0.00|7.00|4.00|3.00|2.00",
)


def test_two_tables_in_one_block_come_apart() -> None:
    made = segments(TWO_TABLES)
    assert [s.kind for s in made] == ["expenditure_by_function", "three_public"]
    assert len(made[1].body) == 1


def test_the_second_table_of_a_block_keeps_its_title() -> None:
    assert [(s.title, len(s.body)) for s in segments(TWO_TABLES)] == [
        ("支出总表", 3),
        ("一般公共预算“三公”经费支出表", 1),
    ]


def test_two_tables_of_one_header_in_one_block_come_apart() -> None:
    other = "国有资本经营预算支出表||||"
    made = segments(flat("政府性基金预算支出表||||", HEADER, FIRST, other, HEADER, SECOND))
    assert [(s.kind, len(s.body)) for s in made] == [
        ("fund_expenditure", 3),
        ("state_capital_expenditure", 2),
    ]


def test_title_and_unit_inside_the_block() -> None:
    (made,) = segments(flat("预算03表||支出总表||", "||||单位：万元", HEADER, FIRST))
    assert made.kind == "expenditure_by_function"
    assert made.unit == "万元"
    assert len(made.body) == 3


def test_a_table_of_headers_with_a_remark_has_no_rows() -> None:
    (made,) = segments("政府性基金预算支出表", flat(HEADER, "备注：本单位无此项预算||||"))
    assert made.kind == "fund_expenditure"
    assert made.body == ()
    assert made.notes == ("备注：本单位无此项预算",)
    text = "政府性基金预算支出表\n" + tabbed(HEADER) + "备注：本单位无此项预算\n"
    assert only(extracted(text, "map").tables, "fund_expenditure").rows == ()


def test_a_table_of_no_kind_is_kept_as_such() -> None:
    (made,) = segments("天气情况表", "日期|天气|气温\n一日|晴|12.5\n二日|雨|9.0")
    assert made.kind == "table"
    assert made.title == "天气情况表"
    assert len(made.body) == 2


def test_unit_in_a_header_cell() -> None:
    (made,) = segments("支出总表", flat(HEADER.replace("合计", "合计(万元)"), FIRST))
    assert made.unit == "万元"


def test_prose_between_tables_makes_no_segments() -> None:
    assert segments("本部门支出总表反映全部支出。\n收入增加。") == ()
    assert segments() == ()


def test_grids_without_anything_printed_make_no_segments() -> None:
    assert segments(printed_grid("||\n||")) == ()


SIDES = """
    收 入||支 出|
    项 目|预算数|项 目|预算数
    一、一般公共预算拨款收入|9.00|一、教育支出|5.00
    二、事业收入||二、卫生健康支出|4.00
"""
SIDES_ON = """
    ||三、节能环保支出|
    ||四、交通运输支出|
    收入总计|9.00|支出总计|9.00
"""


def test_the_right_half_alone_goes_on_with_a_table_of_two_sides() -> None:
    (made,) = segments("收支总表\n单位：元", SIDES, "- 2 -", SIDES_ON)
    assert made.kind == "revenue_expenditure_summary"
    assert len(made.body) == 5


def test_no_row_is_lost_above_a_row_of_labels_after_a_page_break() -> None:
    rest = SIDES_ON.replace("收入总计", "上年结转结余||年终结转结余|\n    收入总计", 1)
    made = segments("收支总表\n单位：元", SIDES, "- 2 -", rest)
    assert sum(len(s.header) + len(s.body) for s in made) == 2 + 6
    assert made[0].kind == "revenue_expenditure_summary"
    assert len(made[0].body) == 6
