"""A comparison of two reports on the terminal."""

from collections.abc import Iterator, Sequence
from itertools import islice

from evals.reports.cellchanges import BETTER, NEITHER, WORSE, CellChange, CellState, Verdict
from evals.reports.comparing import Comparison, FindingChange, Side
from evals.reports.differences import SUMS, Difference
from evals.reports.gates import figure
from evals.reports.report import GroupSort
from ui.console import Heading, Item, Mark, Screen

_SORTS: tuple[GroupSort, ...] = ("document", "kind", "tag", "all")
_SIGNS: tuple[tuple[Verdict, str, str], ...] = (
    ("worse", "-", "red"),
    ("better", "+", "green"),
    ("neither", "~", ""),
)


def show_comparison(screen: Screen, comparison: Comparison, limit: int) -> None:
    """Print what differs: measures, then cells, findings and rules, at most ``limit`` of each."""
    screen.line("before: ", _side(comparison.before))
    screen.line("after:  ", _side(comparison.after))
    _show_cases(screen, comparison)
    _show_measures(screen, comparison, limit)
    _show_cells(screen, comparison, limit)
    _show_findings(screen, comparison, limit)
    for rule in islice(comparison.rules, limit):
        verdict: Verdict = "worse" if rule.after < rule.before else "neither"
        screen.line(
            _sign(verdict), f"{rule.case}: {rule.before} -> {rule.after} checks of {rule.rule}"
        )
    _tell_rest(screen, len(comparison.rules), limit, "changes of rules")


def _side(side: Side) -> str:
    commit = f", commit {side.commit}" if side.commit else ""
    return (
        f"{side.made}, engine {side.engine}, version {side.version}{commit}, {side.documents} cases"
    )


def _show_cases(screen: Screen, comparison: Comparison) -> None:
    for names, said in (
        (comparison.only_before, "only in the report of before"),
        (comparison.only_after, "only in the report of now"),
        (comparison.gold_changed, "other gold than before, so that figures can't be compared"),
        (comparison.failed, "no result any more"),
    ):
        if names:
            screen.line(f"{said}: {', '.join(names)}")
    if not comparison.common:
        screen.line("no case is in both reports; nothing can be compared")


def _show_measures(screen: Screen, comparison: Comparison, limit: int) -> None:
    overall = [one for one in comparison.measures if one.sort == "all"]
    others = [
        one
        for one in comparison.measures
        if one.sort != "all" and one.changed and one.measure not in SUMS
    ]
    if not overall:
        return
    heads = ("before", "after", "difference", "95 % interval")
    headings = [Heading(""), *(Heading(head, figures=True) for head in heads), Heading("")]
    screen.line("")
    screen.table(headings, [_measure_row(one, one.measure) for one in overall])
    if others:
        screen.line("")
        others.sort(key=lambda one: (not one.worse, _SORTS.index(one.sort)))
        named = [(one, f"{one.sort} {one.group}: {one.measure}") for one in others[:limit]]
        screen.table(headings, [_measure_row(one, name) for one, name in named])
        _tell_rest(screen, len(others), limit, "measures")
    screen.line("")


def _measure_row(one: Difference, name: str) -> Sequence[Item]:
    return [
        name,
        figure(one.measure, one.before),
        figure(one.measure, one.after),
        _signed(one.measure, one.difference),
        "" if one.low is None or one.high is None else _interval(one),
        _said(one),
    ]


def _interval(one: Difference) -> str:
    return f"[{_signed(one.measure, one.low)}, {_signed(one.measure, one.high)}]"


def _said(one: Difference) -> Item:
    if not one.changed or one.measure in SUMS:
        return ""
    sure = one.low is not None and one.high is not None and (one.low > 0 or one.high < 0)
    word = "worse" if one.worse else "better"
    return Mark(f"{word}, surely" if sure else word, "red" if one.worse else "green")


def _signed(measure: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{'+' if value > 0 else ''}{figure(measure, value)}"


def _show_cells(screen: Screen, comparison: Comparison, limit: int) -> None:
    by = comparison.cells_by()
    sorts = (("worse", WORSE), ("better", BETTER), ("neither better nor worse", NEITHER))
    for word, changes in sorts:
        told = ", ".join(f"{by[change]:,} {change}" for change in changes if by[change])
        count = sum(by[change] for change in changes)
        screen.line(f"cells {word}: {count:,}" + (f" ({told})" if told else ""))
    # The worse first: they are what one looks for.
    ordered = sorted(comparison.cells, key=lambda cell: _rank(cell.verdict))
    for cell in islice(ordered, limit):
        screen.line(_sign(cell.verdict), _cell(cell))
    _tell_rest(screen, len(ordered), limit, "cells")


def _cell(cell: CellChange) -> str:
    row = "a row that gold has not" if cell.row < 0 else f"row {cell.row}"
    place = f"{cell.case} {cell.table} {row} {cell.field}"
    return f"{cell.change}: {place}: {_state(cell.before)} -> {_state(cell.after)}"


def _state(state: CellState) -> str:
    read = "nothing" if state.read is None else state.read
    if state.read is None and state.right:
        read = "right"
    claim = "" if state.value is None else f", claimed as {state.value}"
    return f"{read}{claim} ({state.status or 'no status'})"


def _show_findings(screen: Screen, comparison: Comparison, limit: int) -> None:
    if not comparison.findings:
        screen.line("findings: the same")
        return
    by = comparison.findings_by()
    screen.line(f"findings: {', '.join(f'{count} {name}' for name, count in by.items())}")
    for one in islice(sorted(comparison.findings, key=lambda f: _rank(f.verdict)), limit):
        screen.line(_sign(one.verdict), " ".join(_finding(one)))
    _tell_rest(screen, len(comparison.findings), limit, "findings")


def _finding(one: FindingChange) -> Iterator[str]:
    finding = one.finding
    yield f"{one.change}: {one.case} {finding.finding_class}"
    if finding.table:
        yield finding.table
    yield f"{finding.printed or 'nothing'}, expected {finding.expected or 'something else'}"
    if finding.lines:
        yield f"(line {finding.lines[0]})"


def _rank(verdict: Verdict) -> int:
    return [word for word, _, _ in _SIGNS].index(verdict)


def _sign(verdict: Verdict) -> Mark:
    return next(Mark(f"  {sign} ", style) for word, sign, style in _SIGNS if word == verdict)


def _tell_rest(screen: Screen, count: int, limit: int, what: str) -> None:
    if count > limit:
        screen.line(f"    and {count - limit:,} more {what}; --json lists all")
