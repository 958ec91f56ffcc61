"""Results of the sample scans against their gold.

Extract `samples/scans/*.pdf` into a folder first, and name that folder here. *extra* cells are
not on the page; *silent* ones are wrong or extra under a status that says they can be trusted.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from evals.comparison import CellScore, GoldTable, compare
from extraction.export.result import read_result
from schemas.errors import UsageError

GOLD = Path(__file__).resolve().parents[1] / "tests" / "gold" / "scans"


def gold_tables(path: Path) -> tuple[GoldTable, ...]:
    """The tables of a gold file of a scan; its pages are left out."""
    tables = json.loads(path.read_text(encoding="utf-8"))["tables"]
    known = GoldTable.model_fields.keys()
    return tuple(
        GoldTable.model_validate({key: table[key] for key in table if key in known})
        for table in tables
    )


def scores(folder: Path) -> tuple[tuple[str, CellScore], ...]:
    """The name and score of every result in a folder that has gold.

    Raises:
        UsageError: there is none.
    """
    found = tuple(
        (result.stem, compare(gold_tables(gold), read_result(result)))
        for result in sorted(folder.glob("*.json"))
        if (gold := GOLD / result.name).exists()
    )
    if not found:
        raise UsageError(f"{folder}: holds no result of a sample scan; extract samples/scans first")
    return found


def report(found: Sequence[tuple[str, CellScore]]) -> str:
    """The scores as a table, one line for each document."""
    heads = ("tables", "cells", "amounts", "extra", "silent")
    lines = [f"{'document':<26}" + "".join(f"{head:>12}" for head in heads)]
    total = CellScore()
    for _, score in found:
        total = total + score
    for name, score in (*found, ("all", total)):
        columns = (
            f"{score.tables_found}/{score.tables}",
            f"{score.cells_right}/{score.cells}",
            f"{score.amounts_right}/{score.amounts}",
            str(score.extra),
            str(score.silent),
        )
        lines.append(f"{name:<26}" + "".join(f"{column:>12}" for column in columns))
    return "\n".join(lines)


def main() -> None:
    """Print the table of a folder of results."""
    parser = argparse.ArgumentParser(prog="python -m evals.scan_samples", description=__doc__)
    parser.add_argument("results", type=Path, help="where the results of the sample scans are")
    print(report(scores(parser.parse_args().results)))


if __name__ == "__main__":
    main()
