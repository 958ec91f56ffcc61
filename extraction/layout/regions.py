"""A lattice to printed cells: rectangles of places without a drawn edge between them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extraction.layout.lattice import DRAWN, Bools, Lattice


class Region(NamedTuple):
    """A printed cell: its first row and column (0-based) and over how many it goes."""

    row: int
    column: int
    row_span: int
    column_span: int


Place = tuple[int, int]


def regions_of(lattice: Lattice) -> list[Region]:
    """The printed cells by row and column; together they fill the lattice."""
    right = lattice.upright[:, 1:-1] < DRAWN
    below = lattice.level[1:-1] < DRAWN
    made: list[Region] = []
    seen: set[Place] = set()
    for start in ((r, c) for r in range(lattice.rows) for c in range(lattice.columns)):
        if start not in seen:
            group = _group(start, right, below)
            seen |= group
            made += _rectangles(group, right, below)
    return sorted(made)


def _group(start: Place, right: Bools, below: Bools) -> set[Place]:
    """All places that are reached from one without going over a drawn edge."""
    open_places, group = [start], {start}
    while open_places:
        r, c = open_places.pop()
        near = [(r, c + 1)] if c < right.shape[1] and right[r, c] else []
        near += [(r, c - 1)] if c and right[r, c - 1] else []
        near += [(r + 1, c)] if r < below.shape[0] and below[r, c] else []
        near += [(r - 1, c)] if r and below[r - 1, c] else []
        fresh = [place for place in near if place not in group]
        group.update(fresh)
        open_places += fresh
    return group


def _rectangles(group: set[Place], right: Bools, below: Bools) -> list[Region]:
    """The group as few rectangles; one edge lost in print must not swallow its neighbours."""
    if len(group) == 1:
        ((r, c),) = group
        return [Region(r, c, 1, 1)]
    by_row = _stacked(group, right, below)
    if len(by_row) == 1:
        return by_row
    turned = _stacked({(c, r) for r, c in group}, below.T, right.T)
    by_column = [Region(c, r, width, height) for r, c, height, width in turned]
    return min(by_row, by_column, key=len)


def _stacked(group: set[Place], right: Bools, below: Bools) -> list[Region]:
    """Runs along the rows, those of equal ends one under the other put together."""
    done: list[Region] = []
    growing: dict[tuple[int, int], Region] = {}
    for row in sorted({r for r, _ in group}):
        fresh: dict[tuple[int, int], Region] = {}
        for low, high in _runs(row, sorted(c for r, c in group if r == row), right):
            above = growing.get((low, high))
            if above is not None and below[row - 1, low : high + 1].all():
                del growing[low, high]
                fresh[low, high] = above._replace(row_span=above.row_span + 1)
            else:
                fresh[low, high] = Region(row, low, 1, high - low + 1)
        done += growing.values()
        growing = fresh
    return [*done, *growing.values()]


def _runs(row: int, columns: Sequence[int], right: Bools) -> Iterator[tuple[int, int]]:
    start = previous = columns[0]
    for column in columns[1:]:
        if column != previous + 1 or not right[row, previous]:
            yield start, previous
            start = column
        previous = column
    yield start, previous
