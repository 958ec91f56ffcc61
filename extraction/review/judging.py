"""Decisions about single cells: what they come to, and what they make of the tables."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from extraction.identities.ledger import Ledger
from extraction.review.editing import value_as_printed
from extraction.review.effects import Judged
from extraction.review.standing import (
    Anchor,
    Published,
    Standing,
    anchor_of,
    row_at,
    with_cell,
    with_rows,
)
from schemas.amount import is_nil, parse_amount, plain_decimal
from schemas.document import Document
from schemas.errors import UsageError
from schemas.label import clean_text
from schemas.review import Decision
from schemas.table import Cell, CellRef

Mark = TypeVar("Mark")

_PERCENT = "%"


def judged(decision: Decision, document: Document, standing: Standing, ledger: Ledger) -> Judged:
    """The effect of a decision on the document as it stands; ``ledger`` is of its tables.

    Raises:
        UsageError: there is no such cell, it has no suggestion to accept, or the typed text is
            no figure.
    """
    cell = decision.cell
    anchor_of(standing, cell)
    index, row = row_at(standing, cell.kind, cell.ordinal, cell.row)
    declared = cell.kind in ledger.kinds
    numeric = ledger.numeric_fields(standing.tables[index]) if declared else frozenset()
    value, made = row.values.get(cell.field), row.cells.get(cell.field)
    effect = Judged(
        action=decision.action, cell=cell, who=decision.who, value=value, why=decision.why
    )
    if decision.action in ("confirm", "as_published"):
        # A figure that was changed before is put back: it is what is printed that is confirmed.
        changed = made is not None and made.status in ("corrected", "repaired")
        printed = _as_value(made.printed, cell.field in numeric) if changed and made else value
        expected = _suggestion(document, cell) if decision.action == "as_published" else None
        return effect.model_copy(update={"value": printed, "expected": expected})
    if decision.action == "skip":
        return effect
    if decision.action == "accept":
        wanted = _suggestion(document, cell)
        if wanted is None:
            raise UsageError("there is no suggestion for this cell; type the value instead")
        return effect.model_copy(update={"value": wanted})
    typed = _typed(decision.value, cell.field in numeric, value, loose=not declared)
    same = made is not None and made.status != "corrected" and typed == value
    return effect.model_copy(update={"value": typed, "action": "confirm" if same else "correct"})


def apply_judged(standing: Standing, effect: Judged) -> Standing:
    """The standing after a decision about a cell."""
    anchor = anchor_of(standing, effect.cell)
    if effect.action == "skip":
        order = max(standing.skipped.values(), default=0) + 1
        return standing._replace(skipped=MappingProxyType({**standing.skipped, anchor: order}))
    index, row = row_at(standing, effect.cell.kind, effect.cell.ordinal, effect.cell.row)
    old = row.cells.get(effect.cell.field) or Cell(printed=None)
    changed = effect.action in ("accept", "correct")
    cell = Cell(
        printed=old.printed,
        source=old.source,
        text=old.text,
        alternatives=old.alternatives,
        status="corrected" if changed else "confirmed",
        reason=_reason(effect, old.printed),
    )
    table = standing.tables[index]
    rows = list(table.rows)
    rows[effect.cell.row] = with_cell(row, effect.cell.field, effect.value, cell)
    published = dict(_without(standing.published, anchor))
    if effect.action == "as_published":
        published[anchor] = Published(effect.expected)
    return with_rows(standing, index, rows)._replace(
        published=MappingProxyType(published),
        skipped=MappingProxyType(dict(_without(standing.skipped, anchor))),
    )


def _without(marks: Mapping[Anchor, Mark], anchor: Anchor) -> dict[Anchor, Mark]:
    return {key: value for key, value in marks.items() if key != anchor}


def _reason(effect: Judged, printed: str | None) -> str | None:
    why = f": {effect.why}" if effect.why else ""
    if effect.action == "as_published":
        return f"{effect.who} has seen that it is published so; the document itself is wrong{why}"
    if effect.action == "confirm":
        return f"{effect.who} has seen that it is printed so{why}" if why else None
    return f"{effect.who} has changed it from {printed or 'a blank'}{why}"


def _suggestion(document: Document, cell: CellRef) -> str | None:
    for table in document.tables:
        if (table.kind, table.ordinal) == (cell.kind, cell.ordinal):
            made = table.rows[cell.row].cells.get(cell.field)
            return None if made is None else made.suggestion
    return None


def _as_value(printed: str | None, numeric: bool) -> str | None:
    if printed is None or is_nil(printed):
        return None
    amount = parse_amount(printed) if numeric else None
    return clean_text(printed) if amount is None else plain_decimal(amount.value)


def _typed(text: str | None, numeric: bool, before: str | None, *, loose: bool) -> str | None:
    """The value that a person typed, a figure as a plain decimal; a blank is None.

    ``loose``: nothing is declared of the column, which may hold figures or words.
    """
    clean = clean_text(text or "")
    if not clean or (numeric and is_nil(clean)):
        return None
    if not numeric:
        return value_as_printed(clean) if loose else clean
    if clean.endswith(("%", "％")):
        share = parse_amount(clean[:-1])
        if share is not None and (before is None or before.endswith(_PERCENT)):
            return f"{plain_decimal(share.value)}{_PERCENT}"
    amount = parse_amount(clean)
    if amount is None:
        raise UsageError(f"“{clean}” is no figure; type digits as printed, such as 1,234.50")
    return plain_decimal(amount.value)
