"""Answers from the data folder: a request is paid for once, however often it is asked."""

import asyncio

from extraction.models.port import CACHED, Body, Completer, body_key, tokens_of
from extraction.records.answers import AnswerStore


class CachedCompleter:
    """Answers from the store, else from another completer, whose answers are stored at once.

    A request that is under way already is waited for, not sent again. To be used on one event
    loop.
    """

    def __init__(self, inner: Completer, store: AnswerStore) -> None:
        self._inner = inner
        self._store = store
        self._under_way: dict[str, asyncio.Task[Body]] = {}

    async def complete(self, body: Body) -> Body:
        """See `Completer.complete`."""
        key = body_key(body)
        known = self._store.completion(key)
        if known is not None:
            return {**known, CACHED: True}
        task = self._under_way.get(key)
        if task is not None:
            return {**await asyncio.shield(task), CACHED: True}
        task = asyncio.create_task(self._ask(key, body))
        self._under_way[key] = task
        task.add_done_callback(lambda done: self._forget(key, done))
        # Shielded: what was sent is paid for, so its answer is stored even if nobody waits.
        return await asyncio.shield(task)

    async def _ask(self, key: str, body: Body) -> Body:
        completion = await self._inner.complete(body)
        if not completion.get(CACHED):
            self._store.keep(key, body, completion, tokens_of(completion) or (0, 0))
        return completion

    def _forget(self, key: str, task: asyncio.Task[Body]) -> None:
        self._under_way.pop(key, None)
        if not task.cancelled():
            # Looked at, or asyncio complains of it where nobody waits any more.
            task.exception()
