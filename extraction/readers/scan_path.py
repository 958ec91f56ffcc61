"""What PDF and image files have in common before a library opens them."""

import stat
from pathlib import Path

from schemas.errors import EmptyInputError, InputError, OversizeError, UnknownFormatError
from schemas.settings import Settings

_HEAD = 1024
"""Bytes in which a PDF's mark must stand (Adobe's implementation note 13 to PDF 1.7)."""
_KINDS = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive (or a Word, Excel or OFD file)"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"<!DOCTYPE", "an HTML page"),
    (b"<html", "an HTML page"),
)


def head_of(path: Path, settings: Settings) -> bytes:
    """The first bytes of a scan that is there, readable, not empty and not too large.

    Raises:
        InputError: it is missing, no file, or can't be opened.
        EmptyInputError: it has no bytes.
        OversizeError: it is larger than ``settings.max_scan_bytes``.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise InputError(f"{path}: is a folder; name the files in it")
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{path}: is no regular file; copy what it holds to a file first")
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; check the path") from None
    except PermissionError:
        raise InputError(f"{path}: may not be read; grant read permission on it") from None
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise InputError(f"{path}: can't be read: {reason}; check the path") from None
    if not head:
        raise EmptyInputError(f"{path}: is empty (0 bytes); check how it was made")
    if status.st_size > settings.max_scan_bytes:
        raise OversizeError(
            f"{path}: is larger than the limit of {settings.max_scan_bytes} bytes; "
            "split it or raise GOUJI_MAX_SCAN_BYTES"
        )
    return head


def refuse_other_than_pdf(path: Path, head: bytes) -> None:
    """Raises UnknownFormatError where the mark of a PDF is missing, and says what it is."""
    if b"%PDF-" in head:
        return
    kind = next((kind for magic, kind in _KINDS if head.lstrip().startswith(magic)), None)
    what = f"is {kind}" if kind else "has no %PDF mark"
    raise UnknownFormatError(
        f"{path}: {what}, so it is not a PDF file; give it its right suffix or export it again"
    )


def refuse_page_count(path: Path, pages: int, settings: Settings) -> None:
    """Raises where a file has no page, or more than ``settings.max_pages``."""
    if pages < 1:
        raise EmptyInputError(f"{path}: has no pages; check how it was made")
    if pages > settings.max_pages:
        raise OversizeError(
            f"{path}: has {pages} pages, more than the limit of {settings.max_pages}; "
            "split it or raise GOUJI_MAX_PAGES"
        )
