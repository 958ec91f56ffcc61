"""Numbered items, subtotals, carry-over, and revenue against expenditure."""

import pytest

from extraction.identities.numbering import level_of
from schemas.label import normal_form
from schemas.table import Table
from tests.builders import about, at, checks_of, coded, failing

SUMMARY = "revenue_expenditure_summary"
FISCAL = "fiscal_appropriation_summary"


def summary(body: str, kind: str = SUMMARY, unit: str | None = "元") -> Table:
    return coded(kind, "side item amount", body, unit)


RIGHT = """
    revenue|一、一般公共预算拨款收入|8.00
    revenue|二、政府性基金预算拨款收入|1.00
    revenue|三、事业收入|
    revenue|本年收入合计|9.00
    revenue|上年结转结余|2.00
    revenue|收入总计|11.00
    expenditure|一、教育支出|6.00
    expenditure|二、卫生健康支出|4.00
    expenditure|本年支出合计|10.00
    expenditure|年终结转结余|1.00
    expenditure|支出总计|11.00
"""


def test_items_subtotals_carry_over_and_both_sides() -> None:
    checks = checks_of(summary(RIGHT))
    assert all(c.holds for c in checks)
    assert [c.left[0].cell.row for c in checks if c.left[0].cell is not None] == [3, 5, 8, 10, 5]
    assert checks[-1].rule == "revenue_equals_expenditure"
    (total,) = about(checks[:4], at(SUMMARY, 5, "amount"))
    assert [t.cell.row for t in total.right if t.cell] == [3, 4]


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("拨款收入|8.00", "拨款收入|3.00", ["numbered_parts"]),
        ("结转结余|2.00", "结转结余|7.00", ["numbered_parts"]),
        ("收入总计|11.00", "收入总计|17.00", ["numbered_parts", "revenue_equals_expenditure"]),
        ("支出合计|10.00", "支出合计|16.00", ["numbered_parts", "numbered_parts"]),
    ],
)
def test_a_wrong_figure_breaks_its_sums(old: str, new: str, rules: list[str]) -> None:
    assert [c.rule for c in failing(summary(RIGHT.replace(old, new, 1)))] == rules


def test_without_carry_over_the_grand_total_is_the_sum_of_the_items() -> None:
    body = """
        revenue|一、财政拨款收入|9.00
        revenue|收入总计|9.00
        expenditure|一、教育支出|5.00
        expenditure|二、卫生健康支出|4.00
        expenditure|支出总计|9.00
    """
    assert failing(summary(body)) == []
    assert len(failing(summary(body.replace("|5.00", "|6.00")))) == 1


FISCAL_RIGHT = """
    revenue|一、本年收入|9.00
    revenue|（一）一般公共预算拨款|7.00
    revenue|（二）政府性基金预算拨款|2.00
    revenue|二、上年结转|1.00
    revenue|（一）一般公共预算拨款|1.00
    revenue|收入总计|10.00
    expenditure|一、本年支出|10.00
    expenditure|（一）教育支出|6.00
    expenditure|（二）卫生健康支出|4.00
    expenditure|二、年终结转结余|
    expenditure|支出总计|10.00
"""


def test_two_levels_of_numbers() -> None:
    checks = checks_of(summary(FISCAL_RIGHT, FISCAL))
    assert all(c.holds for c in checks)
    assert sorted(c.left[0].cell.row for c in checks if c.left[0].cell) == [0, 3, 5, 5, 6, 10]


def test_a_figure_below_breaks_only_the_sum_above_it() -> None:
    wrong = FISCAL_RIGHT.replace("教育支出|6.00", "教育支出|8.00")
    (check,) = failing(summary(wrong, FISCAL))
    assert check.left[0].cell == at(FISCAL, 6, "amount")


def test_of_which_rows_are_in_no_sum() -> None:
    body = """
        revenue|一、财政拨款收入|9.00
        revenue|其中：上级补助|4.00
        revenue|收入总计|9.00
    """
    assert failing(summary(body)) == []


def test_composition_sums_every_amount_column() -> None:
    fields = "side item amount share amount_prior2 amount_prior1"
    body = """
        revenue|财政拨款|90.00|90%|80.00|85.00
        revenue|其他资金|10.00|10%|9.00|10.00
        revenue|合计|100.00|100%|89.00|95.00
        expenditure|基本支出|40.00|40%|39.00|40.00
        expenditure|项目支出|60.00|60%|50.00|55.00
        expenditure|合计|100.00|100%|89.00|95.00
    """
    kind = "funding_composition"
    checks = checks_of(coded(kind, fields, body, "万元"))
    assert all(c.holds for c in checks)
    assert len([c for c in checks if c.rule == "numbered_parts"]) == 6
    assert len([c for c in checks if c.rule == "revenue_equals_expenditure"]) == 3
    wrong = coded(kind, fields, body.replace("|85.00", "|88.00"), "万元")
    assert [c.left[0].cell for c in failing(wrong)] == [at(kind, 2, "amount_prior1")]


@pytest.mark.parametrize(
    ("label", "level"),
    [
        ("一、收入", 0),
        ("廿一、支出", 0),
        ("（二）支出", 1),
        ("3.其他", 2),
        ("（4）其他", 3),
        ("合计", None),
    ],
)
def test_levels_of_numbers(label: str, level: int | None) -> None:
    assert level_of(normal_form(label)) == level
