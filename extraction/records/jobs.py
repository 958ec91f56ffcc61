"""The ledger of jobs: their state, tries and leases. Every change is one conditional UPDATE.

So a job that is dispatched twice is taken once, and a worker that was given up can change nothing.
"""

from collections.abc import Mapping
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


class Taken(NamedTuple):
    """A try of a job: its token is the right to change the job."""

    row: Row
    token: str


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
                "reason": None,
                "ended_at": None,
                "not_before": now,
            },
        )

    def counts(self) -> dict[JobState, int]:
        """How many jobs are in each state."""
        query = select(self._jobs.c.state, func.count()).group_by(self._jobs.c.state)
        with self._database.reading() as connection:
            return {state: int(count) for state, count in connection.execute(query)}

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
    return Row(job, values["engine"], values["strikes"], values["losses"])
