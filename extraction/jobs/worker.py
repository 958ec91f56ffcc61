"""The worker: takes jobs, has each tried in a process of its own, and says what became of it.

What is true of a job stands in the ledger. A worker may die at any moment: its jobs are dispatched
again by whichever worker sweeps next.
"""

import queue
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from extraction.jobs.processes import (
    DiedError,
    OverdueError,
    UnstartedError,
    UnwantedError,
    WorkProcess,
)
from extraction.jobs.service import Service
from extraction.jobs.trying import Order, Tried, attempt
from extraction.jobs.uploads import discard_halves
from extraction.jobs.verdict import Ending, Verdict, moment, verdict
from extraction.records.jobs import Row
from schemas.errors import BusyError, GoujiError, OutputError
from schemas.settings import Settings

R = TypeVar("R")
Tell = Callable[[str], None]

_BEATS = 3
"""How often a lease is renewed within its time, and how often the ledger is swept."""
_AT_ONCE = 1000
"""How many jobs one sweep dispatches at most."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0
"""Seconds between two tries to reach the database."""
_END = 10.0
"""Seconds in which jobs are given back when the worker stops."""
_KILLED = -9


class StoppedError(Exception):
    """The worker was told to stop."""


class Worker:
    """Performs the jobs of a service, so many at a time; several may run on several machines."""

    def __init__(
        self,
        settings: Settings,
        processes: int,
        tell: Tell,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """A worker over the data folder and the database of the settings.

        ``tell`` hears in a sentence what goes wrong with the machine. Raises as `Service`.
        """
        self._service = Service(settings, now=now)
        self._ledger = self._service.ledger
        self._settings = settings.model_copy(update={"data": self._service.data})
        self._count = processes
        self._idle: queue.SimpleQueue[WorkProcess] = queue.SimpleQueue()
        for _ in range(processes):
            self._idle.put(WorkProcess(settings.document_memory))
        self._tell = tell
        self._now = now
        self._stopping = threading.Event()

    def run(self) -> None:
        """Work until the process is told to stop (SIGTERM, SIGINT). For the main thread."""
        discard_halves(self._service.data / "files")
        sweeper = threading.Thread(target=self._sweep_for_ever, daemon=True)
        sweeper.start()
        try:
            self._service.dispatch.serve(self._count, self.perform, self._tell)
        finally:
            self.close()
            sweeper.join(timeout=_END)

    def close(self) -> None:
        """Give the jobs under way back, and stop all processes."""
        self._stopping.set()
        until = time.monotonic() + _END
        for _ in range(self._count):
            try:
                self._idle.get(timeout=max(0.0, until - time.monotonic())).stop()
            except queue.Empty:
                # Its job goes to another worker when its lease has run out.
                break
        self._service.close()

    def perform(self, job_id: str) -> None:
        """Try a job that waits; nothing happens where it does not. Never raises."""
        process = self._idle.get()
        try:
            self._perform(job_id, process)
        except StoppedError:
            return
        except GoujiError as error:
            self._tell(str(error))
        except Exception as error:
            self._tell(f"internal error ({type(error).__name__}); please report it")
        finally:
            self._idle.put(process)

    def sweep(self) -> int:
        """Dispatch what nobody works on and no queue holds; how many jobs that were.

        Raises BusyError or OutputError where the database or the queue can't be used.
        """
        now = self._now()
        for row, token in self._ledger.lost(moment(now)):
            after = verdict(row, "loss", row.job.reason or "", self._settings.tries, now)
            self._ledger.take_back(row, token, moment(now), after.values)
        due = self._ledger.due(moment(now), _AT_ONCE)
        dispatch = self._service.dispatch
        if dispatch.ready() >= len(due):
            return 0
        queued = dispatch.queued()
        missing = [each for each in due if each[0] not in queued]
        for job_id, priority in missing:
            dispatch.send(job_id, priority)
        return len(missing)

    def _perform(self, job_id: str, process: WorkProcess) -> None:
        token = uuid4().hex
        row = self._insisting(lambda: self._take(job_id, token))
        if row is None:
            return
        how, reason = self._tried(row, token, process)
        if how in ("done", "lost"):
            return
        after = verdict(row, how, reason, self._settings.tries, self._now())
        held = self._insisting(lambda: self._ledger.end(token, job_id, after.values))
        if held and after.after is not None:
            self._send_again(row, after)

    def _take(self, job_id: str, token: str) -> Row | None:
        now = self._now()
        return self._ledger.take(job_id, token, moment(now), self._lease(now))

    def _tried(self, row: Row, token: str, process: WorkProcess) -> tuple[Ending, str]:
        """How a try ended, and why."""
        limit = self._settings.document_seconds
        try:
            tried: Tried = process.do(
                attempt, self._order(row, token), limit, self._beating(row.job.job_id, token)
            )
        except UnwantedError:
            return ("release" if self._stopping.is_set() else "lost"), ""
        except UnstartedError:
            return "setback", "the process for documents could not be started"
        except OverdueError:
            return "strike", f"it was not done within {limit:g} seconds"
        except DiedError as error:
            cause = "killed, perhaps for want of memory" if error.code == _KILLED else "it died"
            return "strike", f"the process that worked on it ended (code {error.code}: {cause})"
        if self._stopping.is_set() and tried.how in ("strike", "setback"):
            return "release", ""
        if tried.how == "setback":
            self._tell(f"{row.job.job_id}: put off: {tried.reason}")
        return tried

    def _order(self, row: Row, token: str) -> Order:
        settings = self._settings.model_copy(update={"engine": row.engine})
        return Order(
            job=row.job,
            token=token,
            settings=settings,
            data=self._service.data,
            result=self._service.result_path(row.job.job_id),
            final=row.strikes + 1 >= settings.tries,
        )

    def _beating(self, job_id: str, token: str) -> Callable[[], bool]:
        """What tells whether a try is still wanted, and renews its lease once in a while."""
        pause = self._settings.lease_seconds / _BEATS
        beat = time.monotonic() + pause

        def wanted() -> bool:
            nonlocal beat
            if self._stopping.is_set():
                return False
            if time.monotonic() < beat:
                return True
            beat = time.monotonic() + pause
            try:
                return self._ledger.renew(token, job_id, self._lease(self._now()))
            except (BusyError, OutputError):
                # While nobody can reach the database, nobody can take the job either.
                return True

        return wanted

    def _lease(self, now: datetime) -> str:
        return moment(now + timedelta(seconds=self._settings.lease_seconds))

    def _send_again(self, row: Row, after: Verdict) -> None:
        try:
            self._service.dispatch.send(row.job.job_id, row.job.priority, after.after or 0.0)
        except BusyError:
            # The next sweep sends it.
            return

    def _insisting(self, call: Callable[[], R]) -> R:
        """Do it as soon as the database can be used. Raises StoppedError where told to stop."""
        pause = _FIRST_PAUSE
        while True:
            try:
                return call()
            except (BusyError, OutputError) as error:
                if pause == _FIRST_PAUSE:
                    self._tell(str(error))
            if self._stopping.wait(pause):
                raise StoppedError
            pause = min(_LONGEST_PAUSE, 2 * pause)

    def _sweep_for_ever(self) -> None:
        while True:
            try:
                self.sweep()
            except GoujiError as error:
                self._tell(str(error))
            except Exception as error:
                self._tell(f"internal error ({type(error).__name__}); please report it")
            if self._stopping.wait(self._settings.lease_seconds / _BEATS):
                return
