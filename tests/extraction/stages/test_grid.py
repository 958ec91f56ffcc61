import time
from contextlib import suppress
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.stages.grid import grid
from schemas.document import Document, DocumentInfo
from schemas.errors import OversizeError
from schemas.grid import Grid, Paragraph
from schemas.settings import Settings

SETTINGS = Settings(_env_file=None)
TYPES = {"txt": "text/plain", "md": "text/markdown", "html": "text/html"}


def gridded(text: str, suffix: str = "txt", settings: Settings = SETTINGS) -> Document:
    info = DocumentInfo(name=f"budget.{suffix}", sha256="", media_type=TYPES[suffix])
    return grid(Document(info=info, text=text), settings)


def outline(text: str, suffix: str = "txt") -> list[object]:
    """Paragraphs as (line, text), grids as rows of texts."""
    return [
        (block.line, block.text)
        if isinstance(block, Paragraph)
        else [[cell.text for cell in row.cells] for row in block.rows]
        for block in gridded(text, suffix).blocks
    ]


def places(block: Grid) -> list[list[tuple[int | None, int | None]]]:
    return [[(cell.source.line, cell.source.column) for cell in row.cells] for row in block.rows]


# Tab-separated


def test_a_run_of_lines_with_tabs_is_a_grid() -> None:
    text = "# 总表\n\n科目\t金额\r\n合计\t1\t2\n\t\n结尾\n a\tb \n"
    assert outline(text) == [
        (1, "# 总表"),
        [["科目", "金额"], ["合计", "1", "2"], ["", ""]],
        (6, "结尾"),
        [[" a", "b "]],
    ]
    first, second = gridded(text).grids
    assert places(first) == [[(3, 1), (3, 2)], [(4, 1), (4, 2), (4, 3)], [(5, 1), (5, 2)]]
    assert places(second) == [[(7, 1), (7, 2)]]
    assert not first.spans_known


def test_a_blank_line_ends_a_tab_grid() -> None:
    assert outline("a\tb\n\nc\td") == [[["a", "b"]], [["c", "d"]]]


def test_inline_markup_stays_in_a_tab_cell() -> None:
    cell = '<p>一<br>二</p> <input checked="" type="checkbox"/> 是 <b>x</b> <10人'
    (block,) = gridded(f"目标\t{cell}").grids
    assert block.rows[0].cells[1].text == cell
    assert block.rows[0].cells[1].clean == "一二☑是x<10人"


def test_a_table_tag_in_a_tab_cell_stays_there() -> None:
    line = "x\t<table><tr><td>q</td></tr></table>\ty"
    assert outline(line) == [[line.split("\t")]]


# Pipes


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("| a | b |\n|---|:-:|\n| 1 | 2 |", [["a", "b"], ["1", "2"]]),
        ("a | b\n--- | ---\n1 | 2", [["a", "b"], ["1", "2"]]),
        ("a | b\n--- | ---\n | 2", [["a", "b"], ["", "2"]]),
        ("| a |\n|---|\n| 1 |", [["a"], ["1"]]),
        ("| a | b |\n| 1 | 2 |", [["a", "b"], ["1", "2"]]),
        ("|--|--|\n| a | b |\n| 1 | 2 |", [["a", "b"], ["1", "2"]]),
        (r"| a \| x | b |" + "\n|-|-|\n|1||", [["a | x", "b"], ["1", ""]]),
        ("| a | b |\n|-|-|\n| - | -- |", [["a", "b"], ["-", "--"]]),
        ("| a | b |\n|-|-|\n| 1 | 2 |\n|---|---|", [["a", "b"], ["1", "2"]]),
        ("|\ta\t|\tb\t|\n|---|---|\n|\t1\t|\t2\t|", [["a", "b"], ["1", "2"]]),
        ("| 甲<br>乙 |  |\n|---|---|", [["甲<br>乙", ""]]),
    ],
)
def test_pipe_tables(text: str, rows: list[list[str]]) -> None:
    assert outline(text, "md") == [rows]
    assert outline(text, "txt") == [rows]


def test_pipe_cells_keep_line_and_column() -> None:
    (block,) = gridded("标题\n| a | b |\n|---|---|\n| 1 | 2 |").grids
    assert places(block) == [[(2, 1), (2, 2)], [(4, 1), (4, 2)]]
    assert not block.spans_known


@pytest.mark.parametrize(
    "text",
    [
        "一 | 二",
        "一 | 二\n三 | 四",
        "| 单行 |",
        "标题\n---",
        "a | b\n---",
        "a | b | c\n--- | ---",
        "|",
        "||\n文",
        "结余 | 无 |\n其他",
    ],
)
def test_prose_with_pipes_is_no_table(text: str) -> None:
    assert outline(text) == [(i, line) for i, line in enumerate(text.split("\n"), 1)]


def test_a_pipe_table_ends_where_its_lines_end() -> None:
    text = "见 | 下\n| a | b |\n|---|---|\n| 1 | 2 |\n完\nx\ty"
    assert outline(text) == [(1, "见 | 下"), [["a", "b"], ["1", "2"]], (5, "完"), [["x", "y"]]]


def test_misread_rules_do_not_hide_a_tab_table() -> None:
    assert outline("|合计\t1|\n|小计\t2|") == [[["|合计", "1|"], ["|小计", "2|"]]]


# HTML tables


@pytest.mark.parametrize("suffix", ["txt", "md", "html"])
def test_html_table_with_spans(suffix: str) -> None:
    text = (
        '<table border="1"><caption>表1</caption>\n<thead><tr><th rowspan=2>科目</th>\n'
        '<th\ncolspan="2">金额</th></tr>\n<tr><td>本年</td><td>上年</td></tr></thead>\n'
        "<tbody><tr><td><p>合计</p></td><td> 1 </td></tr></tbody></table>"
    )
    caption, block = gridded(text, suffix).blocks
    assert isinstance(caption, Paragraph)
    assert isinstance(block, Grid)
    assert (caption.text, caption.line) == ("表1", 1)
    assert outline(text, suffix)[1] == [
        ["科目", "金额", ""],
        ["", "本年", "上年"],
        ["合计", "1", ""],
    ]
    assert places(block) == [
        [(2, 1), (3, 2), (3, 3)],
        [(2, 1), (5, 2), (5, 3)],
        [(6, 1), (6, 2), (6, 3)],
    ]
    assert block.spans_known
    spans = [(c.row_span, c.column_span) for c in block.rows[0].cells]
    assert spans == [(2, 1), (1, 2), (1, 1)]


def test_text_around_tables_keeps_order_and_lines() -> None:
    table = "<table><tr><td>{}</td></tr></table>"
    text = f"前\n说明 {table.format(1)} 中 {table.format(2)}\n<div>\n后\nx\ty\n{table.format(3)}尾"
    assert outline(text) == [
        (1, "前"), (2, "说明"), [["1"]], (2, "中"), [["2"]], (4, "后"),
        [["x", "y"]], [["3"]], (6, "尾"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>a<td>b<tr><td>c<td>d</table>",
        "<TABLE><TR><TD>a</TD><TD>b</TD></TR><TR><TD>c</TD><TD>d</TD></TR></TABLE>",
        "<table><td>a<td>b<tr><td>c<td>d</table>",
        "<table><tr><td><div>a<td>b<tr><td><b>c<td>d</table>",
        "<table><!-- x --><tr><td>a</td>\n\n<td>b</td></tr><tr></b><td>c</td><td>d",
    ],
)
def test_sloppy_tables(table: str) -> None:
    assert outline(f"{table}\n\n正文\nx\ty") == [
        [["a", "b"], ["c", "d"]],
        (table.count("\n") + 3, "正文"),
        [["x", "y"]],
    ]


def test_an_unclosed_table_leaves_the_next_one_alone() -> None:
    text = "<table>\n<tr><td>a\n\n<tr><td>b\n\n<table><tr><td>c</table>\n<table>\n<td>d\nx\ty"
    assert outline(text) == [[["a"], ["b"]], [["c"]], [["d"]], [["x", "y"]]]


def test_prose_may_name_the_tag() -> None:
    text = "使用 <table> 标签\n<table> 与 </table> 之间\n| a | b |\n|---|---|"
    assert outline(text) == [
        (1, "使用 <table> 标签"),
        (2, "<table> 与 </table> 之间"),
        [["a", "b"]],
    ]


def test_nested_tables() -> None:
    inner = "<table><tr><td>i1</td><td>i2</td></tr>\n<tr><td>i3</td></tr></table>"
    text = f"<table><tr><td>o{inner}z</td><td>p</td></tr></table>"
    outer, nested = gridded(text).grids
    assert [c.text for c in outer.rows[0].cells] == ["o\ni1 i2\ni3\nz", "p"]
    assert outline(text)[1] == [["i1", "i2"], ["i3", ""]]
    assert places(nested)[1] == [(2, 1), (2, 2)]


@pytest.mark.parametrize("value", ["0", "-3", "x", "", "100000", "99999999999999999999"])
def test_absurd_spans_are_clamped(value: str) -> None:
    text = (
        f'<table><tr><td rowspan="{value}">a</td><td>b</td></tr>'
        f'<tr><td colspan="{value}">c</td></tr><tr><td>d</td><td>e</td></tr></table>'
    )
    (block,) = gridded(text).grids
    assert block.width <= 3
    assert_spans_tile(block)


def test_spans_stay_in_their_row_group() -> None:
    text = "<table><thead><tr><td rowspan=9>a<td>b</thead><tbody><tr><td>c<td>d</tbody></table>"
    assert outline(text) == [[["a", "b"], ["c", "d"]]]


def test_cell_text_is_what_is_printed() -> None:
    cells = [
        ("5 &lt; 6 &amp; 7", "5 < 6 & 7", "5 < 6 & 7"),
        ("&lt;b&gt;", "&lt;b>", "<b>"),
        ("甲<br>乙<p>丙</p>", "甲\n乙\n丙", "甲乙丙"),
        ("<b>合</b>\n  计", "合 计", "合计"),
        ("　　其中：&nbsp;", "　　其中：\xa0", "其中："),
        ("<input type=checkbox checked>是<input type=checkbox>否", "☑是☐否", "☑是☐否"),
        ("<o:p>甲</o:p>乙<script>z</script><!-- x -->", "甲乙", "甲乙"),
    ]
    row = "".join(f"<td>{source}</td>" for source, _, _ in cells)
    (block,) = gridded(f"<table><tr>{row}</tr></table>").grids
    assert [c.text for c in block.rows[0].cells] == [text for _, text, _ in cells]
    read_back = [c.clean.replace(" ", "") for c in block.rows[0].cells]
    assert read_back == [clean.replace(" ", "") for _, _, clean in cells]


def test_lines_beyond_what_the_parser_counts() -> None:
    text = "\n" * 70_000 + "<table>\n<tr>\n<td>a</td>\n</tr>\n</table>\n尾"
    for suffix in ("txt", "html"):
        document = gridded(text, suffix)
        assert places(document.grids[0]) == [[(70_003, 1)]]
        assert document.paragraphs[0].line == 70_006


# HTML pages


def test_an_html_page() -> None:
    text = """<!DOCTYPE html>
<html><head><title>t</title>
<style>p { color: red }</style></head>
<body><h1>标
题</h1>

  裸文 <a
 href="x">链接</a>
<p>
 段落 <b>粗</b>
 续<br>换行</p><!-- 注

--> 注后
<ul><li>一
<li>二</ul><div><div>深</div>浅</div>
<table>
<tr>
<td line="9" source-line="9+0">1</td>
</tr>

</table>

表后
<script>
var x = "<p>no</p>";
</script>
<pre>行1
行2</pre>尾
</body></html>"""
    assert outline(text, "html") == [
        (4, "标 题"), (7, "裸文 链接"), (10, "段落 粗 续"), (11, "换行"), (13, "注后"),
        (14, "一"), (15, "二"), (15, "深"), (15, "浅"), [["1"]], (23, "表后"), (27, "行1"),
        (28, "行2"), (28, "尾"),
    ]  # fmt: skip
    assert places(gridded(text, "html").grids[0]) == [[(18, 1)]]


@pytest.mark.parametrize("text", ["", " \n", "<!-- x -->", "<", "<table></table>", "<p></p>"])
def test_an_html_page_without_content(text: str) -> None:
    assert [block for block in outline(text, "html") if block != (1, "<")] == []


# Limits


@pytest.mark.parametrize(
    "row", ["\t".join("abcd"), "| a | b | c | d |", "<td>a<td>b<td>c<td>d", "<td>a<td colspan=3>b"]
)
def test_too_many_columns(row: str) -> None:
    settings = Settings(_env_file=None, max_columns=3)
    text = f"<table>\n<tr>{row}</table>" if "<" in row else f"题\n{row}\n{row}"
    with pytest.raises(OversizeError, match=r"budget\.txt: .*line 2 .*GOUJI_MAX_COLUMNS"):
        gridded(text, settings=settings)
    gridded(text, settings=Settings(_env_file=None, max_columns=4))


def test_too_many_rows_over_all_tables() -> None:
    text = "a\tb\n\n| a | b |\n|---|---|\n| 1 | 2 |\n<table><tr><td>x</table>"
    assert len(gridded(text, settings=Settings(_env_file=None, max_rows=4)).grids) == 3
    for limit, line in ((3, 6), (2, 5), (1, 3)):
        with pytest.raises(OversizeError, match=rf"line {line} .*GOUJI_MAX_ROWS"):
            gridded(text, settings=Settings(_env_file=None, max_rows=limit))


def test_spans_and_nesting_that_would_fill_the_memory() -> None:
    bomb = "<table><tr>" + "<td rowspan=65000 colspan=900>" + "<tr>" * 65_000
    with pytest.raises(OversizeError, match="rowspan"):
        gridded(bomb)
    with pytest.raises(OversizeError, match="other tables"):
        gridded("<table><tr><td>" * 20 + "</table>" * 20)
    with pytest.raises(OversizeError, match="nested too deeply"):
        gridded("<div>" * 9000, "html")


@pytest.mark.parametrize("suffix", ["txt", "html"])
@pytest.mark.parametrize(
    "unit",
    [
        *(
            "<",
            "|",
            "\\|",
            "-|",
            ":-",
            "<table ",
            "<table>",
            "</table>",
            "<td",
            "<a\n",
            "<p",
            "<br>",
        ),
        *("<!--", "&lt;", "</p\t", "<table\n", "<table>\n\n", "|a|\n", "<b></i>", "x\t<table>\n"),
        *("<table><tr><td>x</table> ", "<table><!-- <td>", "| <table>", "<td\n\n\n"),
    ],
)
def test_hostile_text_is_read_in_linear_time(unit: str, suffix: str) -> None:
    text = unit * (500_000 // len(unit))
    started = time.process_time()
    with suppress(OversizeError):
        gridded(text, suffix)
    assert time.process_time() - started < 10


def test_speed_of_an_ordinary_text() -> None:
    text = ("正文" * 100 + "\n\n" + "科目\t12,345.00\t12,345.00\t0.00\n" * 20) * 250
    started = time.process_time()
    gridded(text)
    # Some 100 ms; the margin is for slow machines.
    assert time.process_time() - started < 2


# Properties

WORDS = st.text(alphabet="合计一二 0123.,%（）-<&;*x/'\"", max_size=8).map(
    lambda text: " ".join(text.split())
)
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(WORDS, min_size=width, max_size=width), min_size=2, max_size=6)
)
BLANK_LINES = st.integers(0, 4)


@given(TABLES, BLANK_LINES)
def test_tab_tables_round_trip(table: list[list[str]], above: int) -> None:
    table = [[*row, "末"] for row in table]
    (block,) = gridded("\n" * above + "\n".join("\t".join(row) for row in table)).grids
    assert [[c.text for c in row.cells] for row in block.rows] == table
    for number, row in enumerate(places(block), above + 1):
        assert row == [(number, column) for column in range(1, len(row) + 1)]


@given(TABLES, BLANK_LINES)
def test_pipe_tables_round_trip(table: list[list[str]], above: int) -> None:
    table = [[f"{text}|甲" for text in row] for row in table]
    lines = ["| " + " | ".join(t.replace("|", "\\|") for t in row) + " |" for row in table]
    lines.insert(1, "|" + "---|" * len(table[0]))
    (block,) = gridded("\n" * above + "\n".join(lines), "md").grids
    assert [[c.text for c in row.cells] for row in block.rows] == table
    assert [row.line - above for row in block.rows] == [1, *range(3, len(table) + 2)]


@given(TABLES, BLANK_LINES, st.sampled_from(["txt", "html"]))
def test_html_tables_round_trip(table: list[list[str]], above: int, suffix: str) -> None:
    rows = ("<tr>\n" + "\n".join(f"<td>{escape(t)}</td>" for t in row) + "</tr>" for row in table)
    (block,) = gridded("\n" * above + "<table>\n" + "\n".join(rows) + "</table>", suffix).grids
    unescaped = [
        [c.text.replace("&lt;", "<").replace("&amp;", "&") for c in row.cells] for row in block.rows
    ]
    assert unescaped == table
    line = above + 2
    for row in places(block):
        assert row == [(line + column, column) for column in range(1, len(row) + 1)]
        line += len(row) + 1


def assert_spans_tile(block: Grid) -> None:
    """Every place is an anchor or covered by exactly one anchor, which is blank there."""
    owners: dict[tuple[int, int], int] = {}
    for r, row in enumerate(block.rows):
        assert len(row.cells) == block.width
        for c, cell in enumerate(row.cells):
            assert cell.source.column == c + 1
            for place in (
                (r + i, c + j) for i in range(cell.row_span) for j in range(cell.column_span)
            ):
                assert place[0] < len(block.rows)
                assert place[1] < block.width
                if (cell.row_span, cell.column_span) == (1, 1):
                    continue
                assert place not in owners
                owners[place] = cell.source.line or 0
                covered = block.rows[place[0]].cells[place[1]]
                assert place == (r, c) or (covered.text, covered.source.line) == (
                    "",
                    cell.source.line,
                )


SPANNING = st.lists(
    st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4)), max_size=4), max_size=6
)


@given(SPANNING, st.sampled_from(["<tr>", "<tbody><tr>"]))
def test_spans_never_overlap(table: list[list[tuple[int, int]]], row_start: str) -> None:
    rows = [
        row_start + "".join(f"\n<td rowspan={r} colspan={c}>x</td>" for r, c in row)
        for row in table
    ]
    text = "<table>" + "".join(rows) + "</table>"
    for block in gridded(text, "html").grids:
        assert_spans_tile(block)
        anchors = [c for row in block.rows for c in row.cells if c.text]
        assert len(anchors) == sum(map(len, table))
