"""The queue: an order, a wait, and nothing that could be code."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from extraction.jobs.dispatch import QUEUE, Dispatch
from schemas.errors import BusyError, UsageError


@pytest.fixture
def queue(database: str) -> str | None:
    """Where the queue is: a file of the data folder, or Postgres."""
    return None if database.startswith("sqlite") else database


@pytest.fixture
def dispatch(tmp_path: Path, queue: str | None) -> Iterator[Dispatch]:
    made = Dispatch(tmp_path, queue)
    yield made
    made.close()


def taken(dispatch: Dispatch) -> list[str]:
    """The jobs in the order in which a worker gets them."""
    order = []
    while (job_id := dispatch.next()) is not None:
        order.append(job_id)
    return order


def test_a_higher_priority_comes_first_then_what_came_first(dispatch: Dispatch) -> None:
    for job_id, priority in (("a", 0), ("b", 5), ("c", -1), ("d", 5)):
        dispatch.send(job_id, priority)
    assert dispatch.ready() == 4
    assert taken(dispatch) == ["b", "d", "a", "c"]


def test_another_process_takes_what_one_sent(
    dispatch: Dispatch, tmp_path: Path, queue: str | None
) -> None:
    dispatch.send("a", 0)
    other = Dispatch(tmp_path, queue)
    assert taken(other) == ["a"]
    other.close()
    assert dispatch.queued() == frozenset()


def test_what_is_to_wait_is_not_taken_yet_but_is_known(dispatch: Dispatch) -> None:
    dispatch.send("later", 0, after=3600)
    dispatch.send("now", 0)
    assert dispatch.queued() == {"later", "now"}
    assert taken(dispatch) == ["now"]


def test_the_queue_holds_json(tmp_path: Path) -> None:
    """A pickle would let whoever can write the queue run code in the worker."""
    dispatch = Dispatch(tmp_path, None)
    dispatch.send("a", 3)
    dispatch.close()
    with sqlite3.connect(tmp_path / QUEUE) as file:
        (data,) = file.execute("select data from task").fetchone()
    assert bytes(data) == b'["extraction.jobs.dispatch.work", "a", 3, null]'


@pytest.mark.parametrize("url", ["ftp://host", "redis", ""])
def test_a_queue_of_no_known_kind_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError, match="GOUJI_QUEUE"):
        Dispatch(tmp_path, url)


def test_a_queue_that_is_away_is_said_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(BusyError) as raised:
        Dispatch(tmp_path, "postgresql://u:secret@127.0.0.1:1/x")
    assert "127.0.0.1:1/x" in str(raised.value)
    assert "secret" not in str(raised.value)
