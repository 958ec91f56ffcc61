"""Rows and tables that go together."""

from decimal import Decimal

from evals.measures.alignment import pair_rows, pair_tables

A = {"code": "1", "name": "甲", "total": Decimal(10)}
B = {"code": "2", "name": "乙", "total": Decimal(20)}
C = {"code": "3", "name": "丙", "total": Decimal(30)}


def test_rows_are_paired_whatever_their_order() -> None:
    assert pair_rows([A, B, C], [A, B, C], "fund_expenditure") == ((0, 0), (1, 1), (2, 2))
    assert pair_rows([A, B, C], [C, A], "fund_expenditure") == ((0, 1), (2, 0))


def test_a_key_counts_more_than_figures() -> None:
    moved = {"code": "1", "name": "甲", "total": Decimal(20)}
    figures = {"code": "9", "name": "丁", "total": Decimal(10)}
    assert pair_rows([A], [figures, moved], "fund_expenditure") == ((0, 1),)


def test_of_equal_rows_the_nearer_one_is_taken() -> None:
    assert pair_rows([A, B, A], [A, A], "fund_expenditure") == ((0, 0), (2, 1))
    assert pair_rows([B, A, A], [C, A, A], "fund_expenditure") == ((1, 1), (2, 2))


def test_rows_with_nothing_in_common_stay_alone() -> None:
    assert pair_rows([A], [B], "fund_expenditure") == ()
    assert pair_rows([{}], [{}], "fund_expenditure") == ()


def test_tables_are_paired_by_what_their_paired_rows_share() -> None:
    assert pair_tables([[A, B], [C]], [[C], [A]], "fund_expenditure") == ((0, 1), (1, 0))
    # Both share two values with the first, but only one of them in rows that go together.
    torn = [{"code": "1"}, {"name": "甲"}]
    assert pair_tables([[A]], [torn, [{"code": "1", "name": "甲"}]], "x") == ((0, 1),)
    assert pair_tables([[A]], [[B]], "x") == ()
    assert pair_tables([[]], [[]], "x") == ((0, 0),)
