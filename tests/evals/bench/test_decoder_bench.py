"""The bench of the decoder: what it prints, and the growth of time."""

import pytest

from evals.bench.decoder import Outcomes, growth, lines, outcomes
from evals.power.draws import DRAWS


def test_growth_is_the_exponent_of_a_power_law() -> None:
    linear = [(tables, [0.01 * tables]) for tables in (5, 10, 40)]
    assert growth(linear) == pytest.approx(1.0)
    assert growth([(tables, [0.001 * tables**2]) for tables in (5, 10, 40)]) == pytest.approx(2.0)
    assert growth([(5, [0.1]), (5, [0.2])]) is None
    assert growth([]) is None


def test_the_figures_are_printed_for_every_mutation() -> None:
    found = [outcomes(4, 5000, 1)]
    assert isinstance(found[0], Outcomes)
    printed = "\n".join(lines(found))
    assert all(name in printed for name in DRAWS)
