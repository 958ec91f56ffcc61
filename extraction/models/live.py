"""Answers of an endpoint: so many requests at a time, sent again where it is busy or down."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from extraction.models.endpoint import Endpoint
from extraction.models.faults import ParameterError, PassingError
from extraction.models.port import Body
from extraction.models.slots import Slots
from schemas.errors import AnswerError, EndpointError, GoujiError, UsageError
from schemas.settings import Settings

R = TypeVar("R")

_FIRST_WAIT = 0.5  # seconds; doubled with each attempt
_LONGEST_WAIT = 30.0
_SLOW_ATTEMPTS = 2
"""How often a request is sent that gets no answer in time: each may have been paid for."""

_PATIENCE = 5
"""How many times as often a request is sent while the endpoint is busy with others of ours."""

_RENAMED = "max_completion_tokens"  # what newer models of OpenAI want for max_tokens


class OpenAICompleter:
    """Completions of an endpoint. To be used on one event loop, shared by all documents."""

    def __init__(self, settings: Settings, endpoint: Endpoint | None = None) -> None:
        """Raises UsageError where the URL is none, or OpenAI is to be asked without a key."""
        self.endpoint = endpoint or Endpoint(settings)
        self._attempts = settings.attempts
        self._slots = Slots(settings.concurrency)
        self._open_at = 0.0
        self._answers = 0
        self._over: GoujiError | None = None
        self._refused: frozenset[str] = frozenset()

    async def complete(self, body: Body) -> Body:
        """See `Completer.complete`."""
        while True:
            refused = self._refused
            try:
                return await self.sent(partial(self.endpoint.complete, _spelled(body, refused)))
            except ParameterError as error:
                if error.parameter in refused:
                    raise AnswerError(
                        f"{self.endpoint.place.host} takes no {error.parameter}; choose another "
                        "GOUJI_MODEL"
                    ) from None
                # Part of how this endpoint is spoken to, not of the request and its key.
                self._refused |= {error.parameter}

    async def embed(self, texts: Sequence[str], model: str) -> list[list[float]]:
        """The embeddings of texts, in their order, by an embedding model of the endpoint."""
        body = {"model": model, "input": list(texts), "encoding_format": "float"}
        found = await self.sent(lambda: self.endpoint.post("/embeddings", body))
        try:
            rows = sorted(found["data"], key=lambda row: int(row["index"]))
            vectors = [[float(number) for number in row["embedding"]] for row in rows]
        except (KeyError, TypeError, ValueError) as error:
            raise EndpointError(
                f"{self.endpoint.place.host} gives no embeddings of {model}; check GOUJI_EMBEDDINGS"
            ) from error
        if len(vectors) != len(texts):
            raise EndpointError(
                f"{self.endpoint.place.host} gave {len(vectors)} embeddings for {len(texts)} "
                "texts; check GOUJI_EMBEDDINGS"
            )
        return vectors

    async def sent(self, call: Callable[[], Awaitable[R]]) -> R:
        """Make a call when there is room for it, and again while it fails in ways that pass.

        Once the endpoint is known to be of no use, every further call fails at once.
        """
        attempt = sent = slow = 0
        answers = self._answers
        while True:
            try:
                async with self._slots:
                    await self._rest()
                    found = await call()
                    self._slots.answered()
                    self._answers += 1
                    return found
            except PassingError as error:
                if error.busy:
                    self._slots.busy()
                sent += 1
                # Refused while others are answered is no failure, only a place further back.
                queued = error.busy and self._answers > answers
                answers = self._answers
                attempt += not (queued and sent < self._attempts * _PATIENCE)
                slow += error.slow
                if attempt >= self._attempts or slow >= _SLOW_ATTEMPTS:
                    raise self._told(error.told) from None
                wait = self._wait(sent, error.after)
            except (EndpointError, UsageError) as error:
                raise self._told(error) from None
            await asyncio.sleep(wait)

    async def _rest(self) -> None:
        """Wait as long as the endpoint has asked all of us to."""
        if self._over is not None:
            raise self._over
        while (left := self._open_at - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(left)
        if self._over is not None:
            raise self._over

    def _wait(self, attempt: int, after: float | None) -> float:
        """Seconds until the next attempt. What the endpoint asks for is asked of everyone."""
        if after is not None:
            opened = asyncio.get_running_loop().time() + after
            self._open_at = max(self._open_at, opened)
            return after + random.uniform(0, min(1.0, after))
        most = min(_LONGEST_WAIT, _FIRST_WAIT * float(2 ** min(attempt - 1, 16)))
        return random.uniform(most / 2, most)

    def _told(self, error: GoujiError) -> GoujiError:
        if isinstance(error, UsageError) or (isinstance(error, EndpointError) and error.lasting):
            self._over = error
        return error


def _spelled(body: Body, refused: frozenset[str]) -> Body:
    """The body as this endpoint takes it."""
    if not refused:
        return body
    spelled: dict[str, Any] = dict(body)
    if "max_tokens" in refused and "max_tokens" in spelled:
        spelled[_RENAMED] = spelled.pop("max_tokens")
    if "temperature" in refused:
        spelled.pop("temperature", None)
    return spelled
