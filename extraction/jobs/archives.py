"""Uploaded archives, entry by entry: what an entry claims of itself is never believed.

Sizes are counted while unpacking. Nothing is unpacked to a path that an archive names.
"""

import gzip
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from schemas.errors import CorruptError, GoujiError, OversizeError, UnknownFormatError
from schemas.frozen import Frozen

TAR_SUFFIXES = (".tar.gz", ".tgz")
ARCHIVE_SUFFIXES = (".zip", *TAR_SUFFIXES)
_AT_ONCE = 1024 * 1024
_DIRECTORY = 1024 * 1024
"""The most bytes that a table of contents, or one header, may take in memory."""
_TAR_HEADERS = 4096
_RATIO, _RATIO_FROM = 200, 16 * 1024 * 1024
"""An entry that unpacks to so many times its size is a bomb, once it is of some size: a blank
uncompressed scan packs 1:500 but is seldom larger than that."""
_BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError, OSError,
    ValueError, NotImplementedError, RuntimeError, OverflowError, KeyError, IndexError,
)  # fmt: skip
"""What the readers of archives raise for damaged ones."""


class ArchiveLimits(Frozen):
    """How many entries an archive may have, how large each may be, and all of them (bytes)."""

    entries: int
    entry_bytes: int
    all_bytes: int


class Entry(NamedTuple):
    """A document in an archive, and how it is written to a file.

    ``write`` raises OversizeError or CorruptError, and then leaves an incomplete file.
    """

    name: str
    write: Callable[[Path], None]


class Refused(NamedTuple):
    """An entry that is none, and one sentence that says why."""

    name: str
    detail: str


class ArchiveLimitError(OversizeError):
    """The archive as a whole is over a limit: nothing after it is looked at."""


def entries_of(file: IO[bytes], name: str, limits: ArchiveLimits) -> Iterator[Entry | Refused]:
    """The files in an archive in their order; folders and hidden files are left out.

    An entry is to be written before the next is asked for.

    Raises:
        UnknownFormatError: it is no .zip, .tar.gz or .tgz.
        CorruptError: it is damaged; what came before it stands.
        ArchiveLimitError: it has more entries, or unpacks to more, than it may.
    """
    lower = name.lower()
    if lower.endswith(TAR_SUFFIXES):
        found = _in_tar(file, limits)
    elif lower.endswith(".zip"):
        found = _in_zip(file, limits)
    else:
        raise UnknownFormatError(f"an archive is one of {', '.join(ARCHIVE_SUFFIXES)}")
    iterator = iter(found)
    while True:
        with _told("the archive is damaged or cut off; pack it again"):
            entry = next(iterator, None)
        if entry is None:
            return
        yield entry


@contextmanager
def _told(sentence: str) -> Iterator[None]:
    try:
        yield
    except GoujiError:
        raise
    except _BROKEN:
        raise CorruptError(sentence) from None


class _Guarded:
    """A file that gives no more than a mouthful at once, and nothing behind ``end``.

    Headers may claim any length, and passing over an entry unpacks it all the same.
    """

    def __init__(self, file: IO[bytes] | gzip.GzipFile, end: int | None = None) -> None:
        self._file = file
        self._end = end

    def read(self, size: int = -1, /) -> bytes:
        wanted = _DIRECTORY + 1 if size < 0 else size
        content = self._file.read(wanted) if wanted <= _DIRECTORY + 1 else b""
        if wanted > _DIRECTORY + 1 or len(content) > _DIRECTORY:
            raise ArchiveLimitError("the archive's table of contents is too long; pack fewer files")
        self._passed(self._file.tell())
        return content

    def seek(self, offset: int, whence: int = 0, /) -> int:
        if whence == 0:
            self._passed(offset)
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def _passed(self, place: int) -> None:
        if self._end is not None and place > self._end:
            raise ArchiveLimitError(
                "the archive unpacks to more than is taken; send several archives"
            )


class _Budget:
    """What an archive may still unpack to."""

    def __init__(self, limits: ArchiveLimits) -> None:
        self._limits = limits
        self._left = limits.all_bytes
        self._entries = 0

    def entry(self) -> None:
        self._entries += 1
        if self._entries > self._limits.entries:
            raise ArchiveLimitError(
                f"the archive has more than {self._limits.entries} entries; send several archives"
            )

    def copy(self, source: IO[bytes], target: Path, packed: int | None) -> None:
        """Unpack an entry into a file.

        Raises:
            OversizeError: it is over a limit; ArchiveLimitError where the archive is.
            CorruptError: it is damaged.
        """
        written = 0
        with target.open("wb") as file:
            while chunk := _chunk(source):
                written += len(chunk)
                self._left -= len(chunk)
                if self._left < 0:
                    raise ArchiveLimitError(
                        f"the archive unpacks to more than {self._limits.all_bytes} bytes; send "
                        "several archives"
                    )
                if written > self._limits.entry_bytes:
                    raise OversizeError(
                        f"it is larger than {self._limits.entry_bytes} bytes; send a smaller one"
                    )
                if packed is not None and written > max(_RATIO_FROM, _RATIO * packed):
                    raise OversizeError(
                        f"it unpacks to more than {_RATIO} times its size; send it by itself"
                    )
                file.write(chunk)


def _chunk(source: IO[bytes]) -> bytes:
    with _told("it is damaged or cut off; pack it again"):
        return source.read(_AT_ONCE)


def _in_zip(file: IO[bytes], limits: ArchiveLimits) -> Iterator[Entry | Refused]:
    budget = _Budget(limits)
    with zipfile.ZipFile(_Guarded(file)) as archive:
        for info in archive.infolist():
            budget.entry()
            name = _zip_name(info)
            if info.is_dir() or _hidden(name):
                continue
            why = _zip_fault(info)
            if why is not None:
                yield Refused(name, why)
                continue

            def write(target: Path, info: zipfile.ZipInfo = info) -> None:
                with _told("it can't be unpacked; pack it again"):
                    source = archive.open(info)
                with source:
                    budget.copy(source, target, info.compress_size)

            yield Entry(name, write)


def _zip_fault(info: zipfile.ZipInfo) -> str | None:
    kind = (info.external_attr >> 16) & 0o170000
    if kind not in (0, 0o100000):
        return "it is a link or a device; pack the file itself"
    if info.flag_bits & 0x1:
        return "it is encrypted; pack it without a password"
    return None


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry: packers on Chinese Windows write GBK and say nothing of it."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _tar(file: _Guarded) -> tarfile.TarFile:
    # As the types have it, a file to read has more methods than reading one asks for.
    return tarfile.open(fileobj=file, mode="r:")  # type: ignore[no-any-return, call-overload]


def _in_tar(file: IO[bytes], limits: ArchiveLimits) -> Iterator[Entry | Refused]:
    budget = _Budget(limits)
    end = limits.all_bytes + limits.entries * _TAR_HEADERS
    with (
        gzip.GzipFile(fileobj=file, mode="rb") as unpacked,
        _tar(_Guarded(unpacked, end)) as archive,
    ):
        for info in archive:
            budget.entry()
            if info.isdir() or _hidden(info.name):
                continue
            if not info.isreg():
                yield Refused(info.name, "it is a link or a device; pack the file itself")
                continue

            def write(target: Path, info: tarfile.TarInfo = info) -> None:
                source = archive.extractfile(info)
                if source is None:
                    raise CorruptError("it can't be unpacked; pack it again")
                with source:
                    budget.copy(source, target, None)

            yield Entry(info.name, write)


def _hidden(name: str) -> bool:
    """Whether packers put it in by themselves: .DS_Store, __MACOSX."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any((part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts)
