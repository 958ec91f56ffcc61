from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.amount import plain_decimal
from ui.review.figures import amount, as_digits, changed_characters, difference, written_like


@pytest.mark.parametrize(
    ("value", "printed", "written"),
    [
        ("1234567.80", "1,234,561.80", "1,234,567.80"),
        ("1234567.80", "1234561.80", "1234567.80"),
        ("1234567.80", None, "1,234,567.80"),
        ("12345678901234567.89", "1,0", "12,345,678,901,234,567.89"),
        ("同意", "x,y", "同意"),
    ],
)
def test_a_suggestion_is_written_as_the_page_writes(
    value: str, printed: str | None, written: str
) -> None:
    assert written_like(value, printed) == written


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0))
def test_writing_loses_no_digit(value: Decimal) -> None:
    assert amount(written_like(plain_decimal(value), None)) == value


def test_the_difference_has_a_sign_and_no_float() -> None:
    assert difference("69.68", "69.88") == "+0.20"
    assert difference(None, "18,894,900.00") == "+18,894,900.00"
    assert difference("12345678901234567.89", "12345678901234567.88") == "-0.01"
    assert difference("第一", "1.00") is None


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_runs_are_the_suggestion(printed: str, suggestion: str) -> None:
    runs = changed_characters(printed, suggestion)
    assert "".join(text for text, _ in runs) == suggestion
    if printed == suggestion:
        assert not any(differs for _, differs in runs)


def test_only_the_changed_digit_is_marked() -> None:
    assert changed_characters("69.68", "69.88") == (("69.", False), ("8", True), ("8", False)) or (
        changed_characters("69.68", "69.88") == (("69.", False), ("8", False), ("8", True))
    )


@pytest.mark.parametrize(
    ("text", "digits"),
    [("4.8O", "4.80"), ("l,2O3.S0", "1,203.50"), ("120.00", None), ("同上", None), ("", None)],
)
def test_signs_are_taken_for_the_digits_they_look_like(text: str, digits: str | None) -> None:
    assert as_digits(text) == digits
