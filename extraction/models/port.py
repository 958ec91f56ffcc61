"""The port to language models: a chat request as plain JSON goes in, a completion comes out.

Whoever answers (an endpoint, the cache, a batch file, a recording), a request is known by the
hash of its body.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, field_validator

from schemas.errors import AnswerError

Body = Mapping[str, Any]
"""The JSON body of POST /chat/completions, or the chat completion that answers it."""

Message = Mapping[str, Any]

CACHED = "cached"
"""A key of a completion that was not paid for now: it came from the store or from a recording."""


class Completer(Protocol):
    """Answers chat requests."""

    async def complete(self, body: Body) -> Body:
        """The chat completion, as plain JSON, that answers this body.

        It has the key ``cached`` (true) where nothing was paid for it now.

        Raises:
            EndpointError: the endpoint refuses or is down.
            UsageError: a setting is wrong (key, URL, model).
            AnswerError: the request is larger than the model's context (``too_large``), or the
                endpoint refuses this one request.
            CostError: the money that may be spent is spent.
            PendingError: the answer is outstanding.
        """
        ...


class UnsupportedModeError(AnswerError):
    """The endpoint does not take this way of being held to a schema."""


class NoPicturesError(AnswerError):
    """The model takes no pictures: none need be sent to it any more. Text it reads."""


def canonical(body: Body) -> str:
    """The body as JSON that is the same for the same content."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def body_key(body: Body) -> str:
    """The SHA-256 (hex) of the canonical JSON of a body."""
    return hashlib.sha256(canonical(body).encode("utf-8", "surrogatepass")).hexdigest()


class _Read(BaseModel):
    """What endpoints send, as far as it is used; whatever else they add is let go."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Function(_Read):
    """The function that a model calls; ``arguments`` is JSON text."""

    name: str = ""
    arguments: str = ""

    @field_validator("arguments", mode="before")
    @classmethod
    def _as_text(cls, given: Any) -> Any:
        if given is None or isinstance(given, str):
            return given or ""
        return json.dumps(given, ensure_ascii=False)


class ToolCall(_Read):
    """One call of a function."""

    id: str = "call_1"
    type: str = "function"
    function: Function = Function()


class Said(_Read):
    """The message of a completion."""

    role: str = "assistant"
    content: str | None = None
    refusal: str | None = None
    tool_calls: tuple[ToolCall, ...] | None = None

    @field_validator("content", mode="before")
    @classmethod
    def _joined(cls, given: Any) -> Any:
        """Some endpoints send the text in parts."""
        if not isinstance(given, list):
            return given
        return "".join(str(part.get("text", "")) for part in given if isinstance(part, dict))


class Choice(_Read):
    """One answer of a completion."""

    message: Said = Said()
    finish_reason: str | None = None


class Completion(_Read):
    """A chat completion as far as it is read."""

    choices: tuple[Choice, ...] = ()

    @property
    def said(self) -> Said:
        """The first answer; an empty one where there is none."""
        return self.choices[0].message if self.choices else Said()

    @property
    def finish_reason(self) -> str | None:
        """Why the first answer ends (stop, tool_calls, length, content_filter)."""
        return self.choices[0].finish_reason if self.choices else None


def tokens_of(completion: Body) -> tuple[int, int] | None:
    """The tokens in and out that a completion reports, or None where it reports none."""
    usage = completion.get("usage")
    if not isinstance(usage, Mapping):
        return None
    counts = (usage.get("prompt_tokens"), usage.get("completion_tokens"))
    if not all(isinstance(count, int) for count in counts):
        return None
    return int(counts[0] or 0), int(counts[1] or 0)


def text_of(messages: Sequence[Message]) -> str:
    """All text of the messages, without pictures."""
    texts: list[str] = []
    for message in messages:
        content = message.get("content")
        if isinstance(content, str):
            texts.append(content)
        elif isinstance(content, Sequence):
            texts += [str(part["text"]) for part in content if part.get("type") == "text"]
    return "\n".join(texts)
