"""Printed figures to Decimal and back: exact, blank apart from zero."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.amount import (
    decimal_of,
    decimals_of,
    is_nil,
    parse_amount,
    parse_unit,
    plain_decimal,
    rounding_unit,
    scale_between,
)

AMOUNTS = st.decimals(
    min_value=0, max_value=Decimal("1e20"), places=2, allow_nan=False, allow_infinity=False
)
FULL_WIDTH = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
BLANKS = st.sampled_from(["", " ", "\u3000", "\t", "\u00a0", "  "])


@given(value=AMOUNTS)
def test_a_figure_with_separators_is_read_exactly(value: Decimal) -> None:
    read = decimal_of(f"{value:,f}")
    assert read == value
    assert read is not None
    assert plain_decimal(read) == f"{value:f}"


@given(value=AMOUNTS, separators=st.booleans())
def test_full_width_digits_are_digits(value: Decimal, separators: bool) -> None:
    text = f"{value:,f}" if separators else f"{value:f}"
    assert decimal_of(text.translate(FULL_WIDTH)) == value


@given(value=AMOUNTS, before=BLANKS, after=BLANKS, at=st.integers(0, 30), inner=BLANKS)
def test_blanks_around_and_inside_are_layout(
    value: Decimal, before: str, after: str, at: int, inner: str
) -> None:
    text = f"{value:,f}"
    at = min(at, len(text))
    assert decimal_of(before + text[:at] + inner + text[at:] + after) == value


@given(
    value=AMOUNTS, suffix=st.sampled_from(["元", "万元", "万", "亿元", " 万元", "（万元）"[1:3]])
)
def test_a_unit_suffix_is_kept_apart_and_scales_nothing(value: Decimal, suffix: str) -> None:
    amount = parse_amount(f"{value:,f}{suffix}")
    assert amount is not None
    assert amount.value == value
    assert amount.numeral == f"{value:,f}"
    assert amount.unit == {"万": "万元"}.get(suffix.strip(), suffix.strip())


@given(value=AMOUNTS.filter(lambda v: v > 0))
def test_negative_figures(value: Decimal) -> None:
    for text in (f"-{value:,f}", f"−{value:,f}", f"－{value:f}", f"({value:,f})", f"（{value:f}）"):
        assert decimal_of(text) == -value, text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12345678901234567.89", "12345678901234567.89"),
        ("12,345,678,901,234,567.89", "12345678901234567.89"),
        ("99999999999999999999999999.99", "99999999999999999999999999.99"),
        ("0.10", "0.10"),
        ("007.50", "7.50"),
        ("0", "0"),
        ("3600.", None),
        ("1,23", None),
        ("12,34.00", None),
        ("1.2.3", None),
        ("12a", None),
        ("一百", None),
        ("≥95%", None),
        ("95%", None),
        ("1e5", None),
        ("NaN", None),
        ("Infinity", None),
        ("+", None),
    ],
)
def test_what_is_a_figure(text: str, value: str | None) -> None:
    read = decimal_of(text)
    if text == "3600.":
        assert read in (None, Decimal(3600))  # a trailing point is a full stop
    elif value is None:
        assert read is None
    else:
        assert read == Decimal(value)


def test_no_digit_is_lost_on_the_way_back() -> None:
    value = decimal_of("12,345,678,901,234,567.89")
    assert value is not None
    assert plain_decimal(value) == "12345678901234567.89"
    assert plain_decimal(value + Decimal("0.01")) == "12345678901234567.90"


@pytest.mark.parametrize("text", ["", " ", "\u3000", "-", "--", "—", "——", "/", "－"])
def test_a_blank_is_none_and_nil(text: str) -> None:
    assert decimal_of(text) is None
    assert is_nil(text)


@pytest.mark.parametrize("text", ["0", "0.00", "０．００", "0.00元"])
def test_a_printed_zero_is_zero(text: str) -> None:
    assert decimal_of(text) == 0
    assert decimal_of(text) is not None
    assert not is_nil(text)


def test_nothing_at_all_is_none() -> None:
    assert decimal_of(None) is None
    assert parse_amount(None) is None


@pytest.mark.parametrize(
    ("text", "places"), [("12", 0), ("12.5", 1), ("12.50", 2), ("1,200.000", 3)]
)
def test_printed_places_are_kept(text: str, places: int) -> None:
    amount = parse_amount(text)
    assert amount is not None
    assert amount.decimals == places == decimals_of(amount.value)


@given(
    value=st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15)
)
def test_plain_decimals_have_no_exponent(value: Decimal) -> None:
    text = plain_decimal(value)
    assert "E" not in text.upper()
    assert Decimal(text) == value


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("单位:元", "元"),
        ("单 位 ： 元", "元"),
        ("金额单位：万元", "万元"),
        ("位：元", "元"),
        ("单位（万元）", "万元"),
        ("金额（万元）", "万元"),
        ("金额(元)", "元"),
        ("金额單位", None),
        ("单位名称：某某中心", None),
        ("合计", None),
        ("", None),
    ],
)
def test_units_are_read_where_they_are_stated(text: str, unit: str | None) -> None:
    assert parse_unit(text) == unit


def test_units_are_scaled_by_ten_thousand() -> None:
    assert scale_between("元", "万元") * Decimal("123456.78") == Decimal("12.345678")
    assert scale_between("万元", "元") * Decimal("12.34") == 123400
    assert scale_between("元", "元") == 1
    assert scale_between(None, "万元") == 1
    assert scale_between("万元", None) == 1


@pytest.mark.parametrize(("places", "unit"), [(0, "1"), (2, "0.01"), (4, "0.0001")])
def test_the_least_step_of_a_printed_figure(places: int, unit: str) -> None:
    assert rounding_unit(places) == Decimal(unit)
