"""How sure the recogniser is of figures that it reads rightly and of those that it misreads.

Invented disclosures are drawn, spoilt and read. Where a printed amount stands, the cell of the
recognised grid gives its reading, the recogniser's confidence, and how many other readings
it weighed; for a misread amount also whether the printed one is among these. What is
counted is written to the file from which `evals.power.recogniser` draws. The conditions are poor
on purpose: on clean pages nearly nothing is misread.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.bench.scan_digits import onto_kept
from evals.bench.scan_pages import (
    DOCUMENTS,
    BenchCondition,
    BenchDocument,
    MadeDocument,
    bench_conditions,
    make_document,
)
from evals.comparison import NO_AMOUNTS, normal
from evals.noise.conditions import find_condition
from evals.noise.scan import carry_box
from evals.power.recogniser import MEASURED, Measured, Seen
from evals.rendering.placed import TrueCell
from extraction.export.atomic import write_whole
from extraction.pages.reading import read_page
from schemas.amount import decimal_of
from schemas.grid import Grid, GridCell
from schemas.page import Page
from schemas.settings import Settings
from schemas.source import Box

CONDITIONS = ("heavy140", "heavy130", "fax140")
FIRST_SEED = 9101
"""Documents are those of the bench of scans with other seeds: their confidences are not tested."""
_COARSER = re.compile(r"(heavy|fax)(1[0-4]0)")
"""Conditions of our own: what is done at 150 dpi, at a coarser resolution."""
_PLACES = 3


def condition_of(name: str) -> BenchCondition:
    """A condition by name; `heavy` and `fax` below 150 dpi are ours.

    Raises:
        UsageError: there is none of that name.
    """
    coarser = _COARSER.fullmatch(name)
    if coarser is None:
        (found,) = bench_conditions([name])
        return found
    like = find_condition(f"{coarser[1]}150")
    return BenchCondition(name, like._replace(name=name, dpi=float(coarser[2])))


def documents(count: int) -> tuple[BenchDocument, ...]:
    """So many documents: those of the bench in turn, with seeds of their own."""
    return tuple(
        DOCUMENTS[number % len(DOCUMENTS)]._replace(seed=FIRST_SEED + number)
        for number in range(count)
    )


def seen_on(made: MadeDocument, page: Page) -> Iterator[Seen]:
    """What was read of every printed amount of a page; those not read at all are left out."""
    cells = tuple(_cells(page))
    back = onto_kept(page)
    for true in made.scanned[page.number - 1]:
        value = _amount(true)
        if value is None or true.ink is None:
            continue
        cell = _at(carry_box(true.ink, back), cells)
        read = None if cell is None else decimal_of(cell.clean)
        if cell is None or read is None:
            continue
        others = tuple(decimal_of(text) for text in cell.alternatives)
        found = others.index(value) if value in others else None
        yield Seen(
            right=read == value,
            confidence=round(cell.confidence, _PLACES),
            alternatives=len(others),
            true_at=None if read == value else found,
        )


def _amount(cell: TrueCell) -> Decimal | None:
    if cell.gold_row < 0 or not cell.field or cell.field in NO_AMOUNTS:
        return None
    value = normal(cell.text)
    return value if isinstance(value, Decimal) else None


def _cells(page: Page) -> Iterator[tuple[Box, GridCell]]:
    for block in page.blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                for cell in row.cells:
                    if cell.source.box is not None and not cell.blank:
                        yield cell.source.box, cell


def _at(ink: Box, cells: Sequence[tuple[Box, GridCell]]) -> GridCell | None:
    x, y = (ink[0] + ink[2]) / 2, (ink[1] + ink[3]) / 2
    inside = (cell for (x0, y0, x1, y1), cell in cells if x0 <= x <= x1 and y0 <= y <= y1)
    return next(inside, None)


def measure(names: Sequence[str], count: int) -> Measured:
    """Read so many documents under each condition.

    Raises:
        UsageError: there is no condition of a name.
    """
    counts: Counter[Seen] = Counter()
    for name in names:
        condition = condition_of(name)
        for document in documents(count):
            with TemporaryDirectory() as folder:
                made = make_document(document, condition, Path(folder))
                settings = Settings(schema_file=None, data=Path(folder))
                for number in range(1, len(made.images) + 1):
                    page, _ = read_page(made.path, number, settings)
                    counts.update(seen_on(made, page))
        wrong = sum(times for seen, times in counts.items() if not seen.right)
        print(f"{name}: {counts.total()} amounts so far, {wrong} of them misread", flush=True)
    command = f"python -m evals.power.scan_confidences --documents {count}"
    command += "" if tuple(names) == CONDITIONS else f" --conditions {' '.join(names)}"
    ordered = sorted(counts.items(), key=lambda item: item[0].model_dump_json())
    return Measured(
        command=command, conditions=tuple(names), counts=tuple((s, n) for s, n in ordered)
    )


def main() -> None:
    """Read the command line, measure, and write the file."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.power.scan_confidences", description=__doc__
    )
    parser.add_argument("--conditions", nargs="*", default=CONDITIONS)
    parser.add_argument("--documents", type=int, default=5, help="of each condition")
    given = parser.parse_args()
    made = measure(given.conditions, given.documents)
    write_whole(MEASURED, (made.model_dump_json(indent=None) + "\n").encode())


if __name__ == "__main__":
    main()
