"""The service's door: uploads become jobs, jobs have results; each client sees its own alone.

The HTTP interface, the workers and programs all go through it.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from extraction import __version__
from extraction.export.key import result_key
from extraction.jobs.dispatch import Dispatch
from extraction.jobs.uploads import checked_name, keep_upload
from extraction.jobs.verdict import moment
from extraction.learning.synonymfile import taught
from extraction.records.jobs import JobStore
from extraction.records.opening import database_url
from extraction.records.store import data_folder
from extraction.review.desk import Desk
from schemas.errors import (
    BusyError,
    ConflictError,
    NotFoundError,
    NotReadyError,
    OutputError,
    UsageError,
)
from schemas.service import ENDED, Job, JobState, ServiceCounts, Submission
from schemas.settings import Engine, Settings

RESULTS = "results"
"""The folder of results in the data folder."""


class Service:
    """Jobs over one data folder and its database. Safe for threads; processes may share both.

    Every method raises BusyError where the database is locked or can't be reached, and
    OutputError where it, or the data folder, can't be written.
    """

    def __init__(
        self, settings: Settings, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """The service of ``settings.data`` and ``settings.database``.

        Raises:
            UsageError: the URL is of no database or queue that can be used.
        """
        self.settings = settings
        self.data = data_folder(settings).resolve()
        self._now = now
        try:
            (self.data / "files").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"{self.data}: the data folder can't be used ({error.strerror or error}); "
                "choose another --data"
            ) from None
        self.ledger = JobStore(database_url(self.data, settings.database))
        self.dispatch = Dispatch(self.data, settings.queue)

    def __enter__(self) -> "Service":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database and the queue."""
        self.ledger.close()
        self.dispatch.close()

    def submit(
        self,
        client_id: str,
        name: str,
        content: Path | bytes,
        *,
        priority: int = 0,
        engine: Engine | None = None,
    ) -> Submission:
        """Take a document in. When this returns, its content and its job are on disk.

        The same content under the same name and settings is the same job: it is given as it is.

        Raises:
            InputError: the name is none, or the content is empty, too large, or can't be read.
            UsageError: the engine asks a model and none is set.
        """
        taught_now = taught(self.settings, self.data)
        settings = taught_now.model_copy(update={"engine": engine or self.settings.engine})
        if settings.engine != "headers" and settings.model is None:
            raise UsageError(f"the engine {settings.engine} asks a model and none is set here")
        upload = keep_upload(
            checked_name(name), content, self.data / "files", self.settings.max_scan_bytes
        )
        parts = [client_id, name, result_key(upload.sha256, __version__, settings)]
        job = Job(
            job_id=hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32],
            client_id=client_id,
            name=name,
            sha256=upload.sha256,
            size=upload.size,
            state="waiting",
            priority=priority,
            created_at=self._moment(),
        )
        created = self.ledger.add(job, settings.engine)
        if created:
            self._send(job)
        return Submission(job=self.job(client_id, job.job_id), created=created)

    def job(self, client_id: str, job_id: str) -> Job:
        """A job of a client. Raises NotFoundError where the client has none of this id."""
        found = self.ledger.row(job_id)
        if found is None or found.job.client_id != client_id:
            raise NotFoundError(f"there is no job {job_id}; list the jobs for their ids")
        return found.job

    def jobs(
        self,
        client_id: str,
        *,
        state: JobState | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> tuple[Job, ...]:
        """The jobs of a client in the order in which they came, ``limit`` behind job ``after``.

        Raises NotFoundError where the client has no job ``after``.
        """
        if after is not None:
            self.job(client_id, after)
        return self.ledger.of_client(client_id, state, after, limit)

    def cancel(self, client_id: str, job_id: str) -> Job:
        """End a job that has not ended. One that is cancelled already stays so.

        Raises:
            NotFoundError: the client has no such job.
            ConflictError: it has ended otherwise.
        """
        self.job(client_id, job_id)
        self.ledger.cancel(job_id, self._moment())
        job = self.job(client_id, job_id)
        if job.state != "cancelled":
            raise ConflictError(f"the job {job_id} is {job.state} already; it can't be cancelled")
        return job

    def retry(self, client_id: str, job_id: str) -> Job:
        """Let a job that failed, was set aside or cancelled be tried anew.

        Raises:
            NotFoundError: the client has no such job.
            ConflictError: it waits, is worked on, or is done.
        """
        job = self.job(client_id, job_id)
        if not self.ledger.again(job_id, self._moment()):
            raise ConflictError(f"the job {job_id} is {job.state}; there is nothing to try anew")
        self._send(job)
        return self.job(client_id, job_id)

    def result(self, client_id: str, job_id: str) -> Path:
        """The JSON result of a job; its workbook is beside it (``.xlsx``).

        Raises:
            NotFoundError: the client has no such job.
            NotReadyError: the job has no result yet, or ended without one.
        """
        job = self.job(client_id, job_id)
        if job.state == "done":
            return self.result_path(job_id)
        if job.state in ENDED:
            told = job.reason or "it was cancelled; try it anew"
            raise NotReadyError(f"{job.name}: there is no result: {told}")
        raise NotReadyError(f"{job.name}: there is no result yet, the job is {job.state}")

    def result_path(self, job_id: str) -> Path:
        """Where the JSON result of a job is, or will be."""
        return self.data / RESULTS / job_id / "result.json"

    def desk(self, owner: str | None = None) -> Desk:
        """The review desk over the same data folder and database.

        With an ``owner``, a client, it has that one's documents alone; others are not there.
        """
        return Desk(self.data, None, self.settings, owner=owner, now=self._now)

    def counts(self) -> ServiceCounts:
        """Jobs by state, over all clients, and how long the oldest waits."""
        oldest = self.ledger.oldest_waiting()
        waited = 0.0
        if oldest is not None:
            waited = max(0.0, (self._now() - datetime.fromisoformat(oldest)).total_seconds())
        return ServiceCounts(jobs=self.ledger.counts(), oldest_waiting=waited)

    def _send(self, job: Job) -> None:
        try:
            self.dispatch.send(job.job_id, job.priority)
        except BusyError:
            # The job is on disk, so it is acknowledged; a worker's next sweep dispatches it.
            return

    def waiting(self, client_id: str | None = None) -> int:
        """How many jobs wait, of all clients or of one."""
        return self.ledger.waiting(client_id)

    def jobs_of_documents(self, client_id: str, document_ids: Sequence[str]) -> dict[str, str]:
        """The last job of a client for each document at the desk: document id to job id.

        A document of another client is left out.
        """
        return self.ledger.of_documents(client_id, document_ids)

    def _moment(self) -> str:
        return moment(self._now())
