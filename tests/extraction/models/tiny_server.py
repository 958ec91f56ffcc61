"""A chat endpoint on loopback: answers what a test tells it to, and notes what it was asked."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Sent:
    """An answer of the server: a status, a body, headers; ``cut`` closes the connection instead."""

    status: int = 200
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0
    cut: bool = False


Handler = Callable[[str, Json, int], Sent]
"""Path, body and number (from 0) of the request -> what is sent."""


def completion(content: str, **more: Any) -> Json:
    """A chat completion with this text."""
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    return {"id": "c", "object": "chat.completion", "choices": [choice], "usage": usage, **more}


def called(arguments: str, name: str = "Answer") -> Json:
    """A chat completion that calls a function."""
    made = completion("")
    call = {
        "id": "call_7",
        "type": "function",
        "function": {"name": name, "arguments": arguments},
    }
    made["choices"][0]["message"] = {"role": "assistant", "content": None, "tool_calls": [call]}
    return made


def failed(status: int, message: str, **more: Any) -> Sent:
    """An error in the shape of OpenAI's."""
    return Sent(status, {"error": {"message": message, **more}})


class TinyServer:
    """Keeps connections open, answers many requests at once."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.asked: list[Json] = []
        self.answered: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self.port = 0
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """What GOUJI_BASE_URL is set to."""
        return f"http://127.0.0.1:{self.port}/v1"

    async def serve(self, ready: Callable[[], None], stop: asyncio.Event) -> None:
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready()
        await stop.wait()
        server.close()
        left = tuple(self._connections)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while await self._request(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(task)
            writer.close()

    async def _request(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        line, *fields = head.split("\r\n")
        headers = dict(one.lower().split(": ", 1) for one in fields if one)
        content = await reader.readexactly(int(headers.get("content-length", 0)))
        try:
            body: Json = json.loads(content) if content else {}
        except ValueError:
            body = {"raw": content}
        number = len(self.asked)
        self.asked.append(body)
        self.headers.append(headers)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        sent = self.handler(line.split(" ")[1], body, number)
        if sent.after:
            await asyncio.sleep(sent.after)
        self.in_flight -= 1
        if sent.cut:
            return False
        plain = isinstance(sent.body, str)
        payload = str(sent.body).encode() if plain else json.dumps(sent.body).encode()
        kind = "text/html" if plain else "application/json"
        more = "".join(f"{name}: {value}\r\n" for name, value in sent.headers.items())
        start = f"HTTP/1.1 {sent.status} X\r\ncontent-type: {kind}\r\n{more}"
        writer.write(f"{start}content-length: {len(payload)}\r\n\r\n".encode() + payload)
        await writer.drain()
        self.answered.append(body)
        return True


@contextmanager
def serving(handler: Handler) -> Iterator[TinyServer]:
    """A server in a thread of its own."""
    server = TinyServer(handler)
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    started = threading.Event()
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(server.serve(started.set, stop)), daemon=True
    )
    thread.start()
    assert started.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
