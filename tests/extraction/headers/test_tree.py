"""Printed header rows to leaves with their paths."""

from hypothesis import given
from hypothesis import strategies as st

from extraction.headers.tree import leaves
from schemas.grid import GridCell, GridRow
from schemas.source import Source
from tests.builders import printed_row, printed_rows


def paths(text: str, spans_known: bool = False) -> list[str]:
    return ["/".join(leaf.printed) for leaf in leaves(printed_rows(text), spans_known)]


def test_one_header_row() -> None:
    assert paths("科目编码|科目名称|合计") == ["科目编码", "科目名称", "合计"]


def test_a_group_covers_the_blanks_beside_it_that_have_a_leaf_below() -> None:
    header = """
        科目编码|科目名称|合计|基本支出|||项目支出
        |||小计|人员经费|公用经费|
    """
    assert paths(header) == [
        "科目编码",
        "科目名称",
        "合计",
        "基本支出/小计",
        "基本支出/人员经费",
        "基本支出/公用经费",
        "项目支出",
    ]


def test_three_header_rows() -> None:
    header = """
        项目|指标值||
        |近两年指标值||预期当年实现值
        |前年|上年|
    """
    assert paths(header) == [
        "项目",
        "指标值/近两年指标值/前年",
        "指标值/近两年指标值/上年",
        "指标值/预期当年实现值",
    ]


def spanned(text: str, span: int = 1) -> GridCell:
    return GridCell(text=text, source=Source(line=1), column_span=span)


def test_known_spans_end_where_they_end() -> None:
    upper = GridRow(cells=(spanned("基本支出", 2), spanned(""), spanned("")))
    rows = (upper, printed_row("人员经费|公用经费|其他", 2))
    assert ["/".join(leaf.printed) for leaf in leaves(rows, True)] == [
        "基本支出/人员经费",
        "基本支出/公用经费",
        "其他",
    ]
    assert ["/".join(leaf.printed) for leaf in leaves(rows, False)][-1] == "基本支出/其他"


def test_a_label_over_merged_rows_is_said_once() -> None:
    assert paths("项目|金额\n项目|金额", spans_known=True) == ["项目", "金额"]


def test_blank_columns_have_no_leaf() -> None:
    assert [leaf.column for leaf in leaves(printed_rows("甲||乙|"), False)] == [0, 2]


def test_no_rows_no_leaves() -> None:
    assert leaves((), False) == ()
    assert leaves(printed_rows("||"), False) == ()


def test_paths_are_compared_without_units_years_and_blanks() -> None:
    (leaf,) = leaves(printed_rows("2024年 预 算 数（万元）"), False)
    assert leaf.path == ("预算数",)
    assert leaf.printed == ("2024年预算数（万元）",)


@given(st.lists(st.sampled_from(["甲", "乙", "丙", ""]), min_size=1, max_size=8))
def test_each_printed_column_of_one_row_is_one_leaf(texts: list[str]) -> None:
    found = leaves((printed_row("|".join(texts)),), False)
    assert [leaf.column for leaf in found] == [i for i, text in enumerate(texts) if text]
