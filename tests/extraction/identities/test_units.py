"""A table whose unit was misread is found by the figures that others print too."""

from extraction.auditing.table_units import table_units
from extraction.decoding.suggesting import suggested
from extraction.identities.units import misread_units
from schemas.kinds import builtin_kinds
from schemas.table import Table
from tests.builders import checks_of, coded, ledger, with_value

FIELDS = "code name total basic_total basic_personnel basic_running project"
UNITS = """
    |合计|60613000.00|40411900.00|30271300.00|10140600.00|20201100.00
    001|本级|60613000.00|40411900.00|30271300.00|10140600.00|20201100.00
"""
GENERAL = """
    |合计|6061.30|4041.19|3027.13|1014.06|2020.11
    205|教育支出|5050.22|3535.16|2626.11|909.05|1515.06
    208|社会保障和就业支出|1011.08|506.03|401.02|105.01|505.05
"""


def tables(unit: str) -> tuple[Table, Table]:
    one = coded("general_budget_by_unit", FIELDS, UNITS)
    other = coded("general_budget_by_function", FIELDS, GENERAL)
    return one, other.model_copy(update={"unit": unit})


def test_the_right_unit_is_in_no_doubt() -> None:
    made = tables("万元")
    assert misread_units(ledger(*made), checks_of(*made)) == ()


def test_a_misread_unit_is_found_and_no_figure_is_accused() -> None:
    made = tables("元")
    book, checks = ledger(*made), checks_of(*made)
    assert {m.unit for m in misread_units(book, checks)} <= {"万元", "元"}
    assert misread_units(book, checks)
    found = suggested(made, checks, builtin_kinds())
    assert found.suggestions == ()
    assert {c.cell.kind for c in found.candidates} >= {"general_budget_by_function"}
    findings = tuple(table_units(book, checks))
    assert any("only in 万元" in finding.message for finding in findings)


def test_one_figure_that_agrees_as_it_is_clears_the_unit() -> None:
    one, other = tables("元")
    other = with_value(other, 0, "project", "20201100.00")
    assert misread_units(ledger(one, other), checks_of(one, other)) == ()
