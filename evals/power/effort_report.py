"""What review effort comes to: looks for every wrong figure, and the curve of errors left."""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from statistics import median

from evals.power.effort import ORDERS, EffortPlan, Review
from extraction.export.atomic import write_whole
from schemas.frozen import Frozen

SHIPPED = "effort.json"
STEPS = 1000
"""The curve is told at every thousandth of the cells."""


class EffortRow(Frozen):
    """One order of looking.

    ``looks`` are those for every wrong covered figure until none is left, all documents
    together; ``middle`` the median of the documents; ``area`` the mean share of cells (0..1) that
    were looked at before a wrong figure was seen, which is the area under the curve. ``queue``
    and ``left`` are of our queue alone: its looks for every wrong figure, and the share of wrong
    figures that it never showed.
    """

    order: str
    looks: float
    middle: float
    area: float
    queue: float | None = None
    left: float | None = None


class EffortReport(Frozen):
    """What `gouji eval effort` measured.

    ``curves`` are the shares of wrong figures left (0..1) at every thousandth of the cells, by
    order.
    """

    documents: int
    reviews: int
    cells: int
    wrong: int
    share: float
    seed: int
    recogniser: bool
    rows: tuple[EffortRow, ...]
    curves: Mapping[str, tuple[float, ...]]

    def row(self, order: str) -> EffortRow:
        """The row of an order."""
        return next(row for row in self.rows if row.order == order)

    @property
    def ratio(self) -> float:
        """How many times as many looks the order by confidence alone takes as ours."""
        ours = self.row(ORDERS[0]).looks
        return self.row("confidence").looks / ours if ours else float("inf")


def effort_report(reviews: Sequence[Review], plan: EffortPlan) -> EffortReport:
    """The report of these reviews, at least one of each order."""
    first = [review for review in reviews if review.order == ORDERS[0]]
    by_order = {order: [r for r in reviews if r.order == order] for order in ORDERS}
    return EffortReport(
        documents=len({review.document for review in first}),
        reviews=len(first),
        cells=sum(review.cells for review in first),
        wrong=sum(review.wrong for review in first),
        share=plan.share,
        seed=plan.seed,
        recogniser=plan.recogniser,
        rows=tuple(_row(order, own) for order, own in by_order.items()),
        curves={order: _curve(own) for order, own in by_order.items()},
    )


def _row(order: str, own: Sequence[Review]) -> EffortRow:
    wrong = sum(review.wrong for review in own)
    places = [look / review.cells for review in own for look in review.found]
    queued = [review.queued for review in own if review.queued is not None]
    return EffortRow(
        order=order,
        looks=sum(review.looks for review in own) / wrong,
        middle=median(review.looks / review.wrong for review in own),
        area=sum(places) / wrong,
        queue=sum(queued) / wrong if queued else None,
        left=sum(review.left or 0 for review in own) / wrong if queued else None,
    )


def _curve(own: Sequence[Review]) -> tuple[float, ...]:
    wrong = sum(review.wrong for review in own)
    places = sorted(look / review.cells for review in own for look in review.found)
    return tuple(1 - bisect_right(places, step / STEPS) / wrong for step in range(STEPS + 1))


def write_effort(report: EffortReport, path: Path) -> None:
    """Write the report as JSON, shares to four places.

    Raises:
        OutputError: the file can't be written.
    """
    curves = {order: tuple(round(s, 4) for s in curve) for order, curve in report.curves.items()}
    rounded = report.model_copy(update={"curves": curves})
    write_whole(path, f"{rounded.model_dump_json()}\n".encode())


def shipped_effort() -> EffortReport | None:
    """The report that comes with gouji (docs/power.md), None where it is not installed."""
    try:
        text = files("evals.power").joinpath(SHIPPED).read_text("utf-8")
    except OSError:
        return None
    return EffortReport.model_validate_json(text)


def write_curves(report: EffortReport, path: Path) -> None:
    """Write the curves as CSV: the share of cells looked at, and of wrong figures left, by order.

    Raises:
        OutputError: the file can't be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["looked at", *report.curves])
    for step, left in enumerate(zip(*report.curves.values(), strict=True)):
        writer.writerow([f"{step / STEPS:.3f}", *(f"{share:.4f}" for share in left)])
    write_whole(path, text.getvalue().encode())
