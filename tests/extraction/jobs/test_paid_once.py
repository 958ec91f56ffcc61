"""Killed while the model answers: the next try has the answer, and it is paid for once."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from evals.simulated.faults import Faults
from evals.simulated.record import Record
from evals.simulated.server import serving
from extraction.jobs.processes import DiedError, WorkProcess
from extraction.jobs.service import Service
from extraction.jobs.trying import Order, attempt
from extraction.jobs.worker import Worker
from schemas.settings import Settings

SAMPLE = Path(__file__).parents[3] / "samples" / "yunlu-culture-2023.md"
TEXT = "\n".join(SAMPLE.read_text(encoding="utf-8").splitlines()[:170]).encode()


def attempt_and_tell(order: Order) -> object:
    """A try, whose process tells which one it is."""
    (order.data / "pid").write_text(str(os.getpid()))
    return attempt(order)


def kill_when_asked(record: Record, data: Path) -> None:
    """Kill the process of the try as soon as its request is under way."""
    until = time.monotonic() + 60
    while not record.in_flight and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(int((data / "pid").read_text()), signal.SIGKILL)


def test_a_request_whose_answer_was_lost_is_paid_once_where_the_endpoint_honours_its_key(
    tmp_path: Path,
) -> None:
    record = Record()
    with serving(Faults(latency=1.0, idempotent=True), record) as url:
        settings = Settings(
            _env_file=None, data=tmp_path, engine="model", model="simulated", base_url=url,
            mode="json_schema",
        )  # fmt: skip
        process = WorkProcess(None)
        with Service(settings) as service:
            job = service.submit("a", SAMPLE.name, TEXT).job
            worker = Worker(settings, 1, lambda _: None)
            row = worker._take(job.job_id, "first")
            assert row is not None
            killer = threading.Thread(target=kill_when_asked, args=(record, tmp_path))
            killer.start()
            with pytest.raises(DiedError):
                process.do(attempt_and_tell, worker._order(row, "first"), 60, lambda: True)
            killer.join()
            tried = process.do(attempt_and_tell, worker._order(row, "first"), 60, lambda: True)
            assert tried == ("done", "")
            assert service.job("a", job.job_id).state == "done"
            worker.close()
            process.stop()
        seen = record.seen()
    # The endpoint was asked again, and gave what it had made before the kill.
    assert seen.replayed >= 1
    assert seen.charged_twice == 0
