"""Worker processes beside the server: one that dies is started anew, all end with the server."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Protocol

from ui.api.logs import Log

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a dead worker is started anew; doubled each time, so that a machine on which
none can live is left in peace."""
_LIVED = 60.0
"""A worker that lived so many seconds was well: the pauses begin anew."""
_LOOK = 0.5
_NICE = 10
_GRACE = 35.0
"""Seconds for a worker to end by itself: it gives its documents 20, and its jobs back in 10."""


class Child(Protocol):
    """A process, as `subprocess.Popen` has it."""

    def poll(self) -> int | None:
        """Its exit code, None while it lives."""

    def terminate(self) -> None:
        """Ask it to end."""

    def kill(self) -> None:
        """End it."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended."""


class Place:
    """The place of one worker: its process, when it began, and when the next may begin."""

    def __init__(self) -> None:
        self.child: Child | None = None
        self.began = 0.0
        self.pause = _FIRST_PAUSE
        self.not_before = 0.0


class Workers:
    """So many worker processes, kept alive until `stop`."""

    def __init__(
        self,
        count: int,
        start: Callable[[], Child],
        log: Log,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._places = [Place() for _ in range(count)]
        self._start = start
        self._log = log
        self._clock = clock
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="workers", daemon=True)

    def start(self) -> None:
        """Start them, and watch over them."""
        self.look()
        self._thread.start()

    def stop(self) -> None:
        """Let them end what they do, for a while; then they are ended."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        living = [p.child for p in self._places if p.child is not None and p.child.poll() is None]
        for child in living:
            child.terminate()
        until = self._clock() + _GRACE
        for child in living:
            try:
                child.wait(max(0.0, until - self._clock()))
            except subprocess.TimeoutExpired:
                self._log.warning("worker ended by force")
                child.kill()
                child.wait()

    def look(self) -> None:
        """Start what is not there and may begin."""
        now = self._clock()
        for place in self._places:
            self._look_at(place, now)

    def _look_at(self, place: Place, now: float) -> None:
        if place.child is not None:
            code = place.child.poll()
            if code is None:
                return
            lived = now - place.began
            place.pause = _FIRST_PAUSE if lived >= _LIVED else min(_LONGEST_PAUSE, place.pause * 2)
            place.child, place.not_before = None, now + place.pause
            self._log.error("worker died", code=code, lived=round(lived, 1), again_in=place.pause)
        if now < place.not_before:
            return
        try:
            place.child = self._start()
        except OSError as error:
            place.not_before = now + place.pause
            self._log.error("worker not started", error=error.strerror or type(error).__name__)
            return
        place.began = now

    def _watch(self) -> None:
        while not self._stopping.wait(_LOOK):
            self.look()


def worker_process(environment: Mapping[str, str]) -> Child:
    """A worker as a process of its own; raises OSError where it can't be started."""
    command = (sys.executable, "-m", "ui.cli", "worker", "--parent", str(os.getpid()))
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=dict(environment))
    with suppress(OSError):
        # Who waits for an answer goes before the batch.
        os.setpriority(os.PRIO_PROCESS, child.pid, _NICE)
    return child
