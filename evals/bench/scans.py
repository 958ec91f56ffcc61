"""How well scanned pages are read, by what was done to the pages.

Invented disclosures with known figures are drawn, spoilt and extracted. For each condition are
printed: the share of amounts whose exact figure stands in the result (read), of those that stand
in the right row and field (placed), of the digits of amounts those read where the amount stands
(digits), of all printed cells right in place (cells), of tables
given the right kind; wrong figures under a safe status (silent); suspect cells of 1,000
printed; wall seconds for a page, start-up included; and the part of the time for the first
page, without start-up, inside the OCR engine (ocr). Peers have no kinds and no statuses: every
wrong figure of theirs is silent. Their rows and columns are laid along the printed ones by
content, and their seconds leave start-up out. They also look for tables without rules, which
cost them nothing on ruled pages.
"""

import argparse
import shlex
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unittest.mock import patch

import numpy as np

from evals.bench.scan_digits import digit_score
from evals.bench.scan_pages import (
    QUICK,
    BenchCondition,
    BenchDocument,
    MadeDocument,
    bench_conditions,
    bench_documents,
    make_document,
)
from evals.bench.scan_peers import available_peers, make_environment, peer_score
from evals.bench.scan_scores import Score, result_score
from evals.bench.tables import BenchTable, made_now, write_table
from extraction.export.payload import document_payload
from extraction.export.result import Result, parse_result
from schemas.errors import GoujiError
from schemas.page import Page
from schemas.settings import Settings

OURS = "gouji"


class Reading(NamedTuple):
    """A result, the wall seconds it took, the part of them inside the OCR engine (0..1), pages."""

    result: Result | None
    seconds: float
    share: float | None = None
    pages: tuple[Page, ...] = ()


Read = Callable[[Path], Reading]


class Line(NamedTuple):
    """One line of the table: the condition, who read, and the score."""

    condition: str
    reader: str
    score: Score


def read_with_pipeline(path: Path) -> Reading:
    """Extract a PDF with a data folder of its own, so that nothing comes from a cache."""
    from extraction.pipeline import extract

    with TemporaryDirectory() as folder:
        settings = Settings(schema_file=None, data=Path(folder))
        started = time.perf_counter()
        try:
            document = extract(path, settings)
            result = parse_result(document_payload(document))
        except GoujiError as error:
            print(f"{path.name}: {error}")
            return Reading(None, time.perf_counter() - started)
        seconds = time.perf_counter() - started
    return Reading(result, seconds, engine_share(path, settings), document.pages)


def engine_share(path: Path, settings: Settings) -> float:
    """The part of reading the first page that is spent inside the OCR engine, 0..1."""
    from extraction.ocr.rapid import RapidReader
    from extraction.pages.reading import read_page

    RapidReader(threads=1).read_lines([np.full((32, 64, 3), 255, np.uint8)])
    page_of, lines_of = RapidReader.read_page, RapidReader.read_lines
    spent: list[float] = []

    def timed_page(*args: object, **more: object) -> object:
        started = time.perf_counter()
        words = page_of(*args, **more)  # type: ignore[arg-type]
        spent.append(time.perf_counter() - started)
        return words

    def timed_lines(*args: object, **more: object) -> object:
        started = time.perf_counter()
        words = lines_of(*args, **more)  # type: ignore[arg-type]
        spent.append(time.perf_counter() - started)
        return words

    with (
        patch.object(RapidReader, "read_page", timed_page),
        patch.object(RapidReader, "read_lines", timed_lines),
    ):
        started = time.perf_counter()
        read_page(path, 1, settings)
        whole = time.perf_counter() - started
    return sum(spent) / whole


def bench(
    conditions: Sequence[BenchCondition],
    documents: Sequence[BenchDocument],
    read: Read,
    peers_in: Path | None = None,
) -> Iterator[Line]:
    """Make, read and score the documents under each condition; with peers where they live."""
    for condition in conditions:
        with TemporaryDirectory() as name:
            folder = Path(name)
            made = [make_document(document, condition, folder) for document in documents]
            yield Line(condition.name, OURS, _our_score(made, read))
            if peers_in is None:
                continue
            python = make_environment(peers_in)
            for peer in available_peers():
                score = peer_score(python, peer, made, folder)
                yield Line(condition.name, peer, score)


def _nothing() -> Result:
    """The result of a document that could not be read: no table."""
    document = {"name": "", "sha256": "", "media_type": "", "pages": 0}
    export = {"document": document, "tables": [], "checks": [], "findings": []}
    return parse_result({**export, "run": {"engine": "headers"}})


def _our_score(made: Sequence[MadeDocument], read: Read) -> Score:
    total = Score()
    for document in made:
        reading = read(document.path)
        result = reading.result or _nothing()
        score = result_score(document.gold, result, len(document.images), reading.seconds)
        digits = digit_score(document.scanned, reading.pages)
        total = total.plus(
            score._replace(share=reading.share, digits=digits.printed, digits_right=digits.right)
        )
    return total


COLUMNS = ("read", "placed", "digits", "cells", "kinds", "silent", "suspect", "s/page", "ocr")


def heading() -> str:
    """The heads of the columns."""
    return f"{'condition':<12}{'reader':<21}{'amounts':>8}" + "".join(f"{c:>9}" for c in COLUMNS)


def shown(line: Line) -> str:
    """A line of the table."""
    head = f"{line.condition:<12}{line.reader:<21}{line.score.amounts:>8}"
    return head + "".join(f"{c:>9}" for c in columns_of(line.score))


def columns_of(score: Score) -> tuple[str, ...]:
    """What stands under `COLUMNS`; shares in per cent, cut and not rounded."""
    claims = "-"
    if score.suspects is not None and score.claimed:
        claims = f"{1000 * score.suspects / score.claimed:.0f}"
    return (
        _share(score.read, score.amounts),
        _share(score.placed, score.amounts),
        "-" if score.digits is None else _share(score.digits_right or 0, score.digits),
        _share(score.cells_right, score.cells),
        "-" if score.kinds is None else f"{score.kinds}/{score.tables}",
        str(score.silent),
        claims,
        f"{score.seconds / max(score.pages, 1):.1f}",
        "-" if score.share is None else f"{score.share:.0%}",
    )


def as_table(lines: Sequence[Line], name: str, command: str) -> BenchTable:
    """The lines as a table to be kept."""
    rows = [
        (line.reader, line.condition, str(line.score.amounts), *columns_of(line.score))
        for line in lines
    ]
    title = "Scanned pages and peers" if name == "scans-peers" else "Scanned pages"
    about = " ".join((__doc__ or "").partition("\n\n")[2].split())
    return made_now(name, title, about, command, ("engine", "condition", "amounts", *COLUMNS), rows)


def _share(part: int, whole: int) -> str:
    tenths = part * 1000 // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10}%"


def main() -> None:
    """Read the command line, run the bench and print its table line by line."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.scans", description=__doc__)
    parser.add_argument("--conditions", nargs="*", default=(), help="names; all where none")
    parser.add_argument("--pages", type=int, default=12, help="pages of each condition, at least")
    parser.add_argument("--quick", action="store_true", help="one document, fewer conditions")
    parser.add_argument("--peers", action="store_true", help="img2table on the same pages too")
    parser.add_argument("--peers-in", type=Path, help="keep the environment of the peers here")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the table here too")
    given = parser.parse_args()
    conditions = bench_conditions(given.conditions or (QUICK if given.quick else ()))
    documents = bench_documents(1 if given.quick else given.pages)
    print(heading(), flush=True)
    with TemporaryDirectory() as folder:
        peers = (given.peers_in or Path(folder)) if given.peers or given.peers_in else None
        lines = []
        for line in bench(conditions, documents, read_with_pipeline, peers):
            print(shown(line), flush=True)
            lines.append(line)
    if given.json is not None:
        command = shlex.join(("python", "-m", "evals.bench.scans", *sys.argv[1:]))
        write_table(as_table(lines, given.json.stem, command), given.json)


if __name__ == "__main__":
    main()
