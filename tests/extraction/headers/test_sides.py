"""收入 | 支出: two tables side by side to one row per side."""

from extraction.headers.sides import map_sides
from tests.builders import KINDS, column, lines_of, segment

SUMMARY = "revenue_expenditure_summary"
HEADER = """
    收 入||支 出|
    项 目|预算数|项 目|预算数
"""
SIDED = ("side", "item", "amount")


def sides(body: str, header: str = HEADER, kind: str = SUMMARY) -> list[str]:
    return lines_of(map_sides(segment(kind, header, body), KINDS[kind]), *SIDED)


def test_all_revenue_rows_come_first() -> None:
    body = """
        一、一般公共预算拨款收入|9.00|一、教育支出|5.00
        二、事业收入||二、卫生健康支出|4.00
        收 入 总 计|9.00|支 出 总 计|9.00
    """
    assert sides(body) == [
        "revenue|一、一般公共预算拨款收入|9.00",
        "revenue|二、事业收入|",
        "revenue|收入总计|9.00",
        "expenditure|一、教育支出|5.00",
        "expenditure|二、卫生健康支出|4.00",
        "expenditure|支出总计|9.00",
    ]


def test_a_row_of_the_right_half_alone() -> None:
    assert sides("||三、交通运输支出|1.00") == ["expenditure|三、交通运输支出|1.00"]
    assert sides("||三、交通运输支出|") == ["expenditure|三、交通运输支出|"]


def test_a_row_of_the_left_half_alone() -> None:
    assert sides("三、事业收入|1.00||") == ["revenue|三、事业收入|1.00"]
    assert sides("三、事业收入|1.00") == ["revenue|三、事业收入|1.00"]


def test_a_row_shifted_over_the_middle_goes_to_the_side_that_it_names() -> None:
    body = """
        一、一般公共预算拨款收入|9.00|一、教育支出|5.00
        二、卫生健康支出|4.00
    """
    mapped = map_sides(segment(SUMMARY, HEADER, body), KINDS[SUMMARY])
    assert lines_of(mapped, *SIDED)[-1] == "expenditure|二、卫生健康支出|4.00"
    assert [line for line, _ in mapped.moved] == [4]


def test_a_row_shifted_by_one_column() -> None:
    body = """
        一、一般公共预算拨款收入|9.00|一、教育支出|5.00
        |二、事业收入|2.00|二、卫生健康支出|4.00
    """
    assert sides(body)[1] == "revenue|二、事业收入|2.00"
    assert sides(body)[-1] == "expenditure|二、卫生健康支出|4.00"


def test_one_header_row() -> None:
    body = "一、财政拨款收入|9.00|一、教育支出|9.00"
    assert sides(body, "收入项目|预算数|支出项目|预算数") == [
        "revenue|一、财政拨款收入|9.00",
        "expenditure|一、教育支出|9.00",
    ]


def test_the_total_column_of_a_broken_down_right_half_counts() -> None:
    header = """
        收入||支出|||
        项目|金额|项目|合计|一般公共预算|政府性基金预算
    """
    body = "一、本年收入|9.00|一、本年支出|9.00|7.00|2.00"
    assert sides(body, header, "fiscal_appropriation_summary") == [
        "revenue|一、本年收入|9.00",
        "expenditure|一、本年支出|9.00",
    ]


def test_items_lose_layout_blanks_and_keep_their_numbers() -> None:
    mapped = map_sides(segment(SUMMARY, HEADER, "（一） 拨款 收入|1.00||"), KINDS[SUMMARY])
    assert column(mapped, "item") == ["（一）拨款收入"]


def test_every_row_keeps_its_own_line() -> None:
    body = "甲收入|1.00|甲支出|1.00\n乙收入|2.00|乙支出|2.00"
    mapped = map_sides(segment(SUMMARY, HEADER, body), KINDS[SUMMARY])
    assert mapped.lines == (3, 4, 3, 4)
    assert len(mapped.rows) == 4


def test_halves_that_can_not_be_told_apart_are_said_so() -> None:
    mapped = map_sides(segment(SUMMARY, "甲|乙", "甲|1.00"), KINDS[SUMMARY])
    assert mapped.rows == ()
    assert "can't be told apart" in mapped.notes[-1]
