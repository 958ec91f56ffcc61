"""Errors as problem+json (RFC 9457): a status, a code and one sentence with the cure."""

import math
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NamedTuple

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from schemas import errors
from schemas.errors import ClaimedError, GoujiError, LimitError
from schemas.wire import Problem
from ui.api.logs import Log

MEDIA_TYPE = "application/problem+json"
_AGAIN = 2
"""Seconds after which to try what failed because the database was held."""


class _Told(NamedTuple):
    """How an error is answered; ``instead`` where its own sentence is for whoever runs it."""

    status: int
    code: str
    instead: str | None = None


_OURS = "the service can't do this now; tell whoever runs it the request_id of this answer"
_ANSWERS: Mapping[type[GoujiError], _Told] = MappingProxyType(
    {
        errors.ScopeError: _Told(403, "scope"),
        errors.AccessError: _Told(401, "key"),
        errors.NotFoundError: _Told(404, "not_found"),
        errors.NotReadyError: _Told(409, "not_ready"),
        errors.ClaimedError: _Told(409, "claimed"),
        errors.ConflictError: _Told(409, "conflict"),
        errors.LimitError: _Told(429, "limit"),
        errors.OversizeError: _Told(413, "too_large"),
        errors.UnknownFormatError: _Told(415, "unknown_format"),
        errors.InputError: _Told(422, "input"),
        errors.UsageError: _Told(422, "usage"),
        errors.BusyError: _Told(503, "busy", "the database is held by others; try again"),
        errors.OutputError: _Told(503, "output", _OURS),
        errors.GoujiError: _Told(500, "internal", _OURS),
    }
)
"""The first class that an error is of counts."""


def answer_errors(app: FastAPI, log: Log) -> None:
    """Answer every error that a route raises by a problem."""

    def ours(request: Request, error: Exception) -> Response:
        told = next(t for kind, t in _ANSWERS.items() if isinstance(error, kind))
        if told.instead is not None:
            log.error(
                "trouble", request_id=_request_id(request), error=type(error).__name__,
                detail=str(error),
            )  # fmt: skip
        return _answer(request, told.status, told.code, told.instead or str(error), error)

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        status = HTTPStatus(error.status_code)
        sentence = _SENTENCES.get(status, f"{error.detail}".rstrip("."))
        code = _CODES.get(status, status.phrase.lower().replace(" ", "_"))
        return _answer(request, status, code, sentence, headers=error.headers)

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return _answer(request, 422, "invalid", _sentence(error))

    app.add_exception_handler(GoujiError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)


_CODES: Mapping[HTTPStatus, str] = MappingProxyType(
    {
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unknown_format",
    }
)
_SENTENCES: Mapping[HTTPStatus, str] = MappingProxyType(
    {
        HTTPStatus.NOT_FOUND: "there is nothing at this address; see /openapi.json",
        HTTPStatus.METHOD_NOT_ALLOWED: "this address takes other methods, named in Allow",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "the body is larger than the service takes; split it",
        HTTPStatus.BAD_REQUEST: "the body can't be read; send JSON, a file as multipart/form-data",
    }
)


def too_large(request_id: str) -> Response:
    """The answer to a body that says of itself that it is too long."""
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return _response(status, "too_large", _SENTENCES[status], request_id)


def crashed(request_id: str) -> Response:
    """The answer where nobody foresaw the error."""
    return _response(500, "internal", _OURS, request_id)


def _sentence(error: RequestValidationError) -> str:
    """What is wrong and where; what was sent is not repeated."""
    first = error.errors()[0]
    place = ".".join(str(step) for step in first["loc"])
    return f"{place} is wrong: {str(first['msg']).lower()}; see /openapi.json"


def _answer(
    request: Request,
    status: int,
    code: str,
    sentence: str,
    error: Exception | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    held = {}
    if isinstance(error, ClaimedError):
        held = {"who": error.who, "since": error.since}
    added = dict(headers or {})
    if isinstance(error, LimitError):
        added["Retry-After"] = str(max(1, math.ceil(error.seconds)))
    elif status == HTTPStatus.SERVICE_UNAVAILABLE:
        added["Retry-After"] = str(_AGAIN)
    elif status == HTTPStatus.UNAUTHORIZED:
        added["WWW-Authenticate"] = "Bearer"
    return _response(status, code, sentence, _request_id(request), held, added)


def _response(
    status: int,
    code: str,
    sentence: str,
    request_id: str,
    held: Mapping[str, Any] = MappingProxyType({}),
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    problem = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=sentence,
        request_id=request_id,
        **held,
    )
    return JSONResponse(
        problem.model_dump(exclude_none=True), status, dict(headers), media_type=MEDIA_TYPE
    )


def _request_id(request: Request) -> str:
    found: str = getattr(request.state, "request_id", "")
    return found


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route may answer beside its result, for the OpenAPI document."""
    schema = {"$ref": "#/components/schemas/Problem"}
    again = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": schema}},
            **({"headers": again} if status in (429, 503) else {}),
        }
        for status in (401, 403, 429, 503, *statuses)
    }
