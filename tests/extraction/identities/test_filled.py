"""Blanks that the identities show to be lost figures, and those that mean nothing."""

from decimal import Decimal

import pytest

from extraction.decoding.suggesting import suggested
from extraction.identities.catalogue import equations_of
from extraction.identities.filled import FilledLedger, is_full, lost_figures
from schemas.kinds import builtin_kinds
from schemas.table import Table
from tests.builders import at, checks_of, coded, ledger, with_value

KIND = "general_budget_by_function"
FIELDS = ("total", "basic_total", "basic_personnel", "basic_running", "project")
BODY = """
    |合计|6061.30|4041.19|3027.13|1014.06|2020.11
    205|教育支出|5050.22|3535.16|2626.11|909.05|1515.06
    20502|普通教育|5050.22|3535.16|2626.11|909.05|1515.06
    2050203|初中教育|3030.14|2020.09|1616.05|404.04|1010.05
    2050204|高中教育|2020.08|1515.07|1010.06|505.01|505.01
    208|社会保障和就业支出|1011.08|506.03|401.02|105.01|505.05
"""


def sheet() -> Table:
    return coded(KIND, "code name " + " ".join(FIELDS), BODY)


def with_blank(row: int, field: str) -> Table:
    made = with_value(sheet(), row, field, "0.00")
    rows = list(made.rows)
    cells = {name: cell for name, cell in rows[row].cells.items() if name != field}
    rows[row] = rows[row].model_copy(
        update={"values": {**rows[row].values, field: None}, "cells": cells}
    )
    return made.model_copy(update={"rows": tuple(rows)})


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("row", range(6))
def test_every_lost_figure_is_asked_for(row: int, field: str) -> None:
    lost = with_blank(row, field)
    found = suggested((lost,), checks_of(lost), builtin_kinds()).suggestions
    true = Decimal(sheet().rows[row].values[field] or "0")
    assert [(s.cell, s.value) for s in found] == [(at(KIND, row, field), true)]


def test_a_table_without_blanks_has_lost_nothing() -> None:
    book = ledger(sheet())
    assert lost_figures(book, equations_of(book)) == ()


def test_blanks_that_mean_zero_have_lost_nothing() -> None:
    body = """
    |合计|30.00|30.00|20.00|10.00|
    205|教育支出|20.00|20.00|20.00||
    208|社会保障和就业支出|10.00|10.00||10.00|
    """
    book = ledger(coded(KIND, "code name " + " ".join(FIELDS), body))
    assert lost_figures(book, equations_of(book)) == ()


def test_a_column_is_full_whose_other_rows_all_print_a_figure() -> None:
    cell = at(KIND, 3, "basic_running")
    assert is_full(ledger(with_blank(3, "basic_running")), cell)
    rows = with_blank(3, "basic_running").rows[:2] + with_blank(1, "basic_running").rows[1:2]
    assert not is_full(
        ledger(sheet().model_copy(update={"rows": rows})), at(KIND, 1, "basic_running")
    )


def test_a_filled_ledger_holds_zeros_for_blanks_and_nothing_else_new() -> None:
    lost = with_blank(3, "basic_running")
    plain, filled = ledger(lost).figures, FilledLedger((lost,), builtin_kinds()).figures
    assert filled == {**plain, at(KIND, 3, "basic_running"): Decimal(0)}
