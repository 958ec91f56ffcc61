"""Which sums may end (or begin) at a line: runs of open lines, with the signs words suggest."""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from extraction.identities.discovery.axis import Axis, Parts, below_zero
from extraction.identities.discovery.words import Role

LONGEST_RUN = 60
_LONGEST_DIFFERENCE = 12
_ALL_SIGNS = 5
_SPARSE = 7
"""Up to so many open lines any selection is tried, where words name a total or difference."""


class Group(NamedTuple):
    """Candidates that share a part of the allowance.

    Each gets ``allowance`` of it; ``prior`` are their odds by words and place (natural log),
    ``share`` is how many of the lines must hold at least.
    """

    candidates: tuple[Parts, ...]
    allowance: float
    prior: float
    share: float


def plus(axis: Axis, chain: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """The lines with the signs that their own words state (减：, Less:)."""
    return tuple((-1 if _states_minus(axis, i) else 1, i) for i in chain)


def _states_minus(axis: Axis, index: int) -> bool:
    return axis.items[index].deducted and not below_zero(axis.values[index])


def preferred(axis: Axis, total: int, chain: Sequence[int], closed: frozenset[int]) -> list[int]:
    """Lengths of run that words and place suggest, without repetition."""
    items = axis.items
    own = items[total]

    def leading(test: Callable[[int], bool]) -> int:
        return next((k for k, i in enumerate(chain) if not test(i)), len(chain))

    nearest = items[chain[0]]
    lengths = [
        leading(lambda i: items[i].section == own.section),
        leading(lambda i: items[i].section == nearest.section),
        leading(lambda i: i not in closed and items[i].role is not Role.TOTAL),
        leading(lambda i: items[i].indent >= nearest.indent),
        leading(lambda i: items[i].indent > own.indent),
        leading(lambda i: items[i].loose > 0),
        len(chain),
    ]
    if any(items[i].role is Role.TOTAL for i in chain):
        lengths.append(leading(lambda i: items[i].role is not Role.TOTAL) + 1)
    return list(dict.fromkeys(k for k in lengths if 0 < k <= len(chain)))


def runs_that_hold(
    axis: Axis, total: int, signed: Sequence[tuple[int, int]], longest: int
) -> list[int]:
    """Lengths of run from the nearest line on that come to the total on some line."""
    wanted = [
        (j, v) for j, v in enumerate(axis.values[total]) if v is not None and axis.counting[j]
    ]
    sums = [0] * len(wanted)
    printed = [0] * len(wanted)
    found = []
    for length, (sign, part) in enumerate(signed[:longest], 1):
        values = axis.values[part]
        hit = False
        for at, (line, target) in enumerate(wanted):
            value = values[line]
            if value is not None:
                sums[at] += sign * value
                printed[at] += 1
            if target and abs(target - sums[at]) <= axis.tolerance(line, printed[at]):
                hit = True
        if hit:
            found.append(length)
    return found


def runs(
    axis: Axis, total: int, views: Sequence[Sequence[int]], closed: frozenset[int]
) -> Iterator[Group]:
    """Runs next to a line that words call a total: those suggested, then those that hold."""
    suggested: list[Parts] = []
    others: list[Parts] = []
    tried = 0
    for view in views:
        for signed in dict.fromkeys((plus(axis, view), tuple((1, i) for i in view))):
            suggested += [Parts(total, signed[:k]) for k in preferred(axis, total, view, closed)]
            tried += min(LONGEST_RUN, len(view))
            others += [
                Parts(total, signed[:k]) for k in runs_that_hold(axis, total, signed, LONGEST_RUN)
            ]
    suggested = list(dict.fromkeys(suggested))
    yield Group(tuple(suggested), 0.6 / max(1, len(suggested)), 0.0, 0.5)
    yield Group(tuple(dict.fromkeys(others)), 0.2 / max(1, tried), -2.0, 0.5)


def differences(axis: Axis, total: int, views: Sequence[Sequence[int]]) -> Iterator[Group]:
    """Runs with signs: first less the rest, costs deducted, and any signs for short runs."""
    made: list[Parts] = []
    for view in views:
        for length in range(2, min(len(view), _LONGEST_DIFFERENCE) + 1):
            chain = sorted(view[:length])
            made.append(Parts(total, ((1, chain[0]), *((-1, i) for i in chain[1:]))))
            made.append(Parts(total, tuple((_usual(axis, i), i) for i in chain)))
            if length <= _ALL_SIGNS:
                for signs in product((1, -1), repeat=length):
                    made.append(Parts(total, tuple(zip(signs, chain, strict=True))))
    made = list(dict.fromkeys(made))
    yield Group(tuple(made), 0.1 / max(1, len(made)), -1.0, 0.5)


def _usual(axis: Axis, index: int) -> int:
    return -1 if axis.items[index].spent and not below_zero(axis.values[index]) else 1


def selections(axis: Axis, total: int, view: Sequence[int]) -> Iterator[Group]:
    """Any selection of the nearest open lines, with signs where words name a difference."""
    near = sorted(view[:_SPARSE])
    signs = (1, 0, -1) if axis.items[total].resulting else (1, 0)
    made = []
    for chosen in product(signs, repeat=len(near)):
        parts = tuple((s, i) for s, i in zip(chosen, near, strict=True) if s)
        if len(parts) >= 2 and any(s > 0 for s, _ in parts):
            made.append(Parts(total, parts))
    yield Group(tuple(made), 0.1 / max(1, len(made)), -6.0, 0.6)
