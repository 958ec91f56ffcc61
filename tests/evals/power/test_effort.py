"""Review effort: the desk that is imagined, the orders of looking, and what comes of them."""

import csv
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from evals.power.desk import Desk
from evals.power.effort import ORDERS, EffortPlan, Review, misread, reviews
from evals.power.effort_chart import effort_svg
from evals.power.effort_report import STEPS, effort_report, write_curves
from evals.power.mutations import Mutation
from evals.power.recogniser import measured
from evals.power.subjects import JUDGED, Subject, through
from evals.power.trials import with_mutation

PLAN = EffortPlan(0.05, 2, 4)


def made(subject: Subject, plan: EffortPlan = PLAN) -> list[Review]:
    return reviews([subject], plan, lambda name, count: None)


def wrong_digit(subject: Subject) -> Mutation:
    cell = max(subject.covered, key=lambda c: len(subject.near[c]))
    text = subject.printed[cell] or ""
    return Mutation({cell: ("7" if text[0] != "7" else "1") + text[1:]})


def test_a_look_at_the_wrong_figure_clears_the_queue(subject: Subject) -> None:
    mutation = wrong_digit(subject)
    (cell,) = mutation.changes
    document = through(with_mutation(subject.document, mutation), *JUDGED)
    desk = Desk(document, subject.printed)
    queue = desk.queue()
    assert queue[0] == cell
    assert len(queue) > 1
    assert not desk.stands(cell)
    desk.look(cell)
    assert desk.stands(cell)
    assert desk.queue() == ()


def test_a_look_at_a_right_figure_leaves_it(subject: Subject) -> None:
    document = through(with_mutation(subject.document, wrong_digit(subject)), *JUDGED)
    desk = Desk(document, subject.printed)
    beside = desk.queue()[1]
    desk.look(beside)
    assert desk.stands(beside)
    assert beside not in desk.queue()
    assert desk.queue()


def test_figures_are_misread_as_other_figures_in_their_place(subject: Subject) -> None:
    mutation = misread(Random(1), subject, 0.1)
    assert len(mutation.changes) == round(0.1 * subject.figures)
    assert all(text is not None for text in mutation.changes.values())
    assert all(subject.printed[cell] is not None for cell in mutation.changes)


def test_every_order_finds_every_wrong_figure_once(subject: Subject) -> None:
    found = made(subject)
    assert [review.order for review in found] == [*ORDERS, *ORDERS]
    for review in found:
        assert len(review.found) == review.wrong
        assert list(review.found) == sorted(review.found)
        assert review.looks <= 2 * review.cells
        assert (review.queued is not None) == (review.order == "ours")
    assert made(subject) == found
    assert made(subject, PLAN._replace(jobs=2)) == found


def test_what_is_repaired_needs_no_look(subject: Subject) -> None:
    own = [r for r in made(subject, PLAN._replace(recogniser=True)) if r.order == "ours"]
    assert any(0 in review.found for review in own)


def test_the_report_counts_looks_area_and_what_is_left(tmp_path: Path) -> None:
    own = [
        Review("ours", "a", 100, 2, (1, 2), queued=2, left=0),
        Review("ours", "b", 100, 2, (1, 50), queued=10, left=1),
        *(Review(order, "a", 100, 2, (10, 90)) for order in ORDERS[1:]),
    ]
    report = effort_report(own, PLAN)
    ours = report.row("ours")
    assert (ours.looks, ours.middle) == (52 / 4, (1 + 25) / 2)
    assert ours.area == pytest.approx((0.01 + 0.02 + 0.01 + 0.5) / 4)
    assert (ours.queue, ours.left) == (12 / 4, 1 / 4)
    assert report.ratio == 45 / 13
    curve = report.curves["ours"]
    assert len(curve) == STEPS + 1
    assert (curve[0], curve[10], curve[20], curve[499], curve[500]) == (1, 0.5, 0.25, 0.25, 0)
    write_curves(report, tmp_path / "e.csv")
    rows = list(csv.reader((tmp_path / "e.csv").read_text(encoding="utf-8").splitlines()))
    assert rows[0] == ["looked at", *ORDERS]
    assert rows[11][:2] == ["0.010", "0.5000"]


def test_the_chart_is_well_formed_and_names_every_order(subject: Subject) -> None:
    text = effort_svg(effort_report(made(subject), PLAN))
    root = ElementTree.fromstring(text)
    paths = [node for node in root.iter() if node.tag.endswith("path")]
    assert len(paths) == len(ORDERS)
    assert text.count("looks for every wrong figure until none is left") == len(ORDERS)


def test_confidences_are_measured() -> None:
    known = measured()
    assert "evals.power.scan_confidences" in known.command
    rng = Random(1)
    right = [known.drawn(rng, right=True) for _ in range(400)]
    wrong = [known.drawn(rng, right=False) for _ in range(400)]
    assert all(one.right for one in right)
    assert not any(one.right for one in wrong)
    assert sum(one.confidence for one in right) > sum(one.confidence for one in wrong)
    assert all(one.true_at is None or one.true_at < one.alternatives for one in wrong)
