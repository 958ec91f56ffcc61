"""Whether gold can be trusted: its shape, its values against the source, its sums."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from evals.cases.case import CaseFiles
from evals.cases.gold import Gold, gold_of, read_gold_json
from evals.cases.printed import PrintedSource, read_source
from evals.cases.shape import shape_refusals
from evals.cases.sums import ARITHMETIC, rows_named, sums_of
from evals.cases.values import values_of
from evals.comparison import GoldTable, normal
from evals.found import GoldFinding
from schemas.errors import InputError
from schemas.finding import SERIOUSNESS
from schemas.frozen import Frozen
from schemas.kinds import KindRow
from schemas.settings import Settings

_OF_TABLES = frozenset({"title", "unit", "header"})
"""Columns of findings that name a line of the table's own, not a field."""


class CheckedCase(Frozen):
    """What is wrong with the gold of a case, one sentence each; ``cells`` counts its values.

    ``refusals`` must be mended; ``warnings`` could not be decided (a page that recognition did
    not read); ``sums`` are identities that fail over the gold's own figures; ``doubts`` counts
    what a draft left to look at. ``told`` counts the sums that a gold finding accounts for.
    """

    name: str
    cells: int = 0
    refusals: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    told: int = 0
    doubts: int = 0


def check_case(case: CaseFiles, kinds: Sequence[type[KindRow]], settings: Settings) -> CheckedCase:
    """Check the gold of one case against the shape of gold, its source and its own sums.

    What can't be read is a refusal too, so that the other cases are checked.

    Raises:
        OutputError: the data folder for pages can't be used.
    """
    try:
        content = read_gold_json(case.gold_file)
        wrong = shape_refusals(content, kinds)
        if wrong:
            return CheckedCase(name=case.name, refusals=_said(case, wrong))
        source = read_source(case.source, settings)
    except InputError as error:
        return CheckedCase(name=case.name, refusals=(str(error),))
    gold = gold_of(content)
    by_name = {kind.kind: kind for kind in kinds}
    sums = sums_of(gold, source.paragraphs, kinds)
    misplaced = {f"{t.kind}#{t.ordinal}": tuple(_place(t, source)) for t in gold.tables}
    verdicts = [
        verdict
        for table in gold.tables
        if not misplaced[f"{table.kind}#{table.ordinal}"]
        for verdict in values_of(table, by_name.get(table.kind), source, sums.proved)
    ]
    refusals = [
        *(sentence for sentences in misplaced.values() for sentence in sentences),
        *(verdict.sentence for verdict in verdicts if verdict.firm),
        *_findings(gold, by_name, source),
    ]
    return CheckedCase(
        name=case.name,
        cells=sum(text is not None for t in gold.tables for row in t.rows for text in row.values()),
        refusals=_said(case, refusals),
        warnings=_said(case, [verdict.sentence for verdict in verdicts if not verdict.firm]),
        sums=_said(case, sums.broken),
        told=sums.told,
        doubts=len(gold.review),
    )


def _said(case: CaseFiles, sentences: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{case.gold_file}: {sentence}" for sentence in sentences)


def _place(table: GoldTable, source: PrintedSource) -> Iterator[str]:
    """What is wrong with where a table is said to stand."""
    name = f"{table.kind}#{table.ordinal}"
    if source.paged and table.lines is not None:
        yield f"{name}: the source has no lines; write its pages, as [1], in place of lines"
    if not source.paged and table.pages:
        yield f"{name}: the source has no pages; write its lines, as [first, last]"
    named = table.lines if not source.paged else table.pages
    if named and max(named) > source.last:
        what = "pages" if source.paged else "lines"
        yield f"{name}: its {what} end at {max(named)}, the source at {source.last}; correct them"


def _findings(
    gold: Gold, kinds: Mapping[str, type[KindRow]], source: PrintedSource
) -> Iterator[str]:
    tables = {f"{table.kind}#{table.ordinal}": table for table in gold.tables}
    for number, finding in enumerate(gold.findings, 1):
        place = f"finding {number}"
        if finding.finding_class not in SERIOUSNESS:
            known = ", ".join(SERIOUSNESS)
            yield f"{place}: {finding.finding_class} is no class of findings; take one of {known}"
        if finding.lines and not source.paged and max(finding.lines) > source.last:
            yield (
                f"{place}: its lines end at {max(finding.lines)}, the source at {source.last};"
                " correct them"
            )
        if finding.table is None:
            yield from _of_prose(finding, place, source)
        elif finding.table in tables:
            yield from _of_table(finding, place, tables[finding.table], kinds)
        else:
            yield f"{place}: there is no table {finding.table}; write one of gold as kind#ordinal"


def _of_prose(finding: GoldFinding, place: str, source: PrintedSource) -> Iterator[str]:
    if not isinstance(normal(finding.printed), Decimal) or finding.printed is None or source.paged:
        return
    scope = source.at(finding.lines) if finding.lines else source.all
    if not scope.says(finding.printed):
        where = f"in line {', '.join(map(str, finding.lines))}" if finding.lines else "anywhere"
        yield f"{place}: {finding.printed!r} is not printed {where}; correct printed or lines"


def _of_table(
    finding: GoldFinding, place: str, table: GoldTable, kinds: Mapping[str, type[KindRow]]
) -> Iterator[str]:
    rows = rows_named(finding, table)
    if not rows and table.rows:
        yield (
            f"{place}: {finding.table} has no row {finding.row!r};"
            " write the texts of the row's key joined by |"
        )
        return
    column = finding.column
    if column is None or column in _OF_TABLES:
        return
    kind = kinds.get(table.kind)
    fields = {field for row in table.rows for field in row} | set(kind.types() if kind else ())
    if column not in fields:
        yield f"{place}: {finding.table} has no column {column}; write a field of {table.kind}"
        return
    printed = normal(finding.printed)
    cells = [normal(table.rows[row].get(column)) for row in rows]
    if finding.finding_class not in ARITHMETIC or finding.row is None:
        return
    if isinstance(printed, Decimal) and printed not in cells:
        there = table.rows[rows[0]].get(column)
        yield (
            f"{place}: it says that {finding.printed} is printed, {finding.table}"
            f" {finding.row!r} {column} says {there}; make them the same"
        )
