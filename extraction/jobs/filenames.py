"""What the name of an uploaded file is worth: a label and a suffix, never a path."""

import re
import unicodedata

from extraction.export.inert import legal
from extraction.readers.formats import SUFFIXES
from schemas.errors import UnknownFormatError

LONGEST = 200
"""The most bytes of a stem: file systems take names of 255, and results add an ending."""
_SEPARATORS = re.compile(r"[/\\]")


def clean_name(given: str) -> str:
    """The last part of a name, as one line of legal characters.

    Raises:
        UnknownFormatError: nothing is left of it, or its suffix is of no format that is read.
    """
    last = _SEPARATORS.split(given)[-1]
    text = " ".join(legal(unicodedata.normalize("NFC", last)).split())
    # Signs that turn the direction of writing make a name look like another: they go too.
    text = "".join(character for character in text if character.isprintable())
    stem, dot, suffix = text.rpartition(".")
    known = ", ".join(SUFFIXES)
    if not stem.strip(". ") or not dot:
        raise UnknownFormatError(
            f"an upload needs a file name with a stem and a suffix; send it as one of {known}"
        )
    if f".{suffix.lower()}" not in SUFFIXES:
        raise UnknownFormatError(f"files of type .{suffix[:20]} are not read; send one of {known}")
    cut = stem.strip().encode("utf-8")[:LONGEST].decode("utf-8", "ignore")
    return f"{cut.strip()}.{suffix}"
