"""Events folded over a document, with what each of them touched."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extraction.review.editing import apply_edit
from extraction.review.effects import Doing, Judged, Placed
from extraction.review.judging import apply_judged
from extraction.review.standing import Standing, anchor_of, row_at, table_index
from schemas.errors import DefectError
from schemas.review import AddRow, JoinRows, MoveRow, RemoveRow, SetField, SplitRow
from schemas.table import CellRef


class Recorded(NamedTuple):
    """An event as it is kept: its number, and its effect or the event that it takes back."""

    number: int
    effect: Doing | None
    undoes: int | None = None


class Touched(NamedTuple):
    """The rows (by id) that an event is about, and the field where it is about one."""

    rows: frozenset[int]
    field: str | None = None
    renamed: tuple[str, str] | None = None


class Replayed(NamedTuple):
    """How the tables stand, which events count, and what each event touched."""

    standing: Standing
    active: tuple[int, ...]
    touched: dict[int, Touched]


def apply(standing: Standing, effect: Doing) -> Standing:
    """The standing after one event. Raises UsageError where it can't be applied."""
    if isinstance(effect, Judged):
        return apply_judged(standing, effect)
    return apply_edit(standing, effect)


def replay(start: Standing, events: Iterable[Recorded]) -> Replayed:
    """All events, in their order; an undo takes back the last one that counts.

    Raises:
        DefectError: an undo is not of the last event that counts.
    """
    stack: list[tuple[int, Standing]] = [(0, start)]
    touched: dict[int, Touched] = {}
    for event in events:
        if event.effect is None:
            number, gone = stack.pop()
            if number != event.undoes or not stack:
                raise DefectError(f"event {event.number} takes back an event that is not the last")
            touched[event.number] = touched[number]
            # A row that was taken back leaves its id to no other.
            last, standing = stack.pop()
            stack.append((last, standing._replace(next_id=gone.next_id)))
            continue
        before = stack[-1][1]
        after = apply(before, event.effect)
        touched[event.number] = _touched(before, after, event.effect)
        stack.append((event.number, after))
    return Replayed(stack[-1][1], tuple(number for number, _ in stack[1:]), touched)


def redoable(events: Sequence[Recorded]) -> int | None:
    """The number of the event that a redo does again: the one last taken back, and not done since.

    An event after an undo that has the same effect is that redo, whoever did it; any other one
    leaves nothing to do again.
    """
    effects = {event.number: event.effect for event in events}
    taken_back: list[int] = []
    for event in events:
        if event.undoes is not None:
            taken_back.append(event.undoes)
        elif taken_back and _same(event.effect, effects[taken_back[-1]]):
            taken_back.pop()
        else:
            taken_back.clear()
    return taken_back[-1] if taken_back else None


def _same(one: Doing | None, other: Doing | None) -> bool:
    if one is None or other is None:
        return False
    return one == other.model_copy(update={"who": one.who})


def _touched(before: Standing, after: Standing, effect: Doing) -> Touched:
    if isinstance(effect, Judged):
        row, field = anchor_of(before, effect.cell)
        return Touched(frozenset({row}), field)
    index = table_index(before, effect.kind, effect.ordinal)
    ids = before.ids[index]
    if isinstance(effect, SetField):
        return Touched(frozenset(ids), None, (effect.field, effect.to))
    if isinstance(effect, Placed):
        return Touched(frozenset(ids), None, (effect.header, effect.to))
    if isinstance(effect, MoveRow | RemoveRow):
        return Touched(frozenset({ids[effect.row]}))
    if isinstance(effect, SplitRow | AddRow):
        new = frozenset(after.ids[index]) - frozenset(ids)
        kept = {ids[effect.row]} if isinstance(effect, SplitRow) else set()
        return Touched(new | kept)
    if isinstance(effect, JoinRows):
        return Touched(frozenset(ids[effect.row : effect.row + 2]))
    return Touched(frozenset(ids) | frozenset(after.ids[index]))


def about(
    standing: Standing, events: Sequence[Recorded], touched: dict[int, Touched], cell: CellRef
) -> frozenset[int]:
    """The numbers of the events that a cell, as it is addressed now, went through.

    Raises:
        UsageError: there is no such cell.
    """
    index, _ = row_at(standing, cell.kind, cell.ordinal, cell.row)
    row_id, field = standing.ids[index][cell.row], cell.field
    undone = {event.undoes for event in events if event.undoes is not None}
    found = set()
    for event in reversed(events):
        mark = touched[event.number]
        if row_id not in mark.rows:
            continue
        if mark.renamed is not None:
            if field not in mark.renamed:
                continue
            found.add(event.number)
            if event.undoes is None and event.number not in undone:
                old, new = mark.renamed
                field = old if field == new else new
        elif mark.field in (None, field):
            found.add(event.number)
    return frozenset(found)
