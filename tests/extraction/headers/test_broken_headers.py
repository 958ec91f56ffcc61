"""Tables under broken headers: no figure is proved in a field, or a kind, that is not its own."""

from collections.abc import Callable

import pytest

from schemas.document import Document
from schemas.kinds import GENERIC
from tests.builders import KINDS, extracted

Header = list[list[str]]
Break = Callable[[Header], Header]

TABLES = {
    "general_basic_by_economic": (
        "部门预算支出经济分类科目||本年一般公共预算基本支出||\n科目编码|科目名称|合计|人员经费|公用经费",
        "|合计|70.00|61.00|9.00\n301|工资福利支出|61.00|61.00|\n30101|基本工资|40.00|40.00|\n"
        "30102|津贴补贴|21.00|21.00|\n302|商品和服务支出|9.00||9.00\n30201|办公费|9.00||9.00",
    ),
    "general_budget_by_function": (
        "科目编码|科目名称|合计|基本支出|||项目支出\n|||小计|人员经费|公用经费|",
        "|合计|80.00|60.00|45.00|15.00|20.00\n205|教育支出|50.00|50.00|40.00|10.00|\n"
        "20502|普通教育|50.00|50.00|40.00|10.00|\n212|城乡社区支出|30.00|10.00|5.00|5.00|20.00\n"
        "21201|城乡社区管理事务|30.00|10.00|5.00|5.00|20.00",
    ),
    "expenditure_by_function": (
        "科目编码|科目名称|合计|基本支出|项目支出|事业单位经营支出|上缴上级支出|对附属单位补助支出",
        "|合计|80.00|60.00|20.00|||\n205|教育支出|50.00|50.00||||\n20502|普通教育|50.00|50.00||||\n"
        "212|城乡社区支出|30.00|10.00|20.00|||\n21201|城乡社区管理事务|30.00|10.00|20.00|||",
    ),
    "three_public": (
        "“三公”经费合计|因公出国（境）费|公务用车购置及运行费|||公务接待费\n||小计|公务用车购置费|公务用车运行费|",
        "4.80||4.80||4.80|",
    ),
    "fund_expenditure": (
        "科目编码|科目名称|本年政府性基金预算支出||\n||合计|基本支出|项目支出",
        "|合计|9.00||9.00\n212|城乡社区支出|9.00||9.00\n21208|土地出让支出|9.00||9.00",
    ),
    "project_expenditure": (
        "项目编码|项目名称|项目单位|合计|本年拨款|||财政拨款结转结余|||财政专户管理资金|单位资金\n"
        "||||一般公共预算|政府性基金预算|国有资本经营预算|一般公共预算|政府性基金预算|国有资本经营预算||",
        "|合计||30.00|22.00|8.00||||||\n101|某街道办事处||30.00|22.00|8.00||||||\n"
        "A01|道路养护|某街道办事处|22.00|22.00|||||||\nA02|公园建设|某街道办事处|8.00||8.00||||||",
    ),
}  # fmt: skip


def _merged_up(rows: Header) -> Header:
    return [[a + b for a, b in zip(*rows, strict=True)]] if len(rows) == 2 else rows


def _torn(rows: Header) -> Header:
    return [half for row in rows for half in _halves(row)]


def _halves(row: list[str]) -> Header:
    cuts = [len(text) // 2 if len(text) >= 4 else len(text) for text in row]
    pairs = list(zip(row, cuts, strict=True))
    return [[text[:cut] for text, cut in pairs], [text[cut:] for text, cut in pairs]]


def _tab_lost(row: list[str], at: int) -> list[str]:
    spots = [n for n in range(len(row) - 1) if row[n] and row[n + 1]]
    spot = spots[at % len(spots)] if spots else None
    return row if spot is None else [*row[:spot], f"{row[spot]} {row[spot + 1]}", *row[spot + 2 :]]


def _blank_lost(row: list[str]) -> list[str]:
    spots = [n for n, text in enumerate(row) if not text and any(row[n:])]
    return row if not spots else [*row[: spots[0]], *row[spots[0] + 1 :]]


def _shifted(row: list[str], at: int) -> list[str]:
    spot = [n for n, text in enumerate(row) if text][at]
    return [*row[:spot], "", *row[spot:]]


def _cell_lost(row: list[str], at: int) -> list[str]:
    spots = [n for n, text in enumerate(row) if text]
    spot = spots[at % len(spots)]
    return [*row[:spot], "", *row[spot + 1 :]]


BREAKS: dict[str, Break] = {
    "merged upward": _merged_up,
    "torn": _torn,
    "repeated": lambda rows: [*rows, *rows],
    "upper row lost": lambda rows: rows[1:] or rows,
    "lower row lost": lambda rows: rows[:1],
    "tab lost above": lambda rows: [_tab_lost(rows[0], 0), *rows[1:]],
    "later tab lost": lambda rows: [_tab_lost(rows[0], 2), *rows[1:]],
    "tab lost below": lambda rows: [*rows[:-1], _tab_lost(rows[-1], 1)],
    "blanks lost": lambda rows: [_blank_lost(row) for row in rows],
    "blank more above": lambda rows: [_shifted(rows[0], 1), *rows[1:]],
    "blank more below": lambda rows: [*rows[:-1], _shifted(rows[-1], 1)],
    "cell lost above": lambda rows: [_cell_lost(rows[0], 2), *rows[1:]],
    "cell lost below": lambda rows: [*rows[:-1], _cell_lost(rows[-1], 1)],
}


def read(kind: str, broken: Break = list) -> Document:
    header, body = TABLES[kind]
    rows = broken([line.split("|") for line in header.split("\n")])
    lines = ["\t".join(row) for row in (*rows, *(line.split("|") for line in body.split("\n")))]
    return extracted("\n".join([f"2024年{KINDS[kind].title}", "单位：万元", *lines, ""]))


def proved(document: Document) -> set[tuple[str, str, str]]:
    """Kind, the row's printed figures in order, and the field of every proved cell.

    Columns of a table of no known kind are called what stands over them, and claim no more.
    """
    found = set()
    for table in (table for table in document.tables if table.kind != GENERIC):
        for row in table.rows:
            figures = [
                (cell.source.column or 0, cell.printed or "")
                for field, cell in row.cells.items()
                if cell.source is not None and field not in ("code", "name", "unit")
            ]
            printed = "|".join(text for _, text in sorted(figures))
            found |= {
                (f"{table.kind} {printed}", field, cell.printed or "")
                for field, cell in row.cells.items()
                if cell.status == "proved" and cell.printed is not None
            }
    return found


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("name", BREAKS)
def test_no_figure_is_proved_in_the_wrong_field(kind: str, name: str) -> None:
    assert proved(read(kind, BREAKS[name])) <= proved(read(kind))


@pytest.mark.parametrize("kind", TABLES)
@pytest.mark.parametrize("name", ["merged upward", "torn", "repeated", "tab lost above"])
def test_what_can_be_pieced_together_is_proved_as_before(kind: str, name: str) -> None:
    whole = proved(read(kind))
    assert whole
    assert proved(read(kind, BREAKS[name])) == whole


def test_a_table_that_is_doubted_says_why() -> None:
    table = read("general_budget_by_function", BREAKS["lower row lost"]).tables[0]
    reasons = {cell.reason or "" for row in table.rows for cell in row.cells.values()}
    assert [reason for reason in reasons if "column 5" in reason and reason in table.notes]


@pytest.mark.parametrize(
    ("kind", "title", "read_as"),
    [
        ("general_basic_by_economic", "一般公共预算支出表", "general_budget_by_function"),
        ("expenditure_by_function", "政府采购预算表", "expenditure_by_function"),
        ("project_expenditure", "国有资本经营预算支出表", "project_expenditure"),
    ],
)
def test_under_the_title_of_another_kind_no_figure_is_proved(
    kind: str, title: str, read_as: str
) -> None:
    header, body = (part.replace("|", "\t") for part in TABLES[kind])
    document = extracted(f"2024年{title}\n单位：万元\n{header}\n{body}\n")
    (table,) = document.tables
    statuses = {cell.status for row in table.rows for cell in row.cells.values()}
    assert (table.kind, "proved" in statuses) == (read_as, False)
    assert any("title" in note for note in table.notes)


def test_a_header_that_leaves_columns_out_is_no_other_kinds() -> None:
    header, body = TABLES["expenditure_by_function"]
    short = "\n".join("\t".join(line.split("|")[:5]) for line in f"{header}\n{body}".split("\n"))
    (table,) = extracted(f"2024年支出总表\n单位：万元\n{short}\n").tables
    statuses = {c.status for r in table.rows for f, c in r.cells.items() if f == "total"}
    assert (table.kind, statuses, table.notes) == ("expenditure_by_function", {"proved"}, ())
