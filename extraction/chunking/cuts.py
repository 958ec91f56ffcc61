"""Where a table is cut: as few pieces as fit, of even size, before rows that open a group."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

NEAR_EVEN = 0.15
"""How far (share of the even size) a cut moves for the sake of a group; set by judgement."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes in tokens of every row and of what travels with a piece that begins with it.

    ``ranks`` are the depths at which rows open a group (0 outermost), None where they don't.
    """

    rows: Sequence[int]
    travels: Sequence[int]
    ranks: Sequence[int | None]


def cut(sizes: Sizes, budget: int) -> tuple[range, ...]:
    """The rows (0-based) of each piece, every row once.

    No piece is larger than ``budget`` unless it is a single row.
    """
    count = len(sizes.rows)
    reach = _reach(sizes, budget)
    need = [0] * (count + 1)
    for start in range(count - 1, -1, -1):
        need[start] = 1 + need[reach[start]]
    # A row larger than a piece weighs no more than a piece, or it would spoil the even size.
    weights = list(accumulate((min(size, budget) for size in sizes.rows), initial=0))
    pieces = []
    start = 0
    while start < count:
        end = _end(start, reach[start], need, weights, sizes.ranks)
        pieces.append(range(start, end))
        start = end
    return tuple(pieces)


def _reach(sizes: Sizes, budget: int) -> list[int]:
    """For each row the furthest end of a piece that begins with it."""
    sums = list(accumulate(sizes.rows, initial=0))
    ends = (
        bisect_right(sums, sums[start] + budget - travels) - 1
        for start, travels in enumerate(sizes.travels)
    )
    return [max(start + 1, end) for start, end in enumerate(ends)]


def _end(
    start: int, reach: int, need: Sequence[int], weights: Sequence[int], ranks: Sequence[int | None]
) -> int:
    """Where the piece from ``start`` ends so that the rest still needs no piece more."""
    left = need[start]
    if left == 1:
        return reach
    even = (weights[-1] - weights[start]) / left
    off = {
        end: abs(weights[end] - weights[start] - even)
        for end in range(start + 1, reach + 1)
        if need[end] < left
    }
    groups = {
        end: rank
        for end, away in off.items()
        if away <= NEAR_EVEN * even and (rank := ranks[end]) is not None
    }
    if groups:
        return min(groups, key=lambda end: (groups[end], off[end]))
    return min(off, key=lambda end: off[end])
