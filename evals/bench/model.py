"""The path to language models, measured against the simulated reader on loopback.

It prints three tables, and says nothing of how well a real model reads.

dispatch: requests that a server process answers after a set latency, through the product's own
path (prompts, instructor, openai client, answers stored in a data folder); the efficiency is the
ideal time (requests x latency / concurrency) by the time that it took.

tokens: what reading takes, by one estimate from characters for all: every table asked for its
rows, for its plan, only what the headers leave open (auto), and two naive ways. Those write all
fields of all rows, null where nothing is printed. Schemas that go beside the messages are counted
for all alike.

faults: invented documents that the headers engine reads without a miss, read by a simulated reader
that errs at a rate in each row of each answer; every table is put to it. *sil.cov* are amounts
that are wrong and not suspect though an identity covers them, *silent* all such amounts, *marked*
wrong ones that are suspect. *lost* printed rows are in no row of the result, *twice* in several;
*untold* are those that no finding and no open question names. *suspect* counts 1,000 cells;
*asked* is the number of requests for a piece.
"""

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from evals.bench import model_dispatch, model_faults, model_tokens
from evals.bench.model_documents import SAMPLES, Invented, invented, texts_in
from evals.bench.tables import ROOT, BenchTable, made_now, write_table

PARTS = ("dispatch", "tokens", "faults")
TITLES = MappingProxyType(
    {
        "dispatch": "Requests to a model, against the ideal time",
        "faults": "Faults of a simulated reader, and what becomes of them",
    }
)
ABOUT = "Against the simulated reader: no figure says how well a real model reads."
INVENTED = 3
"""Invented documents beside the samples, where tokens are counted and none are named."""


def dispatch() -> Iterator[str]:
    """The first table, line by line."""
    yield model_dispatch.heading()
    for found in model_dispatch.dispatched():
        yield model_dispatch.shown(found)


def tokens(arguments: Sequence[Path]) -> Iterator[str]:
    """The second table, line by line."""
    with TemporaryDirectory() as folder:
        paths = texts_in(arguments or [SAMPLES])
        if not arguments:
            paths += tuple(document.path for document in invented(INVENTED, Path(folder)))
        yield from model_tokens.report(*model_tokens.measured(paths))


def faults(documents: Sequence[Invented]) -> Iterator[str]:
    """The third table, line by line."""
    yield model_faults.heading()
    for rate in model_faults.RATES:
        for ask in model_faults.ASKS:
            total = model_faults.FaultScore()
            for case in model_faults.cases(documents, rate, ask):
                total = total.plus(case.score)
            yield model_faults.shown(ask, rate, total)


def as_table(part: str, lines: Sequence[str]) -> BenchTable:
    """The lines of a part, its heading first, as a table to keep."""
    heads, *rows = [re.split(r"\s{2,}", line.strip()) for line in lines]
    command = f"python -m evals.bench.model --only {part} --keep"
    return made_now(f"model-{part}", TITLES[part], ABOUT, command, heads, rows)


def main() -> None:
    """Read the command line and print the tables line by line."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.bench.model",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", choices=PARTS, help="one of the tables")
    parser.add_argument("--count", type=int, default=18, help="invented documents for the faults")
    parser.add_argument(
        "--keep", action="store_true", help="keep dispatch and faults in out/bench for the results"
    )
    parser.add_argument(
        "documents", nargs="*", type=Path, help="text files or folders whose tokens are counted"
    )
    given = parser.parse_args()
    for part in PARTS if given.only is None else (given.only,):
        print(f"\n{part}", flush=True)
        with TemporaryDirectory() as folder:
            if part == "dispatch":
                lines = dispatch()
            elif part == "tokens":
                lines = tokens(given.documents)
            else:
                lines = faults(tuple(invented(given.count, Path(folder))))
            printed = []
            for line in lines:
                print(line, flush=True)
                printed.append(line)
        if given.keep and part in TITLES:
            write_table(as_table(part, printed), ROOT / "out" / "bench" / f"model-{part}.json")


if __name__ == "__main__":
    main()
