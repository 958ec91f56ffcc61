"""`gouji import`, `export` and `history`: results into the review desk and out of it."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.failures import FAILED, told

if TYPE_CHECKING:
    from extraction.review.desk import Desk
    from schemas.table import CellRef

_CELL = re.compile(
    r"^(?P<kind>[^#\s]+)#(?P<ordinal>\d+)(?:[/:]|\s+row\s+)(?P<row>\d+)(?:[/:]|\s+)(?P<field>.+)$"
)

DataFolder = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="The data folder of the review [.gouji]."),
]
Database = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="Another database than that of the folder."),
]
SchemaFile = Annotated[
    Path | None,
    typer.Option("--schema", metavar="FILE", help="A file that declares table kinds of your own."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("import", short_help="Bring results to the review desk.")(import_results)
    app.command("export", short_help="Write reviewed results with their history.")(export_results)
    app.command("history", short_help="Tell what people did to a document or a cell.")(history)
    app.command("review", short_help="Open the review desk in a browser.")(review)


def import_results(
    results: Annotated[
        list[Path],
        typer.Argument(metavar="OUT_DIR", help="Folders of results, or single RESULT.json."),
    ],
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", metavar="DIR", help="The data folder of the review [OUT_DIR/.gouji]."
        ),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the documents are [beside the results, above]."),
    ] = None,
    pages: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The data folder of the extraction [OUT_DIR/.gouji]."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace results on which people have decided.")
    ] = False,
    database: Database = None,
    schema: SchemaFile = None,
) -> None:
    """Bring results of `gouji extract` to the review desk, with the text or pages they come from.

    A result that is there already is left alone. Another result of the same document takes its
    place unless people have decided on the first. The exit code is 1 where one is refused.
    """
    with told():
        from ui.deskcommands import bring_in

        folder = data or _beside(results[0])
        with _desk(folder, database, schema) as desk:
            well = bring_in(desk, results, source=source, pages=pages, force=force)
    raise typer.Exit(0 if well else FAILED)


def export_results(
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="The folder for the files.")
    ],
    documents: Annotated[
        list[str] | None, typer.Argument(metavar="DOCUMENT", help="File names or ids [all].")
    ] = None,
    data: DataFolder = None,
    database: Database = None,
    schema: SchemaFile = None,
) -> None:
    """Write documents as they stand after review: JSON, XLSX, and all cells as CSV and Parquet.

    Who changed what, when, from what, to what and why stands in the JSON (history), on a sheet of
    the workbook and in history.csv.
    """
    with told():
        from ui.deskcommands import export_reviewed

        with _desk(data or Path(".gouji"), database, schema, made=False) as desk:
            export_reviewed(desk, documents or (), out)


def history(
    cell: Annotated[
        str | None,
        typer.Argument(metavar="CELL", help="KIND#N/ROW/FIELD, rows from 0; all where left out."),
    ] = None,
    document: Annotated[
        str | None,
        typer.Option("--document", "-d", metavar="NAME", help="Its file name or id."),
    ] = None,
    data: DataFolder = None,
    database: Database = None,
) -> None:
    """Tell what people did to a document, or what one cell went through, the first event first.

    A cell is addressed as it stands now; rows that were added or moved are followed back.
    """
    with told():
        from ui.deskcommands import show_history

        address = None if cell is None else parse_cell(cell)
        with _desk(data or Path(".gouji"), database, None, made=False) as desk:
            show_history(desk, document, address)


def review(
    data: Annotated[
        Path, typer.Argument(metavar="DATA_DIR", help="The data folder of the review.")
    ] = Path(".gouji"),
    who: Annotated[
        str | None, typer.Option(metavar="NAME", help="Your name in the history [login name].")
    ] = None,
    address: Annotated[
        str, typer.Option(help="Where to listen; other machines reach 0.0.0.0.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8501,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open a browser window.")
    ] = True,
    database: Database = None,
    schema: SchemaFile = None,
) -> None:
    """Open the review desk: figures in doubt one after the other, each with its place on the page.

    It is served on this machine only unless --address says otherwise, and tells nobody anything.
    A folder of results will do as well: its .gouji is taken. Stop it with Ctrl+C.
    """
    with told():
        from ui.reviewing import open_desk

        open_desk(
            data, who=who, address=address, port=port, browser=browser,
            database=database, schema=schema,
        )  # fmt: skip


def parse_cell(text: str) -> "CellRef":
    """The address that a text names: ``three_public#1/0/total``, or as findings print it.

    Raises:
        UsageError: it names none.
    """
    from schemas.errors import UsageError
    from schemas.table import CellRef

    match = _CELL.match(text.strip())
    if match is None:
        raise UsageError(f"{text} names no cell; write KIND#N/ROW/FIELD, as three_public#1/0/total")
    return CellRef(
        kind=match["kind"],
        ordinal=int(match["ordinal"]),
        row=int(match["row"]),
        field=match["field"].strip(),
    )


def _beside(result: Path) -> Path:
    return (result if result.is_dir() else result.parent) / ".gouji"


def _desk(data: Path, database: str | None, schema: Path | None, *, made: bool = True) -> "Desk":
    """The desk of a data folder, to be used in a ``with`` statement.

    Raises:
        UsageError: nothing was imported there, where it is not to be ``made``.
    """
    from extraction.review.desk import Desk
    from schemas.errors import UsageError
    from ui.extracting import make_settings

    settings = make_settings(schema_file=schema, database=database)
    if not made and settings.database is None and not (data / "gouji.sqlite3").is_file():
        raise UsageError(f"{data}: holds no review; gouji import OUT_DIR makes one, see --data")
    return Desk(data, settings=settings)
