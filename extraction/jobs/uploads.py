"""What clients send: looked at, and stored by its content before it is acknowledged."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from schemas.errors import EmptyInputError, InputError, OutputError, OversizeError

_PIECE = 1024 * 1024
_HALF = ".upload-"
_OLD = 24 * 3600
"""Seconds after which half an upload is nobody's any more."""
_LONGEST = 240
"""The most bytes of a file name: file systems take 255, and results add an ending."""


class Upload(NamedTuple):
    """Stored content: its hash, its size in bytes, and where it is."""

    sha256: str
    size: int
    path: Path


def checked_name(name: str) -> str:
    """The file name, where it is one.

    Raises InputError where it is empty, too long, or holds what no file name should.
    """
    if not name or name in (".", "..") or not name.isprintable() or set(name) & {"/", "\\"}:
        raise InputError(
            "the file name is empty or holds characters that no file name should; rename the file"
        )
    if len(name.encode("utf-8", "surrogatepass")) > _LONGEST:
        raise InputError(f"the file name is longer than {_LONGEST} bytes; rename the file")
    return name


def keep_upload(name: str, content: Path | bytes, folder: Path, most: int) -> Upload:
    """Store content below ``folder`` by its hash; it is on disk when this returns.

    It is read piece by piece, so that a large file takes no memory.

    Raises:
        EmptyInputError: it holds nothing.
        OversizeError: it has more than ``most`` bytes.
        InputError: the file given can't be read.
        OutputError: it can't be stored.
    """
    part: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=folder, prefix=_HALF)
        part = Path(made)
        hashed, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as file:
            for piece in _pieces(name, content):
                size += len(piece)
                if size > most:
                    raise OversizeError(
                        f"{name}: has more than {most:,} bytes; split it, or raise the limit"
                    )
                hashed.update(piece)
                file.write(piece)
            if not size:
                raise EmptyInputError(f"{name}: the file is empty; send one that holds a document")
            file.flush()
            os.fsync(file.fileno())
        return _placed(part, hashed.hexdigest(), size, folder)
    except OSError as error:
        raise OutputError(
            f"{name}: can't be stored: {error.strerror or error}; free some space and send it again"
        ) from None
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def discard_halves(folder: Path) -> None:
    """Remove what uploads left that died on their way, a day after."""
    for half in folder.glob(f"{_HALF}*"):
        try:
            if time.time() - half.stat().st_mtime > _OLD:
                half.unlink()
        except OSError:
            # Another worker was first, or the next start does it.
            continue


def _placed(part: Path, sha256: str, size: int, folder: Path) -> Upload:
    target = folder / sha256[:2] / sha256
    target.parent.mkdir(exist_ok=True)
    # What stands there already may be half of it, from before a power cut; this is whole.
    part.replace(target)
    for changed in (target.parent, folder):
        handle = os.open(changed, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return Upload(sha256, size, target)


def _pieces(name: str, content: Path | bytes) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    try:
        file = content.open("rb")
    except OSError as error:
        raise InputError(f"{name}: can't be read: {error.strerror or error}") from None
    with file:
        while piece := file.read(_PIECE):
            yield piece
