"""Documents taken together: all, by kind of table, by tag, each alone; and their measures."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from evals.found import ClassScore
from evals.measures.calibration import calibration
from evals.measures.counts import Counts, all_classes, total
from evals.measures.intervals import share_interval
from evals.measures.score import DocumentScore
from evals.reports.report import CaseReport, ClassMeasure, Group, GroupSort, Measure
from schemas.finding import SERIOUSNESS


class Share(NamedTuple):
    """A measure that is a share of counts, and whether more of it is better."""

    part: Callable[[Counts], int]
    whole: Callable[[Counts], int]
    more_is_better: bool = True


SHARES: Mapping[str, Share] = MappingProxyType(
    {
        "tables_found": Share(lambda c: c.tables_found, lambda c: c.tables),
        "rows_right": Share(lambda c: c.rows_right, lambda c: c.rows),
        "cells_right": Share(lambda c: c.cells_right, lambda c: c.cells),
        "claims_right": Share(lambda c: c.claims_right, lambda c: c.cells),
        "amounts_right": Share(lambda c: c.amounts_right, lambda c: c.amounts),
        "amount_claims_right": Share(lambda c: c.amount_claims_right, lambda c: c.amounts),
        "place_right": Share(lambda c: c.placed, lambda c: c.located),
        "units_right": Share(lambda c: c.units_right, lambda c: c.units),
        "extra": Share(lambda c: c.extra, lambda c: c.cells, False),
        "silent_errors": Share(lambda c: c.silent_all, lambda c: c.cells, False),
        "review_load": Share(lambda c: c.suspect, lambda c: c.reviewed, False),
    }
)
"""Measures of counts: those of a kind, a tag, a document and all."""

LESS_IS_BETTER = frozenset(
    {
        *(name for name, share in SHARES.items() if not share.more_is_better),
        "calibration_error", "requests", "tokens_in", "tokens_out", "cost", "seconds",
    }
)  # fmt: skip
"""Names of the measures of which less is better; of all others more is."""


def groups_of(cases: Sequence[CaseReport]) -> tuple[Group, ...]:
    """All documents, then every kind, every tag, and every document, in this order."""
    kinds = sorted({kind for case in cases for kind in case.score.kinds})
    tags = sorted({tag for case in cases for tag in case.tags})
    made = [_documents("all", "all", cases)]
    made += [_kind(kind, cases) for kind in kinds]
    made += [_documents("tag", tag, [c for c in cases if tag in c.tags]) for tag in tags]
    made += [_documents("document", case.name, [case]) for case in cases]
    return tuple(made)


def class_measures(cases: Iterable[CaseReport]) -> tuple[ClassMeasure, ...]:
    """The findings of all documents by class, the most serious first."""
    found = all_classes(case.score.findings for case in cases)
    order = {name: place for place, name in enumerate(SERIOUSNESS)}
    names = sorted(found, key=lambda name: (order.get(name, len(order)), name))  # type: ignore[call-overload]
    return tuple(
        ClassMeasure(
            finding_class=name,
            planted=one.planted,
            found=one.found,
            as_class=one.as_class,
            false=one.false,
            recall=one.found / one.planted if one.planted else None,
            precision=_divided(one.as_class, one.as_class + one.false),
        )
        for name in names
        for one in (found[name],)
    )


def _documents(sort: GroupSort, name: str, cases: Sequence[CaseReport]) -> Group:
    scores = [case.score for case in cases]
    counts = [total(score.kinds.values()) for score in scores]
    measures = [*_shares(counts), *_findings(scores), _sureness(scores), *_likeness(scores)]
    return Group(
        sort=sort,
        name=name,
        documents=len(cases),
        counts=total(counts),
        measures=(*measures, *_spent(scores)),
    )


def _kind(kind: str, cases: Sequence[CaseReport]) -> Group:
    counts = [case.score.kinds[kind] for case in cases if kind in case.score.kinds]
    return Group(
        sort="kind",
        name=kind,
        documents=len(counts),
        counts=total(counts),
        measures=tuple(_shares(counts)),
    )


def _shares(counts: Sequence[Counts]) -> Iterator[Measure]:
    for name, share in SHARES.items():
        yield _share(name, [(share.part(c), share.whole(c)) for c in counts])


def _share(name: str, pairs: Sequence[tuple[int, int]]) -> Measure:
    numbers = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    part, whole = int(numbers[:, 0].sum()), int(numbers[:, 1].sum())
    if not whole:
        return Measure(name=name, value=None, part=part, whole=whole)
    low, high = share_interval(numbers[:, 0], numbers[:, 1]) or (None, None)
    return Measure(name=name, value=part / whole, part=part, whole=whole, low=low, high=high)


def _findings(scores: Sequence[DocumentScore]) -> Iterator[Measure]:
    classes = [_all(score.findings.values()) for score in scores]
    yield _share("finding_recall", [(one.found, one.planted) for one in classes])
    yield _share("finding_precision", [(one.found, one.found + one.false) for one in classes])


def _all(classes: Iterable[ClassScore]) -> ClassScore:
    found = ClassScore()
    for one in classes:
        found = found.plus(one)
    return found


def _sureness(scores: Sequence[DocumentScore]) -> Measure:
    found = calibration([score.sureties for score in scores])
    low, high = found.interval or (None, None)
    return Measure(name="calibration_error", value=found.error, low=low, high=high)


def _likeness(scores: Sequence[DocumentScore]) -> Iterator[Measure]:
    known = [score.likeness for score in scores if score.likeness is not None]
    if not known:
        return
    tables = sum(one.tables for one in known)
    for name in ("teds", "grits_con"):
        sums = [getattr(one, name) * one.tables for one in known if getattr(one, name) is not None]
        yield Measure(name=name, value=sum(sums) / tables if tables and sums else None)
    yield Measure(name="value_f1", value=_f1([one.values for one in known]))
    grounded = [one.groundings for one in known if one.groundings is not None]
    yield Measure(name="grounding_f1", value=_f1(grounded))


def _f1(counts: Sequence[tuple[int, int, int]]) -> float | None:
    right, gold, found = (
        (sum(column) for column in zip(*counts, strict=True)) if counts else (0,) * 3
    )
    return _divided(2 * right, gold + found)


def _divided(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _spent(scores: Sequence[DocumentScore]) -> Iterator[Measure]:
    spent = [score.spent for score in scores]
    costs = [one.cost for one in spent]
    known = [cost for cost in costs if cost is not None]
    cost = float(sum(known, Decimal(0))) if len(known) == len(costs) else None
    yield Measure(name="requests", value=sum(one.requests for one in spent))
    yield Measure(name="tokens_in", value=sum(one.tokens_in for one in spent))
    yield Measure(name="tokens_out", value=sum(one.tokens_out for one in spent))
    yield Measure(name="cost", value=cost)
    yield Measure(name="seconds", value=round(sum(one.seconds for one in spent), 3))
