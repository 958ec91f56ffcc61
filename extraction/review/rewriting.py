"""An edit before it is stored: what it needs from the source, and what it changed, for people."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from extraction.headers.mapping import OTHER_TITLE
from extraction.headers.rows import OFF_COLUMNS, READ_AS, TWO_CLAIM, TWO_HEADERS
from extraction.records.reviews import Values
from extraction.review.editing import apply_edit, fields_of
from extraction.review.effects import Doing, Judged, Placed, Remapped
from extraction.review.headings import sheet_behind, without_doubt
from extraction.review.loading import View
from extraction.review.remapping import remapped, segments_of
from extraction.review.standing import Standing, table_index
from schemas.document import Document, Segment
from schemas.errors import UsageError
from schemas.kinds import GENERIC, KindRow
from schemas.review import AddRow, Edit, JoinRows, MoveRow, RemoveRow, SetField, SetKind, SplitRow
from schemas.table import CellRef, Row, Table

_OFF = OFF_COLUMNS.split("{", 1)[0]
_OTHER_KIND = OTHER_TITLE.split("{", 1)[0]
_ACTIONS: Mapping[str, str] = MappingProxyType({"remapped": "set_kind", "placed": "set_field"})
"""What an effect is called in the history, where that is the name of the edit."""


def resolved(
    edit: Edit,
    standing: Standing,
    reading: Document | None,
    kinds: Sequence[type[KindRow]],
) -> Doing:
    """The effect of an edit, with all that it takes from the source where that is kept.

    A table of another kind is mapped again by its headers; a printed column that no field had
    is put into the field that a person names for it.

    Raises:
        UsageError: there is no such kind, the table is of it already, or a figure would be lost.
    """
    if isinstance(edit, SetField):
        return _placed(edit, standing, reading, kinds)
    if not isinstance(edit, SetKind):
        return edit
    by_name = {kind.kind: kind for kind in kinds}
    if edit.to not in by_name.keys() | {GENERIC}:
        raise UsageError(f"there is no kind {edit.to}; gouji kinds lists them")
    if edit.to == edit.kind:
        raise UsageError(f"the table is of kind {edit.to} already")
    table = standing.tables[table_index(standing, edit.kind, edit.ordinal)]
    if reading is None or edit.to == GENERIC:
        return edit
    made = remapped(table, edit.to, reading, kinds)
    if made is None:
        return edit
    made = _with_named_columns(made, table, segments_of(reading, kinds), by_name[edit.to])
    # Whatever the title says: a person has said which kind it is.
    made = without_doubt(made, _OTHER_KIND)
    return Remapped(kind=edit.kind, ordinal=edit.ordinal, who=edit.who, why=edit.why, table=made)


def _placed(
    edit: SetField,
    standing: Standing,
    reading: Document | None,
    kinds: Sequence[type[KindRow]],
) -> Doing:
    """The edit with what the source prints under a header that no field had.

    And without what reading doubted for its headers, as far as they are settled by it: for the
    column itself, and for all where every column now stands under its own.
    """
    index = table_index(standing, edit.kind, edit.ordinal)
    table = standing.tables[index]
    kind = next((one for one in kinds if one.kind == edit.kind), None)
    if reading is None or kind is None:
        return edit
    sheet = sheet_behind(table, segments_of(reading, kinds), kind)
    if sheet is None:
        return edit
    if edit.field in fields_of(table):
        made = apply_edit(standing, edit).tables[index]
        moved = made
    else:
        found = [one.leaf for one in sheet.unplaced(table) if one.printed == edit.field]
        if len(found) != 1:
            return edit
        if edit.to not in kind.types():
            raise UsageError(f"{edit.kind} has no field {edit.to}; gouji kinds lists them")
        moved, made = table, sheet.with_column(table, found[0], edit.to)
    settled = without_doubt(made, _OFF, READ_AS, TWO_CLAIM, TWO_HEADERS, field=edit.to)
    if sheet.stands_straight(settled):
        settled = without_doubt(settled, _OFF, _OTHER_KIND)
    if settled == moved:
        return edit
    return Placed(
        kind=edit.kind,
        ordinal=edit.ordinal,
        who=edit.who,
        why=edit.why,
        header=edit.field,
        to=edit.to,
        table=settled,
    )


def _with_named_columns(
    made: Table, table: Table, segments: Sequence[Segment], kind: type[KindRow]
) -> Table:
    """The table mapped again, with the columns that were a field of its new kind before."""
    sheet = sheet_behind(made, segments, kind)
    if sheet is None:
        return made
    for field, leaf in sheet.columns(table).items():
        blank = all(row.values.get(field) is None for row in made.rows)
        if field in kind.types() and blank and leaf not in sheet.columns(made).values():
            made = sheet.with_column(made, leaf, field)
    return made


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
        "action": _ACTIONS.get(effect.action, effect.action),
        "why": effect.why,
        "undoes": None,
        "suggested": False,
    }
    index = table_index(before.standing, effect.kind, effect.ordinal)
    old, new = before.standing.tables[index], after.standing.tables[index]
    was, now = _changes(effect, old, new)
    if isinstance(effect, SetField | Placed):
        values["field"] = effect.to
    return {**values, "before": _text(was), "after": _text(now)}


def taken_back(last: Values, who: str) -> dict[str, Any]:
    """The columns of the event that takes another one back."""
    return {
        **{name: last[name] for name in ("kind", "ordinal", "row", "field")},
        "who": who,
        "action": "undo",
        "before": last["after"],
        "after": last["before"],
        "why": None,
        "effect": None,
        "undoes": last["number"],
        "suggested": False,
    }


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
        case Placed():
            return {"field": effect.header}, {"field": effect.to}
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
