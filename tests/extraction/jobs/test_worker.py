"""Tries of jobs: whatever ends them, the job is in the one right state, and nothing is doubled."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from extraction.export.result import read_result
from extraction.jobs import trying
from extraction.jobs.processes import DiedError, OverdueError, UnstartedError, UnwantedError
from extraction.jobs.service import Service
from extraction.jobs.trying import attempt
from extraction.jobs.verdict import LOSSES
from extraction.jobs.worker import Worker
from schemas.errors import NotReadyError, OutputError
from schemas.service import Job
from schemas.settings import Settings
from tests.postgres import Server

SAMPLE = Path(__file__).parents[3] / "samples" / "yunlu-culture-2023.md"
# Up to its first table: all of it takes four times as long.
TEXT = "\n".join(SAMPLE.read_text(encoding="utf-8").splitlines()[:170]).encode()


class Clock:
    """A time that goes on only when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def after(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Inline:
    """In place of a process: does the work here, or ends as it is told to."""

    ending: Exception | None = None
    meanwhile: Callable[[], object] | None = None

    def __init__(self, memory: int | None) -> None:
        pass

    def do(self, work: Any, subject: Any, seconds: float, wanted: Callable[[], bool]) -> Any:
        if Inline.meanwhile is not None:
            Inline.meanwhile()
        if Inline.ending is not None:
            raise Inline.ending
        return work(subject)

    def stop(self) -> None:
        pass


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(tmp_path: Path, clock: Clock) -> Iterator[Service]:
    with Service(Settings(_env_file=None, data=tmp_path / "data"), now=clock) as made:
        yield made


@pytest.fixture
def worker(service: Service, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    monkeypatch.setattr("extraction.jobs.worker.WorkProcess", Inline)
    monkeypatch.setattr(Inline, "ending", None)
    monkeypatch.setattr(Inline, "meanwhile", None)
    made = Worker(service.settings, 1, lambda _: None, now=clock)
    yield made
    made.close()
    trying._desk.cache_clear()
    trying._job_store.cache_clear()


@pytest.fixture
def job(service: Service) -> Job:
    return service.submit("a", SAMPLE.name, TEXT).job


def queued(service: Service) -> list[str]:
    """What the queue holds now; it is empty afterwards."""
    found = []
    while (job_id := service.dispatch.next()) is not None:
        found.append(job_id)
    return found


def never(*_: object, **__: object) -> Any:
    raise AssertionError("not again")


def test_a_job_is_done_once_however_often_it_is_dispatched(
    service: Service, worker: Worker, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.perform(job.job_id)
    done = service.job("a", job.job_id)
    assert (done.state, done.tries, done.reason, done.pages) == ("done", 1, None, 1)
    result = read_result(service.result("a", job.job_id))
    assert (result.document.name, result.document.sha256) == (SAMPLE.name, job.sha256)
    assert sum(len(table.rows) for table in result.tables) > 5
    with service.desk("a") as desk:
        assert [entry.document_id for entry in desk.queue()] == [done.document_id]
        assert desk.source_lines(done.document_id or "")
    with service.desk("b") as desk:
        assert desk.queue() == ()

    monkeypatch.setattr(trying, "extract", never)
    worker.perform(job.job_id)
    assert service.job("a", job.job_id) == done


def test_what_is_no_document_fails_at_once_and_no_place_of_this_machine_is_told(
    service: Service, worker: Worker
) -> None:
    job = service.submit("a", "x.pdf", b"no pdf").job
    worker.perform(job.job_id)
    failed = service.job("a", job.job_id)
    assert (failed.state, failed.tries) == ("failed", 1)
    assert failed.reason is not None
    assert "x.pdf" in failed.reason
    assert str(service.data) not in failed.reason
    with pytest.raises(NotReadyError, match="not a PDF"):
        service.result("a", job.job_id)


@pytest.mark.parametrize(
    ("ending", "told"),
    [(DiedError(-9), "memory"), (OverdueError(), "1800 seconds"), (MemoryError(), "memory")],
)
def test_a_document_that_kills_its_process_is_set_aside_after_three_tries(
    service: Service, worker: Worker, job: Job, clock: Clock, monkeypatch: pytest.MonkeyPatch,
    ending: Exception, told: str,
) -> None:  # fmt: skip
    if isinstance(ending, MemoryError):
        monkeypatch.setattr(trying, "extract", lambda *_: (_ for _ in ()).throw(ending))
    else:
        monkeypatch.setattr(Inline, "ending", ending)
    states = []
    for _ in range(4):
        worker.perform(job.job_id)
        states.append(service.job("a", job.job_id).state)
        clock.after(60)
    assert states == ["waiting", "waiting", "set_aside", "set_aside"]
    aside = service.job("a", job.job_id)
    assert aside.tries == 3
    assert "after 3 tries" in (aside.reason or "")
    assert told in (aside.reason or "")
    monkeypatch.undo()
    monkeypatch.setattr("extraction.jobs.worker.WorkProcess", Inline)
    assert service.retry("a", job.job_id).state == "waiting"
    worker.perform(job.job_id)
    assert service.job("a", job.job_id).state == "done"


def test_a_full_disk_only_puts_a_document_off(
    service: Service, worker: Worker, job: Job, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> Any:
        raise OutputError(f"{service.data}/x: can't be written: No space left on device")

    export = trying.export
    monkeypatch.setattr(trying, "export", full)
    for n in range(5):
        worker.perform(job.job_id)
        put_off = service.job("a", job.job_id)
        assert (put_off.state, put_off.tries) == ("waiting", n + 1)
        assert "No space left" in (put_off.reason or "")
        clock.after(300)
    monkeypatch.setattr(trying, "export", export)
    worker.perform(job.job_id)
    assert (service.job("a", job.job_id).state, service.job("a", job.job_id).reason) == (
        "done",
        None,
    )


@pytest.mark.parametrize("ending", [UnstartedError(), OutputError("the disk is full")])
def test_what_the_machine_does_is_tried_again_by_itself(
    service: Service, worker: Worker, job: Job, clock: Clock, monkeypatch: pytest.MonkeyPatch,
    ending: Exception,
) -> None:  # fmt: skip
    assert queued(service) == [job.job_id]
    if isinstance(ending, OutputError):
        monkeypatch.setattr(trying, "extract", lambda *_: (_ for _ in ()).throw(ending))
    else:
        monkeypatch.setattr(Inline, "ending", ending)
    worker.perform(job.job_id)
    assert service.job("a", job.job_id).state == "waiting"
    assert service.dispatch.queued() == {job.job_id}


def test_killed_between_the_result_and_the_desk_nothing_is_made_again(
    service: Service, worker: Worker, job: Job, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The try is lost after it wrote the result: what it would do at the desk is not done."""
    order = _order(worker, service, job, clock)
    service.ledger.cancel(job.job_id, "later")
    assert attempt(order).how == "lost"
    assert service.result_path(job.job_id).exists()
    with service.desk() as desk:
        assert desk.queue() == ()

    half = service.result_path(job.job_id).with_name(".gouji-0123456789ab-1.part")
    half.write_bytes(b"half")
    service.retry("a", job.job_id)
    monkeypatch.setattr(trying, "extract", never)
    worker.perform(job.job_id)
    assert service.job("a", job.job_id).state == "done"
    assert not half.exists()
    with service.desk() as desk:
        assert len(desk.queue()) == 1


def _order(worker: Worker, service: Service, job: Job, clock: Clock) -> trying.Order:
    token = uuid4().hex
    row = worker._take(job.job_id, token)
    assert row is not None
    return worker._order(row, token)


def test_what_was_not_read_is_tried_again_and_at_last_told_with_the_result(
    service: Service, worker: Worker, job: Job, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "unread_parts", lambda _: ("page 2 was given up",))
    for _ in range(2):
        worker.perform(job.job_id)
        assert service.job("a", job.job_id).state == "waiting"
        with pytest.raises(NotReadyError):
            service.result("a", job.job_id)
        clock.after(60)
    worker.perform(job.job_id)
    done = service.job("a", job.job_id)
    assert (done.state, done.reason) == ("done", "page 2 was given up")
    assert service.result("a", job.job_id).exists()


def test_a_job_cancelled_under_way_stays_cancelled(
    service: Service, worker: Worker, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Inline, "meanwhile", lambda: service.cancel("a", job.job_id))
    worker.perform(job.job_id)
    assert service.job("a", job.job_id).state == "cancelled"
    with service.desk() as desk:
        assert desk.queue() == ()
    monkeypatch.setattr(Inline, "ending", UnwantedError())
    worker.perform(job.job_id)
    assert service.job("a", job.job_id).state == "cancelled"


def test_a_dead_workers_job_and_a_lost_dispatch_are_swept_up(
    service: Service, worker: Worker, job: Job, clock: Clock
) -> None:
    queued(service)
    assert worker.sweep() == 1
    assert queued(service) == [job.job_id]
    for n in range(LOSSES):
        assert worker._take(job.job_id, f"dead-{n}") is not None
        assert worker.sweep() == 0
        clock.after(31)
        swept = worker.sweep()
        assert swept == (1 if n < LOSSES - 1 else 0)
        queued(service)
    aside = service.job("a", job.job_id)
    assert aside.state == "set_aside"
    assert f"{LOSSES} workers died" in (aside.reason or "")


def test_a_stopped_worker_gives_its_job_back_without_a_strike(
    service: Service, worker: Worker, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Inline, "meanwhile", worker._stopping.set)
    monkeypatch.setattr(Inline, "ending", UnwantedError())
    worker.perform(job.job_id)
    row = service.ledger.row(job.job_id)
    assert row is not None
    assert (row.job.state, row.strikes, row.losses, row.setbacks) == ("waiting", 0, 0, 0)


def test_a_database_that_goes_away_in_the_middle_is_waited_for(
    postgres: Server, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(_env_file=None, data=tmp_path, database=postgres.new_database())
    monkeypatch.setattr("extraction.jobs.worker.WorkProcess", Inline)
    monkeypatch.setattr(Inline, "meanwhile", postgres.stop)
    said: list[str] = []

    def tell(sentence: str) -> None:
        """The worker says that it waits: now the server comes back."""
        said.append(sentence)
        if "try again" in sentence and Inline.meanwhile is not None:
            monkeypatch.setattr(Inline, "meanwhile", None)
            postgres.start()

    with Service(settings, now=clock) as service:
        job = service.submit("a", SAMPLE.name, TEXT).job
        worker = Worker(settings, 1, tell, now=clock)
        worker.perform(job.job_id)
        row = service.ledger.row(job.job_id)
        assert row is not None
        assert (row.job.state, row.strikes, row.setbacks) == ("waiting", 0, 1)
        clock.after(3)
        worker.perform(job.job_id)
        assert service.job("a", job.job_id).state == "done"
        worker.close()
    assert said
