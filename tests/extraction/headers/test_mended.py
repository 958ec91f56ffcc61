"""Header rows that were read wrongly are mended where only that makes headers of them."""

import pytest

from extraction.headers.mended import mended_headers
from extraction.headers.vocabulary import vocabulary
from tests.builders import KINDS, printed_rows

WORDS = vocabulary(tuple(KINDS.values()))


def mended(text: str) -> list[str]:
    rows = mended_headers(printed_rows(text), WORDS)
    return ["|".join(cell.text for cell in row.cells) for row in rows]


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("科目编码 科目名称|合计", "科目编码|科目名称|合计"),
        ("科目编码|科目名称 合 计|基本支出", "科目编码|科目名称|合 计|基本支出"),
        ("采购金额合计(元) 其中面向中小企业(元)", "采购金额合计(元)|其中面向中小企业(元)"),
    ],
)
def test_two_headers_in_one_cell_come_apart(printed: str, whole: str) -> None:
    assert mended(printed) == [whole]


@pytest.mark.parametrize(
    "header",
    [
        "科 目 编 码|项 目 支 出|合 计",
        "科目编码|基本支出 小计|合计",
        "科目编码|科目名称 甲|合计",
    ],
)
def test_one_header_with_blanks_stays_whole(header: str) -> None:
    assert mended(header) == [header]


def test_a_row_torn_in_two_is_one() -> None:
    header = "科目|科目|合计|基本|项目\n编码|名称||支出|支出\n201|某支出|3.00|2.00|1.00"
    assert mended(header) == [
        "科目编码|科目名称|合计|基本支出|项目支出",
        "201|某支出|3.00|2.00|1.00",
    ]


def test_groups_over_their_columns_are_two_rows() -> None:
    header = ["科目编码|科目名称|合计|基本支出||", "|||小计|人员经费|公用经费"]
    assert mended("\n".join(header)) == header


def test_nothing_below_the_first_figures_is_touched() -> None:
    rows = ["科目编码|科目名称|合计", "201|科目编码 科目名称|3.00", "科目|科目|", "编码|名称|"]
    assert mended("\n".join(rows)) == rows
