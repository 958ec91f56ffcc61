"""Rows printed shifted are put where they belong.

The printed cells of a row, in their order, are assigned to columns in their order at the least
cost: what each cell costs in a column of that type, a cost for every change of the shift
between printed and true column along the row, a little for every shifted cell, a cost for
leaving out a cell and for leaving a required column empty. Solved exactly by dynamic
programming over (last column, last shift).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from schemas.grid import GridCell

SHIFT_CHANGE = 1.0
SHIFT_PER_CELL = 0.04
SHIFT_LIMIT = 7
_BEAM = 7.0
"""States that cost so much more than the best are dropped: leaving one cell out costs less."""

_OUT: tuple[str | None, int] = (None, 0)

Fit = Callable[[GridCell, str], float]
Drop = Callable[[int], float]


@dataclass(frozen=True, slots=True)
class Column:
    """A field and the column (0-based) in which the table's rows print it."""

    field: str
    position: int
    missing: float = 0.0


@dataclass(frozen=True, slots=True)
class Placement:
    """Which field each printed cell belongs to (None: left out), and at what cost."""

    fields: tuple[str | None, ...]
    shifts: tuple[int, ...]
    cost: float

    @property
    def moved(self) -> bool:
        """Whether any cell was put in another column than the printed one."""
        return any(self.shifts)


@dataclass(frozen=True, slots=True)
class _State:
    cost: float
    column: int
    shift: int
    path: tuple[tuple[str | None, int], ...]


def place(
    cells: Sequence[tuple[int, GridCell]], columns: Sequence[Column], fit: Fit, drop: Drop
) -> Placement:
    """The least-cost assignment of the printed cells to the columns, both kept in order."""
    straight = _in_place(cells, columns, fit)
    if straight is not None:
        return straight
    states = [_State(0.0, -1, 0, ())]
    for index, (position, cell) in enumerate(cells):
        costs = [fit(cell, column.field) for column in columns]
        states = _extend(states, position, costs, columns, drop(index))
    best = min(
        (s.cost + _missing(columns, s.column, len(columns)), i) for i, s in enumerate(states)
    )
    chosen = states[best[1]]
    return Placement(
        fields=tuple(field for field, _ in chosen.path),
        shifts=tuple(shift for _, shift in chosen.path),
        cost=best[0],
    )


def _in_place(
    cells: Sequence[tuple[int, GridCell]], columns: Sequence[Column], fit: Fit
) -> Placement | None:
    by_position = {column.position: column for column in columns}
    fields = []
    for position, cell in cells:
        column = by_position.get(position)
        if column is None or fit(cell, column.field) > 0:
            return None
        fields.append(column.field)
    printed = set(fields)
    if any(column.missing and column.field not in printed for column in columns):
        return None
    return Placement(tuple(fields), (0,) * len(fields), 0.0)


def _missing(columns: Sequence[Column], after: int, before: int) -> float:
    return sum(columns[k].missing for k in range(after + 1, before))


def _extend(
    states: list[_State],
    position: int,
    costs: list[float],
    columns: Sequence[Column],
    drop_cost: float,
) -> list[_State]:
    best: dict[tuple[int, int], _State] = {}
    for state in states:
        _offer(best, _State(state.cost + drop_cost, state.column, state.shift, (*state.path, _OUT)))
        skipped = 0.0
        for k in range(state.column + 1, len(columns)):
            shift = columns[k].position - position
            cost = state.cost + skipped + costs[k]
            skipped += columns[k].missing
            if shift > SHIFT_LIMIT or shift < -SHIFT_LIMIT:
                continue
            if shift:
                cost += SHIFT_PER_CELL * abs(shift)
            if shift != state.shift:
                cost += SHIFT_CHANGE
            known = best.get((k, shift))
            if known is None or cost < known.cost:
                path = (*state.path, (columns[k].field, shift))
                best[k, shift] = _State(cost, k, shift, path)
    floor = min(state.cost for state in best.values()) + _BEAM
    return [state for state in best.values() if state.cost <= floor]


def _offer(best: dict[tuple[int, int], _State], state: _State) -> None:
    known = best.get((state.column, state.shift))
    if known is None or state.cost < known.cost:
        best[state.column, state.shift] = state
