"""Tables drawn with horizontal and vertical rules."""

from collections.abc import Sequence

from extraction.layout.filling import PlacedGrid, divide, ruled_grid
from extraction.layout.lattice import Lattice, components, lattice_of
from extraction.layout.lost_lines import draw_lost_lines
from extraction.layout.pieces import Piece
from extraction.layout.regions import regions_of
from extraction.layout.straight import Run

_LEAST = 1.2  # type heights: a box as low and narrow as this is a check box


def ruled_tables(
    across: Sequence[Run],
    down: Sequence[Run],
    pieces: Sequence[Piece],
    page: int,
    slope: float,
    close: float,
) -> tuple[list[PlacedGrid], list[Piece]]:
    """The ruled tables and the pieces in none of them.

    ``close`` (points) is the distance within which lines are one and crossings meet.
    """
    middles = [(piece.cx, piece.cy) for piece in pieces]
    parts = components(across, down, close)
    lattices = [lattice_of(flat, tall, middles, close) for flat, tall in parts]
    made = []
    rest = list(pieces)
    for lattice in _tables([one for one in lattices if one is not None], close):
        draw_lost_lines(lattice, rest, close)
        regions = regions_of(lattice)
        held, rest = divide(rest, lattice, regions, close)
        if held:
            made.append(ruled_grid(lattice, regions, held, page, slope))
    return made, rest


def _tables(lattices: Sequence[Lattice], close: float) -> list[Lattice]:
    """Those that have cells, from the smallest: what stands in a cell of another comes first.

    A frame around the page (one cell) is no table, nor is a check box or a cell inside a cell.
    """
    least = _LEAST * close / 0.4
    tables = [
        one
        for one in lattices
        if one.rows * one.columns > 1
        and (one.ys[-1] - one.ys[0] > least or one.xs[-1] - one.xs[0] > least)
    ]
    return [one for one in tables if not any(_inside(one, other) for other in tables)]


def _inside(one: Lattice, other: Lattice) -> bool:
    return (
        one is not other
        and other.xs[0] <= one.xs[0]
        and one.xs[-1] <= other.xs[-1]
        and other.ys[0] <= one.ys[0]
        and one.ys[-1] <= other.ys[-1]
    )
