"""Column widths, wrapped lines and row heights of a printed table, in points."""

import re
from collections.abc import Sequence

from evals.rendering.paper import Measure
from evals.rendering.spans import SpanCell
from schemas.frozen import Frozen

LEADING = 1.22
_TOKEN = re.compile(r"[0-9A-Za-z,.%≥≤\-]+|\s+|.", re.DOTALL)
_AMOUNT = re.compile(r"-?[\d,.]+(%|万元|万)?")
_LONG_CODE = 9
_WIDEST = 0.45
"""The share of the page that one column asks for at most."""


class Measured(Frozen):
    """The columns of a table at a text size: widths in points, and how narrow they got.

    ``ease`` is 1 where everything fits on one line and 0 where every column is at its least.
    """

    size: float
    widths: tuple[float, ...]
    ease: float


def least_width(text: str, size: float, header: bool, measure: Measure) -> float:
    """The least room for a text in points: a figure is never broken, words may be."""
    if not text:
        return size
    if _AMOUNT.fullmatch(text) and len(text) <= 18:
        return measure.width(text, size)
    longest = max((t for t in _TOKEN.findall(text) if t.isascii()), key=len, default="")
    if len(longest) > _LONG_CODE:
        longest = longest[: _LONG_CODE - 1]
    em = 2 if header else 4
    return max(measure.width(longest, size), min(measure.width(text, size), em * size))


def column_widths(
    cells: Sequence[SpanCell], size: float, pad: float, room: float, measure: Measure
) -> Measured | None:
    """Share ``room`` (points) among the columns; None where it is too little."""
    count = max(cell.right for cell in cells)
    least, asked = [size + 2 * pad] * count, [size + 2 * pad] * count
    for cell in cells:
        if cell.column_span == 1:
            low = least_width(cell.text, size, cell.header, measure) + 2 * pad
            high = min(measure.width(cell.text, size) + 2 * pad + 1, room * _WIDEST)
            least[cell.column] = max(least[cell.column], low)
            asked[cell.column] = max(asked[cell.column], high, low)
    for cell in cells:
        if cell.column_span > 1:
            lack = least_width(cell.text, size, cell.header, measure) + 2 * pad
            lack -= sum(least[cell.column : cell.right])
            for column in range(cell.column, cell.right):
                least[column] += max(0.0, lack) / cell.column_span
                asked[column] = max(asked[column], least[column])
    if sum(least) > room:
        return None
    if sum(asked) <= room:
        return Measured(size=size, widths=tuple(w * room / sum(asked) for w in asked), ease=1.0)
    ease = (room - sum(least)) / (sum(asked) - sum(least))
    widths = tuple(low + (high - low) * ease for low, high in zip(least, asked, strict=True))
    return Measured(size=size, widths=widths, ease=ease)


def wrap(text: str, size: float, room: float, measure: Measure) -> tuple[str, ...]:
    """Break a text into lines of at most ``room`` points."""
    if not text:
        return ()
    lines, line = [], ""
    for token in _TOKEN.findall(text):
        parts = [token] if measure.width(token, size) <= room else list(token)
        for part in parts:
            if line and measure.width(line + part, size) > room + 0.01 and part not in "，。；、）":
                lines.append(line.rstrip())
                line = ""
            line += part if line or not lines or part.strip() else ""
    return (*lines, line) if line else tuple(lines)


def row_heights(
    cells: Sequence[SpanCell], table: Measured, pad: float, gap: float, measure: Measure
) -> tuple[float, ...]:
    """The height of each row in points; merged cells stretch their last row."""
    count = max(cell.bottom for cell in cells)
    line = table.size * LEADING
    heights = [line + 2 * gap] * count
    for cell in sorted(cells, key=lambda c: c.row_span):
        room = sum(table.widths[cell.column : cell.right]) - 2 * pad
        need = len(wrap(cell.text, table.size, room, measure)) * line + 2 * gap
        heights[cell.bottom - 1] += max(0.0, need - sum(heights[cell.row : cell.bottom]))
    return tuple(heights)
