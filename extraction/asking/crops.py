"""Cells put to a model as pictures: many in one request, nothing said of what is expected."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extraction.asking.pictures import Refusal, data_url
from extraction.asking.questions import NO_ANSWER, Desk
from extraction.decoding.evidence import kept_picture, recognised_places
from prompts.builder import crop_messages
from schemas.answer import CropReading, CropsAnswer
from schemas.document import Asked, Document
from schemas.errors import AnswerError, InputError
from schemas.settings import Settings
from schemas.table import CellRef

IN_ONE_REQUEST = 20
MOST_CELLS = 200
"""Of a document with more of them, the rest stays as it is: it was hardly read at all."""

REASON = "sums accuse them, or the recogniser doubts them"
_ENLARGED = 3.0
"""A line of 10 points at 200 dpi is then 84 pixels high; models scale small pictures up badly."""
_AROUND = 2.0
"""Points of the page around a cell that are shown with it."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A cell, its page and its picture (a data URL)."""

    cell: CellRef
    page: int
    picture: str


@dataclass(frozen=True, slots=True)
class CropReadings:
    """What the model reads on the pictures, by cell, and what was asked for it."""

    texts: Mapping[CellRef, str]
    asked: tuple[Asked, ...] = ()


def crops_of_cells(
    document: Document, wanted: Sequence[CellRef], settings: Settings
) -> tuple[Crop, ...]:
    """The pictures of cells on recognised pages, in colour as the kept image shows them.

    The seal is left in, other than for our own recogniser: what takes it out may take ink with it,
    and a second reader should not share the faults of the first.
    """
    from extraction.ocr.reread import crops_of
    from extraction.readers.png_file import png_of

    found: list[Crop] = []
    for page, places in recognised_places(document, wanted[:MOST_CELLS]):
        kept = kept_picture(page, settings)
        if kept is None:
            continue
        pixels, dpi = kept
        for cell, box in places.items():
            try:
                cut = crops_of(pixels, [box], dpi=dpi, scale=_ENLARGED, pad=_AROUND)
            except InputError:
                # A box outside of the page is no reason to lose the others.
                continue
            found.append(Crop(cell, page.number, data_url(png_of(cut[0][0], dpi * _ENLARGED))))
    return tuple(found)


async def read_crops(desk: Desk, refusal: Refusal, crops: Sequence[Crop]) -> CropReadings:
    """The readings of crops, asked side by side, so many in one request. Raises nothing of it."""
    starts = range(0, len(crops), IN_ONE_REQUEST)
    parts = [crops[start : start + IN_ONE_REQUEST] for start in starts]
    read = await asyncio.gather(*(_read(desk, refusal, part) for part in parts))
    return _together(read)


def left_out(wanted: Sequence[CellRef]) -> tuple[Asked, ...]:
    """The sentence for cells of a document that are too many to be shown to a model."""
    more = len(wanted) - MOST_CELLS
    if more <= 0:
        return ()
    outcome = f"not asked: no more than {MOST_CELLS} cells of a document are shown as pictures"
    return (
        Asked(table="cells", kind="cells", rows=more, reason=REASON, requests=0, outcome=outcome),
    )


async def _read(desk: Desk, refusal: Refusal, crops: Sequence[Crop]) -> CropReadings:
    try:
        messages = crop_messages([crop.picture for crop in crops])
        answered = await refusal.ask(desk, messages, CropsAnswer)
    except NO_ANSWER as error:
        if isinstance(error, AnswerError) and error.too_large and len(crops) > 1:
            half = len(crops) // 2
            halves = (_read(desk, refusal, part) for part in (crops[:half], crops[half:]))
            return _together(await asyncio.gather(*halves))
        return CropReadings({}, (_asked(crops, "no answer", failure=str(error)),))
    texts = _texts(answered.answer.readings, len(crops))
    outcome = f"{len(texts)} of {len(crops)} read"
    return CropReadings(
        {crops[number - 1].cell: text for number, text in texts.items()},
        (_asked(crops, outcome, requests=answered.requests),),
    )


def _texts(readings: Sequence[CropReading], count: int) -> dict[int, str]:
    """The text of each picture (from 1); one that is answered in two ways is not read."""
    found: dict[int, str] = {}
    unclear: set[int] = set()
    for reading in readings:
        text = (reading.text or "").strip()
        if found.setdefault(reading.crop, text) != text:
            unclear.add(reading.crop)
    return {n: t for n, t in found.items() if t and n <= count and n not in unclear}


def _together(read: Sequence[CropReadings]) -> CropReadings:
    return CropReadings(
        {cell: text for one in read for cell, text in one.texts.items()},
        tuple(asked for one in read for asked in one.asked),
    )


def _asked(
    crops: Sequence[Crop], outcome: str, *, requests: int = 1, failure: str | None = None
) -> Asked:
    pages = sorted({crop.page for crop in crops})
    named = ", ".join(str(page) for page in pages)
    return Asked(
        table=f"cells of page{'s' if len(pages) > 1 else ''} {named}",
        kind="cells",
        rows=len(crops),
        reason=REASON,
        requests=requests,
        outcome=outcome,
        failure=failure,
    )
