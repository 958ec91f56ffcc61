"""`gouji eval`: how well documents are read, measured against gold."""

from pathlib import Path
from typing import Annotated

import typer

from ui.evalcompare import compare
from ui.evaleffort import effort
from ui.evalpower import power
from ui.failures import told
from ui.flags import JobsFlag, SchemaFlag, SynonymsFlag
from ui.modelflags import (
    AskFlag,
    BaseUrlFlag,
    ConcurrencyFlag,
    EngineFlag,
    MaxCostFlag,
    ModelFlag,
    VisionFlag,
    money,
)

app = typer.Typer(
    name="eval",
    help="Measure how well documents are read, against gold: run it, compare two runs, and count"
    " what the sums catch.",
    short_help="Measure readings against gold.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("compare", short_help="Compare two reports, and hold the second to gates.")(compare)
app.command("power", short_help="Count what the sums catch of figures made wrong.")(power)
app.command("effort", short_help="Count the looks of a review until no figure is wrong.")(effort)


@app.command("run", short_help="Extract cases and measure them against their gold.")
def run(
    cases: Annotated[
        list[Path],
        typer.Argument(metavar="CASE", help="Folders with case.toml, folders of these, or gold."),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="The folder for the report.")
    ] = Path("report"),
    engine: EngineFlag = None,
    results: Annotated[
        Path | None,
        typer.Option(
            "--results", metavar="DIR", help="Measure results that stand there; extract nothing."
        ),
    ] = None,
    literature: Annotated[
        bool,
        typer.Option("--literature", help="Also TEDS, GriTS, value F1 and grounding F1; slow."),
    ] = False,
    jobs: JobsFlag = 1,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="The data folder [.gouji beside the results]."),
    ] = None,
    schema: SchemaFlag = None,
    synonyms: SynonymsFlag = None,
    ask: AskFlag = None,
    model: ModelFlag = None,
    base_url: BaseUrlFlag = None,
    concurrency: ConcurrencyFlag = None,
    max_cost: MaxCostFlag = None,
    vision: VisionFlag = None,
) -> None:
    """Extract the documents of cases, compare them with their gold, and write the report.

    DIR gets report.json and report.html, and the results. Where a case has recorded answers of a
    model, engines model and auto take these and send nothing. The exit code is 1 where a case
    has no result: all of its cells count as not read.
    """
    with told():
        from extraction.learning.synonymfile import taught
        from ui.evaluating import Evaluation, run_evaluation
        from ui.extracting import make_settings

        settings = make_settings(
            engine=engine, schema_file=schema, data=data, jobs=jobs if jobs > 1 else None,
            ask=ask, model=model, base_url=base_url, concurrency=concurrency,
            max_cost=money(max_cost), vision=vision, synonyms_file=synonyms,
        )  # fmt: skip
        # Only those that are named: a data folder's own would measure what was taught there.
        settings = taught(settings, None)
        order = Evaluation(tuple(cases), out, settings, results, literature, jobs)
        code = run_evaluation(order)
    raise typer.Exit(code)
