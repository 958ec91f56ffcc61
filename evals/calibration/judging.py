"""How far confidences can be believed, measured on cells that they were not fitted on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from evals.calibration.counting import Count, Key, Seen
from evals.calibration.fitting import BOUND, fit
from evals.measures.calibration import calibration
from evals.measures.intervals import Interval
from evals.measures.score import Surety
from extraction.confidence.calibrated import Calibrated, Made

FOLDS = 5
"""Originals are dealt out to so many folds; each is judged by a fit on the others."""
SURE = 0.999
"""Claims of which none should be wrong."""
EDGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0)
"""Bounds of the rows of the reliability table."""


class Claim(NamedTuple):
    """Cells of one original with the same traits: the confidence that they get, and the truth."""

    key: Key
    confidence: float
    found: Count

    @property
    def status(self) -> str:
        """The status of the cells, as exported."""
        state = self.key.traits.state
        if state in ("proved", "repaired"):
            return state
        return "unchecked" if state in ("unchecked", "tail") else "suspect"


class Judged(NamedTuple):
    """Measures of claims: cells, wrong ones, ECE with its interval, Brier score, and the sure."""

    cells: int
    wrong: int
    error: float
    interval: Interval | None
    brier: float
    sure: int
    sure_wrong: int


class Row(NamedTuple):
    """A row of the reliability table: claims from ``low`` up to ``high``."""

    low: float
    high: float
    cells: int
    claimed: float
    right: float


def claims(seen: Seen, numbers: Calibrated) -> tuple[Claim, ...]:
    """The claims of all cells that say something."""
    return tuple(Claim(key, numbers.confidence(key.traits), count) for key, count in seen.saying())


def held_out(seen: Seen, made: Made) -> tuple[Claim, ...]:
    """The claims of every original by a fit on the originals of the other folds."""
    groups = seen.groups
    found: list[Claim] = []
    for fold in range(FOLDS):
        out = frozenset(groups[fold::FOLDS])
        rest = seen.of(frozenset(groups) - out)
        found += claims(seen.of(out), Calibrated(made=made, strata=fit(rest)))
    return tuple(found)


def by_status_alone(seen: Seen) -> tuple[Claim, ...]:
    """What the status alone would say: its rate of right cells in the other folds."""
    groups = seen.groups
    found: list[Claim] = []
    for fold in range(FOLDS):
        out = frozenset(groups[fold::FOLDS])
        rates: dict[str, Count] = {}
        for claim in _unsaid(seen.of(frozenset(groups) - out)):
            rates[claim.status] = rates.get(claim.status, Count()).plus(claim.found)
        for claim in _unsaid(seen.of(out)):
            rate = rates.get(claim.status, Count(1, 0))
            found.append(claim._replace(confidence=1 - rate.wrong / rate.cells))
    return tuple(found)


def _unsaid(seen: Seen) -> Iterator[Claim]:
    return (Claim(key, 0.0, count) for key, count in seen.saying())


def judged(some: Iterable[Claim]) -> Judged:
    """The measures of claims; the calibration error is that of `evals.measures.calibration`."""
    by_group: dict[str, list[Surety]] = {}
    cells = wrong = sure = sure_wrong = 0
    brier = 0.0
    for claim in some:
        n, e = claim.found
        by_group.setdefault(claim.key.group, []).append(Surety(claim.confidence, n, n - e))
        cells, wrong = cells + n, wrong + e
        brier += (n - e) * (1 - claim.confidence) ** 2 + e * claim.confidence**2
        if claim.confidence >= SURE:
            sure, sure_wrong = sure + n, sure_wrong + e
    if not cells:
        return Judged(0, 0, 0.0, None, 0.0, 0, 0)
    made = calibration(tuple(by_group.values()))
    return Judged(cells, wrong, made.error or 0.0, made.interval, brier / cells, sure, sure_wrong)


def reliability(some: Sequence[Claim]) -> tuple[Row, ...]:
    """Claimed and observed shares of right cells, for claims between `EDGES`."""
    rows = []
    for low, high in pairwise(EDGES):
        here = [c for c in some if low <= c.confidence < high]
        cells = sum(c.found.cells for c in here)
        if cells:
            claimed = sum(c.confidence * c.found.cells for c in here) / cells
            right = 1 - sum(c.found.wrong for c in here) / cells
            rows.append(Row(low, high, cells, claimed, right))
    return tuple(rows)


def parted(some: Sequence[Claim], name: Callable[[Claim], str]) -> tuple[tuple[str, Judged], ...]:
    """The measures of the parts of claims that have the same name, in the order of the names."""
    parts: dict[str, list[Claim]] = {}
    for claim in some:
        parts.setdefault(name(claim), []).append(claim)
    return tuple((part, judged(parts[part])) for part in sorted(parts))


def made_of(seen: Seen, command: str, day: str) -> Made:
    """Where numbers that are fitted on these cells come from."""
    documents: dict[str, set[tuple[str, str]]] = {}
    for key in seen.counts:
        documents.setdefault(key.traits.origin, set()).add((key.group, key.condition))
    total = seen.total
    return Made(
        command=command,
        day=day,
        documents={origin: len(some) for origin, some in sorted(documents.items())},
        cells=total.cells,
        wrong=total.wrong,
        bound=BOUND,
    )
