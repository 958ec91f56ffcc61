"""Whether a header is laid over its columns for sure; where not, no sum can say which is which.

Sums down a column hold under any header, and many sums along a row hold under a wrong one. So
the figures of a table whose header may stand off its columns are not proved by them, unless
they hold for one way only to lay the figures under the fields.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations
from math import comb

from extraction.headers.assign import FieldColumn
from extraction.headers.celltypes import filled, has_decimals, is_amount_text
from extraction.headers.shifts import figures_of, row_verdict
from extraction.headers.tree import Leaf
from extraction.headers.vocabulary import field_headers, names_two_columns
from schemas.grid import GridRow
from schemas.kinds import KindRow
from schemas.table import Row

_CLEAR = 0.85
"""A header names its field so well at least, for its place to decide anything."""
_FEW = 3
"""Figures in fewer than one in so many rows may be those of rows that are shifted."""
_MOST_WAYS = 5000
"""So many ways to lay the figures under the fields are tried at most."""


@dataclass(frozen=True)
class LaidHeader:
    """The leaves of a header, the fields laid over columns, and the rows below (not none)."""

    printed: Sequence[Leaf]
    columns: Sequence[FieldColumn]
    body: Sequence[GridRow]
    kind: type[KindRow]

    @cached_property
    def figured(self) -> frozenset[int]:
        """The columns of the body that hold figures, but for those of codes and labels."""
        width = max(len(row.cells) for row in self.body)
        figures, others, marked = [0] * width, [0] * width, [0] * width
        for row in self.body:
            for column, cell in filled(row):
                figure = is_amount_text(cell.clean)
                figures[column] += figure
                others[column] += not figure
                marked[column] += has_decimals(cell.clean)
        worded = {c.column for c in self.columns if c not in self.fields}
        return frozenset(
            column
            for column in range(width)
            if column not in worded and (marked[column] or figures[column] > others[column])
        )

    @cached_property
    def fields(self) -> tuple[FieldColumn, ...]:
        """The fields of figures, with their columns."""
        types = self.kind.types()
        return tuple(
            column
            for column in self.columns
            if types.get(column.field, self.kind.wildcard) in ("amount", "quantity", "share")
        )

    def printing(self, column: int) -> int:
        """How many rows print something in a column."""
        return sum(column < len(row.cells) and not row.cells[column].blank for row in self.body)


def doubt_of_header(header: LaidHeader) -> str | None:
    """Why the figures may stand under the wrong headers, as a clause; None where they can't.

    For grids of text, where a lost tab moves a header: on a page it stands where it is seen.
    """
    for leaf in _over_two(header):
        return f"{'/'.join(leaf.printed)} heads two columns"
    if _labels_unheaded(header):
        return "no header names the codes and names of its rows"
    for column in _unheaded(header):
        return f"figures in column {column + 1} stand under no header"
    if any(column.score < _CLEAR for column in header.fields) or not _in_order(header):
        for leaf in _over_another(header):
            return f"{leaf.printed[-1]} stands under the header of another column"
    for column in _holes(header):
        return f"column {column + 1} has neither header nor figures"
    for moved in _moved_freely(header):
        return f"{'/'.join(moved.leaf.printed)} does not stand over its figures"
    return None


def _over_two(header: LaidHeader) -> Iterator[Leaf]:
    for leaf in header.printed:
        if any(names_two_columns(part, header.kind) for part in leaf.path):
            yield leaf


def _over_another(header: LaidHeader) -> Iterator[Leaf]:
    """Leaves whose group is the whole header of a column, and the group of none."""
    declared = field_headers(header.kind)
    alone = {head.leaf for head in declared if len(head.path) == 1}
    groups = {part for head in declared for part in head.path[:-1]}
    whole = {head.joined for head in declared} | {head.leaf for head in declared}
    unknown = {leaf.path for leaf in header.printed if header.kind.wildcard is not None}
    for leaf in header.printed:
        torn = any("".join(leaf.path[n:]) in whole for n in range(len(leaf.path) - 1))
        over = any(part in alone - groups for part in leaf.path[:-1])
        if not torn and (over or leaf.path[:-1] in unknown):
            yield leaf


def _unheaded(header: LaidHeader) -> Iterator[int]:
    """Columns of figures under no leaf that no field was laid over either."""
    headed = {leaf.column for leaf in header.printed} | {c.column for c in header.columns}
    for column in sorted(header.figured - headed):
        if header.printing(column) >= max(1, len(header.body) / _FEW):
            yield column


def _labels_unheaded(header: LaidHeader) -> bool:
    """Whether the rows print texts, the kind names some, and the header none."""
    types = header.kind.types()
    words = {name for name, of in types.items() if of in ("code", "label", "text")}
    if not words or any(column.field in words for column in header.columns):
        return False
    cells = (cell for row in header.body for _, cell in filled(row))
    return any(not is_amount_text(cell.clean) for cell in cells)


def _holes(header: LaidHeader) -> Iterator[int]:
    """Blank columns without header, left of a header of figures that has none below it."""
    headed = {leaf.column for leaf in header.printed}
    first = min((c.column for c in header.fields), default=0)
    last = max((c.column for c in header.fields if c.column not in header.figured), default=0)
    for column in range(first + 1, last):
        if column not in headed and not header.printing(column):
            yield column


def _moved_freely(header: LaidHeader) -> Iterator[FieldColumn]:
    """Headers off their figures where these could be another's too.

    Between two headers that stand over their figures, as many headers as columns of figures
    can only go together in order.
    """
    still = [c.column for c in header.fields if c.column == c.leaf.column in header.figured]
    for moved in header.fields:
        at = moved.leaf.column
        if moved.column == at:
            continue
        lower = max((n for n in still if n < at), default=-1)
        upper = min((n for n in still if n > at), default=10**6)
        heads = sum(1 for c in header.fields if lower < c.leaf.column < upper)
        places = sum(1 for n in header.figured if lower < n < upper)
        if heads != places or any(c.score < _CLEAR for c in header.fields):
            yield moved


def _in_order(header: LaidHeader) -> bool:
    """Whether every column of figures has a field, and every field of figures such a column."""
    return header.figured == {c.column for c in header.fields}


def sums_decide(rows: Sequence[Row], header: LaidHeader) -> bool:
    """Whether the sums along the rows hold, and under no other fields in the same order."""
    fields = [spec.name for spec in header.kind.fields() if spec.type == "amount"]
    chosen = tuple(name for name in fields if any(name in row.cells for row in rows))
    if len(chosen) < len(header.figured) or comb(len(fields), len(chosen)) > _MOST_WAYS:
        return False
    figures = [figures_of(row, chosen) for row in rows]
    ways = [dict(zip(chosen, way, strict=True)) for way in combinations(fields, len(chosen))]
    holding = [way for way in ways if _all_hold(figures, way, header.kind)]
    return len(holding) == 1 and all(old == new for old, new in holding[0].items())


def _all_hold(
    figures: Sequence[Mapping[str, Decimal]], way: Mapping[str, str], kind: type[KindRow]
) -> bool:
    told = 0
    for row in figures:
        holds, fails = row_verdict({way[name]: value for name, value in row.items()}, kind)
        if fails:
            return False
        told += holds
    return told > 0
