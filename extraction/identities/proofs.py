"""The strength of every cell's proof, put into its table."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from extraction.identities.ledger import Ledger, ref
from extraction.identities.rank import Strength, strengths
from schemas.check import Check
from schemas.table import Cell, CellRef, Proof, Row, Table

Strengths = Mapping[CellRef, Strength]


class Found(NamedTuple):
    """The strengths under some checks; the version of a table is another when its cells' are."""

    checks: Sequence[Check]
    cells: Strengths
    versions: Mapping[tuple[str, int], object]


class Proofs:
    """The strength of the proof of every cell of a document that some check proves.

    A cell's depends on the checks over it and on the tables of these alone. A check that is the
    very one of before was decided over the same tables, so only cells under others are looked at.
    """

    def __init__(self, checks: Sequence[Check], ledger: Ledger) -> None:
        self._memory = ledger.memory
        before = self._memory.recall("strengths", self._memory) or Found((), {}, {})
        anew = _cells(_others(checks, before.checks)) | _cells(_others(before.checks, checks))
        wanted = (check for check in checks if any(cell in anew for cell in check.cells))
        found = strengths(wanted, ledger.figures)
        self.cells = {cell: one for cell, one in before.cells.items() if cell not in anew}
        self.cells.update((cell, one) for cell, one in found.items() if cell in anew)
        tables = {(cell.kind, cell.ordinal) for cell in anew}
        self._versions = {**before.versions, **{table: object() for table in tables}}
        now = Found(checks, self.cells, self._versions)
        self._memory.keep("strengths", self._memory, now)

    def put_in(self, tables: Iterable[Table]) -> tuple[Table, ...]:
        """The tables (of the same addresses) with the proof of every cell."""
        return tuple(self._proved(table) for table in tables)

    def _proved(self, table: Table) -> Table:
        version = self._versions.get((table.kind, table.ordinal))
        known = self._memory.recall("proved", table)
        if known is not None and known[0] is version:
            proved: Table = known[1]
            return proved
        made = _table(table, self.cells)
        self._memory.keep("proved", table, (version, made))
        return made


def _others(some: Iterable[Check], known: Iterable[Check]) -> list[Check]:
    there = {id(check) for check in known}
    return [check for check in some if id(check) not in there]


def _cells(checks: Iterable[Check]) -> set[CellRef]:
    return {cell for check in checks for cell in check.cells}


def with_proofs(tables: Sequence[Table], found: Strengths) -> tuple[Table, ...]:
    """The tables with the proof of every cell; a cell that no sum proves has none."""
    return tuple(_table(table, found) for table in tables)


def _table(table: Table, found: Strengths) -> Table:
    rows = tuple(_row(table, index, row, found) for index, row in enumerate(table.rows))
    changed = any(new is not old for new, old in zip(rows, table.rows, strict=True))
    return table.model_copy(update={"rows": rows}) if changed else table


def _row(table: Table, index: int, row: Row, found: Strengths) -> Row:
    cells = {
        field: _cell(cell, found.get(ref(table, index, field)) if cell.checks else None)
        for field, cell in row.cells.items()
    }
    changed = any(cells[field] is not cell for field, cell in row.cells.items())
    return Row(values=row.values, cells=cells) if changed else row


def _cell(cell: Cell, strength: Strength | None) -> Cell:
    if strength is None:
        return cell if cell.proof is None else cell.model_copy(update={"proof": None})
    proof = Proof(rank=strength.rank, tolerance=strength.tolerance)
    return cell.model_copy(update={"proof": proof})
