"""The review service: the queue, one document in one person's hands, decisions and undo.

The pages of the desk, the command line and programs all go through it.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from extraction.identities.ledger import ledger_of
from extraction.kinds import kinds_of
from extraction.learning.synonymfile import taught
from extraction.pipeline import rare_collection
from extraction.records.opening import database_url
from extraction.records.reviews import ReviewStore, Stale, Within
from extraction.records.store import PageStore
from extraction.review.claims import entry_of, holder, named, refusal, writable
from extraction.review.counting import Flat, saved
from extraction.review.effects import EFFECTS, Doing, Judged
from extraction.review.headings import Headings
from extraction.review.importing import Imported, Importing, import_result
from extraction.review.judging import judged
from extraction.review.loading import (
    Loaded,
    View,
    effect_to_redo,
    event_of,
    event_to_redo,
    events_of,
    load,
    recorded,
    replayed,
    untouched,
    view_of,
)
from extraction.review.numbers import progress_of, quality_of
from extraction.review.observing import Observations, headings_of, segments_kept
from extraction.review.ordering import doubtful_cells
from extraction.review.replay import about, apply
from extraction.review.rewriting import resolved, taken_back, told
from extraction.review.source import source_lines
from schemas.document import Segment
from schemas.errors import ConflictError, UsageError
from schemas.review import (
    Decision,
    Edit,
    Event,
    Outcome,
    PageImage,
    Progress,
    Quality,
    QueueEntry,
    QueueFilter,
    ReviewState,
    SourceLine,
)
from schemas.settings import Settings
from schemas.synonym import CandidateSynonym
from schemas.table import CellRef

CLAIM = timedelta(minutes=30)
"""How long a document stays in the hands of one who does nothing."""
_KEPT = 8


class Desk:
    """The one door to the review. Safe for threads; several processes may share a database.

    Every method raises BusyError where the database is locked, UsageError where there is no such
    document, table or cell.
    """

    def __init__(
        self,
        data: Path,
        database: str | None = None,
        settings: Settings | None = None,
        *,
        owner: str | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """A desk over the data folder ``data``; ``database`` is a URL in place of its own file.

        With an ``owner``, a client of the service, it has only the documents of that one.

        Raises:
            OutputError: the data folder can't be used.
            UsageError: the URL is of no database that can be used.
        """
        self.settings = settings or Settings()
        self.data = data
        self._owner = owner
        url = database or self.settings.database
        self._files = PageStore(data, url)
        self._store = ReviewStore(database_url(data, url), owner)
        self._kinds = kinds_of(self.settings)
        self._now = now
        self._lock = threading.Lock()
        self._loaded: OrderedDict[str, Loaded] = OrderedDict()
        self._observations = Observations()

    def __enter__(self) -> "Desk":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()
        self._files.close()

    def bring_in(
        self,
        result: Path,
        *,
        source: Path | None = None,
        pages: Path | None = None,
        force: bool = False,
        owner: str | None = None,
        within: Within | None = None,
    ) -> Imported:
        """Import one result (JSON); see `extraction.review.importing`."""
        here = (self._store, self._files, self.settings, self._kinds)
        into = Importing(*here, source, pages, force, owner or self._owner, within)
        with rare_collection():
            return import_result(result, into)

    def queue(self, wanted: QueueFilter | None = None) -> tuple[QueueEntry, ...]:
        """The documents, those with the most doubt left first."""
        expired = self._expired()
        rows = self._store.documents(wanted or QueueFilter())
        return tuple(entry_of(row, expired) for row in rows)

    def departments(self) -> tuple[str, ...]:
        """The departments of all documents, to choose from."""
        return self._store.departments()

    def open(self, document_id: str, who: str) -> ReviewState:
        """Take a document into one's hands.

        Raises:
            ClaimedError: someone else holds it; says who, and since when.
        """
        named(who)
        if not self._store.claim(document_id, who, self._moment(), self._expired()):
            raise self._refusal(document_id, who)
        return self.state(document_id)

    def close_document(self, document_id: str, who: str) -> None:
        """Give a document back; nothing happens where ``who`` does not hold it."""
        self._store.release(document_id, who)

    def state(self, document_id: str) -> ReviewState:
        """A document as it stands now, whoever holds it."""
        return self._state(self._load(document_id))

    def decide(self, document_id: str, version: int, decision: Decision) -> Outcome:
        """Store what a person says of a cell, on the version that the person saw.

        Raises:
            ConflictError: the document has another version by now.
            ClaimedError: someone else holds it.
        """
        writable(decision)
        with rare_collection():
            loaded = self._at(document_id, version, decision.who)
            standing = loaded.view.standing
            ledger = ledger_of(standing.tables, self._kinds, loaded.basis.memory)
            effect = judged(decision, loaded.view.document, standing, ledger)
            return self._do(loaded, effect, {decision.cell})

    def edit(self, document_id: str, version: int, edit: Edit) -> Outcome:
        """Store a change of a table, on the version that the person saw; raises as `decide`."""
        writable(edit)
        with rare_collection():
            loaded = self._at(document_id, version, edit.who)
            # With what was learned up to now: synonyms may be accepted while the desk is open.
            kinds = kinds_of(taught(self.settings, self.data))
            effect = resolved(edit, loaded.view.standing, loaded.reading, kinds)
            return self._do(loaded, effect, set())

    def undo(self, document_id: str, version: int, who: str) -> Outcome:
        """Take back the last event that counts; raises as `decide`."""
        loaded = self._at(document_id, version, who)
        if not loaded.active:
            raise UsageError("there is nothing to take back")
        values = taken_back(loaded.decisions[loaded.active[-1] - 1], who)
        decisions = (*loaded.decisions, {**values, "number": loaded.version + 1})
        folded = replayed(loaded.basis, decisions)
        same = untouched(decisions, folded.active)
        view = view_of(loaded.basis, folded.standing, untouched=same)
        return self._keep(loaded, values, view, folded.active, set())

    def redo(self, document_id: str, version: int, who: str) -> Outcome:
        """Do again what was last taken back, as an event like others; raises as `decide`."""
        with rare_collection():
            loaded = self._at(document_id, version, who)
            effect = effect_to_redo(loaded.decisions)
            if effect is None:
                raise UsageError("there is nothing to do again")
            decided = {effect.cell} if isinstance(effect, Judged) else set()
            return self._do(loaded, effect.model_copy(update={"who": who}), decided)

    def history(self, document_id: str, cell: CellRef | None = None) -> tuple[Event, ...]:
        """The events of a document, or those that a cell (as addressed now) went through."""
        loaded = self._load(document_id)
        events = events_of(loaded.decisions)
        if cell is None:
            return events
        folded = replayed(loaded.basis, loaded.decisions)
        records = [recorded(decision) for decision in loaded.decisions]
        numbers = about(folded.standing, records, folded.touched, cell)
        return tuple(event for event in events if event.number in numbers)

    def stored_cells(self, document_id: str) -> Flat:
        """Every cell as the database has it for queries: the same as those of the state."""
        return self._store.cells(document_id)

    def headings(self, document_id: str, kind: str, ordinal: int) -> Headings:
        """The printed headers over the columns of a table, and those whose figures it lacks.

        None where the source is not kept, or the table is not read by the headers of columns.
        """
        return headings_of(self._load(document_id), kind, ordinal)

    def segments(self, document_id: str) -> tuple[Segment, ...]:
        """The printed tables of a document's source; none where it is not kept."""
        return segments_kept(self._load(document_id))

    def observed(self) -> tuple[CandidateSynonym, ...]:
        """The headers and titles that people took for something else than the engine did.

        Each with its evidence over all documents as they stand; what was undone counts no more.
        """
        return self._observations.candidates(self._store, self._load)

    def progress(self) -> Progress:
        """How far the review of all documents is."""
        return progress_of(self._store, self._expired())

    def quality(self) -> Quality:
        """Counts over all documents."""
        return quality_of(self._store)

    def page_image(self, document_id: str, page: int) -> PageImage:
        """The kept image of a page.

        Raises:
            UsageError: the document has no such page, or its image is not kept.
        """
        document = self._load(document_id).basis.document
        found = next((p for p in document.pages if p.number == page), None)
        if found is None or found.image is None:
            raise UsageError(f"{document.info.name}: there is no image of page {page}")
        try:
            png = self._files.file(found.image).read_bytes()
        except OSError:
            raise UsageError(
                f"{document.info.name}: the image of page {page} is gone from {self.data}; "
                "import the result again with its data folder"
            ) from None
        return PageImage(
            number=page,
            png=png,
            width=found.width,
            height=found.height,
            transform=found.transform,
        )

    def source_lines(
        self, document_id: str, first: int = 1, last: int | None = None
    ) -> tuple[SourceLine, ...]:
        """The lines of a text from ``first`` to ``last``; none where the source was not kept."""
        reading = self._load(document_id).reading
        if reading is None or not reading.text:
            return ()
        lines = source_lines(reading)
        start = max(1, first)
        return tuple(
            SourceLine(number=number, text=text)
            for number, text in enumerate(lines[start - 1 : last], start=start)
        )

    def _do(self, loaded: Loaded, effect: Doing, decided: set[CellRef]) -> Outcome:
        standing = apply(loaded.view.standing, effect)
        number = loaded.version + 1
        skip = isinstance(effect, Judged) and effect.action == "skip"
        if skip:
            # Nothing but the order changes.
            view = loaded.view._replace(standing=standing)
            view = view._replace(doubtful=doubtful_cells(view.document, standing, view.excused))
        else:
            view = view_of(loaded.basis, standing, untouched=False)
        values = told(effect, loaded.view, view)
        values["effect"] = EFFECTS.dump_json(effect).decode()
        return self._keep(loaded, values, view, (*loaded.active, number), decided)

    def _keep(
        self,
        loaded: Loaded,
        values: dict[str, Any],
        view: View,
        active: tuple[int, ...],
        decided: set[CellRef],
    ) -> Outcome:
        ident, number = loaded.columns["id"], loaded.version + 1
        decision = {
            **values,
            "run_id": loaded.columns["run_id"],
            "document_id": ident,
            "number": number,
            "at": self._moment(),
        }
        decisions = (*loaded.decisions, decision)
        done = sum(decisions[n - 1]["action"] != "skip" for n in active)
        kept = saved(
            view.document, view.cells, loaded.view.cells, view.figures, len(view.doubtful), done
        )
        try:
            self._store.append(decision, loaded.version, self._expired(), kept)
        except Stale:
            raise self._refusal(ident, decision["who"]) from None
        columns = {
            **loaded.columns,
            **kept.columns,
            "version": number,
            "claimed_by": decision["who"],
            "claimed_at": decision["at"],
        }
        after = Loaded(columns, loaded.basis, loaded.reading, decisions, active, view)
        self._remember(after)
        now = set(view.doubtful)
        gone = tuple(c for c in loaded.view.doubtful if c not in now and c not in decided)
        event = event_of(decision, frozenset())
        return Outcome(state=self._state(after), event=event, settled=len(gone), settled_cells=gone)

    def _load(self, document_id: str) -> Loaded:
        with self._lock:
            known = self._loaded.get(document_id)
        loaded = load(document_id, self._store, self._files, self.settings, self._kinds, known)
        self._remember(loaded)
        return loaded

    def _remember(self, loaded: Loaded) -> None:
        with self._lock:
            self._loaded[loaded.columns["id"]] = loaded
            self._loaded.move_to_end(loaded.columns["id"])
            while len(self._loaded) > _KEPT:
                self._loaded.popitem(last=False)

    def _at(self, document_id: str, version: int, who: str) -> Loaded:
        named(who)
        loaded = self._load(document_id)
        held = holder(loaded.columns, self._expired())
        if held is not None and held[0] != who:
            raise self._refusal(document_id, who)
        if loaded.version != version:
            raise self._refusal(document_id, who)
        return loaded

    def _refusal(self, document_id: str, who: str) -> ConflictError | UsageError:
        return refusal(document_id, self._store.document(document_id), self._expired(), who)

    def _state(self, loaded: Loaded) -> ReviewState:
        held = holder(loaded.columns, self._expired())
        pages = loaded.basis.document.pages
        last = loaded.decisions[loaded.active[-1] - 1] if loaded.active else None
        return ReviewState(
            document_id=loaded.columns["id"],
            version=loaded.version,
            name=loaded.columns["name"],
            department=loaded.columns["department"],
            document=loaded.view.document,
            doubtful=loaded.view.doubtful,
            claimed_by=None if held is None else held[0],
            claimed_at=None if held is None else held[1],
            undoable=None if last is None else event_of(last, frozenset()),
            redoable=event_to_redo(loaded.decisions),
            has_lines=loaded.reading is not None and bool(loaded.reading.text),
            image_pages=tuple(page.number for page in pages if page.image is not None),
        )

    def _moment(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="milliseconds")

    def _expired(self) -> str:
        return (self._now().astimezone(UTC) - CLAIM).isoformat(timespec="milliseconds")
