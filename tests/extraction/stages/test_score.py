"""Stages decode and score: what each cell may claim, why, and what is suggested."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.stages.check import check
from extraction.stages.decode import decode
from extraction.stages.score import score
from schemas.document import Document
from schemas.finding import SERIOUSNESS, Finding
from schemas.table import Cell, CellRef, Row, Table
from tests.builders import SETTINGS, at, coded, table, tabled, with_value

KIND = "general_budget_by_function"
FIELDS = "code name total basic_total basic_personnel basic_running project"
AMOUNTS = tuple(FIELDS.split()[2:])
BODY = """
    |合计|6061.30|4041.19|3027.13|1014.06|2020.11
    205|教育支出|5050.22|3535.16|2626.11|909.05|1515.06
    20502|普通教育|5050.22|3535.16|2626.11|909.05|1515.06
    208|社会保障和就业支出|1011.08|506.03|401.02|105.01|505.05
"""


def sheet(unit: str = "元", body: str = BODY) -> Table:
    return coded(KIND, FIELDS, body, unit)


def scored(*tables: Table) -> Document:
    document = tabled(*tables)
    for stage in (check, decode, score):
        document = stage(document, SETTINGS)
    return document


def cells(document: Document) -> dict[tuple[int, str], Cell]:
    made = document.tables[0]
    return {(i, name): c for i, row in enumerate(made.rows) for name, c in row.cells.items()}


def assert_contract(document: Document) -> None:
    """Suspect iff a failing check covers the cell or the reading is doubtful; proved only with
    an exact holding check and none that fails."""
    checks = {c.id: c for c in document.checks}
    for made in document.tables:
        for index, row in enumerate(made.rows):
            for name, cell in row.cells.items():
                here = at(made.kind, index, name, made.ordinal)
                over = [c for c in checks.values() if here in c.cells]
                assert set(cell.checks) == {c.id for c in over}
                fails = any(not c.holds for c in over)
                exact = any(c.holds and abs(c.difference) <= c.exact for c in over)
                if fails:
                    assert cell.status == "suspect"
                elif cell.status == "suspect":
                    assert cell.reason == "the printed text is no figure"
                else:
                    assert cell.status == ("proved" if exact else "unchecked")
                assert (cell.reason is not None) == (cell.status == "suspect")
                assert 0 <= cell.confidence <= 1
                assert cell.suggestion is None or cell.status == "suspect"


def test_all_amounts_of_a_right_table_are_proved_and_its_labels_unchecked() -> None:
    made = scored(sheet())
    assert_contract(made)
    assert {c.status for (_, name), c in cells(made).items() if name in AMOUNTS} == {"proved"}
    assert {c.status for (_, name), c in cells(made).items() if name == "name"} == {"unchecked"}
    assert made.findings == ()
    assert made.suggestions == ()


def test_a_misread_digit_makes_its_sums_suspect_and_is_suggested_right() -> None:
    made = scored(with_value(sheet(), 3, "project", "565.05"))
    assert_contract(made)
    accused = cells(made)[3, "project"]
    assert accused.status == "suspect"
    assert accused.suggestion == "505.05"
    assert accused.printed == "565.05"
    assert made.tables[0].rows[3].values["project"] == "565.05"  # what is printed is exported
    assert "all holds" in (accused.reason or "")
    bystander = cells(made)[1, "project"]
    assert bystander.status == "suspect"
    assert bystander.suggestion is None
    assert "社会保障和就业支出" in (bystander.reason or "")
    proved = cells(made)[2, "basic_running"]
    assert accused.confidence < 0.5 < bystander.confidence <= proved.confidence
    assert cells(made)[2, "basic_running"].status == "proved"


def test_a_reason_says_the_arithmetic_where_nothing_explains_it() -> None:
    made = scored(with_value(sheet(), 0, "basic_running", "1938.47"))
    assert_contract(made)
    doubted = cells(made)[0, "basic_running"]
    assert doubted.suggestion is None
    assert "difference of 924.41" in (doubted.reason or "")
    assert "+" in (doubted.reason or "")


def test_a_tail_proves_nothing_and_accuses_nobody() -> None:
    made = scored(sheet("万元", "205|教育支出|15.01|10.00|||5.00"))
    assert_contract(made)
    assert cells(made)[0, "total"].status == "unchecked"
    assert [f.finding_class for f in made.findings] == ["rounding"]


def test_a_blank_cell_that_a_sum_asks_for_is_a_suspect_blank() -> None:
    made = scored(with_value(sheet(), 0, "project", None))
    blank = cells(made)[0, "project"]
    assert blank.printed is None
    assert blank.status == "suspect"
    assert made.tables[0].rows[0].values["project"] is None


def test_a_cell_that_is_no_figure_stays_suspect() -> None:
    made = sheet()
    row = made.rows[3]
    odd = Cell(printed="约五万", status="suspect", reason="the printed text is no figure")
    values: dict[str, Any] = {**row.values, "project": "约五万"}
    changed = Row(values=values, cells={**row.cells, "project": odd})
    document = scored(made.model_copy(update={"rows": (*made.rows[:3], changed)}))
    assert cells(document)[3, "project"].status == "suspect"
    assert cells(document)[3, "project"].printed == "约五万"


def test_findings_stand_in_order_of_seriousness() -> None:
    wrong = with_value(sheet("万元"), 3, "project", "565.05")
    tails = table(
        "three_public", [{"total": "5.01", "overseas": "3.00", "reception": "2.00"}], "万元"
    )
    made = scored(wrong, tails)
    ranks = [SERIOUSNESS.index(f.finding_class) for f in made.findings]
    assert ranks == sorted(ranks)
    assert [f.finding_class for f in made.findings] == ["ocr_digit", "rounding"]


def test_a_table_without_checks_is_unchecked_throughout() -> None:
    made = scored(table("service_purchase", [{"code": "216", "amount": "5.00"}]))
    assert_contract(made)
    assert {c.status for c in cells(made).values()} == {"unchecked"}


def test_nothing_printed_is_changed_by_scoring() -> None:
    given = with_value(sheet(), 3, "project", "565.05")
    made = scored(given).tables[0]
    for before, after in zip(given.rows, made.rows, strict=True):
        assert dict(before.values) == dict(after.values)
        for name, cell in before.cells.items():
            assert after.cells[name].printed == cell.printed
            assert after.cells[name].source == cell.source


DIGITS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(AMOUNTS), st.sampled_from("0123456789")),
    max_size=4,
)


@given(changes=DIGITS, unit=st.sampled_from(["元", "万元"]))
@pytest.mark.parametrize("spot", [0, -1, -3])
def test_the_contract_holds_whatever_is_misread(
    spot: int, changes: list[tuple[int, str, str]], unit: str
) -> None:
    made = sheet(unit)
    for row, field, digit in changes:
        text = made.rows[row].values[field] or ""
        at_digit = [i for i, c in enumerate(text) if c.isdigit()][spot]
        made = with_value(made, row, field, text[:at_digit] + digit + text[at_digit + 1 :])
    assert_contract(scored(made))


def test_a_figure_for_which_the_document_prints_another_elsewhere_is_not_proved() -> None:
    three = table("three_public", [{"vehicles_total": "8.87", "vehicles_running": "8.87"}], "万元")
    where = CellRef(kind="three_public", ordinal=1, row=0, field="vehicles_running")
    said = {"class": "cross_table", "cells": (where,), "printed": "8.87", "expected": "8.06"}
    other = Finding.model_validate({**said, "message": "."})
    document = decode(check(tabled(three), SETTINGS), SETTINGS)
    assert cells(score(document, SETTINGS))[0, "vehicles_running"].status == "proved"
    told = document.model_copy(update={"findings": (other,)})
    found = cells(score(told, SETTINGS))
    assert found[0, "vehicles_running"].status == "suspect"
    assert "8.06" in (found[0, "vehicles_running"].reason or "")
    assert found[0, "vehicles_total"].status == "proved"
