"""Time of `gouji verify`: an exported result read and proved again, against `json.loads` of it.

Each document (by default the samples) is extracted once, or its result is named. Printed are its
size, milliseconds of CPU to parse the JSON alone, to read it in its shape, to verify it, and the
sum of the two over the parsing alone. Each is the best of so many repeats, after imports. Ratios
of one run can be compared between machines, milliseconds can't.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from extraction.export.result import read_result
from extraction.pipeline import extract
from extraction.stages.export import export
from extraction.verification import verify_result
from schemas.errors import VerificationError
from schemas.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
REPEATS = 9
_WIDTHS = (28, 8, 7, 9, 9, 11, 8, 9)


class Timed(NamedTuple):
    """Milliseconds of CPU for one result of ``size`` bytes."""

    size: int
    checks: int
    parsing: float
    reading: float
    verifying: float

    @property
    def ratio(self) -> float:
        """Reading and verifying over parsing the JSON alone."""
        return (self.reading + self.verifying) / self.parsing


def timed(path: Path, repeats: int = REPEATS) -> Timed:
    """Measure one result.

    Raises:
        InputError: it can't be read.
        VerificationError: it is no result, or a claim of it does not hold.
    """
    result = read_result(path)
    problems = verify_result(result)
    if problems:
        raise VerificationError(f"{path}: {problems[0].message}")
    content = path.read_bytes()
    return Timed(
        size=len(content),
        checks=len(result.checks),
        parsing=_best(lambda: json.loads(content), repeats),
        reading=_best(lambda: read_result(path), repeats),
        verifying=_best(lambda: verify_result(result), repeats),
    )


def _best(work: Callable[[], object], repeats: int) -> float:
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent) * 1000


def lines(results: Sequence[Path], repeats: int) -> list[str]:
    """The table of all results."""
    heads = ("result", "bytes", "checks", "json ms", "read ms", "verify ms", "sum ms", "x json")
    made = [_line(heads)]
    for path in results:
        one = timed(path, repeats)
        figures = (one.parsing, one.reading, one.verifying, one.reading + one.verifying, one.ratio)
        made.append(_line((path.stem, one.size, one.checks, *(f"{f:.1f}" for f in figures))))
    return made


def _line(items: Sequence[object]) -> str:
    name, *rest = (str(item) for item in items)
    cells = [text.rjust(width) for text, width in zip(rest, _WIDTHS[1:], strict=True)]
    return name.ljust(_WIDTHS[0]) + "".join(cells)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.verify", description=__doc__)
    parser.add_argument("documents", nargs="*", type=Path, help="documents, or results (.json)")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    given = parser.parse_args()
    documents = given.documents or sorted(ROOT.glob("samples/*-20*.*"))
    with TemporaryDirectory() as folder:
        results = [
            path if path.suffix == ".json" else export(extract(path, Settings()), Path(folder))
            for path in documents
        ]
        print("\n".join(lines(results, given.repeats)))


if __name__ == "__main__":
    main()
