"""Reread: the figures that arithmetic accuses are read a second time; what agrees is repaired."""

from collections.abc import Sequence

from extraction.decoding.evidence import second_readings
from extraction.decoding.repair import repaired
from extraction.kinds import kinds_of
from schemas.amount import decimal_of
from schemas.document import Document, Suggestion
from schemas.settings import Settings


def reread(document: Document, settings: Settings) -> Document:
    """The document with repairs where a second reading of the page agrees with arithmetic.

    The recogniser's own alternatives count as a second reading, and so does the enlarged crop
    of the cell. What reads the same again stays as it is: then the document itself does not
    add up.
    """
    if document.path is None or not document.suggestions:
        return document
    readings = second_readings(document, settings)
    agreed = tuple(s for s in document.suggestions if _agrees(s, readings.get(s.cell, ())))
    return repaired(document, agreed, kinds_of(settings))


def _agrees(suggestion: Suggestion, readings: Sequence[str]) -> bool:
    return any(decimal_of(text) == suggestion.value for text in readings)
