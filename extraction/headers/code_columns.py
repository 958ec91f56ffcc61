"""Codes printed in three columns (类 | 款 | 项) joined into one.

Other cities print 201 | 03 | 01 under 科目编码 where one column says 2010301. A row that leaves
the upper parts out (blank | 03 | 01) has them from the rows above.
"""

from collections.abc import Sequence

from schemas.document import Segment
from schemas.grid import GridRow

_PARTS = ("类", "款", "项")


def join_code_columns(segment: Segment) -> Segment:
    """The segment with the codes of three columns in the first of them, the others blank."""
    columns = _columns(segment.header)
    if columns is None:
        return segment
    header = tuple(_renamed(row, columns) for row in segment.header)
    above = ("", "", "")
    body = []
    for row in segment.body:
        joined, above = _joined(row, columns, above)
        body.append(joined)
    return segment.model_copy(update={"header": header, "body": tuple(body)})


def _columns(header: Sequence[GridRow]) -> tuple[int, int, int] | None:
    """The columns headed 类, 款 and 项 side by side in one header row, or None."""
    for row in header:
        labels = [cell.label for cell in row.cells]
        for start in range(len(labels) - 2):
            if tuple(labels[start : start + 3]) == _PARTS:
                return start, start + 1, start + 2
    return None


def _renamed(row: GridRow, columns: tuple[int, int, int]) -> GridRow:
    cells = list(row.cells)
    if tuple(c.label for c in cells[columns[0] : columns[2] + 1]) != _PARTS:
        return row
    cells[columns[0]] = cells[columns[0]].with_text("科目编码")
    for column in columns[1:]:
        cells[column] = cells[column].with_text("")
    return GridRow(cells=tuple(cells))


def _joined(
    row: GridRow, columns: tuple[int, int, int], above: tuple[str, str, str]
) -> tuple[GridRow, tuple[str, str, str]]:
    parts = [row.cells[c].label if c < len(row.cells) else "" for c in columns]
    if not any(parts) or not all(part.isdigit() for part in parts if part):
        return row, above
    lowest = max(i for i, part in enumerate(parts) if part)
    whole = tuple(part or (above[i] if i < lowest else "") for i, part in enumerate(parts))
    code = ""
    for part in whole:
        code = part if code and part.startswith(code) else code + part
    cells = list(row.cells)
    source = next(cells[c] for c in columns if not cells[c].blank)
    cells[columns[0]] = source.with_text(code)
    for column in columns[1:]:
        if column < len(cells):
            cells[column] = cells[column].with_text("")
    return GridRow(cells=tuple(cells)), (whole[0], whole[1], whole[2])
