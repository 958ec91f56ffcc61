"""Digits of amounts are counted where the amounts stand, on turned pages too."""

import numpy as np
import pytest

from evals.bench.scan_digits import digit_score, edit_distance
from evals.noise.scan import carry_box
from evals.rendering.placed import TrueCell
from schemas.grid import Grid, GridCell, GridRow
from schemas.page import Page
from schemas.source import Box, Source


def true(text: str, x: float, field: str = "total") -> TrueCell:
    return TrueCell(
        page=1, box=(x, 0, x + 50, 20), ink=(x + 5, 5, x + 45, 15), text=text, grid=1,
        row=0, column=0, table="t#1", gold_row=0, field=field,
    )  # fmt: skip


def read(*texts: str) -> Page:
    boxes: list[Box] = [(50.0 * i, 0.0, 50.0 * i + 50, 20.0) for i in range(len(texts))]
    cells = tuple(
        GridCell(text=text, source=Source(page=1, box=box))
        for text, box in zip(texts, boxes, strict=True)
    )
    grid = Grid(rows=(GridRow(cells=cells),), page=1)
    return Page(number=1, width=200, height=100, blocks=(grid,))


def test_digits_count_in_their_place_alone() -> None:
    cells = (true("1,234.50", 0), true("77.00", 50), true("3.10", 100))
    score = digit_score([cells], [read("1.284,50", "", "0.00 3.10")])
    assert (score.printed, score.right) == (6 + 4 + 3, 5 + 0 + 0)


def test_codes_and_labels_are_no_amounts() -> None:
    cells = (true("2010301", 0, "code"), true("合计", 50))
    assert digit_score([cells], [read("1", "2")]).printed == 0


def test_a_lost_page_has_no_digits() -> None:
    assert digit_score([(true("12.00", 0),)], [])[:] == (4, 0)


def test_the_place_is_carried_over_a_turned_page() -> None:
    turn = np.array([[0.0, -1.0, 100.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    cell = true("12.00", 0)
    assert cell.ink is not None
    scanned = cell.model_copy(update={"ink": carry_box(cell.ink, turn)})
    page = read("12.00").model_copy(update={"transform": tuple(float(v) for v in turn.ravel())})
    assert digit_score([(scanned,)], [page])[:] == (4, 4)


@pytest.mark.parametrize(
    ("one", "other", "steps"), [("", "", 0), ("12", "", 2), ("1234", "124", 1), ("10", "01", 2)]
)
def test_edit_distance(one: str, other: str, steps: int) -> None:
    assert edit_distance(one, other) == steps
