"""Work in a process of its own: it ends by itself, by its time, by death, or unwanted."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from extraction.jobs.processes import DiedError, OverdueError, UnwantedError, WorkProcess


def doubled(number: int) -> tuple[int, int]:
    return 2 * number, os.getpid()


def asleep(seconds: float) -> None:
    time.sleep(seconds)


def dying(_: None) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def greedy(size: int) -> int:
    return len(bytes(size))


def always() -> bool:
    return True


@pytest.fixture(scope="module")
def process() -> Iterator[WorkProcess]:
    made = WorkProcess(memory=4 * 1024**3)
    yield made
    made.stop()


def test_the_process_is_another_and_is_kept(process: WorkProcess) -> None:
    first, second = (process.do(doubled, n, 60, always) for n in (1, 2))
    assert (first[0], second[0]) == (2, 4)
    assert first[1] == second[1] != os.getpid()


def test_work_that_hangs_kills_or_is_not_wanted_is_told_apart(process: WorkProcess) -> None:
    with pytest.raises(OverdueError):
        process.do(asleep, 600.0, 0.3, always)
    with pytest.raises(DiedError) as raised:
        process.do(dying, None, 60, always)
    assert raised.value.code == -signal.SIGKILL
    answers = iter([True, False])
    with pytest.raises(UnwantedError):
        process.do(asleep, 600.0, 60, lambda: next(answers))
    assert process.do(doubled, 3, 60, always)[0] == 6


def test_memory_is_bounded_and_the_error_is_of_the_work(process: WorkProcess) -> None:
    with pytest.raises(MemoryError):
        process.do(greedy, 8 * 1024**3, 60, always)
