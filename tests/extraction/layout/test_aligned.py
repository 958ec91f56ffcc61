from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.layout import blocks_of
from schemas.grid import Grid, Paragraph
from schemas.page import Page, Rule
from tests.extraction.layout.drawing import (
    Ink,
    Sheet,
    merged_line,
    sheet_of,
    skewed,
    word,
    words_of,
)

TABLE = """
    科目编码|科目名称|合计|基本支出|<|<|项目支出
    ^|^|^|小计|人员经费|公用经费|^
    |合计|1,234.00|1,000.00|900.00|100.00|234.00
    201|一般公共服务支出|1,234.00|1,000.00|900.00|100.00|234.00
    20103|政府办公厅（室）及/相关机构事务|1,234.00|1,000.00|900.00|100.00|
    2010301|行政运行|1,000.00|1,000.00|900.00|100.00|
    2010302|一般行政管理事务|234.00||||234.00
"""


def bare(widths: tuple[float, ...] = (60, 100, 70, 70, 70, 70, 70)) -> Sheet:
    return sheet_of(TABLE, widths, [16, 16, 16, 16, 26, 16, 16])


def rows_of(page: Page) -> list[list[str]]:
    (grid,) = (b for b in blocks_of(page) if isinstance(b, Grid))
    assert not grid.spans_known
    return [[cell.text for cell in row.cells] for row in grid.rows]


def wanted(sheet: Sheet) -> list[list[str]]:
    made = [[""] * (len(sheet.xs) - 1) for _ in range(len(sheet.ys) - 1)]
    for cell in sheet.cells:
        made[cell.row][cell.column] = cell.text.replace("\n", "")
    return made


def test_a_table_without_rules() -> None:
    sheet = bare()
    ink = Ink(words_of(sheet))
    ink.words += [word("2024年支出总表", 220, 40, 14), word("单位：元", 480, 62, 9)]
    blocks = blocks_of(ink.page())
    assert [b.text for b in blocks if isinstance(b, Paragraph)] == ["2024年支出总表", "单位：元"]
    assert rows_of(ink.page()) == wanted(sheet)


def test_a_group_stands_in_the_first_of_its_columns() -> None:
    (grid,) = (b for b in blocks_of(Ink(words_of(bare())).page()) if isinstance(b, Grid))
    group = grid.rows[0].cells[3]
    assert (group.text, group.column_span) == ("基本支出", 3)


@pytest.mark.parametrize("glyphs", [True, False])
def test_figures_of_a_line_read_as_one_run(glyphs: bool) -> None:
    sheet = bare((60, 100, 60, 60, 60, 60, 60))
    ink = Ink(words_of(sheet, glyphs))
    totals = [w for w in ink.words if w.box[1] == ink.words[9].box[1] and "." in w.text]
    ink.words = [w for w in ink.words if w not in totals] + [merged_line(totals)]
    assert rows_of(ink.page()) == wanted(sheet)


def test_three_lines_make_a_table_of_two_rows() -> None:
    sheet = sheet_of("项目|上年|本年\n水费|1.00|2.00\n电费|3.00|4.00", [90, 60, 60])
    ink = Ink(words_of(sheet))
    ink.rules = [
        Rule(x0=sheet.xs[0], y0=y, x1=sheet.xs[-1], y1=y)
        for y in (sheet.ys[0], sheet.ys[1], sheet.ys[-1])
    ]
    assert rows_of(ink.page()) == wanted(sheet)


def test_rules_under_every_row_keep_wrapped_labels_together() -> None:
    text = "项目|上年|本年\n水费及其他|1.00|2.00\n一般行政管理/事务|3.00|4.00\n电费|5.00|6.00"
    sheet = sheet_of(text, [90, 60, 60], [16, 16, 26, 16])
    ink = Ink(words_of(sheet))
    ink.rules = [Rule(x0=sheet.xs[0], y0=y, x1=sheet.xs[-1], y1=y) for y in sheet.ys]
    assert rows_of(ink.page()) == wanted(sheet)


def test_two_sides_of_which_one_is_longer() -> None:
    sheet = sheet_of(
        """
        收入|<|支出|<
        项目|预算数|项目|预算数
        一、一般公共预算拨款收入|100.00|一、一般公共服务支出|60.00
        二、政府性基金预算拨款收入||二、国防支出|
        ||三、公共安全支出|40.00
        ||四、教育支出|
        收入总计|100.00|支出总计|100.00
        """,
        [130, 70, 130, 70],
    )
    assert rows_of(Ink(words_of(sheet)).page()) == wanted(sheet)


def test_a_table_of_one_row_under_headers() -> None:
    sheet = sheet_of("合计|出国（境）费|公务接待费\n3.00|1.00|2.00", [90, 90, 90])
    assert rows_of(Ink(words_of(sheet)).page()) == wanted(sheet)


def test_prose_with_figures_is_no_table() -> None:
    lines = (
        "2024年部门预算收入1,234.56万元，比2023年增加12.30万元，增长1.01%。",
        "其中：基本支出1,000.00万元，占81.00%；项目支出234.56万元，占19.00%。",
        "一般公共预算拨款 1,234.56 万元，政府性基金预算拨款 0.00 万元，占 0.00 %。",
        "人员经费 900.00 万元，公用经费 100.00 万元，合计 1,000.00 万元。",
        "（一）公务接待费 1.20 万元，与上年持平。",
    )
    words = [word(text, 60, 80 + 18 * n, 10) for n, text in enumerate(lines)]
    blocks = blocks_of(Ink(words).page())
    assert [b.text for b in blocks if isinstance(b, Paragraph)] == list(lines)


def test_a_page_of_contents_is_no_table() -> None:
    words = []
    for n, text in enumerate(("收支总表", "收入总表", "支出总表", "项目支出表")):
        words += [
            word(f"{n + 1}、{text}", 60, 80 + 18 * n, 10),
            word(str(n + 5), 500, 80 + 18 * n, 10),
        ]
    assert all(isinstance(b, Paragraph) for b in blocks_of(Ink(words).page()))


def test_two_columns_of_prose() -> None:
    left = [f"左栏第{c}行的文字一直写到栏的右边为止" for c in "一二三四"]
    right = [f"右栏第{c}行的文字一直写到栏的右边为止" for c in "一二三四"]
    words = [word("部门预算编制说明全文在此分成左右两栏印刷共八行", 90, 50, 12)]
    for n in range(4):
        words += [word(left[n], 40, 90 + 15 * n, 10), word(right[n], 250, 90 + 15 * n, 10)]
    texts = [b.text for b in blocks_of(Ink(words).page(width=500)) if isinstance(b, Paragraph)]
    assert texts[1:] == [*left, *right]


def test_a_wide_gap_is_a_blank_and_a_very_wide_one_a_new_line() -> None:
    words = [
        word("目", 60, 50, 10),
        word("录", 90, 50, 10),
        word("单位：元", 300, 50, 10),
        word("Excel", 60, 80, 10),
        word("2019", 89, 80, 10),
    ]
    texts = [b.text for b in blocks_of(Ink(words).page()) if isinstance(b, Paragraph)]
    assert texts == ["目 录", "单位：元", "Excel 2019"]


@settings(max_examples=100)
@given(st.integers(0, 10**9))
def test_amounts_of_random_tables_stand_in_their_row_and_column(seed: int) -> None:
    rng = Random(seed)
    columns, rows = rng.randint(2, 7), rng.randint(3, 14)
    lines = [
        "|".join(
            [
                "科目编码",
                "科目名称",
                *("合计基本项目人员公用上年本年"[2 * c : 2 * c + 2] for c in range(columns)),
            ]
        )
    ]
    for _ in range(rows):
        name = "".join(rng.choice("一般公共服务支出教育卫生") for _ in range(rng.randint(2, 9)))
        amounts = [f"{rng.randrange(1, 10**7) / 100:,.2f}" for _ in range(columns)]
        if rng.random() < 0.3:
            amounts[rng.randrange(columns)] = ""
        lines.append("|".join([str(rng.randint(201, 229)), name, *amounts]))
    sheet = sheet_of(
        "\n".join(lines), [45, 100, *[rng.uniform(62, 85)] * columns], rng.uniform(13, 22)
    )
    page = Ink(words_of(sheet)).page()
    if rng.random() < 0.5:
        page = skewed(page, rng.uniform(-0.05, 0.05))
    found = rows_of(page)
    assert found == wanted(sheet)
