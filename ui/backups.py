"""`gouji backup` and `gouji restore`: a data folder and its database in one file, and back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.failures import FAILED, complain, told
from ui.records import Database, DataFolder

if TYPE_CHECKING:
    from extraction.backup.manifest import Manifest


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("backup", short_help="Back up a data folder and its database.")(backup)
    app.command("restore", short_help="Restore a backup into an empty place.")(restore)


def backup(
    target: Annotated[
        Path, typer.Argument(metavar="TARGET", help="The file to write, or a folder for it.")
    ],
    data: DataFolder = None,
    database: Database = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write all that a data folder and its database hold to one file, as of one moment.

    People and jobs may go on meanwhile. A backup of either database is restored into either.
    The exit code is 1 where a file is damaged; it is left out, all others are kept.
    """
    with told():
        from extraction.backup.writing import write_backup
        from schemas.errors import UsageError
        from ui.console import Screen
        from ui.extracting import make_settings

        settings = make_settings(data=data, database=database)
        if target.is_dir():
            target = target / f"gouji-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.zip"
        if target.exists() and not force:
            raise UsageError(f"{target}: is there already; name another file, or add --force")
        manifest = write_backup(target, settings.data or Path(".gouji"), settings)
        size = target.stat().st_size
        Screen().line(f"{target}: {_contents(manifest)}, {size / 1e6:.1f} MB")
        for digest in manifest.damaged:
            complain(f"files/{digest[:2]}/{digest}: is damaged and left out; import it again")
    raise typer.Exit(FAILED if manifest.damaged else 0)


def restore(
    source: Annotated[Path, typer.Argument(metavar="BACKUP", help="A file of gouji backup.")],
    data: DataFolder = None,
    database: Database = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the database and examples that are there.")
    ] = False,
) -> None:
    """Restore a backup into an empty data folder and an empty database.

    Every file and table is compared with its hash. A restoring that was broken off is taken up
    again by the same command; the database is filled whole or not at all. Stop desks and workers
    before --force.
    """
    with told():
        from extraction.backup.restoring import restore_backup
        from ui.console import Screen
        from ui.extracting import make_settings

        settings = make_settings(data=data, database=database)
        folder = settings.data or Path(".gouji")
        manifest = restore_backup(source, folder, settings, force=force)
        Screen().line(f"{folder}: {_contents(manifest)}, as of {manifest.made_at}")


def _contents(manifest: "Manifest") -> str:
    rows = manifest.rows
    return (
        f"{rows('documents')} documents, {rows('decisions')} decisions, {rows('jobs')} jobs, "
        f"{len(manifest.files)} files"
    )
