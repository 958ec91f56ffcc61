"""The source of a document under review: its lines, its page images, and what prose it has."""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from extraction.readers.text_file import text_of
from extraction.readers.text_lines import lines_of
from extraction.records.store import PageStore
from extraction.stages.grid import grid
from schemas.document import Document, DocumentInfo
from schemas.errors import GoujiError, InputError
from schemas.page import Page
from schemas.settings import Settings


def is_text(info: DocumentInfo) -> bool:
    """Whether the source is a text file, and not one of pages."""
    return info.media_type.startswith("text/")


def keep_reading(store: PageStore, info: DocumentInfo, pages: Sequence[Page], source: Path) -> str:
    """Keep what the source says, content-addressed: a text as it is, the blocks of pages as JSON.

    Raises:
        InputError: the source can't be read.
    """
    if not is_text(info):
        listed = [page.model_dump(mode="json") for page in pages]
        return store.keep_file(json.dumps(listed, ensure_ascii=False).encode())
    try:
        return store.keep_file(source.read_bytes())
    except OSError as error:
        raise InputError(f"{source}: can't be read: {error.strerror or error}") from None


def reading_of(
    store: PageStore, info: DocumentInfo, kept: str | None, settings: Settings
) -> Document | None:
    """The source with its blocks, None where it was not kept or is gone."""
    if kept is None:
        return None
    try:
        content = store.file(kept).read_bytes()
        if is_text(info):
            text = text_of(content, Path(info.name), settings)
            return grid(Document(info=info, text=text), settings)
        pages = tuple(Page.model_validate(page) for page in json.loads(content))
        return grid(Document(info=info, pages=pages), settings)
    except (OSError, GoujiError, ValueError, ValidationError):
        return None


def source_lines(reading: Document) -> list[str]:
    """The lines of a text; item 0 is line 1."""
    return lines_of(reading.text)
