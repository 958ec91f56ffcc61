"""`gouji examples`: tables that were read right, kept to be shown to a language model."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.failures import FAILED, told
from ui.flags import SchemaFlag

if TYPE_CHECKING:
    from prompts.example import Example
    from schemas.document import Segment
    from schemas.settings import Settings

app = typer.Typer(
    name="examples",
    help="Tables that were read right, kept to be shown to a language model: add, list, remove.",
    short_help="Keep tables that were read right, to be shown to a model.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

DataFolder = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="The data folder that the examples are kept in."),
]


@app.command("add", short_help="Add the proved tables of results.")
def add_examples(
    results: Annotated[
        list[Path] | None,
        typer.Argument(metavar="RESULT.json", help="Results of an extraction."),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(metavar="FILE|DIR", help="The document of the result, or its folder."),
    ] = None,
    table: Annotated[
        list[str] | None,
        typer.Option("--table", "-t", metavar="KIND#N", help="Only this table (repeatable)."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="On your word: also what is not proved.")
    ] = False,
    from_desk: Annotated[
        bool,
        typer.Option(
            "--from-desk",
            help="Of documents at the desk as they stand: those named, or all without doubt.",
        ),
    ] = False,
    data: DataFolder = None,
    database: Annotated[
        str | None,
        typer.Option("--database", metavar="URL", help="Of the review, with --from-desk."),
    ] = None,
    schema: SchemaFlag = None,
) -> None:
    """Add a few rows of each table whose figures are proved and of which no cell is suspect.

    The document is read again for its headers: it is looked for beside the result, in the folder
    above and in the current one. Examples go to .gouji beside the result unless --data is given.
    With --from-desk nothing is looked for: the desk has kept the documents, and what is added
    follows them as they change. The exit code is 1 where nothing was added.
    """
    with told():
        from schemas.errors import UsageError
        from ui.extracting import make_settings

        settings = make_settings(schema_file=schema, data=data, database=database)
        if from_desk:
            from ui.deskexamples import add_from_desk

            if source is not None or table or force:
                raise UsageError("--source, --table and --force are for results, not for the desk")
            names = [str(name) for name in results or ()]
            folder = settings.data or Path(".gouji")
            raise typer.Exit(0 if add_from_desk(folder, names, settings) else FAILED)
        if not results:
            raise UsageError("name results to add, or take the desk's by --from-desk")
        # A list, so that every result is told of before the command ends.
        added = [_add(path, source, table or (), force, settings) for path in results]
    raise typer.Exit(0 if any(added) else FAILED)


@app.command("list", short_help="List the examples.")
def list_examples(data: DataFolder = None) -> None:
    """List the examples by kind and title. Without --data, those of .gouji in this folder."""
    with told():
        from prompts.examples import ExampleStore
        from ui.console import Heading, Screen
        from ui.extracting import make_settings

        settings = make_settings(data=data)
        found = ExampleStore.of(settings, settings.data or Path(".gouji")).list()
        names = ("id", "kind", "title", "rows", "document")
        headings = [Heading(name, figures=name == "rows") for name in names]
        Screen().table(headings, [_listed(example) for example in found])


@app.command("remove", short_help="Remove examples.")
def remove_examples(
    ids: Annotated[list[str], typer.Argument(metavar="ID", help="As listed.")],
    data: DataFolder = None,
) -> None:
    """Remove examples by their id. Without --data, from .gouji in this folder."""
    with told():
        from prompts.examples import ExampleStore
        from ui.extracting import make_settings

        settings = make_settings(data=data)
        store = ExampleStore.of(settings, settings.data or Path(".gouji"))
        for name in ids:
            store.remove(name)
            typer.echo(f"removed {name}")


def _listed(example: "Example") -> tuple[str, ...]:
    from prompts.tabletext import read_table_text

    rows = len(read_table_text(example.table).rows)
    return (example.id, example.kind, example.title, str(rows), example.sha256[:12])


def _add(
    path: Path, source: Path | None, names: Sequence[str], force: bool, settings: "Settings"
) -> int:
    """Add what a result offers and print it; how many examples were added."""
    from extraction.export.result import load_export, parse_result
    from extraction.kinds import kinds_of
    from extraction.learning.examplemaking import NO_KIND, NOT_SIMPLE, example_of, why_not
    from prompts.examples import ExampleStore
    from ui.console import Screen

    export = load_export(path)
    result = parse_result(export)
    _check_names(names, [table.name for table in result.tables])
    folder = settings.data or path.parent / ".gouji"
    document = source_of(path, source, result.document.name, result.document.sha256)
    segments = _segments(document, settings.model_copy(update={"data": folder}))
    kinds = {kind.kind: kind for kind in kinds_of(settings)}
    store = ExampleStore.of(settings, folder)
    screen = Screen()
    left_out: dict[str, list[str]] = {}
    added = 0
    for table, exported in zip(result.tables, export["tables"], strict=True):
        if not table.rows or (names and table.name not in names):
            continue
        kind = kinds.get(table.kind)
        reason = NO_KIND if kind is None else None if force else why_not(table)
        made = None
        if kind is not None and reason is None:
            made = example_of(result.document.sha256, exported, kind, segments)
            reason = NOT_SIMPLE
        if made is None:
            left_out.setdefault(reason or "", []).append(table.name)
            continue
        store.add(made)
        added += 1
        screen.line(f"added {made.id}  {table.name}  {made.title}")
    for reason, tables in left_out.items():
        screen.line(f"left out ({reason}): {', '.join(tables)}")
    return added


def _check_names(names: Sequence[str], known: Sequence[str]) -> None:
    from schemas.errors import UsageError

    for name in names:
        if name not in known:
            raise UsageError(f"there is no table {name}; gouji show lists the tables of a result")


def source_of(result: Path, given: Path | None, name: str, sha256: str) -> Path:
    """The document that a result was made of: the one given, or found by its name.

    Raises:
        UsageError: it is not found, or the file of its name says something else.
    """
    import hashlib

    from schemas.errors import UsageError

    folder = result.resolve().parent
    places = [folder / name, folder.parent / name, Path(name)]
    if given is not None:
        places = [given / name if given.is_dir() else given]
    there = [place for place in places if place.is_file()]
    for place in there:
        with place.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                return place
    if there:
        raise UsageError(
            f"{there[0]}: is not the document that {result} was made of, or was changed since;"
            " name the right one with --source, or extract it again."
        )
    raise UsageError(f"{result}: its document {name} is not found; name it with --source FILE.")


def _segments(document: Path, settings: "Settings") -> "tuple[Segment, ...]":
    """The segments of a document: the stages up to `classify`."""
    from typing import cast

    from extraction.pipeline import STAGES, Stage, stage
    from schemas.document import Document

    names = [module for module, _ in STAGES]
    read = cast(Document, stage(*STAGES[0])(document, settings))
    for module, function in STAGES[1 : names.index("classify") + 1]:
        read = cast(Stage, stage(module, function))(read, settings)
    return read.segments
