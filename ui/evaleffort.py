"""`gouji eval effort`: how many cells a person looks at until no figure is wrong."""

from pathlib import Path
from typing import Annotated

import typer

from ui.evalpower import USUAL_SEED, CasesArgument, InventedFlag, JobsFlag, SeedFlag
from ui.failures import told


def effort(
    cases: CasesArgument = None,
    invented: InventedFlag = 0,
    share: Annotated[
        float,
        typer.Option("--share", min=0.0001, max=0.5, help="Of all figures, misread (0 to 0.5)."),
    ] = 0.02,
    rounds: Annotated[
        int,
        typer.Option("--rounds", min=1, metavar="N", help="How often every document is."),
    ] = 2,
    seed: SeedFlag = USUAL_SEED,
    jobs: JobsFlag = 1,
    recogniser: Annotated[
        bool,
        typer.Option(
            "--recogniser",
            help="Our order too knows the recogniser's confidences and other readings.",
        ),
    ] = False,
    svg: Annotated[
        Path | None, typer.Option("--svg", metavar="FILE", help="Draw the curves.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write the curves.")
    ] = None,
    json: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write all that is told, with the curves."),
    ] = None,
) -> None:
    """Misread figures of gold, and count looks until all of them are found.

    Cells are looked at in the order of the review desk, beside the order by the recogniser's
    confidence alone. Confidences are drawn from those measured on degraded scans.
    """
    with told():
        from evals.power.effort import EffortPlan
        from ui.powering import EffortFiles, Order, run_effort

        order = Order(tuple(cases or ()), invented, seed, jobs)
        plan = EffortPlan(share, rounds, seed, jobs, recogniser)
        run_effort(order, plan, EffortFiles(svg, csv, json))
