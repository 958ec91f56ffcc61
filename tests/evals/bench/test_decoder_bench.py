"""The bench of the decoder: intervals, mutations, and one trial on a small document."""

from random import Random

import pytest

from evals.bench.decoder import DRAWS, lines, outcomes, wilson
from evals.bench.decoder_mutations import SINGLE, mutated
from evals.bench.decoder_trials import figure_of, subject_of, trial
from evals.synthetic import Options
from schemas.table import CellRef

CELL = CellRef(kind="k", ordinal=1, row=0, field="a")
BELOW = CELL.model_copy(update={"row": 1})
BESIDE = CELL.model_copy(update={"field": "b"})
PRINTED = {CELL: "1234.56", BESIDE: "10.00", BELOW: None}


def test_wilson_is_the_interval_of_the_textbook() -> None:
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(10, 10)[1] == pytest.approx(1.0)


@pytest.mark.parametrize("name", sorted(SINGLE))
def test_a_mutation_changes_figures_into_figures(name: str) -> None:
    for seed in range(50):
        changes = SINGLE[name](Random(seed), CELL, PRINTED)
        for cell, text in changes.items():
            assert text != PRINTED[cell]
            assert text is None or figure_of(text) is not None
    assert SINGLE[name](Random(0), CELL, PRINTED) or name == "0.00 to blank"


def test_figures_change_places_with_those_beside_and_below() -> None:
    rng = Random(0)
    assert SINGLE["row shift"](rng, CELL, PRINTED) == {CELL: None, BELOW: "1234.56"}
    assert SINGLE["column swap"](rng, CELL, PRINTED) == {CELL: "10.00", BESIDE: "1234.56"}


def test_a_share_keeps_its_sign() -> None:
    made = mutated(SINGLE["one digit"], Random(1), CELL, {CELL: "47.36%"})
    (text,) = made.values()
    assert text is not None
    assert text.endswith("%")
    assert figure_of("47.36%") == figure_of("47.36")


def test_one_misread_digit_is_caught_and_put_right() -> None:
    subject = subject_of(5002, Options(style="office", unit="元"))
    cell = next(c for c in subject.covered if c.kind == "general_budget_by_function")
    text = subject.printed[cell] or ""
    wrong = ("7" if text[0] != "7" else "1") + text[1:]
    made = trial(subject, {cell: wrong})
    assert made is not None
    assert (made.wrong, made.caught, made.alone, made.rightly, made.wrongly) == (1, 1, 1, 1, 0)
    assert trial(subject, {cell: text}) is None


def test_the_figures_are_printed_for_every_mutation() -> None:
    found = outcomes(4, 5000, 1)
    assert set(found) == set(DRAWS)
    printed = "\n".join(lines(found))
    assert all(name in printed for name in DRAWS)
