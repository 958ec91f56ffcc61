"""Score: status, confidence and reason of every cell, and the findings in order."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from extraction.auditing.addressed import addressed
from extraction.auditing.blank_totals import blank_totals
from extraction.auditing.findings import by_seriousness, findings_of
from extraction.auditing.merged_columns import MERGED, merged_columns
from extraction.auditing.odd_codes import odd_codes
from extraction.auditing.same_indicator import same_indicators
from extraction.auditing.wording import arithmetic, left_cell, place
from extraction.decoding.evidence import DOUBTFUL
from extraction.identities.ledger import Ledger, ref
from extraction.kinds import kinds_of
from schemas.amount import plain_decimal
from schemas.check import Check
from schemas.document import Document, Suggestion
from schemas.settings import Settings
from schemas.table import Cell, CellRef, Row, Status, Table

PRIOR: Mapping[Status, float] = MappingProxyType(
    {"proved": 0.9995, "unchecked": 0.98, "suspect": 0.5, "repaired": 0.99}
)
"""Confidence by status alone, a judgement and not a measurement: calibration on noised gold
replaces it."""
_ACCUSED = 0.02
_BYSTANDER = 0.97


def score(document: Document, settings: Settings) -> Document:
    """The document with every cell's status and reason, and all findings, most serious first."""
    ledger = Ledger(document.tables, kinds_of(settings))
    covering: dict[CellRef, list[Check]] = {}
    for check in document.checks:
        for cell in check.cells:
            covering.setdefault(cell, []).append(check)
    accused = {suggestion.cell: suggestion for suggestion in document.suggestions}
    tables = tuple(_scored(table, ledger, covering, accused) for table in document.tables)
    findings = (
        *document.findings,
        *findings_of(ledger, document.checks, document.suggestions),
        *blank_totals(ledger),
        *odd_codes(ledger),
        *same_indicators(ledger),
        *addressed(document),
    )
    return document.model_copy(update={"tables": tables, "findings": by_seriousness(findings)})


def _scored(
    table: Table,
    ledger: Ledger,
    covering: Mapping[CellRef, Sequence[Check]],
    accused: Mapping[CellRef, Suggestion],
) -> Table:
    merged = merged_columns(table)
    rows = []
    for index, row in enumerate(table.rows):
        cells = {}
        for field in row.values:
            cell = row.cells.get(field)
            address = ref(table, index, field)
            checks = covering.get(address, ())
            if cell is None and not checks:
                continue
            claimed = _claimed(cell or Cell(printed=None), address, checks, ledger, accused)
            doubtful = field in merged and claimed.status in ("proved", "unchecked")
            cells[field] = _doubted(claimed) if doubtful else claimed
        rows.append(Row(values=row.values, cells=cells))
    return table.model_copy(update={"rows": tuple(rows)})


def _doubted(cell: Cell) -> Cell:
    """The cell of a column that holds the figures of two: a sum can't say which is whose."""
    return cell.model_copy(
        update={"status": "suspect", "confidence": PRIOR["suspect"], "reason": MERGED}
    )


def _claimed(
    cell: Cell,
    address: CellRef,
    checks: Sequence[Check],
    ledger: Ledger,
    accused: Mapping[CellRef, Suggestion],
) -> Cell:
    """The cell with its claim: a failing check makes it suspect, an exact one proves it."""
    failing = [check for check in checks if not check.holds]
    suggestion = accused.get(address)
    status: Status = cell.status
    reason, confidence = cell.reason, None
    if status == "repaired":
        confidence = PRIOR[status]
    elif failing:
        status = "suspect"
        reason = _reason(address, failing, ledger, suggestion, accused)
        confidence = _doubt(address, failing, suggestion, accused)
    elif status != "suspect" and any(not check.tail for check in checks):
        status = "proved"
    elif status == "unchecked" and cell.alternatives and cell.confidence < DOUBTFUL:
        status, confidence = "suspect", cell.confidence
        reason = f"Read with a confidence of {cell.confidence:.2f} only, and no sum covers it."
    return cell.model_copy(
        update={
            "status": status,
            "confidence": PRIOR[status] if confidence is None else confidence,
            "checks": tuple(check.id for check in checks),
            "suggestion": None if suggestion is None else plain_decimal(suggestion.value),
            "reason": reason,
        }
    )


def _doubt(
    address: CellRef,
    failing: Sequence[Check],
    suggestion: Suggestion | None,
    accused: Mapping[CellRef, Suggestion],
) -> float:
    if suggestion is not None:
        return _ACCUSED
    explained = {identity for s in accused.values() for identity in s.checks}
    return _BYSTANDER if all(c.id in explained for c in failing) else PRIOR["suspect"]


def _reason(
    address: CellRef,
    failing: Sequence[Check],
    ledger: Ledger,
    suggestion: Suggestion | None,
    accused: Mapping[CellRef, Suggestion],
) -> str:
    main = failing[0]
    if suggestion is not None:
        own = next((c for c in failing if left_cell(c) == address), main)
        return f"{arithmetic(ledger, own)}: read as {plain_decimal(suggestion.value)}, all holds."
    for other in accused.values():
        if main.id in other.checks:
            return f"A sum over it fails, which {place(ledger, other.cell)} alone explains."
    left = left_cell(main)
    where = place(ledger, left) if left is not None else main.rule
    return f"{where} fails: {arithmetic(ledger, main)}, a difference of {abs(main.difference)}."
