"""The fit: monotone, borne out by counts, and blind to nothing that it was given."""

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.calibration.counting import Count, Key, Seen
from evals.calibration.fitting import fit, lower_limit, shape_of
from extraction.confidence.calibrated import Stratum
from extraction.confidence.traits import SHAPE, Traits


def seen(*cells: tuple[str, Traits, int, int]) -> Seen:
    """Counts of (original, traits, cells, wrong)."""
    counts: dict[Key, Count] = {}
    for group, traits, n, wrong in cells:
        key = Key(group, "none", traits)
        counts[key] = counts.get(key, Count()).plus(Count(n, wrong))
    return Seen(counts, ())


def proved(evidence: int, calm: int = 7) -> Traits:
    return Traits("text", "amount", "proved", evidence=evidence, around=1, calm=calm)


def stratum(strata: Iterable[Stratum], name: str) -> Stratum:
    return next(one for one in strata if one.name == name)


def spread(traits: Traits, n: int, wrong: int, originals: int = 20) -> Iterable[object]:
    """Cells dealt out to originals, one error in each of the first ones."""
    for number in range(originals):
        yield f"d{number}", traits, n // originals, int(number < wrong)


def test_without_an_error_the_rule_of_three_is_all_that_is_said() -> None:
    limits = lower_limit(np.array([3000.0, 100.0, 0.0]), np.array([0.0, 0.0, 0.0]))
    assert limits[0] == pytest.approx(0.05 ** (1 / 3000))
    assert limits[0] == pytest.approx(1 - 3 / 3000, abs=1e-5)
    assert limits[1] < 0.98
    assert limits[2] == 0


def test_one_error_lowers_the_limit() -> None:
    clean, dirty = lower_limit(np.array([5000.0, 5000.0]), np.array([0.0, 1.0]))
    assert clean > dirty > 0.999


@pytest.mark.parametrize(("cells", "sure"), [(400, False), (40_000, True)])
def test_sureness_takes_thousands_of_right_cells(cells: int, sure: bool) -> None:
    made = fit(seen(*spread(proved(2), cells, 0)))  # type: ignore[arg-type]
    confidence = stratum(made, "text.amount.proved").at(proved(2).steps)
    assert (confidence >= 0.999) == sure
    assert confidence < 1


def test_errors_of_one_document_count_for_less_sureness() -> None:
    apart = [*spread(proved(1), 40_000, 12)]
    together = [*spread(proved(1), 40_000, 0), ("d1", proved(1), 0, 12)]
    first, second = (
        stratum(fit(seen(*cells)), "text.amount.proved").at(proved(1).steps)  # type: ignore[arg-type]
        for cells in (apart, together)
    )
    assert second <= first


def test_a_step_without_cells_takes_what_stands_below_it() -> None:
    made = stratum(fit(seen(*spread(proved(1), 4000, 0))), "text.amount.proved")  # type: ignore[arg-type]
    assert made.at(proved(4).steps) == made.at(proved(1).steps)


def test_what_was_only_seen_above_a_step_is_no_evidence_for_it() -> None:
    against = proved(2)._replace(around=0, calm=3)
    cells = [*spread(proved(2), 20_000, 0), ("d0", against, 6, 6)]
    made = stratum(fit(seen(*cells)), "text.amount.proved")  # type: ignore[arg-type]
    calmer = made.at(against._replace(calm=4).steps)
    lower = made.at(against._replace(calm=2).steps)
    assert lower <= calmer < 0.5
    assert made.at(proved(2).steps) > 0.99


def test_more_evidence_is_never_less_sure_though_fewer_were_seen() -> None:
    cells = [*spread(proved(1), 20_000, 1), *spread(proved(4), 60, 0)]
    made = stratum(fit(seen(*cells)), "text.amount.proved")  # type: ignore[arg-type]
    assert made.at(proved(4).steps) >= made.at(proved(1).steps) > 0.99


def test_few_cells_are_left_to_wider_strata() -> None:
    few = Traits("scan", "amount", "repaired", evidence=2)
    made = fit(seen(("a", few, 20, 1), *spread(proved(2), 400, 0)))  # type: ignore[arg-type]
    names = {one.name for one in made}
    assert "scan.amount.repaired" not in names
    assert "any.any.any" in names


@st.composite
def some_cells(draw: st.DrawFn) -> Seen:
    cells = []
    for _ in range(draw(st.integers(1, 12))):
        n = draw(st.integers(1, 3000))
        traits = proved(draw(st.integers(0, 4)), draw(st.integers(0, 7)))
        cells.append((draw(st.sampled_from("abcdef")), traits, n, draw(st.integers(0, n))))
    return seen(*cells)


@given(some_cells())
@settings(max_examples=8, deadline=None)
def test_the_fit_is_monotone_and_a_probability(cells: Seen) -> None:
    for one in fit(cells):
        table = np.asarray(one.confidence).reshape(one.shape)
        assert ((table >= 0) & (table <= 1)).all()
        for axis in range(table.ndim):
            assert (np.diff(table, axis=axis) >= 0).all()
        assert sum(one.cells) == sum(count.cells for count in cells.counts.values())


@given(some_cells())
@settings(max_examples=8, deadline=None)
def test_nothing_is_surer_than_all_cells_below_it_allow(cells: Seen) -> None:
    for one in fit(cells):
        right = sum(one.cells) - sum(one.wrong)
        most = max(one.confidence)
        assert most <= 0.99 or most <= 0.05 ** (1 / max(1, right))


def test_axes_that_say_nothing_have_one_step() -> None:
    assert shape_of(("text", "label", "unchecked"))[0] == 1
    assert (
        shape_of(("text", "amount", "proved"))[2] == shape_of(("text", "amount", "proved"))[4] == 1
    )
    assert shape_of(("scan", "amount", "proved"))[4] == SHAPE[4]
    assert shape_of(("any", "any", "suspect")) == (1, 1, 1, 1, 1)
