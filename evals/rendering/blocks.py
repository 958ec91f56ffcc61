"""Fit a table to the page width, cut it at page ends, and place its cells."""

from evals.rendering.paper import A4, Measure, Style
from evals.rendering.placed import Run, Stroke, TrueCell
from evals.rendering.ruling import Edges, ruling
from evals.rendering.spans import SpanCell, span_cells
from evals.rendering.widths import LEADING, Measured, column_widths, row_heights, wrap
from evals.synthetic.model import Block
from schemas.frozen import Frozen

_STEP = 0.5
_EASE = 0.25
"""A table stands upright only where its columns are this easy (see widths.Measured)."""
_TOTALS = ("合计", "合 计", "总计", "总 计")


class Fitted(Frozen):
    """A table with its column widths and row heights in points, and the page it needs."""

    cells: tuple[SpanCell, ...]
    table: Measured
    heights: tuple[float, ...]
    head: int
    turned: bool


class Slice(Frozen):
    """The rows ``first`` up to ``last`` on one page, under ``head`` repeated header rows.

    The height is in points.
    """

    first: int
    last: int
    head: int
    height: float


def fit_block(block: Block, style: Style, measure: Measure) -> Fitted:
    """Choose the text size and the page for a table, and measure it."""
    cells = span_cells(block.rows)
    table, turned = _fit_columns(cells, style, measure)
    heights = row_heights(cells, table, style.pad, style.row_gap, measure)
    head = 0
    while head < len(block.rows) and block.rows[head].role == "header":
        head += 1
    return Fitted(cells=cells, table=table, heights=heights, head=head, turned=turned)


def _fit_columns(
    cells: tuple[SpanCell, ...], style: Style, measure: Measure
) -> tuple[Measured, bool]:
    sides = {"wide": (False, True), "always": (True,), "never": (False,)}[style.turn]
    for turned in sides:
        room = A4[1 if turned else 0] - 2 * style.margin
        last = turned == sides[-1]
        size = style.size
        least = style.smallest if last else max(style.size - 1.5, style.smallest)
        while size >= least:
            table = column_widths(cells, size, style.pad, room, measure)
            ready = style.size - size >= 2 or size - _STEP < least
            if table is not None and (table.ease >= _EASE or (last and ready)):
                return table, turned
            size -= _STEP
    raise ValueError("the table is too wide for the page at the smallest size")


def slices(fitted: Fitted, room: float, full: float) -> tuple[Slice, ...]:
    """Cut a table into pages: ``room`` points on this one, ``full`` on every next one."""
    made, first, count = [], 0, len(fitted.heights)
    while first < count:
        head = fitted.head if first and fitted.head <= first else 0
        used = sum(fitted.heights[:head])
        last = first
        while last < count and (last == first or used + fitted.heights[last] <= room):
            used += fitted.heights[last]
            last += 1
        if last < count:
            last = _whole(fitted, first, last)
        height = sum(fitted.heights[:head]) + sum(fitted.heights[first:last])
        made.append(Slice(first=first, last=last, head=head, height=height))
        first, room = last, full
    return tuple(made)


def _whole(fitted: Fitted, first: int, last: int) -> int:
    """Move a cut up to where no merged cell crosses it, if that is not far; never into headers."""
    for cut in range(last, first + (last - first) // 2, -1):
        crossed = any(cell.row < cut < cell.bottom for cell in fitted.cells)
        if not crossed and cut > fitted.head:
            return cut
    return last


def place_slice(
    fitted: Fitted, part: Slice, corner: tuple[float, float], style: Style, measure: Measure
) -> tuple[list[Run], list[Stroke], list[TrueCell]]:
    """Place the rows of one page from an upper left corner in points."""
    head = part.head if style.repeat_header else 0
    rows = (*range(head), *range(part.first, part.last))
    tops, y = [corner[1]], corner[1]
    for row in rows:
        y += fitted.heights[row]
        tops.append(y)
    lefts = [corner[0]]
    for width in fitted.table.widths:
        lefts.append(lefts[-1] + width)
    runs: list[Run] = []
    cells: list[TrueCell] = []
    edges: list[Edges] = []
    for cell in fitted.cells:
        shown = [place for place, row in enumerate(rows) if cell.row <= row < cell.bottom]
        if not shown:
            continue
        x0, y0 = lefts[cell.column], tops[shown[0]]
        box = (x0, y0, lefts[cell.right], tops[shown[-1] + 1])
        repeated = bool(head) and cell.row < head
        text = cell.text if repeated or cell.row >= part.first else ""
        inked = _text_runs(cell, text, box, fitted.table.size, style, measure)
        runs += inked
        cells.append(_true_cell(cell, text, box, len(shown), repeated, inked, measure))
        edges.append(Edges(box=box, header=cell.header))
    return runs, ruling(edges, style), cells


def _true_cell(
    cell: SpanCell,
    text: str,
    box: tuple[float, float, float, float],
    rows: int,
    repeated: bool,
    inked: list[Run],
    measure: Measure,
) -> TrueCell:
    ink = None
    if inked:
        right = max(run.x + measure.width(run.text, run.size) for run in inked)
        ink = (min(run.x for run in inked), inked[0].y, right, inked[-1].y + inked[-1].size)
    whole = bool(text) or not cell.text
    return TrueCell(
        page=0,
        grid=0,
        box=box,
        text=text,
        row=cell.row,
        column=cell.column,
        row_span=rows,
        column_span=cell.column_span,
        header=cell.header,
        repeated=repeated,
        table=cell.origin.table,
        gold_row=cell.origin.row if whole else -1,
        field=cell.origin.field if whole else "",
        ink=ink,
    )


def _text_runs(
    cell: SpanCell,
    text: str,
    box: tuple[float, float, float, float],
    size: float,
    style: Style,
    measure: Measure,
) -> list[Run]:
    x0, y0, x1, y1 = box
    room = x1 - x0 - 2 * style.pad
    lines = wrap(text, size, room, measure)
    y = (y0 + y1 - len(lines) * size * LEADING) / 2 + size * (LEADING - 1) / 2
    made = []
    for line in lines:
        slack = room - measure.width(line, size)
        side = _side(cell, text, style)
        x = x0 + style.pad + {"left": 0.0, "center": slack / 2, "right": slack}[side]
        made.append(Run(text=line, x=x, y=y, size=size))
        y += size * LEADING
    return made


def _side(cell: SpanCell, text: str, style: Style) -> str:
    if cell.header or (cell.column == 0 and text.isdigit()) or text.endswith(_TOTALS):
        return "center"
    figure = text.replace(",", "").replace(".", "").replace("-", "").isdigit()
    if figure and ("." in text or "amount" in cell.origin.field):
        return style.amounts
    return "left"
