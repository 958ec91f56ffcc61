"""Failing identities of a document to the changes that explain them, each with its certainty.

The failing rows fall apart into components that share no cell; each is searched by itself
(`extraction.decoding.search`) for all explanations within a margin of the cheapest one. What
they have in common is certain; what they differ in is ambiguous. A component that is too large to
be searched first loses the change that mends the most rows and has no rival.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from math import exp

from extraction.decoding.confusion import FILLED, SWAPPED, WILD
from extraction.decoding.search import Costs, Option, Search, Solution
from extraction.decoding.system import System

BUDGET, DOCUMENT_BUDGET = 80, 400
"""States looked at for a component and for a document, at most: the bound of the time."""
MOST_FAILING = 400
"""Beyond so many failing identities the tables were not read at all: no figure is singled out."""


_SHORT = 4
"""An identity of at most so many cells seldom holds a second misread figure."""
_LIKELY = 0.9
"""How likely some cell of a failing row was misread, where none could be named."""

Commit = tuple[Option, frozenset[int], float]
"""A change that leaves all rows over it holding, the rows that it mends, and its cost."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell (by number) whose value is another one, with the rows that it mends."""

    cell: int
    value: int
    rows: frozenset[int]
    together: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Decoded:
    """Certain changes, and the cells of explanations that have rivals.

    Each candidate has the probability that it was misread, as the costs of the explanations say.
    """

    changes: tuple[Change, ...]
    candidates: Mapping[int, float]


class Decoder:
    """Decodes one system; its values become what they were decoded to."""

    def __init__(self, system: System, costs: Costs) -> None:
        self.system, self.costs = system, costs
        self.printed = tuple(system.values)
        self.failing = self._failing_now()
        self.demanded = frozenset(r for r in self.failing if system.rows[r].demanded)
        self.given_up: set[int] = set()
        self.changed: dict[int, int] = {}
        self.doubtful: dict[int, float] = {}

    def decoded(self) -> Decoded:
        """The changes that every explanation within the margin has in common."""
        if not self.demanded or len(self.demanded) > MOST_FAILING:
            return Decoded((), {})
        budget = DOCUMENT_BUDGET
        while budget > 0:
            goals = {r for r in self._failing_now() if self.system.rows[r].demanded} - self.given_up
            if not goals:
                break
            for component in _components(self.system, goals):
                still = {r for r in component if not self._holds(r)} - self.given_up
                if still:
                    budget -= self._solve(frozenset(still), min(BUDGET, budget))
        left = {r for r in self._failing_now() if self.system.rows[r].demanded}
        self._doubt_rows(left - self.given_up)
        changes = self._certain()
        return Decoded(changes, dict(self.doubtful))

    def _solve(self, goals: frozenset[int], budget: int) -> int:
        """One component solved, shrunk by a change, or given up; the states that it took."""
        search = Search(self.system, self.costs, self._failing_now())
        solutions, states, complete = search.solutions(goals, budget)
        if complete:
            self._settle(goals, solutions)
        else:
            self._commit_or_give_up(search, goals)
        return states

    def _settle(self, goals: frozenset[int], solutions: list[Solution]) -> None:
        if not solutions:
            self._give_up(goals)
            return
        best = dict(solutions[0].changes)
        common = set(best.items())
        for other in solutions[1:]:
            common &= set(other.changes)
        different = {c for s in solutions for c in s.changes if c not in common}
        if different:
            for cell, probability in _probabilities(solutions).items():
                if any(cell == other for other, _ in different):
                    self._doubt(cell, probability)
            common = self._standing(common)
        self._apply(dict(common))
        for row in goals:
            if not self._holds(row):
                self.given_up.add(row)
                if not different:
                    self._doubt_rows((row,))

    def _standing(self, common: set[tuple[int, int]]) -> set[tuple[int, int]]:
        """Of changes those over which every row holds with them alone."""
        left = dict(common)
        while left:
            values = list(self.system.values)
            for cell, value in left.items():
                values[cell] = value
            shaky = [
                cell
                for cell in left
                for row in self.system.over[cell]
                if self.system.rows[row].demanded
                and not self.system.holds(self.system.rows[row], values)
            ]
            if not shaky:
                break
            for cell in set(shaky):
                self._doubt(cell, _LIKELY)
                del left[cell]
        return set(left.items())

    def _commit_or_give_up(self, search: Search, goals: frozenset[int]) -> None:
        options = [o for o in search.options(goals) if len(o[1]) >= 2 and o[2] < FILLED]
        best = max(options, key=lambda o: (len(o[1]), -o[2], o[0]), default=None)
        if best is None or self._rivalled(best, options):
            self._give_up(goals)
            return
        self._apply(dict(best[0]))

    def _rivalled(self, best: Commit, options: list[Commit]) -> bool:
        return any(other[0] != best[0] and other[1] >= best[1] for other in options)

    def _give_up(self, goals: Iterable[int]) -> None:
        goals = frozenset(goals)
        self.given_up |= goals
        self._doubt_rows(goals)

    def _doubt(self, cell: int, probability: float) -> None:
        self.doubtful[cell] = max(probability, self.doubtful.get(cell, 0.0))

    def _doubt_rows(self, rows: Iterable[int]) -> None:
        """The cells of failing rows in doubt, those the most of whose rows fail before others."""
        for row in rows:
            cells = self.system.rows[row].cells
            weights = [exp(self._weight(cell)) for cell in cells]
            for cell, weight in zip(cells, weights, strict=True):
                self._doubt(cell, _LIKELY * weight / sum(weights))

    def _weight(self, cell: int) -> int:
        """By how many the failing rows over a cell outnumber those that hold."""
        rows = [r for r in self.system.over[cell] if self.system.rows[r].demanded]
        failing = sum(1 for r in rows if not self._holds(r))
        return failing - (len(rows) - failing)

    def _apply(self, changes: Mapping[int, int]) -> None:
        for cell, value in changes.items():
            self.system.values[cell] = value
            self.changed[cell] = value

    def _holds(self, row: int) -> bool:
        return self.system.holds(self.system.rows[row], self.system.values)

    def _failing_now(self) -> frozenset[int]:
        return frozenset(r for r in range(len(self.system.rows)) if not self._holds(r))

    def _certain(self) -> tuple[Change, ...]:
        """The changes that one slip explains, and that enough identities ask for by themselves.

        Where a row over a cell holds only with a change that no slip explains, at least two
        rows, and more than half, must hold without it.
        """
        kept = {cell for cell, value in self.changed.items() if self._price(cell, value) < WILD}
        shrunk = True
        while shrunk:
            others = self.changed.keys() - kept
            weak = {cell for cell in kept if not self._borne_out(cell, others)}
            kept -= weak
            shrunk = bool(weak)
        others = self.changed.keys() - kept
        for cell in others:
            self._doubt(cell, _LIKELY)
        return tuple(
            Change(cell, self.changed[cell], self._mended(cell, others), self._together(cell, kept))
            for cell in sorted(kept)
        )

    def _price(self, cell: int, value: int) -> float:
        return SWAPPED if self._swapped(cell) else self.costs.cost(cell, value) or WILD

    def _borne_out(self, cell: int, others: Set[int]) -> bool:
        rows = [r for r in self.system.over[cell] if r in self.demanded]
        held = (r for r in self.system.over[cell] if r not in self.failing)
        if any(not others.isdisjoint(self.system.rows[r].cells) for r in held):
            return False
        own = self._mended(cell, others)
        if len(own) < len(rows):
            return len(own) >= 2 and 2 * len(own) > len(rows)
        return len(own) >= self._needed(cell, own) or self._swapped(cell)

    def _needed(self, cell: int, rows: Iterable[int]) -> int:
        """How many rows have to ask for a value: a blank would take any error of a long sum."""
        if not self.system.blank[cell]:
            return 1
        sure = self._price(cell, self.changed[cell]) < FILLED
        return 1 if sure and all(self._reliable(row, cell) for row in rows) else 2

    def _reliable(self, row: int, blank: int) -> bool:
        """Whether a row is short, or all its other figures stand in another row that holds."""
        others = [c for c in self.system.rows[row].cells if c != blank]
        return len(others) < _SHORT or all(
            any(r != row and self._holds(r) for r in self.system.over[c]) for c in others
        )

    def _mended(self, cell: int, others: Set[int]) -> frozenset[int]:
        """The rows over a cell that hold now, without the help of other changes."""
        return frozenset(
            row
            for row in self.system.over[cell]
            if row in self.demanded
            and self._holds(row)
            and not any(other in others for other in self.system.rows[row].cells)
        )

    def _swapped(self, cell: int) -> bool:
        """Whether a cell was exchanged with one beside it."""
        return any(
            self.changed[cell] == self.printed[other] and self.changed[other] == self.printed[cell]
            for other in self.costs.beside(cell)
            if other in self.changed
        )

    def _together(self, cell: int, kept: Set[int]) -> frozenset[int]:
        """The other kept cells that share rows with a cell, directly or by others."""
        group, open_ = {cell}, [cell]
        while open_:
            for row in self.system.over[open_.pop()]:
                for other in self.system.rows[row].cells:
                    if other in kept and other not in group:
                        group.add(other)
                        open_.append(other)
        return frozenset(group - {cell})


def _probabilities(solutions: Sequence[Solution]) -> dict[int, float]:
    """How likely each cell is changed, if one of the solutions is true."""
    best = min(solution.cost for solution in solutions)
    weights = [exp(best - solution.cost) for solution in solutions]
    found: dict[int, float] = {}
    for solution, weight in zip(solutions, weights, strict=True):
        for cell, _ in solution.changes:
            found[cell] = found.get(cell, 0.0) + weight / sum(weights)
    return found


def _components(system: System, goals: Iterable[int]) -> list[set[int]]:
    """The rows that hang together by common cells, the fewest first."""
    left = sorted(goals)
    found: list[set[int]] = []
    while left:
        group, mask = {left[0]}, system.rows[left[0]].mask
        grown = True
        while grown:
            touching = [r for r in left if r not in group and system.rows[r].mask & mask]
            grown = bool(touching)
            for row in touching:
                group.add(row)
                mask |= system.rows[row].mask
        found.append(group)
        left = [r for r in left if r not in group]
    return sorted(found, key=lambda group: (len(group), min(group)))
