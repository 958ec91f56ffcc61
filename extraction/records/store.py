"""The data folder: a database of page readings and content-addressed files beside it.

SQLite in WAL mode, so that several processes may write; another database by its URL.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from sqlalchemy import MetaData, select

from extraction.records.connecting import Connected
from extraction.records.opening import database_url
from extraction.records.page_tables import page_table
from extraction.records.upserting import upsert
from schemas.errors import OutputError
from schemas.page import Page
from schemas.settings import Settings

FILES = "files"
"""The folder of the files in the data folder."""
WAIT = 30.0
"""Seconds to wait for another writer: runs have time."""


def data_folder(settings: Settings) -> Path:
    """The data folder of a run: the one that is set, else ``.gouji`` where it runs."""
    return settings.data or Path(".gouji")


def page_store(settings: Settings) -> "PageStore":
    """The pages of a run; raises as `PageStore`."""
    return PageStore(data_folder(settings), settings.database)


class PageStore:
    """Page readings by key, and files by the hash of their content."""

    def __init__(self, folder: Path, database: str | None = None) -> None:
        """Open, or make, the data folder; ``database`` is a URL in place of its own file.

        Raises OutputError where the folder can't be written, and as `open_database`.
        """
        self.folder = folder
        make_folder(folder / FILES)
        self._pages = page_table(MetaData())
        self._database = Connected(database_url(folder, database), wait=WAIT, durable=False)

    def page(self, key: str) -> Page | None:
        """The stored reading of a page, or None."""
        query = select(self._pages.c.payload).where(self._pages.c.key == key)
        with self._database.reading() as connection:
            payload = connection.execute(query).scalar_one_or_none()
        return None if payload is None else Page.model_validate_json(payload)

    def keep_page(self, key: str, page: Page) -> None:
        """Store the reading of a page; a stored one is replaced."""
        payload = page.model_dump_json()
        statement = upsert(self._pages, "key", self._database.dialect)
        with self._database.writing() as connection:
            connection.execute(statement, {"key": key, "payload": payload})

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
        return kept_file(self.folder, digest)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()


def kept_file(folder: Path, digest: str) -> Path:
    """Where a data folder has the file of this hash, or would have it."""
    return folder / FILES / digest[:2] / digest


def make_folder(folder: Path) -> None:
    """Make a folder of the data folder, where it is not there. Raises OutputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: the data folder can't be used ({error.strerror or error}); "
            "choose another --data"
        ) from error
