"""The cheapest changes that mend failing rows and break none: best-first branch and bound.

A* (Hart, Nilsson, Raphael 1968, IEEE Trans. SSC 4, 100-107). A state is a set of changed cells;
its bound adds to their cost the least cost of a change for each of some failing rows that share no
free cell. A change is the one that a failing row asks of one of its cells. So every
solution is found in which, in some order, each change is determined by a row in which it is
the last one: all of one and two changes, but no ring of changes in which none is.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from extraction.decoding.confusion import ABANDONED, BORNE_OUT, SWAPPED
from extraction.decoding.system import System, Values

MARGIN = 5.5
"""Explanations that cost at most so much more than the best one are its rivals: 1 in 250."""
_HOPELESS = 40.0
"""A branch whose bound exceeds that of its state by so much is not kept."""

Option = tuple[tuple[int, int], ...]
"""New values of one cell, or of two that were exchanged."""


class Costs(Protocol):
    """What changes cost, by the numbers of cells."""

    def tail(self, row: int) -> float:
        """What it costs that an identity holds with a rounding tail."""

    def cost(self, cell: int, value: int) -> float | None:
        """The cost of a cell having another value; None where it cannot."""

    def least(self, cell: int) -> float:
        """No value of the cell costs less."""

    def beside(self, cell: int) -> tuple[int, ...]:
        """The cells with which it may have been exchanged."""


@dataclass(frozen=True, slots=True)
class Solution:
    """New values of cells that mend all goals but the ``abandoned`` rows."""

    cost: float
    changes: tuple[tuple[int, int], ...]
    abandoned: frozenset[int]


@dataclass(frozen=True, slots=True)
class _State:
    cost: float
    values: dict[int, int]
    failing: frozenset[int]
    abandoned: frozenset[int]
    frozen: int


class _Values:
    """The values of a state: its changes over those of the system."""

    __slots__ = ("changed", "own")

    def __init__(self, own: list[int], changed: dict[int, int]) -> None:
        self.own, self.changed = own, changed

    def __getitem__(self, cell: int) -> int:
        return self.changed[cell] if cell in self.changed else self.own[cell]


class Search:
    """Searches over the failing rows of one system."""

    def __init__(self, system: System, costs: Costs, failing: Iterable[int]) -> None:
        self.system, self.costs = system, costs
        self.failing = frozenset(failing)
        self.least: dict[int, float] = {}
        self.credit: dict[int, float] = {}

    def solutions(self, goals: Iterable[int], budget: int) -> tuple[list[Solution], int, bool]:
        """The solutions within the margin of the best, the states seen, and whether all were."""
        start = _State(0.0, {}, frozenset(goals), frozenset(), 0)
        order = count()
        queue = [(self._bound(start), next(order), start)]
        seen: set[tuple[frozenset[tuple[int, int]], frozenset[int]]] = set()
        found: list[Solution] = []
        popped = 0
        while queue:
            bound, _, state = heapq.heappop(queue)
            if found and bound > found[0].cost + MARGIN:
                break
            key = (frozenset(state.values.items()), state.abandoned)
            if key in seen:
                continue
            seen.add(key)
            if not state.failing:
                changes = tuple(sorted(state.values.items()))
                found.append(Solution(state.cost, changes, state.abandoned))
                continue
            popped += 1
            if popped > budget:
                return found, popped, False
            for child in self._children(state):
                value = self._bound(child)
                if value <= bound + _HOPELESS:
                    heapq.heappush(queue, (value, next(order), child))
        return found, popped, True

    def options(self, goals: Iterable[int]) -> list[tuple[Option, frozenset[int], float]]:
        """Changes after which all rows over them hold: the goals that they mend, and the cost."""
        state = _State(0.0, {}, frozenset(goals), frozenset(), 0)
        made = []
        for option in dict.fromkeys(o for _, own in self._asked(state) for o in own):
            child = self._changed(state, option)
            if child is None or child.failing - state.failing:
                continue
            if not any(r in child.failing for cell, _ in option for r in self.system.over[cell]):
                made.append((option, state.failing - child.failing, child.cost))
        return made

    def _bound(self, state: _State) -> float:
        used, least = state.frozen, 0.0
        rows = sorted(state.failing, key=lambda r: (len(self.system.rows[r].cells), r))
        for row in rows:
            mask = self.system.rows[row].mask & ~state.frozen
            if not mask & used:
                least += self._least(row)
                used |= mask
        return state.cost + least

    def _least(self, row: int) -> float:
        """No change of a cell of the row costs less."""
        if row not in self.least:
            costs = [self.costs.least(cell) for cell in self.system.rows[row].cells]
            soft = any(
                other in self.failing and not self.system.rows[other].demanded
                for cell in self.system.rows[row].cells
                for other in self.system.over[cell]
            )
            credit = max(self._credit(cell) for cell in self.system.rows[row].cells)
            self.least[row] = max(1.0, min(costs) - credit - (BORNE_OUT if soft else 0.0))
        return self.least[row]

    def _credit(self, cell: int) -> float:
        """What the rounding tails over a cell cost that it could take away."""
        if cell not in self.credit:
            own = self.system.values
            rows = [r for r in self.system.over[cell] if self._tail(r, own)]
            self.credit[cell] = sum(self.costs.tail(row) for row in rows)
        return self.credit[cell]

    def _asked(self, state: _State) -> Iterator[tuple[int, list[Option]]]:
        """For every failing row the changes of its cells that some failing row asks for."""
        values = _Values(self.system.values, state.values)
        asked: dict[int, list[int]] = {}
        for row in sorted(state.failing):
            for cell in self.system.rows[row].cells:
                if not state.frozen >> cell & 1:
                    asked.setdefault(cell, [])
        for cell, wanted in asked.items():
            for row in self.system.over[cell]:
                if row in state.failing or (row in self.failing and row not in state.abandoned):
                    own = self.system.rows[row]
                    wanted += [values[cell] + d for d in self.system.wanted(own, cell, values)]

        def options(cell: int, value: int) -> Iterator[Option]:
            yield ((cell, value),)
            old = values[cell]
            for other in self.costs.beside(cell):
                if values[other] == value != old and not state.frozen >> other & 1:
                    yield ((cell, value), (other, old))

        for row in sorted(state.failing):
            cells = [c for c in self.system.rows[row].cells if c in asked]
            yield row, [o for c in cells for v in dict.fromkeys(asked[c]) for o in options(c, v)]

    def _children(self, state: _State) -> Iterator[_State]:
        """The states that mend, or start to mend, the row that tells the most."""
        made: dict[Option, _State | None] = {}
        best: tuple[tuple[int, int], int, list[_State]] | None = None
        for row, options in self._asked(state):
            for option in options:
                if option not in made:
                    made[option] = self._changed(state, option)
            states = [s for o in options if (s := made[o]) is not None]
            left = min((len(s.failing) for s in states), default=len(state.failing) - 1)
            key = (left, len(states))
            if best is None or key < best[0]:
                best = (key, row, states)
        if best is None:
            return
        _, row, states = best
        yield from states
        mask = self.system.rows[row].mask
        if not any(mask >> cell & 1 for cell in state.values):
            yield _State(
                state.cost + ABANDONED,
                state.values,
                state.failing - {row},
                state.abandoned | {row},
                state.frozen | mask,
            )

    def _changed(self, state: _State, option: Option) -> _State | None:
        costs = [self.costs.cost(cell, value) for cell, value in option]
        cost = SWAPPED if len(option) == 2 else costs[0]
        if cost is None:
            return None
        changed = {**state.values, **dict(option)}
        frozen = state.frozen
        for cell, _ in option:
            frozen |= 1 << cell
        values = _Values(self.system.values, changed)
        before = _Values(self.system.values, state.values)
        tails = 0.0
        failing = set(state.failing)
        for index in {row for cell, _ in option for row in self.system.over[cell]}:
            row = self.system.rows[index]
            residual = abs(self.system.residual(row, values))
            if row.tolerance > row.exact:
                more = self._tail(index, values) - self._tail(index, before)
                tails += self.costs.tail(index) * more
            if residual <= self.system.slack(row, values):
                failing.discard(index)
                cost -= BORNE_OUT if not row.demanded and index in self.failing else 0.0
            elif row.demanded or index not in self.failing:
                if not row.mask & ~frozen:
                    return None
                failing.add(index)
        cost = max(cost + tails, 1.0)
        return _State(state.cost + cost, changed, frozenset(failing), state.abandoned, frozen)

    def _tail(self, index: int, values: Values) -> bool:
        """Whether a row holds with a rounding tail."""
        row = self.system.rows[index]
        return row.kind == "sum" and (
            row.exact < abs(self.system.residual(row, values)) <= row.tolerance
        )
