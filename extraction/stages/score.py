"""Score: status, confidence and reason of every cell, and the findings in order."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extraction.auditing.addressed import addressed
from extraction.auditing.blank_totals import blank_totals
from extraction.auditing.findings import by_seriousness, findings_of
from extraction.auditing.merged_columns import MERGED, merged_columns
from extraction.auditing.odd_codes import odd_codes
from extraction.auditing.same_indicator import same_indicators
from extraction.auditing.table_units import table_units
from extraction.auditing.wording import arithmetic, left_cell, place
from extraction.confidence.claims import confident
from extraction.decoding.codes import misread_codes
from extraction.decoding.doubtful_codes import DoubtfulCode, doubtful_codes
from extraction.decoding.evidence import DOUBTFUL
from extraction.identities.deciding import same_checks, touching
from extraction.identities.ledger import Ledger, ledger_of, ref
from extraction.identities.proofs import Proofs
from extraction.kinds import kinds_of
from extraction.memory import Memory
from schemas.amount import decimal_of, plain_decimal
from schemas.check import Check
from schemas.document import Document, Suggestion
from schemas.finding import Finding
from schemas.settings import Settings
from schemas.table import Cell, CellRef, Row, Status, Table

_STANDING: frozenset[Status] = frozenset({"repaired", "confirmed", "corrected"})


class Doubts(NamedTuple):
    """What the identities accuse: cells with the value they ask for, and cells of which one is."""

    accused: Mapping[CellRef, Suggestion]
    candidates: frozenset[CellRef]

    def about(self, cell: CellRef) -> bool:
        """Whether a cell is accused or a candidate."""
        return cell in self.accused or cell in self.candidates


def score(document: Document, settings: Settings, memory: Memory | None = None) -> Document:
    """The document with every cell's status and reason, and all findings, most serious first.

    ``memory`` knows unchanged tables.
    """
    ledger = ledger_of(document.tables, kinds_of(settings), memory)
    proofs = Proofs(document.checks, ledger)
    marked = _with_codes(claimed(document, ledger), _codes_in_doubt(ledger))
    marked = _with_disputes(marked, document.findings)
    sure = confident(document, marked, ledger, proofs.cells)
    tables = proofs.put_in(sure)
    blanks = tuple(blank_totals(ledger))
    told = frozenset(cell for finding in blanks for cell in finding.cells)
    findings = (
        *document.findings,
        *findings_of(ledger, document.checks, document.suggestions, told),
        *table_units(ledger, document.checks),
        *blanks,
        *odd_codes(ledger),
        *same_indicators(ledger),
        *addressed(document),
    )
    return document.model_copy(update={"tables": tables, "findings": by_seriousness(findings)})


def claimed(document: Document, ledger: Ledger) -> tuple[Table, ...]:
    """The tables with the status and the reason of every cell, its confidence as it was read."""
    doubts = Doubts(
        {suggestion.cell: suggestion for suggestion in document.suggestions},
        frozenset(candidate.cell for candidate in document.candidates),
    )
    over = touching(document.checks, ledger.memory)
    return tuple(
        _known_or_scored(table, over.get((table.kind, table.ordinal), ()), ledger, doubts)
        for table in document.tables
    )


def _codes_in_doubt(ledger: Ledger) -> tuple[DoubtfulCode, ...]:
    """The codes in doubt; where sums ask for another one, that is what is told."""
    found = {one.cell: one for one in doubtful_codes(ledger)}
    for cell, code, sums in misread_codes(ledger):
        reason = f"Read as {code}, {sums} sums down the rows hold that fail now."
        found[cell] = DoubtfulCode(cell, code, reason)
    return tuple(found.values())


def _with_codes(tables: tuple[Table, ...], codes: Sequence[DoubtfulCode]) -> tuple[Table, ...]:
    """The tables with the doubtful codes put in doubt."""
    asked: dict[tuple[str, int], list[DoubtfulCode]] = {}
    for one in codes:
        asked.setdefault((one.cell.kind, one.cell.ordinal), []).append(one)
    return tuple(_with_code(table, asked.get((table.kind, table.ordinal), ())) for table in tables)


def _with_code(table: Table, asked: Sequence[DoubtfulCode]) -> Table:
    rows = list(table.rows)
    for address, code, reason in asked:
        row = rows[address.row]
        known = row.cells[address.field]
        # Another reading and no suggestion: that is a figure, with the checks that it mends.
        others = known.alternatives if code is None else (code,)
        cell = known.model_copy(
            update={"status": "suspect", "alternatives": others, "reason": reason}
        )
        rows[address.row] = Row(values=row.values, cells={**row.cells, address.field: cell})
    return table.model_copy(update={"rows": tuple(rows)}) if asked else table


def _with_disputes(tables: tuple[Table, ...], findings: Sequence[Finding]) -> tuple[Table, ...]:
    """The tables with the figures in doubt for which other tables or the prose print another.

    A sum of one addend holds for both of its figures, whatever they are.
    """
    disputed: dict[tuple[str, int], list[Finding]] = {}
    for finding in findings:
        if finding.finding_class == "cross_table" and finding.expected and finding.cells:
            first = finding.cells[0]
            disputed.setdefault((first.kind, first.ordinal), []).append(finding)
    return tuple(_disputed(t, disputed.get((t.kind, t.ordinal), ())) for t in tables)


def _disputed(table: Table, findings: Sequence[Finding]) -> Table:
    rows = list(table.rows)
    for finding in findings:
        at = finding.cells[0]
        cell = rows[at.row].cells.get(at.field)
        if cell is not None and cell.status in ("proved", "unchecked"):
            reason = f"Elsewhere the document prints {finding.expected} for it, as a finding says."
            doubted = cell.model_copy(update={"status": "suspect", "reason": reason})
            cells = {**rows[at.row].cells, at.field: doubted}
            rows[at.row] = Row(values=rows[at.row].values, cells=cells)
    return table.model_copy(update={"rows": tuple(rows)}) if findings else table


def _known_or_scored(
    table: Table, checks: Sequence[Check], ledger: Ledger, doubts: Doubts
) -> Table:
    """The table with its claims; one of which all sums hold as before is not gone through again."""
    accused = {(c.kind, c.ordinal) for c in (*doubts.accused, *doubts.candidates)}
    if (table.kind, table.ordinal) in accused or any(not check.holds for check in checks):
        return _scored(table, checks, ledger, doubts)
    known = ledger.memory.recall("scored", table)
    if known is not None and same_checks(known[0], checks, _told):
        scored: Table = known[1]
        return scored
    made = _scored(table, checks, ledger, doubts)
    ledger.memory.keep("scored", table, (checks, made))
    return made


def _told(check: Check) -> object:
    """All that a check that holds says of the cells of a table."""
    return check.id, check.tail, check.cells


def _scored(table: Table, checks: Sequence[Check], ledger: Ledger, doubts: Doubts) -> Table:
    covering: dict[CellRef, list[Check]] = {}
    for check in checks:
        for covered in check.cells:
            covering.setdefault(covered, []).append(check)
    merged = merged_columns(table)
    rows = []
    for index, row in enumerate(table.rows):
        cells = {}
        for field in row.values:
            cell = row.cells.get(field)
            address = ref(table, index, field)
            over = covering.get(address, ())
            if cell is None and not over and not doubts.about(address):
                continue
            made = _claimed(cell or Cell(printed=None), address, over, ledger, doubts)
            doubtful = field in merged and made.status in ("proved", "unchecked")
            cells[field] = _doubted(made) if doubtful else made
        rows.append(Row(values=row.values, cells=cells))
    return table.model_copy(update={"rows": tuple(rows)})


def _doubted(cell: Cell) -> Cell:
    """The cell of a column that holds the figures of two: a sum can't say which is whose."""
    return cell.model_copy(update={"status": "suspect", "reason": MERGED})


def _claimed(
    cell: Cell,
    address: CellRef,
    checks: Sequence[Check],
    ledger: Ledger,
    doubts: Doubts,
) -> Cell:
    """The cell with its claim: a failing check makes it suspect, an exact one proves it."""
    failing = [check for check in checks if not check.holds]
    suggestion = doubts.accused.get(address)
    status: Status = cell.status
    reason = cell.reason
    if status in _STANDING:
        pass  # Whatever the sums say: it was read twice, or a person has looked at it.
    elif failing or doubts.about(address):
        told = reason if status == "suspect" and suggestion is None else None
        status = "suspect"
        reason = told or _reason(address, failing, ledger, doubts)
    elif status != "suspect" and any(not check.tail for check in checks):
        status = "proved"
    elif status == "unchecked" and cell.alternatives and cell.confidence < DOUBTFUL:
        status = "suspect"
        reason = f"Read with a confidence of {cell.confidence:.2f} only, and no sum covers it."
    return cell.model_copy(
        update={
            "status": status,
            "checks": tuple(check.id for check in checks),
            "suggestion": None if suggestion is None else plain_decimal(suggestion.value),
            "reason": reason,
        }
    )


def _reason(address: CellRef, failing: Sequence[Check], ledger: Ledger, doubts: Doubts) -> str:
    suggestion = doubts.accused.get(address)
    if suggestion is not None:
        return _asked_for(address, failing, ledger, suggestion)
    if not failing:
        return "With another figure here a sum that fails would hold; so it would with others."
    main = failing[0]
    for other in doubts.accused.values():
        if main.id in other.checks:
            alone = "" if other.together else " alone"
            return f"A sum over it fails, which {place(ledger, other.cell)}{alone} explains."
    left = left_cell(main)
    where = place(ledger, left) if left is not None else main.rule
    reason = f"{where} fails: {arithmetic(ledger, main)}, a difference of {abs(main.difference)}."
    if address in doubts.candidates:
        reason += " This figure, read otherwise, would mend it; so would others."
    return reason


def _asked_for(
    address: CellRef, failing: Sequence[Check], ledger: Ledger, suggestion: Suggestion
) -> str:
    value = plain_decimal(suggestion.value)
    holds = "all holds" if not suggestion.together else "all holds, with others read otherwise too"
    if not failing:
        return f"{len(suggestion.checks)} sums hold only with {value} here."
    if decimal_of(ledger.printed(address)) is None:
        return f"{arithmetic(ledger, failing[0])}: blank, but with {value} {holds}."
    own = next((c for c in failing if left_cell(c) == address), failing[0])
    return f"{arithmetic(ledger, own)}: read as {value}, {holds}."
