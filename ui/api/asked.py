"""Around every request: its id, a line in the log, a count, and headers that browsers obey."""

import re
import time
import traceback
import uuid
from collections.abc import Mapping
from types import MappingProxyType

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.logs import Log
from ui.api.metrics import Metrics
from ui.api.problems import crashed

REQUEST_ID = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_GONE = 499
"""What the log says where the client left before the answer; nginx has it so."""
_NO_ROUTE = "(none)"
_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cache-Control": "no-store",
    }
)
"""Set where a route has not set them itself."""


class Asked:
    """The outermost layer: whatever happens inside, there is an answer and a line in the log."""

    def __init__(self, app: ASGIApp, log: Log, metrics: Metrics) -> None:
        self._app = app
        self._log = log
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0

        async def answered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = request_id
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, answered)
        except ClientDisconnect:
            status = status or _GONE
        except Exception as error:
            self._log.error("crash", request_id=request_id, **_where(error))
            if not status:
                await crashed(request_id)(scope, receive, answered)
        finally:
            self._tell(scope, request_id, status, time.perf_counter() - started)

    def _tell(self, scope: Scope, request_id: str, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", _NO_ROUTE)
        method = scope["method"] if route != _NO_ROUTE else "(any)"
        self._metrics.answered(method, route, status, seconds)
        self._log.info(
            "request",
            request_id=request_id,
            client=scope["state"].get("client_id"),
            method=scope["method"][:16],
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
        )


def _where(error: Exception) -> Mapping[str, str]:
    """The kind of an error and the line that raised it; its text may be a document's."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    place = "" if last is None else f"{last.filename.rpartition('/')[2]}:{last.lineno}"
    return {"error": type(error).__name__, "at": place}
