"""Opening a database: an engine for its URL, and its tables as this version of gouji has them.

SQLite in WAL mode, so that several processes may write; Postgres by URL.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from extraction.records.schema import HEAD
from extraction.records.trouble import database_told, first_line
from schemas.errors import UsageError

OpenDatabase = Engine
"""A database as `open_database` gives it, for those to whom the library is of no account."""
DATABASE = "gouji.sqlite3"
"""The database in the data folder, where no other is named."""
VERSIONS = "alembic_version"
"""The table in which Alembic keeps the revision."""

_REACHED = 10
"""Seconds for a server to answer before it counts as out of reach."""


def database_url(folder: Path, database: str | None = None) -> str:
    """The URL of the database: the one that is set, else that of the file in the data folder."""
    if database:
        return database
    file = URL.create("sqlite", database=str(folder / DATABASE))
    return file.render_as_string(hide_password=False)


def open_database(url: str | URL, *, wait: float = 30.0, durable: bool = False) -> Engine:
    """The database at a URL, made or brought up to date where it must be.

    Args:
        url: ``sqlite:///FILE``, or ``postgresql+psycopg://USER@HOST/NAME``.
        wait: seconds to wait for another writer.
        durable: whether a commit outlives a power cut; Postgres always sees to that, SQLite
            only where this is set.

    Raises:
        UsageError: the URL is of no database that can be used, or of one with other tables
            (made by a newer gouji, or by another program).
        BusyError: it is locked, or can't be reached.
        OutputError: it can't be written.
    """
    engine = engine_of(url, wait=wait, durable=durable)
    try:
        ensure_current(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def engine_of(url: str | URL, *, wait: float = 30.0, durable: bool = False) -> Engine:
    """The engine of a URL; nothing is looked at yet.

    Raises:
        UsageError: the URL is of no database that can be used.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed, wait, durable)
        return _server(parsed, wait)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise UsageError(
            f"the database {shown(url)} can't be used ({first_line(error)}); "
            "name one as sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
        ) from None


def ensure_current(engine: Engine) -> None:
    """See that the tables are those of this version; raises as `open_database`."""
    with reading(engine, "opened") as connection:
        found = revision_of(connection)
    if found != HEAD:
        # Late: most often there is nothing to do, and Alembic takes longer to load than that.
        from extraction.records.migrating import upgrade

        upgrade(engine)


def revision_of(connection: Connection) -> str | None:
    """The revision that a database is at, None where no migration was ever run on it."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    found: str | None = connection.execute(
        text(f"SELECT version_num FROM {VERSIONS}")
    ).scalar_one_or_none()
    return found


@contextmanager
def reading(engine: Engine, what: str = "read") -> Iterator[Connection]:
    """A connection that is rolled back at the end; errors are told as of ``what`` was done."""
    with database_told(shown(engine.url), what), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is committed at the end."""
    with database_told(shown(engine.url), "written"), engine.begin() as connection:
        yield connection


def shown(url: str | URL) -> str:
    """The URL without a password."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return "at this URL"
    # libpq takes a password among the parameters too.
    secrets = {name: "***" for name in parsed.query if "password" in name}
    return parsed.update_query_dict(secrets).render_as_string(hide_password=True)


def _sqlite(url: URL, wait: float, durable: bool) -> Engine:
    engine = create_engine(url, connect_args={"timeout": wait})

    @event.listens_for(engine, "connect")
    def _write_ahead(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        cursor.close()

    return engine


def _server(url: URL, wait: float) -> Engine:
    """Whoever holds a row too long, or vanished with the network, is not waited for for ever."""
    engine = create_engine(
        url,
        pool_pre_ping=True,
        connect_args={
            name: value
            for name, value in {
                "connect_timeout": _REACHED,
                "keepalives_idle": 30,
                "tcp_user_timeout": 30_000,
            }.items()
            if name not in url.query and url.get_backend_name() == "postgresql"
        },
    )
    if url.get_backend_name() == "postgresql":

        @event.listens_for(engine, "connect")
        def _bounded(connection: Any, _: object) -> None:
            cursor = connection.cursor()
            cursor.execute(f"SET lock_timeout = {int(wait * 1000)}")
            cursor.close()
            connection.commit()

    return engine
