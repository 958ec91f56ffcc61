"""How many pages a minute one and two page workers read, and whether memory stays flat.

A long PDF has few words on each page, so that reading it takes minutes and not hours; half of
its pages are noisy scans, the others have a text layer. Pages a minute are wall time with start-up
of the workers; the ratio of two workers to one is what counts, for the machine's speed
drifts. Memory is resident, in MB, at some pages: of the process that collects the pages, and
of the largest of its workers.
"""

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from evals.bench.long_pdf import write_long_pdf
from extraction.pipeline import extract
from schemas.settings import Settings

_PROCESSES = Path("/proc")


class Memory(NamedTuple):
    """Resident MB when so many pages are read; 0 where the system does not tell."""

    page: int
    collector: float
    worker: float


def resident(process: str = "self") -> float:
    """Resident memory of a process in MB, 0 where it is gone or the system does not tell."""
    try:
        lines = (_PROCESSES / process / "status").read_text().splitlines()
        return int(next(s for s in lines if s.startswith("VmRSS")).split()[1]) / 1024
    except (OSError, StopIteration):
        return 0.0


def children(process: str) -> tuple[str, ...]:
    """The processes that a process started and that still run."""
    try:
        return tuple((_PROCESSES / process / "task" / process / "children").read_text().split())
    except OSError:
        return ()


def memory(page: int) -> Memory:
    """Memory now, when ``page`` pages are read."""
    own = (_PROCESSES / "self").resolve().name
    return Memory(page, resident(), max(map(resident, children(own)), default=0.0))


def milestones(count: int) -> tuple[int, ...]:
    """The pages at which memory is looked at: 10, every hundredth and the last."""
    return tuple(sorted({min(10, count), *range(100, count, 100), count}))


def measured(path: Path, jobs: int, folder: Path) -> tuple[float, tuple[Memory, ...]]:
    """Pages a minute, and memory at the milestones."""
    seen: list[Memory] = []

    def on_page(done: int, count: int) -> None:
        if done in milestones(count):
            seen.append(memory(done))

    started = time.perf_counter()
    document = extract(path, Settings(jobs=jobs, data=folder / f"jobs{jobs}"), on_page)
    minutes = (time.perf_counter() - started) / 60
    unread = [page.notes for page in document.pages if page.image is None]
    if unread:
        print(f"pages not read: {len(unread)}, the first: {unread[0]}")
    return document.info.pages / minutes, tuple(seen)


def report(jobs: int, rate: float, seen: Sequence[Memory]) -> None:
    """Print the figures of one run."""
    print(f"jobs {jobs}: {rate:.1f} pages/minute")
    print(f"{'page':>6}{'collector MB':>14}{'worker MB':>12}")
    for look in seen:
        print(f"{look.page:>6}{look.collector:>14.1f}{look.worker:>12.1f}", flush=True)


def main() -> None:
    """Print pages a minute and memory for each number of workers."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.pages", description=__doc__)
    parser.add_argument("--pages", type=int, default=60, help="pages of the long PDF")
    parser.add_argument("--jobs", type=int, nargs="+", default=(1, 2), help="numbers of workers")
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        path = Path(name) / "long.pdf"
        write_long_pdf(given.pages, path)
        rates = []
        for jobs in given.jobs:
            rate, seen = measured(path, jobs, Path(name))
            rates.append(rate)
            report(jobs, rate, seen)
        if len(rates) > 1:
            print(f"{given.jobs[-1]} workers over {given.jobs[0]}: {rates[-1] / rates[0]:.2f}")


if __name__ == "__main__":
    main()
