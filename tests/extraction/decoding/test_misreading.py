"""Whether one figure can be another one misread."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extraction.decoding.misreading import is_one_misreading

FEN = st.integers(10**4, 10**13)


def money(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


@pytest.mark.parametrize(
    ("printed", "true"),
    [
        ("69.68", "69.88"),
        ("1326.27", "1362.27"),
        ("1234.50", "12345.50"),
        ("12345.50", "1234.50"),
        ("123.45", "1234.5"),
        ("1234.5", "12.345"),
        ("9", "8"),
        ("15537224.96", "15537221.96"),
    ],
    ids=[
        "substitution",
        "transposition",
        "loss",
        "insertion",
        "point by one",
        "point by two",
        "a single digit",
        "one digit of many",
    ],
)
def test_one_misreading(printed: str, true: str) -> None:
    assert is_one_misreading(Decimal(printed), Decimal(true))
    assert is_one_misreading(Decimal(true), Decimal(printed))


@pytest.mark.parametrize(
    ("printed", "true"),
    [
        ("69.68", "69.68"),
        ("69.68", "96.86"),
        ("1234.50", "5678.50"),
        ("1234.50", "4321.50"),
        ("1234.50", "12.00"),
        ("1326.27", "1632.72"),
        ("90000.00", "17.25"),
    ],
)
def test_more_than_one_or_none(printed: str, true: str) -> None:
    assert not is_one_misreading(Decimal(printed), Decimal(true))


@given(fen=FEN, data=st.data())
def test_every_substituted_digit(fen: int, data: st.DataObject) -> None:
    digits = str(fen)
    at = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from("123456789").filter(lambda d: d != digits[at]))
    wrong = int(digits[:at] + other + digits[at + 1 :])
    assert is_one_misreading(money(wrong), money(fen))


@given(fen=FEN, data=st.data())
def test_every_lost_or_added_digit(fen: int, data: st.DataObject) -> None:
    digits = str(fen)
    at = data.draw(st.integers(1, len(digits) - 1))
    shorter = int(digits[:at] + digits[at + 1 :])
    assert is_one_misreading(money(shorter), money(fen))
    assert is_one_misreading(money(fen), money(shorter))


@given(fen=FEN, data=st.data())
def test_every_transposition(fen: int, data: st.DataObject) -> None:
    digits = str(fen)
    at = data.draw(st.integers(0, len(digits) - 2))
    assume(digits[at] != digits[at + 1] and not (at == 0 and digits[1] == "0"))
    swapped = int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
    assert is_one_misreading(money(swapped), money(fen))


@given(fen=FEN, by=st.integers(1, 4))
def test_every_moved_point(fen: int, by: int) -> None:
    assume(fen % 10**by)
    assert is_one_misreading(money(fen), money(fen).scaleb(by))
    assert is_one_misreading(money(fen).scaleb(by), money(fen))


@given(one=FEN, other=FEN)
def test_it_is_mutual_and_never_of_itself(one: int, other: int) -> None:
    forth, back = (
        is_one_misreading(money(one), money(other)),
        is_one_misreading(money(other), money(one)),
    )
    assert forth is back
    assert not is_one_misreading(money(one), money(one))


@pytest.mark.parametrize(("printed", "true"), [("0.05", "5.00"), ("0.12", "1.20")])
def test_a_moved_point_before_leading_zeros(printed: str, true: str) -> None:
    assert is_one_misreading(Decimal(printed), Decimal(true))


def test_a_lost_sign() -> None:
    assert is_one_misreading(Decimal("12.50"), Decimal("-12.50"))
