"""Sums across and down: which cells, which tolerance, what a blank means."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.identities.equation import decide
from extraction.identities.sums import equal_equation, sum_equation
from schemas.check import Check
from schemas.table import CellRef, Table
from tests.builders import about, at, checks_of, coded, failing, ledger, table

BY_FUNCTION = "general_budget_by_function"
FIELDS = "code name total basic_total basic_personnel basic_running project"


def by_function(body: str, unit: str | None = "元") -> Table:
    return coded(BY_FUNCTION, FIELDS, body, unit)


RIGHT = """
    |合计|60.00|40.00|30.00|10.00|20.00
    205|教育支出|50.00|35.00|26.00|9.00|15.00
    20502|普通教育|50.00|35.00|26.00|9.00|15.00
    2050203|初中教育|30.00|20.00|16.00|4.00|10.00
    2050204|高中教育|20.00|15.00|10.00|5.00|5.00
    208|社会保障和就业支出|10.00|5.00|4.00|1.00|5.00
"""


def test_a_right_table_holds_everywhere() -> None:
    checks = checks_of(by_function(RIGHT))
    assert {c.rule for c in checks} == {
        "total_is_sum_of_parts",
        "parent_is_sum_of_children",
        "total_row_is_sum_of_rows",
    }
    assert all(c.holds and c.difference == 0 for c in checks)
    assert len(checks) == 6 * 2 + 3 * 5
    assert [c.id for c in checks] == [f"c{n}" for n in range(1, len(checks) + 1)]


def test_a_wrong_figure_breaks_exactly_the_sums_over_it() -> None:
    broken = failing(by_function(RIGHT.replace("16.00|4.00", "18.00|4.00")))
    assert {(c.rule, c.left[0].cell) for c in broken} == {
        ("total_is_sum_of_parts", at(BY_FUNCTION, 3, "basic_total")),
        ("parent_is_sum_of_children", at(BY_FUNCTION, 2, "basic_personnel")),
    }
    assert {abs(c.difference) for c in broken} == {Decimal("2.00")}


def test_parts_and_children_are_named() -> None:
    checks = checks_of(by_function(RIGHT))
    (top,) = [
        c for c in about(checks, at(BY_FUNCTION, 0, "total")) if c.rule.startswith("total_row")
    ]
    assert [t.cell for t in top.right] == [at(BY_FUNCTION, 1, "total"), at(BY_FUNCTION, 5, "total")]
    assert top.cells == (
        at(BY_FUNCTION, 0, "total"),
        at(BY_FUNCTION, 1, "total"),
        at(BY_FUNCTION, 5, "total"),
    )


def test_blank_parts_count_as_zero() -> None:
    body = "|合计|5.00||||5.00\n208|社会保障和就业支出|5.00||||5.00"
    assert failing(by_function(body)) == []
    assert failing(by_function(body.replace("5.00||||5.00", "5.00||||4.00", 1)))


def test_a_blank_total_over_printed_parts_fails() -> None:
    body = "|合计||3.00|3.00||2.00\n208|社会保障和就业支出|5.00|3.00|3.00||2.00"
    broken = failing(by_function(body))
    assert at(BY_FUNCTION, 0, "total") in {c.left[0].cell for c in broken}
    assert {c.found for c in broken} == {Decimal(0)}


def test_nothing_is_checked_where_nothing_is_printed() -> None:
    assert checks_of(by_function("")) == ()
    checks = checks_of(by_function("|合计|||||\n208|社会保障和就业支出|||||"))
    assert checks == ()
    zero = checks_of(by_function("|合计|0.00|0.00|||\n208|社会保障和就业支出|0.00|0.00|||"))
    assert all(c.holds for c in zero)


def test_a_table_that_prints_no_parts_is_not_broken_down() -> None:
    body = "|合计|60.00||||\n205|教育支出|60.00||||"
    assert {c.rule for c in checks_of(by_function(body))} == {"total_row_is_sum_of_rows"}


def test_blank_totals_between_are_passed_through() -> None:
    body = """
        |合计|60.00|40.00|30.00|10.00|20.00
        205|教育支出|||||
        20502|普通教育|50.00|35.00|26.00|9.00|15.00
        208|社会保障和就业支出|10.00|5.00|4.00|1.00|5.00
    """
    checks = checks_of(by_function(body))
    assert all(c.holds for c in checks)
    (top,) = [
        c for c in about(checks, at(BY_FUNCTION, 0, "total")) if c.rule.startswith("total_row")
    ]
    assert at(BY_FUNCTION, 2, "total") in {t.cell for t in top.right}
    assert failing(by_function(body.replace("20502|普通教育|50.00", "20502|普通教育|51.00")))


@pytest.mark.parametrize(("gap", "holds"), [("0.00", True), ("0.01", True), ("0.02", False)])
@pytest.mark.parametrize("sign", [1, -1])
def test_sums_in_wan_may_be_off_by_rounding(gap: str, holds: bool, sign: int) -> None:
    """Two addends and a total rounded to 0.01: off by at most 3 · 0.005 = 0.015."""
    total = Decimal("15.00") + sign * Decimal(gap)
    body = f"205|教育支出|{total}|10.00|||5.00"
    (check,) = checks_of(by_function(body, "万元"))
    assert check.tolerance == Decimal("0.015")
    assert check.holds is holds
    assert check.tail is (holds and gap != "0.00")


@given(count=st.integers(1, 12), places=st.integers(0, 2))
def test_the_tolerance_of_k_addends_is_half_a_unit_each_and_one_for_the_total(
    count: int, places: int
) -> None:
    rows = [
        {"code": f"{201 + i}", "name": "某支出", "total": f"{1:.{places}f}"} for i in range(count)
    ]
    total = {"name": "合计", "total": f"{count:.{places}f}"}
    made = table(BY_FUNCTION, [total, *rows], unit="万元")
    (check,) = checks_of(made)
    assert check.tolerance == (count + 1) * Decimal(1).scaleb(-places) / 2
    assert checks_of(table(BY_FUNCTION, [total, *rows], unit="元"))[0].tolerance == 0


def test_figures_in_yuan_add_up_to_the_fen() -> None:
    (check,) = checks_of(by_function("205|教育支出|15.01|10.00|||5.00"))
    assert not check.holds
    assert check.tolerance == 0


def test_huge_figures_add_up_exactly() -> None:
    body = "205|教育支出|12345678901234567.90|12345678901234567.89|||0.01"
    (check,) = checks_of(by_function(body))
    assert check.holds
    (check,) = checks_of(by_function(body.replace("|||0.01", "|||0.02")))
    assert check.difference == Decimal("-0.01")


def allocation(total: str) -> list[Check]:
    rows = [
        {"district": "合计", "total": total, "道路养护": "5", "路灯维护": "4"},
        {"district": "青岚区", "total": "5", "道路养护": "3", "路灯维护": "2"},
        {"district": "云麓区", "total": "4", "道路养护": "2", "路灯维护": "2"},
    ]
    return failing(table("allocation", rows, unit="万元"))


def test_an_allocation_adds_up_exactly_across_and_down() -> None:
    assert allocation("9") == []
    assert {c.rule for c in allocation("10")} == {
        "total_row_is_sum_of_rows",
        "total_is_sum_of_parts",
    }
    assert all(c.tolerance == 0 for c in allocation("10"))


def test_lists_follow_their_levels_and_not_their_prefixes() -> None:
    fields = "code name unit total current_general"
    body = """
        |合计||9.00|9.00
        216|某局||9.00|9.00
        216001|某局本级||9.00|9.00
        31|本级支出项目||5.00|5.00
        42019924216T000000001|站点维护|某局本级|2.00|2.00
        42019924216T000000002|夜间巡查|某局本级|3.00|3.00
        32|转移支付项目||4.00|4.00
        42019924216T000000003|社区养护|某局本级|4.00|4.00
    """
    made = coded("project_expenditure", fields, body)
    assert failing(made) == []
    wrong = coded("project_expenditure", fields, body.replace("|2.00|2.00", "|2.50|2.50"))
    assert {c.left[0].cell for c in failing(wrong)} == {
        at("project_expenditure", 3, "total"),
        at("project_expenditure", 3, "current_general"),
    }


def equal(one: tuple[str, str | None], other: tuple[str, str | None]) -> Check | None:
    """The check that two totals, each with its unit, are one figure."""
    a = table("fund_expenditure", [{"name": "合计", "total": one[0]}], one[1])
    b = table("state_capital_expenditure", [{"name": "合计", "total": other[0]}], other[1])
    book = ledger(a, b)
    cells = [CellRef(kind=t.kind, ordinal=1, row=0, field="total") for t in (a, b)]
    equation = equal_equation(book, "same", cells[0], cells[1:])
    return None if equation is None else decide(equation, book.figures, "c1")


@pytest.mark.parametrize(
    ("one", "other", "holds", "tail"),
    [
        (("5.00", "元"), ("5.00", "元"), True, False),
        (("5.00", "元"), ("5.01", "元"), False, False),
        (("123456.78", "元"), ("12.35", "万元"), True, False),
        (("12.35", "万元"), ("123456.78", "元"), True, False),
        (("12.34", "万元"), ("123456.78", "元"), True, True),
        (("12.36", "万元"), ("123456.78", "元"), False, False),
        (("12.35", "万元"), ("12.36", "万元"), True, True),
        (("12.35", "万元"), ("12.37", "万元"), False, False),
        (("123456.78", "元"), ("12.35", None), True, False),
        (("123456.78", None), ("12.35", "万元"), True, False),
        (("123456.78", "元"), ("123456.78", None), True, False),
        (("123456.78", None), ("123456.78", None), True, False),
        (("123456.78", None), ("123456.79", None), False, False),
    ],
)
def test_units_are_reconciled(
    one: tuple[str, str | None], other: tuple[str, str | None], holds: bool, tail: bool
) -> None:
    check = equal(one, other)
    assert check is not None
    assert check.holds is holds
    assert check.tail is tail


def test_a_blank_figure_is_compared_with_nothing() -> None:
    a = table("fund_expenditure", [{"name": "合计", "total": "5.00"}])
    b = table("state_capital_expenditure", [{"name": "合计", "total": None}])
    one, other = (CellRef(kind=t.kind, ordinal=1, row=0, field="total") for t in (a, b))
    assert equal_equation(ledger(a, b), "same", one, [other]) is None
    assert equal_equation(ledger(a, b), "same", one, []) is None
    assert sum_equation(ledger(a, b), "sum", other, []) is None


def test_a_check_that_holds_proves_no_figure_that_it_sees_only_rounded() -> None:
    check = equal(("12.35", "万元"), ("123456.78", "元"))
    assert check is not None
    assert [cell.kind for cell in check.cells] == ["fund_expenditure"]
    broken = equal(("12.99", "万元"), ("123456.78", "元"))
    assert broken is not None
    assert len(broken.cells) == 2
