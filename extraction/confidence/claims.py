"""Cells with the confidence that their traits give them."""

from collections.abc import Mapping, Sequence

from extraction.confidence.calibrated import PERSON, Calibrated, shipped
from extraction.confidence.traits import Surroundings, surroundings, traits_of
from extraction.identities.deciding import same_checks
from extraction.identities.ledger import Ledger
from extraction.identities.rank import Strength
from schemas.check import Check
from schemas.document import Document
from schemas.table import CellRef, Row, Table


def confident(
    document: Document,
    claimed: Sequence[Table],
    ledger: Ledger,
    proofs: Mapping[CellRef, Strength],
    numbers: Calibrated | None = None,
) -> tuple[Table, ...]:
    """The ``claimed`` tables with a calibrated confidence for every cell.

    ``document`` has the cells as they were read, with the recogniser's own confidence;
    ``proofs`` are the strengths of its proofs.
    """
    around = surroundings(document, ledger, proofs)
    by = numbers or shipped()
    return tuple(
        _known_or_sure(read, table, around, by)
        for read, table in zip(document.tables, claimed, strict=True)
    )


def _known_or_sure(read: Table, claimed: Table, around: Surroundings, numbers: Calibrated) -> Table:
    """The table as it was made before from the same claims, where all around is as it was."""
    checks = around.checks(claimed)
    doubted = (claimed.kind, claimed.ordinal) in around.doubted
    if doubted or not all(check.holds for check in checks):
        return _sure(read, claimed, around, numbers)
    beside = (around.calm, around.echoes)
    known = around.ledger.memory.recall("confident", claimed)
    if known is not None and known[0] == beside and same_checks(known[1], checks, _told):
        sure: Table = known[2]
        return sure
    made = _sure(read, claimed, around, numbers)
    around.ledger.memory.keep("confident", claimed, (beside, checks, made))
    return made


def _told(check: Check) -> object:
    """All that a check that holds says of how sure the cells of a table are."""
    return check.id, check.tail, check.found, check.expected


def _sure(read: Table, claimed: Table, around: Surroundings, numbers: Calibrated) -> Table:
    found = {
        (address.row, address.field): numbers.confidence(traits)
        for address, traits in traits_of(read, claimed, around)
    }
    rows = []
    for index, row in enumerate(claimed.rows):
        cells = {
            field: cell.model_copy(
                update={"confidence": PERSON.get(cell.status, found[index, field])}
            )
            for field, cell in row.cells.items()
        }
        rows.append(Row(values=row.values, cells=cells))
    return claimed.model_copy(update={"rows": tuple(rows)})
