"""Stage read: a file to a document: the text of text files, the page count of others."""

import hashlib
from pathlib import Path

from extraction.readers.formats import PAGED_TYPES, is_paged
from extraction.readers.text_file import media_type_of, read_bytes, text_of
from schemas.document import Document, DocumentInfo
from schemas.settings import Settings


def _paged(path: Path, settings: Settings) -> Document:
    from extraction.pages.reading import open_paged

    with open_paged(path, settings) as file:
        pages = file.page_count
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    media_type = PAGED_TYPES[path.suffix.lower()]
    info = DocumentInfo(name=path.name, sha256=digest, media_type=media_type, pages=pages)
    return Document(info=info, path=path)


def read(path: Path, settings: Settings) -> Document:
    """The document in a text, Markdown or HTML file: its name, hash, type and text.

    The lines of ``text`` end in LF and are numbered as an editor numbers those of the file.

    Raises:
        InputError: the file is missing, unreadable, empty, too large, binary, of a format
            that is not read, or in an unknown encoding.
    """
    if is_paged(path):
        return _paged(path, settings)
    # A missing file is worth more to know than a suffix that is not read.
    data = read_bytes(path, settings)
    media_type = media_type_of(path)
    info = DocumentInfo(
        name=path.name, sha256=hashlib.sha256(data).hexdigest(), media_type=media_type
    )
    return Document(info=info, text=text_of(data, path, settings))
