"""Ocr: the pages of a PDF or an image to words with boxes; text files pass through."""

from collections.abc import Callable

from schemas.document import Document
from schemas.settings import Settings

OnPage = Callable[[int, int], None]


def ocr(document: Document, settings: Settings, on_page: OnPage | None = None) -> Document:
    """The document with its pages. Pages read before are taken from the data folder.

    Raises OutputError where the data folder can't be used.
    """
    if document.path is None:
        return document
    from extraction.pages.pool import read_pages
    from extraction.records.store import page_store

    store = page_store(settings)
    try:
        pages = read_pages(
            document.path,
            document.info.sha256,
            document.info.pages,
            settings,
            store,
            on_page or _silent,
        )
    finally:
        store.close()
    return document.model_copy(update={"pages": pages})


def _silent(_done: int, _count: int) -> None:
    """No one asked for progress."""
