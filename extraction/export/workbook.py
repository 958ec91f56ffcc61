"""A result as a workbook: a summary, the findings, and a sheet for each table."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from extraction.export.atomic import replacing
from extraction.export.columns import Column, Kinds, columns_of, figure_of
from extraction.export.history import HISTORY_COLUMNS, history_row
from extraction.export.inert import is_formula_like, legal
from extraction.export.marks import MEANINGS, SIGNS
from extraction.export.result import Address, Result, ResultCell, ResultExtent, ResultTable
from extraction.export.sheet_names import sheet_names
from schemas.amount import decimals_of
from schemas.errors import DefectError
from schemas.table import Status

SUMMARY, FINDINGS, HISTORY = "summary", "findings", "history"

_EXACT_DIGITS = 15
_LONGEST_TEXT = 32_767
_NARROWEST, _WIDEST = 6, 48
_TABLE_HEAD = 3
_TO_EXPLAIN = frozenset({"suspect", "repaired", "corrected"})
_COLOURS: Mapping[Status, str] = MappingProxyType(
    {
        "proved": "E2F0D9",
        "repaired": "DDEBF7",
        "suspect": "F8CBAD",
        "confirmed": "D9D2E9",
        "corrected": "FFF2CC",
    }
)
_HEAD = PatternFill("solid", fgColor="EDEDED")
_BOLD = Font(bold=True)
_QUIET = Font(color="808080", size=9)
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def write_workbook(result: Result, path: Path, kinds: Kinds) -> None:
    """Write the workbook of ``result`` to ``path``, whole or not at all.

    A figure of up to 15 significant digits is a number that shows its printed decimals; a
    longer one is text, because a spreadsheet would round it. No text can run as a formula.

    Raises:
        OutputError: the file can't be written.
    """
    book = Workbook()
    summary = book.worksheets[0]
    summary.title = SUMMARY
    findings = book.create_sheet(FINDINGS)
    names = sheet_names(
        ((_title(table, kinds), table.ordinal) for table in result.tables),
        (SUMMARY, FINDINGS, HISTORY),
    )
    _fill_summary(summary, result, names)
    _fill_findings(findings, result)
    if result.history:
        _fill_history(book.create_sheet(HISTORY), result)
    for table, name in zip(result.tables, names, strict=True):
        _fill_table(book.create_sheet(name), table, kinds)
    with replacing(path) as part:
        book.save(part)


def _title(table: ResultTable, kinds: Kinds) -> str:
    kind = kinds.get(table.kind)
    return kind.title if kind is not None else table.title or table.kind


def _fill_summary(sheet: Worksheet, result: Result, names: Sequence[str]) -> None:
    failing = sum(not check.holds for check in result.checks)
    about = (
        ("document", result.document.name),
        ("sha256", result.document.sha256),
        ("engine", " ".join(filter(None, (result.run.engine, result.run.model)))),
        ("version", result.run.version),
        ("checks", f"{len(result.checks)}, of which {failing} fail"),
        ("findings", str(len(result.findings))),
    )
    rows: list[Sequence[str | int | None]] = [*about, ()]
    head = len(rows) + 1
    rows.append(("sheet", "kind", "title", "unit", "rows", "proved", "suspect"))
    for table, name in zip(result.tables, names, strict=True):
        cells = [cell for row in table.rows for cell in row.cells.values()]
        counts = [sum(cell.status == status for cell in cells) for status in ("proved", "suspect")]
        rows.append((name, table.name, table.title, table.unit, len(table.rows), *counts))
    rows.append(())
    legend = len(rows) + 1
    rows.append(("sign", "status", "meaning"))
    rows.extend((SIGNS[status], status, meaning) for status, meaning in MEANINGS.items())
    _put_rows(sheet, rows)
    _embolden(sheet, (head, legend))
    for index, status in enumerate(MEANINGS, start=legend + 1):
        _colour(_at(sheet, index, 2), status)
    _fit(sheet)


def _fill_findings(sheet: Worksheet, result: Result) -> None:
    rows: list[Sequence[str | int | None]] = [
        ("no.", "class", "message", "printed", "expected", "cells", "place")
    ]
    for number, finding in enumerate(result.findings, start=1):
        cells = "\n".join(_address(address) for address in finding.cells)
        place = _place(finding.source)
        rows.append(
            (
                number,
                finding.finding_class,
                finding.message,
                finding.printed,
                finding.expected,
                cells,
                place,
            )
        )
    _put_rows(sheet, rows)
    _embolden(sheet, (1,))
    sheet.freeze_panes = "A2"
    _fit(sheet)


def _fill_history(sheet: Worksheet, result: Result) -> None:
    _put_rows(sheet, [HISTORY_COLUMNS, *(history_row(event) for event in result.history)])
    _embolden(sheet, (1,))
    sheet.freeze_panes = "A2"
    _fit(sheet)


def _address(address: Address) -> str:
    kind, ordinal, row, field = address
    return f"{kind}#{ordinal} row {row} {field}"


def _place(source: ResultExtent) -> str:
    places = []
    if source.pages:
        places.append("page " + ", ".join(map(str, source.pages)))
    if source.lines is not None:
        first, last = source.lines
        places.append(f"line {first}" if first == last else f"lines {first}-{last}")
    return ", ".join(places)


def _fill_table(sheet: Worksheet, table: ResultTable, kinds: Kinds) -> None:
    columns = columns_of(table, kinds)
    unit = f"单位：{table.unit}" if table.unit else None
    heading = " · ".join(filter(None, (table.title, unit, table.name)))
    _put_rows(
        sheet,
        [
            (heading,),
            ("行", *(column.header for column in columns)),
            ("row", *(column.field for column in columns)),
        ],
    )
    sheet["A1"].font = _BOLD
    sheet["A1"].alignment = Alignment(wrap_text=False)
    _embolden(sheet, (2,))
    for cell in sheet[_TABLE_HEAD]:
        cell.font = _QUIET
    for index, row in enumerate(table.rows):
        line = index + _TABLE_HEAD + 1
        sheet.cell(line, 1, index).font = _QUIET
        for place, column in enumerate(columns, start=2):
            claimed = row.cells.get(column.field)
            _fill_cell(_at(sheet, line, place), column, row.values.get(column.field), claimed)
    last = sheet.max_row
    for line, note in enumerate(table.notes, start=last + 1):
        _put_text(_at(sheet, line, 1), f"note: {note}", wrap=False)
    leading = next(
        (place for place, column in enumerate(columns[:2]) if column.type in ("amount", None)),
        min(2, len(columns)),
    )
    sheet.freeze_panes = _at(sheet, _TABLE_HEAD + 1, leading + 2).coordinate
    _fit(sheet, first=2, last=last)


def _fill_cell(target: Cell, column: Column, value: str | None, claimed: ResultCell | None) -> None:
    sign = "" if claimed is None else SIGNS[claimed.status]
    figure = figure_of(column, value, claimed)
    suffix = f'" {sign}"' if sign else ""
    if figure is not None and len(figure.as_tuple().digits) <= _EXACT_DIGITS:
        target.value = figure
        printed = "" if claimed is None else claimed.printed or ""
        target.number_format = _number_format(figure, grouped="," in printed) + suffix
    else:
        _put_text(target, value or "")
        target.number_format = f"@{suffix}"
    if claimed is None:
        return
    _colour(target, claimed.status)
    if claimed.status in _TO_EXPLAIN:
        target.comment = _explanation(value, claimed)


def _number_format(figure: Decimal, *, grouped: bool) -> str:
    decimals = decimals_of(figure)
    return ("#,##0" if grouped else "0") + ("." + "0" * decimals if decimals else "")


def _explanation(value: str | None, cell: ResultCell) -> Comment:
    lines = [f"{SIGNS[cell.status]} {cell.status}", f"printed: {cell.printed or '(blank)'}"]
    if cell.status != "suspect":
        lines.append(f"value: {value or '(blank)'}")
    if cell.suggestion is not None:
        lines.append(f"suggestion: {cell.suggestion}")
    if cell.reason is not None:
        lines.append(cell.reason)
    if cell.checks:
        lines.append("checks: " + " ".join(cell.checks))
    return Comment(legal("\n".join(lines)), "gouji", height=120, width=320)


def _colour(cell: Cell, status: Status) -> None:
    colour = _COLOURS.get(status)
    if colour is not None:
        cell.fill = PatternFill("solid", fgColor=colour)


def _put_rows(sheet: Worksheet, rows: Iterable[Sequence[str | int | None]]) -> None:
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            if isinstance(value, int):
                sheet.cell(line, place, value)
            elif value is not None:
                _put_text(_at(sheet, line, place), value)


def _put_text(cell: Cell, text: str, *, wrap: bool = True) -> None:
    """Write text that stays text, whatever it starts with; a blank stays an empty cell."""
    clean = legal(text)[:_LONGEST_TEXT]
    if not clean:
        return
    cell.value = clean
    cell.data_type = "s"
    if is_formula_like(clean):
        cell.quotePrefix = True
    if wrap:
        cell.alignment = _WRAPPED


def _embolden(sheet: Worksheet, lines: Iterable[int]) -> None:
    for line in lines:
        for cell in sheet[line]:
            cell.font = _BOLD
            cell.fill = _HEAD


def _at(sheet: Worksheet, line: int, place: int) -> Cell:
    cell = sheet.cell(line, place)
    if not isinstance(cell, Cell):
        raise DefectError(f"{sheet.title}: row {line} column {place} is merged")
    return cell


def _fit(sheet: Worksheet, first: int = 1, last: int | None = None) -> None:
    """Make every column wide enough for its texts from row ``first`` to ``last``, within limits."""
    columns = sheet.iter_cols(min_row=first, max_row=last)
    for place, column in enumerate(columns, start=1):
        texts = [str(cell.value) for cell in column if cell.value is not None]
        widest = max((_width(line) for text in texts for line in text.split("\n")), default=0)
        width = min(max(widest + 4, _NARROWEST), _WIDEST)
        sheet.column_dimensions[get_column_letter(place)].width = width


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
