"""A text file from disk: its bytes and its text, or one sentence that says what is wrong."""

import stat
from pathlib import Path
from types import MappingProxyType

from extraction.readers.character_encoding import decode, is_wide
from extraction.readers.text_lines import normal_breaks
from schemas.errors import EmptyInputError, InputError, OversizeError, UnknownFormatError
from schemas.settings import Settings

MEDIA_TYPES = MappingProxyType(
    {
        ".txt": "text/plain",
        ".md": "text/markdown",
        ".markdown": "text/markdown",
        ".html": "text/html",
        ".htm": "text/html",
    }
)
"""What is read, by suffix."""

_READ = ", ".join(MEDIA_TYPES)
_CURE = f"supply its recognised text as one of {_READ}"
_MAGIC_NUMBERS = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"PK\x03\x04", "a ZIP archive (or a Word, Excel or OFD file)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a GZIP archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
)


def media_type_of(path: Path) -> str:
    """The media type by suffix; raises UnknownFormatError where the suffix is not read."""
    suffix = path.suffix.lower()
    if suffix not in MEDIA_TYPES:
        kind = f"files of type {suffix} are" if suffix else "a file without a suffix is"
        raise UnknownFormatError(f"{path}: {kind} not read; {_CURE}")
    return MEDIA_TYPES[suffix]


def read_bytes(path: Path, settings: Settings) -> bytes:
    """The bytes of a file that is there, readable, not empty and within the size limit.

    Raises:
        InputError: it is missing, no file, or can't be opened.
        EmptyInputError: it has no bytes.
        OversizeError: it is larger than ``settings.max_bytes``.
    """
    try:
        status = path.stat()
        _refuse_other_than_file(path, status.st_mode)
        _refuse_size(path, status.st_size, settings.max_bytes)
        with path.open("rb") as file:
            # The file may grow between the look and the reading.
            data = file.read(settings.max_bytes + 1)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file; check the path") from None
    except PermissionError:
        raise InputError(f"{path}: may not be read; grant read permission on it") from None
    except (OSError, ValueError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise InputError(f"{path}: can't be read: {reason}; check the path") from None
    _refuse_size(path, len(data), settings.max_bytes)
    return data


def text_of(data: bytes, path: Path, settings: Settings) -> str:
    """The text of a file's bytes with LF line ends.

    Raises:
        UnknownFormatError: the bytes are of another format than text.
        EncodingError: the text is neither UTF-8 nor GB18030.
        EmptyInputError: the text is blank.
        OversizeError: a line is longer than ``settings.max_line_characters``.
    """
    _refuse_binary(data, path)
    text = normal_breaks(decode(data, str(path)))
    if not text or text.isspace():
        raise EmptyInputError(f"{path}: holds no text; check how it was made")
    for line, content in enumerate(text.split("\n"), 1):
        if len(content) > settings.max_line_characters:
            raise OversizeError(
                f"{path}: line {line} has {len(content)} characters, more than the limit of "
                f"{settings.max_line_characters}; break the line or raise "
                "GOUJI_MAX_LINE_CHARACTERS"
            )
    return text


def _refuse_other_than_file(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise InputError(f"{path}: is a folder; name the files in it")
    if not stat.S_ISREG(mode):
        raise InputError(f"{path}: is no regular file; copy what it holds to a file first")


def _refuse_size(path: Path, size: int, limit: int) -> None:
    if size == 0:
        raise EmptyInputError(f"{path}: is empty (0 bytes); check how it was made")
    if size > limit:
        raise OversizeError(
            f"{path}: is larger than the limit of {limit} bytes; split it or raise GOUJI_MAX_BYTES"
        )


def _refuse_binary(data: bytes, path: Path) -> None:
    kind = next((kind for magic, kind in _MAGIC_NUMBERS if data.startswith(magic)), None)
    if kind is None and 0 in data and not is_wide(data):
        kind = "a binary file (it holds NUL bytes)"
    if kind is not None:
        raise UnknownFormatError(f"{path}: is {kind}, not text; {_CURE}")
