"""An OpenAI-compatible endpoint. The one door to the openai client.

One request, no retries; what goes wrong is told by `faults`. The key is in no message.
"""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlsplit

from extraction.models import faults
from extraction.models.port import Body, body_key
from schemas.errors import UsageError
from schemas.settings import Settings

OPENAI = "https://api.openai.com/v1"
"""Where requests go when no URL is set."""

_NO_KEY = "none"  # the client insists on one; endpoints without keys ignore it
_CONNECT_SECONDS = 15.0
_CHAT = "/chat/completions"
IDEMPOTENCY_KEY = "Idempotency-Key"
"""The header by which an endpoint may know a request again, whose answer was lost on the way (draft
of the IETF's HTTPAPI group). One that does charges it once; others ignore the header."""
R = TypeVar("R")


class Endpoint:
    """Sends single requests to the endpoint of the settings, on one event loop."""

    def __init__(self, settings: Settings) -> None:
        """Raises UsageError where the URL is none, or OpenAI is to be asked without a key."""
        import openai

        self._errors = openai
        self._url = base_url(settings)
        self._seconds = settings.request_seconds
        key = settings.api_key.get_secret_value().strip() if settings.api_key else ""
        if not key and self._url == OPENAI:
            raise UsageError(
                "no key is set; set GOUJI_API_KEY in the environment or in .env, or GOUJI_BASE_URL "
                "for an endpoint that needs none"
            )
        host = urlsplit(self._url).netloc.rpartition("@")[2]
        self.place = faults.Place(host, settings.model or "", bool(key))
        self._secret = key
        self._client = openai.AsyncOpenAI(
            api_key=key or _NO_KEY,
            base_url=self._url,
            max_retries=0,
            timeout=openai.Timeout(self._seconds, connect=min(_CONNECT_SECONDS, self._seconds)),
            # A proxy of the environment is not meant for this machine.
            http_client=openai.DefaultAsyncHttpxClient(trust_env=not _is_loopback(self._url)),
        )

    async def complete(self, body: Body) -> dict[str, Any]:
        """The chat completion that answers a body; sent again, the same body has the same key."""
        found = await self.post(_CHAT, body, {IDEMPOTENCY_KEY: body_key(body)})
        if not isinstance(found.get("choices"), list):
            error = found.get("error")
            raise faults.of_strange_answer(self._clean(str(error or found)), self.place)
        return found

    async def post(
        self, path: str, body: Body, headers: Mapping[str, str] = MappingProxyType({})
    ) -> dict[str, Any]:
        """The JSON object that answers a body at a path below the URL."""
        return self._object(
            await self._told(
                lambda: self._client.post(
                    path, cast_to=object, body=dict(body), options={"headers": headers}
                )
            )
        )

    async def get(self, path: str) -> dict[str, Any]:
        """The JSON object at a path below the URL."""
        return self._object(await self._told(lambda: self._client.get(path, cast_to=object)))

    async def upload(self, name: str, content: bytes) -> str:
        """Upload a batch file; its id."""
        made = await self._told(
            lambda: self._client.files.create(file=(name, content), purpose="batch")
        )
        return made.id

    async def content(self, file_id: str) -> bytes:
        """The content of a file at the endpoint."""
        found = await self._told(lambda: self._client.files.content(file_id))
        return found.content

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()

    async def _told(self, call: Callable[[], Awaitable[R]]) -> R:
        """Make a call; what the client raises becomes a fault of ours."""
        try:
            async with asyncio.timeout(self._seconds):
                return await call()
        except (TimeoutError, self._errors.APITimeoutError):
            raise faults.of_silence(self._seconds, self.place) from None
        except self._errors.APIStatusError as error:
            code, said = _words(error.body, error.message)
            after = _seconds(error.response.headers)
            raise faults.of_status(
                error.status_code, code, self._clean(said), after, self.place
            ) from None
        except (self._errors.OpenAIError, ValueError) as error:
            if isinstance(error, ValueError):
                raise faults.of_strange_answer("no JSON", self.place) from None
            raise faults.of_connection(" ".join(_reasons(error)), self.place) from None

    def _object(self, found: object) -> dict[str, Any]:
        if isinstance(found, dict):
            return found
        raise faults.of_strange_answer(self._clean(str(found)), self.place)

    def _clean(self, said: str) -> str:
        return said.replace(self._secret, "…") if self._secret else said


def base_url(settings: Settings) -> str:
    """The URL below which the endpoint's paths are. Raises UsageError where it is no URL."""
    url = (settings.base_url or OPENAI).strip().rstrip("/").removesuffix(_CHAT)
    try:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname:
            return url
    except ValueError:
        pass
    raise UsageError(
        "GOUJI_BASE_URL is no URL; set one such as https://api.openai.com/v1 or "
        "http://localhost:11434/v1"
    )


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _words(body: object, message: str) -> tuple[str, str]:
    """The code and the message of an error's body, in whichever of the usual shapes it is."""
    if isinstance(body, dict):
        inner = body.get("error", body)
        if isinstance(inner, dict):
            said = inner.get("message") or inner.get("detail") or message
            codes = (inner.get("code"), inner.get("type"), inner.get("param"))
            return " ".join(str(code) for code in codes if code), str(said)
        return "", str(inner)
    return "", message


def _seconds(headers: Any) -> float | None:
    """How long the endpoint asks to wait, in seconds, by any of the usual headers."""
    from email.utils import parsedate_to_datetime

    milliseconds = headers.get("retry-after-ms")
    given = headers.get("retry-after")
    try:
        if milliseconds is not None:
            return max(0.0, float(milliseconds) / 1000)
        return None if given is None else max(0.0, float(given))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(given).timestamp()
    except (TypeError, ValueError):
        return None
    from time import time

    return max(0.0, until - time())


def _reasons(error: BaseException | None) -> Iterator[str]:
    """What an error and those behind it say."""
    while error is not None:
        yield f"{type(error).__name__} {error}"
        error = error.__cause__ or error.__context__
