"""Write invented disclosures and their gold to a folder."""

from __future__ import annotations

import argparse
import json
from decimal import Decimal
from pathlib import Path

from evals.synthetic.make import make_disclosure
from evals.synthetic.model import Disclosure, Options


def main() -> None:
    """Read the command line and write `<name>.txt` and `<name>.gold.json` for each seed."""
    parser = argparse.ArgumentParser(prog="python -m evals.synthetic", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="first seed")
    parser.add_argument("--count", type=int, default=1, help="number of documents")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--mangle", type=Decimal, default=Decimal(0), help="share of rows, 0 to 1")
    parser.add_argument("--errors", type=int, default=0, help="planted errors in each document")
    parser.add_argument("--format", choices=("txt", "md", "html"), default="txt")
    parser.add_argument("--style", choices=("street", "office", "notice"), default=None)
    parser.add_argument("--unit", choices=("元", "万元"), default=None)
    parser.add_argument("--tails", action=argparse.BooleanOptionalAction, default=None)
    given = parser.parse_args()
    options = Options(
        style=given.style,
        unit=given.unit,
        form=given.format,
        mangle=given.mangle,
        errors=given.errors,
        tails=given.tails,
    )
    given.out.mkdir(parents=True, exist_ok=True)
    for seed in range(given.seed, given.seed + given.count):
        write(make_disclosure(seed, options), given.out)


def write(disclosure: Disclosure, folder: Path) -> None:
    """Write the text and the gold of one disclosure."""
    (folder / f"{disclosure.name}.txt").write_text(disclosure.text, encoding="utf-8")
    gold = json.dumps(disclosure.gold, ensure_ascii=False, indent=1)
    (folder / f"{disclosure.name}.gold.json").write_text(gold + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
