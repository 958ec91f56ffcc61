"""Writing a backup: one moment of the database, and the files that it names, in one ZIP file.

The database comes first: files are added and never changed, so those that are there afterwards
are all that it can name.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path

from extraction import __version__
from extraction.backup.manifest import (
    EXAMPLES,
    FILES,
    MANIFEST,
    OTHERS,
    TABLES,
    FileEntry,
    Manifest,
    TableEntry,
)
from extraction.export.atomic import replacing
from extraction.records.dumping import Snapshot, snapshot
from extraction.records.opening import DATABASE, database_url
from prompts.examples import FOLDER as EXAMPLE_FOLDER
from prompts.examples import ExampleStore
from schemas.errors import InputError, UsageError
from schemas.settings import Settings

_HASH = re.compile(r"[0-9a-f]{64}")
_LEFT_OUT = re.compile(r"\.|.*\.sqlite3(-wal|-shm|-journal)?$")
"""Names in the data folder that are no data: hidden and unfinished files; databases, which can't
be copied as files while they are written (the own one is dumped)."""
_PACKED = (b"\x89PNG", b"PK\x03\x04", b"%PDF")
"""How files begin that can hardly be packed closer."""
_BLOCK = 1 << 20


def write_backup(target: Path, data: Path, settings: Settings) -> Manifest:
    """Back up a data folder and its database to one file, whole or not at all.

    Raises:
        UsageError: there is nothing to back up, or as `open_database`.
        BusyError: the database is locked or can't be reached.
        InputError: a file of the data folder can't be read.
        OutputError: the backup can't be written.
    """
    if not settings.database and not (data / DATABASE).is_file():
        raise UsageError(f"{data}: holds no database; name its folder by --data")
    if target.resolve().is_relative_to(data.resolve()):
        raise UsageError(f"{target}: is in the data folder itself; name a place outside of it")
    with (
        replacing(target) as part,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive,
        snapshot(database_url(data, settings.database)) as moment,
    ):
        writing = _Writing(archive)
        tables = tuple(writing.table(moment, name) for name in moment.columns)
        files, damaged = writing.files(data)
        manifest = Manifest(
            gouji=__version__,
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            revision=moment.revision,
            tables=tables,
            files=files,
            others=tuple(writing.others(data)),
            examples=writing.examples(ExampleStore.of(settings, data)),
            damaged=damaged,
        )
        archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


class _Writing:
    """The archive that is being written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def table(self, moment: Snapshot, name: str) -> TableEntry:
        """Write the rows of a table."""
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for row in moment.rows(name):
                count += 1
                yield json.dumps(row).encode() + b"\n"

        made = self._put(f"{TABLES}{name}.jsonl", lines())
        columns = moment.columns[name]
        return TableEntry(name=name, columns=columns, rows=count, sha256=made.sha256)

    def files(self, data: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Write the content-addressed files; the hashes written, and the names of damaged files."""
        kept, damaged = [], []
        for path in sorted((data / FILES).glob("*/*")):
            if not _HASH.fullmatch(path.name):
                continue
            with _reading(path) as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != path.name:
                    damaged.append(path.name)
                    continue
                file.seek(0)
                packed = file.read(4) in _PACKED
                file.seek(0)
                self._put(f"{FILES}{path.name}", _blocks(file), packed=not packed)
            kept.append(path.name)
        return tuple(kept), tuple(damaged)

    def others(self, data: Path) -> Iterator[FileEntry]:
        """Write the other files of the data folder."""
        for path in sorted(data.rglob("*")):
            inside = path.relative_to(data)
            if inside.parts[0] in (EXAMPLE_FOLDER, FILES.rstrip("/")) or not path.is_file():
                continue
            if any(_LEFT_OUT.match(name) for name in inside.parts):
                continue
            with _reading(path) as file:
                made = self._put(f"{OTHERS}{inside.as_posix()}", _blocks(file))
            yield made.model_copy(update={"name": inside.as_posix()})

    def examples(self, store: ExampleStore) -> FileEntry:
        """Write the examples as they are, without the vectors that any store makes of them."""
        lines = (f"{example.model_dump_json()}\n".encode() for example in store.list())
        return self._put(EXAMPLES, lines)

    def _put(self, name: str, content: Iterable[bytes], *, packed: bool = True) -> FileEntry:
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self._archive.open(info, "w", force_zip64=True) as member:
            for block in content:
                member.write(block)
                digest.update(block)
                size += len(block)
        return FileEntry(name=name, size=size, sha256=digest.hexdigest())


@contextmanager
def _reading(path: Path) -> Iterator[BufferedReader]:
    try:
        path.name.encode()
        file = path.open("rb")
    except (OSError, UnicodeEncodeError) as error:
        name = path.as_posix().encode("utf-8", "replace").decode()
        raise InputError(f"{name}: can't be read ({error}); mend or remove it") from None
    with file:
        yield file


def _blocks(file: BufferedReader) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block
