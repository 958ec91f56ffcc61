"""Second readings of figures: the recogniser's alternatives, and the enlarged crop."""

from collections.abc import Mapping, Sequence

from extraction.ocr.pattern import money_pattern
from extraction.ocr.port import Image, Reader
from extraction.pages.columns import settled_text
from schemas.document import Document
from schemas.errors import InputError
from schemas.frozen import Frozen
from schemas.page import Page
from schemas.settings import Settings
from schemas.source import Box
from schemas.table import Cell, CellRef, Table

DOUBTFUL = 0.85
"""A recognised figure below this confidence of the reader's is read again."""
_MOST_DOUBTFUL = 300
"""A document with more doubtful figures was not read at all; a person sees them anyway."""

_ENLARGED, _AS_PRINTED = 2.0, 1.0
"""How much crops are enlarged for the first engine and for the second one. Of 91 figures at
150, 200 and 300 dpi the first read all at 2; Tesseract read all at 1, and 79 to 86 at 2."""


class Evidence(Frozen):
    """What else a cell was read as, by those who are not told the figure that is wanted.

    ``alternatives`` are other readings of the first look at the page; ``crops`` is what each
    reader made of the crop, in the order of the readers, "" where it read nothing; ``model`` is
    what a language model made of its picture. As at the first look, specks are left out and
    marks put right by the column; digits are as read.
    """

    alternatives: tuple[str, ...] = ()
    crops: tuple[str, ...] = ()
    model: str = ""

    @property
    def second_looks(self) -> tuple[str, ...]:
        """What everyone who looked again reads."""
        return (*self.crops, self.model) if self.model else self.crops


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
    document: Document,
    wanted: Sequence[CellRef],
    settings: Settings,
    second: Reader | None = None,
) -> dict[CellRef, Evidence]:
    """For every wanted cell what else it was read as; crops by the first engine and ``second``.

    Pages that were read by their text layer have no crops.
    """
    cells = {address: cell_at(document, address) for address in dict.fromkeys(wanted)}
    found = {
        address: Evidence(alternatives=cell.alternatives)
        for address, cell in cells.items()
        if cell is not None and cell.source is not None
    }
    for page, boxes in recognised_places(document, wanted):
        for address, texts in _crops(page, boxes, settings, second).items():
            figures = settled_texts(document, address, texts)
            found[address] = found[address].model_copy(update={"crops": figures})
    return found


def with_model_readings(
    document: Document, readings: Mapping[CellRef, Evidence], texts: Mapping[CellRef, str]
) -> dict[CellRef, Evidence]:
    """The evidence with what a language model reads on the pictures of cells."""
    found = dict(readings)
    for address, text in texts.items():
        if address in found:
            (figure,) = settled_texts(document, address, [text])
            found[address] = found[address].model_copy(update={"model": figure})
    return found


def recognised_places(
    document: Document, wanted: Sequence[CellRef]
) -> tuple[tuple[Page, dict[CellRef, Box]], ...]:
    """The recognised pages on which the wanted cells stand, and where; others are left out."""
    pages = {page.number: page for page in document.pages if page.origin == "ocr"}
    places: dict[int, dict[CellRef, Box]] = {}
    for address in dict.fromkeys(wanted):
        cell = cell_at(document, address)
        source = None if cell is None else cell.source
        if source is not None and source.page in pages and source.box is not None:
            places.setdefault(source.page, {})[address] = source.box
    return tuple((pages[number], boxes) for number, boxes in places.items())


def settled_texts(document: Document, address: CellRef, texts: Sequence[str]) -> tuple[str, ...]:
    """The texts of a cell's crops as its column prints figures."""
    table = _table(document, address)
    if table is None:
        return tuple(texts)
    printed = (row.cells[address.field].printed for row in table.rows if address.field in row.cells)
    pattern = money_pattern(text for text in printed if text)
    # Tesseract takes a rule beside a figure for a bracket.
    bare = (text if "(" in text else text.removesuffix(")") for text in texts)
    return tuple(settled_text(text, pattern) for text in bare)


def _table(document: Document, address: CellRef) -> Table | None:
    for table in document.tables:
        if (table.kind, table.ordinal) == (address.kind, address.ordinal):
            return table
    return None


def cell_at(document: Document, address: CellRef) -> Cell | None:
    """The cell of an address, or None where there is none."""
    table = _table(document, address)
    return None if table is None else table.rows[address.row].cells.get(address.field)


def _crops(
    page: Page, boxes: Mapping[CellRef, Box], settings: Settings, second: Reader | None
) -> dict[CellRef, tuple[str, ...]]:
    """What each reader makes of the crops; nothing where the kept image is gone.

    The kept image shows seals, so they are taken out again: of 91 figures, some under a seal,
    the first engine read 80 from crops with it, 91 without.
    """
    from extraction.imaging.seals import without_seals
    from extraction.ocr.rapid import RapidReader
    from extraction.ocr.reread import reread

    kept = kept_picture(page, settings)
    if kept is None:
        return {}
    picture, dpi = kept
    gray = without_seals(picture, dpi).gray
    readers: list[tuple[Reader, float]] = [(RapidReader(threads=settings.jobs), _ENLARGED)]
    readers += [] if second is None else [(second, _AS_PRINTED)]
    columns = []
    for reader, scale in readers:
        try:
            words = reread(gray, tuple(boxes.values()), reader, dpi=dpi, scale=scale)
        except InputError:
            # What one reader can't read is no reason to lose what the other one says.
            columns.append(("",) * len(boxes))
        else:
            columns.append(tuple(word.text for word in words))
    return dict(zip(boxes, zip(*columns, strict=True), strict=True))


def kept_picture(page: Page, settings: Settings) -> tuple[Image, float] | None:
    """The pixels (RGB) of the kept image of a page and its dpi; None where it is gone."""
    from extraction.readers.png_file import png_pixels
    from extraction.records.store import data_folder, kept_file

    if page.image is None:
        return None
    try:
        return png_pixels(kept_file(data_folder(settings), page.image))
    except InputError:
        return None
