"""How the tables of a document stand after some events: a pure fold over them.

Every row has an id that it keeps wherever it goes, so that events and judgements find it again
after rows were added, split or removed.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from schemas.errors import UsageError
from schemas.table import Cell, CellRef, Row, Table

Anchor = tuple[int, str]
"""A cell by the id of its row, and its field."""


class Published(NamedTuple):
    """A cell that the publisher printed wrong; ``expected`` is what arithmetic asks for there."""

    expected: str | None


class Standing(NamedTuple):
    """Tables without claims of arithmetic, the ids of their rows, and what people said of cells.

    A cell that a person settled has the status ``confirmed`` or ``corrected`` in its table.
    """

    tables: tuple[Table, ...]
    ids: tuple[tuple[int, ...], ...]
    next_id: int
    published: Mapping[Anchor, Published] = MappingProxyType({})
    skipped: Mapping[Anchor, int] = MappingProxyType({})


def standing_of(tables: Sequence[Table]) -> Standing:
    """The tables before any event."""
    ids: list[tuple[int, ...]] = []
    start = 0
    for table in tables:
        ids.append(tuple(range(start, start + len(table.rows))))
        start += len(table.rows)
    return Standing(tuple(tables), tuple(ids), start)


def table_index(standing: Standing, kind: str, ordinal: int) -> int:
    """Which table it is.

    Raises:
        UsageError: there is none.
    """
    for index, table in enumerate(standing.tables):
        if (table.kind, table.ordinal) == (kind, ordinal):
            return index
    raise UsageError(f"there is no table {kind}#{ordinal} in this version; look at it again")


def row_at(standing: Standing, kind: str, ordinal: int, row: int) -> tuple[int, Row]:
    """The table's index and the row. Raises UsageError where there is no such row."""
    index = table_index(standing, kind, ordinal)
    rows = standing.tables[index].rows
    if not 0 <= row < len(rows):
        raise UsageError(f"{kind}#{ordinal} has no row {row} in this version; look at it again")
    return index, rows[row]


def anchor_of(standing: Standing, cell: CellRef) -> Anchor:
    """The anchor of a cell. Raises UsageError where the table has no such row or field."""
    index, row = row_at(standing, cell.kind, cell.ordinal, cell.row)
    if cell.field not in row.values:
        raise UsageError(
            f"{cell.kind}#{cell.ordinal} has no column {cell.field} in this version; look again"
        )
    return standing.ids[index][cell.row], cell.field


def addresses(standing: Standing, anchors: frozenset[Anchor]) -> dict[Anchor, CellRef]:
    """Where the cells of these anchors stand now; those of removed rows are left out."""
    wanted: dict[int, list[str]] = {}
    for row_id, field in anchors:
        wanted.setdefault(row_id, []).append(field)
    found: dict[Anchor, CellRef] = {}
    if not wanted:
        return found
    for table, ids in zip(standing.tables, standing.ids, strict=True):
        for index, row_id in enumerate(ids):
            for field in wanted.get(row_id, ()):
                if field in table.rows[index].values:
                    found[row_id, field] = CellRef(
                        kind=table.kind, ordinal=table.ordinal, row=index, field=field
                    )
    return found


def with_rows(
    standing: Standing, index: int, rows: Sequence[Row], ids: Sequence[int] | None = None
) -> Standing:
    """The standing with other rows in one table (and, where given, other ids of rows)."""
    table = standing.tables[index].model_copy(update={"rows": tuple(rows)})
    return with_table(standing, index, table, ids)


def with_table(
    standing: Standing, index: int, table: Table, ids: Sequence[int] | None = None
) -> Standing:
    """The standing with another table in place of one; tables of a kind are counted anew."""
    tables = (*standing.tables[:index], table, *standing.tables[index + 1 :])
    if table.kind != standing.tables[index].kind:
        tables = _counted(tables)
    made = standing.ids[index] if ids is None else tuple(ids)
    all_ids = (*standing.ids[:index], made, *standing.ids[index + 1 :])
    return standing._replace(tables=tables, ids=all_ids)


def _counted(tables: Sequence[Table]) -> tuple[Table, ...]:
    seen: dict[str, int] = {}
    counted = []
    for table in tables:
        ordinal = seen[table.kind] = seen.get(table.kind, 0) + 1
        same = table.ordinal == ordinal
        counted.append(table if same else table.model_copy(update={"ordinal": ordinal}))
    return tuple(counted)


def with_cell(row: Row, field: str, value: str | None, cell: Cell | None) -> Row:
    """The row with another value and cell in a field; a None cell is none."""
    cells = {name: own for name, own in row.cells.items() if name != field}
    if cell is not None:
        cells[field] = cell
    # In the order of the fields, as everything that reads rows expects them.
    ordered = {name: cells[name] for name in row.values if name in cells}
    return Row(values={**row.values, field: value}, cells=ordered)


def settled_cells(standing: Standing) -> frozenset[CellRef]:
    """The cells that a person has confirmed or corrected."""
    return frozenset(
        CellRef(kind=table.kind, ordinal=table.ordinal, row=index, field=field)
        for table in standing.tables
        for index, row in enumerate(table.rows)
        for field, cell in row.cells.items()
        if cell.status in ("confirmed", "corrected")
    )
