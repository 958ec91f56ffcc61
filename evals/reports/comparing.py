"""Two reports compared: what got better, what got worse, cell by cell and by every measure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from evals.measures.counts import total
from evals.measures.score import FindingMiss
from evals.reports.cellchanges import WORSE, CellChange, Change, Verdict, cell_changes
from evals.reports.differences import Difference, differences
from evals.reports.report import CaseReport, Report
from schemas.frozen import Frozen

COMPARISON_FORMAT: Literal[1] = 1
"""The version of the shape of a comparison."""

FindingSort = Literal["missed", "false", "found", "gone"]
"""missed: a planted error that was found and is not · false: a new finding of no error · found:
a planted error that was missed · gone: a finding of no error that is there no more."""


class FindingChange(Frozen):
    """A finding that is there in one report and not in the other."""

    case: str
    change: FindingSort
    finding: FindingMiss

    @property
    def verdict(self) -> Verdict:
        """Whether it is for the worse."""
        return "worse" if self.change in ("missed", "false") else "better"


class RuleChange(Frozen):
    """A rule of which a case has more or fewer checks than before."""

    case: str
    rule: str
    before: int
    after: int


class Side(Frozen):
    """What a report says of itself."""

    made: str
    version: str
    commit: str | None
    engine: str
    documents: int


class Comparison(Frozen):
    """What differs from ``before`` to ``after``; measures are of the cases that both have.

    ``gold_changed`` are cases whose gold is not the same in both, so that their figures are not
    measured by the same truth. Equal documents give no changes, and differences of 0.
    """

    format: Literal[1] = COMPARISON_FORMAT
    before: Side
    after: Side
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    gold_changed: tuple[str, ...]
    failed: tuple[str, ...]
    measures: tuple[Difference, ...]
    cells: tuple[CellChange, ...]
    findings: tuple[FindingChange, ...]
    rules: tuple[RuleChange, ...]

    @property
    def common(self) -> int:
        """How many cases both have."""
        return self.before.documents - len(self.only_before)

    @property
    def cells_worse(self) -> tuple[CellChange, ...]:
        """The cells that came out worse."""
        return tuple(cell for cell in self.cells if cell.change in WORSE)

    def cells_by(self) -> "Counter[Change]":
        """How many cells changed, by change."""
        return Counter(cell.change for cell in self.cells)

    def findings_by(self) -> "Counter[FindingSort]":
        """How many findings changed, by change."""
        return Counter(one.change for one in self.findings)


def compare_reports(before: Report, after: Report) -> Comparison:
    """The comparison of two reports; cases are known by their names."""
    old = {case.name: case for case in before.cases}
    new = {case.name: case for case in after.cases}
    common = [name for name in old if name in new]
    pairs = [(old[name], new[name]) for name in common]
    return Comparison(
        before=_side(before),
        after=_side(after),
        only_before=tuple(name for name in old if name not in new),
        only_after=tuple(name for name in new if name not in old),
        gold_changed=tuple(a.name for a, b in pairs if _gold(a) != _gold(b)),
        failed=tuple(b.name for a, b in pairs if b.error and not a.error),
        measures=differences([a for a, _ in pairs], [b for _, b in pairs]) if pairs else (),
        cells=tuple(change for a, b in pairs for change in cell_changes(a, b)),
        findings=tuple(change for a, b in pairs for change in _finding_changes(a, b)),
        rules=tuple(change for a, b in pairs for change in _rule_changes(a, b)),
    )


def write_comparison(comparison: Comparison, path: Path) -> None:
    """Write the JSON of a comparison.

    Raises:
        OutputError: the file can't be written.
    """
    from extraction.export.atomic import write_whole

    write_whole(path, comparison.model_dump_json(indent=1).encode())


def _side(report: Report) -> Side:
    return Side(
        made=report.made, version=report.version, commit=report.commit, engine=report.engine,
        documents=len(report.cases),
    )  # fmt: skip


def _gold(case: CaseReport) -> object:
    """What a report lets see of the gold of a case: equal where the gold is."""
    counts = total(case.score.kinds.values())
    tables = [(table.table, table.title, len(table.marks)) for table in case.score.tables]
    planted = {name: one.planted for name, one in case.score.findings.items() if one.planted}
    return tables, counts.cells, counts.amounts, planted, case.score.faulty


def _finding_changes(before: CaseReport, after: CaseReport) -> Iterator[FindingChange]:
    old, new = _findings(before), _findings(after)
    both = {key: one for one in (*_misses(before), *_misses(after)) for key in (_key(one),)}
    sorts: Sequence[tuple[Counter[object], FindingSort, FindingSort]] = (
        (new - old, "missed", "false"),
        (old - new, "found", "gone"),
    )
    for some, if_missed, if_false in sorts:
        for key, finding in both.items():
            for _ in range(some[key]):
                sort = if_missed if finding.missed else if_false
                yield FindingChange(case=before.name, change=sort, finding=finding)


def _misses(case: CaseReport) -> Sequence[FindingMiss]:
    return case.score.finding_misses


def _findings(case: CaseReport) -> "Counter[object]":
    return Counter(_key(one) for one in _misses(case))


def _key(one: FindingMiss) -> object:
    """What a finding is about; its sentence may be worded otherwise."""
    return one.missed, one.finding_class, one.table, one.printed, one.expected, one.lines


def _rule_changes(before: CaseReport, after: CaseReport) -> Iterator[RuleChange]:
    old, new = before.score.checks, after.score.checks
    for rule in sorted({*old, *new}):
        if old.get(rule, 0) != new.get(rule, 0):
            yield RuleChange(
                case=before.name, rule=rule, before=old.get(rule, 0), after=new.get(rule, 0)
            )
