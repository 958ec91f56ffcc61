"""A document under review in memory: what it was, its events, and how it stands after them."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from extraction.export.result import load_export
from extraction.identities.ledger import ledger_of
from extraction.pipeline import rare_collection
from extraction.records.reviews import ReviewStore, Values
from extraction.records.store import PageStore
from extraction.review.counting import Flat, flat
from extraction.review.effects import EFFECTS, Doing
from extraction.review.evaluating import Basis, basis_of, evaluated
from extraction.review.imported import document_of
from extraction.review.ordering import doubtful_cells
from extraction.review.replay import Recorded, Replayed, redoable, replay
from extraction.review.source import reading_of
from extraction.review.standing import Standing
from schemas.document import Document
from schemas.errors import InputError, NotFoundError
from schemas.kinds import KindRow
from schemas.review import Event
from schemas.settings import Settings
from schemas.table import CellRef


class View(NamedTuple):
    """A standing with what arithmetic says of it."""

    standing: Standing
    document: Document
    excused: frozenset[CellRef]
    doubtful: tuple[CellRef, ...]
    cells: Flat
    figures: int


class Loaded(NamedTuple):
    """A document in one version. ``active`` are the numbers of the events that count."""

    columns: Values
    basis: Basis
    reading: Document | None
    decisions: tuple[Values, ...]
    active: tuple[int, ...]
    view: View

    @property
    def version(self) -> int:
        """How many events there are."""
        return len(self.decisions)


def load(
    document_id: str,
    store: ReviewStore,
    files: PageStore,
    settings: Settings,
    kinds: tuple[type[KindRow], ...],
    known: Loaded | None = None,
) -> Loaded:
    """A document as the database has it now; ``known`` is an earlier look at it.

    Raises:
        NotFoundError: there is no such document.
        InputError: its result is gone from the data folder.
    """
    columns = store.document(document_id)
    if columns is None:
        raise NotFoundError(f"there is no document {document_id}; gouji import brings documents in")
    same = known is not None and known.columns["run_id"] == columns["run_id"]
    if known is not None and same and known.version == columns["version"]:
        return known._replace(columns=columns)
    with rare_collection():
        if known is not None and same:
            basis, reading = known.basis, known.reading
        else:
            basis, reading = _basis(columns, files, settings, kinds)
        decisions = store.decisions(columns["run_id"])
        folded = replayed(basis, decisions)
        view = view_of(basis, folded.standing, untouched=untouched(decisions, folded.active))
    columns = {**columns, "version": len(decisions)}
    return Loaded(columns, basis, reading, decisions, folded.active, view)


def _basis(
    columns: Values, files: PageStore, settings: Settings, kinds: tuple[type[KindRow], ...]
) -> tuple[Basis, Document | None]:
    path = files.file(columns["result"])
    if not path.is_file():
        raise InputError(
            f"{columns['name']}: its result is gone from the data folder {files.folder}; "
            "import it again"
        )
    document = document_of(load_export(path))
    reading = reading_of(files, document.info, columns["reading"], settings)
    return basis_of(document, reading, settings, kinds), reading


def recorded(decision: Values) -> Recorded:
    """A stored decision as an event to replay."""
    effect = decision["effect"]
    parsed = None if effect is None else EFFECTS.validate_json(effect)
    return Recorded(decision["number"], parsed, decision["undoes"])


def replayed(basis: Basis, decisions: Sequence[Values]) -> Replayed:
    """All events of a document folded over it."""
    return replay(basis.start, [recorded(decision) for decision in decisions])


def untouched(decisions: Sequence[Values], active: Sequence[int]) -> bool:
    """Whether no event that counts changes anything: a skip changes the order alone."""
    return all(decisions[number - 1]["action"] == "skip" for number in active)


def view_of(basis: Basis, standing: Standing, *, untouched: bool) -> View:
    """What arithmetic says of a standing; where it is ``untouched``, what the result says."""
    if untouched:
        document, excused = basis.document, frozenset[CellRef]()
    else:
        with rare_collection():
            document, excused = evaluated(basis, standing)
    doubtful = doubtful_cells(document, standing, excused)
    # Scoring changes claims alone, no figures: those of the standing are at hand.
    figures = len(ledger_of(standing.tables, basis.kinds, basis.memory).figures)
    cells = flat(document, basis.memory)
    return View(standing, document, excused, doubtful, cells, figures)


def event_of(decision: Values, undone: frozenset[int]) -> Event:
    """A stored decision as it is told to people."""
    return Event(
        number=decision["number"],
        who=decision["who"],
        at=decision["at"],
        action=decision["action"],
        kind=decision["kind"],
        ordinal=decision["ordinal"],
        row=decision["row"],
        field=decision["field"],
        before=_json(decision["before"]),
        after=_json(decision["after"]),
        why=decision["why"],
        undoes=decision["undoes"],
        undone=decision["number"] in undone,
    )


def events_of(decisions: Sequence[Values]) -> tuple[Event, ...]:
    """All stored decisions of a document as events."""
    undone = frozenset(d["undoes"] for d in decisions if d["undoes"] is not None)
    return tuple(event_of(decision, undone) for decision in decisions)


def event_to_redo(decisions: Sequence[Values]) -> Event | None:
    """The event that a redo would do again, None where there is none."""
    number = redoable([recorded(decision) for decision in decisions])
    return None if number is None else event_of(decisions[number - 1], frozenset({number}))


def effect_to_redo(decisions: Sequence[Values]) -> Doing | None:
    """What a redo would do again, None where there is nothing."""
    event = event_to_redo(decisions)
    return None if event is None else recorded(decisions[event.number - 1]).effect


def _json(text: str | None) -> Any:
    return None if text is None else json.loads(text)
