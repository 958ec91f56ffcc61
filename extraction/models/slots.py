"""How many requests may be under way: as many as are set, fewer while the endpoint is busy."""

import asyncio
from collections import deque
from types import TracebackType

_SETTLING = 0.25
"""Seconds after a halving in which further refusals say nothing new: they were sent before it."""

_GROWTH = 0.5


class Slots:
    """Lets so many in at a time, in their order; halved where the endpoint is busy, slowly regrown.

    To be used on one event loop.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._open = float(most)
        self._used = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._halved_at = float("-inf")

    async def __aenter__(self) -> None:
        if not self._waiting and self._used < int(self._open):
            self._used += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave()
            raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._leave()

    def busy(self) -> None:
        """The endpoint was asked for too much at once."""
        now = asyncio.get_running_loop().time()
        if now - self._halved_at >= _SETTLING:
            self._halved_at = now
            self._open = max(1.0, min(self._open, self._used) / 2)

    def answered(self) -> None:
        """The endpoint has answered: one more at a time once all that are let in did so twice."""
        self._open = min(float(self._most), self._open + _GROWTH / self._open)
        self._let_in()

    def _leave(self) -> None:
        self._used -= 1
        self._let_in()

    def _let_in(self) -> None:
        while self._waiting and self._used < int(self._open):
            turn = self._waiting.popleft()
            if not turn.done():
                self._used += 1
                turn.set_result(None)
