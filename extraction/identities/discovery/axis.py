"""The lines of a table along one direction, and what a candidate sum over them comes to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import gcd
from typing import NamedTuple

from extraction.identities.discovery.chance import chance_of, log_chance, log_odds
from extraction.identities.discovery.words import Role


@dataclass(frozen=True, slots=True)
class Item:
    """A line that may add up or be added: its words, and where it stands.

    ``section`` numbers the heading (or header group) that it stands under; ``indent`` is the
    width of the blanks before its label; ``code`` a classification code, ``number`` the pattern
    of its enumeration; ``loose`` counts the lines since one named 其中 or of which, up to where
    they can't be parts of the same line any more (0: no such line).
    """

    label: str
    role: Role
    section: int = 0
    indent: int = 0
    code: str = ""
    number: str = ""
    loose: int = 0
    deducted: bool = False
    spent: bool = False
    resulting: bool = False


class Parts(NamedTuple):
    """A candidate: the line of the total, and the lines added with their signs."""

    total: int
    parts: tuple[tuple[int, int], ...]


class Weighing(NamedTuple):
    """How a candidate fares: lines that it applies to, hold, nearly hold; chance and odds."""

    lines: int
    held: tuple[int, ...]
    near: tuple[int, ...]
    chance: float
    odds: float


@dataclass(frozen=True)
class Axis:
    """``values[i][j]``: the figure of item i on line j in the smallest printed unit, or None.

    ``steps`` is the last printed place of each line in that unit; ``rounded`` says whether
    sums may be off by the rounding of their figures; ``counting`` which lines are evidence.
    """

    items: tuple[Item, ...]
    values: tuple[tuple[int | None, ...], ...]
    steps: tuple[int, ...]
    rounded: bool
    counting: tuple[bool, ...]
    cache: dict[Parts, Weighing] = field(default_factory=dict, compare=False)

    @cached_property
    def grains(self) -> tuple[int, ...]:
        """The power of ten that divides all figures of every line."""
        return tuple(_grain([row[j] for row in self.values]) for j in self.lines)

    @property
    def lines(self) -> range:
        """The numbers of the lines."""
        return range(len(self.steps))

    def tolerance(self, line: int, addends: int) -> int:
        """What rounding allows a sum of so many printed addends to be off."""
        return (addends + 1) * self.steps[line] // 2 if self.rounded else 0

    def outcome(self, candidate: Parts, line: int) -> tuple[int, int, int] | None:
        """Difference, tolerance and span on a line; None where there is nothing to weigh."""
        total = self.values[candidate.total][line]
        if total is None:
            return None
        added = printed = span = 0
        for sign, part in candidate.parts:
            value = self.values[part][line]
            if value is not None:
                printed += 1
                added += sign * value
                span += abs(value)
        if not printed or not (span or total):
            return None
        return total - added, self.tolerance(line, printed), max(span, abs(total))

    def weigh(self, candidate: Parts) -> Weighing:
        """How the candidate fares on all lines that count."""
        found = self.cache.get(candidate)
        if found is None:
            found = self.cache[candidate] = self._weigh(candidate)
        return found

    def _weigh(self, candidate: Parts) -> Weighing:
        held, near, chances, near_chances = [], [], [], []
        lines = 0
        for line in self.lines:
            outcome = self.outcome(candidate, line) if self.counting[line] else None
            if outcome is None:
                continue
            lines += 1
            difference, tolerance, span = outcome
            chance = self._chance(outcome, line)
            if abs(difference) <= tolerance:
                held.append(line)
                chances.append(chance)
            elif _one_digit(difference):
                near.append(line)
                near_chances.append(min(1.0, chance * 18 * len(str(span))))
        odds = log_odds(chances, near_chances, lines)
        return Weighing(
            lines, tuple(held), tuple(near), log_chance(chances, near_chances, lines), odds
        )

    def _chance(self, outcome: tuple[int, int, int], line: int) -> float:
        """The chance of this outcome or a better one, as exact or within rounding (two tries)."""
        difference, tolerance, span = outcome
        chance = chance_of(tolerance, span, self.grains[line])
        exact = 2 * chance_of(0, span, self.grains[line])
        return min(chance, exact) if not difference else chance

    def chance_without_near(self, candidate: Parts) -> float:
        """The logarithm of the chance, of the lines that hold alone."""
        weighing = self.weigh(candidate)
        chances = []
        for line in weighing.held:
            outcome = self.outcome(candidate, line)
            assert outcome is not None  # it held
            chances.append(self._chance(outcome, line))
        return log_chance(chances, (), weighing.lines)

    def real_parts(self, candidate: Parts) -> int:
        """The most parts that are not zero on any one line that holds."""
        held = self.weigh(candidate).held
        return max(
            (sum(1 for _, part in candidate.parts if self.values[part][j]) for j in held),
            default=0,
        )


def _grain(values: Sequence[int | None]) -> int:
    common = gcd(*(value or 0 for value in values))
    grain = 1
    while common and common % (10 * grain) == 0:
        grain *= 10
    return grain


def _one_digit(difference: int) -> bool:
    """Whether a difference is what one misread digit makes: one digit and zeros."""
    return len(str(abs(difference)).rstrip("0")) == 1


def below_zero(values: Sequence[int | None]) -> bool:
    """Whether a line prints no figure above zero, and one below it."""
    there = [v for v in values if v]
    return bool(there) and all(v < 0 for v in there)
