from hypothesis import given
from hypothesis import strategies as st

from extraction.chunking.cuts import Sizes, cut


def even(count: int, size: int = 10, **ranks: int) -> Sizes:
    marks = [ranks.get(f"r{n}") for n in range(count)]
    return Sizes([size] * count, [0] * count, marks)


def lengths(sizes: Sizes, budget: int) -> list[int]:
    return [len(piece) for piece in cut(sizes, budget)]


def test_pieces_are_of_even_size() -> None:
    assert lengths(even(62), 300) == [21, 20, 21]


def test_a_cut_moves_to_a_group_that_is_near() -> None:
    assert lengths(even(40, r18=0), 300) == [18, 22]
    assert lengths(even(40, r22=0), 300) == [22, 18]


def test_a_cut_stays_where_a_group_is_far() -> None:
    assert lengths(even(40, r15=0), 300) == [20, 20]


def test_the_outermost_group_wins_then_the_nearest() -> None:
    assert lengths(even(40, r20=2, r21=1, r18=1), 300) == [21, 19]


def test_a_group_never_costs_a_piece_more() -> None:
    assert lengths(even(60, r29=0), 300) == [30, 30]


def test_a_row_larger_than_a_piece_is_alone() -> None:
    assert cut(Sizes([10, 900, 10], [5] * 3, [None] * 3), 100) == (
        range(1),
        range(1, 2),
        range(2, 3),
    )


def test_no_rows_no_pieces() -> None:
    assert cut(Sizes([], [], []), 100) == ()


ROWS = st.lists(
    st.tuples(st.integers(0, 120), st.integers(0, 40), st.one_of(st.none(), st.integers(0, 3))),
    max_size=60,
)


@given(ROWS, st.integers(1, 300))
def test_every_row_once_and_never_above_the_budget(
    rows: list[tuple[int, int, int | None]], budget: int
) -> None:
    sizes = Sizes(*([row[n] for row in rows] for n in range(3)))  # type: ignore[arg-type]
    pieces = cut(sizes, budget)
    assert [n for piece in pieces for n in piece] == list(range(len(rows)))
    for piece in pieces:
        total = sizes.travels[piece.start] + sum(sizes.rows[n] for n in piece)
        assert len(piece) == 1 or total <= budget


@given(st.integers(1, 200), st.integers(1, 30))
def test_no_piece_more_than_needed(count: int, fit: int) -> None:
    pieces = cut(even(count), fit * 10)
    assert len(pieces) == -(-count // fit)
    assert max(map(len, pieces)) - min(map(len, pieces)) <= 1
