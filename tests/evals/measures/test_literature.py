"""TEDS, GriTS, value F1 and grounding F1."""

import json
from pathlib import Path

import pytest

from evals.measures.grits import grits_content, text_likeness
from evals.measures.literature import likeness, teds
from tests.evals.measures.results_by_hand import gold, result, row, table

RECORDED = Path(__file__).with_name("grits_metric_0_7_0.json")
"""Grids and their GriTS content as the package grits-metric 0.7.0 gives it."""


@pytest.mark.parametrize(("one", "other", "wanted"), json.loads(RECORDED.read_text("utf-8")))
def test_grits_is_that_of_its_authors(
    one: list[list[str]], other: list[list[str]], wanted: float
) -> None:
    assert grits_content(one, other) == pytest.approx(wanted, abs=1e-9)


def test_texts_are_alike_by_their_common_subsequence() -> None:
    assert text_likeness("合计", "合计") == 1.0
    assert text_likeness("100.00", "180.00") == pytest.approx(10 / 12)
    assert text_likeness("甲", "") == 0.0
    assert grits_content([], []) == 1.0
    assert grits_content([["1"]], []) == 0.0


def test_teds_is_one_minus_the_edits_over_the_nodes() -> None:
    grid = [["code", "total"], ["212", "30.00"]]
    assert teds(grid, grid) == 1.0
    # Eight nodes (body or table, two rows, four cells ...), one cell with one of five signs wrong.
    other = [["code", "total"], ["212", "38.00"]]
    assert teds(grid, other) == pytest.approx(1 - 0.2 / 7)


def test_values_count_under_their_field_whatever_their_row() -> None:
    wanted = gold({"code": "1", "total": "10"}, {"code": "2", "total": "20"})
    swapped = result(table(row(code="1", total="20"), row(code="2", total="10")))
    found = likeness([wanted], swapped)
    assert found.values == (4, 4, 4)
    assert found.teds is not None
    assert found.teds < 1
    alone = likeness([wanted], result())
    assert (alone.tables, alone.teds, alone.grits_con, alone.values) == (1, 0.0, 0.0, (0, 4, 0))
