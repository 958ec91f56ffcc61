"""The data folder: a database of page readings and content-addressed files beside it.

The one door to SQLAlchemy. SQLite in WAL mode, so that several processes may write.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from sqlalchemy import Column, Engine, MetaData, String, Table, Text, create_engine, event, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import SQLAlchemyError

from schemas.errors import OutputError
from schemas.page import Page
from schemas.settings import Settings


def data_folder(settings: Settings) -> Path:
    """The data folder of a run: the one that is set, else ``.gouji`` where it runs."""
    return settings.data or Path(".gouji")


class PageStore:
    """Page readings by key, and files by the hash of their content."""

    def __init__(self, folder: Path) -> None:
        """Open, or make, the data folder.

        Raises OutputError where it can't be written.
        """
        self.folder = folder
        try:
            (folder / "files").mkdir(parents=True, exist_ok=True)
            self._engine = open_database(folder)
            self._pages = _tables(MetaData())
            self._pages.metadata.create_all(self._engine)
        except (OSError, SQLAlchemyError) as error:
            raise OutputError(
                f"{folder}: the data folder can't be used ({first_line(error)}); "
                "choose another --data"
            ) from error

    def page(self, key: str) -> Page | None:
        """The stored reading of a page, or None."""
        query = select(self._pages.c.payload).where(self._pages.c.key == key)
        with self._engine.connect() as connection:
            payload = connection.execute(query).scalar_one_or_none()
        return None if payload is None else Page.model_validate_json(payload)

    def keep_page(self, key: str, page: Page) -> None:
        """Store the reading of a page; a stored one is replaced."""
        payload = page.model_dump_json()
        statement = insert(self._pages).values(key=key, payload=payload)
        statement = statement.on_conflict_do_update(
            index_elements=["key"], set_={"payload": payload}
        )
        try:
            with self._engine.begin() as connection:
                connection.execute(statement)
        except SQLAlchemyError as error:
            raise OutputError(
                f"{self.folder}: a page can't be stored ({first_line(error)}); free some space"
            ) from error

    def keep_file(self, content: bytes) -> str:
        """Store a file by its content; its hash is its name. Returns the hash."""
        digest = hashlib.sha256(content).hexdigest()
        target = self.file(digest)
        if target.exists():
            return digest
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=target.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(target)
        except OSError as error:
            raise OutputError(
                f"{target}: a page image can't be stored: {error.strerror or error}"
            ) from error
        return digest

    def file(self, digest: str) -> Path:
        """Where the file of this hash is, or would be."""
        return self.folder / "files" / digest[:2] / digest

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


def _tables(metadata: MetaData) -> Table:
    return Table(
        "page_readings",
        metadata,
        Column("key", String(64), primary_key=True),
        Column("payload", Text, nullable=False),
    )


def open_database(folder: Path) -> Engine:
    """The database of a data folder, which must exist; writers wait for each other, 30 seconds."""
    engine = create_engine(f"sqlite:///{folder / 'gouji.sqlite3'}", connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _write_ahead(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()

    return engine


def first_line(error: Exception) -> str:
    """The first line of what an error says, or its name."""
    return (str(error).splitlines() or [type(error).__name__])[0]
