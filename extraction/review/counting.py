"""What the database keeps of a document as it stands: its cells, and what is counted of them."""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

from extraction.memory import Forgetful, Memory
from extraction.records.reviews import CellKey, Saved
from schemas.document import Document
from schemas.table import Table

Flat = Mapping[CellKey, Mapping[str, Any]]
"""Every cell by its address, as columns of the database."""


def flat(document: Document, memory: Memory | None = None) -> dict[CellKey, dict[str, Any]]:
    """The cells of a document; ``memory`` knows unchanged tables."""
    known = memory or Forgetful()
    found: dict[CellKey, dict[str, Any]] = {}
    for table in document.tables:
        found.update(known.of("flat", table, partial(_flat_table, table)))
    return found


def _flat_table(table: Table) -> dict[CellKey, dict[str, Any]]:
    return {
        CellKey(table.kind, table.ordinal, index, field): {
            "value": row.values.get(field),
            "printed": cell.printed,
            "status": cell.status,
            "confidence": cell.confidence,
            "suggestion": cell.suggestion,
        }
        for index, row in enumerate(table.rows)
        for field, cell in row.cells.items()
    }


def saved(
    document: Document,
    cells: Flat,
    before: Flat,
    figures: int,
    doubts: int,
    decided: int,
) -> Saved:
    """What to keep of a document: its counts, and the cells that are not as ``before``."""
    counts: Counter[tuple[str, str]] = Counter()
    counts.update(("kind", table.kind) for table in document.tables)
    counts.update(("status", str(cell["status"])) for cell in cells.values())
    counts.update(("finding", finding.finding_class) for finding in document.findings)
    columns = {
        "tables": len(document.tables),
        "figures": figures,
        "doubts": doubts,
        "findings": len(document.findings),
        "decided": decided,
    }
    changed = {
        key: value
        for key, value in cells.items()
        if before.get(key) is not value and before.get(key) != value
    }
    return Saved(columns, counts, changed, frozenset(before.keys() - cells.keys()))
