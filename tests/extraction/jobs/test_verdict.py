"""What becomes of a job after a try."""

from datetime import UTC, datetime, timedelta

import pytest

from extraction.jobs.verdict import LOSSES, Ending, moment, verdict
from extraction.records.jobs import Row
from schemas.service import Job

NOW = datetime(2026, 1, 1, tzinfo=UTC)
JOB = Job(
    job_id="j", client_id="c", name="x.txt", sha256="0", size=1, state="working",
    created_at=moment(NOW),
)  # fmt: skip


def row(strikes: int = 0, losses: int = 0, setbacks: int = 0) -> Row:
    return Row(JOB, "headers", strikes, losses, setbacks)


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ("failed", "failed"),
        ("stopped", "set_aside"),
        ("strike", "waiting"),
        ("setback", "waiting"),
        ("loss", "waiting"),
        ("release", "waiting"),
    ],
)
def test_a_first_try_ends_so(how: Ending, state: str) -> None:
    after = verdict(row(), how, "why", 3, NOW)
    assert after.values["state"] == state
    assert after.values["reason"] == "why"
    assert (after.after is None) == (state != "waiting")


def test_the_last_strike_sets_a_document_aside_and_says_why() -> None:
    after = verdict(row(strikes=2, losses=5, setbacks=50), "strike", "it died", 3, NOW)
    assert after.values["state"] == "set_aside"
    assert after.values["reason"] == "set aside after 3 tries: it died"


def test_what_the_machine_does_never_counts_against_the_document() -> None:
    """Only the wait grows, up to five minutes."""
    waits = [verdict(row(setbacks=n), "setback", "full", 1, NOW).after for n in range(40)]
    assert waits[:3] == [2.0, 4.0, 8.0]
    assert waits == sorted(waits, key=lambda each: each or 0)
    assert waits[-1] == 300.0
    assert verdict(row(setbacks=99), "setback", "full", 1, NOW).values == {
        "state": "waiting",
        "reason": "full",
        "not_before": moment(NOW + timedelta(seconds=300)),
        "setbacks": 100,
    }


def test_a_document_that_takes_worker_after_worker_with_it_is_set_aside() -> None:
    assert verdict(row(losses=LOSSES - 2), "loss", "", 3, NOW).values["state"] == "waiting"
    assert verdict(row(losses=LOSSES - 1), "loss", "", 3, NOW).values["state"] == "set_aside"
