"""Reads of status and results at a set rate while a batch is worked on: how long they take.

A service of its own is started with workers. Documents are done first, to be read; then a batch of
further ones is sent, and while workers have it, reads are sent at their moments, whether earlier
ones are answered or not: a late answer counts from the moment at which it was due. Meanwhile one
client sends more than may wait, to see that it is told to come again. The generator shares the
machine with the service.
"""

import argparse
import asyncio
import random
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import httpx

from evals.bench.serving import ROOT, Served

SAMPLES = (
    "fengting-emergency-2025.txt",
    "qinglan-subdistrict-2024.txt",
    "yunlu-culture-2023.md",
)
_CLIENTS = 8
_CONNECTIONS = 32
_WAITING = 40


class Due(NamedTuple):
    """A read and the moment at which it is to be sent."""

    moment: float
    what: str
    request: bytes


class Read(NamedTuple):
    """One read: its kind, its status, and seconds from when it was due to its last byte."""

    what: str
    status: int
    seconds: float


def main() -> None:
    """Load a service and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=float, default=200.0, help="reads a second")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args()
    settings = {"GOUJI_WAITING_PER_CLIENT": str(_WAITING)}
    with (
        tempfile.TemporaryDirectory() as name,
        Served(Path(name), settings, workers=given.workers) as server,
    ):
        keys = [server.key(f"reader {n}") for n in range(_CLIENTS)]
        _measured(server, keys, given.rate, given.seconds)


def _measured(server: Served, keys: list[str], rate: float, seconds: float) -> None:
    with httpx.Client(base_url=server.url, timeout=60) as http:
        done = [(key, _done(http, key)) for key in keys]
    before = server.memory()
    sent: Counter[int] = Counter()
    stop = threading.Event()
    batch = threading.Thread(target=_batch, args=(server.url, server.key("writer"), sent, stop))
    batch.start()
    time.sleep(1.0)
    reads = asyncio.run(_reads(server.port, done, rate, seconds))
    stop.set()
    batch.join()
    print(f"{len(reads)} reads at {rate:g} a second for {seconds:g} s, {len(keys)} clients")
    for what in ("status", "result"):
        _tell(what, [read for read in reads if read.what == what])
    told = ", ".join(f"{status}: {n}" for status, n in sorted(sent.items()))
    print(f"uploads meanwhile, by status (0: documents done meanwhile): {told}")
    after = server.memory()
    print(f"memory of the server: {before / 2**20:.0f} MiB before, {after / 2**20:.0f} MiB after")


def _tell(what: str, reads: list[Read]) -> None:
    times = sorted(read.seconds * 1000 for read in reads)
    statuses = Counter(read.status for read in reads)
    told = ", ".join(f"{status}: {n}" for status, n in sorted(statuses.items()))
    p50, p99 = (times[min(len(times) - 1, int(len(times) * q))] for q in (0.5, 0.99))
    print(f"{what}: p50 {p50:.0f} ms, p99 {p99:.0f} ms, longest {times[-1]:.0f} ms; {told}")


def _done(http: httpx.Client, key: str) -> list[str]:
    """The jobs of a client, when all are done."""
    made = [_upload(http, key, name, 0) for name in SAMPLES]
    ids = [str(answer.json()["job"]["job_id"]) for answer in made]
    for job_id in ids:
        while http.get(f"/v1/jobs/{job_id}", headers=_by(key)).json()["state"] != "done":
            time.sleep(0.5)
    return ids


def _batch(url: str, key: str, sent: Counter[int], stop: threading.Event) -> None:
    """Send documents until told to stop, faster than they are worked on; count how that went."""
    number = 0
    with httpx.Client(base_url=url, timeout=60) as http:
        while not stop.is_set():
            number += 1
            answer = _upload(http, key, SAMPLES[number % len(SAMPLES)], number)
            sent[answer.status_code] += 1
            time.sleep(0.05 if answer.status_code == 202 else 0.5)
        found = http.get("/v1/jobs", params={"state": "done", "limit": 500}, headers=_by(key))
        sent[0] = len(found.json()["items"])


def _upload(http: httpx.Client, key: str, name: str, number: int) -> httpx.Response:
    content = (ROOT / "samples" / name).read_bytes() + f"\n\n第{number}次。\n".encode()
    return http.post("/v1/jobs", headers=_by(key), files={"file": (name, content)})


async def _reads(
    port: int, done: list[tuple[str, list[str]]], rate: float, seconds: float
) -> list[Read]:
    """Reads at their moments over so many connections; one that is free takes the next."""
    draw = random.Random(7)
    waiting: asyncio.Queue[Due | None] = asyncio.Queue()
    reads: list[Read] = []
    readers = [asyncio.create_task(_reader(port, waiting, reads)) for _ in range(_CONNECTIONS)]
    start = time.monotonic()
    for number in range(int(rate * seconds)):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        key, ids = done[number % len(done)]
        what = draw.choice(("status", "result"))
        address = f"/v1/jobs/{draw.choice(ids)}" + ("/result" if what == "result" else "")
        head = f"GET {address} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n"
        waiting.put_nowait(Due(due, what, head.encode()))
    for _ in readers:
        waiting.put_nowait(None)
    await asyncio.gather(*readers)
    return reads


async def _reader(port: int, waiting: "asyncio.Queue[Due | None]", reads: list[Read]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    while (due := await waiting.get()) is not None:
        writer.write(due.request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = head.partition("content-length: ")[2].partition("\r\n")[0]
        await reader.readexactly(int(length))
        reads.append(Read(due.what, int(head.split()[1]), time.monotonic() - due.moment))
    writer.close()


def _by(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


if __name__ == "__main__":
    main()
