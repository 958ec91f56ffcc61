"""One document at a time in a process of its own, which can be stopped whatever it does.

The process is kept for the next document: to start one takes as long as to read a text. The door
to pebble for documents, as `extraction.pages.pool` is for pages.
"""

import os
import resource
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, wait
from concurrent.futures import TimeoutError as OutOfTimeError
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from extraction.orphans import end_with

A = TypeVar("A")
R = TypeVar("R")

_DOCUMENTS = 200
"""After so many documents a new process takes over, so that nothing can pile up in one."""
_LOOK = 0.2
"""Seconds between two questions whether the work is still wanted."""
_START = 120.0
"""Seconds in which a process must have started; starting takes one or two."""


class OverdueError(Exception):
    """The work took longer than it may."""


class DiedError(Exception):
    """The process ended in the middle of the work; ``code`` is its exit code, -9 where killed."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class UnwantedError(Exception):
    """The work was stopped because it was not wanted any more."""


class UnstartedError(Exception):
    """The work could not begin."""


class WorkProcess:
    """A process that does one piece of work after another. For one thread at a time."""

    def __init__(self, memory: int | None) -> None:
        """``memory`` is the most address space of the process, in bytes."""
        self._memory = memory
        self._pool: ProcessPool | None = None

    def do(
        self, work: Callable[[A], R], subject: A, seconds: float, wanted: Callable[[], bool]
    ) -> R:
        """What ``work`` gives for ``subject``; ``wanted`` is asked again and again meanwhile.

        Raises:
            OverdueError: it took longer than ``seconds``, and was stopped.
            DiedError: the process died of it.
            UnwantedError: it was stopped because it was not wanted any more.
            UnstartedError: it could not begin.
            Exception: whatever ``work`` raises.
        """
        pool = self._started()
        try:
            future: ProcessFuture[R] = pool.schedule(work, args=(subject,), timeout=seconds)
        except RuntimeError:
            self.stop()
            raise UnstartedError from None
        left = _START
        while not wait([future], timeout=_LOOK).done:
            if not wanted():
                future.cancel()  # type: ignore[no-untyped-call]
                # The process is gone before anyone else may begin with the same work.
                self.stop()
                raise UnwantedError
            left -= 0 if future.running() else _LOOK
            if left <= 0:
                self.stop()
                raise UnstartedError
        try:
            return future.result()
        except OutOfTimeError:
            raise OverdueError from None
        except ProcessExpired as error:
            raise DiedError(error.exitcode or 0) from None
        except (BrokenProcessPool, CancelledError):
            self.stop()
            raise UnstartedError from None

    def stop(self) -> None:
        """Stop the process, whatever it does; the next work gets a new one."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    def _started(self) -> ProcessPool:
        if self._pool is not None and not self._pool.active:
            self.stop()
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=1,
                max_tasks=_DOCUMENTS,
                initializer=_prepare,
                initargs=(os.getpid(), self._memory),
                # Forking a process with threads can hang, so it starts afresh.
                context=get_context("spawn"),
            )
        return self._pool


def _prepare(parent: int, memory: int | None) -> None:
    end_with(parent)
    if memory is not None:
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        allowed = memory if most == resource.RLIM_INFINITY else min(memory, most)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, most))
    # What every document needs, while the first one is still on its way.
    threading.Thread(target=_import, daemon=True).start()


def _import() -> None:
    import extraction.jobs.trying  # noqa: F401
