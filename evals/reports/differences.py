"""Measures of two reports over the same cases: their differences, with paired intervals.

The bootstrap is that of `evals.measures.intervals`, paired: a resample draws documents, and both
reports are measured on the same draw (Efron & Tibshirani 1993, ch. 13; Koehn 2004, EMNLP, for
two systems on one test set). Where documents are hard, they are so for both, so that paired
differences are much surer than the two intervals side by side suggest.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from evals.found import ClassScore
from evals.measures.calibration import error_of
from evals.measures.counts import Counts, total
from evals.measures.intervals import LEAST_DOCUMENTS, Floats, interval
from evals.measures.score import Likeness
from evals.reports.grouping import LESS_IS_BETTER, SHARES
from evals.reports.report import CaseReport, GroupSort
from schemas.frozen import Frozen

RECALL, PRECISION = "finding_recall", "finding_precision"
SUMS = ("requests", "tokens_in", "tokens_out", "cost", "seconds")
"""Measures that are sums over documents, not shares."""

LIKENESS = ("teds", "grits_con", "value_f1", "grounding_f1")
CALIBRATION = "calibration_error"
NAMES = (*SHARES, RECALL, PRECISION, CALIBRATION, *LIKENESS, *SUMS)
"""The names of all measures that are compared."""

_NAN = float("nan")


class Difference(Frozen):
    """A measure of a group before and after; the interval is that of the difference.

    ``value`` None where there is nothing to measure. ``measure`` can name one class of findings
    (``finding_recall.ocr_digit``).
    """

    sort: GroupSort
    group: str
    measure: str
    before: float | None
    after: float | None
    low: float | None = None
    high: float | None = None

    @property
    def difference(self) -> float | None:
        """After less before; None where one of them is unknown."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def changed(self) -> bool:
        """Whether the measure is another one."""
        return self.before != self.after

    @property
    def worse(self) -> bool:
        """Whether it changed, and not for the better."""
        if not self.changed:
            return False
        gained = self.difference
        if gained is None:
            return self.after is None
        return (gained > 0) == less_is_better(self.measure)


class _Series(NamedTuple):
    """A measure of so many documents, for every resample of them; NaN where it is undefined.

    ``key`` is the same for the same measure of the same figures.
    """

    documents: int
    of: Callable[[Floats], Floats]
    key: object

    def value(self) -> float | None:
        """The measure of all documents together."""
        found = float(self.of(np.ones((1, self.documents)))[0])
        return None if np.isnan(found) else found


def less_is_better(measure: str) -> bool:
    """Whether less of a measure is better."""
    return measure.partition(".")[0] in LESS_IS_BETTER


def differences(
    before: Sequence[CaseReport], after: Sequence[CaseReport]
) -> tuple[Difference, ...]:
    """All measures of all, each kind, tag and document; both sequences are of the same cases."""
    found = list(_of_documents("all", "all", before, after))
    kinds = sorted({kind for case in (*before, *after) for kind in case.score.kinds})
    for kind in kinds:
        counts = [[c.score.kinds.get(kind, Counts()) for c in cases] for cases in (before, after)]
        found += _paired("kind", kind, dict(_shares(counts[0])), dict(_shares(counts[1])))
    for tag in sorted({tag for case in after for tag in case.tags}):
        here = [i for i, case in enumerate(after) if tag in case.tags]
        found += _of_documents("tag", tag, [before[i] for i in here], [after[i] for i in here])
    for one, other in zip(before, after, strict=True):
        found += _of_documents("document", one.name, [one], [other])
    return tuple(found)


def _of_documents(
    sort: GroupSort, name: str, before: Sequence[CaseReport], after: Sequence[CaseReport]
) -> Iterator[Difference]:
    yield from _paired(sort, name, dict(_series(before)), dict(_series(after)))


def _paired(
    sort: GroupSort, name: str, before: Mapping[str, _Series], after: Mapping[str, _Series]
) -> Iterator[Difference]:
    for measure in dict.fromkeys((*before, *after)):
        one, other = before.get(measure), after.get(measure)
        values = [None if series is None else series.value() for series in (one, other)]
        if values == [None, None]:
            continue
        low, high = _interval(one, other) if None not in values else (None, None)
        yield Difference(
            sort=sort, group=name, measure=measure, before=values[0], after=values[1],
            low=low, high=high,
        )  # fmt: skip


def _interval(one: _Series | None, other: _Series | None) -> tuple[float | None, float | None]:
    if one is None or other is None:
        return None, None
    if one.key == other.key:
        return (0.0, 0.0) if one.documents >= LEAST_DOCUMENTS else (None, None)
    first, second = one.of, other.of
    return interval(one.documents, lambda draws: second(draws) - first(draws)) or (None, None)


def _series(cases: Sequence[CaseReport]) -> Iterator[tuple[str, _Series]]:
    yield from _shares([total(case.score.kinds.values()) for case in cases])
    yield from _findings(cases)
    yield from _sureness(cases)
    yield from _likeness(cases)
    for name in SUMS:
        spent = [getattr(case.score.spent, name) for case in cases]
        yield name, _sum([None if one is None else float(one) for one in spent])


def _shares(counts: Sequence[Counts]) -> Iterator[tuple[str, _Series]]:
    for name, share in SHARES.items():
        yield name, _ratio([(share.part(c), share.whole(c)) for c in counts])


def _findings(cases: Sequence[CaseReport]) -> Iterator[tuple[str, _Series]]:
    everything = [_all(case.score.findings) for case in cases]
    yield RECALL, _ratio([(one.found, one.planted) for one in everything])
    yield PRECISION, _ratio([(one.found, one.found + one.false) for one in everything])
    for name in dict.fromkeys(name for case in cases for name in case.score.findings):
        own = [case.score.findings.get(name, ClassScore()) for case in cases]
        yield f"{RECALL}.{name}", _ratio([(one.found, one.planted) for one in own])
        precision = [(one.as_class, one.as_class + one.false) for one in own]
        yield f"{PRECISION}.{name}", _ratio(precision)


def _all(classes: Mapping[str, ClassScore]) -> ClassScore:
    found = ClassScore()
    for one in classes.values():
        found = found.plus(one)
    return found


def _likeness(cases: Sequence[CaseReport]) -> Iterator[tuple[str, _Series]]:
    known = [case.score.likeness for case in cases]
    for name in ("teds", "grits_con"):
        yield name, _ratio([_mean(one, name) for one in known])
    values = [None if one is None else one.values for one in known]
    yield "value_f1", _ratio([_f1(one) for one in values])
    grounded = [None if one is None else one.groundings for one in known]
    yield "grounding_f1", _ratio([_f1(one) for one in grounded])


def _mean(likeness: Likeness | None, name: str) -> tuple[float, float]:
    value = None if likeness is None else getattr(likeness, name)
    if likeness is None or value is None:
        return 0, 0
    return value * likeness.tables, likeness.tables


def _f1(counts: tuple[int, int, int] | None) -> tuple[float, float]:
    right, gold, found = counts or (0, 0, 0)
    return 2 * right, gold + found


def _ratio(pairs: Sequence[tuple[float, float]]) -> _Series:
    parts, wholes = _column([p for p, _ in pairs]), _column([w for _, w in pairs])

    def ratio(draws: Floats) -> Floats:
        whole = draws @ wholes
        return np.asarray(draws @ parts / np.where(whole > 0, whole, np.nan), dtype=np.float64)

    return _Series(len(pairs), ratio, tuple(pairs))


def _sum(values: Sequence[float | None]) -> _Series:
    column = _column([_NAN if value is None else value for value in values])
    return _Series(
        len(values), lambda draws: np.asarray(draws @ column, dtype=np.float64), tuple(values)
    )


def _sureness(cases: Sequence[CaseReport]) -> Iterator[tuple[str, _Series]]:
    claims = tuple(case.score.sureties for case in cases)
    error = error_of(claims)
    if error is not None:
        yield CALIBRATION, _Series(len(cases), error, claims)


def _column(values: Sequence[float]) -> Floats:
    return np.array(values, dtype=np.float64)
