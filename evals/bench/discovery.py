"""Sums discovered in tables of no known kind, against annotated ones.

Every table goes the whole way from a file (Markdown or HTML) to its checks. ``dev`` layouts were
looked at while the rules were made; ``held out`` ones were written before them and only run.
Printed are precision and recall of sums (one sum is one column of one total, or one row) and of
structures (a total and its parts, all columns together), with 95 % Wilson intervals; the same
for sums of adjacent cells by arithmetic alone (`evals.discovery.peer`); the share of planted
errors that a failing sum covers; false alarms in tables of unrelated figures; and time.
"""

import argparse
import time
from collections.abc import Callable, Iterable
from itertools import product
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from evals.discovery.families_dev import DEV
from evals.discovery.families_heldout import HELD_OUT
from evals.discovery.handwritten import handwritten
from evals.discovery.layout import Layout, drawn
from evals.discovery.model import Annotated
from evals.discovery.peer import adjacent_sums
from evals.discovery.planting import planted
from evals.discovery.printing import page_of
from evals.discovery.scoring import Discover, Score, score, through_pipeline
from evals.discovery.unrelated import unrelated
from evals.measures.intervals import wilson
from extraction.identities.discovery.sums import discovered_sums
from extraction.identities.ledger import Ledger
from extraction.pipeline import extract
from schemas.settings import Settings

ERRORS = (1, 3)
"""The fewest and the most errors planted in a table."""
_SIZES = (100, 1000)
_SHAPES = tuple(product((False, True), (2, 3, 4, 6), ((8, 1), (8, 2), (15, 4))))


class Share(NamedTuple):
    """A count out of another, printed with its interval."""

    part: int
    of: int

    def __str__(self) -> str:
        low, high = wilson(self.part, self.of)
        share = self.part / self.of if self.of else 0.0
        return f"{share:6.1%} ({self.part}/{self.of}, {low:.1%}-{high:.1%})"


def tables_of(layouts: Iterable[Layout], seeds: int) -> list[Annotated]:
    """The tables of all layouts for so many seeds."""
    return [drawn(layout, seed) for layout in layouts for seed in range(1, seeds + 1)]


def with_errors(tables: Iterable[Annotated]) -> list[Annotated]:
    """The tables that have sums, each with one to three errors."""
    low, high = ERRORS
    return [
        planted(table, number, low + number % (high - low + 1))
        for number, table in enumerate(tables)
        if table.sums
    ]


def report(name: str, tables: Iterable[Annotated], discover: Discover) -> list[Score]:
    """Score tables and print their line."""
    scores = [score(table, discover(table)) for table in tables]
    right = sum(s.right for s in scores)
    structures = sum(s.right_structures for s in scores)
    print(f"{name} ({len(scores)} tables)")
    print(f"  sums        precision {Share(right, sum(s.found for s in scores))}")
    print(f"              recall    {Share(right, sum(s.meant for s in scores))}")
    print(f"  structures  precision {Share(structures, sum(s.found_structures for s in scores))}")
    print(f"              recall    {Share(structures, sum(s.meant_structures for s in scores))}")
    if any(s.planted for s in scores):
        caught = Share(sum(s.caught for s in scores), sum(s.planted for s in scores))
        print(f"  errors      caught    {caught}")
        print(f"  failing sums that are none of the annotated: {sum(s.accused for s in scores)}")
    return scores


def false_alarms(seeds: int) -> None:
    """Print how many sums are found where there are none."""
    print("unrelated figures: sums found by accident, of so many tables")
    for words in (False, True):
        found = tables = 0
        for spoken, digits, (rows, columns) in _SHAPES:
            for seed in range(seeds) if spoken == words else ():
                table = unrelated(seed, words, digits, rows, columns)
                found += len(through_pipeline(table).sums)
                tables += 1
        print(
            f"  {'three lines called totals' if words else 'no word of a total':26}{found}/{tables}"
        )


def growth() -> None:
    """Print the time of discovery against the time of all reading, and how both grow."""
    seconds = [_seconds(size) for size in _SIZES]
    ratio = log(_SIZES[1] / _SIZES[0])
    print(f"time, {_SIZES[0]} to {_SIZES[1]} rows of 8 columns")
    for name, small, large in zip(("discovery", "everything"), *seconds, strict=True):
        print(f"  {name:11}{large:.2f} s, grows with rows to the {log(large / small) / ratio:.2f}")
    print(f"  discovery is {seconds[1][0] / seconds[1][1]:.0%} of everything")


def _seconds(rows: int) -> tuple[float, float]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "table.md")
        path.write_text(page_of(unrelated(1, True, 7, rows, 8)).text, encoding="utf-8")
        start = time.process_time()
        document = extract(path, Settings())
        everything = time.process_time() - start

    def once() -> None:
        ledger = Ledger(document.tables, ())
        for table in document.tables:
            discovered_sums(ledger, table)

    return _timed(once), everything


def _timed(act: Callable[[], None]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="tables drawn for each layout")
    parser.add_argument("--unrelated", type=int, default=20, help="tables for each shape")
    options = parser.parse_args()
    for name, layouts, split in (("dev", DEV, "dev"), ("held out", HELD_OUT, "held_out")):
        tables = [*tables_of(layouts, options.seeds), *handwritten(split)]
        report(name, tables, through_pipeline)
        report(f"{name}, 1 to 3 errors", with_errors(tables), through_pipeline)
        report(f"{name}, adjacent sums by arithmetic alone", tables, adjacent_sums)
    false_alarms(options.unrelated)
    growth()


if __name__ == "__main__":
    main()
