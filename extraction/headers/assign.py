"""Leaves to fields, and leaves to the columns in which the rows really print them.

Both are solved as one assignment each (Jonker-Volgenant through scipy: the one door to it).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extraction.headers.celltypes import filled, misfit
from extraction.headers.tree import Leaf
from extraction.headers.vocabulary import field_scores
from schemas.grid import GridCell, GridRow
from schemas.kinds import KindRow
from schemas.kinds.kind import FieldType

_DISPLACEMENT = (0.0, 0.6, 1.5, 3.0, 5.0)
"""Cost of a header standing so many columns from its figures; convex, so that neighbours
that moved together keep their order."""
_FIXED = 10
"""How much more it costs to move a header off its column on a page: more than leaving it out."""
_UNNAMED_COLUMN = 4.0
_UNUSED_LEAF = 4.0
_BLANK_COLUMN = 0.2


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """A field, its leaf, and the column (0-based) in which the rows print it."""

    field: str
    leaf: Leaf
    column: int
    score: float


def match_fields(
    leaves: Sequence[Leaf], kind: type[KindRow]
) -> tuple[tuple[Leaf, str, float], ...]:
    """The leaves that name a field of the kind, each field once, with how well they do."""
    names = [spec.name for spec in kind.fields()]
    if not leaves or not names:
        return ()
    scores = [field_scores(leaf.path, kind) for leaf in leaves]
    gain = np.zeros((len(leaves), len(names)))
    for i, by_field in enumerate(scores):
        for j, name in enumerate(names):
            order = 0.001 * (1 - abs(i / len(leaves) - j / len(names)))
            gain[i, j] = by_field.get(name, 0.0) + (order if name in by_field else 0.0)
    pairs = _solve(-gain)
    return tuple((leaves[i], names[j], float(gain[i, j])) for i, j in pairs if gain[i, j] > 0.3)


def match_columns(
    matched: Sequence[tuple[Leaf, str, float]],
    body: Sequence[GridRow],
    kind: type[KindRow],
    fixed: bool = False,
    unmatched: Sequence[int] = (),
) -> tuple[FieldColumn, ...]:
    """For every matched leaf the column of the body that holds its figures.

    A leaf stays in its own column unless the types of the printed cells say otherwise; a
    column that prints figures but would have no header costs as well. ``unmatched`` are columns
    under a header of their own that names no field: those are nobody else's. ``fixed`` is for
    grids read from a page: there a header stands above its figures, and a column whose header
    was lost must not take its neighbour's.
    """
    if not matched:
        return ()
    width = max([leaf.column + 1 for leaf, _, _ in matched] + [len(row.cells) for row in body])
    columns = _columns(body, width)
    types = kind.types()
    cost = np.full((len(matched) + width, width + len(matched)), 0.0)
    for i, (leaf, field, _) in enumerate(matched):
        for b in range(width):
            moved = abs(b - leaf.column) * (_FIXED if fixed else 1)
            cost[i, b] = (
                _DISPLACEMENT[min(moved, 4)]
                + max(0, moved - 4)
                + _type_cost(columns[b], types.get(field, "amount"), len(body))
            )
        cost[i, width:] = _UNUSED_LEAF
    for b in range(width):
        if b in unmatched:
            continue
        share = len(columns[b]) / max(1, len(body))
        cost[len(matched) :, b] = _UNNAMED_COLUMN * share
    chosen = {i: b for i, b in _solve(cost) if i < len(matched) and b < width}
    return tuple(
        FieldColumn(field, leaf, chosen[i], score)
        for i, (leaf, field, score) in enumerate(matched)
        if i in chosen
    )


def _solve(cost: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> list[tuple[int, int]]:
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(cost)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True)]


def _columns(body: Sequence[GridRow], width: int) -> list[list[GridCell]]:
    columns: list[list[GridCell]] = [[] for _ in range(width)]
    for row in body:
        for position, cell in filled(row):
            columns[position].append(cell)
    return columns


def _type_cost(cells: Sequence[GridCell], field_type: FieldType, rows: int) -> float:
    if not cells:
        return _BLANK_COLUMN if rows else 0.0
    return sum(misfit(cell, field_type) for cell in cells) / len(cells)
