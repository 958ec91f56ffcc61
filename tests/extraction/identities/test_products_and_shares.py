"""Quantity times price, shares of a total, and the same goods in two lists."""

import pytest

from schemas.table import Table
from tests.builders import at, checks_of, coded, failing

BUY, ASSET = "procurement", "asset_allocation"
BUY_FIELDS = "code name project item quantity unit_price amount"
BUY_BODY = """
    |合计||||| 3.00
    216001|某局本级|设备购置|[A02010105]台式计算机|4|0.50|2.00
    216001|某局本级|设备购置|[A02021000]打印机|2|0.50|1.00
"""


def buy(body: str = BUY_BODY) -> Table:
    return coded(BUY, BUY_FIELDS, body, "万元")


def products(*tables: Table) -> list[bool]:
    rule = "amount_is_quantity_times_price"
    return [c.holds for c in checks_of(*tables) if c.rule == rule]


def test_amounts_are_quantity_times_price_on_detail_rows_alone() -> None:
    assert products(buy()) == [True, True]
    assert failing(buy()) == []


@pytest.mark.parametrize(("old", "new"), [("|4|0.50", "|9|0.50"), ("|4|0.50|", "|4|0.80|")])
def test_a_wrong_factor_is_seen(old: str, new: str) -> None:
    assert products(buy(BUY_BODY.replace(old, new))) == [False, True]


def test_a_rounded_price_allows_half_a_step_for_each_piece() -> None:
    row = "216001|某局本级|设备购置|椅子|3|0.33|{}"
    assert products(buy(row.format("1.00"))) == [True]
    assert products(buy(row.format("1.01"))) == [False]


def test_a_blank_factor_makes_no_product() -> None:
    assert products(buy("216001|某局本级|设备购置|椅子|||1.00")) == []


def test_total_rows_multiply_nothing() -> None:
    assert products(buy("|合计|||6|1.00|3.00\n216001|某局本级|设备购置|椅子|6|0.50|3.00")) == [True]


COMPOSITION = """
    revenue|财政拨款|90.37|{}
    revenue|其他资金|9.63|9.63%
    revenue|合计|100.00|100%
"""


@pytest.mark.parametrize(
    ("share", "holds"),
    [("90.37%", True), ("90.4%", True), ("90%", True), ("90.39%", False), ("93.70%", False)],
)
def test_shares_are_right_to_the_places_that_they_print(share: str, holds: bool) -> None:
    made = coded("funding_composition", "side item amount share", COMPOSITION.format(share), "万元")
    checks = [c for c in checks_of(made) if c.rule == "share_of_total"]
    assert [c.holds for c in checks] == [holds, True, True]
    assert checks[0].cells == (at("funding_composition", 0, "share"),)


def test_no_share_without_a_total() -> None:
    body = "revenue|财政拨款|90.37|90.37%\nrevenue|其他资金|9.63|9.63%"
    made = coded("funding_composition", "side item amount share", body, "万元")
    assert [c.rule for c in checks_of(made)] == []


def assets(price: str = "0.50", quantity: str = "4", amount: str = "2.00") -> Table:
    fields = "code name project asset_name quantity unit_price amount asset_category"
    body = f"216001|某局本级|设备购置|台式机|{quantity}|{price}|{amount}|[A02010105]台式计算机"
    return coded(ASSET, fields, body, "万元")


def same_goods(*tables: Table) -> list[bool]:
    return [c.holds for c in checks_of(*tables) if c.rule == "same_goods_same_price"]


def test_goods_in_both_lists_cost_the_same() -> None:
    assert same_goods(buy(), assets()) == [True]
    assert same_goods(buy(), assets("0.80", "4", "3.20")) == [False]


def test_other_numbers_or_codes_are_other_goods() -> None:
    assert same_goods(buy(), assets("0.80", "5", "4.00")) == []
    assert same_goods(buy(BUY_BODY.replace("A02010105", "A02010199")), assets()) == []
    twice = BUY_BODY.replace("A02021000", "A02010105")
    assert same_goods(buy(twice), assets()) == []


def test_quantities_are_summed_only_where_the_publisher_does() -> None:
    summed = BUY_BODY.replace("|合计||||| 3.00", "|合计|||6||3.00")
    rules = [c.rule for c in checks_of(buy(summed)) if at(BUY, 0, "quantity") in c.cells]
    assert rules == ["total_row_is_sum_of_rows"]
