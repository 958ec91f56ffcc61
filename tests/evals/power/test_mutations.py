"""Mutations of figures: what they make of a text, and of those beside and below."""

from random import Random

import pytest

from evals.power.mutations import SINGLE, mutated, zero_lost, zero_printed
from evals.power.trials import figure_of
from schemas.table import CellRef

CELL = CellRef(kind="k", ordinal=1, row=0, field="a")
BELOW = CELL.model_copy(update={"row": 1})
BESIDE = CELL.model_copy(update={"field": "b"})
PRINTED = {CELL: "1234.56", BESIDE: "10.00", BELOW: None}


@pytest.mark.parametrize("name", sorted(SINGLE))
def test_a_mutation_changes_figures_into_figures(name: str) -> None:
    for seed in range(50):
        changes = SINGLE[name](Random(seed), CELL, PRINTED)
        for cell, text in changes.items():
            assert text != PRINTED[cell]
            assert text is None or figure_of(text) is not None
    assert SINGLE[name](Random(0), CELL, PRINTED)


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


def test_zeros_are_lost_and_printed_where_there_are_such() -> None:
    rng = Random(0)
    assert zero_lost(rng, CELL, {CELL: "0.00"}) == {CELL: None}
    assert zero_lost(rng, CELL, PRINTED) == {}
    assert zero_printed(rng, BELOW, PRINTED) == {BELOW: "0.00"}
    assert zero_printed(rng, CELL, PRINTED) == {}
