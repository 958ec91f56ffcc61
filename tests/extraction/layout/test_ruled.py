from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.layout import blocks_of, layout_of
from extraction.layout.lattice import lattice_of
from extraction.layout.pieces import cut, pieces_of
from extraction.layout.straight import Run
from schemas.grid import Block, Grid, Paragraph
from schemas.page import Page, Word
from tests.extraction.layout.drawing import (
    Sheet,
    broken,
    doubled,
    drawn,
    in_parts,
    jittered,
    merged_line,
    sheet_of,
    skewed,
    without_outer,
    word,
    words_of,
)
from tests.extraction.layout.random_tables import random_sheet, run_together, worn

BUDGET = sheet_of(
    """
    科目编码|科目名称|合计|基本支出|<|项目支出
    ^|^|^|小计|人员经费|^
    |合计|1,234.00|1,000.00|900.00|234.00
    201|一般公共服务支出|1,234.00|1,000.00|900.00|234.00
    20103|政府办公厅（室）及/相关机构事务|1,234.00|1,000.00||234.00
    2010301|行政运行|1,000.00|1,000.00|900.00|
    """,
    [60, 100, 70, 70, 70, 70],
    [16, 16, 16, 16, 26, 16],
)


def printed(sheet: Sheet) -> dict[tuple[int, int], tuple[str, int, int]]:
    """What is to be found: text and spans by place."""
    return {
        (c.row, c.column): (c.text.replace("\n", ""), c.row_span, c.column_span)
        for c in sheet.cells
    }


def found(grid: Grid, sheet: Sheet) -> dict[tuple[int, int], tuple[str, int, int]]:
    """What was found in the places in which the sheet has a cell; all others are blank."""
    anchors = {(c.row, c.column) for c in sheet.cells}
    made = {}
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row.cells):
            if (r, c) in anchors:
                made[r, c] = (cell.text.replace(" ", ""), cell.row_span, cell.column_span)
            else:
                assert (cell.text, cell.row_span, cell.column_span) == ("", 1, 1)
    return made


def only_grid(page: Page) -> Grid:
    grids = [b for b in blocks_of(page) if isinstance(b, Grid)]
    assert len(grids) == 1
    return grids[0]


def texts(blocks: tuple[Block, ...]) -> list[str]:
    return [b.text for b in blocks if isinstance(b, Paragraph)]


def test_a_double_header_with_merged_cells() -> None:
    grid = only_grid(drawn(BUDGET).page())
    assert grid.spans_known
    assert grid.page == 1
    assert found(grid, BUDGET) == printed(BUDGET)


def test_the_box_of_a_cell_is_that_between_its_rules() -> None:
    grid = only_grid(drawn(BUDGET).page(number=7))
    cell = grid.rows[0].cells[3]
    assert cell.source.page == 7
    assert cell.source.box == pytest.approx(BUDGET.box(BUDGET.cells[3]))
    assert grid.rows[0].cells[4].source.box == pytest.approx((340, 80, 410, 96))


@pytest.mark.parametrize("degrees", [0.2, -0.2, 0.5])
def test_a_page_turned_a_little(degrees: float) -> None:
    page = skewed(drawn(BUDGET).page(), degrees)
    assert found(only_grid(page), BUDGET) == printed(BUDGET)


@pytest.mark.parametrize("sides", [("left",), ("top",), ("left", "right"), ("top", "bottom")])
def test_outer_lines_are_lost(sides: tuple[str, ...]) -> None:
    ink = drawn(BUDGET)
    ink.rules = without_outer(BUDGET, *sides)(ink.rules)
    assert found(only_grid(ink.page()), BUDGET) == printed(BUDGET)


@pytest.mark.parametrize("seed", range(5))
def test_lines_are_broken_doubled_and_off(seed: int) -> None:
    ink, rng = drawn(BUDGET), Random(seed)
    for wear in (doubled(rng), broken(rng), jittered(rng)):
        ink.rules = wear(ink.rules)
    assert found(only_grid(ink.page()), BUDGET) == printed(BUDGET)


def test_a_border_for_every_cell() -> None:
    ink = drawn(BUDGET)
    ink.rules = in_parts(in_parts(ink.rules, BUDGET.xs, "x"), BUDGET.ys, "y")
    assert found(only_grid(ink.page()), BUDGET) == printed(BUDGET)


@pytest.mark.parametrize("glyphs", [True, False])
def test_a_line_read_as_one_run_is_cut_at_the_rules(glyphs: bool) -> None:
    ink = drawn(BUDGET)
    rows = {w.box[1] for w in ink.words}
    lines = [[w for w in ink.words if w.box[1] == y] for y in sorted(rows)]
    merged = [merged_line(line) for line in lines]
    if not glyphs:
        # Without glyphs their places are guessed, so only neighbours are told apart.
        figures = [w for w in ink.words if w.box[0] > 270]
        others = [w for w in ink.words if w.box[0] <= 270]
        pairs = {w.box[1]: [f for f in figures if f.box[1] == w.box[1]][:2] for w in figures}
        rest = [f for f in figures if all(f not in pair for pair in pairs.values())]
        merged = [*others, *rest, *(merged_line(pair) for pair in pairs.values())]
        merged = [w.model_copy(update={"glyphs": ()}) for w in merged]
    ink.words = merged
    assert found(only_grid(ink.page()), BUDGET) == printed(BUDGET)


def test_a_text_that_crosses_a_line_a_little_stays_whole() -> None:
    sheet = sheet_of("科目编码|合计|项目\n201|1.00|2.00", [60, 60, 60])
    ink = drawn(sheet)
    long = word("123,456,789.00", 90, 99.5, 9)  # 63 points in a column of 60: over its left line
    ink.words = [w for w in ink.words if w.text != "1.00"] + [long]
    cells = only_grid(ink.page()).rows[1].cells
    assert [c.text for c in cells] == ["201", "123,456,789.00", "2.00"]


def test_the_words_of_a_cell() -> None:
    ink = drawn(BUDGET)
    line = [w for w in ink.words if w.text in ("1,000.00", "900.00")][:2]
    ink.words = [w for w in ink.words if w not in line] + [
        merged_line(line).model_copy(update={"confidence": 0.5})
    ]
    laid = layout_of(ink.page())
    grid = next(b for b in laid.blocks if isinstance(b, Grid))
    cell = grid.rows[2].cells[3]
    box = cell.source.box
    assert box is not None
    (read,) = laid.words[box]
    assert (read.text, cell.text) == ("1,000.00", "1,000.00")
    assert "".join(g.character for g in read.glyphs) == "1,000.00"
    assert read.box == pytest.approx(line[0].box)
    assert len(laid.words) == sum(not c.blank for r in grid.rows for c in r.cells)


def test_confidence_is_the_least_of_the_words() -> None:
    ink = drawn(BUDGET)
    ink.words = [
        w.model_copy(update={"confidence": 0.7 if w.text == "相关机构事务" else 0.9})
        for w in ink.words
    ]
    grid = only_grid(ink.page())
    assert grid.rows[4].cells[1].confidence == 0.7
    assert grid.rows[2].cells[0].confidence == 1.0
    assert grid.rows[2].cells[1].confidence == 0.9


def test_row_lines_are_lost() -> None:
    ink = drawn(BUDGET)
    ink.rules = [
        r for r in ink.rules if not (r.horizontal and r.y0 in BUDGET.ys[3:-1] and r.x1 > r.x0)
    ]
    assert found(only_grid(ink.page()), BUDGET) == printed(BUDGET)


def test_a_column_line_is_lost() -> None:
    sheet = sheet_of(
        """
        科目|合计|基本|项目
        教育|3.00|1.00|2.00
        卫生|3.00||3.00
        文化|6.00|4.00|2.00
        农业|3.00|1.00|2.00
        """,
        [80, 60, 60, 60],
    )
    ink = drawn(sheet)
    ink.rules = [r for r in ink.rules if r.horizontal or r.x0 != sheet.xs[2]]
    assert found(only_grid(ink.page()), sheet) == printed(sheet)


def test_tables_side_by_side_and_titles() -> None:
    left = sheet_of("项目|预算数\n一、收入|1.00\n二、其他|2.00", [80, 60], at=(40, 100))
    right = sheet_of("科目|金额\n工资|3.00\n津贴|4.00", [80, 60], at=(220, 100.7))
    ink = drawn(left)
    ink.words += words_of(right)
    ink.rules += drawn(right).rules
    ink.words += [word("收入表", 80, 80, 9), word("支出表", 260, 80, 9)]
    ink.words += [word("2024年部门预算", 150, 50, 14), word("— 3 —", 180, 560, 9)]
    blocks = blocks_of(ink.page())
    kinds = [b.text if isinstance(b, Paragraph) else b.rows[0].cells[0].text for b in blocks]
    assert kinds == ["2024年部门预算", "收入表", "项目", "支出表", "科目", "— 3 —"]


def test_two_tables_one_above_the_other() -> None:
    second = sheet_of("项目|预算数\n一、收入|1.00", [120, 60], at=(40, 300))
    ink = drawn(BUDGET)
    ink.words += [*words_of(second), word("注：无", 40, 190, 9)]
    ink.rules += drawn(second).rules
    blocks = blocks_of(ink.page())
    assert [type(b) for b in blocks] == [Grid, Paragraph, Grid]


def test_blank_columns_of_a_continued_table_are_kept() -> None:
    sheet = sheet_of("2010301|行政运行|1.00||||\n2010302|事务|2.00||||", [60, 90, *[50] * 5])
    grid = only_grid(drawn(sheet).page())
    assert [len(row.cells) for row in grid.rows] == [7, 7]


def test_a_frame_around_the_page_is_no_table() -> None:
    frame = sheet_of("x", [760], 500, at=(30, 40))
    ink = drawn(BUDGET)
    ink.rules += drawn(frame).rules
    assert found(only_grid(ink.page()), BUDGET) == printed(BUDGET)


def test_an_underline_in_a_cell_is_no_row() -> None:
    ink = drawn(BUDGET)
    underline = ink.rules[0].model_copy(update={"x0": 45.0, "x1": 65.0, "y0": 140.0, "y1": 140.0})
    ink.rules.append(underline)
    assert found(only_grid(ink.page()), BUDGET) == printed(BUDGET)


def test_no_words_and_no_rules() -> None:
    assert blocks_of(Page(number=1, width=595, height=842)) == ()


@settings(max_examples=150)
@given(st.integers(0, 10**9), st.booleans())
def test_random_tables(seed: int, glyphs: bool) -> None:
    rng = Random(seed)
    sheet = random_sheet(rng)
    ink = worn(rng, sheet, glyphs)
    if glyphs:
        ink = run_together(rng, ink, sheet)
    page = ink.page()
    if rng.random() < 0.5:
        page = skewed(page, rng.uniform(-0.2, 0.2))
    if not any(cell.text for cell in sheet.cells):
        return
    assert found(only_grid(page), sheet) == printed(sheet)


@pytest.mark.parametrize("text", ["400,600.0014,826.100.00", "400.600,00|14,826,100.00"])
def test_two_figures_read_as_one_are_cut_whatever_their_marks(text: str) -> None:
    word = Word(text=text, box=(10.0, 12.0, 10.0 + 5 * len(text), 22.0))
    (piece,) = pieces_of([word], 0.0)
    line = 10.0 + 5 * len("400,600.00")
    parts = [part.text.strip("|") for part in cut(piece, [line])]
    assert parts == [text[:10], text[10:].strip("|")]


def test_figures_without_cents_are_not_cut() -> None:
    word = Word(text="990803253381", box=(10.0, 12.0, 70.0, 22.0))
    (piece,) = pieces_of([word], 0.0)
    assert [part.text for part in cut(piece, [40.0])] == ["990803253381"]


def test_one_line_that_reaches_into_the_title_adds_no_row() -> None:
    across = [Run(at, 0.0, 500.0) for at in (100.0, 120.0, 140.0)]
    down = [Run(at, 100.0, 140.0) for at in (0.0, 100.0, 200.0, 300.0, 400.0)]
    found = lattice_of(across, [*down, Run(500.0, 80.0, 140.0)], [(450.0, 90.0)], 4.0)
    assert found is not None
    assert found.ys == [100.0, 120.0, 140.0]
