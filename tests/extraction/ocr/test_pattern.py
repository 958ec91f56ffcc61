import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.ocr.pattern import (
    MoneyPattern,
    laid_out,
    money_pattern,
    normal_amount,
    parts_of,
    repair,
)
from schemas.amount import decimal_of

CENTS = MoneyPattern(decimals=2, separators=True, votes=9)
WHOLE = MoneyPattern(decimals=0, separators=True, votes=9)
UNKNOWN = MoneyPattern()

patterns = st.builds(
    MoneyPattern,
    decimals=st.none() | st.integers(0, 4),
    separators=st.none() | st.booleans(),
)
scrawls = st.text(alphabet="0123456789,.，。: -()%", max_size=16)
amounts = st.tuples(st.integers(0, 10**13), st.integers(0, 99))


def digits(text: str | None) -> str:
    return re.sub(r"\D", "", text or "")


@pytest.mark.parametrize(
    ("text", "normal", "verdict"),
    [
        ("4,407.79", "4,407.79", "kept"),
        ("0.00", "0.00", "kept"),
        ("0", "0", "kept"),
        ("-1,234.50", "-1,234.50", "kept"),
        ("21.852.063.45", "21,852,063.45", "repaired"),
        ("4.407.79", "4,407.79", "repaired"),
        ("4,407,79", "4,407.79", "repaired"),
        ("1，234。56", "1,234.56", "repaired"),
        ("1, 234.56", "1,234.56", "repaired"),
        ("21852.063.45", "21,852,063.45", "repaired"),
        ("12:34", "12.34", "repaired"),
        ("440779", "440779", "doubtful"),
        ("1,234,567", "1,234,567", "doubtful"),
        ("1.234", "1.234", "doubtful"),
        ("4.40.79", None, "doubtful"),
        ("2,585,099.", None, "doubtful"),
        (".45", None, "doubtful"),
        ("21.852.06345", None, "doubtful"),
        ("12 34", None, "doubtful"),
        ("012.50", None, "doubtful"),
        ("0.123.45", None, "doubtful"),
        ("(1.234.50", None, "doubtful"),
        ("合计", None, "none"),
        ("", None, "none"),
        ("--", None, "none"),
    ],
)
def test_a_column_with_cents(text: str, normal: str | None, verdict: str) -> None:
    assert (repair(text, CENTS).text, repair(text, CENTS).verdict) == (normal, verdict)


@pytest.mark.parametrize(
    ("text", "normal", "verdict"),
    [
        ("1,234,567", "1,234,567", "kept"),
        ("1.234.567", "1,234,567", "repaired"),
        ("1.234", "1,234", "repaired"),
        ("12.5", "12.5", "doubtful"),
        ("1.234.56", None, "doubtful"),
    ],
)
def test_a_column_without_decimals(text: str, normal: str | None, verdict: str) -> None:
    assert (repair(text, WHOLE).text, repair(text, WHOLE).verdict) == (normal, verdict)


@pytest.mark.parametrize(
    ("text", "normal", "verdict"),
    [
        ("4.407.79", "4,407.79", "repaired"),
        ("440779", "440779", "kept"),
        ("4,407,79", None, "doubtful"),
        ("21.852.063", None, "doubtful"),
        ("1234,567.8", None, "doubtful"),
    ],
)
def test_a_column_of_which_nothing_is_known(text: str, normal: str | None, verdict: str) -> None:
    assert (repair(text, UNKNOWN).text, repair(text, UNKNOWN).verdict) == (normal, verdict)


def test_three_decimals_are_told_from_a_group_by_the_point_alone() -> None:
    three = MoneyPattern(decimals=3, separators=True)
    assert normal_amount("1.234.567", three) == "1,234.567"
    assert repair("1,234", three).verdict == "doubtful"
    assert repair("1.234,567", three).verdict == "doubtful"


@given(scrawls, patterns)
def test_no_digit_is_ever_changed(text: str, pattern: MoneyPattern) -> None:
    normal = normal_amount(text, pattern)
    assert normal is None or digits(normal) == digits(text)


@given(scrawls, patterns)
def test_repair_is_idempotent(text: str, pattern: MoneyPattern) -> None:
    normal = normal_amount(text, pattern)
    assert normal is None or normal_amount(normal, pattern) == normal
    if repair(text, pattern).verdict == "repaired":
        assert normal is not None
        assert repair(normal, pattern).verdict == "kept"


@given(scrawls, patterns)
def test_a_repaired_figure_is_read_as_an_amount(text: str, pattern: MoneyPattern) -> None:
    normal = normal_amount(text, pattern)
    if normal is not None and "%" not in normal and "(" not in normal:
        assert decimal_of(normal) is not None


@given(amounts, st.randoms(use_true_random=False))
def test_any_mix_of_marks_in_a_known_column(amount: tuple[int, int], random: object) -> None:
    whole, cents = amount
    printed = f"{whole:,}.{cents:02}"
    choose = getattr(random, "choice")  # noqa: B009
    misread = re.sub(r"[,.]", lambda _: choose(",.，。"), printed)
    assert normal_amount(misread, CENTS) == printed


@given(amounts)
def test_a_well_formed_figure_stays(amount: tuple[int, int]) -> None:
    printed = f"{amount[0]:,}.{amount[1]:02}"
    assert repair(printed, CENTS).text == printed
    assert decimal_of(normal_amount(printed, CENTS)) == Decimal(printed.replace(",", ""))


@given(st.integers(1000, 10**13))
def test_a_lost_point_is_never_put_in(digits_read: int) -> None:
    assert normal_amount(str(digits_read), CENTS) == str(digits_read)
    assert repair(str(digits_read), CENTS).verdict == "doubtful"


@given(scrawls)
def test_the_parts_hold_every_digit(text: str) -> None:
    parts = parts_of(text)
    assert parts is None or parts.digits == digits(text)


def test_layouts() -> None:
    assert laid_out("123456789", 2, separators=True) == "1,234,567.89"
    assert laid_out("123456", 0, separators=True) == "123,456"
    assert laid_out("123456", 2, separators=False) == "1234.56"


def test_the_pattern_is_the_majoritys() -> None:
    column = ["1,234.50", "21.852.063.45", "0.00", "4,407.79", "440779", "", "合计", "0"]
    assert money_pattern(column) == MoneyPattern(decimals=2, separators=True, votes=4)
    assert money_pattern(["1,234", "12,345", "7", "0"]) == MoneyPattern(
        decimals=0, separators=True, votes=3
    )
    assert money_pattern(["1234.5", "77.25", "8", "19.125"]).decimals is None
    assert money_pattern(["1234.56", "77123.25"]).separators is False
    assert money_pattern(["1.234", "5.678"]) == MoneyPattern()
    assert money_pattern([]) == MoneyPattern()
    assert money_pattern(["3.50"]).decimals is None
