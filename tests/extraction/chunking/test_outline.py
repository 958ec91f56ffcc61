import pytest

from extraction.chunking.outline import LONGEST_PARENT, outline, shortened
from schemas.grid import GridCell, GridRow
from schemas.source import Source
from tests.builders import printed_rows


def above(text: str) -> list[str]:
    return [" > ".join(place.above) for place in outline(printed_rows(text))]


def ranks(text: str) -> list[int | None]:
    return [place.rank for place in outline(printed_rows(text))]


CODES = """
    | 合计 | 12.00
    201 | 一般公共服务支出 | 9.00
    20103 | 政府办公厅 | 9.00
    2010301 | 行政运行 | 4.00
    2010302 | 一般行政管理事务 | 5.00
    208 | 社会保障和就业支出 | 3.00
    20805 | 行政事业单位养老支出 | 3.00
"""


def test_a_row_stands_under_the_codes_that_begin_its_own() -> None:
    assert above(CODES) == [
        "",
        "",
        "201 一般公共服务支出",
        "201 一般公共服务支出 > 20103 政府办公厅",
        "201 一般公共服务支出 > 20103 政府办公厅",
        "",
        "208 社会保障和就业支出",
    ]


def test_a_code_without_parents_opens_a_group_and_a_total_none() -> None:
    assert ranks(CODES) == [None, 0, 1, 2, 2, 0, 1]


def test_codes_before_names_in_one_cell() -> None:
    text = "[201]一般公共服务支出|9.00\n[20103]政府办公厅|9.00\n208社会保障|3.00\n20805养老|3.00"
    assert above(text) == ["", "201 一般公共服务支出", "", "208 社会保障"]


def test_codes_in_three_columns_with_parts_left_out() -> None:
    text = """
        201 |    |    | 一般公共服务支出 | 9.00
            | 03 |    | 政府办公厅 | 9.00
            | 03 | 01 | 行政运行 | 4.00
        201 | 03 | 02 | 一般行政管理事务 | 4.00
        208 |    |    | 社会保障和就业支出 | 3.00
    """
    parents = "201 一般公共服务支出 > 20103 政府办公厅"
    assert above(text) == ["", "201 一般公共服务支出", parents, parents, ""]


def test_a_code_beside_a_total_is_no_parent() -> None:
    assert above("354 | 合计 | 9.00\n354001 | 局机关 | 9.00") == ["", ""]


def test_figures_are_no_codes() -> None:
    assert above("甲 | 12 | 100\n乙 | 120 | 1200\n120 | 1200\n12.00 | 5") == [""] * 4


def test_numbering_nests_and_figures_are_no_numbers() -> None:
    text = """
        一、本年收入 | 10.00
        （一）财政拨款 | 8.00
        1.00 | 2.00
        1.一般公共预算 | 6.00
        2、政府性基金 | 2.00
        （二）事业收入 | 2.00
        本年收入合计 | 10.00
        （三）其他 | 1.00
        二、上年结转 | 2.00
    """
    assert above(text) == [
        "",
        "一、本年收入",
        "",
        "一、本年收入 > （一）财政拨款",
        "一、本年收入 > （一）财政拨款",
        "一、本年收入",
        "",
        "",
        "",
    ]


def test_numbering_runs_in_each_column_by_itself() -> None:
    text = """
        一、财政拨款 | 8.00 | 一、一般公共服务 | 5.00
        （一）一般公共预算 | 6.00 | 二、国防 | 1.00
        | | 三、教育 | 1.00
    """
    assert above(text) == ["", "一、财政拨款", ""]


def test_merged_cells_are_carried_down_until_printed_again() -> None:
    text = """
        产出指标 | 数量指标 | 培训人数 | ≥100人
                |          | 培训期数 | 12期
                | 质量指标 | 合格率 | ≥95%
                |          | 投诉率 | ≤1%
        效益指标 |          | 满意率 | ≥90%
    """
    assert above(text) == ["", "产出指标 > 数量指标", "产出指标", "产出指标 > 质量指标", ""]
    assert ranks(text) == [0, None, None, None, 0]


def test_blanks_under_figures_and_totals_carry_nothing() -> None:
    assert above("合计 | 5.00\n | 3.00\n3.00 | x\n | y\n注：无 | x\n | y") == [""] * 6


def cell(text: str, row_span: int = 1) -> GridCell:
    return GridCell(text=text, source=Source(line=1), row_span=row_span)


@pytest.mark.parametrize(("span", "carried"), [(1, ()), (2, ("某局",))])
def test_known_spans_say_how_far_a_merged_cell_goes(span: int, carried: tuple[str, ...]) -> None:
    rows = (
        GridRow(cells=(cell("某局", span), cell("甲"))),
        GridRow(cells=(cell(""), cell("乙"))),
        GridRow(cells=(cell(""), cell("丙"))),
    )
    assert [place.above for place in outline(rows, spans_known=True)] == [(), carried, ()]


def test_long_parents_are_shortened() -> None:
    long = shortened("长" * 100)
    assert (len(long), long[-1]) == (LONGEST_PARENT, "…")
    assert shortened("短") == "短"


def test_rows_without_print_and_no_rows() -> None:
    assert above(" | ") == [""]
    assert outline(()) == ()
