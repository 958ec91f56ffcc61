"""The ledger: one job, one holder, whoever asks at the same moment."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from extraction.records.jobs import JobStore
from schemas.service import Job


def at(seconds: int) -> str:
    return f"2026-01-01T00:00:{seconds:02d}.000000+00:00"


def job(job_id: str = "j", priority: int = 0) -> Job:
    return Job(
        job_id=job_id, client_id="c", name="x.txt", sha256="0", size=1, state="waiting",
        priority=priority, created_at=at(0),
    )  # fmt: skip


@pytest.fixture
def ledger(database: str) -> Iterator[JobStore]:
    store = JobStore(database)
    store.add(job(), "headers")
    yield store
    store.close()


def test_a_job_dispatched_twenty_times_is_taken_once(ledger: JobStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda n: ledger.take("j", f"t{n}", at(1), at(9)), range(20)))
    rows = [row for row in taken if row is not None]
    assert len(rows) == 1
    assert (rows[0].job.state, rows[0].job.tries) == ("working", 1)


def test_only_the_try_that_holds_a_job_can_change_it(ledger: JobStore) -> None:
    ledger.take("j", "mine", at(1), at(9))
    assert not ledger.renew("other", "j", at(20))
    assert not ledger.end("other", "j", {"state": "done"})
    assert ledger.renew("mine", "j", at(20))
    assert ledger.end("mine", "j", {"state": "waiting", "not_before": at(30)})
    assert not ledger.end("mine", "j", {"state": "done"})


def test_a_job_that_is_to_wait_is_not_taken_before(ledger: JobStore) -> None:
    ledger.take("j", "mine", at(1), at(9))
    ledger.end("mine", "j", {"state": "waiting", "not_before": at(30)})
    assert ledger.take("j", "next", at(29), at(40)) is None
    assert ledger.due(at(29), 9) == ()
    assert ledger.take("j", "next", at(30), at(40)) is not None


def test_a_job_whose_worker_died_is_taken_back_once(ledger: JobStore) -> None:
    ledger.take("j", "dead", at(1), at(9))
    assert ledger.lost(at(8)) == ()
    ((row, token),) = ledger.lost(at(10))
    assert token == "dead"
    back = {"state": "waiting", "not_before": at(10), "losses": 1}
    assert [ledger.take_back(row, token, at(10), back) for _ in range(2)] == [True, False]
    # What the dead one was doing, should it still live, comes to nothing.
    assert not ledger.end("dead", "j", {"state": "done"})


def test_a_worker_that_was_only_slow_keeps_its_job(ledger: JobStore) -> None:
    ledger.take("j", "slow", at(1), at(9))
    ((row, token),) = ledger.lost(at(10))
    ledger.renew("slow", "j", at(30))
    assert not ledger.take_back(row, token, at(10), {"state": "waiting", "not_before": at(10)})


def test_a_cancelled_job_is_nobodys(ledger: JobStore) -> None:
    ledger.take("j", "mine", at(1), at(9))
    assert ledger.cancel("j", at(2))
    assert not ledger.renew("mine", "j", at(20))
    assert not ledger.end("mine", "j", {"state": "done"})
    assert not ledger.cancel("j", at(3))
    assert ledger.again("j", at(4))
    assert not ledger.again("j", at(5))


def test_what_is_due_comes_by_priority_then_by_time(ledger: JobStore) -> None:
    ledger.add(job("low", -1), "headers")
    ledger.add(job("high", 7), "headers")
    assert ledger.due(at(1), 9) == (("high", 7), ("j", 0), ("low", -1))
