"""All measures of one document: its result against its gold."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from evals.comparison import GoldTable
from evals.found import GoldFinding, compare_findings
from evals.measures.places import Places
from evals.measures.score import DocumentScore, FindingMiss, Place, Spent
from evals.measures.scoring import score_cells
from extraction.export.result import Result, ResultRun


def score_document(
    gold: Sequence[GoldTable],
    findings: Sequence[GoldFinding],
    result: Result,
    places: Places | None = None,
) -> DocumentScore:
    """What is right, wrong, found and spent in a result; ``places`` says where gold is printed."""
    places = places or Places()
    tally, misses = score_cells(gold, findings, result, places)
    said = compare_findings(findings, result)
    missed = [
        FindingMiss(
            missed=True,
            finding_class=one.finding_class,
            table=one.table,
            printed=one.printed,
            expected=one.expected,
            lines=one.lines,
            message=one.why,
            text=places.text_at(Place(line=one.lines[0] if one.lines else None)),
        )
        for one in said.missed
    ]
    false = [
        FindingMiss(
            missed=False,
            finding_class=one.finding_class,
            table=f"{one.cells[0][0]}#{one.cells[0][1]}" if one.cells else None,
            printed=one.printed,
            expected=one.expected,
            lines=one.source.lines or (),
            message=one.message,
            text=places.text_at(Place(line=one.source.lines[0] if one.source.lines else None)),
        )
        for one in said.false
    ]
    return DocumentScore(
        kinds=tally.counts(),
        findings={name: one for name, one in said.classes.items() if any(one)},
        sureties=tally.claims(),
        spent=spent_of(result.run),
        tables=tuple(tally.tables),
        misses=misses,
        finding_misses=(*missed, *false),
        checks=dict(sorted(Counter(check.rule for check in result.checks).items())),
        faulty=tuple(sorted(tally.expected)),
    )


def spent_of(run: ResultRun) -> Spent:
    """What a run took."""
    return Spent(
        requests=run.requests,
        tokens_in=run.tokens_in,
        tokens_out=run.tokens_out,
        cost=None if run.cost is None else Decimal(run.cost),
        seconds=run.seconds,
    )
