"""Codes printed one row too high.

The total row has no code; where one is printed there, the codes of the first rows have been
printed a row early. They are moved down until one fits its row again, by what the rest of the
document prints beside each name.
"""

from collections.abc import Callable, Sequence

from extraction.headers.cells import with_cell
from extraction.headers.celltypes import is_total_label
from schemas.label import normal_form
from schemas.table import Cell, Row


def settle_codes(
    rows: Sequence[Row],
    lines: Sequence[int],
    code_of: Callable[[str], str | None],
) -> tuple[list[Row], list[tuple[int, str]]]:
    """The rows with early codes moved to the row whose name they belong to."""
    settled = list(rows)
    if not settled or "code" not in settled[0].values or "name" not in settled[0].values:
        return settled, []
    notes: list[tuple[int, str]] = []
    for index, row in enumerate(settled):
        if is_total_label(normal_form(row.values.get("name") or "")) and row.values.get("code"):
            notes += _move_down(settled, lines, index, code_of)
    return settled, notes


def _move_down(
    rows: list[Row], lines: Sequence[int], start: int, code_of: Callable[[str], str | None]
) -> list[tuple[int, str]]:
    code, cell = rows[start].values["code"], rows[start].cells.get("code")
    rows[start] = with_cell(rows[start], "code", None, None)
    notes = []
    index = start + 1
    while code is not None and index < len(rows):
        row = rows[index]
        printed, printed_cell = row.values.get("code"), row.cells.get("code")
        if printed is not None and not _belongs(code, printed, row, code_of):
            break
        rows[index] = with_cell(row, "code", code, cell)
        name = row.values.get("name")
        notes.append(
            (
                lines[index - 1],
                f"line {lines[index - 1]}: the code {code} of {name} is printed one row too high",
            )
        )
        code, cell = printed, printed_cell
        index += 1
    if code is not None:
        notes.append((lines[start], _left_over(code, cell)))
    return notes


def _belongs(code: str, printed: str, row: Row, code_of: Callable[[str], str | None]) -> bool:
    name = row.values.get("name") or ""
    known = code_of(name)
    if known is not None:
        return known == code
    return len(code) < len(printed) and not printed.startswith(code)


def _left_over(code: str, cell: Cell | None) -> str:
    line = cell.source.line if cell is not None and cell.source is not None else None
    return f"line {line}: the code {code} is left without a row; its row is not printed"
