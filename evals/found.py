"""Planted errors against the findings of a result: which were found, and what else was said."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from evals.comparison import cell_lines, normal
from extraction.export.result import Address, Result, ResultFinding
from schemas.finding import SERIOUSNESS
from schemas.frozen import Frozen

MARGIN = 1
"""Lines by which the row of a gold finding and the row that a finding names may be apart."""


class GoldFinding(Frozen):
    """An error planted in a document, or a rounding tail that its figures have by themselves."""

    finding_class: str
    table: str | None
    row: str | None
    column: str | None
    printed: str | None
    expected: str | None
    lines: tuple[int, ...] = ()
    why: str = ""


class ClassScore(NamedTuple):
    """Of one class: errors planted, found at all, found as this class; findings of no error."""

    planted: int = 0
    found: int = 0
    as_class: int = 0
    false: int = 0

    def plus(self, other: "ClassScore") -> "ClassScore":
        """The counts of both."""
        return ClassScore(*(a + b for a, b in zip(self, other, strict=True)))


class FindingScore(Frozen):
    """Counts by class; ``missed`` and ``false`` are the findings behind them."""

    classes: Mapping[str, ClassScore]
    missed: tuple[GoldFinding, ...] = ()
    false: tuple[ResultFinding, ...] = ()


def compare_findings(gold: Sequence[GoldFinding], result: Result) -> FindingScore:
    """Which gold findings some finding of the result is about, and which findings none is."""
    lines, printed = dict(cell_lines(result)), _printed(result)
    counts: dict[str, ClassScore] = {name: ClassScore() for name in SERIOUSNESS}
    missed: list[GoldFinding] = []
    claimed: set[int] = set()
    for wanted in gold:
        about = [
            i for i, made in enumerate(result.findings) if _is_about(made, wanted, lines, printed)
        ]
        claimed.update(about)
        named = any(result.findings[i].finding_class == wanted.finding_class for i in about)
        _count(counts, wanted.finding_class, ClassScore(1, bool(about), named))
        if not about:
            missed.append(wanted)
    false = [made for i, made in enumerate(result.findings) if i not in claimed]
    for made in false:
        _count(counts, made.finding_class, ClassScore(false=1))
    return FindingScore(classes=counts, missed=tuple(missed), false=tuple(false))


def _count(counts: dict[str, ClassScore], name: str, more: ClassScore) -> None:
    counts[name] = counts.get(name, ClassScore()).plus(more)


def _printed(result: Result) -> dict[Address, str | None]:
    return {
        (table.kind, table.ordinal, index, field): cell.printed
        for table in result.tables
        for index, row in enumerate(table.rows)
        for field, cell in row.cells.items()
    }


def _is_about(
    made: ResultFinding,
    gold: GoldFinding,
    lines: Mapping[Address, int],
    printed: Mapping[Address, str | None],
) -> bool:
    if not gold.lines:
        return _is_about_cell(made, gold, printed)
    if made.finding_class == "misaligned" or gold.finding_class == "misaligned":
        return made.finding_class == gold.finding_class and _covers(made, gold)
    if gold.table is None:
        said = (normal(made.printed), normal(made.expected))
        return _covers(made, gold) and normal(gold.printed) in said
    return any(
        address[0] == gold.table.partition("#")[0] and _near(lines.get(address), gold)
        for address in made.cells
    ) or (
        made.printed is not None
        and _covers(made, gold)
        and normal(made.printed) == normal(gold.printed)
    )


def _is_about_cell(
    made: ResultFinding, gold: GoldFinding, printed: Mapping[Address, str | None]
) -> bool:
    """On pages, which have no lines: the same table, column and printed figure."""
    if gold.table is None:
        return normal(gold.printed) in (normal(made.printed), normal(made.expected))
    return any(
        f"{address[0]}#{address[1]}" == gold.table
        and gold.column in (None, address[3])
        and (gold.printed is None or normal(printed.get(address)) == normal(gold.printed))
        for address in made.cells
    )


def _near(line: int | None, gold: GoldFinding) -> bool:
    return line is not None and any(abs(line - own) <= MARGIN for own in gold.lines)


def _covers(made: ResultFinding, gold: GoldFinding) -> bool:
    """Whether the lines of a finding reach those of the error."""
    if made.source.lines is None:
        return False
    first, last = made.source.lines
    return any(first - MARGIN <= line <= last + MARGIN for line in gold.lines)
