"""The shipped numbers: whole, monotone, and never more than was seen."""

import json
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.confidence.calibrated import (
    ANY,
    Calibrated,
    Made,
    Stratum,
    load_calibrated,
    shipped,
    widening,
)
from extraction.confidence.traits import SHAPE, Origin, Sort, State, Traits
from schemas.errors import InputError

MADE = Made(command="by hand", day="2026-11-21", documents={}, cells=1, wrong=0, bound="none")


def whole(**more: Any) -> dict[str, Any]:
    rest = Stratum(
        name="any.any.any", shape=(1, 1, 1, 1, 1), cells=(9,), wrong=(1,), confidence=(0.9,)
    )
    return {"made": MADE, "strata": (rest,), **more}


@st.composite
def traits(draw: st.DrawFn) -> Traits:
    steps = [draw(st.integers(0, length - 1)) for length in SHAPE]
    return Traits(
        draw(st.sampled_from(get_args(Origin))),
        draw(st.sampled_from(get_args(Sort))),
        draw(st.sampled_from(get_args(State))),
        *steps,
    )


@given(traits())
def test_every_cell_has_a_probability(some: Traits) -> None:
    assert 0 <= shipped().confidence(some) < 1


@given(traits(), st.integers(0, len(SHAPE) - 1))
def test_more_of_any_trait_never_lowers_confidence(some: Traits, axis: int) -> None:
    steps = list(some.steps)
    if steps[axis] + 1 >= SHAPE[axis]:
        return
    steps[axis] += 1
    better = Traits(*some.stratum, *steps)  # type: ignore[arg-type]
    assert shipped().confidence(some) <= shipped().confidence(better)


def test_sure_claims_are_borne_out_by_thousands_of_right_cells() -> None:
    """Nothing is said at 0.999 that less than the rule of three allows, whatever the pooling."""
    for stratum in shipped().strata:
        for place, confidence in zip(
            product(*map(range, stratum.shape)), stratum.confidence, strict=True
        ):
            if confidence < 0.99:
                continue
            below = [
                at for at in product(*map(range, stratum.shape))
                if all(a <= b for a, b in zip(at, place, strict=True))
            ]  # fmt: skip
            right = sum(_count(stratum, at, stratum.cells) for at in below)
            wrong = sum(_count(stratum, at, stratum.wrong) for at in below)
            # 1 - 0.05 ** (1 / n) is the least error rate that n right cells allow; 0.99 itself is
            # where shares end and lower ends begin.
            assert confidence == 0.99 or confidence <= 0.05 ** (1 / max(1, right - wrong))


def _count(stratum: Stratum, place: tuple[int, ...], counts: tuple[int, ...]) -> int:
    index = 0
    for step, length in zip(place, stratum.shape, strict=True):
        index = index * length + step
    return counts[index]


def test_a_cell_that_few_were_like_takes_what_wider_strata_say() -> None:
    numbers = Calibrated(
        **whole(
            strata=(
                whole()["strata"][0],
                Stratum(
                    name="any.code.unchecked", shape=(1, 1, 1, 1, 1),
                    cells=(9,), wrong=(3,), confidence=(0.6,),
                ),
            )
        )
    )  # fmt: skip
    assert numbers.confidence(Traits("scan", "code", "unchecked")) == 0.6
    assert numbers.confidence(Traits("scan", "code", "merged")) == 0.9
    assert [*widening(Traits("text", "label", "told"))][-1] == (ANY, ANY, ANY)


def test_where_the_numbers_come_from_is_said() -> None:
    made = shipped().made
    assert made.command.startswith("python -m evals.calibration")
    assert made.cells >= 100_000
    assert sum(sum(s.cells) for s in shipped().strata) > made.cells


@pytest.mark.parametrize("text", ["", "{}", json.dumps({"made": MADE.model_dump(), "strata": []})])
def test_a_file_of_another_shape_is_refused_with_the_cure(text: str, tmp_path: Path) -> None:
    path = tmp_path / "numbers.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"numbers\.json.*python -m evals\.calibration"):
        load_calibrated(path)


def test_numbers_of_other_bounds_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "numbers.json"
    content = Calibrated(**whole()).model_dump_json()
    path.write_text(content, encoding="utf-8")
    assert load_calibrated(path).strata
    path.write_text(content.replace("0.999]", "0.99]"), encoding="utf-8")
    with pytest.raises(InputError, match="other bounds"):
        load_calibrated(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        load_calibrated(tmp_path / "nowhere.json")


@pytest.mark.parametrize(("cells", "confidence"), [((9, 9), (0.9,)), ((9,), (1.5,))])
def test_a_stratum_that_is_not_whole_is_refused(
    cells: tuple[int, ...], confidence: tuple[float, ...]
) -> None:
    with pytest.raises(ValueError, match="x"):
        Stratum(name="x", shape=(1, 1, 1, 1, 1), cells=cells, wrong=(1,), confidence=confidence)
