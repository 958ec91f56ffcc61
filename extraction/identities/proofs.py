"""The strength of every cell's proof, put into its table."""

from collections.abc import Mapping, Sequence

from extraction.identities.ledger import ref
from extraction.identities.rank import Strength
from schemas.table import Cell, CellRef, Proof, Row, Table


def with_proofs(
    tables: Sequence[Table], strengths: Mapping[CellRef, Strength]
) -> tuple[Table, ...]:
    """The tables with the proof of every cell; a cell that no sum proves has none."""
    return tuple(_table(table, strengths) for table in tables)


def _table(table: Table, strengths: Mapping[CellRef, Strength]) -> Table:
    rows = tuple(_row(table, index, row, strengths) for index, row in enumerate(table.rows))
    changed = any(new is not old for new, old in zip(rows, table.rows, strict=True))
    return table.model_copy(update={"rows": rows}) if changed else table


def _row(table: Table, index: int, row: Row, strengths: Mapping[CellRef, Strength]) -> Row:
    cells = {
        field: _cell(cell, strengths.get(ref(table, index, field)) if cell.checks else None)
        for field, cell in row.cells.items()
    }
    changed = any(cells[field] is not cell for field, cell in row.cells.items())
    return Row(values=row.values, cells=cells) if changed else row


def _cell(cell: Cell, strength: Strength | None) -> Cell:
    if strength is None:
        return cell if cell.proof is None else cell.model_copy(update={"proof": None})
    proof = Proof(rank=strength.rank, tolerance=strength.tolerance)
    return cell.model_copy(update={"proof": proof})
