"""Rows printed shifted are put back; those in place are left alone; order never changes."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.headers.celltypes import misfit
from extraction.headers.placement import Column, Placement, place
from schemas.grid import GridCell
from schemas.kinds.kind import FieldType
from tests.builders import printed_cell

TYPES: dict[str, FieldType] = {
    "code": "code",
    "name": "label",
    "total": "amount",
    "basic": "amount",
    "project": "amount",
}
FIELDS = tuple(TYPES)
COLUMNS = tuple(Column(name, 2 + i) for i, name in enumerate(FIELDS))

CODES = st.from_regex(r"\A2[01][0-9](?:[0-9]{2}){0,2}\Z")
NAMES = st.text(alphabet="教育文化卫生行政运行住房保障", min_size=2, max_size=8)
AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2).map(lambda d: f"{d:,f}")


def fit(cell: GridCell, name: str) -> float:
    return misfit(cell, TYPES[name])


def put(texts: Sequence[str], start: int) -> Placement:
    """Place a row whose first cell stands in column ``start`` (0-based)."""
    cells = [(start + i, printed_cell(t)) for i, t in enumerate(texts) if t]
    return place(cells, COLUMNS, fit, lambda _: 6.0)


@given(
    code=CODES,
    name=NAMES,
    figures=st.lists(AMOUNTS, min_size=3, max_size=3),
    shift=st.integers(-2, 2),
)
def test_a_whole_row_of_typed_cells_is_put_back(
    code: str, name: str, figures: list[str], shift: int
) -> None:
    made = put([code, name, *figures], 2 + shift)
    assert made.fields == FIELDS
    assert made.moved == (shift != 0)
    assert set(made.shifts) == {-shift}


@given(
    code=CODES,
    name=NAMES,
    figures=st.lists(st.one_of(AMOUNTS, st.just("")), min_size=3, max_size=3),
)
def test_a_row_in_its_place_costs_nothing_and_is_not_touched(
    code: str, name: str, figures: list[str]
) -> None:
    texts = [code, name, *figures]
    made = put(texts, 2)
    assert made.cost == 0
    assert not made.moved
    assert made.fields == tuple(f for f, text in zip(FIELDS, texts, strict=True) if text)


ANY_TEXT = st.one_of(CODES, NAMES, AMOUNTS, st.text(min_size=1, max_size=6))


@given(
    texts=st.lists(ANY_TEXT, min_size=1, max_size=6),
    gaps=st.lists(st.integers(1, 3), min_size=6, max_size=6),
)
def test_order_is_never_changed_and_no_column_used_twice(texts: list[str], gaps: list[int]) -> None:
    position, cells = 0, []
    for text, gap in zip(texts, gaps, strict=False):
        cells.append((position, printed_cell(text)))
        position += gap
    made = place(cells, COLUMNS, fit, lambda _: 6.0)
    order = [FIELDS.index(field) for field in made.fields if field is not None]
    assert order == sorted(set(order))
    assert len(made.fields) == len(made.shifts) == len(texts)
    for (printed, _), field, shift in zip(cells, made.fields, made.shifts, strict=True):
        if field is not None:
            assert shift == COLUMNS[FIELDS.index(field)].position - printed
    assert made.cost >= 0


def test_a_part_of_a_row_may_move_alone() -> None:
    cells = [
        (2, printed_cell("205")),
        (3, printed_cell("教育支出")),
        (5, printed_cell("30.00")),
        (6, printed_cell("10.00")),
        (7, printed_cell("20.00")),
    ]
    made = place(cells, COLUMNS, fit, lambda _: 6.0)
    assert made.fields == FIELDS
    assert made.shifts == (0, 0, -1, -1, -1)


def test_one_cell_too_many_is_left_out_where_that_is_cheap() -> None:
    texts = ["205", "教育支出", "教育支出", "30.00", "10.00", "20.00"]
    cells = [(2 + i, printed_cell(text)) for i, text in enumerate(texts)]
    made = place(cells, COLUMNS, fit, lambda index: 1.0 if index == 2 else 6.0)
    assert made.fields == ("code", "name", None, "total", "basic", "project")


def test_a_required_column_pulls_a_cell() -> None:
    columns = (Column("name", 0, missing=3.0), Column("total", 1))
    made = place([(1, printed_cell("合计"))], columns, fit, lambda _: 6.0)
    assert made.fields == ("name",)


@pytest.mark.parametrize("texts", [[], [""]])
def test_a_row_without_cells(texts: list[str]) -> None:
    assert put(texts, 0).fields == ()
