"""Documents a second on one worker and on two, and beside `gouji extract --jobs`.

Invented disclosures (texts, no recognition) are extracted by the command line as a user would.
*work* is what a cluster run prints: from the first document to the last, without starting the
workers; *wall* is the whole command, *cpu* the processor time of all its processes. The ratio of
two workers to one is what counts: seconds of the clock depend on what else the machine does, so
the load is printed. Sizes are means of the results for one document. Runs are made in turns, so
that a drift of the machine meets all.
"""

import argparse
import gzip
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from evals.synthetic.make import make_disclosure
from evals.synthetic.model import Options

ROOT = Path(__file__).parents[2]
_WORK = re.compile(r"documents in ([\d.]+) s: ")


_SCANS = tuple(
    f"samples/scans/{name}.pdf" for name in ("fenghe-culture-2025", "luming-emergency-2024")
)


class Run(NamedTuple):
    """Seconds of one run; ``work`` is None where the command does not tell.

    ``cpu`` are seconds of processor time of all its processes, ``told`` the counts that it prints.
    """

    wall: float
    cpu: float
    work: float | None
    told: Mapping[str, str]


def write_documents(count: int, folder: Path) -> int:
    """Write so many disclosures; their bytes in all."""
    folder.mkdir()
    for seed in range(count):
        made = make_disclosure(5000 + seed, Options())
        (folder / f"{made.name}.txt").write_text(made.text, encoding="utf-8")
    return sum(file.stat().st_size for file in folder.iterdir())


def timed(sources: Sequence[Path | str], out: Path, *flags: str) -> Run:
    """One run of `gouji extract` into an empty folder."""
    places = (*map(str, sources), "--out", str(out))
    command = [sys.executable, "-m", "ui.cli", "extract", *places, *flags]
    before, started = _processor(), time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    wall, cpu = time.perf_counter() - started, _processor() - before
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(flags)}: exit code {done.returncode}\n{done.stderr}")
    work = _WORK.search(done.stdout)
    if work is None:
        return Run(wall, cpu, None, {})
    names, values = (line.split() for line in done.stdout.splitlines()[:2])
    return Run(wall, cpu, float(work[1]), dict(zip(names, values, strict=True)))


def _processor() -> float:
    """Seconds of processor time of all processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report(name: str, runs: Sequence[Run], count: int) -> float:
    """Print a line for a way to run; give its seconds of work, the median of the runs."""
    wall = statistics.median(run.wall for run in runs)
    works = [run.work for run in runs if run.work is not None]
    work = statistics.median(works) if works else wall
    told = f"{work:9.1f}{count / work:9.2f}" if works else f"{'-':>9}{'-':>9}"
    cpu = statistics.median(run.cpu for run in runs)
    print(f"{name:<12}{cpu:9.1f}{wall:9.1f}{count / wall:9.2f}{told}", flush=True)
    return work


def sizes(out: Path, count: int) -> None:
    """Print what the results of one document take."""
    results = list(out.glob("results/**/*.json"))
    parts = list(out.glob("parts/*/*.parquet"))
    merged = list(out.glob("cells/*/*.parquet"))
    if not len(results) == len(parts) == count:
        raise SystemExit(f"{len(results)} results and {len(parts)} parts of {count} documents")
    packed = sum(len(gzip.compress(file.read_bytes(), 6)) for file in results[:20])
    lines = (
        ("JSON", _mean(results, count)),
        ("JSON, gzip", packed / len(results[:20]) / 1024),
        ("part", _mean(parts, count)),
        ("merged cells", _mean(merged, count)),
    )
    print("\nKB for a document: " + ", ".join(f"{name} {size:.1f}" for name, size in lines))


def page_images(out: Path) -> None:
    """Print what the kept image of a page takes, of the smaller sample scans."""
    run = timed(_SCANS, out, "--cluster", "local:1")
    images = [file for file in (out / ".gouji" / "files").rglob("*") if file.is_file()]
    print(
        f"KB for the image of a page: {_mean(images, len(images)):.1f} "
        f"({len(images)} pages of {run.told['documents']} sample scans)"
    )


def _mean(files: Sequence[Path], count: int) -> float:
    return sum(file.stat().st_size for file in files) / count / 1024


def planning(count: int, folder: Path) -> None:
    """Print what planning so many documents takes in the process that submits them."""
    for number in range(count):
        place = folder / f"{number % 100:02d}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"department-budget-disclosure-{number:07d}.txt").touch()
    # Not imported: this package stands below the command line.
    script = (
        "import sys, time, tracemalloc\n"
        "from ui.cluster.planning import planned\n"
        "tracemalloc.start(); started = time.perf_counter()\n"
        "found = planned(sys.argv[1:]).documents\n"
        "seconds = time.perf_counter() - started\n"
        "held, peak = tracemalloc.get_traced_memory()\n"
        "print(f'{len(found)} documents planned in {seconds:.1f} s: '\n"
        "      f'{held / len(found):.0f} bytes held for each, {peak / len(found):.0f} at most')\n"
    )
    command = [sys.executable, "-c", script, str(folder)]
    print(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    """Print seconds and documents a second of each way, the ratio, and sizes."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.scaling", description=__doc__)
    parser.add_argument("--documents", type=int, default=160)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--planned", type=int, default=20_000, help="documents to plan only")
    given = parser.parse_args()
    ways = (
        ("jobs 1", ("--jobs", "1")),
        ("jobs 2", ("--jobs", "2")),
        ("local:1", ("--cluster", "local:1")),
        ("local:2", ("--cluster", "local:2")),
    )
    with TemporaryDirectory() as name:
        folder = Path(name)
        total = write_documents(given.documents, folder / "in")
        print(f"{given.documents} documents of {total / given.documents / 1024:.1f} KB on average")
        print(f"{os.cpu_count()} cores, load before: {_load()}")
        found: dict[str, list[Run]] = {way: [] for way, _ in ways}
        for turn in range(given.rounds):
            for way, flags in ways:
                found[way].append(timed([folder / "in"], folder / f"{way}-{turn}", *flags))
        print(f"load after: {_load()}\n")
        print(f"{'way':<12}{'cpu s':>9}{'wall s':>9}{'docs/s':>9}{'work s':>9}{'docs/s':>9}")
        work = {way: report(way, found[way], given.documents) for way, _ in ways}
        print(f"\ntwo workers over one: {work['local:1'] / work['local:2']:.2f}")
        print(f"two jobs over one: {work['jobs 1'] / work['jobs 2']:.2f}")
        start = statistics.median(run.wall - (run.work or 0) for run in found["local:2"])
        print(f"start, merging and end of a cluster run with two workers: {start:.1f} s")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"largest process of all runs: {peak:.0f} MB")
        sizes(folder / "local:2-0", given.documents)
        told = found["local:2"][0].told
        each = {name: int(told[name]) / given.documents for name in ("cells", "figures")}
        print(f"in a document: cells {each['cells']:.0f}, figures {each['figures']:.0f}")
        page_images(folder / "scans")
        planning(given.planned, folder / "planned")


def _load() -> str:
    return ", ".join(f"{each:.2f}" for each in os.getloadavg())


if __name__ == "__main__":
    main()
