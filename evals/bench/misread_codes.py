"""How many misread codes are put in doubt, and with the right code to read instead.

Invented disclosures are read as they are and with digits misread; a code whose reading differs is
wrong. Printed are: doubts where nothing was misread; codes misread; those of them in doubt, by the
codes around them, their copies or the sums; those for which the right code is offered first; right
codes in doubt beside them. Documents whose rows were misread too are left out, and counted.
``python -m evals.bench.misread_codes`` prints the same counts each time.
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.noise.faults import Rates
from evals.noise.text import noise_text
from evals.synthetic.make import make_disclosure
from evals.synthetic.model import Options
from extraction.kinds import kinds_of
from extraction.pipeline import extract
from schemas.document import Document
from schemas.kinds.identity import CodeHierarchy
from schemas.settings import Settings
from schemas.table import Cell, CellRef

Codes = dict[CellRef, tuple[str | None, Cell]]


def main() -> None:
    """Print the counts over documents of fresh seeds."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.bench.misread_codes", description=__doc__
    )
    parser.add_argument("--count", type=int, default=40, help="documents")
    parser.add_argument("--seed", type=int, default=70_000, help="seed of the first of them")
    parser.add_argument("--rate", type=float, default=0.02, help="share of digits misread")
    given = parser.parse_args()
    for name, number in counts(given.count, given.seed, given.rate).items():
        print(f"{name:<34}{number:>6}")


def counts(count: int, seed: int, rate: float) -> dict[str, int]:
    """The counts, by what they count."""
    found = dict.fromkeys(
        ("doubts where nothing is misread", "misread codes", "of them in doubt",
         "with the right code first", "right codes in doubt", "documents left out"), 0,
    )  # fmt: skip
    settings = Settings(_env_file=None)
    with TemporaryDirectory() as folder:
        for number in range(seed, seed + count):
            clean = make_disclosure(number, Options()).text
            spoilt = noise_text(clean, Rates(digits=rate), number).text
            right = codes_of(read(Path(folder), clean, settings), settings)
            misread = codes_of(read(Path(folder), spoilt, settings), settings)
            _add(found, right, misread)
    return found


def _add(found: dict[str, int], right: Codes, misread: Codes) -> None:
    found["doubts where nothing is misread"] += sum(
        c.status == "suspect" for _, c in right.values()
    )
    if right.keys() != misread.keys():
        found["documents left out"] += 1
        return
    for address, (code, cell) in misread.items():
        true = right[address][0]
        doubted = cell.status == "suspect"
        if code == true:
            found["right codes in doubt"] += doubted
            continue
        found["misread codes"] += 1
        found["of them in doubt"] += doubted
        found["with the right code first"] += doubted and cell.alternatives[:1] == (true,)


def read(folder: Path, text: str, settings: Settings) -> Document:
    """A disclosure read by the headers engine."""
    path = folder / "disclosure.txt"
    path.write_text(text, encoding="utf-8")
    return extract(path, settings)


def codes_of(document: Document, settings: Settings) -> Codes:
    """The codes of all tables whose rows are a tree by their codes, with their cells."""
    fields = {
        kind.kind: tree.code
        for kind in kinds_of(settings)
        for tree in kind.identities
        if isinstance(tree, CodeHierarchy)
    }
    return {
        CellRef(kind=t.kind, ordinal=t.ordinal, row=i, field=fields[t.kind]): (
            row.values.get(fields[t.kind]),
            row.cells[fields[t.kind]],
        )
        for t in document.tables
        if t.kind in fields
        for i, row in enumerate(t.rows)
        if fields[t.kind] in row.cells
    }


if __name__ == "__main__":
    main()
