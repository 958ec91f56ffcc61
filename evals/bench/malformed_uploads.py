"""Ten thousand uploads that are none, sent to a running service: it answers, and lives on.

A server of its own is started (`gouji serve`, without workers). Over plain sockets it gets forms
cut off, headers that lie, charsets that are none, archives with bytes changed, bombs, and random
bytes; some senders leave in the middle, some stop there and stay silent. Printed are the answers by
status, how long the slowest took beside the limit that the server was given, and the memory of the
server before and after. The exit code is 1 where an answer is a 5xx, one is late, one that was due
does not come, or the server is not ready at the end.
"""

import argparse
import asyncio
import gzip
import io
import random
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

from evals.bench.serving import Served

LIMIT = 3.0
"""The seconds that an upload may take to arrive, as the server of the bench is told."""
_SLACK = 5.0
"""Seconds that an answer may come later than that on a busy machine."""
_SILENT, _LEAVING = 0.02, 0.05
"""The shares of senders that stop in the middle, and stay or leave."""
_SIDE_BY_SIDE = 16
_LARGEST = 2_000_000


Way = Literal["whole", "silent", "leaving"]


class Sent(NamedTuple):
    """What became of one upload: its status (0: none came), seconds, and its size.

    ``due`` says that an answer has to reach the sender: one that sends more than it announced may
    meet a closed connection before it reads.
    """

    status: int
    seconds: float
    way: Way
    size: int
    due: bool


def main() -> None:
    """Send them and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--uploads", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    settings = {
        "GOUJI_UPLOAD_SECONDS": str(LIMIT),
        "GOUJI_UPLOAD_BYTES": str(_LARGEST),
        "GOUJI_ARCHIVE_BYTES": str(4 * _LARGEST),
        "GOUJI_UPLOADS_AT_ONCE": str(2 * _SIDE_BY_SIDE),
        "GOUJI_WAITING_PER_CLIENT": "1000000",
        "GOUJI_WAITING_IN_ALL": "1000000",
        "GOUJI_REQUESTS_PER_SECOND": "100000",
        "GOUJI_REQUESTS_AT_ONCE": "100000",
    }
    with tempfile.TemporaryDirectory() as name, Served(Path(name), settings, workers=0) as server:
        before = server.memory()
        key = server.key("bench")
        began = time.monotonic()
        sent = asyncio.run(_all(server.port, key, given.uploads, given.seed))
        took = time.monotonic() - began
        after, ready = server.memory(), server.ready()
    sys.exit(_tell(sent, took, (before, after), ready))


def _tell(sent: list[Sent], took: float, memory: tuple[int, int], ready: bool) -> int:
    stayed = [each for each in sent if each.way != "leaving"]
    statuses = Counter(each.status for each in stayed)
    told = ", ".join(f"{status or 'none'}: {n}" for status, n in sorted(statuses.items()))
    quick = max((each.seconds for each in sent if each.way == "whole"), default=0.0)
    slow = max((each.seconds for each in sent if each.way == "silent"), default=0.0)
    before, after = (size / 2**20 for size in memory)
    print(
        f"{len(sent)} uploads in {took:.0f} s, {len(sent) - len(stayed)} senders left in the middle"
    )
    print(f"answers by status: {told}")
    print(
        f"slowest answer {quick:.2f} s; to a sender that fell silent {slow:.2f} s (limit {LIMIT:g})"
    )
    print(f"memory of the server: {before:.0f} MiB before, {after:.0f} MiB after; ready: {ready}")
    for each in stayed:
        if not each.status:
            told = "was due" if each.due else "more was sent than announced"
            print(f"no answer reached the sender of {each.size} bytes: {told}")
    faults = sum(n for status, n in statuses.items() if status >= 500)
    late = sum(each.seconds > LIMIT + _SLACK for each in sent)
    print(f"faults of the server: {faults}; later than the limit by {_SLACK:g} s: {late}")
    missing = any(not each.status and each.due for each in sent)
    return 0 if ready and not faults and not late and not missing else 1


async def _all(port: int, key: str, count: int, seed: int) -> list[Sent]:
    gate = asyncio.Semaphore(_SIDE_BY_SIDE)

    async def one(number: int) -> Sent:
        async with gate:
            return await _send(port, key, random.Random(f"{seed}/{number}"))

    return list(await asyncio.gather(*(one(number) for number in range(count))))


async def _send(port: int, key: str, draw: random.Random) -> Sent:
    began = time.monotonic()
    status = 0
    chance = draw.random()
    way: Way = "silent" if chance < _SILENT else "whole"
    way = "leaving" if _SILENT <= chance < _SILENT + _LEAVING else way
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        request, announced = _request(key, draw, way)
        writer.write(request)
        with suppress(ConnectionError):
            # The answer may be there before all is sent.
            await writer.drain()
        if way != "leaving":
            parts = (await asyncio.wait_for(reader.readline(), 60)).split()
            status = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
    except (ConnectionError, TimeoutError):
        status = 0
    finally:
        writer.close()
    due = way != "leaving" and announced >= len(request)
    return Sent(status, time.monotonic() - began, way, len(request), due)


def _request(key: str, draw: random.Random, way: Way) -> tuple[bytes, int]:
    """A request, and how many bytes it says that it has."""
    archive = draw.random() < 0.5
    content = _archive(draw) if archive else _document(draw)
    name = draw.choice(("a.zip", "a.tar.gz", "x.ZIP") if archive else ("a.txt", "a.pdf", "../a.md"))
    body = _form(name, content, draw)
    length = len(body)
    if way != "whole":
        body = body[: len(body) // 2]
    elif draw.random() < 0.1:
        length = draw.choice((length // 2, 10**9, 10**30))
    kind = draw.choice(_TYPES) if draw.random() < 0.2 else "multipart/form-data; boundary=b"
    where = "archives" if archive else "jobs"
    head = (
        f"POST /v1/{where} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    )
    return head.encode() + body, len(head) + length


_TYPES = (
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 500,
    "multipart/form-data; boundary=b; charset=idna",
    "multipart/form-data; boundary=b; charset=utf-16",
    "multipart/form-data; boundary=b; charset=hex",
    "application/x-www-form-urlencoded",
    "application/json",
    "\x7f/\x7f",
)


def _form(name: str, content: bytes, draw: random.Random) -> bytes:
    field = draw.choice(("file", "file", "file", "other", "", "file" * 2000))
    head = f'--b\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
    body = bytearray(head.encode() + content + b"\r\n--b--\r\n")
    if draw.random() < 0.3:
        head_only = min(len(body), len(head) + 20)
        for _ in range(draw.randint(1, 5)):
            body[draw.randrange(head_only)] = draw.randrange(256)
    if draw.random() < 0.1:
        body = body * draw.randint(2, 20)
    return bytes(body)


def _document(draw: random.Random) -> bytes:
    made = draw.choice(
        (b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", "预算".encode("utf-16"))
    )
    size = draw.choice((0, 10, 10_000, _LARGEST + 1) if draw.random() < 0.05 else (0, 10, 1000))
    return made + draw.randbytes(size)


def _archive(draw: random.Random) -> bytes:
    files = {
        draw.choice(("a.txt", "../b.txt", "/c.pdf", "预算.md", "x" * 3000, "a\0.txt")): (
            b"0" * draw.choice((0, 10, 100_000, 5_000_000) if draw.random() < 0.1 else (0, 10))
        )
        for _ in range(draw.randint(0, 4))
    }
    buffer = io.BytesIO()
    if draw.random() < 0.5:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        made = bytearray(buffer.getvalue())
    else:
        with tarfile.open(fileobj=buffer, mode="w") as archive_tar:
            for name, content in files.items():
                info = tarfile.TarInfo(name.replace("\0", ""))
                info.size = len(content)
                info.type = draw.choice((tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE))
                archive_tar.addfile(info, io.BytesIO(content))
        made = bytearray(buffer.getvalue())
        if draw.random() < 0.5:
            for _ in range(draw.randint(1, 4)):
                made[draw.randrange(min(len(made), 1024))] = draw.randrange(256)
        made = bytearray(gzip.compress(bytes(made), 1))
    for _ in range(draw.randint(0, 4)):
        made[draw.randrange(len(made))] = draw.randrange(256)
    if draw.random() < 0.3:
        del made[draw.randrange(len(made)) :]
    return bytes(made)


if __name__ == "__main__":
    main()
