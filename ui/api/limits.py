"""How much one client may ask, and how many uploads come in side by side."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from schemas.errors import LimitError

_UPLOAD_AGAIN = 2.0


class RateLimit:
    """A token bucket for each client: so many requests a second, so many in one go.

    There are as many buckets as clients with a key: strangers are turned away before.
    """

    def __init__(
        self, per_second: float, at_once: int, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second = per_second
        self._at_once = float(at_once)
        self._clock = clock
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, client_id: str) -> None:
        """Let one request of a client through.

        Raises:
            LimitError: it is one too many; says in how many seconds it may come again.
        """
        now = self._clock()
        with self._lock:
            tokens, since = self._left.get(client_id, (self._at_once, now))
            tokens = min(self._at_once, tokens + (now - since) * self._per_second)
            if tokens >= 1.0:
                self._left[client_id] = (tokens - 1.0, now)
                return
            self._left[client_id] = (tokens, now)
        raise LimitError(
            f"this client sends more than {self._per_second:g} requests a second; send fewer",
            seconds=(1.0 - tokens) / self._per_second,
        )


class UploadSlots:
    """So many uploads are received at a time, so that disk and memory are bounded."""

    def __init__(self, count: int) -> None:
        self._slots = threading.BoundedSemaphore(count)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a slot in the block.

        Raises:
            LimitError: all are taken.
        """
        if not self._slots.acquire(blocking=False):
            raise LimitError(
                "the service receives as many uploads as it can; send this one again in a moment",
                seconds=_UPLOAD_AGAIN,
            )
        try:
            yield
        finally:
            self._slots.release()
