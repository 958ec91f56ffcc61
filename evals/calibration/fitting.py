"""Confidence fitted on counted cells: monotone in every trait, and never more than was seen.

In a stratum (origin, sort, state) cells are counted by the steps of their traits. The rate of
right ones at a step is the max-min block estimator of isotonic regression on a partial order
(Deng and Zhang 2020, Isotonic regression in multi-dimensional spaces and graphs, Ann. Statist.
48(6), section 2): over all boxes from below the step, the largest of the smallest mean of a box
that reaches above it. Only boxes with a cell at or below the step count, where there are some. More
identities, a calmer document or a surer recogniser never lower it.

Above 0.99 a confidence is not that mean but at most the lower end of a one-sided 95 % interval of
Clopper and Pearson (1934), for the best box of cells that have no more to say for them: without an
error in n cells it is 0.05^(1/n), about 1 - 3/n (the rule of three). Cells of one document go wrong
together, so n is divided by the design effect (Kish 1965, Survey Sampling, section 8.2), which is
measured over the originals.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import floor, prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from evals.calibration.counting import Count, Key, Seen
from extraction.confidence.calibrated import ANY, Stratum
from extraction.confidence.traits import SHAPE, Steps

Floats = NDArray[np.float64]

BOUND = "one-sided 95 % lower limit of Clopper and Pearson above 0.99, on n over the design effect"
_ALPHA = 0.05
_SURE = 0.99
"""From here on a confidence must be borne out by the lower end of its interval."""
_SHRINK = 4.0
"""Cells of the stratum's own rate that are added to each mean."""
_LEAST = 50
"""Cells from which on a stratum answers for itself; fewer are left to a wider one."""
_WRONG = 10
"""Expected errors from which on a stratum has a design effect of its own."""
_PLACES = 100_000
"""Confidences are cut, not rounded, to one in so many."""


class _Sample(NamedTuple):
    """Counts of a stratum by steps, and by original and steps."""

    shape: Steps
    cells: Floats
    wrong: Floats
    by_group: Mapping[str, Mapping[Steps, Count]]


def fit(seen: Seen) -> tuple[Stratum, ...]:
    """The strata of counted cells, those of any origin, sort and state included."""
    samples = dict(_samples(seen.counts))
    effect = _pooled_effect(samples.values())
    return tuple(
        _stratum(".".join(name), sample, effect)
        for name, sample in sorted(samples.items())
        if sample.cells.sum() >= _LEAST or name == (ANY, ANY, ANY)
    )


def _samples(counts: Mapping[Key, Count]) -> Iterator[tuple[tuple[str, str, str], _Sample]]:
    by_name: dict[tuple[str, str, str], dict[str, dict[Steps, Count]]] = {}
    for key, count in counts.items():
        origin, sort, state = key.traits.stratum
        for name in (
            (origin, sort, state), (ANY, sort, state), (ANY, ANY, state), (ANY, ANY, ANY)
        ):  # fmt: skip
            shape = shape_of(name)
            steps = _inside(key.traits.steps, shape)
            group = by_name.setdefault(name, {}).setdefault(key.group, {})
            group[steps] = group.get(steps, Count()).plus(count)
    for name, groups in by_name.items():
        shape = shape_of(name)
        cells, wrong = np.zeros(shape), np.zeros(shape)
        for group in groups.values():
            for steps, count in group.items():
                cells[steps] += count.cells
                wrong[steps] += count.wrong
        yield name, _Sample(shape, cells, wrong, groups)


def shape_of(name: tuple[str, str, str]) -> Steps:
    """The steps of the axes that tell something in a stratum."""
    origin, sort, _ = name
    evidence, around, echo, calm, reader = SHAPE
    if sort == ANY:
        return (1, 1, 1, 1, 1)
    readers = reader if origin == "scan" else 1
    if sort in ("amount", "zero", "blank"):
        return (evidence, around, 1, calm, readers)
    return (1, around, echo, calm, readers)


def _inside(steps: Steps, shape: Steps) -> Steps:
    a, b, c, d, e = (min(step, length - 1) for step, length in zip(steps, shape, strict=True))
    return a, b, c, d, e


def _stratum(name: str, sample: _Sample, pooled: float) -> Stratum:
    rates = _rates(sample)
    effect = _effect(sample, rates)
    lows = _lows(sample, pooled if effect is None else effect)
    sure = np.minimum(rates, np.maximum(_SURE, lows))
    return Stratum(
        name=name,
        shape=sample.shape,
        cells=tuple(int(n) for n in sample.cells.ravel()),
        wrong=tuple(int(n) for n in sample.wrong.ravel()),
        confidence=tuple(floor(c * _PLACES) / _PLACES for c in sure.ravel()),
    )


def _rates(sample: _Sample) -> Floats:
    """The share of right cells at every step, monotone along every axis."""
    cells, wrong, below = _boxes(sample)
    whole = (sample.cells.sum() - sample.wrong.sum() + 0.5) / (sample.cells.sum() + 1)
    some = below & (cells > 0)
    means = np.full(cells.shape, np.inf)
    means[some] = ((cells - wrong + _SHRINK * whole)[some]) / (cells[some] + _SHRINK)
    made = np.empty(len(cells))
    unseen = np.zeros(len(cells), dtype=np.bool_)
    for at in range(len(cells)):
        # Boxes from a step below this one, with cells on the way, to any step above it.
        starts = below[:, at] & (cells[:, at] > 0)
        unseen[at] = not starts.any()
        smallest = means[np.ix_(below[:, at] if unseen[at] else starts, below[at, :])].min(axis=1)
        made[at] = smallest[np.isfinite(smallest)].max()
    for step in np.flatnonzero(unseen):
        # What was seen above may be worse than what was not.
        made[step] = min(made[step], made[below[step, :] & ~unseen].min(initial=1.0))
    return made.reshape(sample.shape)


def _lows(sample: _Sample, effect: float) -> Floats:
    """The best lower limit among boxes of cells that have no more to say for them."""
    cells, wrong, below = _boxes(sample)
    limits = lower_limit(cells / effect, wrong / effect)
    limits[~below | (cells == 0)] = 0.0
    best = limits.max(axis=0)
    made = [best[below[:, at]].max() for at in range(len(cells))]
    return np.asarray(made).reshape(sample.shape)


def lower_limit(cells: Floats, wrong: Floats) -> Floats:
    """The lower end of the one-sided 95 % interval of the share of right cells."""
    right = np.maximum(cells - wrong, 0.0)
    some = right > 0
    limits = betaincinv(np.where(some, right, 1.0), wrong + 1.0, _ALPHA)
    return np.where(some, limits, 0.0)


def _boxes(sample: _Sample) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """For every two steps: the cells and errors of the box between, and whether there is one."""
    steps = np.asarray(list(product(*map(range, sample.shape))))
    below = np.asarray((steps[:, None, :] <= steps[None, :, :]).all(axis=2), dtype=np.bool_)
    sums = []
    for counts in (sample.cells, sample.wrong):
        table = np.pad(counts, [(1, 0)] * counts.ndim)
        for axis in range(counts.ndim):
            table = table.cumsum(axis=axis)
        sums.append(_box_sums(table, steps))
    return sums[0], sums[1], below


def _box_sums(table: Floats, steps: NDArray[np.int_]) -> Floats:
    """Sums of all boxes from a cumulated table, by inclusion and exclusion of their corners."""
    total = np.zeros((len(steps), len(steps)))
    for corner in product((0, 1), repeat=table.ndim):
        index = tuple(
            steps[:, None, axis] if low else steps[None, :, axis] + 1
            for axis, low in enumerate(corner)
        )
        total += (-1) ** sum(corner) * table[index]
    return total


def _pooled_effect(samples: Iterable[_Sample]) -> float:
    """The design effect over all strata that have errors enough."""
    found = [
        (effect, float(sample.wrong.sum()))
        for sample in samples
        if prod(sample.shape) > 1 and (effect := _effect(sample, _rates(sample))) is not None
    ]
    if not found:
        return 1.0
    return sum(effect * weight for effect, weight in found) / sum(weight for _, weight in found)


def _effect(sample: _Sample, rates: Floats) -> float | None:
    """How much more the errors of originals scatter than those of independent cells would."""
    spread = even = 0.0
    for group in sample.by_group.values():
        apart = 0.0
        for steps, count in group.items():
            rate = 1 - float(rates[steps])
            apart += count.wrong - count.cells * rate
            even += count.cells * rate * (1 - rate)
        spread += apart**2
    return None if even < _WRONG else max(1.0, spread / even)
