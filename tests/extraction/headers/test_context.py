"""What stands around a table: title, unit; and what is neither."""

import pytest

from extraction.headers.context import (
    clean_title,
    context_of,
    is_banner,
    is_page_furniture,
    is_title_like,
    title_likeness,
)
from schemas.grid import Paragraph
from tests.builders import KINDS, paragraph, printed_row


def texts(*lines: str) -> list[Paragraph]:
    return [paragraph(text, number) for number, text in enumerate(lines, 1)]


def test_the_nearest_title_comes_first() -> None:
    context = context_of(texts("第二部分 预算表", "表3 支出总表", "单位：万元"))
    assert context.titles[0] == "支出总表"
    assert context.unit == "万元"


def test_the_nearest_unit_counts() -> None:
    assert context_of(texts("单位：元", "支出总表", "单位：万元")).unit == "万元"
    assert context_of(texts("支出总表")).unit is None


def test_nothing_around() -> None:
    context = context_of([])
    assert context.titles == ()
    assert context.unit is None


@pytest.mark.parametrize(
    "lines",
    [
        ("一、收支总表", "二、收入总表", "三、支出总表", "四、财政拨款收支总表"),
        ("表1. 收支总表", "表2. 收入总表", "表3. 支出总表"),
        ("- 收支总表", "- 收入总表", "- 支出总表"),
    ],
)
def test_a_table_of_contents_gives_no_title(lines: tuple[str, ...]) -> None:
    assert context_of(texts(*lines)).titles == ()
    assert context_of(texts(*lines, "以上为目录。", "收入总表")).titles == ("收入总表",)


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("## 表3 支出总表", "支出总表"),
        ("**支 出 总 表**", "支出总表"),
        ("附表2：收入总表", "收入总表"),
        ("支出总表（续）", "支出总表"),
        ("支出总表续表", "支出总表"),
        ("一般公共预算支出表（分单位）", "一般公共预算支出表（分单位）"),
    ],
)
def test_titles_lose_marks_numbers_and_blanks(printed: str, title: str) -> None:
    assert clean_title(printed) == title


@pytest.mark.parametrize(
    "text",
    [
        "- 3 -",
        "第3页",
        "3/12",
        "12",
        "表3",
        "附表一",
        "预算01表",
        "单位：万元",
        "部门：某局",
        "填报日期：2024年1月",
    ],
)
def test_page_furniture_is_no_title(text: str) -> None:
    assert is_page_furniture(text)
    assert not is_title_like(text)
    assert context_of(texts("支出总表", text)).titles == ("支出总表",)


@pytest.mark.parametrize(
    "text",
    [
        "本表反映部门全部支出情况。",
        "注：本表为空表",
        "某局负责全区交通工作",
        "支出情况说明如下：",
        "表" * 80,
    ],
)
def test_prose_is_no_title(text: str) -> None:
    assert not is_title_like(text)


def test_a_title_names_its_kind_best() -> None:
    def best(title: str) -> str:
        return max(KINDS, key=lambda name: title_likeness(title, KINDS[name]))

    for name in KINDS:
        if KINDS[name].layout != "form":
            assert best(KINDS[name].title) == name
            assert best(f"2024年{KINDS[name].title}") == name
    assert title_likeness("天气预报表", KINDS["three_public"]) == 0


@pytest.mark.parametrize(
    ("row", "banner"),
    [
        ("预算01表||收支预算总表", True),
        ("||单位：万元", True),
        ("收支预算总表|", True),
        ("合计|1.00", False),
        ("||", False),
        ("本年收入合计|", False),
    ],
)
def test_rows_inside_a_block_that_only_hold_its_title(row: str, banner: bool) -> None:
    assert is_banner(printed_row(row)) is banner
