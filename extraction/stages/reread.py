"""Reread: accused and doubtful figures are read a second time; what agrees is repaired."""

from extraction.decoding.agreement import with_second_readings
from extraction.decoding.evidence import Evidence, doubtful_cells, second_readings
from extraction.decoding.repair import repaired
from extraction.kinds import kinds_of
from extraction.ocr.second import second_reader
from schemas.amount import decimal_of
from schemas.document import Document, Suggestion
from schemas.settings import Settings


def reread(document: Document, settings: Settings) -> Document:
    """The document with repairs where a second reading of the page agrees with arithmetic.

    The recogniser's own alternatives count as a second reading, and so does the enlarged crop
    of the cell, read by the same engine and by the second one where the settings ask for it.
    No reader is told which figure is wanted. What reads the same again stays as it is: then the
    document itself does not add up.

    Raises UsageError where the second engine is asked for and not installed.
    """
    if document.path is None:
        return document
    doubted = doubtful_cells(document)
    accused = tuple(s.cell for s in document.suggestions)
    if not doubted and not accused:
        return document
    second = second_reader(settings)
    readings = second_readings(document, (*accused, *doubted), settings, second)
    agreed = tuple(s for s in document.suggestions if _agrees(s, readings.get(s.cell)))
    seen = with_second_readings(document, readings, doubted)
    return repaired(seen, agreed, kinds_of(settings))


def _agrees(suggestion: Suggestion, evidence: Evidence | None) -> bool:
    if evidence is None:
        return False
    texts = (*evidence.alternatives, *evidence.crops)
    return any(decimal_of(text) == suggestion.value for text in texts)
