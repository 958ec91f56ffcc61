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
_WAITING = 40


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
        asyncio.run(_measured(server, keys, given.rate, given.seconds))


async def _measured(server: Served, keys: list[str], rate: float, seconds: float) -> None:
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=200)
    async with httpx.AsyncClient(base_url=server.url, limits=limits, timeout=60) as http:
        done = [(key, await _done(http, key)) for key in keys]
        before = server.memory()
        writer = server.key("writer")
        batch = asyncio.create_task(_batch(http, writer, seconds))
        await asyncio.sleep(1.0)
        reads = await _reads(http, done, rate, seconds)
        sent, worked = await batch
        after = server.memory()
    print(f"{len(reads)} reads at {rate:g} a second for {seconds:g} s, {len(keys)} clients")
    for what in ("status", "result"):
        _tell(what, [read for read in reads if read.what == what])
    told = ", ".join(f"{status}: {n}" for status, n in sorted(sent.items()))
    print(f"uploads meanwhile, by status: {told}; documents done meanwhile: {worked}")
    print(f"memory of the server: {before / 2**20:.0f} MiB before, {after / 2**20:.0f} MiB after")


def _tell(what: str, reads: list[Read]) -> None:
    times = sorted(read.seconds * 1000 for read in reads)
    statuses = Counter(read.status for read in reads)
    told = ", ".join(f"{status}: {n}" for status, n in sorted(statuses.items()))
    p50, p99 = (times[min(len(times) - 1, int(len(times) * q))] for q in (0.5, 0.99))
    print(f"{what}: p50 {p50:.0f} ms, p99 {p99:.0f} ms, longest {times[-1]:.0f} ms; {told}")


async def _done(http: httpx.AsyncClient, key: str) -> list[str]:
    """The jobs of a client, when all are done."""
    made = [await _upload(http, key, name, 0) for name in SAMPLES]
    ids = [answer.json()["job"]["job_id"] for answer in made]
    for job_id in ids:
        while True:
            job = (await http.get(f"/v1/jobs/{job_id}", headers=_by(key))).json()
            if job["state"] == "done":
                break
            await asyncio.sleep(0.5)
    return ids


async def _batch(http: httpx.AsyncClient, key: str, seconds: float) -> tuple[Counter[int], int]:
    """Send documents for so long, faster than they are worked on; how that went."""
    statuses: Counter[int] = Counter()
    until = time.monotonic() + seconds + 1
    number = 0
    while time.monotonic() < until:
        number += 1
        answer = await _upload(http, key, SAMPLES[number % len(SAMPLES)], number)
        statuses[answer.status_code] += 1
        await asyncio.sleep(0.05 if answer.status_code == 202 else 0.5)
    found = await http.get("/v1/jobs", params={"state": "done", "limit": 500}, headers=_by(key))
    return statuses, len(found.json()["items"])


async def _upload(http: httpx.AsyncClient, key: str, name: str, number: int) -> httpx.Response:
    content = (ROOT / "samples" / name).read_bytes() + f"\n\n第{number}次。\n".encode()
    return await http.post("/v1/jobs", headers=_by(key), files={"file": (name, content)})


async def _reads(
    http: httpx.AsyncClient, done: list[tuple[str, list[str]]], rate: float, seconds: float
) -> list[Read]:
    draw = random.Random(7)
    start = time.monotonic()
    tasks = []
    for number in range(int(rate * seconds)):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        key, ids = done[number % len(done)]
        what = "status" if number % 2 else "result"
        tasks.append(asyncio.create_task(_read(http, key, draw.choice(ids), what, due)))
    return list(await asyncio.gather(*tasks))


async def _read(http: httpx.AsyncClient, key: str, job_id: str, what: str, due: float) -> Read:
    address = f"/v1/jobs/{job_id}" + ("/result" if what == "result" else "")
    try:
        status = (await http.get(address, headers=_by(key))).status_code
    except httpx.HTTPError:
        status = 0
    return Read(what, status, time.monotonic() - due)


def _by(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


if __name__ == "__main__":
    main()
