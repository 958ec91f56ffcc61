"""Which rows are header, which kind a table is of, and which header words are known."""

import pytest

from extraction.headers.context import kind_named
from extraction.headers.flat import (
    header_start,
    is_header_row,
    kind_of,
    same_header,
    split_rows,
)
from extraction.headers.similarity import similarity
from extraction.headers.vocabulary import header_form, vocabulary
from tests.builders import KINDS, printed_row, printed_rows

WORDS = vocabulary(tuple(KINDS.values()))


def kind(header: str, *titles: str, body: str = "") -> tuple[str, str | None]:
    rows = (*printed_rows(header), *(printed_rows(body, 9) if body else ()))
    return kind_of(split_rows(rows, WORDS), titles, tuple(KINDS.values()), False)


@pytest.mark.parametrize(
    ("row", "heads"),
    [
        ("科目编码|科目名称|合计", True),
        ("科 目 编 码|科 目 名 称|合 计", True),
        ("项目编码|项目名称|项目单位|合计|本年拨款", True),
        ("205|教育支出|5.00", False),
        ("|合计|5.00", False),
        ("合计", False),
        ("日期|天气|气温", False),
    ],
)
def test_header_rows(row: str, heads: bool) -> None:
    assert is_header_row(printed_row(row), WORDS) is heads


def test_header_and_body_part_and_remarks_stay_out() -> None:
    made = split_rows(
        printed_rows("""
            科目编码|科目名称|合计|基本支出|
            |||人员经费|公用经费
            205|教育支出|5.00|4.00|1.00
            科目编码|科目名称|合计|基本支出|
            208|社会保障和就业支出|1.00|1.00|
            注：金额单位为元||||
        """),
        WORDS,
    )
    assert (len(made.header), len(made.body)) == (2, 2)
    assert made.remarks == ("注：金额单位为元",)


def test_the_header_may_stand_below_a_title() -> None:
    rows = printed_rows("支出总表||\n||单位：元\n科目编码|科目名称|合计\n205|教育支出|5.00")
    assert header_start(rows, WORDS) == 2
    assert header_start(rows[3:], WORDS) is None


@pytest.mark.parametrize("name", [k for k, v in KINDS.items() if v.layout == "rows"])
def test_a_table_under_its_own_title_and_headers_is_of_its_kind(name: str) -> None:
    specs = [s for s in KINDS[name].fields() if s.headers]
    header = "|".join(s.headers[0].split("/")[-1] for s in specs)
    assert kind(header, KINDS[name].title) == (name, KINDS[name].title)


def test_headers_alone_name_a_kind_where_they_are_its_own() -> None:
    header = "“三公”经费合计|因公出国（境）费|公务用车购置费|公务用车运行费|公务接待费"
    assert kind(header) == ("three_public", None)
    buy = "单位代码|单位名称|项目|政府采购品目|采购数量|单价|计量单位|采购金额"
    assert kind(buy)[0] == "procurement"


def test_an_exact_title_weighs_more_than_a_broken_header() -> None:
    basic = "2023年一般公共预算基本支出表"
    for broken in (
        "部门预算支出经济分类科目科目编码|科目名称|本年一般公共预算基本支出合计|人员经费|公用经费",
        "科目编码|科目名称|基本支出|人员经费|公用经费",
        "科目编码|科目名称|合计|基本支出人员经费|公用经费",
    ):
        assert kind(broken, basic) == ("general_basic_by_economic", basic)


def test_a_header_that_is_all_another_kinds_weighs_more_than_a_title() -> None:
    title = "政府采购预算表"
    assert kind("科目编码|科目名称|合计|基本支出|项目支出|上缴上级支出", title) == (
        "expenditure_by_function",
        title,
    )


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("2023年一般公共预算基本支出表", "general_basic_by_economic"),
        ("某市某局2023年支出总表", "expenditure_by_function"),
        ("财政拨款收支总表", "fiscal_appropriation_summary"),
        ("一般公共预算项目支出表", None),
        ("天气情况表", None),
    ],
)
def test_titles_that_name_one_kind(title: str, named: str | None) -> None:
    assert kind_named(title, tuple(KINDS.values())) is (None if named is None else KINDS[named])


def test_an_allocation_needs_its_title() -> None:
    assert kind("区|合计|道路养护|路灯维护", "2024年资金分配表")[0] == "allocation"
    assert kind("区|合计|道路养护|路灯维护", "天气情况表")[0] == "table"


def test_two_sided_tables_are_told_apart_by_title_and_items() -> None:
    header = "收入||支出|\n项目|预算数|项目|预算数"
    body = "一、本年收入|1.00|一、本年支出|1.00\n（一）一般公共预算拨款|1.00|（一）教育支出|1.00"
    assert kind(header, "收支总表")[0] == "revenue_expenditure_summary"
    assert kind(header, "财政拨款收支总表")[0] == "fiscal_appropriation_summary"
    assert kind(header, body=body)[0] == "fiscal_appropriation_summary"


def test_repeated_headers_are_known_by_their_words_and_not_their_columns() -> None:
    rows = printed_rows("科目编码|科目名称|合计")
    assert same_header(rows, printed_rows("科目编码||科目名称|合 计"))
    assert not same_header(rows, printed_rows("项目编码|项目名称|合计"))
    assert not same_header(rows, ())


@pytest.mark.parametrize(
    ("printed", "form"),
    [
        ("合计（万元）", "合计"),
        ("金额(元)", "金额"),
        ("2024年预算数", "预算数"),
        ("其中：面向中小企业", "面向中小企业"),
        ("项目名称：", "项目名称"),
        ("“三公”经费合计", "三公经费合计"),
    ],
)
def test_headers_are_compared_without_units_and_years(printed: str, form: str) -> None:
    assert header_form(printed) == form


def test_likeness() -> None:
    assert similarity("合计", "合计") == 1
    assert similarity("基本支出", "项目支出") < 0.8
    assert similarity("事业单位经营支出", "事业单位经营支岀") > 0.8
    assert similarity("甲", "乙") == 0
