"""Grids of other programs against the printed tables: each grid stands for one table."""

from evals.bench.scan_scores import grids_score
from evals.rendering.placed import PlacedDocument, PlacedPage, TrueCell

FIGURES = (("1.00", "2.00"), ("3.00", "4.00"))


def cells(grid: int) -> tuple[TrueCell, ...]:
    return tuple(
        TrueCell(
            page=1, box=(0, 0, 1, 1), text=text, grid=grid, row=i, column=j,
            table=f"table#{grid}", gold_row=i, field=f"f{j}",
        )
        for i, row in enumerate(FIGURES)
        for j, text in enumerate(row)
    )  # fmt: skip


def page_of_two_tables() -> PlacedDocument:
    both = (*cells(1), *cells(2))
    page = PlacedPage(number=1, width=595, height=842, runs=(), strokes=(), cells=both, lines=())
    return PlacedDocument(name="x", pages=(page,), gold={})


GRID = {(i, j): text for i, row in enumerate(FIGURES) for j, text in enumerate(row)}


def test_one_grid_is_not_right_for_two_tables() -> None:
    score = grids_score(page_of_two_tables(), [[GRID]], 1.0)
    assert (score.amounts, score.read, score.placed, score.silent) == (8, 4, 4, 0)


def test_two_grids_are_right_for_two_tables() -> None:
    score = grids_score(page_of_two_tables(), [[GRID, GRID]], 1.0)
    assert (score.read, score.placed, score.cells_right) == (8, 8, 8)


def test_a_wrong_figure_in_a_grid_is_silent() -> None:
    score = grids_score(page_of_two_tables(), [[GRID, {**GRID, (1, 1): "9.00"}]], 1.0)
    assert (score.placed, score.silent) == (7, 1)


def test_no_grid_at_all() -> None:
    assert grids_score(page_of_two_tables(), [[]], 1.0).placed == 0
