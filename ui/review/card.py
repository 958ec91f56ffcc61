"""What the review page shows of one cell, made of a document under review."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extraction.identities.ledger import Ledger
from extraction.review.desk import Desk
from schemas.amount import plain_decimal
from schemas.check import Check
from schemas.document import Document, Suggestion
from schemas.frozen import Frozen
from schemas.kinds import KindRow
from schemas.label import clean_text
from schemas.review import ReviewState
from schemas.table import Cell, CellRef, Table
from ui.review.figures import amount, as_digits, changed_characters, difference, written_like
from ui.review.places import AROUND, Place, line_of, line_place, page_place
from ui.review.sums import Seen, Sum, mending, written
from ui.review.words import Language, reason_in, say

_MOST_SUMS = 6
_MOST_OTHERS = 6


class Other(Frozen):
    """Another reading of a cell, and where it comes from."""

    value: str
    origin: str


class Card(Frozen):
    """One cell to decide on: what is printed, what is asked for and why, and where it stands.

    ``plain`` is what the printed text says; ``value`` what is claimed now. ``checks`` are the
    ids of the failing checks over it, ``failing`` their number.
    """

    key: str
    cell: CellRef
    table: str
    row: str
    field: str
    unit: str | None
    numeric: bool
    printed: str | None
    plain: str | None
    value: str | None
    status: str
    confidence: float
    suggestion: str | None
    delta: str | None
    digits: tuple[tuple[str, bool], ...]
    reason: str | None
    failing: int
    sums: tuple[Sum, ...]
    checks: tuple[str, ...]
    alternatives: tuple[Other, ...]
    place: Place | None


class Shown(NamedTuple):
    """A document as the cards are made of it: all that is looked up once for all of them."""

    state: ReviewState
    ledger: Ledger
    checks: dict[str, Check]
    suggestions: dict[CellRef, Suggestion]
    desk: Desk
    language: Language


def shown(desk: Desk, state: ReviewState, kinds: Sequence[type[KindRow]], lang: Language) -> Shown:
    """A document made ready for its cards."""
    document = state.document
    return Shown(
        state=state,
        ledger=Ledger(document.tables, kinds),
        checks={check.id: check for check in document.checks},
        suggestions={one.cell: one for one in document.suggestions},
        desk=desk,
        language=lang,
    )


def cell_key(cell: CellRef) -> str:
    """A cell as one word: ``kind#ordinal/row/field``."""
    return f"{cell.kind}#{cell.ordinal}/{cell.row}/{cell.field}"


def cell_of(key: str) -> CellRef | None:
    """The cell of a key, None where it is none."""
    table, _, rest = key.partition("/")
    row, _, field = rest.partition("/")
    kind, _, ordinal = table.rpartition("#")
    if not (kind and field and row.isdecimal() and ordinal.isdecimal()):
        return None
    return CellRef(kind=kind, ordinal=int(ordinal), row=int(row), field=field)


def cards(shown: Shown, wanted: Iterable[CellRef]) -> tuple[Card, ...]:
    """The cards of these cells; cells that the document does not have are left out."""
    made = (card(shown, cell) for cell in wanted)
    return tuple(one for one in made if one is not None)


def card(shown: Shown, cell: CellRef) -> Card | None:
    """The card of a cell, None where the document has no such cell."""
    table = shown.ledger.by_address.get((cell.kind, cell.ordinal))
    if table is None or not 0 <= cell.row < len(table.rows):
        return None
    row = table.rows[cell.row]
    if cell.field not in row.values:
        return None
    own = row.cells.get(cell.field, Cell(printed=None))
    failing = _failing(shown, own)
    numeric = cell.field in shown.ledger.numeric_fields(table)
    return Card(
        key=cell_key(cell),
        cell=cell,
        table=shown.ledger.table_name(cell),
        row=_row_name(shown, table, cell),
        field=shown.ledger.field_name(cell).replace("/", " "),
        unit=table.unit,
        numeric=numeric,
        printed=own.printed,
        plain=_plain(own.printed, row.values[cell.field]),
        value=row.values[cell.field],
        status=own.status,
        confidence=own.confidence,
        suggestion=_like(own.suggestion, own.printed) if numeric else own.suggestion,
        delta=_delta(row.values[cell.field], own.suggestion) if numeric else None,
        digits=_digits(own),
        reason=_reason(shown, own, cell, failing),
        failing=len(failing),
        sums=_sums(shown, cell, own, failing),
        checks=tuple(check.id for check in failing),
        alternatives=_others(shown, cell, own, row.values[cell.field], failing, numeric),
        place=_place(shown, table, cell),
    )


def _failing(shown: Shown, cell: Cell) -> list[Check]:
    found = [shown.checks[i] for i in cell.checks if i in shown.checks]
    return [check for check in found if not check.holds]


def _row_name(shown: Shown, table: Table, cell: CellRef) -> str:
    name = shown.ledger.row_name(cell)
    code = table.rows[cell.row].values.get("code")
    return f"{code} {name}" if code and code != name else name


def _plain(printed: str | None, value: str | None) -> str | None:
    """What the printed text says as a value; the value itself where both say the same."""
    if printed is None:
        return None
    one, other = amount(printed), amount(value)
    if one is not None and one == other:
        return value
    return clean_text(printed) or None


def _like(suggestion: str | None, printed: str | None) -> str | None:
    return None if suggestion is None else written_like(suggestion, printed)


def _delta(value: str | None, suggestion: str | None) -> str | None:
    found = None if suggestion is None else difference(value, suggestion)
    return None if found is None else found.replace("-", "−")


def _digits(cell: Cell) -> tuple[tuple[str, bool], ...]:
    if cell.suggestion is None:
        return ()
    return changed_characters(cell.printed, written_like(cell.suggestion, cell.printed))


def _reason(shown: Shown, cell: Cell, address: CellRef, failing: Sequence[Check]) -> str | None:
    """One sentence. Where the sums themselves say it, it says what the suggestion mends."""
    if cell.suggestion is not None and failing:
        suggestion = shown.suggestions.get(address)
        mended = len(suggestion.checks) if suggestion is not None else len(failing)
        together = len(suggestion.together) if suggestion is not None else 0
        key = "why_together" if together else "why_alone" if mended > 1 else "why_alone_one"
        return say(
            shown.language,
            key,
            value=_like(cell.suggestion, cell.printed),
            n=mended,
            others=together,
        )
    if cell.reason is not None and cell.reason.endswith("so would others."):
        return say(shown.language, "why_open", n=len(failing))
    return reason_in(shown.language, cell.reason)


def _sums(shown: Shown, address: CellRef, cell: Cell, failing: Sequence[Check]) -> tuple[Sum, ...]:
    suggestion = shown.suggestions.get(address)
    instead = {}
    value = amount(cell.suggestion)
    if value is not None:
        instead[address] = value
        for other in suggestion.together if suggestion is not None else ():
            asked = shown.suggestions.get(other)
            if asked is not None:
                instead[other] = asked.value
    seen = Seen(cell=address, instead=instead)
    short = sorted(failing, key=lambda check: len(check.left) + len(check.right))
    return tuple(written(check, shown.ledger, seen) for check in short[:_MOST_SUMS])


def _others(
    shown: Shown,
    address: CellRef,
    cell: Cell,
    value: str | None,
    failing: Sequence[Check],
    numeric: bool,
) -> tuple[Other, ...]:
    """Other readings, and values with which a failing sum would hold; those of most sums first."""
    known = {amount(cell.printed), amount(value), amount(cell.suggestion)}
    origin = say(shown.language, "other_reading")
    found: dict[str, Other] = {}
    for text in cell.alternatives:
        if text and (amount(text) is None or amount(text) not in known):
            found.setdefault(text, Other(value=text, origin=origin))
    shape = None if not numeric or cell.printed is None else as_digits(cell.printed)
    if shape is not None:
        found.setdefault(shape, Other(value=shape, origin=say(shown.language, "other_shape")))
    asked = Counter(mending(check, address, shown.ledger) for check in failing)
    read = {amount(text) for text in found}
    for number, sums in asked.most_common():
        if number is None or number in known or number in read:
            continue
        text = written_like(plain_decimal(number), cell.printed)
        origin = say(shown.language, "other_mends" if sums > 1 else "other_mends_one", n=sums)
        found.setdefault(text, Other(value=text, origin=origin))
    return tuple(found.values())[:_MOST_OTHERS]


def _place(shown: Shown, table: Table, cell: CellRef) -> Place | None:
    state = shown.state
    document: Document = state.document
    if state.image_pages:
        found = page_place(document, table, cell, state.image_pages, f"/page/{state.document_id}")
        if found is not None:
            return found
    line = line_of(table, cell) if state.has_lines else None
    if line is None:
        return None
    lines = shown.desk.source_lines(state.document_id, line - AROUND, line + AROUND)
    return line_place(table, cell, lines)
