"""Which characters the recogniser takes for which others, on pages whose print is known.

Invented disclosures are drawn, spoilt and read. Where a printed text and what was read in its
place have the same length, characters that differ are a confusion. Printed are the characters
compared, and each confusion with how often it was seen: digits and signs of amounts first, then
the characters of labels. Amounts are compared before any repair. The weights of
`evals.noise.confusions` come from here.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from evals.bench.scan_digits import onto_kept, places_of, text_at
from evals.bench.scan_pages import MadeDocument, bench_conditions, bench_documents, make_document
from evals.noise.scan import carry_box
from extraction.pages.reading import read_page
from schemas.page import Page
from schemas.settings import Settings

CONDITIONS = ("clean100", "noise", "faint", "scan150", "fax150", "heavy150", "speckle")
_FIGURE = frozenset("0123456789.,-")


class Counts(NamedTuple):
    """Characters compared, and (printed, read) with how often it was seen."""

    compared: Counter[str]
    confused: Counter[tuple[str, str]]


def count_page(made: MadeDocument, page: Page, counts: Counts) -> None:
    """Add what one page shows."""
    back = onto_kept(page)
    places = list(places_of(page))
    for cell in made.scanned[page.number - 1]:
        if cell.ink is None:
            continue
        printed = "".join(cell.text.split())
        read = "".join(text_at(carry_box(cell.ink, back), places).split())
        if len(printed) != len(read):
            continue
        for one, other in zip(printed, read, strict=True):
            counts.compared[one] += 1
            if one != other:
                counts.confused[one, other] += 1


def shown(counts: Counts) -> Iterator[str]:
    """The lines of the report: figures, then other characters, the most frequent first."""
    for name, figures in (("figures", True), ("characters", False)):
        seen = sum(n for sign, n in counts.compared.items() if (sign in _FIGURE) == figures)
        pairs = {p: n for p, n in counts.confused.items() if (p[0] in _FIGURE) == figures}
        yield f"{name}: {seen} compared, {sum(pairs.values())} taken for others"
        for (one, other), n in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
            yield f"  {one} {other} {n}  of {counts.compared[one]}"


def measure(names: Sequence[str], pages: int) -> Counts:
    """Read bench pages under each condition and count.

    Raises:
        UsageError: there is no condition of a name.
    """
    counts = Counts(Counter(), Counter())
    for condition in bench_conditions(names):
        with TemporaryDirectory() as folder:
            for document in bench_documents(pages):
                made = make_document(document, condition, Path(folder))
                settings = Settings(schema_file=None, data=Path(folder))
                for number in range(1, len(made.images) + 1):
                    page, _ = read_page(made.path, number, settings)
                    count_page(made, page, counts)
    return counts


def main() -> None:
    """Read the command line and print the counts."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.confusions", description=__doc__)
    parser.add_argument("--conditions", nargs="*", default=CONDITIONS)
    parser.add_argument("--pages", type=int, default=12, help="pages of each condition, at least")
    given = parser.parse_args()
    print("\n".join(shown(measure(given.conditions, given.pages))))


if __name__ == "__main__":
    main()
