"""Reread: accused and doubtful figures are read a second time; what agrees is repaired."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extraction.decoding.agreement import agreed_together, with_second_readings
from extraction.decoding.evidence import (
    doubtful_cells,
    recognised_places,
    second_readings,
    with_model_readings,
)
from extraction.decoding.repair import repaired
from extraction.kinds import kinds_of
from extraction.ocr.second import second_reader
from schemas.document import Document
from schemas.settings import Settings
from schemas.table import CellRef

if TYPE_CHECKING:
    from extraction.asking.answers import Answers
    from extraction.asking.crops import CropReadings


def reread(document: Document, settings: Settings, answers: "Answers | None" = None) -> Document:
    """The document with repairs where a second reading of the page agrees with arithmetic.

    The recogniser's own alternatives count as a second reading, and so does the enlarged crop
    of the cell, read by the same engine, by the second one and by a language model that takes
    pictures, where the settings ask for them. No reader is told which figure is wanted. What
    reads the same again stays as it is: then the document itself does not add up. Figures that
    explain failing sums only together are repaired together or not at all.

    ``answers`` are shared by the documents of a run; without them this document has its own.
    Raises UsageError where the second engine is asked for and not installed.
    """
    if document.path is None:
        return document
    doubted = doubtful_cells(document)
    accused = tuple(s.cell for s in document.suggestions)
    if not doubted and not accused:
        return document
    second = second_reader(settings)
    wanted = tuple(dict.fromkeys((*accused, *doubted)))
    readings = second_readings(document, wanted, settings, second)
    if settings.vision and settings.engine != "headers":
        document, read = _by_model(document, wanted, settings, answers)
        readings = with_model_readings(document, readings, read.texts)
    agreed = agreed_together(document.suggestions, readings)
    seen = with_second_readings(document, readings, doubted)
    return repaired(seen, agreed, kinds_of(settings))


def _by_model(
    document: Document,
    wanted: Sequence[CellRef],
    settings: Settings,
    answers: "Answers | None",
) -> "tuple[Document, CropReadings]":
    """What a language model reads on the pictures of the cells; the document's run says so."""
    from extraction.asking.answers import Answers
    from extraction.asking.crops import CropReadings, crops_of_cells, left_out, read_crops

    if answers is None:
        with Answers.live(settings) as own:
            return _by_model(document, wanted, settings, own)
    shown = tuple(cell for _, places in recognised_places(document, wanted) for cell in places)
    crops = crops_of_cells(document, shown, settings)
    if not crops:
        return document, CropReadings({})
    read, run = answers.put(
        lambda desk: read_crops(desk, answers.refusal, crops), document.run, settings
    )
    run = run.model_copy(update={"asked": (*run.asked, *read.asked, *left_out(shown))})
    return document.model_copy(update={"run": run}), read
