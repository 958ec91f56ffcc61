"""Amounts off their columns, where only the row's own sums can tell."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.headers.shifts import figures_of, row_verdict, settle_amounts
from tests.builders import KINDS, Values, lines_of, table

KIND = KINDS["general_budget_by_function"]
AMOUNTS = ("total", "basic_total", "basic_personnel", "basic_running", "project")


def settled(line: str) -> tuple[str, list[str]]:
    """A row of amounts among one that prints them all, after settling."""
    values: Values = dict(zip(AMOUNTS, [t or None for t in line.split("|")], strict=True))
    full = dict(zip(AMOUNTS, ["9.00", "6.00", "4.00", "2.00", "3.00"], strict=True))
    made = table("general_budget_by_function", [full, values])
    rows, notes = settle_amounts(made.rows, [1, 2], KIND)
    settled = made.model_copy(update={"rows": tuple(rows)})
    return lines_of(settled, *AMOUNTS)[1], [text for _, text in notes]


@pytest.mark.parametrize(
    ("printed", "true"),
    [
        ("|9.00|9.00|7.00|2.00", "9.00|9.00|7.00|2.00|"),
        ("9.00|9.00|7.00|2.00|", "9.00|9.00|7.00|2.00|"),
        ("9.00|6.00|4.00|2.00|3.00", "9.00|6.00|4.00|2.00|3.00"),
        ("5.00||||5.00", "5.00||||5.00"),
        ("5.00||||", "5.00||||"),
        ("||||", "||||"),
        # Read right, the second figure makes the row add up as it stands.
        ("9.00|i.00|9.00||", "9.00|i.00|9.00||"),
    ],
)
def test_rows_are_moved_only_to_where_they_add_up(printed: str, true: str) -> None:
    found, notes = settled(printed)
    assert found == true
    assert bool(notes) == (printed != true)


def test_a_row_that_adds_up_nowhere_stays() -> None:
    assert settled("9.00|1.00|1.00|1.00|1.00") == ("9.00|1.00|1.00|1.00|1.00", [])


@given(st.lists(st.integers(1, 10**6), min_size=3, max_size=3))
def test_a_row_that_adds_up_is_never_touched(parts: list[int]) -> None:
    personnel, running, project = (Decimal(part).scaleb(-2) for part in parts)
    basic = personnel + running
    line = "|".join(str(v) for v in (basic + project, basic, personnel, running, project))
    assert settled(line) == (line, [])


def test_verdicts_count_only_what_says_something() -> None:
    row = table("general_budget_by_function", [{"total": "5.00", "project": "5.00"}]).rows[0]
    assert row_verdict(figures_of(row, AMOUNTS), KIND) == (1, 0)
    assert row_verdict({}, KIND) == (0, 0)
    product = {"amount": Decimal(6), "quantity": Decimal(2), "unit_price": Decimal(3)}
    assert row_verdict(product, KINDS["procurement"]) == (1, 0)
    assert row_verdict({**product, "amount": Decimal(7)}, KINDS["procurement"]) == (0, 1)
