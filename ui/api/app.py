"""The HTTP application: routes, and what is around them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.openapi.utils import get_openapi
from starlette.datastructures import Headers
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from extraction import __version__
from schemas.wire import Problem
from ui.api import (
    health_routes,
    job_routes,
    kind_routes,
    picture_routes,
    result_routes,
    review_routes,
)
from ui.api.access import some_key_exists
from ui.api.asked import REQUEST_ID, Asked
from ui.api.backend import Backend
from ui.api.logs import Log
from ui.api.problems import answer_errors, too_large
from ui.api.tracing import telemetry

_UPLOADS = frozenset({"/v1/jobs", "/v1/archives"})
_FORM = 64 * 1024
"""What a form has around its file."""
_BODY = 1024 * 1024
"""The largest body that is no upload."""
_DIGITS = 19
_LINGER = 5.0
"""Seconds for which a body that is too long is passed over."""
_DOCS_POLICY = (
    "default-src 'none'; connect-src 'self'; img-src 'self' data: https://fastapi.tiangolo.com; "
    "script-src 'unsafe-inline' https://cdn.jsdelivr.net; "
    "style-src 'unsafe-inline' https://cdn.jsdelivr.net; frame-ancestors 'none'"
)


def create_app(backend: Backend, log: Log) -> FastAPI:
    """The application over a service, which it closes when it ends."""
    settings = backend.settings

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        backend.close()

    app = FastAPI(
        title="gouji",
        version=__version__,
        description="Chinese department-budget disclosures into rows, each figure checked by sums.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry=telemetry(settings.otel),
    )
    app.state.backend = backend
    for routes in (
        job_routes, result_routes, picture_routes, review_routes, kind_routes, health_routes,
    ):  # fmt: skip
        app.include_router(routes.router)
    answer_errors(app, log)
    _describe(app, docs=settings.api_docs)
    app.add_middleware(_BodyLimits, upload=settings.upload_bytes + _FORM)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", REQUEST_ID],
            expose_headers=["ETag", "Location", "Retry-After", REQUEST_ID],
        )
    app.add_middleware(Asked, log=log, metrics=backend.metrics)
    return app


def _describe(app: FastAPI, *, docs: bool) -> None:
    """The OpenAPI document, and a page of it where that is wanted; shown once there is a key."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
            )
            schemas = made["components"]["schemas"]
            schemas["Problem"] = Problem.model_json_schema()
            # A tag tells edits apart, so it is needed, default or not.
            for schema in schemas.values():
                if "const" in schema.get("properties", {}).get("action", {}):
                    schema["required"] = ["action", *schema.get("required", ())]
            # Every 422 is a problem too.
            schemas.pop("HTTPValidationError", None)
            schemas.pop("ValidationError", None)
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]
    guarded = [Depends(some_key_exists)]

    @app.get("/openapi.json", include_in_schema=False, dependencies=guarded)
    def openapi() -> dict[str, Any]:
        return document()

    if docs:

        @app.get("/docs", include_in_schema=False, dependencies=guarded)
        def page() -> HTMLResponse:
            made = get_swagger_ui_html(openapi_url="openapi.json", title=app.title)
            made.headers["Content-Security-Policy"] = _DOCS_POLICY
            return made


class _BodyLimits:
    """No body is larger than its route takes; it is counted while it comes in."""

    def __init__(self, app: ASGIApp, upload: int) -> None:
        self._upload = RequestBodyLimitMiddleware(app, upload)
        self._other = RequestBodyLimitMiddleware(app, _BODY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        limited = self._upload if scope.get("path") in _UPLOADS else self._other
        if scope["type"] == "http" and _told_length(scope) > limited.max_body_size:
            await _drained(scope, receive)
            answer = too_large(scope["state"]["request_id"])
            await answer(scope, receive, send)
            return
        await limited(scope, receive, send)


async def _drained(scope: Scope, receive: Receive) -> None:
    """Pass over a body, for a while: who is still sending when we close may not read our answer."""
    if "expect" in Headers(scope=scope):
        return
    with suppress(TimeoutError):
        async with asyncio.timeout(_LINGER):
            while (await receive()).get("more_body"):
                pass


def _told_length(scope: Scope) -> int:
    given = Headers(scope=scope).get("content-length", "")
    return int(given) if given.isdecimal() and len(given) < _DIGITS else 0
