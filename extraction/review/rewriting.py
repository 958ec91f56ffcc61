"""An edit before it is stored: what it needs from the source, and what it changed, for people."""

import json
from collections.abc import Sequence
from typing import Any

from extraction.review.effects import Doing, Judged, Remapped
from extraction.review.loading import View
from extraction.review.remapping import remapped
from extraction.review.standing import table_index
from schemas.document import Document
from schemas.errors import UsageError
from schemas.kinds import GENERIC, KindRow
from schemas.review import AddRow, Edit, JoinRows, MoveRow, RemoveRow, SetField, SetKind, SplitRow
from schemas.table import CellRef, Row, Table


def resolved(
    edit: Edit, document: Document, reading: Document | None, kinds: Sequence[type[KindRow]]
) -> Doing:
    """The effect of an edit: a table of another kind is mapped again where its print is kept.

    Raises:
        UsageError: there is no such kind, or the table is of it already.
    """
    if not isinstance(edit, SetKind):
        return edit
    known = {kind.kind for kind in kinds}
    if edit.to not in known | {GENERIC}:
        raise UsageError(f"there is no kind {edit.to}; gouji kinds lists them")
    if edit.to == edit.kind:
        raise UsageError(f"the table is of kind {edit.to} already")
    table = _table(document, edit.kind, edit.ordinal)
    if table is None or reading is None or edit.to == GENERIC:
        return edit
    made = remapped(table, edit.to, reading, kinds)
    if made is None:
        return edit
    return Remapped(kind=edit.kind, ordinal=edit.ordinal, who=edit.who, why=edit.why, table=made)


def told(effect: Doing, before: View, after: View) -> dict[str, Any]:
    """The columns of a decision that say what was before and after, ``before`` and ``after``."""
    if isinstance(effect, Judged):
        return _told_judged(effect, before, after)
    values: dict[str, Any] = {
        "kind": effect.kind,
        "ordinal": effect.ordinal,
        "row": getattr(effect, "row", None),
        "field": None,
        "who": effect.who,
        "action": "set_kind" if isinstance(effect, Remapped) else effect.action,
        "why": effect.why,
        "undoes": None,
        "suggested": False,
    }
    index = table_index(before.standing, effect.kind, effect.ordinal)
    old, new = before.standing.tables[index], after.standing.tables[index]
    was, now = _changes(effect, old, new)
    if isinstance(effect, SetField):
        values["field"] = effect.to
    return {**values, "before": _text(was), "after": _text(now)}


def _changes(effect: Doing, old: Table, new: Table) -> tuple[Any, Any]:
    match effect:
        case MoveRow():
            return _values(old, effect.row, 1), _values(new, effect.row, 1)
        case SplitRow():
            return _values(old, effect.row, 1), _values(new, effect.row, 2)
        case JoinRows():
            return _values(old, effect.row, 2), _values(new, effect.row, 1)
        case AddRow():
            return [], _values(new, effect.row, 1)
        case RemoveRow():
            return _values(old, effect.row, 1), []
        case SetField():
            return {"field": effect.field}, {"field": effect.to}
        case _:
            return {"kind": old.kind}, {"kind": new.kind}


def _values(table: Table, first: int, count: int) -> list[dict[str, str]]:
    return [
        {field: value for field, value in row.values.items() if value is not None}
        for row in table.rows[first : first + count]
    ]


def _told_judged(effect: Judged, before: View, after: View) -> dict[str, Any]:
    cell = effect.cell
    was, now = _cell(before, cell), _cell(after, cell)
    return {
        "kind": cell.kind,
        "ordinal": cell.ordinal,
        "row": cell.row,
        "field": cell.field,
        "who": effect.who,
        "action": effect.action,
        "why": effect.why,
        "undoes": None,
        "suggested": was.get("suggestion") is not None,
        "before": _text(was),
        "after": _text({k: v for k, v in now.items() if k != "suggestion"}),
    }


def _cell(view: View, address: CellRef) -> dict[str, Any]:
    table = _table(view.document, address.kind, address.ordinal)
    row: Row | None = None if table is None else table.rows[address.row]
    if row is None:
        return {}
    cell = row.cells.get(address.field)
    told = {"value": row.values.get(address.field)}
    if cell is None:
        return {**told, "status": "unchecked"}
    suggestion = {} if cell.suggestion is None else {"suggestion": cell.suggestion}
    return {**told, "status": cell.status, **suggestion}


def _table(document: Document, kind: str, ordinal: int) -> Table | None:
    for table in document.tables:
        if (table.kind, table.ordinal) == (kind, ordinal):
            return table
    return None


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
