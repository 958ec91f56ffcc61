"""Under which printed headers the columns of a table under review stand, and which it lacks.

A column is known by the places of its cells in the source: what a person or a model called it does
not matter here.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple

from extraction.headers.assign import match_fields
from extraction.headers.cells import field_cell
from extraction.headers.code_columns import join_code_columns
from extraction.headers.runs_of_figures import spread_runs
from extraction.headers.tree import Leaf, leaves
from extraction.review.remapping import place_of, segment_behind
from extraction.review.standing import with_cell
from schemas.document import Segment
from schemas.errors import UsageError
from schemas.grid import GridCell, GridRow
from schemas.kinds import KindRow
from schemas.table import Table


class Heading(NamedTuple):
    """A printed header of a table, and how many rows print something under it."""

    leaf: Leaf
    rows: int

    @property
    def printed(self) -> str:
        """The header as printed, from the group to the leaf."""
        return "/".join(self.leaf.printed)


class Headings(NamedTuple):
    """The printed headers of a table: those over its fields, and those of no field."""

    over: Mapping[str, Leaf]
    unplaced: tuple[Heading, ...]


class Sheet:
    """The printed rows behind a table, as the headers engine sees them."""

    def __init__(self, segment: Segment, kind: type[KindRow]) -> None:
        joined = join_code_columns(segment)
        self.body = spread_runs(joined.body)
        printed = leaves(joined.header, joined.spans_known)
        self.leaves = (*printed, *_unheaded(self.body, printed))
        self.recognised = any(c.confidence < 1 for row in joined.header for c in row.cells)
        self.matched = {leaf: field for leaf, field, _ in match_fields(printed, kind)}
        self._kind = kind
        self._places = _places([row.cells for row in self.body])

    def columns(self, table: Table) -> Mapping[str, Leaf]:
        """The header right over most cells of each field."""
        at = {leaf.column: leaf for leaf in self.leaves}
        counts: dict[str, Counter[int]] = {}
        for row in table.rows:
            for field, cell in row.cells.items():
                place = None if cell.source is None else self._places.get(place_of(cell.source))
                if place is not None:
                    counts.setdefault(field, Counter())[place[1]] += 1
        most = {field: found.most_common(1)[0][0] for field, found in counts.items()}
        return {field: at[column] for field, column in most.items() if column in at}

    def unplaced(self, table: Table) -> tuple[Heading, ...]:
        """The headers under which the source prints what no field of the table holds.

        A column without any header is ``column N``.
        """
        taken = set(self.columns(table).values())
        counts = {leaf: len(self._cells_under(leaf, table)) for leaf in self.leaves}
        return tuple(
            Heading(leaf, count) for leaf, count in counts.items() if count and leaf not in taken
        )

    def stands_straight(self, table: Table) -> bool:
        """Whether every column stands under its own header, or under one that names nothing.

        Then a header that may have stood off its columns does not, as a person has put them.
        """
        over = self.columns(table)
        known = all(self.matched.get(leaf, field) == field for field, leaf in over.items())
        return known and not self.unplaced(table)

    def with_column(self, table: Table, leaf: Leaf, field: str) -> Table:
        """The table with what is printed under a header in one of its blank fields.

        Raises:
            UsageError: the field holds something already.
        """
        if any(row.values.get(field) is not None for row in table.rows):
            raise UsageError(f"{field} is a column already; make that one another field first")
        found = self._cells_under(leaf, table)
        of = self._kind.types().get(field, "label")
        rows = list(table.rows)
        for number, printed in found.items():
            value, cell = field_cell(printed, of)
            rows[number] = with_cell(rows[number], field, value, cell)
        return table.model_copy(update={"rows": tuple(rows)})

    def _cells_under(self, leaf: Leaf, table: Table) -> dict[int, GridCell]:
        """What stands under a header in each row of the table, where no field of the row has it."""
        found: dict[int, GridCell] = {}
        for number, row in enumerate(table.rows):
            own = {place_of(c.source) for c in row.cells.values() if c.source is not None}
            at = Counter(self._places[place][0] for place in own if place in self._places)
            if not at:
                continue
            cells = self.body[at.most_common(1)[0][0]].cells
            cell = cells[leaf.column] if leaf.column < len(cells) else None
            if cell is not None and not cell.blank and place_of(cell.source) not in own:
                found[number] = cell
        return found


def _unheaded(body: Sequence[GridRow], printed: Sequence[Leaf]) -> Iterator[Leaf]:
    """The columns that print something under no header; their path is empty."""
    headed = {leaf.column for leaf in printed}
    filled_ = {n for row in body for n, cell in enumerate(row.cells) if not cell.blank}
    for column in sorted(filled_ - headed):
        yield Leaf(column, (), (f"column {column + 1}",))


def without_doubt(table: Table, *openings: str, field: str | None = None) -> Table:
    """The table without what reading doubted in it for reasons that begin so.

    In all columns, or in one of them.
    """
    rows = []
    for row in table.rows:
        made = row
        for name, cell in row.cells.items():
            doubted = cell.status == "suspect" and (cell.reason or "").startswith(openings)
            if doubted and field in (None, name):
                clear = cell.model_copy(update={"status": "unchecked", "reason": None})
                made = with_cell(made, name, made.values.get(name), clear)
        rows.append(made)
    return table.model_copy(update={"rows": tuple(rows)})


def sheet_behind(
    table: Table, segments: Sequence[Segment], kind: type[KindRow] | None
) -> Sheet | None:
    """The printed rows of a table that is read by the headers of its columns, where found."""
    if kind is None or kind.layout != "rows":
        return None
    segment = segment_behind(table, segments)
    return None if segment is None else Sheet(segment, kind)


def _places(rows: Sequence[Sequence[GridCell]]) -> dict[Hashable, tuple[int, int]]:
    """Row and column of each place; one that was spread over several columns is left out."""
    found: dict[Hashable, tuple[int, int]] = {}
    twice = set()
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell.blank:
                continue
            place = place_of(cell.source)
            twice |= {place} if place in found else set()
            found[place] = number, column
    return {place: at for place, at in found.items() if place not in twice}
