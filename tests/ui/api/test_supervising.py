"""Workers beside the server: a dead one is started anew, after pauses that grow."""

import io
import json
import subprocess

from ui.api.logs import json_logger
from ui.api.supervising import Workers


class FakeChild:
    def __init__(self, stubborn: bool = False) -> None:
        self.code: int | None = None
        self.stubborn = stubborn
        self.killed = False

    def poll(self) -> int | None:
        return self.code

    def terminate(self) -> None:
        if not self.stubborn:
            self.code = 0

    def kill(self) -> None:
        self.killed, self.code = True, -9

    def wait(self, timeout: float | None = None) -> int:
        if self.code is None:
            raise subprocess.TimeoutExpired("worker", timeout or 0)
        return self.code


class Case:
    def __init__(self, count: int = 1) -> None:
        self.now = 0.0
        self.made: list[FakeChild] = []
        self.refuse = False
        self.log = io.StringIO()
        self.workers = Workers(count, self.start, json_logger(self.log), clock=lambda: self.now)

    def start(self) -> FakeChild:
        if self.refuse:
            raise OSError(12, "no memory")
        self.made.append(FakeChild())
        return self.made[-1]

    def at(self, now: float) -> int:
        """How many were started until then."""
        self.now = now
        self.workers.look()
        return len(self.made)


def test_a_dead_worker_is_started_anew_after_pauses_that_grow() -> None:
    case = Case(2)
    assert case.at(0) == 2
    case.made[0].code = -9
    assert [case.at(t) for t in (1, 2, 2.9, 3.1)] == [2, 2, 2, 3]
    case.made[2].code = 1
    assert [case.at(t) for t in (3.2, 7.1, 7.3)] == [3, 3, 4]
    for _ in range(10):
        case.made[-1].code = 1
        before = len(case.made)
        assert case.at(case.now + 0.1) == before
        assert case.at(case.now + 60.1) == before + 1
    assert json.loads(case.log.getvalue().splitlines()[0])["event"] == "worker died"


def test_a_worker_that_lived_long_is_missed_for_a_moment_only() -> None:
    case = Case()
    case.at(0)
    case.made[0].code = 1
    assert [case.at(t) for t in (500, 500.9, 501.1)] == [1, 1, 2]


def test_a_machine_that_can_start_none_is_asked_again() -> None:
    case = Case()
    case.refuse = True
    assert case.at(0) == 0
    case.refuse = False
    assert [case.at(t) for t in (0.5, 1.1)] == [0, 1]


def test_all_are_ended_the_stubborn_by_force() -> None:
    case = Case(2)
    case.at(0)
    case.made[1].stubborn = True
    case.workers.stop()
    assert [(c.code, c.killed) for c in case.made] == [(0, False), (-9, True)]
