"""How far confidences can be believed: reliability bins and expected calibration error.

ECE is the mean distance of confidence and share of right claims over bins, weighted by their
cells (Guo et al. 2017, On Calibration of Modern Neural Networks, ICML, section 2). Bins hold
about equally many cells (Nguyen & O'Connor 2015, EMNLP), for most confidences are close to 1, where
bins of equal width would be one; equal confidences are never parted, so bins can be fewer.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from evals.measures.intervals import Floats, Interval, interval
from evals.measures.score import Surety

BINS = 10
"""A bin takes no further confidence that would fill it with more than one tenth of the cells."""


class ReliabilityBin(NamedTuple):
    """Claims from confidence ``low`` to ``high``: number, mean confidence, share of right ones."""

    low: float
    high: float
    cells: int
    confidence: float
    right: float


class Calibration(NamedTuple):
    """The bins, the expected calibration error (0..1, None without claims), its interval."""

    bins: tuple[ReliabilityBin, ...]
    error: float | None
    interval: Interval | None


def calibration(documents: Sequence[Sequence[Surety]]) -> Calibration:
    """The calibration of the claims of several documents together."""
    edges = _edges([surety for document in documents for surety in document])
    if not edges:
        return Calibration((), None, None)
    cells, right, sums = _sums(documents, edges)
    once = np.ones((1, len(documents)))
    error = float(_error(once, cells, right, sums)[0])
    found = interval(len(documents), lambda draws: _error(draws, cells, right, sums))
    n, good, total = cells.sum(0), right.sum(0), sums.sum(0)
    bins = tuple(
        ReliabilityBin(
            group[0], group[-1], int(n[b]), float(total[b] / n[b]), float(good[b] / n[b])
        )
        for b, group in enumerate(edges)
    )
    return Calibration(bins, error, found)


def error_of(documents: Sequence[Sequence[Surety]]) -> Callable[[Floats], Floats] | None:
    """The calibration error as a measure of resamples (see `interval`); None without claims."""
    edges = _edges([surety for document in documents for surety in document])
    if not edges:
        return None
    cells, right, sums = _sums(documents, edges)
    return lambda draws: _error(draws, cells, right, sums)


def _sums(
    documents: Sequence[Sequence[Surety]], edges: Sequence[Sequence[float]]
) -> tuple[Floats, Floats, Floats]:
    """By document and bin: claims, right ones of them, and the sum of their confidences."""
    cells = np.zeros((len(documents), len(edges)))
    right, sums = np.zeros_like(cells), np.zeros_like(cells)
    where = {confidence: b for b, group in enumerate(edges) for confidence in group}
    for number, document in enumerate(documents):
        for surety in document:
            b = where[surety.confidence]
            cells[number, b] += surety.cells
            right[number, b] += surety.right
            sums[number, b] += surety.cells * surety.confidence
    return cells, right, sums


def _edges(sureties: Sequence[Surety]) -> list[list[float]]:
    """The confidences in order, parted into groups of about as many cells."""
    cells: dict[float, int] = {}
    for surety in sureties:
        cells[surety.confidence] = cells.get(surety.confidence, 0) + surety.cells
    groups: list[list[float]] = []
    share, held = sum(cells.values()) / BINS, 0.0
    for confidence in sorted(cells):
        if not groups or held + cells[confidence] > share:
            groups.append([])
            held = 0.0
        groups[-1].append(confidence)
        held += cells[confidence]
    return groups


def _error(draws: Floats, cells: Floats, right: Floats, sums: Floats) -> Floats:
    """The calibration error of every resample; NaN where it has no claims."""
    total = (draws @ cells).sum(1)
    apart = np.abs(draws @ right - draws @ sums).sum(1)
    return np.asarray(apart / np.where(total > 0, total, np.nan), dtype=np.float64)
