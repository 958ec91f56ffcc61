"""What people's decisions teach about printed headers: candidate synonyms with their evidence.

It is read off the documents as they stand, not off single events: a column that a person made
another field stands under some printed header, which the headers engine by itself takes for
something else. So what was undone, or changed again, teaches nothing.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from extraction.headers.context import title_form, title_likeness
from extraction.headers.tree import Leaf
from extraction.records.reviews import ReviewStore
from extraction.review.headings import Headings, Sheet, sheet_behind
from extraction.review.loading import Loaded, events_of
from extraction.review.remapping import segment_behind, segments_of
from extraction.review.standing import table_index
from schemas.document import Document, Segment
from schemas.kinds import GENERIC, KindRow
from schemas.review import Event, QueueFilter
from schemas.synonym import CandidateSynonym, Evidence, Synonym
from schemas.table import Table

_TEACHING = frozenset({"set_field", "set_kind"})
_NAMED = 0.95
"""So like is a title to a declared one that names its kind by itself."""


class Observed(NamedTuple):
    """A synonym as one document shows it."""

    synonym: Synonym
    evidence: Evidence


class Observations:
    """What each document teaches, kept for as long as its version is the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[tuple[int, int], tuple[Observed, ...]]] = {}

    def candidates(
        self, store: ReviewStore, load: Callable[[str], Loaded]
    ) -> tuple[CandidateSynonym, ...]:
        """The candidate synonyms of all documents, those of most documents first."""
        found: dict[Synonym, list[Evidence]] = {}
        for row in store.documents(QueueFilter()):
            if not row["version"]:
                continue
            for one in self._of(row["id"], (row["run_id"], row["version"]), store, load):
                found.setdefault(one.synonym, []).append(one.evidence)
        made = [CandidateSynonym(synonym=s, evidence=_together(all_)) for s, all_ in found.items()]
        made.sort(key=lambda c: (-len(c.evidence.documents), c.synonym.kind, c.synonym.name))
        return tuple(made)

    def _of(
        self,
        ident: str,
        at: tuple[int, int],
        store: ReviewStore,
        load: Callable[[str], Loaded],
    ) -> tuple[Observed, ...]:
        with self._lock:
            known = self._kept.get(ident)
        if known is not None and known[0] == at:
            return known[1]
        taught = any(d["action"] in _TEACHING for d in store.decisions(at[0]))
        made = tuple(observed(load(ident))) if taught else ()
        with self._lock:
            self._kept[ident] = at, made
        return made


def segments_kept(loaded: Loaded) -> tuple[Segment, ...]:
    """The segments of a document's source, made once while it is in memory."""
    reading, basis = loaded.reading, loaded.basis
    if reading is None:
        return ()
    return basis.memory.of("segments", reading, lambda: segments_of(reading, basis.kinds))


def headings_of(loaded: Loaded, kind: str, ordinal: int) -> Headings:
    """The printed headers of a table as it stands; none where they can't be known.

    Raises:
        UsageError: there is no such table.
    """
    standing = loaded.view.standing
    table = standing.tables[table_index(standing, kind, ordinal)]
    of = next((one for one in loaded.basis.kinds if one.kind == kind), None)
    sheet = sheet_behind(table, segments_kept(loaded), of)
    if sheet is None:
        return Headings({}, ())
    return Headings(sheet.columns(table), sheet.unplaced(table))


def observed(loaded: Loaded) -> Iterator[Observed]:
    """What one document teaches, as it stands."""
    active = set(loaded.active)
    events = [e for e in events_of(loaded.decisions) if e.number in active]
    events = [event for event in events if event.action in _TEACHING]
    if not events or loaded.reading is None:
        return
    kinds = {kind.kind: kind for kind in loaded.basis.kinds}
    segments = segments_kept(loaded)
    imported = {}
    for table in loaded.basis.document.tables:
        segment = segment_behind(table, segments)
        if segment is not None:
            imported[id(segment)] = table
    for table in loaded.view.document.tables:
        segment = segment_behind(table, segments)
        kind = kinds.get(table.kind)
        if segment is None or kind is None:
            continue
        before = imported.get(id(segment))
        yield from _title(table, before, segment, kind, loaded.view.document, events)
        sheet = sheet_behind(table, (segment,), kind)
        if sheet is not None:
            yield from _headers(table, before, sheet, loaded.view.document, events)


def _title(
    table: Table,
    before: Table | None,
    segment: Segment,
    kind: type[KindRow],
    document: Document,
    events: Sequence[Event],
) -> Iterator[Observed]:
    """The title of a table of which a person said another kind than the engine does."""
    mine = [event for event in events if event.action == "set_kind"]
    if not mine or not table.title or table.kind in (segment.kind, GENERIC):
        return
    if before is not None and before.kind == table.kind:
        return
    if title_likeness(table.title, kind) >= _NAMED or not title_form(table.title):
        return
    synonym = Synonym(kind=table.kind, header=(title_form(table.title),))
    yield Observed(synonym, _evidence(table, None, table.title, document, mine))


def _headers(
    table: Table,
    before: Table | None,
    sheet: Sheet,
    document: Document,
    events: Sequence[Event],
) -> Iterator[Observed]:
    """The headers over columns that a person made another field than the engine does."""
    same_kind = before is not None and before.kind == table.kind
    was = sheet.columns(before) if before is not None and same_kind else {}
    paths = [leaf.path for leaf in sheet.leaves]
    columns = sheet.columns(table)
    if _stands_displaced(columns, sheet, events):
        return
    for field, leaf in columns.items():
        if sheet.matched.get(leaf) == field or was.get(field) == leaf:
            continue
        mine = [event for event in events if _is_about(event, field)]
        # A header that is printed over two columns says of neither which it is.
        if not mine or paths.count(leaf.path) > 1 or not leaf.path or not all(leaf.path):
            continue
        synonym = Synonym(kind=table.kind, header=leaf.path, field=field)
        evidence = _evidence(table, field, _printed(leaf), document, mine)
        yield Observed(synonym, evidence.model_copy(update={"recognised": sheet.recognised}))


def _stands_displaced(columns: Mapping[str, Leaf], sheet: Sheet, events: Sequence[Event]) -> bool:
    """Whether a column that nobody spoke of stands under a header that names another field.

    Then headers are printed beside their figures, and what is over a column does not name it.
    """
    return any(
        sheet.matched.get(leaf, field) != field
        for field, leaf in columns.items()
        if not any(event.action == "set_field" and _is_about(event, field) for event in events)
    )


def _is_about(event: Event, field: str) -> bool:
    if event.action == "set_kind":
        return True
    return field in ((event.before or {}).get("field"), (event.after or {}).get("field"))


def _printed(leaf: Leaf) -> str:
    return "/".join(leaf.printed)


def _evidence(
    table: Table, field: str | None, printed: str, document: Document, events: Sequence[Event]
) -> Evidence:
    """Who said it, and the checks over the column, or over the whole table."""
    here = (table.kind, table.ordinal)
    checks = [
        check
        for check in document.checks
        if any((c.kind, c.ordinal) == here and field in (None, c.field) for c in check.cells)
    ]
    return Evidence(
        printed=printed,
        people=tuple(dict.fromkeys(event.who for event in events)),
        last=events[-1].at,
        documents=(document.info.name,),
        holds=sum(check.holds for check in checks),
        fails=sum(not check.holds for check in checks),
        rules=tuple(sorted({check.rule for check in checks if check.holds})),
    )


def _together(found: Sequence[Evidence]) -> Evidence:
    return Evidence(
        printed=found[0].printed,
        people=tuple(sorted({name for one in found for name in one.people})),
        last=max(one.last for one in found),
        documents=tuple(sorted({name for one in found for name in one.documents})),
        holds=sum(one.holds for one in found),
        fails=sum(one.fails for one in found),
        rules=tuple(sorted({rule for one in found for rule in one.rules})),
        recognised=any(one.recognised for one in found),
    )
