"""What one slip makes of a figure, and what it costs."""

from decimal import Decimal

import pytest

from extraction.decoding.confusion import (
    ADDED,
    DIGIT,
    EXCHANGED,
    LOOKALIKE,
    LOST,
    MINUS,
    POINT,
    UNIT,
    alternative_cost,
    slip_cost,
)


@pytest.mark.parametrize(
    ("read", "true", "cost"),
    [
        ("1234.56", "1284.56", LOOKALIKE),
        ("1234.58", "1234.50", LOOKALIKE),
        ("1239.56", "1231.56", DIGIT),
        ("1324.56", "1234.56", EXCHANGED),
        ("134.56", "1234.56", LOST),
        ("1234.6", "1234.56", LOST),
        ("12334.56", "1234.56", ADDED),
        ("1234.569", "1234.56", DIGIT),
        ("123456", "1234.56", POINT),
        ("12345.6", "1234.56", POINT),
        ("-1234.56", "1234.56", MINUS),
        ("1234.56", "-1234.56", MINUS),
        ("12345600", "1234.56", UNIT),
        ("0.123456", "1234.56", UNIT),
        ("14", "18", DIGIT),
        ("0234.56", "1234.56", DIGIT),
    ],
)
def test_one_slip_has_its_price(read: str, true: str, cost: float) -> None:
    assert slip_cost(read, Decimal(true)) == cost


@pytest.mark.parametrize(
    ("read", "true"),
    [("1234.56", "1234.56"), ("1234.56", "1234.560"), ("1234.56", "4321.56"), ("1.00", "77.00")],
)
def test_no_slip_or_more_than_one_has_none(read: str, true: str) -> None:
    assert slip_cost(read, Decimal(true)) is None


def test_what_the_recogniser_weighed_first_costs_least() -> None:
    others = (Decimal("600.00"), None, Decimal("500.00"))
    first, later = (alternative_cost(others, Decimal(v)) for v in ("600", "500.00"))
    assert first is not None
    assert later is not None
    assert first < later < LOOKALIKE
    assert alternative_cost(others, Decimal("700")) is None
