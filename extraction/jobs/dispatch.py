"""Which job comes next, and to whom: the one door to Huey, the engine that dispatches jobs.

Huey orders by priority and time, waits where a job is to be tried later, and hands each job to one
worker thread. It forgets a job as it hands it over, so it is never asked what is true of one: that
stands in the ledger (`extraction.records.jobs`), from which lost jobs are dispatched again.
"""

import json
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from huey import Huey, PostgresHuey, PriorityRedisHuey, SqliteHuey  # type: ignore[import-untyped]
from huey.consumer import Consumer  # type: ignore[import-untyped]
from huey.exceptions import ConfigurationError  # type: ignore[import-untyped]
from huey.registry import Message  # type: ignore[import-untyped]
from huey.serializer import Serializer  # type: ignore[import-untyped]
from huey.utils import normalize_time  # type: ignore[import-untyped]

from schemas.errors import BusyError, UsageError

QUEUE = "queue.sqlite3"
"""The file of the queue in the data folder, where no other queue is named."""

_NAME = "gouji"
_SOON, _LATEST = 0.05, 0.5
"""Seconds between two looks into an empty queue, first and at most."""
_GRACE = 20
"""Seconds that the documents under way have to end where the worker is told to stop."""
_WAIT = 5
"""Seconds to wait for another writer of the queue's file."""


class Dispatch:
    """A queue of job ids; safe for threads and processes.

    Every method raises BusyError where the queue is locked or can't be reached.
    """

    def __init__(self, data: Path, queue: str | None) -> None:
        """The queue at a URL (``redis://``, ``postgresql://``), None: a file in the data folder.

        Raises UsageError where it is of no queue that can be used.
        """
        self.name = str(data / QUEUE) if queue is None else _shown(queue)
        self._perform: Callable[[str], None] = _nothing
        self._huey = self._told(lambda: _opened(data / QUEUE, queue))
        self._task = self._huey.task(name="work")(self._run)

    def close(self) -> None:
        """Let go of the queue, as far as this thread holds it."""
        close = getattr(self._huey.storage, "close", None)
        if close is not None:
            close()

    def send(self, job_id: str, priority: int, after: float = 0.0) -> None:
        """Have a job taken by the next free worker, ``after`` so many seconds."""
        task = self._task.s(job_id)
        task.id, task.priority = job_id, priority
        if after > 0:
            task.eta = normalize_time(delay=after, utc=True)
            self._told(lambda: self._huey.add_schedule(task))
        else:
            self._told(lambda: self._huey.enqueue(task))

    def ready(self) -> int:
        """How many jobs are there for the next free worker."""
        return int(self._told(self._huey.pending_count))

    def queued(self) -> frozenset[str]:
        """The ids of the jobs that are dispatched or are to be later."""
        both = self._told(lambda: [*self._huey.pending(), *self._huey.scheduled()])
        return frozenset(str(task.id) for task in both)

    def next(self) -> str | None:
        """Take the next job out of the queue, None where none is to be done now.

        For measures and tests; workers are handed theirs by `serve`.
        """
        task = self._told(self._huey.dequeue)
        return None if task is None else str(task.id)

    def serve(
        self, threads: int, perform: Callable[[str], None], trouble: Callable[[str], None]
    ) -> None:
        """Perform jobs, so many at a time, until the process is told to stop.

        ``perform`` may not raise; ``trouble`` hears in a sentence where the queue can't be read.
        To be called in the main thread, which hears the signals: SIGTERM lets the jobs under way
        end for a while, SIGINT does not wait for them.
        """
        self._perform = perform
        log = logging.getLogger("huey")
        log.propagate = False
        log.addHandler(_Sentences(self.name, trouble))
        consumer = Consumer(
            self._huey,
            workers=threads,
            periodic=False,
            initial_delay=_SOON,
            max_delay=_LATEST,
            shutdown_timeout=_GRACE,
            graceful_signal="TERM",
        )
        consumer.run()

    def _run(self, job_id: str) -> None:
        self._perform(job_id)

    def _told(self, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except (ConfigurationError, UsageError) as error:
            raise UsageError(
                f"the queue {self.name} can't be used ({error}); set GOUJI_QUEUE to a URL such as "
                "redis://HOST or postgresql://USER@HOST/NAME, or to nothing for a file"
            ) from None
        except Exception as error:  # every storage has errors of its own
            raise BusyError(
                f"the queue {self.name} can't be used now ({type(error).__name__}); see that it "
                "is there, and try again"
            ) from None


class _JobIds(Serializer):  # type: ignore[misc]
    """Tasks as JSON: a queue that others can write must not be able to run code here."""

    def _serialize(self, data: Any) -> bytes:
        eta = None if data.eta is None else data.eta.isoformat()
        return json.dumps([data.name, data.id, data.priority, eta]).encode()

    def _deserialize(self, data: Any) -> Any:
        name, job_id, priority, eta = json.loads(bytes(data))
        eta = None if eta is None else datetime.fromisoformat(eta)
        return Message(job_id, name, eta, 0, 0, priority, (job_id,), {})


class _Sentences(logging.Handler):
    """What Huey logs as an error, in one sentence."""

    def __init__(self, queue: str, trouble: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._queue = queue
        self._trouble = trouble

    def emit(self, record: logging.LogRecord) -> None:
        """Tell what went wrong, without its traceback."""
        error = record.exc_info[1] if record.exc_info else None
        what = record.getMessage() if error is None else str(error) or type(error).__name__
        self._trouble(f"the queue {self._queue} is in trouble ({what}); see what holds it")


def _opened(file: Path, queue: str | None) -> Huey:
    options: dict[str, Any] = {"results": False, "serializer": _JobIds()}
    if queue is None:
        return SqliteHuey(_NAME, filename=str(file), timeout=_WAIT, **options)
    scheme = urlsplit(queue).scheme.split("+")[0]
    if scheme in ("redis", "rediss"):
        return PriorityRedisHuey(_NAME, url=queue, **options)
    if scheme in ("postgres", "postgresql"):
        return PostgresHuey(_NAME, dsn=queue.replace("+psycopg", "", 1), **options)
    raise UsageError("it is neither redis:// nor postgresql://")


def _nothing(_: str) -> None:
    """What a process does that only sends."""


def _shown(queue: str) -> str:
    """The URL without a password."""
    parts = urlsplit(queue)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
