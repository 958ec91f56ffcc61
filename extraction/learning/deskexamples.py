"""Tables at the review desk as examples for a model: offered, added, and followed as they change.

An example is shown only as long as its table holds: an undo, another decision or a result that was
imported again replaces it, or removes it.
"""

import threading
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extraction.export.payload import document_payload
from extraction.export.result import parse_result
from extraction.kinds import kinds_of
from extraction.learning.examplemaking import (
    NO_KIND,
    NOT_SIMPLE,
    NOTHING_PROVED,
    example_of,
    why_not,
)
from extraction.learning.synonymfile import taught
from extraction.review.desk import Desk
from prompts.example import Example
from prompts.examples import ExampleStore
from schemas.errors import UsageError
from schemas.review import QueueFilter

_DESK = "desk:"


class Offer(NamedTuple):
    """A table at the desk as an example: what would be shown, or why it can't be.

    ``why`` is None where its checks vouch for it; with ``NOTHING_PROVED`` a person may.
    """

    document: str
    table: str
    title: str
    origin: str
    example: Example | None
    why: str | None

    @property
    def ready(self) -> bool:
        """Whether it can be added as it stands."""
        return self.example is not None and self.why is None

    @property
    def on_word(self) -> bool:
        """Whether it can be added on a person's word alone."""
        return self.example is not None and self.why == NOTHING_PROVED


class Followed(NamedTuple):
    """What became of the examples of a document: ids."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class DeskExamples:
    """The examples of a desk. Safe for threads; methods raise as the desk and the store do."""

    def __init__(self, desk: Desk, store: ExampleStore | None = None) -> None:
        """Those of a desk, in the store of its data folder unless another is given."""
        self._desk = desk
        self.store = store or ExampleStore.of(desk.settings, desk.data)
        self._lock = threading.Lock()

    def offers(self, document_id: str) -> tuple[Offer, ...]:
        """All tables of a document that have rows, in their order.

        The table texts are of the kept source: without one nothing can be offered.
        """
        state, segments = self._desk.state(document_id), self._desk.segments(document_id)
        kinds = {k.kind: k for k in kinds_of(taught(self._desk.settings, self._desk.data))}
        payload = document_payload(state.document)
        made = []
        for table, exported in zip(parse_result(payload).tables, payload["tables"], strict=True):
            if not table.rows:
                continue
            kind = kinds.get(table.kind)
            why = NO_KIND if kind is None else why_not(table)
            example = None
            if kind is not None and why in (None, NOTHING_PROVED):
                example = example_of(state.document.info.sha256, exported, kind, segments)
                why = why if example is not None else NOT_SIMPLE
            origin = f"{_DESK}{document_id}:{table.name}"
            if example is not None:
                told = {"origin": origin, "on_word": why is not None}
                example = example.model_copy(update=told)
            made.append(Offer(state.name, table.name, table.title or "", origin, example, why))
        return tuple(made)

    def add(self, document_id: str, table: str) -> Example:
        """Add one table (``kind#ordinal``); one of which nothing is proved on a person's word.

        Raises:
            UsageError: there is no such table, or it can't be an example as it stands.
        """
        found = next((one for one in self.offers(document_id) if one.table == table), None)
        if found is None:
            raise UsageError(f"there is no table {table} in this version; look at it again")
        if found.example is None:
            raise UsageError(f"{table} can't be an example: {found.why}")
        with self._lock:
            self._replace(found.origin, found.example)
        return found.example

    def add_ready(self, document_id: str) -> tuple[tuple[Offer, ...], tuple[Offer, ...]]:
        """Add all tables of a document whose checks hold; those added, and those left out."""
        offers = self.offers(document_id)
        ready = tuple(offer for offer in offers if offer.ready)
        with self._lock:
            for offer in ready:
                assert offer.example is not None  # it is ready
                self._replace(offer.origin, offer.example)
        return ready, tuple(offer for offer in offers if not offer.ready)

    def follow(self, document_id: str) -> Followed:
        """Put the examples of a document right after it changed; nothing new is added.

        One whose table says something else now is replaced; one whose table is gone, or no
        longer holds, is removed.
        """
        kept = [e for e in self.store.list() if e.origin.startswith(f"{_DESK}{document_id}:")]
        if not kept:
            return Followed()
        offers = {offer.origin: offer for offer in self.offers(document_id)}
        added, removed = [], []
        with self._lock:
            for example in kept:
                offer = offers.get(example.origin)
                now = None if offer is None else offer.example
                if now is None or (now.on_word and not example.on_word):
                    self.store.remove(example.id)
                    removed.append(example.id)
                elif now != example.model_copy(update={"on_word": now.on_word}):
                    removed += self._replace(example.origin, now)
                    added.append(now.id)
        return Followed(tuple(added), tuple(removed))

    def finished(self) -> Iterator[str]:
        """The ids of the documents at the desk in which nothing is in doubt."""
        for entry in self._desk.queue(QueueFilter()):
            if not entry.doubts:
                yield entry.document_id

    def documents(self) -> frozenset[str]:
        """The ids of the documents that examples are from."""
        origins = [e.origin for e in self.store.list() if e.origin.startswith(_DESK)]
        return frozenset(origin.removeprefix(_DESK).split(":", 1)[0] for origin in origins)

    def _replace(self, origin: str, example: Example) -> Sequence[str]:
        """Keep an example as the only one of its table; the ids of those that went."""
        old = [e.id for e in self.store.list() if e.origin == origin and e.id != example.id]
        self.store.add(example)
        for ident in old:
            self.store.remove(ident)
        return old
