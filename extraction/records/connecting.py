"""A database by its URL; what goes wrong with it, said in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)

from extraction.records.store import first_line
from schemas.errors import BusyError, OutputError, UsageError

_WAIT = 5
"""Seconds to wait for another writer before somebody is told."""


class Connected:
    """A database with its tables; safe for threads and processes.

    ``reading`` and ``writing`` raise BusyError where it is locked or can't be reached, and
    OutputError where it can't be written; an IntegrityError is the caller's to explain.
    """

    def __init__(self, url: str, metadata: MetaData) -> None:
        """Open, or make, the database at a URL (``sqlite:///FILE``, ``postgresql+...``).

        Raises UsageError where the URL is of no database that can be used.
        """
        self.name = _shown(url)
        try:
            self._engine = _engine(url)
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise UsageError(
                f"the database {self.name} can't be used ({first_line(error)}); "
                "name one as sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
            ) from None
        with self._told("opened"):
            try:
                metadata.create_all(self._engine)
            except DBAPIError:
                # Another process made the same tables at the same moment.
                metadata.create_all(self._engine)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to ask."""
        with self._told("read"), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: what is done in it is on disk when it ends, or is not done at all."""
        with self._told("written"), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except OperationalError as error:
            said = first_line(error)
            if "disk" in said or "readonly" in said:
                raise OutputError(
                    f"the database {self.name} can't be {what} ({said}); free some space, or "
                    "allow writing there"
                ) from None
            raise BusyError(
                f"the database {self.name} can't be {what} now ({said}); another program may "
                "hold it: try again in a moment"
            ) from None
        except (DBAPIError, SQLAlchemyError) as error:
            raise OutputError(
                f"the database {self.name} can't be {what} ({first_line(error)}); choose another "
                "--data or --database"
            ) from None


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    engine = create_engine(parsed, connect_args={"timeout": _WAIT})

    @event.listens_for(engine, "connect")
    def _write_ahead(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        # What was acknowledged outlives a power cut too.
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    return engine


def _shown(url: str) -> str:
    """The URL without a password."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "at this URL"
