"""Ruling lines made straight: the slope that is left of them, and runs of one position.

All lengths are points. Straight coordinates are those of the page turned back by the slope.
"""

from collections.abc import Sequence
from typing import NamedTuple

from schemas.page import Page, Rule
from schemas.source import Box

_STEEPEST = 0.08  # off its axis: 4.6 degrees; a diagonal of a header corner is far above
_TELLING = 40.0  # points: a shorter rule says little about the slope
_LEAST_SLOPE = 2e-4  # 0.2 points over a page: nothing to mend
_SAME = 0.6  # points: two parts of a line as a drawing program draws them
_TOUCH = 1.5  # points between the ends of such parts


class Run(NamedTuple):
    """A straight stretch of a line: its position across its axis, and its two ends along it."""

    at: float
    low: float
    high: float

    @property
    def length(self) -> float:
        """From end to end."""
        return self.high - self.low


def slope_of(page: Page) -> float:
    """By how much the rows of the page fall to the right, as down per across."""
    slopes = []
    for rule in page.rules:
        across, down = rule.x1 - rule.x0, rule.y1 - rule.y0
        if rule.horizontal and abs(across) >= _TELLING:
            slopes.append((down / across, abs(across)))
        elif not rule.horizontal and abs(down) >= _TELLING:
            slopes.append((-across / down, abs(down)))
    slopes = sorted(pair for pair in slopes if abs(pair[0]) < _STEEPEST)
    half = sum(weight for _, weight in slopes) / 2
    for slope, weight in slopes:
        half -= weight
        if half <= 0:
            return slope if abs(slope) >= _LEAST_SLOPE else 0.0
    return 0.0


def straight_runs(rules: Sequence[Rule], slope: float) -> tuple[list[Run], list[Run]]:
    """The horizontal and the vertical runs, those drawn in touching parts joined."""
    across, down = [], []
    for rule in rules:
        dx, dy = rule.x1 - rule.x0, rule.y1 - rule.y0
        if min(abs(dx), abs(dy)) > max(_STEEPEST * max(abs(dx), abs(dy)), 2.0):
            continue
        cx, cy = (rule.x0 + rule.x1) / 2, (rule.y0 + rule.y1) / 2
        right, below = slope * cy, -slope * cx
        if rule.horizontal:
            low, high = sorted((rule.x0 + right, rule.x1 + right))
            across.append(Run(cy + below, low, high))
        else:
            low, high = sorted((rule.y0 + below, rule.y1 + below))
            down.append(Run(cx + right, low, high))
    return _joined(across), _joined(down)


def _joined(runs: list[Run]) -> list[Run]:
    """Runs at one position whose ends touch are one run."""
    done: list[Run] = []
    for same in clusters(sorted(runs), [run.at for run in sorted(runs)], _SAME):
        same.sort(key=lambda run: run.low)
        current = same[0]
        for run in same[1:]:
            if run.low - current.high <= _TOUCH:
                weights = max(current.length, 0.1), max(run.length, 0.1)
                at = (current.at * weights[0] + run.at * weights[1]) / sum(weights)
                current = Run(at, current.low, max(current.high, run.high))
            else:
                done.append(current)
                current = run
        done.append(current)
    return done


def clusters(items: Sequence[Run], places: Sequence[float], gap: float) -> list[list[Run]]:
    """Items in groups; a new group begins where a place (ascending) is over ``gap`` further."""
    groups: list[list[Run]] = []
    before = float("-inf")
    for item, place in zip(items, places, strict=True):
        if place - before > gap:
            groups.append([])
        groups[-1].append(item)
        before = place
    return groups


def page_box(x0: float, y0: float, x1: float, y1: float, slope: float) -> Box:
    """The box around a straight box in the coordinates of the page."""
    if not slope:
        return (x0, y0, x1, y1)
    xs = [x - slope * y for x in (x0, x1) for y in (y0, y1)]
    ys = [y + slope * x for x in (x0, x1) for y in (y0, y1)]
    return (min(xs), min(ys), max(xs), max(ys))
