"""The simulated reader's HTTP server: OpenAI-compatible, on loopback, without a model.

What it answers is what the headers engine reads, spoilt at set rates. It is never to be
presented as the accuracy of a real model. The only door to fastapi and uvicorn in `evals`.
"""

import asyncio
import base64
import json
import multiprocessing
import socket
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from pydantic import ValidationError

from evals.simulated.batches import Batches, form_parts
from evals.simulated.completion import Completer, Reply, estimated_tokens, failure, warm_up
from evals.simulated.embedding import embedding
from evals.simulated.faults import Faults
from evals.simulated.record import Record
from extraction.models.endpoint import IDEMPOTENCY_KEY
from schemas.errors import EndpointError
from schemas.kinds import KindRow, builtin_kinds

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

HOST = "127.0.0.1"
EMBEDDINGS = "simulated-embeddings"
_START_SECONDS = 60.0


class _Cut(Response):
    """Promises more than it sends; the server then closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"id": "cut', "more_body": True})


class _Server:
    """The routes over one completer, one record and one set of batches."""

    def __init__(self, completer: Completer) -> None:
        self.completer = completer
        self.batches = Batches()
        self.tasks: set[asyncio.Task[None]] = set()
        self.kept: dict[str, Reply] = {}

    @property
    def record(self) -> Record:
        return self.completer.record

    async def chat(self, request: Request) -> Response:
        body = await _json_body(request)
        if body is None:
            return _sent(failure(400, "The body is no JSON object."))
        most = self.completer.faults.most_in_flight
        if most is not None and self.record.in_flight >= most:
            return _sent(self.completer.busy())
        self.record.enter()
        try:
            reply = await self.answer(body, request.headers.get(IDEMPOTENCY_KEY))
            if reply.lost == "hang":
                await _hang(request, self.completer.faults.hang_seconds)
        finally:
            self.record.leave()
        return _Cut() if reply.lost is not None else _sent(reply)

    async def answer(self, body: dict[str, Any], key: str | None = None) -> Reply:
        """The reply to a chat request, ``latency`` seconds after it came."""
        came = time.monotonic()
        reply = self.kept_or_made(body, key)
        left = self.completer.faults.latency - (time.monotonic() - came)
        if left > 0 and reply.status == 200:
            await asyncio.sleep(left)
        return reply

    def kept_or_made(self, body: dict[str, Any], key: str | None) -> Reply:
        """The reply that was made for the idempotency key before, else one that is made now."""
        kept = None if key is None else self.kept.get(key)
        if kept is not None:
            self.record.replayed += 1
            return kept
        reply = self.completer.complete(body)
        done = reply.status == 200 and reply.lost is None
        if done and key is not None and self.completer.faults.idempotent:
            self.kept[key] = reply
        return reply

    async def models(self) -> Response:
        names = (*self.completer.faults.models, EMBEDDINGS)
        made = [{"id": n, "object": "model", "created": 0, "owned_by": "gouji"} for n in names]
        return _json({"object": "list", "data": made})

    async def embeddings(self, request: Request) -> Response:
        body = await _json_body(request)
        if body is None or "input" not in body:
            return _sent(failure(400, "input: a text or a list of texts is needed."))
        if body.get("model") not in (EMBEDDINGS, *self.completer.faults.models):
            message = f"The model `{body.get('model')}` does not exist."
            return _sent(failure(404, message, "model_not_found"))
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        data = [
            {"object": "embedding", "index": n, "embedding": _vector(text, body)}
            for n, text in enumerate(texts)
        ]
        tokens = sum(map(estimated_tokens, texts))
        usage = {"prompt_tokens": tokens, "total_tokens": tokens}
        return _json({"object": "list", "data": data, "model": body["model"], "usage": usage})

    async def upload(self, request: Request) -> Response:
        parts = form_parts(await request.body(), request.headers.get("content-type", ""))
        if "file" not in parts:
            return _sent(failure(400, "file: a file is needed."))
        name, content = parts["file"]
        _, purpose = parts.get("purpose", ("", b"batch"))
        return _json(self.batches.keep(name or "file", purpose.decode("utf-8"), content))

    async def file(self, name: str) -> Response:
        found = self.batches.files.get(name)
        return _sent(_no_such("file", name)) if found is None else _json(found)

    async def content(self, name: str) -> Response:
        if name not in self.batches.contents:
            return _sent(_no_such("file", name))
        return Response(self.batches.contents[name], media_type="application/octet-stream")

    async def open_batch(self, request: Request) -> Response:
        made = self.batches.open(await _json_body(request) or {})
        if made is None:
            return _sent(failure(400, "input_file_id: no such file."))
        task = asyncio.create_task(self.batches.work(made, self.answer))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return _json(made)

    async def batch(self, name: str) -> Response:
        found = self.batches.batches.get(name)
        return _sent(_no_such("batch", name)) if found is None else _json(found)

    async def cancel_batch(self, name: str) -> Response:
        found = self.batches.cancel(name)
        return _sent(_no_such("batch", name)) if found is None else _json(found)

    async def log(self) -> Response:
        return _json({"faults": [note.model_dump() for note in self.record.notes]})

    async def seen(self) -> Response:
        counts = dict(self.record.counts)
        return _json(self.record.seen().model_dump() | {"requests": counts})

    async def change(self, request: Request) -> Response:
        """Other faults from now on, and nothing seen yet."""
        try:
            self.completer.faults = Faults.model_validate(await _json_body(request))
        except ValidationError as error:
            return _sent(failure(400, str(error)))
        self.record.forget()
        self.kept.clear()
        return _json(self.completer.faults.model_dump())


def app(
    faults: Faults,
    record: Record | None = None,
    *,
    kinds: tuple[type[KindRow], ...] | None = None,
    truth: Mapping[str, str] | None = None,
) -> FastAPI:
    """The application: OpenAI's paths under /v1, and under /simulated what it did.

    ``truth`` says what pictures show, by the SHA-256 (hex) of their bytes: for crops the text of
    the cell, for a page a table text. ``kinds`` are those it can be asked about (None: the
    built-in ones).
    """
    known = {kind.kind: kind for kind in kinds or builtin_kinds()}
    warm_up()
    server = _Server(Completer(faults, record or Record(), known, truth or {}))
    made = FastAPI(title="gouji simulated reader", docs_url=None, redoc_url=None, openapi_url=None)
    made.add_middleware(_Guard, completer=server.completer)
    for method, path, route in (
        ("GET", "/v1/models", server.models),
        ("POST", "/v1/chat/completions", server.chat),
        ("POST", "/v1/embeddings", server.embeddings),
        ("POST", "/v1/files", server.upload),
        ("GET", "/v1/files/{name}", server.file),
        ("GET", "/v1/files/{name}/content", server.content),
        ("POST", "/v1/batches", server.open_batch),
        ("GET", "/v1/batches/{name}", server.batch),
        ("POST", "/v1/batches/{name}/cancel", server.cancel_batch),
        ("GET", "/simulated/log", server.log),
        ("GET", "/simulated/seen", server.seen),
        ("PUT", "/simulated/faults", server.change),
    ):
        made.add_api_route(path, route, methods=[method], response_model=None)
    return made


class _Guard:
    """Lets requests under /v1 in that bring the right key."""

    def __init__(self, app: ASGIApp, completer: Completer) -> None:
        self.inner = app
        self.completer = completer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self.completer.faults.key
        if key is not None and scope["type"] == "http" and scope["path"].startswith("/v1/"):
            given = dict(scope["headers"]).get(b"authorization", b"")
            if given != f"Bearer {key}".encode():
                refused = _sent(failure(401, "Incorrect API key provided.", "invalid_api_key"))
                await refused(scope, receive, send)
                return
        await self.inner(scope, receive, send)


async def _json_body(request: Request) -> dict[str, Any] | None:
    try:
        body = json.loads(await request.body())
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


async def _hang(request: Request, seconds: float) -> None:
    """Wait until the client goes away, at most so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            while (await request.receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        pass


def _json(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    text = json.dumps(content, ensure_ascii=False)
    return Response(text, status, dict(headers or {}), media_type="application/json")


def _sent(reply: Reply) -> Response:
    return _json(reply.body, reply.status, reply.headers)


def _no_such(what: str, name: str) -> Reply:
    return failure(404, f"No such {what}: {name}.")


def _vector(text: str, body: Mapping[str, Any]) -> object:
    vector = embedding(text)
    if body.get("encoding_format") != "base64":
        return vector
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode("ascii")


def run(made: FastAPI, listening: socket.socket) -> None:
    """Serve until the process is told to stop."""
    _uvicorn(made).run(sockets=[listening])


def _uvicorn(made: FastAPI) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(made, log_level="critical", lifespan="off", timeout_graceful_shutdown=1)
    )


def listen(port: int = 0) -> socket.socket:
    """A socket that listens on loopback, at a free port where none is named."""
    return socket.create_server((HOST, port), backlog=2048)


def base_url(listening: socket.socket) -> str:
    """The base URL for clients of a server on this socket."""
    return f"http://{HOST}:{listening.getsockname()[1]}/v1"


@contextmanager
def serving(
    faults: Faults | None = None,
    record: Record | None = None,
    *,
    truth: Mapping[str, str] | None = None,
    kinds: tuple[type[KindRow], ...] | None = None,
) -> Iterator[str]:
    """A simulated reader in a thread of this process; gives its base URL (``.../v1``).

    ``record`` fills while it serves.
    """
    server = _uvicorn(app(faults or Faults(), record, kinds=kinds, truth=truth))
    with listen() as listening:
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        _await_start(server)
        try:
            yield base_url(listening)
        finally:
            server.should_exit = True
            thread.join(timeout=10)


def _await_start(server: uvicorn.Server) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if time.monotonic() > deadline:
            raise EndpointError("the simulated reader doesn't start; try another port.")
        time.sleep(0.005)


@contextmanager
def serving_apart(
    faults: Faults | None = None,
    *,
    truth: Mapping[str, str] | None = None,
    schema: Path | None = None,
) -> Iterator[str]:
    """A simulated reader in a process of its own, for measures of speed; gives its base URL.

    What it did is told by ``GET /simulated/seen`` and ``/simulated/log`` beside ``/v1``.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    arguments = (faults or Faults(), dict(truth or {}), schema, theirs)
    process = context.Process(target=_serve_apart, args=arguments, daemon=True)
    process.start()
    try:
        if not ours.poll(_START_SECONDS):
            raise EndpointError("the simulated reader doesn't start; try it in this process.")
        yield ours.recv()
    finally:
        process.terminate()
        process.join(timeout=10)


def _serve_apart(
    faults: Faults, truth: Mapping[str, str], schema: Path | None, said: Connection
) -> None:
    from extraction.kinds import kinds_of
    from schemas.settings import Settings

    kinds = kinds_of(Settings.model_validate({"schema_file": schema}))
    with listen() as listening:
        made = app(faults, kinds=kinds, truth=truth)
        said.send(base_url(listening))
        run(made, listening)
