"""Crossing rules to a lattice: positions of its lines, and which edges are drawn.

All lengths are points in straight coordinates.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extraction.layout.straight import Run, clusters

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Point = tuple[float, float]

DRAWN = 0.5
"""Share of an edge that must be ruled for it to be an edge."""
_OPEN_SHARE = 0.5  # of the lines must reach beyond the outermost one for an outer line to be lost
_FEW = 4  # lines: of more, one alone is a stroke of the text above or below that it was joined to


@dataclass
class Lattice:
    """Lines of a table and the ruled share of every edge, in 0..1.

    ``upright[row, line]`` is the stretch of a vertical line in a row, ``level[line, column]``
    that of a horizontal one in a column. The frame counts as ruled.
    """

    xs: list[float]
    ys: list[float]
    upright: Floats
    level: Floats

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.ys) - 1

    @property
    def columns(self) -> int:
        """The number of columns."""
        return len(self.xs) - 1

    def add_row_line(self, y: float, drawn: Bools) -> None:
        """Draw a horizontal line at ``y``, ruled in the columns ``drawn``."""
        at = int(np.searchsorted(self.ys, y))
        self.ys.insert(at, y)
        self.level = np.insert(self.level, at, drawn.astype(float), axis=0)
        self.upright = np.insert(self.upright, at, self.upright[at - 1], axis=0)

    def add_column_line(self, x: float, drawn: Bools) -> None:
        """Draw a vertical line at ``x``, ruled in the rows ``drawn``."""
        at = int(np.searchsorted(self.xs, x))
        self.xs.insert(at, x)
        self.upright = np.insert(self.upright, at, drawn.astype(float), axis=1)
        self.level = np.insert(self.level, at, self.level[:, at - 1], axis=1)


def components(across: Sequence[Run], down: Sequence[Run], close: float) -> list[list[list[Run]]]:
    """Pairs of horizontal and vertical runs that hang together by crossings.

    ``close`` is how far apart a crossing may be; a break along a line may be 1.5 times as long.
    """
    if not across or not down:
        return []
    flat, tall = np.array(across), np.array(down)
    owners = np.arange(len(across) + len(down))
    meet = _reach(flat, tall[:, 0], close) & _reach(tall, flat[:, 0], close).T
    pairs = [(i, len(across) + j) for i, j in np.argwhere(meet).tolist()]
    pairs += _collinear(flat, close)
    pairs += [(len(across) + i, len(across) + j) for i, j in _collinear(tall, close)]
    for a, b in pairs:
        _unite(owners, a, b)
    groups: dict[int, list[list[Run]]] = {}
    for index, run in enumerate((*across, *down)):
        group = groups.setdefault(_owner(owners, index), [[], []])
        group[index >= len(across)].append(run)
    return [group for group in groups.values() if group[0] and group[1]]


def _reach(runs: Floats, places: Floats, close: float) -> Bools:
    """Whether run i reaches over place j."""
    made: Bools = (runs[:, 1:2] - close <= places) & (places <= runs[:, 2:3] + close)
    return made


def _collinear(runs: Floats, close: float) -> list[tuple[int, int]]:
    """Pairs of runs of one line that follow each other after a break."""
    beside = np.abs(runs[:, 0:1] - runs[:, 0]) <= close / 2
    gap = runs[:, 1] - runs[:, 2:3]
    return [(int(i), int(j)) for i, j in np.argwhere(beside & (gap >= 0) & (gap <= 1.5 * close))]


def _owner(owners: npt.NDArray[np.int_], item: int) -> int:
    while owners[item] != item:
        owners[item] = owners[owners[item]]
        item = int(owners[item])
    return item


def _unite(owners: npt.NDArray[np.int_], a: int, b: int) -> None:
    first, second = _owner(owners, a), _owner(owners, b)
    owners[max(first, second)] = min(first, second)


def lattice_of(
    across: Sequence[Run], down: Sequence[Run], middles: Sequence[Point], close: float
) -> Lattice | None:
    """The lattice of one component, None where it closes no cell.

    Outer lines that were lost are put where the others end, if most of them do or words
    (``middles``) stand between. Lines nearer than ``close`` are one (doubled, jittered);
    lines without a ruled inner edge go.
    """
    level_lines, upright_lines = _lines(across, close), _lines(down, close)
    x0, x1 = min(run.low for run in across), max(run.high for run in across)
    y0, y1 = min(run.low for run in down), max(run.high for run in down)
    own_x = [x for x, y in middles if min(y0, across[0].at) < y < max(y1, across[-1].at)]
    own_y = [y for x, y in middles if min(x0, down[0].at) < x < max(x1, down[-1].at)]
    ys = _with_outer([_place(line) for line in level_lines], upright_lines, own_y, close)
    xs = _with_outer([_place(line) for line in upright_lines], level_lines, own_x, close)
    if len(xs) < 2 or len(ys) < 2:
        return None
    level = _cover(ys, level_lines, xs)
    upright = _cover(xs, upright_lines, ys).T
    made = Lattice(xs, ys, upright, level)
    _drop_undrawn(made)
    made.level[[0, -1], :] = 1.0
    made.upright[:, [0, -1]] = 1.0
    return made


def _lines(runs: Sequence[Run], close: float) -> list[list[Run]]:
    ordered = sorted(runs)
    return clusters(ordered, [run.at for run in ordered], close)


def _place(line: Sequence[Run]) -> float:
    weights = [max(run.length, 0.1) for run in line]
    return sum(run.at * w for run, w in zip(line, weights, strict=True)) / sum(weights)


def _with_outer(
    places: list[float],
    others: Sequence[Sequence[Run]],
    middles: Sequence[float],
    close: float,
) -> list[float]:
    """The places of lines, and those of outer lines that are lost.

    ``others`` are the lines across these: where they end beyond the last one, a line is lost.
    """
    lows = [min(run.low for run in line) for line in others]
    highs = [max(run.high for run in line) for line in others]
    before = sorted(low for low in lows if low < places[0] - 2 * close)
    behind = sorted(high for high in highs if high > places[-1] + 2 * close)
    most = max(2.0, _OPEN_SHARE * len(others))
    least = 1 if len(others) <= _FEW else 2
    made = list(places)
    if before:
        low = before[len(before) // 2]
        held = len(before) >= least and any(low < middle < places[0] for middle in middles)
        if held or len(before) >= most:
            made.insert(0, low)
    if behind:
        high = behind[len(behind) // 2]
        held = len(behind) >= least and any(places[-1] < middle < high for middle in middles)
        if held or len(behind) >= most:
            made.append(high)
    return made


def _cover(
    places: Sequence[float], lines: Sequence[Sequence[Run]], bounds: Sequence[float]
) -> Floats:
    """For every place (line) and every stretch between two bounds the ruled share of it."""
    edges = np.array(bounds)
    low, high = edges[:-1], edges[1:]
    shares = np.zeros((len(places), len(low)))
    by_place = {_place(line): line for line in lines}
    for index, place in enumerate(places):
        for run in by_place.get(place, ()):
            shared = np.minimum(high, run.high) - np.maximum(low, run.low)
            shares[index] += np.clip(shared, 0.0, None) / np.maximum(high - low, 0.1)
    return np.minimum(shares, 1.0)


def _drop_undrawn(lattice: Lattice) -> None:
    """Take out inner lines of which no edge is drawn: underlines, specks, remains of a seal."""
    keep_y = [0, *(i for i in range(1, lattice.rows) if (lattice.level[i] >= DRAWN).any())]
    keep_x = [0, *(i for i in range(1, lattice.columns) if (lattice.upright[:, i] >= DRAWN).any())]
    keep_y.append(lattice.rows)
    keep_x.append(lattice.columns)
    if len(keep_y) == len(lattice.ys) and len(keep_x) == len(lattice.xs):
        return
    heights, widths = np.diff(lattice.ys), np.diff(lattice.xs)
    upright = np.add.reduceat(lattice.upright * heights[:, None], keep_y[:-1], axis=0)
    level = np.add.reduceat(lattice.level * widths, keep_x[:-1], axis=1)
    lattice.ys = [lattice.ys[i] for i in keep_y]
    lattice.xs = [lattice.xs[i] for i in keep_x]
    lattice.upright = (upright / np.diff(lattice.ys)[:, None])[:, keep_x]
    lattice.level = (level / np.diff(lattice.xs))[keep_y]
