"""Lines that print or scan lost, drawn again where the words say that they were there.

All lengths are points in straight coordinates.
"""

import itertools
from collections.abc import Sequence

import numpy as np

from extraction.layout.filling import row_at
from extraction.layout.lattice import DRAWN, Bools, Lattice
from extraction.layout.pieces import WHOLE, Piece, cut, tokens
from extraction.layout.textlines import lines_of

_FAINT = 0.3  # ruled share: more than the ends of neighbouring rules that stick out
_LINE_SHARE = 1 / 3  # of a line must be drawn for its gaps between figures to be losses
_CROSS = 0.3  # em on both sides of a line: text goes through it, a touch is less
_ROW_STEP = 0.8  # of the least distance of rows: a text line so far from all is a row too
_COLUMN_SHARE = 0.5  # of the filled rows must fall into two for a column line to be lost


def draw_lost_lines(lattice: Lattice, pieces: Sequence[Piece], close: float) -> None:
    """Complete a lattice by the words inside it."""
    inside = [
        part
        for piece in pieces
        if row_at(lattice, piece.cy, 0.0) is not None
        and piece.x1 > lattice.xs[0]
        and piece.x0 < lattice.xs[-1]
        for token in tokens(piece)
        for part in cut(token, lattice.xs[1:-1], drawn=False)
    ]
    _split_rows(lattice, inside, close)
    _split_columns(lattice, inside)
    _heal_upright(lattice, inside)
    _heal_level(lattice, inside)


def _heal_upright(lattice: Lattice, pieces: Sequence[Piece]) -> None:
    """Draw faint stretches of vertical lines, and those between two figures."""
    by_row: list[list[Piece]] = [[] for _ in range(lattice.rows)]
    for piece in pieces:
        by_row[_at(lattice.ys, piece.cy)].append(piece)
    shares = (lattice.upright >= DRAWN).mean(axis=0)
    for row, line in np.argwhere(lattice.upright < DRAWN).tolist():
        x = lattice.xs[line]
        if any(_crosses(p.x0, p.x1, x, p.em) for p in by_row[row]):
            continue
        if lattice.upright[row, line] >= _FAINT:
            lattice.upright[row, line] = 1.0
        elif shares[line] >= _LINE_SHARE:
            left = (p for p in by_row[row] if lattice.xs[line - 1] < p.cx < x)
            right = (p for p in by_row[row] if x < p.cx < lattice.xs[line + 1])
            if any(p.is_figure for p in left) and any(p.is_figure for p in right):
                lattice.upright[row, line] = 1.0


def _heal_level(lattice: Lattice, pieces: Sequence[Piece]) -> None:
    """Draw faint stretches of horizontal lines, and those between two figures."""
    by_column: list[list[Piece]] = [[] for _ in range(lattice.columns)]
    for piece in pieces:
        by_column[_at(lattice.xs, piece.cx)].append(piece)
    shares = (lattice.level >= DRAWN).mean(axis=1)
    for line, column in np.argwhere(lattice.level < DRAWN).tolist():
        y = lattice.ys[line]
        if any(_crosses(p.y0, p.y1, y, p.em) for p in by_column[column]):
            continue
        if lattice.level[line, column] >= _FAINT:
            lattice.level[line, column] = 1.0
        elif shares[line] >= _LINE_SHARE:
            above = (p for p in by_column[column] if lattice.ys[line - 1] < p.cy < y)
            below = (p for p in by_column[column] if y < p.cy < lattice.ys[line + 1])
            if any(p.is_figure for p in above) and any(p.is_figure for p in below):
                lattice.level[line, column] = 1.0


def _crosses(low: float, high: float, line: float, em: float) -> bool:
    return low < line - _CROSS * em and high > line + _CROSS * em


def _at(bounds: Sequence[float], place: float) -> int:
    return min(max(int(np.searchsorted(bounds, place)) - 1, 0), len(bounds) - 2)


def _split_rows(lattice: Lattice, pieces: Sequence[Piece], close: float) -> None:
    """Draw row lines in a row that holds several lines of figures."""
    by_row: list[list[Piece]] = [[] for _ in range(lattice.rows)]
    for piece in pieces:
        row, column = _at(lattice.ys, piece.cy), _at(lattice.xs, piece.cx)
        # A cell over several rows prints between their lines.
        if (lattice.level[row : row + 2, column] >= DRAWN).all():
            by_row[row].append(piece)
    for held in by_row:
        middles = _figure_lines(lattice, held)
        if len(middles) < 2:
            continue
        for y in _between(middles, held):
            low, high = (bound for bound in _around(lattice.ys, y))
            if min(y - low, high - y) > close:
                lattice.add_row_line(y, _free_columns(lattice, held, y))


def _figure_lines(lattice: Lattice, held: Sequence[Piece]) -> list[float]:
    """The middles of the printed rows in one row of the lattice, if its figures tell them."""
    figures = [piece for piece in held if piece.is_figure and not piece.downwards]
    middles = []
    for line in lines_of(figures):
        if len({_at(lattice.xs, p.cx) for p in line}) > 1 or any(
            WHOLE.fullmatch(p.text) for p in line
        ):
            middles.append(sum(p.cy for p in line) / len(line))
    if len(middles) < 2:
        return []
    step = _ROW_STEP * min(b - a for a, b in itertools.pairwise(middles))
    for text_line in lines_of([p for p in held if not p.downwards]):
        y = sum(p.cy for p in text_line) / len(text_line)
        if all(abs(y - other) >= step for other in middles):
            middles.append(y)
    return sorted(middles)


def _between(middles: Sequence[float], held: Sequence[Piece]) -> list[float]:
    """Where lines go between rows: in the widest white, else half-way."""
    made = []
    for a, b in itertools.pairwise(middles):
        spans = sorted((p.y0, p.y1) for p in held if a <= p.cy <= b)
        bottom, best, at = a, 0.0, (a + b) / 2
        for low, high in [*spans, (b, b)]:
            if low - bottom > best:
                best, at = low - bottom, (low + bottom) / 2
            bottom = max(bottom, high)
        made.append(at)
    return made


def _around(bounds: Sequence[float], place: float) -> tuple[float, float]:
    at = _at(bounds, place)
    return bounds[at], bounds[at + 1]


def _free_columns(lattice: Lattice, held: Sequence[Piece], y: float) -> Bools:
    drawn = np.ones(lattice.columns, dtype=np.bool_)
    for piece in held:
        if _crosses(piece.y0, piece.y1, y, piece.em):
            drawn[_at(lattice.xs, piece.cx)] = False
    return drawn


def _split_columns(lattice: Lattice, pieces: Sequence[Piece]) -> None:
    """Draw column lines in a column where most rows hold two figures side by side."""
    column = 0
    while column < lattice.columns:
        low, high = lattice.xs[column], lattice.xs[column + 1]
        rows: dict[int, list[Piece]] = {}
        for piece in pieces:
            if low <= piece.cx <= high:
                rows.setdefault(_at(lattice.ys, piece.cy), []).append(piece)
        x = _lost_column(list(rows.values()))
        if x is not None:
            lattice.add_column_line(x, _free_rows(lattice, pieces, x))
        column += 1


def _lost_column(rows: Sequence[list[Piece]]) -> float | None:
    """The place of a column line between the first figures of the rows and what follows."""
    left, right = [], []
    for row in rows:
        for line in lines_of(row):
            pair = line[:2]
            whole = any(WHOLE.fullmatch(p.text) for p in pair)  # 201 03 01 is one code
            if whole and len(pair) == 2 and all(p.is_figure for p in pair):
                left.append(line[0].x1)
                right.append(line[1].x0)
    if len(left) < 3 or len(left) < _COLUMN_SHARE * len(rows) or max(left) >= min(right):
        return None
    return (max(left) + min(right)) / 2


def _free_rows(lattice: Lattice, pieces: Sequence[Piece], x: float) -> Bools:
    drawn = np.ones(lattice.rows, dtype=np.bool_)
    for piece in pieces:
        if _crosses(piece.x0, piece.x1, x, piece.em):
            drawn[_at(lattice.ys, piece.cy)] = False
    return drawn
