"""Second readings of figures: the recogniser's alternatives, and the enlarged crop."""

from collections.abc import Sequence

from schemas.document import Document
from schemas.errors import GoujiError
from schemas.page import Page
from schemas.settings import Settings
from schemas.table import Cell, CellRef

DOUBTFUL = 0.85
"""A recognised figure below this confidence of the reader's is read again."""
_MOST_DOUBTFUL = 300
"""A document with more doubtful figures was not read at all; a person sees them anyway."""


def doubtful_cells(document: Document) -> tuple[CellRef, ...]:
    """The recognised figures that the reader doubts, whether sums cover them or not."""
    found = tuple(
        CellRef(kind=table.kind, ordinal=table.ordinal, row=index, field=field)
        for table in document.tables
        for index, row in enumerate(table.rows)
        for field, cell in row.cells.items()
        if cell.alternatives and cell.confidence < DOUBTFUL
    )
    return found[:_MOST_DOUBTFUL]


def second_readings(
    document: Document, wanted: Sequence[CellRef], settings: Settings
) -> dict[CellRef, tuple[str, ...]]:
    """For every wanted cell what else it was read as, and last what its crop reads."""
    found: dict[CellRef, list[str]] = {}
    places: dict[int, list[CellRef]] = {}
    for address in dict.fromkeys(wanted):
        cell = _cell(document, address)
        if cell is None or cell.source is None:
            continue
        found[address] = list(cell.alternatives)
        if cell.source.page is not None and cell.source.box is not None:
            places.setdefault(cell.source.page, []).append(address)
    pages = {page.number: page for page in document.pages if page.origin == "ocr"}
    for number, cells in places.items():
        if number in pages:
            texts = _crops(document, pages[number], cells, settings)
            for address, text in zip(cells, texts, strict=True):
                found[address].append(text)
    return {address: tuple(texts) for address, texts in found.items()}


def _cell(document: Document, address: CellRef) -> Cell | None:
    for table in document.tables:
        if (table.kind, table.ordinal) == (address.kind, address.ordinal):
            return table.rows[address.row].cells.get(address.field)
    return None


def _crops(
    document: Document, page: Page, cells: Sequence[CellRef], settings: Settings
) -> tuple[str, ...]:
    """What the crops of the cells read, larger; nothing where the kept image is gone."""
    from extraction.ocr.rapid import RapidReader
    from extraction.ocr.reread import reread
    from extraction.readers.png_file import png_pixels
    from extraction.records.store import PageStore, data_folder

    if page.image is None:
        return ("",) * len(cells)
    store = PageStore(data_folder(settings))
    boxes = []
    for address in cells:
        cell = _cell(document, address)
        if cell is None or cell.source is None or cell.source.box is None:
            return ("",) * len(cells)
        boxes.append(cell.source.box)
    try:
        picture, dpi = png_pixels(store.file(page.image))
        words = reread(picture, boxes, RapidReader(threads=settings.jobs), dpi=dpi)
    except GoujiError:
        return ("",) * len(cells)
    finally:
        store.close()
    return tuple(word.text for word in words)
