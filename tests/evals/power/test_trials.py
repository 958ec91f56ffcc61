"""One trial on a document whose figures are right: what is caught, put right, missed."""

from random import Random

import pytest

from evals.power.draws import DRAWS
from evals.power.mutations import Mutation
from evals.power.recogniser import Measured, Seen
from evals.power.subjects import JUDGED, Subject, statuses, through
from evals.power.trials import recognised, trial, with_mutation
from schemas.table import CellRef

SURE = Seen(right=True, confidence=0.999)
KNOWING = Measured(
    command="none",
    conditions=(),
    counts=((SURE, 1), (Seen(right=False, confidence=0.6, alternatives=2, true_at=1), 1)),
)
UNKNOWING = Measured(
    command="none",
    conditions=(),
    counts=((SURE, 1), (Seen(right=False, confidence=0.6, alternatives=2), 1)),
)


def one_digit(subject: Subject) -> tuple[CellRef, Mutation]:
    """A figure that stands in more than one sum, its first digit read as another."""
    cell = max(subject.covered, key=lambda c: len(subject.near[c]))
    text = subject.printed[cell] or ""
    return cell, Mutation({cell: ("7" if text[0] != "7" else "1") + text[1:]})


def test_covered_figures_are_proved_before_anything_is_mutated(subject: Subject) -> None:
    status = statuses(through(subject.document, *JUDGED))
    assert {status[cell] for cell in subject.covered} == {"proved"}
    assert not subject.doubted & set(subject.covered)
    assert 0 < len(subject.covered) <= subject.figures
    assert all(cell in subject.near[other] for cell in subject.near for other in subject.near[cell])


def test_one_misread_digit_is_caught_and_put_right(subject: Subject) -> None:
    _, mutation = one_digit(subject)
    made = trial(subject, mutation)
    assert made is not None
    tally = made.tally
    assert (tally.wrong, tally.caught, tally.tail, tally.missed) == (1, 1, 0, 0)
    assert (tally.alone, tally.among, tally.rightly, tally.wrongly) == (1, 0, 1, 0)
    assert tally.mended == 0
    assert tally.bystanders > 0


def test_what_changes_no_figure_is_no_trial(subject: Subject) -> None:
    cell, _ = one_digit(subject)
    assert trial(subject, Mutation({cell: subject.printed[cell]})) is None
    assert trial(subject, Mutation({})) is None


def test_a_figure_is_repaired_only_where_a_second_reading_agrees(subject: Subject) -> None:
    _, mutation = one_digit(subject)
    mended = trial(subject, mutation, (KNOWING, Random(1)))
    assert mended is not None
    assert (mended.tally.mended, mended.tally.rightly, mended.tally.mismended) == (1, 1, 0)
    left = trial(subject, mutation, (UNKNOWING, Random(1)))
    assert left is not None
    assert (left.tally.mended, left.tally.rightly) == (0, 1)


def test_a_lost_zero_is_missed_and_said_to_be(subject: Subject) -> None:
    zero = next(c for c in subject.covered if subject.printed[c] == "0.00")
    made = trial(subject, Mutation({zero: None}))
    assert made is not None
    assert (made.tally.wrong, made.tally.missed, made.slipped) == (1, 1, (zero,))


def test_a_wrong_suggestion_is_counted_at_a_right_figure(subject: Subject) -> None:
    """Two figures shifted against each other so that a third one seems to be wrong."""
    tallies = [
        made.tally
        for seed in range(6)
        for made in [trial(subject, DRAWS["5 % wrong"](Random(seed), subject))]
        if made is not None
    ]
    assert tallies
    for tally in tallies:
        assert tally.caught + tally.tail + tally.missed == tally.wrong
        assert tally.located <= tally.wrong
        assert tally.rightly <= tally.wrong


@pytest.mark.parametrize("name", sorted(DRAWS))
def test_every_mutation_is_put_in_place(name: str, subject: Subject) -> None:
    draws = (DRAWS[name](Random(seed), subject) for seed in range(40))
    mutation = next(m for m in draws if m.changes or m.units)
    changed = with_mutation(subject.document, mutation)
    for before, after in zip(subject.document.tables, changed.tables, strict=True):
        units = {(kind, ordinal): unit for kind, ordinal, unit in mutation.units}
        assert after.unit == units.get((before.kind, before.ordinal), before.unit)
        for index, row in enumerate(after.rows):
            for field, value in row.values.items():
                cell = CellRef(kind=after.kind, ordinal=after.ordinal, row=index, field=field)
                assert value == mutation.changes.get(cell, before.rows[index].values[field])


def test_the_unit_of_a_table_is_one_error(subject: Subject) -> None:
    mutation = DRAWS["table's unit"](Random(1), subject)
    made = trial(subject, mutation)
    assert made is not None
    assert made.tally.wrong == 1
    assert made.tally.caught + made.tally.missed + made.tally.tail == 1


def test_every_figure_of_a_recognised_document_has_a_confidence(subject: Subject) -> None:
    cell, mutation = one_digit(subject)
    changed = with_mutation(subject.document, mutation)
    made = recognised(changed, subject, mutation, KNOWING, Random(1))
    read = {
        CellRef(kind=t.kind, ordinal=t.ordinal, row=index, field=field): given
        for t in made.tables
        for index, row in enumerate(t.rows)
        for field, given in row.cells.items()
    }
    assert read[cell].confidence == 0.6
    assert subject.printed[cell] in read[cell].alternatives
    others = [read[c] for c, text in subject.printed.items() if text is not None and c != cell]
    assert {(one.confidence, one.alternatives) for one in others} == {(0.999, ())}


def test_an_error_within_the_tolerance_of_rounding_is_a_tail(tailed: Subject) -> None:
    """A last place in 万元 that a sum forgives is told by a rounding finding, or by nothing."""
    outcomes = set()
    for cell in tailed.covered[:40]:
        text = tailed.printed[cell] or ""
        if text.endswith("%") or "." not in text or len(tailed.near[cell]) < 4:
            continue
        made = trial(tailed, Mutation({cell: f"{text[:-1]}{(int(text[-1]) + 1) % 10}"}))
        assert made is not None
        tally = made.tally
        assert tally.caught + tally.tail + tally.missed == 1
        outcomes.add((tally.caught, tally.tail, tally.missed))
    assert (0, 1, 0) in outcomes
    assert (1, 0, 0) in outcomes
