"""What the service adds to an extraction, and how many jobs its ledger and queue carry.

The same texts, copies of the shipped ones, are read by `gouji extract` and as jobs by
`gouji worker`, round by round, so that both meet the same machine. Every command runs twice, with
few texts and with many: the difference is what a text takes, without the start of the command.
Processor seconds are of the command and all its processes. A job also brings its document to the
desk: `gouji import` is timed for itself. Then jobs without content are sent, taken and ended, as
fast as they go.
``python -m evals.bench.work`` prints the medians of all rounds.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple
from uuid import uuid4

from extraction.jobs.service import Service
from schemas.service import ENDED
from schemas.settings import Settings

ROOT = Path(__file__).parents[2]
_TEXTS = ("fengting-emergency-2025.txt", "qinglan-subdistrict-2024.txt", "yunlu-culture-2023.md")
_LOOK = 0.05
_FOREVER = "9999-01-01T00:00:00.000000+00:00"


class Took(NamedTuple):
    """Seconds of the processor, and on the clock."""

    cpu: float
    wall: float

    def less(self, other: "Took", by: int) -> "Took":
        """What each of so many took more than there."""
        return Took((self.cpu - other.cpu) / by, (self.wall - other.wall) / by)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--few", type=int, default=3)
    parser.add_argument("--many", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2000)
    given = parser.parse_args()
    rounds = [_round(given.few, given.many) for _ in range(given.rounds)]
    for what in ("cpu", "wall"):
        extract, bring, job = (
            median(getattr(each[n], what) for each in rounds) for n in range(len(rounds[0]))
        )
        print(
            f"{what}: extract {1000 * extract:.0f} ms a text, import {1000 * bring:.0f} ms, "
            f"job {1000 * job:.0f} ms: {job / extract - 1:+.1%} to extract, "
            f"{job / (extract + bring) - 1:+.1%} to both"
        )
    sent, done = throughput(given.jobs)
    print(
        f"{given.jobs} jobs without content: {sent:.0f} a second sent, {done:.0f} taken and ended"
    )


def _round(few: int, many: int) -> tuple[Took, Took, Took]:
    """What a text takes to extract, to import, and as a job."""
    took = []
    for count in (few, many):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            texts = _texts(place / "texts", count)
            extracted = _timed("extract", str(place / "texts"), "--out", str(place / "out"))
            imported = _timed("import", str(place / "out"), "--source", str(place / "texts"))
            took.append((extracted, imported, _worked(texts, place / "data")))
    least, most = took
    extract, bring, job = (b.less(a, many - few) for a, b in zip(least, most, strict=True))
    return extract, bring, job


def _texts(folder: Path, count: int) -> Sequence[Path]:
    folder.mkdir()
    made = []
    for number in range(count):
        sample = ROOT / "samples" / _TEXTS[number % len(_TEXTS)]
        path = folder / f"{number:04}-{sample.name}"
        path.write_bytes(sample.read_bytes() + f"\n第{number}份\n".encode())
        made.append(path)
    return made


def _worked(texts: Sequence[Path], data: Path) -> Took:
    """The texts as jobs of one worker: from its start until the last is done and it has stopped."""
    with Service(Settings(_env_file=None, data=data)) as service:
        for path in texts:
            service.submit("bench", path.name, path)

        def all_done() -> bool:
            counts = service.counts().jobs
            return sum(counts.get(state, 0) for state in ENDED) == len(texts)

        took = _timed("worker", "--data", str(data), until=all_done)
        assert service.counts().jobs == {"done": len(texts)}
        return took


def _timed(*command: str, until: Callable[[], bool] | None = None) -> Took:
    """What a command takes; one that does not end by itself is stopped when that is so."""
    started = time.perf_counter()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GOUJI_")}
    run = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", *command], cwd=ROOT, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wall = 0.0
    if until is not None:
        while not until():
            time.sleep(_LOOK)
        # How long it takes to stop is of no account.
        wall = time.perf_counter() - started
        run.terminate()
    _, _, used = os.wait4(run.pid, 0)
    run.returncode = 0
    return Took(used.ru_utime + used.ru_stime, wall or time.perf_counter() - started)


def throughput(count: int) -> tuple[float, float]:
    """Jobs a second: acknowledged, with content on disk; dispatched, taken and ended."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Service(Settings(_env_file=None, data=Path(folder))) as service,
    ):
        started = time.perf_counter()
        for number in range(count):
            service.submit("bench", f"{number}.txt", f"{number}\n".encode())
        sent = count / (time.perf_counter() - started)
        started, done = time.perf_counter(), 0
        while (job_id := service.dispatch.next()) is not None:
            token = uuid4().hex
            row = service.ledger.take(job_id, token, _FOREVER, _FOREVER)
            assert row is not None
            done += service.ledger.end(token, job_id, {"state": "done"})
        return sent, done / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
