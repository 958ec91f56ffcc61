"""The command line: `gouji extract`, `verify`, `explain`, `kinds` and `show`.

Nothing heavy is imported before a command runs, so that help comes at once.
"""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from ui.backups import register as register_backups
from ui.batch import app as batch
from ui.cluster.commands import app as cluster
from ui.database import app as database
from ui.evaluation import app as evaluation
from ui.examples import app as examples
from ui.failures import FAILED, told
from ui.flags import ClusterFlag, JobsFlag, SchemaFlag, SynonymsFlag, refuse_addresses
from ui.gold import app as gold
from ui.keys import app as keys
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
from ui.noise import app as noise
from ui.records import register
from ui.serving import register as register_service
from ui.synonyms import app as synonyms_app

app = typer.Typer(
    name="gouji",
    help="Turn OCR'd Chinese department-budget disclosures into rows, each figure checked by sums.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(batch)
app.add_typer(database)
app.add_typer(cluster)
app.add_typer(evaluation)
app.add_typer(examples)
app.add_typer(gold)
app.add_typer(keys)
app.add_typer(noise)
app.add_typer(synonyms_app)
register(app)
register_service(app)
register_backups(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        from extraction import __version__

        typer.echo(f"gouji {__version__}")
        raise typer.Exit


@app.callback()
def gouji(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Turn OCR'd Chinese department-budget disclosures into rows, each figure checked by sums."""


@app.command(short_help="Extract documents into JSON, XLSX, CSV and Parquet.")
def extract(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT", help="Documents, folders (with all they hold), quoted patterns."
        ),
    ],
    out: Annotated[
        str,
        typer.Option("--out", "-o", metavar="DIR", help="The folder for the results."),
    ],
    engine: EngineFlag = None,
    schema: SchemaFlag = None,
    synonyms: SynonymsFlag = None,
    force: Annotated[
        bool, typer.Option("--force", help="Extract again what is extracted already.")
    ] = False,
    jobs: JobsFlag = 1,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", metavar="DIR", help="The data folder for pages read [DIR of --out/.gouji]."
        ),
    ] = None,
    second_reader: Annotated[
        Literal["none", "tesseract"] | None,
        typer.Option(help="What reads accused and doubted figures of pages once more [none]."),
    ] = None,
    ask: AskFlag = None,
    model: ModelFlag = None,
    base_url: BaseUrlFlag = None,
    concurrency: ConcurrencyFlag = None,
    max_cost: MaxCostFlag = None,
    vision: VisionFlag = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Tell what asking the model would take; ask nothing."),
    ] = False,
    cluster: ClusterFlag = None,
) -> None:
    """Extract the tables of documents into DIR: JSON, XLSX, and all cells as CSV and Parquet.

    Text (.txt, .md, .html), PDF (scanned or not) and images (PNG, JPEG, TIFF) are read.

    A document whose result stands already is skipped. One bad document does not stop the others;
    the exit code is then 1. With --cluster, INPUT and DIR may be addresses (s3://bucket/folder).
    """
    with told():
        from ui.extracting import make_settings
        from ui.run import run_extract

        settings = make_settings(
            engine=engine, schema_file=schema, data=data, jobs=jobs if jobs > 1 else None,
            second_reader=second_reader, ask=ask, model=model, base_url=base_url,
            concurrency=concurrency, max_cost=money(max_cost), vision=vision,
            synonyms_file=synonyms,
        )  # fmt: skip
        refuse_addresses([*inputs, out], cluster, dry_run)
        if dry_run:
            from ui.dryrun import run_dry

            raise typer.Exit(run_dry(inputs, Path(out), settings))
        if cluster is not None:
            from ui.cluster.running import run_on_cluster

            raise typer.Exit(run_on_cluster(inputs, out, settings, cluster, force=force))
        code = run_extract(inputs, Path(out), settings, force=force, processes=jobs)
    raise typer.Exit(code)


@app.command(short_help="Prove results again from their own content.")
def verify(
    results: Annotated[
        list[Path], typer.Argument(metavar="RESULT.json", help="Results of an extraction.")
    ],
) -> None:
    """Prove results again from their own content: every sum, every status, every address.

    The exit code is 1 where a claim does not hold.
    """
    with told():
        from ui.proving import verify_file

        # A list, so that every file is told of before the command ends.
        sound = [verify_file(path) for path in results]
    raise typer.Exit(0 if all(sound) else FAILED)


@app.command(short_help="Print the proof of a cell, or its contradiction, as on paper.")
def explain(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT.json", help="A result of an extraction.")
    ],
    cell: Annotated[
        str | None,
        typer.Argument(metavar="CELL", help="TABLE:ROW:COLUMN; none: all figures by rank."),
    ] = None,
    lang: Annotated[Literal["en", "zh"], typer.Option(help="English or Chinese.")] = "en",
    schema: SchemaFlag = None,
) -> None:
    """Print what proves a cell or contradicts it, as a person would write it on paper.

    CELL is kind#ordinal:row:field; the row may be its name or code, the column its printed
    header: general_budget_by_function#1:2010301:total. Without CELL: how many figures are proved
    by how many independent identities.
    """
    with told():
        from extraction.export.result import read_result
        from extraction.kinds import kinds_of
        from ui.console import Screen
        from ui.explaining import explain_lines
        from ui.extracting import make_settings

        by_name = {kind.kind: kind for kind in kinds_of(make_settings(schema_file=schema))}
        screen = Screen()
        for line in explain_lines(read_result(result), by_name, cell, lang):
            screen.line(line)


@app.command(short_help="List the kinds of tables, or the fields of one.")
def kinds(
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="List its fields.")] = None,
    schema: SchemaFlag = None,
) -> None:
    """List the kinds of tables that are known, or the fields of one kind."""
    with told():
        from extraction.kinds import kinds_of
        from ui.console import Screen
        from ui.extracting import make_settings
        from ui.listing import show_kind, show_kinds

        known = kinds_of(make_settings(schema_file=schema))
        if kind is None:
            show_kinds(Screen(), known)
        else:
            show_kind(Screen(), known, kind)


@app.command(short_help="Print a result: its tables and findings, or one table.")
def show(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT.json", help="A result of an extraction.")
    ],
    table: Annotated[
        str | None, typer.Option("--table", "-t", metavar="KIND#N", help="Print this table.")
    ] = None,
    page: Annotated[
        int | None, typer.Option("--page", min=1, metavar="N", help="Draw this page; see --png.")
    ] = None,
    png: Annotated[
        Path | None, typer.Option("--png", metavar="FILE", help="Where the drawn page goes.")
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="The data folder [.gouji beside the result]."),
    ] = None,
    schema: SchemaFlag = None,
) -> None:
    """List the tables and findings of a result, print one table, or draw one page.

    A drawn page shows the recovered cells, each with its status in colour and by a sign.
    """
    with told():
        from extraction.export.result import read_result
        from extraction.kinds import kinds_of
        from ui.console import Screen
        from ui.extracting import make_settings
        from ui.show import find_table, show_overview, show_table

        if page is not None or png is not None:
            from ui.pages import draw_result_page

            draw_result_page(result, page, png, data)
            return
        content = read_result(result)
        by_name = {kind.kind: kind for kind in kinds_of(make_settings(schema_file=schema))}
        if table is None:
            show_overview(Screen(), content, by_name)
        else:
            show_table(Screen(), content, find_table(content, table), by_name)


@app.command(short_help="Try the model's endpoint and say what is wrong.")
def doctor(
    model: ModelFlag = None, base_url: BaseUrlFlag = None, vision: VisionFlag = None
) -> None:
    """Try the model's endpoint: its answers, structured output, speed, embeddings and pictures.

    The key is read from GOUJI_API_KEY alone, in the environment or in .env. The exit code is 1
    where something is wrong.
    """
    with told():
        from ui.doctor import run_doctor
        from ui.extracting import make_settings

        code = run_doctor(make_settings(model=model, base_url=base_url, vision=vision))
    raise typer.Exit(code)


@app.command(short_help="Perform the jobs of the service.")
def worker(
    processes: Annotated[
        int, typer.Option("--processes", min=1, metavar="N", help="Documents side by side.")
    ] = 1,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="The data folder [.gouji].")
    ] = None,
    database: Annotated[
        str | None,
        typer.Option("--database", metavar="URL", help="Another database than the folder's."),
    ] = None,
    schema: SchemaFlag = None,
    parent: Annotated[int | None, typer.Option("--parent", metavar="PID", hidden=True)] = None,
) -> None:
    """Perform the jobs of the service until the command is told to stop.

    Each document is worked on in a process of its own, under the limits of GOUJI_DOCUMENT_SECONDS
    and GOUJI_DOCUMENT_MEMORY. Any number of workers may run; what one leaves undone, others do.
    """
    with told():
        from ui.extracting import make_settings
        from ui.working import run_worker

        settings = make_settings(data=data, database=database, schema_file=schema)
        run_worker(settings, processes, parent)


@app.command(short_help="Serve the simulated reader, to try the model path without a model.")
def simulate(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8765,
    fault: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=RATE", help="digit_changed=0.01; rows=0.05 is all of rows."),
    ] = None,
    latency: Annotated[float, typer.Option(min=0, metavar="SECONDS")] = 0.0,
    seed: Annotated[int, typer.Option(help="Another seed, other faults.")] = 0,
    key: Annotated[str | None, typer.Option(help="The only API key let in [any].")] = None,
    model: Annotated[list[str] | None, typer.Option(help="Its models [simulated].")] = None,
    modes: Annotated[
        str | None, typer.Option(help="What it supports of tools,json_schema,json_object; or none.")
    ] = None,
    context: Annotated[int | None, typer.Option(min=1, metavar="TOKENS")] = None,
    schema: SchemaFlag = None,
) -> None:
    """Serve an OpenAI-compatible endpoint on this machine that answers without a model.

    It reads the table in the prompt with the headers engine and spoils its answers at set rates,
    with the known faults of models and endpoints. It tests defences and speed; it says nothing
    about the accuracy of a real model.
    """
    with told():
        from ui.simulate import make_faults, run_simulator

        faults = make_faults(
            fault or (), latency=latency, seed=seed, key=key, models=model or (), modes=modes,
            context=context,
        )  # fmt: skip
        run_simulator(port, faults, schema)


def main() -> None:
    """Run the command line; the entry point of the package."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that can't show a character gets a sign in its place, not an error.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    with told():
        app()


if __name__ == "__main__":
    main()
