"""A backup into an empty data folder and an empty database.

Files come first and the database last, in one transaction: before it is there, nothing refers to
them. A restoring that was broken off is taken up again.
"""

import hashlib
import json
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pydantic import ConfigDict

from extraction.backup.manifest import (
    EXAMPLES,
    FILES,
    FORMAT,
    MANIFEST,
    OTHERS,
    TABLES,
    FileEntry,
    Manifest,
    TableEntry,
)
from extraction.export.atomic import replacing, write_whole
from extraction.records.dumping import Filling, Values, filling
from extraction.records.migrating import revisions
from extraction.records.opening import DATABASE, database_url
from extraction.records.store import kept_file, make_folder
from prompts.example import Example
from prompts.examples import ExampleStore
from schemas.errors import CorruptError, UsageError
from schemas.frozen import Frozen
from schemas.settings import Settings

MARK = ".gouji-restoring"
"""In a data folder while it is being restored: the hash of the manifest."""
_HASH = re.compile(r"[0-9a-f]{64}")


def restore_backup(backup: Path, data: Path, settings: Settings, *, force: bool) -> Manifest:
    """Restore a backup to a data folder and the database of the settings, or of the folder.

    The folder and the database must be empty; by ``force`` the database and the examples are
    replaced, and files are added to those that are there.

    Raises:
        CorruptError: the file is no backup, or is damaged.
        UsageError: the backup is of a newer gouji, the folder or the database is not empty, or
            as `open_database`.
        OutputError: the place can't be written.
    """
    with _told(backup), _opened(backup) as archive:
        manifest = _manifest(archive, backup)
        mark = hashlib.sha256(manifest.model_dump_json().encode()).hexdigest()
        _claim(data, mark, force=force)
        with filling(
            database_url(data, settings.database), manifest.revision, replace=force
        ) as database:
            for digest in manifest.files:
                _put_file(archive, data, digest)
            for entry in manifest.others:
                _put_other(archive, data, entry)
            store = ExampleStore.of(settings, data)
            _put_examples(archive, manifest.examples, store, replace=force)
            for table in manifest.tables:
                _put_table(archive, database, table)
        (data / MARK).unlink(missing_ok=True)
    return manifest


def read_manifest(backup: Path) -> Manifest:
    """What a backup holds. Raises CorruptError, and UsageError where a newer gouji made it."""
    with _told(backup), _opened(backup) as archive:
        return _manifest(archive, backup)


@contextmanager
def _told(backup: Path) -> Iterator[None]:
    try:
        yield
    except (
        zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError,
        ValueError, OverflowError, _Unlike,
    ) as error:  # fmt: skip
        why = str(error) if isinstance(error, _Unlike) else type(error).__name__
        raise CorruptError(
            f"{backup}: is no backup, or is damaged ({why}); take another one"
        ) from None


class _Made(Frozen):
    """Who made a backup: the part of a manifest that every form of it has."""

    model_config = ConfigDict(extra="ignore")

    format: int
    revision: str
    gouji: str


class _Unlike(Exception):  # noqa: N818 - told as a CorruptError, with the file's name
    """Something is not what the manifest says of it."""


@contextmanager
def _opened(backup: Path) -> Iterator[zipfile.ZipFile]:
    try:
        file = backup.open("rb")
    except OSError as error:
        raise UsageError(
            f"{backup}: can't be read ({error.strerror or error}); name a file of gouji backup"
        ) from None
    with file, zipfile.ZipFile(file) as archive:
        yield archive


def _manifest(archive: zipfile.ZipFile, backup: Path) -> Manifest:
    text = archive.read(MANIFEST)
    made = _Made.model_validate_json(text)
    if made.format > FORMAT or made.revision not in {known.number for known in revisions()}:
        raise UsageError(f"{backup}: was made by a newer gouji ({made.gouji}); upgrade gouji first")
    return Manifest.model_validate_json(text)


def _claim(data: Path, mark: str, *, force: bool) -> None:
    """Mark a folder as being restored; an empty one, or one where this was broken off."""
    make_folder(data)
    marked = data / MARK
    there = [p.name for p in data.iterdir() if p.name != MARK and not p.name.startswith(DATABASE)]
    if there and not force and not (marked.is_file() and marked.read_text() == mark):
        raise UsageError(
            f"{data}: is not empty ({sorted(there)[0]} is there); name an empty folder by --data, "
            "or add --force to put the backup over it"
        )
    write_whole(marked, mark.encode())


def _put_file(archive: zipfile.ZipFile, data: Path, digest: str) -> None:
    if not _HASH.fullmatch(digest):
        raise _Unlike(f"{FILES}{digest}")
    target = kept_file(data, digest)
    if target.is_file():
        with target.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == digest:
                return
    _copy(archive, f"{FILES}{digest}", target, digest)


def _put_other(archive: zipfile.ZipFile, data: Path, entry: FileEntry) -> None:
    inside = PurePosixPath(entry.name)
    if inside.is_absolute() or ".." in inside.parts or not inside.parts:
        raise _Unlike(entry.name)
    _copy(archive, f"{OTHERS}{entry.name}", data / inside, entry.sha256)


def _copy(archive: zipfile.ZipFile, name: str, target: Path, sha256: str) -> None:
    with archive.open(name) as member, replacing(target) as part, part.open("wb") as file:
        hashed = _Hashed(file)
        shutil.copyfileobj(member, hashed)
        if hashed.digest.hexdigest() != sha256:
            raise _Unlike(name)


class _Hashed:
    """A file that is hashed as it is written."""

    def __init__(self, file: BinaryIO) -> None:
        self.digest = hashlib.sha256()
        self._file = file

    def write(self, block: bytes) -> int:
        """Write a block."""
        self.digest.update(block)
        return self._file.write(block)


def _lines(archive: zipfile.ZipFile, name: str, sha256: str) -> Iterator[bytes]:
    digest = hashlib.sha256()
    with archive.open(name) as member:
        for line in member:
            digest.update(line)
            yield line
    if digest.hexdigest() != sha256:
        raise _Unlike(name)


def _put_examples(
    archive: zipfile.ZipFile, entry: FileEntry, store: ExampleStore, *, replace: bool
) -> None:
    found = [Example.model_validate_json(line) for line in _lines(archive, EXAMPLES, entry.sha256)]
    kept = {example.id for example in found}
    for example in store.list() if replace else ():
        if example.id not in kept:
            store.remove(example.id)
    for example in found:
        store.add(example)


def _put_table(archive: zipfile.ZipFile, database: Filling, entry: TableEntry) -> None:
    def rows() -> Iterator[Values]:
        for line in _lines(archive, f"{TABLES}{entry.name}.jsonl", entry.sha256):
            yield tuple(json.loads(line))

    if database.put(entry.name, entry.columns, rows()) != entry.rows:
        raise _Unlike(entry.name)
