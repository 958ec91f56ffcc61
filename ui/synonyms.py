"""`gouji synonyms`: printed headers that people took for a field, reviewed and given to engines."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.failures import told
from ui.flags import SchemaFlag

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from extraction.learning.lessons import Lessons

app = typer.Typer(
    name="synonyms",
    help="Printed headers that people took for a field at the desk: review them, take them, "
    "take them back.",
    short_help="Review what people taught about printed headers.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

DataFolder = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="The data folder of the review [.gouji]."),
]
Database = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="Another database than that of the folder."),
]
Ids = Annotated[list[str], typer.Argument(metavar="ID", help="As listed.")]
Who = Annotated[
    str | None, typer.Option("--who", metavar="NAME", help="Your name in the history [login name].")
]
Why = Annotated[str | None, typer.Option("--why", metavar="TEXT", help="The reason, kept.")]


@app.command("list", short_help="List candidates and what was accepted or rejected.")
def list_synonyms(
    history: Annotated[
        bool, typer.Option("--history", help="List what was done to them, the first first.")
    ] = False,
    data: DataFolder = None,
    database: Database = None,
    schema: SchemaFlag = None,
) -> None:
    """List the headers and titles that people took for something else than the engine did.

    Each with the documents where they did, and how many sums over the column hold or fail there.
    """
    with told():
        from ui.synonymcommands import show_history, show_synonyms

        with _lessons(data, database, schema) as lessons:
            (show_history if history else show_synonyms)(lessons)


@app.command("accept", short_help="Read these headers so from now on.")
def accept_synonyms(
    ids: Ids,
    who: Who = None,
    why: Why = None,
    force: Annotated[
        bool, typer.Option("--force", help="On your word: also where a sum over the column fails.")
    ] = False,
    data: DataFolder = None,
    database: Database = None,
    schema: SchemaFlag = None,
) -> None:
    """Give headers to the headers engine, which takes them exactly as they are, never nearly.

    One that is declared for another field, or accepted for one, is refused.
    """
    with told():
        from ui.synonymcommands import decide

        with _lessons(data, database, schema) as lessons:
            decide(lessons, "accept", ids, who, why, force=force)


@app.command("reject", short_help="Don't offer these headers again.")
def reject_synonyms(
    ids: Ids,
    who: Who = None,
    why: Why = None,
    data: DataFolder = None,
    database: Database = None,
    schema: SchemaFlag = None,
) -> None:
    """Set candidates aside; an accepted one is taken back."""
    with told():
        from ui.synonymcommands import decide

        with _lessons(data, database, schema) as lessons:
            decide(lessons, "reject", ids, who, why)


@app.command("remove", short_help="Take headers back: results are as before.")
def remove_synonyms(
    ids: Ids,
    who: Who = None,
    why: Why = None,
    data: DataFolder = None,
    database: Database = None,
    schema: SchemaFlag = None,
) -> None:
    """Take back what was accepted or rejected; a document extracted again is read as before."""
    with told():
        from ui.synonymcommands import decide

        with _lessons(data, database, schema) as lessons:
            decide(lessons, "remove", ids, who, why)


@app.command("export", short_help="Write the accepted headers to a file.")
def export_synonyms(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Is written anew.")],
    data: DataFolder = None,
) -> None:
    """Write what holds, one line of JSON each in a fixed order: for --synonyms, or to carry on."""
    with told():
        from ui.synonymcommands import export_file

        export_file(data or Path(".gouji"), file)


@app.command("import", short_help="Accept the headers of a file.")
def import_synonyms(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As gouji synonyms export writes.")],
    who: Who = None,
    data: DataFolder = None,
    schema: SchemaFlag = None,
) -> None:
    """Accept what holds in a file of another machine; who accepted it there stays in the history.

    All are taken or none: one that contradicts refuses the file.
    """
    with told():
        from ui.synonymcommands import import_file

        import_file(data or Path(".gouji"), file, who, schema)


def _lessons(
    data: Path | None, database: str | None, schema: Path | None
) -> "AbstractContextManager[Lessons]":
    from ui.extracting import make_settings
    from ui.synonymcommands import lessons_in

    settings = make_settings(schema_file=schema, database=database)
    return lessons_in(data or Path(".gouji"), settings)
