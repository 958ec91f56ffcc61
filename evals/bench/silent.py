"""Wrong figures that pass silently: cells that claim to be proved, or sure, and are wrong.

Invented disclosures of fresh seeds are disturbed as `gouji noise text` does, read by the headers
engine and held against their gold. For each condition are printed: the cells in tables of kinds
that gold knows, blank ones included; those that can be trusted (proved, repaired); and of these,
and of those of a confidence of 0.999 and more, how many are wrong, by what is wrong: no such table
or row is printed, the cell prints something else, or it is as printed and gold calls that wrong.
``--list`` names them. The same arguments print the same counts.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Literal, NamedTuple

from evals.calibration.cells import truths_of
from evals.cases.gold import Gold, gold_of
from evals.comparison import SAFE
from evals.noise.faults import FAULTS, Rates
from evals.noise.text import noise_text
from evals.results import content_of
from evals.sweep import SUFFIXES, extracted
from evals.synthetic import Options, make_disclosure
from evals.synthetic.model import Form
from extraction.export.result import Result
from schemas.table import CellRef

SURE = 0.999
CONDITIONS: Mapping[str, Rates] = MappingProxyType(
    {
        "as they are": Rates(),
        **{f"all={rate:g}": Rates(**dict.fromkeys(FAULTS, rate)) for rate in (0.005, 0.02, 0.05)},
        "all=0.1": Rates(**dict.fromkeys(FAULTS, 0.1)),
        "headers=1": Rates(headers=1.0),
        "lost_tabs=0.2": Rates(lost_tabs=0.2),
        "lost_blanks=0.2": Rates(lost_blanks=0.2),
        "right_shifts=0.2": Rates(right_shifts=0.2),
    }
)
"""What is done to the texts: every fault at a rate, every header broken, many rows shifted."""
_FORMS: tuple[Form, ...] = ("txt", "md", "html")
_ERRORS = (0, 2)

Sort = Literal["no such row", "read wrongly", "misprint"]


class Wrong(NamedTuple):
    """A wrong cell that claims to be right: where, what it says and should say, of what sort."""

    document: str
    at: CellRef
    value: str | None
    wanted: str
    status: str
    confidence: float
    sort: Sort

    @property
    def trusted(self) -> bool:
        """Whether its status, not its confidence alone, says that it is right."""
        return self.status in SAFE


class Counted(NamedTuple):
    """The cells of a document, those with a status that can be trusted, those that are sure."""

    cells: int
    trusted: int
    sure: int
    wrong: tuple[Wrong, ...]


def counted(name: str, gold: Gold, result: Result) -> Counted:
    """Hold a result against gold: right is what the document should say, or what it prints."""
    truths = truths_of(gold.tables, gold.findings, result)
    printed = truths_of(gold.tables, (), result)
    known = {(t.kind, t.ordinal): t.rows for t in result.tables}
    answered = {(a.kind, a.ordinal, a.row) for a, t in printed.items() if t.wanted is not None}
    trusted = sure = 0
    wrong = []
    for at, truth in truths.items():
        cell = known[at.kind, at.ordinal][at.row].cells[at.field]
        safe, high = cell.status in SAFE, cell.confidence >= SURE
        trusted += safe
        sure += high
        if truth.right or not (safe or high):
            continue
        sort: Sort = "misprint" if printed[at].right else "read wrongly"
        if sort == "read wrongly" and (at.kind, at.ordinal, at.row) not in answered:
            sort = "no such row"
        args = (name, at, truth.value, str(truth.wanted), cell.status, cell.confidence, sort)
        wrong.append(Wrong(*args))
    return Counted(len(truths), trusted, sure, tuple(wrong))


def documents(count: int, first_seed: int, rates: Rates, folder: Path) -> Iterator[Counted]:
    """Make, disturb, extract and count so many disclosures, in turn of every form."""
    for number, form in enumerate(islice(cycle(_FORMS), count)):
        seed = first_seed + number
        made = make_disclosure(seed, Options(form=form, errors=_ERRORS[number % len(_ERRORS)]))
        noised = noise_text(made.text, rates, seed, content_of(gold_of(made.gold)))
        assert noised.gold is not None
        result = extracted(noised.text, folder / f"{made.name}{SUFFIXES[form]}")
        yield counted(made.name, gold_of(noised.gold), result)


def main() -> None:
    """Read the command line, count, and print a line for each condition."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.silent", description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="documents for each condition")
    parser.add_argument("--seed", type=int, default=70_000, help="seed of the first of them")
    parser.add_argument("--only", nargs="*", choices=tuple(CONDITIONS), help="these conditions")
    parser.add_argument("--list", action="store_true", help="name every wrong cell")
    given = parser.parse_args()
    print(f"{'':<18}{'cells':>8}{'trusted':>9}{'wrong':>7}{'sure':>7}{'wrong':>7}")
    for condition in given.only or CONDITIONS:
        with TemporaryDirectory() as folder:
            found = tuple(documents(given.count, given.seed, CONDITIONS[condition], Path(folder)))
        _print(condition, found, given.list)


def _print(condition: str, found: tuple[Counted, ...], listed: bool) -> None:
    wrong = [cell for one in found for cell in one.wrong]
    trusted = [cell for cell in wrong if cell.trusted]
    sure = [cell for cell in wrong if cell.confidence >= SURE]
    sums = [sum(one.cells for one in found), sum(one.trusted for one in found)]
    sorts = ", ".join(f"{n} {sort}" for sort, n in Counter(c.sort for c in wrong).items())
    print(
        f"{condition:<18}{sums[0]:>8}{sums[1]:>9}{len(trusted):>7}"
        f"{sum(one.sure for one in found):>7}{len(sure):>7}  {sorts}"
    )
    for cell in wrong if listed else ():
        at = f"{cell.at.kind}#{cell.at.ordinal}:{cell.at.row}:{cell.at.field}"
        said = f"{cell.value!r}, should be {cell.wanted} ({cell.status} {cell.confidence})"
        print(f"  {cell.document} {at} {cell.sort}: {said}")


if __name__ == "__main__":
    main()
