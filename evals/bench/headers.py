"""Time and memory of the headers engine on a growing document.

The document of size N is one text: the disclosures of N departments (style ``street``, seeds
2000, 2001, …), one after the other. Of each size are printed seconds of CPU after imports
(best of three; the result is made but not written to disk), the ratio to linear growth from the
smallest size, and the peak memory of a process of its own. The growth exponent is that of a
line through the logarithms. Ratios of one run can be compared between machines, seconds can't.
"""

import argparse
import gc
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, cast

import numpy as np

from evals.synthetic import Options, make_disclosure
from extraction.export.payload import document_payload, json_text
from extraction.pipeline import STAGES, Stage, stage
from schemas.document import Document
from schemas.settings import Settings

FIRST_SEED = 2000
SIZES = (1, 2, 4, 8, 16, 32, 64)
REPEATS = 3
LONG = 60.0
"""A size that takes longer (seconds of CPU) is measured once."""


class Measured(NamedTuple):
    """Seconds of CPU by stage, and how many cells and checks there were."""

    seconds: dict[str, float]
    cells: int
    checks: int

    @property
    def total(self) -> float:
        """Seconds of CPU of all stages."""
        return sum(self.seconds.values())


def text_of_size(size: int) -> str:
    """So many disclosures of different departments as one text, two lines of blank between."""
    made = (make_disclosure(FIRST_SEED + number, Options(style="street")) for number in range(size))
    return "\n\n".join(disclosure.text for disclosure in made)


def measure(path: Path) -> Measured:
    """Run every stage once; the exported JSON is made as text and thrown away."""
    settings = Settings(schema_file=None)
    read = cast(Callable[[Path, Settings], Document], stage(*STAGES[0]))
    seconds: dict[str, float] = {}
    gc.collect()
    started = time.process_time()
    document = read(path, settings)
    seconds[STAGES[0][0]] = time.process_time() - started
    for module, function in STAGES[1:-1]:
        run = cast(Stage, stage(module, function))
        started = time.process_time()
        document = run(document, settings)
        seconds[module] = time.process_time() - started
    started = time.process_time()
    json_text(document_payload(document))
    seconds["export"] = time.process_time() - started
    cells = sum(len(row.cells) for table in document.tables for row in table.rows)
    return Measured(seconds, cells, len(document.checks))


def best_of(path: Path, repeats: int) -> Measured:
    """The quickest of some runs."""
    runs: list[Measured] = []
    while len(runs) < repeats and sum(run.total for run in runs) < LONG:
        runs.append(measure(path))
    return min(runs, key=lambda run: run.total)


def growth(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The exponent of growth by least squares on the logarithms: 1 is linear, 2 quadratic."""
    slope, _ = np.polyfit(np.log(np.asarray(sizes)), np.log(np.asarray(costs)), 1)
    return float(slope)


def peak_bytes(path: Path) -> int:
    """Peak resident memory of a process that extracts one document, in bytes."""
    command = [sys.executable, "-m", "evals.bench.headers", "--memory-of", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout)


def _print_own_peak(path: Path) -> None:
    measure(path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak if sys.platform == "darwin" else peak * 1024)


def main() -> None:
    """Read the command line, measure every size and print the table."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.headers", description=__doc__)
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="documents of the largest")
    parser.add_argument("--repeats", type=int, default=REPEATS, help="runs of each size")
    parser.add_argument("--memory-of", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.memory_of is not None:
        _print_own_peak(given.memory_of)
        return
    sizes = [size for size in SIZES if size <= max(given.largest, SIZES[1])]
    with TemporaryDirectory() as folder:
        _bench(sizes, given.repeats, Path(folder))


def _bench(sizes: Sequence[int], repeats: int, folder: Path) -> None:
    warm = folder / "warm.txt"
    warm.write_text(text_of_size(1), encoding="utf-8")
    measure(warm)
    print(
        f"{'size':>4}{'KB':>8}{'cells':>9}{'checks':>8}{'CPU s':>9}{'x linear':>10}{'peak MB':>9}"
    )
    lengths: list[float] = []
    found: list[Measured] = []
    for size in sizes:
        path = folder / f"{size}.txt"
        path.write_text(text_of_size(size), encoding="utf-8")
        lengths.append(path.stat().st_size)
        found.append(best_of(path, repeats))
        ideal = found[0].total * lengths[-1] / lengths[0]
        print(
            f"{size:>4}{lengths[-1] / 1000:>8.0f}{found[-1].cells:>9}{found[-1].checks:>8}"
            f"{found[-1].total:>9.2f}{found[-1].total / ideal:>10.2f}"
            f"{peak_bytes(path) / 1e6:>9.0f}",
            flush=True,
        )
    exponent = growth(lengths, [run.total for run in found])
    print(f"\ngrowth exponent over bytes: {exponent:.2f} (1 is linear)\n")
    _print_stages(lengths, found)


def _print_stages(lengths: Sequence[float], found: Sequence[Measured]) -> None:
    print(f"{'stage':<10}{'CPU s':>9}{'share':>8}{'exponent':>10}   (size of the last line)")
    last = found[-1]
    for name, seconds in last.seconds.items():
        exponent = growth(lengths, [max(run.seconds[name], 1e-6) for run in found])
        print(f"{name:<10}{seconds:>9.2f}{seconds / last.total:>8.0%}{exponent:>10.2f}")


if __name__ == "__main__":
    main()
