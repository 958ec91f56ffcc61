"""Map: segments to tables of rows, by the printed headers alone."""

from extraction.headers.mapping import map_all
from extraction.kinds import kinds_of
from schemas.document import Document
from schemas.settings import Settings


def map_segments(document: Document, settings: Settings) -> Document:
    """The document with its tables; what was moved stands in their notes and findings."""
    mapped = map_all(document.segments, kinds_of(settings))
    return document.model_copy(
        update={"tables": mapped.tables, "findings": (*document.findings, *mapped.findings)}
    )
