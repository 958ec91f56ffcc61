"""The one door to fsspec: a folder by its address, read and written file by file.

`s3://bucket/in`, `file:///data/in`, a plain path, or whatever else fsspec knows. Credentials come
from the environment alone; no message holds anything that a foreign library says.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast
from urllib.parse import urlsplit

from fsspec.core import url_to_fs  # type: ignore[import-untyped]
from fsspec.implementations.local import LocalFileSystem  # type: ignore[import-untyped]

from extraction.export.atomic import replacing, write_whole
from schemas.errors import GoujiError, InputError, OutputError, UsageError

_VERSION_KEYS = ("ETag", "etag", "md5Hash", "mtime", "created", "LastModified", "last_modified")
_MAGIC = frozenset("*?[")


class Entry(NamedTuple):
    """A file: its name with ``/`` below the place, its size in bytes, and its version.

    The version changes with the content; it is None where the store does not tell.
    """

    name: str
    size: int
    version: str | None


def is_address(text: str) -> bool:
    """Whether a text is an address and no path of this machine."""
    return "://" in text


def shown(address: str) -> str:
    """The address as it may be told: without user, password and query."""
    if not is_address(address) or address.startswith("file://"):
        return address
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path.partition('?')[0]}"


class Place:
    """A folder by its address; names below it are relative, with ``/``."""

    def __init__(self, address: str) -> None:
        """Take up a folder, which need not exist.

        Raises UsageError where the address holds credentials, is of no known kind, or needs a
        library that is not there.
        """
        if not is_address(address):
            address = Path(address).resolve().as_uri()
        self.address = address.rstrip("/")
        self._refuse_credentials(address)
        try:
            self._fs, root = url_to_fs(_unquoted(self.address), use_listings_cache=False)
        except ImportError:
            kind = urlsplit(address).scheme
            cure = "gouji[s3]" if kind in ("s3", "s3a") else f"what fsspec asks for {kind}"
            raise UsageError(
                f"{shown(address)}: {kind}:// needs a library that is not installed; install {cure}"
            ) from None
        except Exception as error:
            raise UsageError(
                f"{shown(address)}: is no address that can be used ({type(error).__name__});"
                " write it like s3://bucket/folder"
            ) from None
        self._root = root.rstrip("/")

    @staticmethod
    def _refuse_credentials(address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme != "file" and ("@" in parts.netloc or parts.query):
            raise UsageError(
                f"{shown(address)}: the address holds credentials; "
                "leave them out, and set them in the environment"
            )

    @property
    def is_local(self) -> bool:
        """Whether it is a folder of this machine."""
        return isinstance(self._fs, LocalFileSystem)

    def shown(self, name: str = "") -> str:
        """The address of a file of the place, as it may be told; a plain path where it is local."""
        if self.is_local:
            return str(Path(self._root, name))
        return shown(f"{self.address}/{name}" if name else self.address)

    def is_folder(self) -> bool:
        """Whether the address is that of a folder; false where it is that of a file.

        Raises InputError where there is neither.
        """
        with self._told(InputError):
            return bool(self._fs.info(self._root)["type"] == "directory")

    def files(self, below: str = "") -> Iterator[Entry]:
        """All files in the place, or in a folder of it, but hidden ones; nothing if it is missing.

        Raises InputError where they can't be listed.
        """
        start = f"{self._root}/{below}" if below else self._root
        with self._told(InputError, below):
            try:
                for folder, inner, files in self._fs.walk(start, detail=True, on_error="raise"):
                    for name in [name for name in inner if name.startswith(".")]:
                        del inner[name]
                    for name in sorted(files):
                        if name and not name.startswith("."):
                            yield self._entry(f"{folder}/{name}", files[name])
            except FileNotFoundError:
                return

    def matching(self, pattern: str) -> Iterator[Entry]:
        """The files of the place whose names match a pattern; those in folders, if only they do.

        Nothing hidden is taken. Raises InputError where they can't be listed.
        """
        with self._told(InputError):
            found = self._fs.glob(f"{self._root}/{pattern}", detail=True)
        entries = [(self._entry(path, info), info["type"]) for path, info in sorted(found.items())]
        seen = [each for each in entries if "/." not in f"/{each[0].name}"]
        files = [entry for entry, kind in seen if kind == "file"]
        yield from files
        if not files:
            for entry, _ in seen:
                yield from self.files(entry.name)

    def read(self, name: str) -> bytes | None:
        """The content of a file, None where there is none.

        Raises InputError where it can't be read.
        """
        with self._told(InputError, name):
            try:
                return cast(bytes, self._fs.cat_file(self._path(name)))
            except FileNotFoundError:
                return None

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO | None]:
        """A file to read parts of, None where there is none.

        Raises InputError where it can't be read.
        """
        with self._told(InputError, name):
            if not self._fs.exists(self._path(name)):
                yield None
                return
            with self._fs.open(self._path(name), "rb") as file:
                yield file

    def fetch(self, name: str, target: Path) -> None:
        """Copy a file of the place to a path of this machine.

        Raises InputError where there is none or it can't be read.
        """
        with self._told(InputError, name):
            self._fs.get_file(self._path(name), str(target))

    def exists(self, name: str) -> bool:
        """Whether there is such a file.

        Raises InputError where the place can't be reached.
        """
        with self._told(InputError, name):
            return bool(self._fs.exists(self._path(name)))

    def put(self, name: str, content: bytes | Path) -> None:
        """Write a file, whole or not at all: by renaming on this machine, by one put elsewhere.

        Raises OutputError where it can't be written.
        """
        path = self._path(name)
        with self._told(OutputError, name):
            if self.is_local and isinstance(content, bytes):
                write_whole(Path(path), content)
            elif self.is_local:
                with replacing(Path(path)) as part:
                    self._fs.put_file(str(content), str(part))
            elif isinstance(content, bytes):
                self._fs.pipe_file(path, content)
            else:
                self._fs.put_file(str(content), path)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there.

        Raises OutputError where it can't be removed.
        """
        with self._told(OutputError, name):
            try:
                self._fs.rm_file(self._path(name))
            except FileNotFoundError:
                return

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _entry(self, path: str, info: Mapping[str, Any]) -> Entry:
        version = next((str(info[key]) for key in _VERSION_KEYS if info.get(key)), None)
        if "ino" in info:
            version = f"{version}-{info['ino']}"
        return Entry(path.removeprefix(self._root).lstrip("/"), int(info["size"] or 0), version)

    @contextmanager
    def _told(self, kind: type[InputError] | type[OutputError], name: str = "") -> Iterator[None]:
        try:
            yield
        except GoujiError:
            raise
        except FileNotFoundError:
            raise kind(f"{self.shown(name)}: there is no such file or folder") from None
        except PermissionError:
            raise kind(
                f"{self.shown(name)}: access is refused; see the credentials in the environment"
            ) from None
        except Exception as error:
            raise kind(
                f"{self.shown(name)}: can't be reached ({type(error).__name__});"
                " see the address and the credentials in the environment"
            ) from None


def split_pattern(argument: str) -> tuple[str, str]:
    """An address cut where its pattern begins: the folder, and the pattern (empty if none)."""
    head, mark, rest = argument.partition("://")
    path = rest if mark else head
    steps = path.split("/")
    first = next((i for i, step in enumerate(steps) if _MAGIC & set(step)), len(steps))
    folder = "/".join(steps[:first]) or ("/" if path.startswith("/") and not mark else ".")
    return (f"{head}://{folder}" if mark else folder), "/".join(steps[first:])


def _unquoted(address: str) -> str:
    """A path of this machine as it is, for fsspec takes `%20` as it stands."""
    if address.startswith("file://"):
        from urllib.request import url2pathname

        return "file://" + url2pathname(address.removeprefix("file://"))
    return address
