"""An evaluation on the terminal: what is right, by kind, tag and document; findings; misses."""

from collections import Counter
from collections.abc import Sequence

from evals.reports.report import Group, Measure, Report
from ui.console import Heading, Item, Mark, Screen

_COLUMNS = (
    ("tables", "tables_found"),
    ("cells", "cells_right"),
    ("claims", "claims_right"),
    ("amounts", "amounts_right"),
    ("place", "place_right"),
    ("units", "units_right"),
)
_SINGLE = (
    ("findings found", "finding_recall"),
    ("findings true", "finding_precision"),
    ("review load", "review_load"),
    ("calibration error", "calibration_error"),
    ("TEDS", "teds"),
    ("GriTS content", "grits_con"),
    ("value F1", "value_f1"),
    ("grounding F1", "grounding_f1"),
)
_SPENT = ("requests", "tokens_in", "tokens_out")


def show_report(screen: Screen, report: Report) -> None:
    """Print a report: groups, findings by class, single measures with intervals, misses."""
    headings = [Heading("")] + [Heading(head, figures=True) for head, _ in _COLUMNS]
    headings += [Heading(head, figures=True) for head in ("extra", "silent", "review")]
    rows: list[Sequence[Item]] = []
    for sort in ("document", "tag", "kind", "all"):
        groups = report.sorted_groups(sort)
        rows += [_row(group, bold=sort == "all") for group in groups]
        if groups and sort != "all":
            rows.append([""] * len(headings))
    screen.table(headings, rows)
    screen.line("")
    _show_findings(screen, report)
    for label, name in _SINGLE:
        measure = report.overall.measure(name)
        if measure.value is not None:
            screen.line(f"{label:<19}{_percent(measure.value)}{interval(measure)}")
    screen.line(f"{'cells right':<19}{_with_interval(report.overall.measure('cells_right'))}")
    screen.line(f"{'amounts right':<19}{_with_interval(report.overall.measure('amounts_right'))}")
    _show_silent(screen, report.overall)
    _show_spent(screen, report.overall)
    misses = Counter(miss.miss for case in report.cases for miss in case.score.misses)
    told = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in misses.most_common())
    screen.line(f"{'misses':<19}{told or 'none'}")
    screen.line(f"intervals: {report.intervals}")


def _row(group: Group, *, bold: bool) -> Sequence[Item]:
    counts = group.counts
    cells = [_share(group.measure(name)) for _, name in _COLUMNS]
    silent = Mark(str(counts.silent_all), "bold red" if counts.silent_all else "")
    review = _percent(group.measure("review_load").value)
    style = "bold" if bold else ""
    return [
        Mark(group.name, style),
        *(Mark(cell, style) for cell in cells),
        str(counts.extra),
        silent,
        review,
    ]


def _share(measure: Measure) -> str:
    if not measure.whole:
        return ""
    return f"{int(measure.part or 0)}/{int(measure.whole)}"


def _percent(value: float | None) -> str:
    """A share in percent, cut and not rounded where it is almost all: 100 % is all of it."""
    if value is None:
        return ""
    cut = min(value * 100, 99.99) if value < 1 else 100.0
    return f"{cut:.2f} %"


def interval(measure: Measure) -> str:
    """The interval of a measure in brackets, empty where it has none."""
    if measure.low is None or measure.high is None:
        return ""
    return f"  [{_percent(measure.low)}, {_percent(measure.high)}]"


def _with_interval(measure: Measure) -> str:
    return f"{_percent(measure.value)}{interval(measure)}"


def _show_findings(screen: Screen, report: Report) -> None:
    if not report.findings:
        return
    heads = ("planted", "found", "as class", "false", "recall", "precision")
    rows = [
        [
            one.finding_class,
            *(str(n) for n in (one.planted, one.found, one.as_class, one.false)),
            _percent(one.recall),
            _percent(one.precision),
        ]
        for one in report.findings
    ]
    screen.table([Heading("findings"), *(Heading(head, figures=True) for head in heads)], rows)
    screen.line("")


def _show_silent(screen: Screen, group: Group) -> None:
    counts = group.counts
    screen.line(
        f"{'silent errors':<19}{counts.silent_all}"
        f"  ({counts.silent} in rows of gold, {counts.silent_extra} in other rows,"
        f" {counts.silent_claims} claims beside a right reading)"
    )


def _show_spent(screen: Screen, group: Group) -> None:
    if group.measure("requests").value:
        asked = ", ".join(
            f"{name.replace('_', ' ')} {int(group.measure(name).value or 0)}" for name in _SPENT
        )
        cost = group.measure("cost").value
        money = "cost unknown" if cost is None else f"cost {cost:.4f}"
        screen.line(f"{'model':<19}{asked}, {money}")
    screen.line(f"{'seconds':<19}{group.measure('seconds').value:.1f}")
