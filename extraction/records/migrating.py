"""Migrations: a database brought to another revision, by one process at a time.

All steps are one transaction: they are done together or not at all.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from extraction.records.opening import reading, revision_of, shown
from extraction.records.schema import HEAD, all_tables
from extraction.records.trouble import database_told
from schemas.errors import UsageError

_FOLDER = Path(__file__).parent / "migrations"
_KEY = 0x67_6F_75_6A_69
"""The advisory lock of Postgres under which migrations run: "gouji" in ASCII."""
_PATIENCE = "5min"
"""How long one waits for the migrations of another process."""
# Alembic keeps the connection of the command under way in a global.
_ONE_COMMAND = threading.Lock()


class Revision(NamedTuple):
    """A revision of the tables, and what it is about."""

    number: str
    about: str


def revisions() -> tuple[Revision, ...]:
    """All revisions that this version of gouji knows, the first one first."""
    script = ScriptDirectory.from_config(_config())
    found = (Revision(each.revision, each.doc) for each in script.walk_revisions())
    return tuple(reversed(tuple(found)))


def revision(engine: Engine) -> str | None:
    """The revision that a database is at, None where no migration was ever run on it."""
    with reading(engine) as connection:
        return revision_of(connection)


def upgrade(engine: Engine, to: str = HEAD) -> None:
    """Bring a database to a revision, at once with others that want the same.

    Tables from before there were migrations are taken over with all that they hold.

    Raises:
        UsageError: the database is of a newer gouji, or its tables are of another program.
        BusyError: it is locked, or can't be reached.
        OutputError: its tables can't be changed.
    """
    with alone(engine) as connection:
        move_up(engine, connection, to)


def move_up(engine: Engine, connection: Connection, to: str = HEAD) -> None:
    """As `upgrade`, within a transaction of `alone`."""
    found = revision_of(connection)
    _known(engine, found)
    if found is not None and found >= to:
        return
    command.upgrade(_config(connection), to)
    if found is None and to == HEAD:
        _ours(engine, connection)


def make_anew(connection: Connection, at: str) -> None:
    """Drop every table, and make those of a revision, within a transaction of `alone`."""
    command.downgrade(_config(connection), "base")
    command.upgrade(_config(connection), at)


def downgrade(engine: Engine, to: str | None) -> None:
    """Take a database back to an earlier revision, or to none; what came later is dropped.

    Raises as `upgrade`, and UsageError where there is no such earlier revision.
    """
    with alone(engine) as connection:
        found = revision_of(connection)
        _known(engine, found)
        earlier = [each.number for each in revisions() if found and each.number < found]
        if to is not None and to not in earlier:
            listed = ", ".join(earlier) or "none"
            raise UsageError(
                f"the database {shown(engine.url)} is at revision {found or 'none'}; "
                f"it can be taken back to: {listed}"
            )
        command.downgrade(_config(connection), to or "base")


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """A transaction beside which no other process migrates; committed at the end.

    Raises as `upgrade`.
    """
    name = shown(engine.url)
    with _ONE_COMMAND, database_told(name, "brought up to date"), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # Python's driver begins transactions late by itself; here it must leave that to us.
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _KEY})
        try:
            yield connection
            connection.commit()
        except BaseException:
            connection.rollback()
            raise


def _known(engine: Engine, found: str | None) -> None:
    if found is None or any(each.number == found for each in revisions()):
        return
    raise UsageError(
        f"the database {shown(engine.url)} was made by a newer gouji (revision {found}, this one "
        f"knows {HEAD}); upgrade gouji, or name another database"
    )


def _ours(engine: Engine, connection: Connection) -> None:
    """See that tables which were there already are ours."""
    look = inspect(connection)
    for table in all_tables().sorted_tables:
        there = {column["name"] for column in look.get_columns(table.name)}
        missing = [column.name for column in table.columns if column.name not in there]
        if missing:
            raise UsageError(
                f"the database {shown(engine.url)} has a table {table.name} of another program "
                f"(without {', '.join(missing)}); name another database"
            )


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    # Written as in an ini file, where a per cent sign is doubled.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
