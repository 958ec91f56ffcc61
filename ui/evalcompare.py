"""`gouji eval compare`: two reports compared, and gates that a regression breaks."""

from pathlib import Path
from typing import Annotated

import typer

from ui.failures import FAILED, complain, told

USUAL_LIMIT = 20


def compare(
    before: Annotated[
        Path, typer.Argument(metavar="A", help="The report of before: report.json or its folder.")
    ],
    after: Annotated[Path, typer.Argument(metavar="B", help="The report of now.")],
    gate: Annotated[
        str | None,
        typer.Option("--gate", metavar="FILE", help="Gates as TOML; strict names the shipped."),
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write the whole comparison as JSON."),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=0, help="How many cells and findings to list.")
    ] = USUAL_LIMIT,
) -> None:
    """Compare two reports of gouji eval run: measures, cells and findings, better and worse.

    Measures are of the cases that both reports have; their differences have paired 95 % intervals
    over documents. With --gate the exit code is 1 where a gate is broken, with one sentence for
    each.
    """
    with told():
        from evals.reports.comparing import compare_reports, write_comparison
        from evals.reports.gates import STRICT, broken, load_gates
        from evals.reports.report import read_report
        from ui.comparisontable import show_comparison
        from ui.console import Screen

        # Before the reports are read: a wrong gate is told at once.
        gates = None if gate is None else load_gates(None if gate == STRICT else Path(gate))
        comparison = compare_reports(read_report(before), read_report(after))
        if json is not None:
            write_comparison(comparison, json)
        show_comparison(Screen(), comparison, limit)
        sentences = () if gates is None else broken(gates, comparison)
        if gates is not None and not sentences:
            Screen().line(f"gate {gate}: all {gates.count} gates hold")
        for sentence in sentences:
            complain(f"gate {gate}: {sentence}")
    raise typer.Exit(FAILED if sentences else 0)
