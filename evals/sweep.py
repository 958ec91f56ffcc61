"""Extract many invented disclosures and count what is right.

Documents are made by `evals.synthetic` from seeds 1000, 1001, …, in turn of every style, unit
and format. The same arguments print the same figures.
"""

import argparse
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, NamedTuple

from evals.comparison import CellScore, GoldTable, compare
from evals.found import ClassScore, FindingScore, GoldFinding, compare_findings
from evals.synthetic import Disclosure, Options, make_disclosure
from evals.synthetic.model import Form, Style, Unit
from extraction.export.payload import document_payload
from extraction.export.result import Result, parse_result
from extraction.pipeline import extract
from schemas.settings import Settings

FIRST_SEED = 1000
STYLES: tuple[Style, ...] = ("street", "office", "notice")
UNITS: tuple[Unit, ...] = ("元", "万元")
FORMATS: tuple[Form, ...] = ("txt", "md", "html")
SUFFIXES: Mapping[Form, str] = MappingProxyType({"txt": ".txt", "md": ".md", "html": ".md"})
"""Of a format `html` only the tables are HTML, as OCR engines leave them in Markdown."""


class Case(NamedTuple):
    """One document of a sweep and how its result compares with its gold."""

    seed: int
    options: Options
    cells: CellScore
    findings: FindingScore


def sweep(count: int, mangle: Decimal, errors: int) -> Iterator[Case]:
    """Make, extract and compare ``count`` documents."""
    looks = tuple(product(FORMATS, UNITS, STYLES))
    with TemporaryDirectory() as folder:
        for number in range(count):
            form, unit, style = looks[number % len(looks)]
            options = Options(style=style, unit=unit, form=form, mangle=mangle, errors=errors)
            yield _case(FIRST_SEED + number, options, Path(folder))


def _case(seed: int, options: Options, folder: Path) -> Case:
    disclosure = make_disclosure(seed, options)
    result = extracted(disclosure.text, folder / f"{seed}{SUFFIXES[options.form]}")
    tables, findings = gold_of(disclosure)
    return Case(seed, options, compare(tables, result), compare_findings(findings, result))


def extracted(text: str, path: Path) -> Result:
    """The result of a text, written to ``path`` first."""
    path.write_text(text, encoding="utf-8")
    return parse_result(document_payload(extract(path, Settings(schema_file=None))))


def gold_of(disclosure: Disclosure) -> tuple[list[GoldTable], list[GoldFinding]]:
    """The gold tables and findings of an invented document."""
    gold = disclosure.gold
    tables = [GoldTable.model_validate(table) for table in gold["tables"]]
    return tables, [_gold_finding(finding) for finding in gold["findings"]]


def _gold_finding(finding: Mapping[str, Any]) -> GoldFinding:
    rest = {name: value for name, value in finding.items() if name != "class"}
    return GoldFinding.model_validate({**rest, "finding_class": finding["class"]})


def main() -> None:
    """Read the command line, run the sweep and print the counts."""
    parser = argparse.ArgumentParser(prog="python -m evals.sweep", description=__doc__)
    parser.add_argument("--count", type=int, default=36, help="number of documents")
    parser.add_argument("--mangle", type=Decimal, default=Decimal(0), help="share of rows, 0 to 1")
    parser.add_argument("--errors", type=int, default=0, help="planted errors in each document")
    parser.add_argument("--misses", action="store_true", help="list what is wrong")
    given = parser.parse_args()
    cells = CellScore()
    classes: dict[str, ClassScore] = {}
    for case in sweep(given.count, given.mangle, given.errors):
        cells += case.cells
        for name, more in case.findings.classes.items():
            classes[name] = classes.get(name, ClassScore()).plus(more)
        if given.misses:
            _list_misses(case)
    print(f"documents            {given.count}  (mangle {given.mangle}, errors {given.errors})")
    _print_cells(cells)
    _print_findings(classes)


def _print_cells(cells: CellScore) -> None:
    print(f"tables found         {cells.tables_found:>7} of {cells.tables}")
    print(f"cells right          {_share(cells.cells_right, cells.cells)}")
    print(f"amounts right        {_share(cells.amounts_right, cells.amounts)}")
    print(f"extra cells          {cells.extra:>7}")
    print(f"silent errors        {cells.silent:>7}")


def _share(right: int, of: int) -> str:
    """A count and its percentage, cut and not rounded: 100 % is all of them."""
    hundredths = right * 10_000 // of if of else 0
    return f"{right:>7} of {of}  ({hundredths // 100}.{hundredths % 100:02} %)"


def _print_findings(classes: Mapping[str, ClassScore]) -> None:
    print()
    print(f"{'findings':<14}{'planted':>9}{'found':>9}{'as class':>10}{'false':>9}")
    total = ClassScore()
    for name, score in classes.items():
        total = total.plus(score)
        print(_line(name, score))
    print(_line("all", total))


def _line(name: str, score: ClassScore) -> str:
    return f"{name:<14}{score.planted:>9}{score.found:>9}{score.as_class:>10}{score.false:>9}"


def _list_misses(case: Case) -> None:
    look = f"{case.seed} {case.options.style} {case.options.unit} {case.options.form}"
    for miss in case.cells.misses:
        print(f"{look}: {miss.table} row {miss.row} {miss.field}: ", end="")
        print(f"{miss.gold!r} read as {miss.found!r} ({miss.status})")
    for missed in case.findings.missed:
        print(f"{look}: missed {missed.finding_class} in lines {missed.lines}: {missed.why}")
    for false in case.findings.false:
        print(f"{look}: false {false.finding_class}: {false.message}")


if __name__ == "__main__":
    main()
