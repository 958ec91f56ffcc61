"""Classify: blocks to segments, each of a kind, with title, unit, header rows and body rows."""

from extraction.headers.stream import Stream
from extraction.headers.vocabulary import vocabulary
from extraction.kinds import kinds_of
from schemas.document import Document
from schemas.settings import Settings


def classify(document: Document, settings: Settings) -> Document:
    """The document with its segments; a table of no known kind is of kind ``table``."""
    kinds = kinds_of(settings)
    stream = Stream(kinds, vocabulary(kinds))
    for block in document.blocks:
        stream.take(block)
    return document.model_copy(update={"segments": stream.finish()})
