"""Writing a file whole or not at all."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import OutputError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path`` that takes its place when the block ends well.

    Whatever goes wrong, neither the temporary file nor half a result is left.

    Raises:
        OutputError: the place can't be written.
    """
    # Not the name itself: one of 80 Chinese characters leaves no room for more.
    mark = hashlib.sha256(path.name.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    # Not the process alone either: machines that share a folder have equal process numbers.
    part = path.with_name(f".gouji-{mark}-{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        part.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path}: can't be written: {error.strerror or error};"
            " choose another output folder or free the place"
        ) from None
    finally:
        _discard(part)


def _discard(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        # The error that led here is the one worth telling.
        return


def write_whole(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``, whole or not at all.

    Raises:
        OutputError: the place can't be written.
    """
    with replacing(path) as part, part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
