"""The rank of a proof: identities that say the same count once, tails and blanks not at all."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from extraction.identities.equation import Equation, decide
from extraction.identities.rank import Strength, Weights, rank, strengths
from schemas.check import Check, Term
from schemas.table import CellRef
from tests.builders import checks_of, coded, ledger

FIGURES = {"t": "30", "a": "10", "b": "20", "c": "30", "z": "0", "p": "4", "s": "33.33"}


def cell(name: str) -> CellRef:
    return CellRef(kind="k", ordinal=1, row=0, field=name)


def figures() -> dict[CellRef, Decimal]:
    return {cell(name): Decimal(value) for name, value in FIGURES.items()}


def terms(text: str) -> tuple[Term, ...]:
    """``2*a b``: cells by name, amounts of the prose as ``30@7`` (line 7)."""
    made = []
    for word in text.split():
        coefficient, _, name = word.rpartition("*")
        value, at_line, line = name.partition("@")
        place = {"constant": Decimal(value), "lines": (int(line),)} if at_line else {}
        made.append(Term(coefficient=Decimal(coefficient or 1), **place or {"cell": cell(name)}))  # type: ignore[arg-type]
    return tuple(made)


def sums(
    *written: str, exact: str = "0", tolerance: str = "0", combine: str = "sum"
) -> list[Check]:
    made = []
    for number, text in enumerate(written, start=1):
        left, right = text.split("=")
        equation = Equation(
            rule="r",
            left=terms(left),
            right=terms(right),
            exact=Decimal(exact),
            tolerance=Decimal(tolerance),
            combine=combine,  # type: ignore[arg-type]
        )
        made.append(decide(equation, figures(), f"c{number}"))
    return made


def rank_of(name: str, checks: Sequence[Check]) -> int:
    found = strengths(checks, figures()).get(cell(name))
    return 0 if found is None else found.rank


def test_what_says_the_same_counts_once() -> None:
    assert rank_of("t", sums("t = a b")) == 1
    assert rank_of("t", sums("t = a b", "t = b a")) == 1
    assert rank_of("t", sums("t = a b", "2*t = 2*a 2*b")) == 1
    assert rank_of("t", sums("t = a b", "t = c")) == 2
    assert rank_of("t", sums("t = a b", "t = c", "2*t = a b c")) == 2, "the sum of the first two"


def test_a_check_that_does_not_cover_the_cell_adds_nothing() -> None:
    checks = sums("t = a b", "c = a b", "t = c")
    assert [rank_of(name, checks) for name in "tabcs"] == [2, 2, 2, 2, 0]


def test_what_fails_or_is_a_tail_counts_nothing() -> None:
    assert rank_of("t", sums("t = a")) == 0
    assert rank_of("s", sums("s = t", exact="0", tolerance="5")) == 0
    assert rank_of("s", sums("s = t", exact="4", tolerance="5")) == 1


def test_a_blank_is_no_figure() -> None:
    assert rank_of("t", sums("t = c", "t = c blank")) == 1
    assert rank_of("blank", sums("t = c blank")) == 1, "were it not blank, the sum would fail"
    assert rank_of("blank", sums("blank = nothing")) == 0
    assert rank_of("t", sums("t = c", "t = c z")) == 2, "a printed zero is a figure"


def test_a_cell_that_cancels_out_is_not_proved() -> None:
    assert rank_of("a", sums("t a = a c")) == 0


def test_each_printed_amount_of_the_prose_is_a_figure() -> None:
    assert rank_of("t", sums("t = 30@7", "t = 30@9")) == 2
    assert rank_of("t", sums("t = 30@7", "t = 30@7")) == 1


def test_a_product_says_nothing_of_a_price_times_zero() -> None:
    checks = sums("z = z2 p", combine="product")
    assert rank_of("p", checks) == 0
    assert rank_of("z2", checks) == 1
    assert rank_of("p", sums("t = 7.5@1 p", combine="product")) == 1


def test_a_share_is_one_identity() -> None:
    checks = sums("s = 100*a t", exact="0.005", tolerance="0.01", combine="ratio")
    assert rank_of("s", [*checks, *checks]) == 1
    assert rank_of("s", [*checks, *sums("s = 33.33@4")]) == 2
    assert strengths(checks, figures())[cell("s")] == Strength(1, Decimal("0.01"))


def test_the_tolerance_is_the_widest_of_the_checks() -> None:
    checks = [*sums("t = a b"), *sums("t = c", exact="0.05", tolerance="0.1")]
    assert strengths(checks, figures())[cell("t")] == Strength(2, Decimal("0.1"))


def test_in_a_table_row_and_column_are_two() -> None:
    made = coded(
        "general_budget_by_function",
        "code name total basic_total project",
        """
        |合计|60.00|40.00|20.00
        205|教育支出|50.00|35.00|15.00
        208|社会保障和就业支出|10.00|5.00|5.00
        """,
        "元",
    )
    found = strengths(checks_of(made), ledger(made).figures)
    assert {strength.rank for strength in found.values()} == {2}
    assert len(found) == 9


def by_gauss(rows: Sequence[Weights], columns: Sequence[str]) -> int:
    matrix = [[Fraction(row.get(column, 0)) for column in columns] for row in rows]
    found = 0
    for column in range(len(columns)):
        pivot = next((row for row in matrix[found:] if row[column]), None)
        if pivot is None:
            continue
        matrix.remove(pivot)
        matrix.insert(found, pivot)
        for row in matrix[found + 1 :]:
            factor = row[column] / pivot[column]
            row[:] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
        found += 1
    return found


WEIGHTS = st.dictionaries(
    st.sampled_from("abcdef"), st.sampled_from([-10000, -3, -1, 1, 2, 5, 10000]), max_size=5
)


@given(st.lists(WEIGHTS, max_size=7), st.data())
def test_the_rank_is_that_of_the_matrix(rows: list[Weights], data: st.DataObject) -> None:
    if rows:
        one, other = data.draw(st.sampled_from(rows)), data.draw(st.sampled_from(rows))
        mixed = {c: 2 * one.get(c, 0) - other.get(c, 0) for c in one.keys() | other.keys()}
        rows = [*rows, {column: weight for column, weight in mixed.items() if weight}]
    assert rank(rows) == by_gauss(rows, "abcdef")
