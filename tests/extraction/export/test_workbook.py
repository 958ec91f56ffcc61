from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from extraction.export.sheet_names import sheet_names
from extraction.stages.export import export
from schemas.document import Document
from schemas.source import Extent
from schemas.table import Cell, Row, Table
from tests.extraction.export.worked_example import DANGEROUS, document


def sheets(folder: Path, made: Document | None = None) -> dict[str, Worksheet]:
    path = export(made or document(), folder).with_suffix(".xlsx")
    return {sheet.title: sheet for sheet in load_workbook(path).worksheets}


def one_cell(printed: str, value: str) -> Document:
    cell = Cell(printed=printed)
    row = Row(values={"total": value}, cells={"total": cell})
    table = Table(
        kind="fund_expenditure", ordinal=1, title="x", unit="元", source=Extent(), rows=(row,)
    )
    return Document(info=document().info, tables=(table,))


def test_the_sheets_are_a_summary_findings_and_one_for_each_table(tmp_path: Path) -> None:
    assert list(sheets(tmp_path)) == [
        "summary",
        "findings",
        "支出总表 1",
        "政府性基金预算支出表 1",
        "=cmd 1",
    ]


def test_a_table_has_printed_headers_field_keys_and_frozen_panes(tmp_path: Path) -> None:
    sheet = sheets(tmp_path)["支出总表 1"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][0] == "2026年支出总表 · 单位：元 · expenditure_by_function#1"
    assert rows[1] == ("行", "科目编码", "科目名称", "合计", "基本支出", "项目支出")
    assert rows[2] == ("row", "code", "name", "total", "basic", "project")
    assert sheet.freeze_panes == "D4"
    assert sheet.column_dimensions["C"].width >= 2 * len("社会保障和就业支出")


def test_amounts_are_exact_numbers_that_show_their_printed_decimals(tmp_path: Path) -> None:
    cell = sheets(tmp_path)["支出总表 1"]["D4"]
    assert (cell.data_type, cell.value) == ("n", 1300000.1)
    assert cell.number_format == '#,##0.00" ✓"'


def test_codes_are_texts(tmp_path: Path) -> None:
    cell = sheets(tmp_path)["支出总表 1"]["B5"]
    assert (cell.data_type, cell.value) == ("s", "201")


@pytest.mark.parametrize(
    ("printed", "value", "shown"),
    [
        ("123,456,789,012.345", "123456789012.345", 123456789012.345),
        ("1,234,567,890,123,456.78", "1234567890123456.78", "1234567890123456.78"),
        ("0.0000000000000001", "0.0000000000000001", 1e-16),
    ],
)
def test_a_figure_too_long_for_a_number_is_text(
    tmp_path: Path, printed: str, value: str, shown: object
) -> None:
    sheet = sheets(tmp_path, one_cell(printed, value))["政府性基金预算支出表 1"]
    assert sheet["B4"].value == shown


def test_status_has_a_colour_a_sign_and_where_needed_a_comment(tmp_path: Path) -> None:
    made = sheets(tmp_path)
    proved, suspect = made["支出总表 1"]["D4"], made["支出总表 1"]["F6"]
    repaired = made["政府性基金预算支出表 1"]["F4"]
    assert proved.fill.fgColor.rgb != suspect.fill.fgColor.rgb != repaired.fill.fgColor.rgb
    assert '" ?"' in suspect.number_format
    assert suspect.comment is not None
    assert "合计 is not the sum of its parts" in suspect.comment.text
    assert repaired.value == 5000
    assert repaired.comment is not None
    assert "printed: 5,008.00" in repaired.comment.text
    assert proved.comment is None


def test_no_text_is_a_formula(tmp_path: Path) -> None:
    sheet = sheets(tmp_path)["=cmd 1"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert sheet["A1"].value == "=cmd · table#1"
    assert sheet["B2"].value == '=HYPERLINK("http://127.0.0.1")'
    for text, (cell,) in zip(DANGEROUS[:5], sheet["B4:B8"], strict=True):
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert sheet["B12"].value == "bell"


def test_the_findings_and_notes_are_there(tmp_path: Path) -> None:
    made = sheets(tmp_path)
    finding = [cell.value for cell in made["findings"][2]]
    assert finding[1] == "sum"
    assert finding[5] == (
        "expenditure_by_function#1 row 2 total\nexpenditure_by_function#1 row 2 project"
    )
    assert finding[6] == "line 14"
    assert made["支出总表 1"]["A7"].value == "note: 本表无事业单位经营支出"
    summary = [[cell.value for cell in row] for row in made["summary"].iter_rows()]
    assert ["支出总表 1", "expenditure_by_function#1", "2026年支出总表", "元", 3, 6, 3] in summary


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ([("收入/支出:总[表]*?", 1)], ("收入 支出 总 表 1",)),
        ([("表" * 60, 12)], ("表" * 28 + " 12",)),
        ([("Table", 1), ("table", 1)], ("Table 1", "table 1 (2)")),
        ([("summary", 1), ("'quoted'", 1)], ("summary 1", "quoted 1")),
        ([("\x00", 1)], ("table 1",)),
    ],
)
def test_sheet_names_are_valid_and_unique(
    wanted: list[tuple[str, int]], names: tuple[str, ...]
) -> None:
    assert sheet_names(wanted, ("summary", "findings")) == names


def test_a_sheet_name_is_cut_by_what_spreadsheets_count() -> None:
    (name,) = sheet_names([("𠮷" * 40, 1)])
    assert len(name.encode("utf-16-le")) // 2 <= 31
