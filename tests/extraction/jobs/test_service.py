"""The service's door: what is acknowledged is kept, and nobody sees what is another's."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extraction.jobs.service import Service
from extraction.jobs.uploads import discard_halves
from extraction.learning.synonymfile import FILE, append_events
from schemas.errors import (
    ConflictError,
    EmptyInputError,
    InputError,
    NotFoundError,
    NotReadyError,
    OversizeError,
    UsageError,
)
from schemas.settings import Settings
from schemas.synonym import Synonym, SynonymEvent

TEXT = "一、部门预算\n".encode()


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(Settings(_env_file=None, data=tmp_path / "data", max_scan_bytes=1000))


def test_an_acknowledged_upload_is_there_for_the_next_process(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data=tmp_path)
    given = tmp_path / "given.txt"
    given.write_bytes(TEXT)
    job = Service(settings).submit("a", "预算.txt", given, priority=3).job

    again = Service(settings)
    assert again.job("a", job.job_id) == job
    assert (job.state, job.size, job.priority, job.tries) == ("waiting", len(TEXT), 3, 0)
    assert (tmp_path / "files" / job.sha256[:2] / job.sha256).read_bytes() == TEXT


def test_the_same_upload_is_another_job_once_a_header_was_learned(service: Service) -> None:
    assert service.submit("a", "x.txt", TEXT).created
    synonym = Synonym(kind="expenditure_by_function", header=("专项业务费",), field="project")
    event = SynonymEvent(do="accept", synonym=synonym, who="Li", at="2026-01-01T00:00:00+00:00")
    append_events(service.data / FILE, [event])
    assert service.submit("a", "x.txt", TEXT).created
    append_events(service.data / FILE, [event.model_copy(update={"do": "remove"})])
    assert not service.submit("a", "x.txt", TEXT).created


def test_the_same_upload_is_the_same_job_and_another_is_not(service: Service) -> None:
    first = service.submit("a", "x.txt", TEXT)
    assert first.created
    assert service.submit("a", "x.txt", TEXT, priority=5) == first.model_copy(
        update={"created": False}
    )
    others = [
        service.submit("b", "x.txt", TEXT),
        service.submit("a", "y.txt", TEXT),
        service.submit("a", "x.txt", TEXT + b"x"),
    ]
    assert all(each.created for each in others)
    assert len({first.job.job_id, *(each.job.job_id for each in others)}) == 4


def test_a_job_of_another_client_is_not_found(service: Service) -> None:
    job = service.submit("a", "x.txt", TEXT).job
    for ask in (service.job, service.cancel, service.retry, service.result):
        with pytest.raises(NotFoundError):
            ask("b", job.job_id)
    with pytest.raises(NotFoundError):
        service.jobs("b", after=job.job_id)
    assert service.jobs("b") == ()
    assert service.job("a", job.job_id).state == "waiting"


def test_jobs_are_listed_in_the_order_in_which_they_came(service: Service) -> None:
    made = [service.submit("a", f"{n}.txt", TEXT).job for n in range(5)]
    service.cancel("a", made[1].job_id)
    first = service.jobs("a", limit=2)
    rest = service.jobs("a", after=first[-1].job_id)
    assert [job.name for job in first + rest] == [job.name for job in made]
    assert [job.name for job in service.jobs("a", state="cancelled")] == ["1.txt"]


def test_a_cancelled_job_can_be_tried_anew_and_one_that_waits_can_not(service: Service) -> None:
    job = service.submit("a", "x.txt", TEXT).job
    with pytest.raises(ConflictError):
        service.retry("a", job.job_id)
    with pytest.raises(NotReadyError, match="waiting"):
        service.result("a", job.job_id)
    assert service.cancel("a", job.job_id).state == "cancelled"
    assert service.cancel("a", job.job_id).state == "cancelled"
    with pytest.raises(NotReadyError, match="cancelled"):
        service.result("a", job.job_id)
    assert service.retry("a", job.job_id).state == "waiting"


@pytest.mark.parametrize("name", ["", "..", "a/b.txt", "a\\b.txt", "a\nb.txt", "长" * 90 + ".txt"])
def test_a_name_that_is_no_file_name_is_refused(service: Service, name: str) -> None:
    with pytest.raises(InputError):
        service.submit("a", name, TEXT)
    assert service.jobs("a") == ()


def test_what_holds_nothing_or_too_much_is_refused_and_leaves_nothing(service: Service) -> None:
    with pytest.raises(EmptyInputError):
        service.submit("a", "x.txt", b"")
    with pytest.raises(OversizeError):
        service.submit("a", "x.txt", b"x" * 1001)
    with pytest.raises(InputError):
        service.submit("a", "x.txt", service.data / "missing")
    with pytest.raises(UsageError, match="model"):
        service.submit("a", "x.txt", TEXT, engine="model")
    assert [path for path in (service.data / "files").rglob("*") if path.is_file()] == []


def test_half_an_upload_is_removed_a_day_later(tmp_path: Path) -> None:
    fresh, old = tmp_path / ".upload-a", tmp_path / ".upload-b"
    for half in (fresh, old):
        half.write_bytes(b"half")
    os.utime(old, (0, 0))
    discard_halves(tmp_path)
    assert (fresh.exists(), old.exists()) == (True, False)


def test_counts_are_over_all_clients(tmp_path: Path) -> None:
    times = iter(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n) for n in range(99))
    service = Service(Settings(_env_file=None, data=tmp_path), now=lambda: next(times))
    service.submit("a", "x.txt", TEXT)
    service.cancel("b", service.submit("b", "x.txt", TEXT).job.job_id)
    counts = service.counts()
    assert counts.jobs == {"waiting": 1, "cancelled": 1}
    assert counts.oldest_waiting == 3.0
