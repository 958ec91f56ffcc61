"""95 % intervals: over documents, by resampling whole documents; of a share of trials (Wilson).

Percentile bootstrap (Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 13): documents
are drawn with replacement, as many as there are, and a measure is the share of the sums, as for
the run itself. Cells of one document go wrong together, so that cells are never resampled alone.
"""

from collections.abc import Callable
from functools import lru_cache
from math import sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

LEAST_DOCUMENTS = 3
"""With fewer documents no interval is given."""

RESAMPLES = 2000
SEED = 5
METHOD = (
    f"95 % percentile bootstrap over documents, {RESAMPLES} resamples, seed {SEED};"
    f" none with fewer than {LEAST_DOCUMENTS} documents"
)

_Z = 1.959964
"""Two-sided 95 % point of the normal distribution."""

Floats: TypeAlias = NDArray[np.float64]
Interval: TypeAlias = tuple[float, float]


@lru_cache(maxsize=64)
def resamples(documents: int) -> Floats:
    """How often each document is drawn: resamples x documents; the same for the same number."""
    draws = np.random.default_rng(SEED).multinomial(
        documents, np.full(documents, 1 / documents), size=RESAMPLES
    )
    floats = draws.astype(np.float64)
    floats.flags.writeable = False
    return floats


def interval(documents: int, measure: Callable[[Floats], Floats]) -> Interval | None:
    """The interval of a measure; None with too few documents or where it is undefined.

    ``measure`` gives its value for every resample (a row of `resamples`), NaN where undefined.
    """
    if documents < LEAST_DOCUMENTS:
        return None
    values = measure(resamples(documents))
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    low, high = np.percentile(known, (2.5, 97.5))
    return float(low), float(high)


def share_interval(parts: Floats, wholes: Floats) -> Interval | None:
    """The interval of a share: the parts and wholes of the documents, one number each."""

    def share(draws: Floats) -> Floats:
        whole = draws @ wholes
        drawn = draws @ parts / np.where(whole > 0, whole, np.nan)
        return np.asarray(drawn, dtype=np.float64)

    return interval(len(parts), share)


def wilson(count: int, of: int) -> Interval:
    """The 95 % interval of a share (Wilson 1927, J. Am. Stat. Assoc. 22, 209-212); 0..1 of none."""
    if not of:
        return 0.0, 1.0
    share, z2 = count / of, _Z * _Z
    centre = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, centre - half), min(1.0, centre + half)
