"""Codes are put in doubt by their signs, the codes around them and their copies."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.decoding.doubtful_codes import DoubtfulCode, doubtful_codes
from extraction.identities.ledger import Ledger
from schemas.document import Document
from schemas.table import Cell, Row, Table
from tests.builders import KINDS, Values, table
from tests.extraction.decoding.test_codes import codes, right, with_code

SUBJECTS = ("201", "20103", "2010301", "2010302", "208", "20805", "2080505", "210", "21011")
OUT_OF_PLACE = "out of place"
NO_SIGN = "stands in no code"


def subjects(listed: tuple[str, ...], kind: str = "expenditure_by_function") -> Table:
    """A table of budget subjects; the name of each is its right code's."""
    names = dict(zip(listed, SUBJECTS, strict=False)) if len(listed) == len(SUBJECTS) else {}
    rows: list[Values] = [
        {"code": code, "name": f"科目{names.get(code, code)}", "total": "1.00"} for code in listed
    ]
    return table(kind, rows)


def doubts(*tables: Table) -> list[DoubtfulCode]:
    return list(doubtful_codes(Ledger(tables, tuple(KINDS.values()))))


def misread(place: int, code: str) -> tuple[str, ...]:
    return (*SUBJECTS[:place], code, *SUBJECTS[place + 1 :])


@pytest.mark.parametrize(
    ("place", "code", "asked", "reason"),
    [
        (3, "20103Q2", None, NO_SIGN),
        (5, "2O805", "20805", NO_SIGN),
        (6, "2083505", None, OUT_OF_PLACE),
        (8, "91011", None, OUT_OF_PLACE),
        (8, "22011", "21011", OUT_OF_PLACE),
        (4, "708", None, OUT_OF_PLACE),
    ],
)
def test_a_code_alone_is_doubted(place: int, code: str, asked: str | None, reason: str) -> None:
    (found,) = doubts(subjects(misread(place, code)))
    assert (found.cell.row, found.cell.field) == (place, "code")
    assert reason in found.reason
    if asked is not None:
        assert found.code == asked


def test_codes_in_order_are_not_doubted() -> None:
    assert doubts(subjects(SUBJECTS)) == []


def test_a_table_that_lists_no_parents_has_another_order() -> None:
    assert doubts(subjects(("2010301", "2010302", "2080505", "2101101"))) == []


def test_a_code_beside_the_same_name_elsewhere_is_asked_for() -> None:
    # In its place by its neighbours: only the other table tells.
    here = subjects(misread(6, "2080506"))
    there = subjects(SUBJECTS, "general_budget_by_function")
    third = subjects(SUBJECTS, "fund_expenditure")
    (found,) = doubts(here, there, third)
    assert (found.cell.kind, found.cell.row, found.code) == (here.kind, 6, "2080505")
    assert "prints 2080505 beside 科目2080505" in found.reason


def test_of_two_codes_that_stand_once_the_one_in_place_is_right() -> None:
    here = subjects(misread(6, "2090505"))
    there = subjects(SUBJECTS, "general_budget_by_function")
    (found,) = doubts(here, there)
    assert (found.cell.kind, found.code) == (here.kind, "2080505")


def test_of_two_codes_that_stand_once_in_place_both_are_doubted() -> None:
    here = subjects(misread(6, "2080506"))
    there = subjects(SUBJECTS, "general_budget_by_function")
    assert {one.cell.kind for one in doubts(here, there)} == {here.kind, there.kind}


def test_a_code_that_stands_twice_beside_its_name_is_not_doubted() -> None:
    again = misread(8, "22011")
    tables = (subjects(again), subjects(again, "general_budget_by_function"))
    assert doubts(*tables) == []


def test_subjects_of_one_name_in_one_table_are_not_confused() -> None:
    rows: list[Values] = [
        {"code": "2010301", "name": "行政运行", "total": "1.00"},
        {"code": "2010401", "name": "行政运行", "total": "1.00"},
    ]
    assert doubts(table("expenditure_by_function", rows)) == []


def test_what_a_person_confirmed_is_not_doubted() -> None:
    made = subjects(misread(5, "2O805"))
    row = made.rows[5]
    known = row.cells["code"].model_copy(update={"status": "confirmed"})
    rows = list(made.rows)
    rows[5] = Row(values=row.values, cells={**row.cells, "code": known})
    assert doubts(made.model_copy(update={"rows": tuple(rows)})) == []


@cache
def clean(seed: int) -> Document:
    return right(seed)


@given(st.sampled_from((1, 4)), st.data())
def test_what_is_asked_for_is_the_right_code(seed: int, data: st.DataObject) -> None:
    document = clean(seed)
    row, code = data.draw(st.sampled_from(codes(document)))
    place = data.draw(st.integers(0, len(code) - 1))
    read = code[:place] + data.draw(st.sampled_from("OQlSB[")) + code[place + 1 :]
    disturbed = with_code(document, row, read)
    found = doubtful_codes(Ledger(disturbed.tables, tuple(KINDS.values())))
    own = [one for one in found if one.cell.row == row]
    assert own and {one.code for one in own} <= {code, None}
    assert doubtful_codes(Ledger(document.tables, tuple(KINDS.values()))) == ()


def test_a_cell_without_a_code_is_passed_over() -> None:
    made = subjects(SUBJECTS)
    rows = [
        Row(values={**r.values, "code": None}, cells={"total": Cell(printed="1.00")})
        for r in made.rows
    ]
    assert doubts(made.model_copy(update={"rows": tuple(rows)})) == []
