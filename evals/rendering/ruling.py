"""The ruling lines of a table: a full grid, three lines, or none."""

from collections.abc import Sequence

from evals.rendering.paper import Style
from evals.rendering.placed import Stroke
from schemas.frozen import Frozen
from schemas.source import Box


class Edges(Frozen):
    """The box of a cell in points and whether it belongs to the header."""

    box: Box
    header: bool


def ruling(cells: Sequence[Edges], style: Style) -> list[Stroke]:
    """Return the lines of one table on one page."""
    if style.rules == "grid":
        return _grid(cells, style.rule_width)
    return _three_lines(cells, style.rule_width) if style.rules == "three-line" else []


def _grid(cells: Sequence[Edges], width: float) -> list[Stroke]:
    sides: dict[tuple[float, float, float, float], None] = {}
    for cell in cells:
        x0, y0, x1, y1 = cell.box
        for side in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            sides[side] = None
    return [Stroke(x0=a, y0=b, x1=c, y1=d, width=width) for a, b, c, d in sides]


def _three_lines(cells: Sequence[Edges], width: float) -> list[Stroke]:
    x0 = min(cell.box[0] for cell in cells)
    x1 = max(cell.box[2] for cell in cells)
    top, bottom = min(cell.box[1] for cell in cells), max(cell.box[3] for cell in cells)
    made = [
        Stroke(x0=x0, y0=top, x1=x1, y1=top, width=2 * width),
        Stroke(x0=x0, y0=bottom, x1=x1, y1=bottom, width=2 * width),
    ]
    heads = [cell.box[3] for cell in cells if cell.header]
    if heads and max(heads) < bottom:
        made.append(Stroke(x0=x0, y0=max(heads), x1=x1, y1=max(heads), width=width))
    return made
