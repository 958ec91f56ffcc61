"""Decode: failing identities to the changes that alone explain them, or to the cells in doubt."""

from extraction.decoding.suggesting import suggested
from extraction.kinds import kinds_of
from schemas.document import Document
from schemas.settings import Settings


def decode(document: Document, settings: Settings) -> Document:
    """The document with a suggestion for every figure that failing identities single out.

    Where several explanations do as well, their cells are candidates and none gets a value.
    """
    if all(check.holds for check in document.checks):
        return document
    return suggested(document.tables, document.checks, kinds_of(settings)).put_in(document)
