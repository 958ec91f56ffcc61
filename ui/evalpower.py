"""`gouji eval power`: what the sums catch, locate and put right of figures made wrong."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ui.failures import told

USUAL_TRIALS = 20
USUAL_SEED = 7


class By(StrEnum):
    """What a line of the table is about."""

    MUTATION = "mutation"
    KIND = "kind"


CasesArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="CASE", help="Folders with case.toml, folders of these, or gold [the shipped]."
    ),
]
InventedFlag = Annotated[
    int, typer.Option("--invented", min=0, metavar="N", help="Also so many invented disclosures.")
]
SeedFlag = Annotated[int, typer.Option("--seed", metavar="N", help="Of all that is drawn.")]
JobsFlag = Annotated[
    int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Processes side by side.")
]


def power(
    cases: CasesArgument = None,
    invented: InventedFlag = 0,
    trials: Annotated[
        int,
        typer.Option(
            "--trials", min=1, metavar="N", help="Of each mutation, over all documents together."
        ),
    ] = USUAL_TRIALS,
    seed: SeedFlag = USUAL_SEED,
    jobs: JobsFlag = 1,
    by: Annotated[By, typer.Option("--by", help="What a line is about.")] = By.MUTATION,
    recogniser: Annotated[
        bool,
        typer.Option(
            "--recogniser",
            help="Give every figure the confidence and other readings of a measured recogniser.",
        ),
    ] = False,
    json: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write all counts, by mutation and kind."),
    ] = None,
) -> None:
    """Make figures of gold wrong and count what the pipeline catches, locates and puts right.

    Shares are of the wrong figures among those that an identity covers, with 95 % intervals. With
    the usual 20 trials of each mutation this takes about a minute on one core.
    """
    with told():
        from ui.powering import Order, run_power

        order = Order(tuple(cases or ()), invented, seed, jobs)
        run_power(order, trials, recogniser=recogniser, by_kind=by is By.KIND, json=json)
