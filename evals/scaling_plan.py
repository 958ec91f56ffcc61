"""What so many documents take: machines, storage, money for a model, hours of people.

Measured figures are read from the pages that quote their commands; assumptions are flags, and
are printed as such. `python -m evals.scaling_plan --help` lists them.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from extraction.models.pricing import Prices
from extraction.models.usage import UsageCounts
from schemas.errors import DefectError
from schemas.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
_GB = 1024 * 1024
"""KB in a GB."""
_CONDITIONS = ("clean200", "fax", "phone", "seal")
"""Conditions of docs/results.md whose seconds for a page are averaged."""


class Measured(NamedTuple):
    """What was measured, each from the page that quotes it."""

    text_seconds: float
    page_seconds: float
    text_kb: float
    result_kb: float
    part_kb: float
    merged_kb: float
    image_kb: float
    cells: float
    figures: float
    looks: float
    tokens_in: float
    tokens_out: float


def measured() -> Measured:
    """The figures of the pages.

    Raises DefectError where a page does not have one.
    """
    scaling, power, model = (_page(f"docs/{name}.md") for name in ("scaling", "power", "model"))
    pages = [
        _found(rf"^\| gouji \| {name} \|(?:[^|]*\|){{8}} ([\d.]+) \|", _page("docs/results.md"))
        for name in _CONDITIONS
    ]
    return Measured(
        text_seconds=_found(r"^local:1 +([\d.]+)", scaling)
        / _found(r"^(\d+) documents of", scaling),
        page_seconds=sum(pages) / len(pages),
        text_kb=_found(r"documents of ([\d.]+) KB", scaling),
        result_kb=_found(r"KB for a document: JSON ([\d.]+)", scaling),
        part_kb=_found(r", part ([\d.]+)", scaling),
        merged_kb=_found(r"merged cells ([\d.]+)", scaling),
        image_kb=_found(r"image of a page: ([\d.]+)", scaling),
        cells=_found(r"in a document: cells (\d+)", scaling),
        figures=_found(r"in a document: cells \d+, figures (\d+)", scaling),
        looks=_found(r"^ours +([\d.]+)", power),
        tokens_in=_found(r"`auto` \(plan\) \|(?:[^|]*\|){3} ([\d,]+) \|", model) / 100,
        tokens_out=_found(r"`auto` \(plan\) \|(?:[^|]*\|){4} ([\d,]+) \|", model) / 100,
    )


def _page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _found(pattern: str, text: str) -> float:
    match = re.search(pattern, text, re.MULTILINE)
    if match is None:
        raise DefectError(f"no page says {pattern}; run python -m evals.docs_output --slow scaling")
    return float(match[1].replace(",", ""))


def plan(seen: Measured, given: argparse.Namespace) -> Iterator[tuple[str, str, str]]:
    """Lines of the plan: what, how much, and by which reckoning."""
    scans = given.documents * given.scanned
    texts = given.documents - scans
    pages = scans * given.pages
    hours = (texts * seen.text_seconds + pages * seen.page_seconds) / 3600
    yield "text documents", f"{texts:,.0f}", f"{1 - given.scanned:.0%} of all"
    yield "pages of scans", f"{pages:,.0f}", f"{scans:,.0f} documents x {given.pages} pages"
    yield (
        "core hours",
        f"{hours:,.0f}",
        f"{seen.text_seconds:.2f} s for a text, {seen.page_seconds:.1f} s for a page",
    )
    cores = hours / 24 / given.days / given.efficiency
    yield "cores", f"{cores:,.0f}", f"for {given.days} days at {given.efficiency:.0%} of the time"
    yield "machines", f"${hours * given.core_hour:,.0f}", f"${given.core_hour} for a core hour"
    yield from _storage(seen, given, pages)
    yield from _model(seen, given)
    yield from _review(seen, given, scans)


def _storage(
    seen: Measured, given: argparse.Namespace, pages: float
) -> Iterator[tuple[str, str, str]]:
    kinds = (
        ("results (JSON)", seen.result_kb * given.documents, f"{seen.result_kb:.0f} KB each"),
        ("parts (Parquet)", seen.part_kb * given.documents, f"{seen.part_kb:.0f} KB each"),
        ("cells (Parquet)", seen.merged_kb * given.documents, f"{seen.merged_kb:.0f} KB each"),
        ("page images", seen.image_kb * pages, f"{seen.image_kb:.0f} KB for a page"),
    )
    for name, size, how in kinds:
        yield name, f"{size / _GB:,.0f} GB", how
    total = sum(size for _, size, _ in kinds) / _GB
    yield (
        "storage, a month",
        f"${total * given.gigabyte_month:,.0f}",
        f"{total:,.0f} GB at ${given.gigabyte_month}",
    )


def _model(seen: Measured, given: argparse.Namespace) -> Iterator[tuple[str, str, str]]:
    cells = seen.cells * given.documents
    tokens = seen.tokens_in * cells, seen.tokens_out * cells
    yield (
        "tokens in, out",
        f"{tokens[0] / 1e9:,.1f}, {tokens[1] / 1e9:,.2f} billion",
        f"{seen.tokens_in:.2f} and {seen.tokens_out:.2f} for each of {seen.cells:.0f} cells",
    )
    counts = UsageCounts(tokens_in=int(tokens[0]), tokens_out=int(tokens[1]))
    prices = Prices.load(Settings(_env_file=None, prices=None))
    for name in given.models:
        price = prices.of(name)
        told = "no price" if price is None else f"${price.of(counts):,.0f}"
        yield f"model {name}", told, "its list price; half of it by batches, where offered"


def _review(
    seen: Measured, given: argparse.Namespace, scans: float
) -> Iterator[tuple[str, str, str]]:
    wrong = seen.figures * given.misread * scans
    looks = wrong * seen.looks
    hours = looks * given.look_seconds / 3600
    yield (
        "wrong figures",
        f"{wrong:,.0f}",
        f"{given.misread:.1%} of {seen.figures:.0f} figures of a scan",
    )
    yield "looks", f"{looks:,.0f}", f"{seen.looks} for each wrong figure"
    yield (
        "review hours",
        f"{hours:,.0f}",
        f"{given.look_seconds} s a look; {hours / given.year:,.1f} people for a year",
    )


def main() -> None:
    """Print the plan."""
    parser = argparse.ArgumentParser(prog="python -m evals.scaling_plan", description=__doc__)
    for flag, default, text in (
        ("--documents", 1_000_000, "how many"),
        ("--scanned", 0.5, "the share that are scans"),
        ("--pages", 20, "pages of a scan"),
        ("--days", 7, "days that the run may take"),
        ("--efficiency", 0.8, "the share of the time that a core is at work"),
        ("--core-hour", 0.04, "price of a core hour"),
        ("--gigabyte-month", 0.023, "price of a GB for a month"),
        ("--misread", 0.01, "the share of a scan's figures that are misread"),
        ("--look-seconds", 8, "seconds that a person takes to look at a figure"),
        ("--year", 1600, "working hours of a person in a year"),
    ):
        parser.add_argument(flag, type=type(default), default=default, help=f"{text} [{default}]")
    parser.add_argument("--models", nargs="+", default=("gpt-4.1-mini", "gpt-5"))
    given = parser.parse_args()
    print(f"{given.documents:,} documents")
    for what, much, how in plan(measured(), given):
        print(f"{what:<18}{much:>22}   {how}")


if __name__ == "__main__":
    main()
