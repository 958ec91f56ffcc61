"""Agreed readings put in place, and every identity decided again over them."""

from collections.abc import Sequence
from decimal import Decimal

from extraction.identities.equation import decide, equation_of
from extraction.identities.ledger import Ledger
from schemas.amount import plain_decimal
from schemas.document import Document, Suggestion
from schemas.kinds import KindRow
from schemas.table import Row, Table


def repaired(
    document: Document, agreed: Sequence[Suggestion], kinds: Sequence[type[KindRow]]
) -> Document:
    """The document with the agreed values, status ``repaired``, and its checks decided again.

    ``printed`` keeps what was read first.
    """
    if not agreed:
        return document
    values = {s.cell: s.value for s in agreed}
    tables = tuple(_table(table, agreed) for table in document.tables)
    figures = {**Ledger(tables, kinds).figures, **values}
    checks = tuple(
        decide(equation_of(check), figures, check.id).model_copy(
            update={"statement": check.statement}
        )
        if any(cell in values for cell in equation_of(check).cells)
        else check
        for check in document.checks
    )
    left = tuple(s for s in document.suggestions if s not in agreed)
    return document.model_copy(
        update={"tables": tables, "checks": checks, "suggestions": left, "repairs": tuple(agreed)}
    )


def _table(table: Table, agreed: Sequence[Suggestion]) -> Table:
    own = {
        (s.cell.row, s.cell.field): s.value
        for s in agreed
        if (s.cell.kind, s.cell.ordinal) == (table.kind, table.ordinal)
    }
    if not own:
        return table
    rows = list(table.rows)
    for (index, field), value in own.items():
        rows[index] = _row(rows[index], field, value)
    return table.model_copy(update={"rows": tuple(rows)})


def _row(row: Row, field: str, value: Decimal) -> Row:
    cell = row.cells[field].model_copy(
        update={
            "status": "repaired",
            "reason": f"read as {row.cells[field].printed} first; a second reading and the "
            f"sums say {plain_decimal(value)}",
        }
    )
    return Row(values={**row.values, field: plain_decimal(value)}, cells={**row.cells, field: cell})
