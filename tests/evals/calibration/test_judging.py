"""Measures of confidences: calibration error, Brier score, the sure and wrong."""

from pathlib import Path

import pytest

from evals.calibration.counting import Count, Key, Seen
from evals.calibration.judging import (
    FOLDS,
    Claim,
    by_status_alone,
    claims,
    held_out,
    judged,
    made_of,
    parted,
    reliability,
)
from evals.calibration.page import curve, put_into, tables
from extraction.confidence.calibrated import shipped
from extraction.confidence.traits import State, Traits
from schemas.errors import OutputError


def traits(state: State = "proved") -> Traits:
    return Traits("text", "amount", state, evidence=2, around=1, calm=5)


def claim(confidence: float, cells: int, wrong: int, group: str = "a") -> Claim:
    return Claim(Key(group, "none", traits()), confidence, Count(cells, wrong))


def test_the_measures_are_those_of_their_definitions() -> None:
    made = judged([claim(0.9, 100, 10), claim(0.5, 100, 20, "b")])
    assert (made.cells, made.wrong) == (200, 30)
    assert made.error == pytest.approx((0 * 100 + 0.3 * 100) / 200)
    brier = (90 * 0.01 + 10 * 0.81 + 80 * 0.25 + 20 * 0.25) / 200
    assert made.brier == pytest.approx(brier)
    assert (made.sure, made.sure_wrong) == (0, 0)


def test_sure_and_wrong_cells_are_counted() -> None:
    made = judged([claim(0.999, 100, 2), claim(0.9989, 50, 50)])
    assert (made.sure, made.sure_wrong) == (100, 2)


def test_no_claims_are_no_error() -> None:
    assert judged([]).cells == 0


def test_the_reliability_table_holds_all_cells() -> None:
    rows = reliability([claim(0.0, 3, 3), claim(0.95, 10, 1), claim(0.9995, 7, 0)])
    assert sum(row.cells for row in rows) == 20
    assert [row.right for row in rows] == [0.0, 0.9, 1.0]


def many() -> Seen:
    counts = {
        Key(f"d{n}", "none", traits(state)): Count(40, wrong)
        for n in range(2 * FOLDS)
        for state, wrong in (("proved", 0), ("accused", 36))
    }
    return Seen(counts, ())  # type: ignore[arg-type]


def test_every_cell_is_judged_once_by_a_fit_on_others() -> None:
    seen = many()
    found = held_out(seen, made_of(seen, "by hand", "2026-11-21"))
    assert sum(one.found.cells for one in found) == seen.total.cells
    assert {one.key for one in found} == set(seen.counts)
    by_state = dict(parted(found, lambda one: one.key.traits.state))
    assert by_state["accused"].error < 0.05
    assert by_state["proved"].error < 0.05
    assert judged(by_status_alone(seen)).cells == seen.total.cells


def test_an_original_has_no_say_in_its_own_judgement() -> None:
    """Had it, the one document whose proved cells are all wrong would be told."""
    counts = dict(many().counts)
    odd = Key("odd", "none", traits("merged"))
    counts[odd] = Count(100, 100)
    found = held_out(Seen(counts, ()), made_of(many(), "by hand", "2026-11-21"))
    assert next(one for one in found if one.key == odd).confidence > 0.4


def test_blank_cells_are_left_out() -> None:
    blank = Key("a", "none", Traits("text", "blank", "proved"))
    seen = Seen({blank: Count(5, 0)}, ())
    assert claims(seen, shipped()) == ()
    assert seen.total.cells == 0


def test_tables_and_curve_show_the_claims() -> None:
    found = [claim(0.9, 100, 10), claim(0.9995, 900, 0)]
    told = tables(found)
    assert "| all | 1000 | 10 |" in told
    assert "| 0.999 to 1 | 900 | 0.9995 | 1.0000 |" in told
    drawn = curve(found)
    assert drawn.startswith("<svg xmlns=")
    assert drawn.count("<circle") == 2


def test_a_page_without_the_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- calibration: fresh -->\nold\n<!-- end -->\nb\n", encoding="utf-8")
    put_into(page, "fresh", "new\n")
    assert page.read_text(encoding="utf-8") == (
        "a\n<!-- calibration: fresh -->\nnew\n<!-- end -->\nb\n"
    )
    with pytest.raises(OutputError, match="held-out"):
        put_into(page, "held-out", "x")
