"""The ledger of jobs: their state, tries and leases. Every change is one conditional UPDATE.

So a job that is dispatched twice is taken once, and a worker that was given up can change nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, MetaData, and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from extraction.records.connecting import Connected
from extraction.records.service_tables import service_tables
from schemas.service import Job, JobState

Values = Mapping[str, Any]

_AGAIN: tuple[JobState, ...] = ("failed", "set_aside", "cancelled")


class Row(NamedTuple):
    """A job as clients see it, and what only the workers need of it."""

    job: Job
    engine: str
    strikes: int
    losses: int
    setbacks: int


class LostJob(Exception):  # noqa: N818 - no fault: the job is another's by now
    """The try does not hold the job any more."""


class JobStore:
    """Jobs in the review database; safe for threads and processes.

    Every method raises BusyError where the database is locked or can't be reached, and
    OutputError where it can't be written. Moments are UTC in ISO 8601 with microseconds.
    """

    def __init__(self, url: str) -> None:
        """Open, or make, the database at a URL; raises UsageError where it is of none."""
        self._jobs = service_tables(MetaData()).jobs
        self._database = Connected(url)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def add(self, job: Job, engine: str) -> bool:
        """Keep a new job; whether it was new. It is on disk when this returns."""
        values = {
            **job.model_dump(),
            "engine": engine,
            "strikes": 0,
            "losses": 0,
            "setbacks": 0,
            "not_before": job.created_at,
        }
        try:
            with self._database.writing() as connection:
                connection.execute(insert(self._jobs).values(**values))
        except IntegrityError:
            return False
        return True

    def row(self, job_id: str) -> Row | None:
        """A job, or None."""
        query = select(self._jobs).where(self._jobs.c.job_id == job_id)
        with self._database.reading() as connection:
            found = connection.execute(query).mappings().one_or_none()
        return None if found is None else _row(found)

    def of_client(
        self, client_id: str, state: JobState | None, after: str | None, limit: int
    ) -> tuple[Job, ...]:
        """The jobs of a client in the order in which they came, from behind a job on."""
        j = self._jobs.c
        query = select(self._jobs).where(j.client_id == client_id)
        if state is not None:
            query = query.where(j.state == state)
        if after is not None:
            came = select(j.created_at).where(j.job_id == after).scalar_subquery()
            query = query.where(
                or_(j.created_at > came, and_(j.created_at == came, j.job_id > after))
            )
        query = query.order_by(j.created_at, j.job_id).limit(limit)
        with self._database.reading() as connection:
            return tuple(_row(each).job for each in connection.execute(query).mappings())

    def cancel(self, job_id: str, now: str) -> bool:
        """End a job that has not ended; the worker that has it learns of it."""
        unended = self._jobs.c.state.in_(("waiting", "working"))
        return self._change(
            and_(self._jobs.c.job_id == job_id, unended),
            {"state": "cancelled", "ended_at": now, "token": None, "lease_until": None},
        )

    def again(self, job_id: str, now: str) -> bool:
        """Let a job that ended without a result wait anew, with all its tries."""
        ended = self._jobs.c.state.in_(_AGAIN)
        return self._change(
            and_(self._jobs.c.job_id == job_id, ended),
            {
                "state": "waiting",
                "strikes": 0,
                "losses": 0,
                "setbacks": 0,
                "reason": None,
                "ended_at": None,
                "not_before": now,
            },
        )

    def take(self, job_id: str, token: str, now: str, lease_until: str) -> Row | None:
        """Begin a try of a waiting job; None where it does not wait, or not for now."""
        j = self._jobs.c
        begun = {
            "state": "working",
            "token": token,
            "lease_until": lease_until,
            "tries": j.tries + 1,
            "started_at": now,
        }
        where = and_(j.job_id == job_id, j.state == "waiting", j.not_before <= now)
        with self._database.writing() as connection:
            if not self._changed(connection, where, begun):
                return None
            found = connection.execute(select(self._jobs).where(j.job_id == job_id))
            return _row(found.mappings().one())

    def renew(self, token: str, job_id: str, lease_until: str) -> bool:
        """Keep a job for its try; false where the try has lost it."""
        return self._change(self._held(token, job_id), {"lease_until": lease_until})

    def read_pages(self, token: str, job_id: str, done: int, pages: int) -> bool:
        """Note how many pages of how many are read; false where the try has lost the job."""
        return self._change(self._held(token, job_id), {"pages_done": done, "pages": pages})

    def end(self, token: str, job_id: str, values: Values) -> bool:
        """End a try with what the job is after it; false where the try has lost the job."""
        with self._database.writing() as connection:
            return self.end_within(connection, token, job_id, values)

    def end_within(self, connection: Connection, token: str, job_id: str, values: Values) -> bool:
        """`end` as a part of a transaction on the same database."""
        freed = {**values, "token": None, "lease_until": None}
        return self._changed(connection, self._held(token, job_id), freed)

    def ending(self, token: str, job_id: str, values: Values) -> Callable[[Connection, str], None]:
        """What ends a try in the transaction that brings its document, by its id, to the desk.

        It raises LostJob where the try has lost the job: then nothing of the transaction is done.
        """

        def end(connection: Connection, document_id: str) -> None:
            ended = {**values, "document_id": document_id}
            if not self.end_within(connection, token, job_id, ended):
                raise LostJob

        return end

    def lost(self, now: str) -> tuple[tuple[Row, str], ...]:
        """The jobs whose worker gives no sign of life any more, each with the token of its try."""
        j = self._jobs.c
        query = select(self._jobs).where(j.state == "working", j.lease_until < now)
        with self._database.reading() as connection:
            found = connection.execute(query).mappings()
            return tuple((_row(each), each["token"]) for each in found)

    def take_back(self, row: Row, token: str, now: str, values: Values) -> bool:
        """End a try that was lost with its worker, unless it was renewed meanwhile."""
        freed = {**values, "token": None, "lease_until": None}
        overdue = self._jobs.c.lease_until < now
        return self._change(and_(self._held(token, row.job.job_id), overdue), freed)

    def due(self, now: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Waiting jobs that may be tried, the first ones first: id and priority."""
        j = self._jobs.c
        query = (
            select(j.job_id, j.priority)
            .where(j.state == "waiting", j.not_before <= now)
            .order_by(j.priority.desc(), j.created_at)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return tuple((job_id, priority) for job_id, priority in connection.execute(query))

    def _held(self, token: str, job_id: str) -> ColumnElement[bool]:
        j = self._jobs.c
        return and_(j.job_id == job_id, j.token == token, j.state == "working")

    def counts(self) -> dict[JobState, int]:
        """How many jobs are in each state."""
        query = select(self._jobs.c.state, func.count()).group_by(self._jobs.c.state)
        with self._database.reading() as connection:
            return {state: int(count) for state, count in connection.execute(query)}

    def waiting(self, client_id: str | None = None) -> int:
        """How many jobs wait, of all clients or of one, also those that are to wait for a while."""
        j = self._jobs.c
        query = select(func.count()).select_from(self._jobs).where(j.state == "waiting")
        if client_id is not None:
            query = query.where(j.client_id == client_id)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def of_documents(self, client_id: str, document_ids: Sequence[str]) -> dict[str, str]:
        """The last job of a client for each of these documents: document id to job id."""
        j = self._jobs.c
        query = (
            select(j.document_id, j.job_id)
            .where(j.client_id == client_id, j.document_id.in_(document_ids))
            .order_by(j.created_at, j.job_id)
        )
        with self._database.reading() as connection:
            return {row.document_id: row.job_id for row in connection.execute(query)}

    def oldest_waiting(self) -> str | None:
        """When the job came that waits longest, or None."""
        j = self._jobs.c
        query = select(func.min(j.created_at)).where(j.state == "waiting")
        with self._database.reading() as connection:
            found: str | None = connection.execute(query).scalar_one()
            return found

    def _change(self, where: ColumnElement[bool], values: Values) -> bool:
        with self._database.writing() as connection:
            return self._changed(connection, where, values)

    def _changed(self, connection: Connection, where: ColumnElement[bool], values: Values) -> bool:
        statement = update(self._jobs).where(where).values(**values)
        return connection.execute(statement).rowcount == 1


def _row(values: Mapping[Any, Any]) -> Row:
    job = Job(**{name: values[name] for name in Job.model_fields})
    return Row(job, values["engine"], values["strikes"], values["losses"], values["setbacks"])
