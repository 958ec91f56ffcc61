"""Body lines of a borderless table to rows: wrapped labels go with their row.

All lengths are points in straight coordinates.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extraction.layout.columns import Columns
from extraction.layout.segments import Line

_OVERLAP = 0.9  # em between middles: text of two rows would touch
_TIGHT = 1.5  # em from line to line inside of a wrapped label
_STEP_SHARE = 0.8  # of the usual distance of rows
_FULL = 1.3  # em short of the column's end: the next character did not fit


def body_rows(lines: Sequence[Line], columns: Columns, rules: Sequence[float]) -> list[list[Line]]:
    """The lines by row; between two of the horizontal ``rules`` with one line of figures is one."""
    step = _usual_step(lines)
    rows: list[list[Line]] = []
    for line in lines:
        if rows and _same_row(rows[-1], line, columns, step, rules):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _usual_step(lines: Sequence[Line]) -> float:
    figures = [line.cy for line in lines if line.figures]
    return median(b - a for a, b in pairwise(figures)) if len(figures) > 1 else 0.0


def _same_row(
    row: Sequence[Line], line: Line, columns: Columns, step: float, rules: Sequence[float]
) -> bool:
    before = row[-1]
    distance = line.cy - before.cy
    em = min(before.segments[0].em, line.segments[0].em)
    if any(before.cy < rule < line.cy for rule in rules):
        return False
    if distance < _OVERLAP * em:
        return True
    had = any(other.figures for other in row)
    if distance > _TIGHT * em or (had and line.figures):
        return False
    label = {columns.at(s) for s in line.segments if not s.figure}
    full = [
        s
        for s in before.segments
        if not s.figure and columns.at(s) in label and _is_full(s.x1, columns, columns.at(s), em)
    ]
    if not full:
        return False
    only_label = len(line.segments) == 1
    return only_label or distance < _STEP_SHARE * step


def _is_full(right: float, columns: Columns, column: int, em: float) -> bool:
    return columns.spans[column][1] - right <= _FULL * em
