"""The review database: documents with their claims, and decisions that are never overwritten.

SQLite in WAL mode by default, Postgres by URL. A decision is on disk when `append` returns.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    MetaData,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.exc import IntegrityError

from extraction.records.connecting import Connected
from extraction.records.review_tables import review_tables
from extraction.records.upserting import upsert
from schemas.review import QueueFilter

Values = Mapping[str, Any]
Within = Callable[[Connection, str], None]
"""What is done in the transaction that keeps a document, with its id."""

_WAIT = 5
"""Seconds to wait for another writer before a person is told."""
_AT_ONCE = 2000


class CellKey(NamedTuple):
    """The address of a cell in the database."""

    kind: str
    ordinal: int
    row: int
    field: str


class Saved(NamedTuple):
    """What a document is after an event: its columns, counts, and the cells that are new."""

    columns: Values
    counts: Mapping[tuple[str, str], int]
    changed: Mapping[CellKey, Values]
    gone: frozenset[CellKey] = frozenset()


class Stale(Exception):  # noqa: N818 - no fault: the caller says who was first
    """The document is not in the version, or not in the hands, that the caller took it for."""


class ReviewStore:
    """Documents, runs, cells, counts and decisions; safe for threads and processes.

    Every method raises BusyError where the database is locked or can't be reached, and
    OutputError where it can't be written.
    """

    def __init__(self, url: str, owner: str | None = None) -> None:
        """Open, or make, the database at a URL (``sqlite:///FILE``, ``postgresql+...``).

        With an ``owner``, a client, there are only the documents of that one.
        Raises as `open_database`.
        """
        self._t = review_tables(MetaData())
        mine = self._t.documents.c.owner == owner
        self._mine: ColumnElement[bool] = true() if owner is None else mine
        # Made once: SQLAlchemy takes longer to make a statement than SQLite to run it.
        names = ("document_id", *CellKey._fields)
        cells = self._t.cells
        self._delete_cell = delete(cells).where(
            *(cells.c[name] == bindparam(f"at_{name}") for name in names)
        )
        self._database = Connected(url, wait=_WAIT)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def document(self, document_id: str) -> Values | None:
        """The columns of a document and of its run, or None."""
        d, r = self._t.documents, self._t.runs
        columns = [c for c in r.c if c.name not in ("id", "document_id", "version")]
        query = (
            select(d, r.c.version.label("made_by"), *columns)
            .join(r, r.c.id == d.c.run_id)
            .where(d.c.id == document_id, self._mine)
        )
        with self._reading() as connection:
            found = connection.execute(query).mappings().one_or_none()
        return None if found is None else dict(found)

    def documents(self, wanted: QueueFilter) -> tuple[Values, ...]:
        """The documents of a queue, those with the most doubts first."""
        d = self._t.documents
        query = self._filtered(select(d), wanted)
        # In the order of code points everywhere: a server's own order depends on where it stands.
        name = d.c.name if self._database.dialect == "sqlite" else d.c.name.collate("C")
        query = query.order_by(d.c.doubts.desc(), d.c.findings.desc(), name, d.c.id)
        query = query.limit(wanted.limit).offset(wanted.offset or None)
        with self._reading() as connection:
            return tuple(dict(row) for row in connection.execute(query).mappings())

    def _filtered(self, query: Select[Any], wanted: QueueFilter) -> Select[Any]:
        d, c = self._t.documents, self._t.counts
        query = query.where(self._mine)
        if wanted.owner is not None:
            query = query.where(d.c.owner == wanted.owner)
        if wanted.text:
            either = (d.c.name, d.c.department)
            query = query.where(or_(*(x.icontains(wanted.text, autoescape=True) for x in either)))
        if wanted.department is not None:
            query = query.where(d.c.department == wanted.department)
        if wanted.open_only:
            query = query.where(d.c.doubts > 0)
        named = {"kind": wanted.kind, "status": wanted.status, "finding": wanted.finding}
        for what, value in named.items():
            if value is not None:
                inside = select(c.c.document_id).where(c.c.what == what, c.c.value == value)
                query = query.where(d.c.id.in_(inside))
        return query

    def departments(self) -> tuple[str, ...]:
        """The departments of all documents, by name."""
        d = self._t.documents
        named = d.c.department.is_not(None)
        query = select(d.c.department).where(named, self._mine).distinct()
        with self._reading() as connection:
            return tuple(sorted(connection.execute(query).scalars()))

    def decisions(self, run_id: int) -> tuple[Values, ...]:
        """The decisions on a run, in their order."""
        t = self._t.decisions
        query = select(t).where(t.c.run_id == run_id).order_by(t.c.number)
        with self._reading() as connection:
            return tuple(dict(row) for row in connection.execute(query).mappings())

    def cells(self, document_id: str) -> dict[CellKey, Values]:
        """Every cell of a document as it stands now."""
        t = self._t.cells
        d = self._t.documents
        query = select(t).join(d, d.c.id == t.c.document_id)
        query = query.where(t.c.document_id == document_id, self._mine)
        with self._reading() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        names = CellKey._fields
        return {
            CellKey(*(row[name] for name in names)): {
                name: value
                for name, value in row.items()
                if name not in names and name != "document_id"
            }
            for row in rows
        }

    def add(
        self, document: Values, run: Values, saved: Saved, within: Within | None = None
    ) -> None:
        """Keep a document with its run and cells; one of the same id gets a new run, version 0.

        The decisions on its earlier runs are kept with those. Whatever ``within`` raises, nothing
        is kept.
        """
        t = self._t
        ident = document["id"]
        columns = {**document, **saved.columns, "version": 0, "run_id": 0}
        columns |= {"claimed_by": None, "claimed_at": None}
        put = upsert(t.documents, "id", self._database.dialect, columns)
        with self._writing() as connection:
            # This comes first: it takes the lock under which the rest is written.
            connection.execute(put, columns)
            if within is not None:
                within(connection, ident)
            made = connection.execute(insert(t.runs).values(**run, document_id=ident))
            run_id = (made.inserted_primary_key or (0,))[0]
            connection.execute(
                update(t.documents).where(t.documents.c.id == ident).values(run_id=run_id)
            )
            connection.execute(delete(t.cells).where(t.cells.c.document_id == ident))
            self._put(connection, ident, saved, fresh=True)

    def claim(self, document_id: str, who: str, now: str, expired: str) -> bool:
        """Take a document for ``who`` unless another holds it since ``expired`` or later."""
        d = self._t.documents
        statement = (
            update(d)
            .where(d.c.id == document_id, self._mine, self._free(who, expired))
            .values(claimed_by=who, claimed_at=now)
        )
        with self._writing() as connection:
            return connection.execute(statement).rowcount == 1

    def release(self, document_id: str, who: str) -> None:
        """Give a document back, where ``who`` holds it."""
        d = self._t.documents
        statement = (
            update(d)
            .where(d.c.id == document_id, self._mine, d.c.claimed_by == who)
            .values(claimed_by=None, claimed_at=None)
        )
        with self._writing() as connection:
            connection.execute(statement)

    def _free(self, who: str, expired: str) -> Any:
        d = self._t.documents
        return or_(d.c.claimed_by.is_(None), d.c.claimed_by == who, d.c.claimed_at < expired)

    def append(self, decision: Values, version: int, expired: str, saved: Saved) -> None:
        """Store a decision that was made on a version, and what the document is after it.

        It is on disk when this returns.

        Raises:
            Stale: the document has another version by now, or is claimed by another.
        """
        t = self._t
        ident, who = decision["document_id"], decision["who"]
        moved = (
            update(t.documents)
            .where(
                and_(
                    t.documents.c.id == ident,
                    t.documents.c.version == version,
                    t.documents.c.run_id == decision["run_id"],
                    self._free(who, expired),
                )
            )
            .values(
                version=decision["number"],
                claimed_by=who,
                claimed_at=decision["at"],
                **saved.columns,
            )
        )
        with self._writing() as connection:
            # The update comes first: it takes the lock under which the rest is written.
            if connection.execute(moved).rowcount != 1:
                raise Stale
            connection.execute(insert(t.decisions).values(**decision))
            self._put(connection, ident, saved)

    def _put(
        self, connection: Connection, ident: str, saved: Saved, *, fresh: bool = False
    ) -> None:
        cells, counts = self._t.cells, self._t.counts
        left = [] if fresh else [_bound(ident, key) for key in (*saved.gone, *saved.changed)]
        for start in range(0, len(left), _AT_ONCE):
            connection.execute(self._delete_cell, left[start : start + _AT_ONCE])
        rows = [
            {"document_id": ident, **key._asdict(), **values}
            for key, values in saved.changed.items()
        ]
        for start in range(0, len(rows), _AT_ONCE):
            connection.execute(insert(cells), rows[start : start + _AT_ONCE])
        connection.execute(delete(counts).where(counts.c.document_id == ident))
        numbers = [
            {"document_id": ident, "what": what, "value": value, "count": count}
            for (what, value), count in saved.counts.items()
            if count
        ]
        if numbers:
            connection.execute(insert(counts), numbers)

    def totals(self) -> dict[tuple[str, str], int]:
        """How often each kind, status and class of finding occurs in all documents."""
        c, d = self._t.counts, self._t.documents
        query = (
            select(c.c.what, c.c.value, func.sum(c.c.count))
            .join(d, d.c.id == c.c.document_id)
            .where(self._mine)
            .group_by(c.c.what, c.c.value)
        )
        with self._reading() as connection:
            return {(what, value): int(n) for what, value, n in connection.execute(query)}

    def sums(self) -> Values:
        """Documents, those without doubts, doubts now and at first, decisions, claims."""
        d = self._t.documents.c
        query = select(
            func.count().label("documents"),
            func.count().filter(d.doubts == 0).label("finished"),
            func.coalesce(func.sum(d.doubts), 0).label("doubts"),
            func.coalesce(func.sum(d.first_doubts), 0).label("first_doubts"),
            func.coalesce(func.sum(d.decided), 0).label("decisions"),
        ).where(self._mine)
        with self._reading() as connection:
            return dict(connection.execute(query).mappings().one())

    def claimed_since(self, expired: str) -> int:
        """How many documents are claimed since that moment or later."""
        d = self._t.documents.c
        query = select(func.count()).where(
            d.claimed_by.is_not(None), d.claimed_at >= expired, self._mine
        )
        with self._reading() as connection:
            return int(connection.execute(query).scalar_one())

    def counted_decisions(self) -> tuple[tuple[str, str, bool, int], ...]:
        """Action, person, whether a suggestion stood there, and how many, without those undone."""
        t, d = self._t.decisions, self._t.documents
        undo = t.alias()
        undone = select(undo.c.number).where(
            undo.c.run_id == t.c.run_id, undo.c.undoes == t.c.number
        )
        query = (
            select(t.c.action, t.c.who, t.c.suggested, func.count())
            .join(d, d.c.run_id == t.c.run_id)
            .where(t.c.undoes.is_(None), ~undone.exists(), self._mine)
            .group_by(t.c.action, t.c.who, t.c.suggested)
        )
        with self._reading() as connection:
            return tuple(
                (action, who, bool(suggested), int(count))
                for action, who, suggested, count in connection.execute(query)
            )

    def spent(self) -> tuple[Values, ...]:
        """Requests, tokens and cost of the runs that the documents stand on."""
        r, d = self._t.runs, self._t.documents
        spent = (r.c.requests, r.c.tokens_in, r.c.tokens_out, r.c.cost)
        query = select(*spent).join(d, d.c.run_id == r.c.id).where(self._mine)
        with self._reading() as connection:
            return tuple(dict(row) for row in connection.execute(query).mappings())

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._database.reading()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._database.writing() as connection:
                yield connection
        except IntegrityError:
            raise Stale from None


def _bound(ident: str, key: CellKey) -> dict[str, Any]:
    return {"at_document_id": ident, **{f"at_{name}": v for name, v in key._asdict().items()}}
