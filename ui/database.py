"""`gouji database`: which revision its tables are at, and bringing them to another."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.failures import FAILED, told
from ui.records import Database, DataFolder

if TYPE_CHECKING:
    from extraction.records.opening import OpenDatabase

app = typer.Typer(
    name="database",
    help="The tables of the database: see their revision, bring them to another one.",
    short_help="See and change the revision of the database's tables.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("status", short_help="Tell which revision the tables are at.")
def status(data: DataFolder = None, database: Database = None) -> None:
    """Tell the revisions that gouji knows, and which one the database is at.

    The exit code is 1 where the database is not at the last one.
    """
    with told(), _opened(data, database) as engine:
        from extraction.records.migrating import revision, revisions
        from extraction.records.opening import shown
        from extraction.records.schema import HEAD
        from ui.console import Screen

        at = revision(engine)
        screen = Screen()
        screen.line(f"{shown(engine.url)}: revision {at or 'none'}, this gouji works with {HEAD}")
        for each in revisions():
            sign = " " if at is None or each.number > at else "x"
            screen.line(f"  [{sign}] {each.number}  {each.about}")
    raise typer.Exit(0 if at == HEAD else FAILED)


@app.command("upgrade", short_help="Bring the tables up to date.")
def upgrade(data: DataFolder = None, database: Database = None) -> None:
    """Bring the tables to the last revision; whatever opens the database does so by itself.

    Of use where only another role of the server may change tables.
    """
    with told(), _opened(data, database, made=True) as engine:
        from extraction.records import migrating
        from ui.console import Screen

        before = migrating.revision(engine)
        migrating.upgrade(engine)
        after = migrating.revision(engine)
        Screen().line(f"revision {before or 'none'} -> {after}")


@app.command("downgrade", short_help="Take the tables back to an earlier revision.")
def downgrade(
    revision: Annotated[
        str, typer.Argument(metavar="REVISION", help="One that status lists, as 0001.")
    ],
    data: DataFolder = None,
    database: Database = None,
    force: Annotated[
        bool, typer.Option("--force", help="What later revisions hold besides may be lost.")
    ] = False,
) -> None:
    """Take the tables back to an earlier revision, for an older gouji.

    What only later revisions can hold is dropped, so --force is needed; make a backup first.
    """
    with told(), _opened(data, database) as engine:
        from extraction.records import migrating
        from schemas.errors import UsageError
        from ui.console import Screen

        if not force:
            raise UsageError(
                f"what revisions after {revision} hold would be dropped; "
                "run gouji backup, then add --force"
            )
        before = migrating.revision(engine)
        migrating.downgrade(engine, revision)
        Screen().line(f"revision {before or 'none'} -> {revision}")


@contextmanager
def _opened(
    data: Path | None, database: str | None, *, made: bool = False
) -> Iterator["OpenDatabase"]:
    """The database that is meant; nothing in it is changed by opening it here.

    Raises:
        UsageError: there is none, where it is not to be ``made``.
    """
    from extraction.records.opening import DATABASE, database_url, engine_of
    from schemas.errors import UsageError
    from ui.extracting import make_settings

    settings = make_settings(data=data, database=database)
    folder = settings.data or Path(".gouji")
    if not settings.database and not (folder / DATABASE).is_file() and not made:
        raise UsageError(f"{folder}: holds no database; name its folder by --data")
    if not settings.database:
        folder.mkdir(parents=True, exist_ok=True)
    engine = engine_of(database_url(folder, settings.database))
    try:
        yield engine
    finally:
        engine.dispose()
