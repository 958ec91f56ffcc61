"""Stage check: identities as data, numbered, those by custom only where they are meant."""

from decimal import Decimal

import pytest

from extraction.stages.check import check
from schemas.document import Document
from schemas.table import Table
from tests.builders import SETTINGS, at, coded, tabled

BUY = "procurement"
FIELDS = "code name project item quantity unit_price amount"


def checked(*tables: Table) -> Document:
    return check(tabled(*tables), SETTINGS)


def buy(total: str) -> Table:
    body = f"""
        |合计|||{total}||3.00
        216001|某局本级|设备购置|台式机|40|0.05|2.00
        216001|某局本级|设备购置|打印机|2|0.50|1.00
    """
    return coded(BUY, FIELDS, body, "元")


def quantities(total: str) -> list[bool]:
    return [c.holds for c in checked(buy(total)).checks if at(BUY, 0, "quantity") in c.cells]


@pytest.mark.parametrize(
    ("total", "verdicts"),
    [("42", [True]), ("47", [False]), ("24", [False]), ("99", []), ("1", [])],
    ids=["it holds", "one digit misread", "two digits exchanged", "not meant", "not meant either"],
)
def test_a_customary_sum_is_kept_where_it_holds_or_nearly_does(
    total: str, verdicts: list[bool]
) -> None:
    assert quantities(total) == verdicts


def test_checks_are_numbered_without_gaps() -> None:
    made = checked(buy("99"), coded("fund_expenditure", "code name total project", "|合计|1|1"))
    assert [c.id for c in made.checks] == [f"c{n}" for n in range(1, len(made.checks) + 1)]


def test_a_check_says_both_sides_and_its_tolerance() -> None:
    made = checked(coded("fund_expenditure", "code name total project", "|合计|5.00|4.00"))
    (one,) = made.checks
    assert (one.found, one.expected, one.difference) == (Decimal(5), Decimal(4), Decimal(1))
    assert one.tolerance == 0
    assert not one.holds
    assert one.cells == (at("fund_expenditure", 0, "total"), at("fund_expenditure", 0, "project"))


def test_no_tables_no_checks() -> None:
    assert checked().checks == ()
    assert checked().findings == ()
