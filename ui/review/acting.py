"""What a page sends, done at the desk: decisions, edits, undo, each once however often sent."""

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from extraction.review.desk import Desk
from schemas.errors import BusyError, ConflictError, GoujiError
from schemas.frozen import Frozen
from schemas.review import Decision, DecisionAction, Edit, Outcome, ReviewState
from schemas.table import CellRef, Row
from ui.review.card import cell_key
from ui.review.figures import amount
from ui.review.words import Language, say

_EDITS: TypeAdapter[Edit] = TypeAdapter(Edit)


class Seen(Frozen):
    """What the person saw of the cell when deciding."""

    printed: str | None
    value: str | None
    suggestion: str | None


class Sent(Frozen):
    """One thing that a page asks for. ``again``: it was sent before, and may be done already.

    ``event`` is the event that an undo takes back, or that a redo does again.
    """

    id: str
    do: Literal["decide", "edit", "undo", "redo"]
    document: str
    key: str = ""
    cell: CellRef | None = None
    action: DecisionAction | None = None
    value: str | None = None
    seen: Seen | None = None
    edit: dict[str, Any] | None = None
    event: int | None = None
    again: bool = False
    pushed: bool = False


class Answer(Frozen):
    """What came of it. ``retry``: it was not done, and is to be sent again as it is."""

    id: str
    ok: bool
    message: str = ""
    retry: bool = False
    settled: int = 0
    cell: str | None = None


def sent_items(value: object) -> tuple[Sent, ...]:
    """What a page has sent; what is of no known shape is left out."""
    items = value.get("items") if isinstance(value, Mapping) else None
    found = []
    for item in items if isinstance(items, list) else []:
        try:
            found.append(Sent.model_validate_json(json.dumps(item)))
        except (ValidationError, TypeError, ValueError):
            continue
    return tuple(found)


def act(desk: Desk, who: str, sent: Sent, language: Language) -> Answer:
    """Do one thing that a page asked for; what can't be done is answered by one sentence."""
    try:
        state = desk.state(sent.document)
        if sent.do == "undo":
            return _undo(desk, who, sent, state)
        if sent.do == "redo":
            return _redo(desk, who, sent, state)
        if sent.do == "edit":
            edit = _EDITS.validate_python({**(sent.edit or {}), "who": who})
            return _done(sent, desk.edit(sent.document, state.version, edit))
        return _decide(desk, who, sent, state, language)
    except BusyError:
        return Answer(id=sent.id, ok=False, retry=True, message=say(language, "busy"))
    except ConflictError as error:
        return Answer(id=sent.id, ok=False, message=_sentence(error))
    except GoujiError as error:
        return Answer(id=sent.id, ok=False, message=_sentence(error))
    except ValidationError:
        return Answer(id=sent.id, ok=False, message=say(language, "changed_meanwhile"))


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "。")) else ".")


def _decide(desk: Desk, who: str, sent: Sent, state: ReviewState, language: Language) -> Answer:
    cell, action = sent.cell, sent.action
    if cell is None or action is None:
        return Answer(id=sent.id, ok=False, message=say(language, "changed_meanwhile"))
    if sent.again and _is_done(sent, state, cell):
        return Answer(id=sent.id, ok=True, cell=sent.key)
    if not _as_seen(state, cell, sent.seen):
        return Answer(id=sent.id, ok=False, message=say(language, "changed_meanwhile"))
    decision = Decision(action=action, cell=cell, who=who, value=sent.value)
    return _done(sent, desk.decide(sent.document, state.version, decision))


def _is_done(sent: Sent, state: ReviewState, cell: CellRef) -> bool:
    """Whether it was stored before, so that only the answer was lost."""
    found = _row_of(state, cell)
    if found is None or cell.field not in found.cells:
        return False
    status, value = found.cells[cell.field].status, found.values[cell.field]
    if sent.action in ("confirm", "as_published"):
        return status == "confirmed"
    suggestion = None if sent.seen is None else sent.seen.suggestion
    wanted = sent.value if sent.action == "correct" else suggestion
    return status == "corrected" and amount(wanted) == amount(value)


def _as_seen(state: ReviewState, cell: CellRef, seen: Seen | None) -> bool:
    """Whether the cell still says what the person saw, and asks for the same."""
    row = _row_of(state, cell)
    if row is None or seen is None:
        return False
    own = row.cells.get(cell.field)
    printed = None if own is None else own.printed
    suggestion = None if own is None else own.suggestion
    same = seen.printed == printed and seen.value == row.values[cell.field]
    return same and amount(seen.suggestion) == amount(suggestion)


def _row_of(state: ReviewState, cell: CellRef) -> Row | None:
    for table in state.document.tables:
        if (table.kind, table.ordinal) == (cell.kind, cell.ordinal) and cell.row < len(table.rows):
            row = table.rows[cell.row]
            return row if cell.field in row.values else None
    return None


def _undo(desk: Desk, who: str, sent: Sent, state: ReviewState) -> Answer:
    last = state.undoable
    if sent.event is not None and (last is None or last.number != sent.event):
        # It was taken back before: the answer was lost.
        return Answer(id=sent.id, ok=True)
    outcome = desk.undo(sent.document, state.version, who)
    return _done(sent, outcome)


def _redo(desk: Desk, who: str, sent: Sent, state: ReviewState) -> Answer:
    next_ = state.redoable
    if sent.event is not None and (next_ is None or next_.number != sent.event):
        # It was done again before: the answer was lost.
        return Answer(id=sent.id, ok=True)
    return _done(sent, desk.redo(sent.document, state.version, who))


def _done(sent: Sent, outcome: Outcome) -> Answer:
    cell = outcome.event.cell
    key = None if cell is None else cell_key(cell)
    return Answer(id=sent.id, ok=True, settled=outcome.settled, cell=key)
