"""Results as they are given away: the file as it is with its hash, or parsed, or as reviewed."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import anyio
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from schemas.errors import NotReadyError

_WHOLE = 1024 * 1024
"""Up to so many bytes are sent in one piece; more would stand in memory for each reader."""
_PIECE = 256 * 1024
_CACHE = "private, no-cache"
"""May be kept, and is asked for anew each time: then a 304 is enough."""


class Held(NamedTuple):
    """A result file, the hash of its content, and its size in bytes."""

    path: Path
    sha256: str
    size: int


def held_of(path: Path) -> Held:
    """Look at a result file.

    Raises:
        NotReadyError: it is not there.
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return Held(path, digest, file.tell())
    except FileNotFoundError:
        raise NotReadyError("the result is not there; let the job be tried anew") from None


def file_answer(request: Request, held: Held, media_type: str) -> Response:
    """A file with its hash as the ETag; 304 where the client has it."""
    headers = _validators(held.sha256)
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if held.size <= _WHOLE:
        return Response(held.path.read_bytes(), headers=headers, media_type=media_type)
    headers["Content-Length"] = str(held.size)
    return StreamingResponse(_pieces(held.path), headers=headers, media_type=media_type)


def content_answer(
    request: Request, content: bytes, media_type: str, name: str | None = None
) -> Response:
    """Bytes with their hash as the ETag; 304 where the client has them.

    With a ``name`` they are to be stored as a file of that name.
    """
    headers = _validators(hashlib.sha256(content).hexdigest())
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if name is not None:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, headers=headers, media_type=media_type)


def _validators(sha256: str) -> dict[str, str]:
    return {"ETag": f'"{sha256}"', "Cache-Control": _CACHE}


def _has(request: Request, tag: str) -> bool:
    given = request.headers.get("If-None-Match", "")
    tags = (each.strip().removeprefix("W/") for each in given.split(","))
    return any(each in (tag, "*") for each in tags)


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    async with await anyio.open_file(path, "rb") as file:
        while piece := await file.read(_PIECE):
            yield piece
