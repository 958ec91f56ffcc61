"""What a source prints, line by line or page by page, so that gold can be looked for in it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, cast

from evals.comparison import GoldTable, normal, squeezed
from extraction.pipeline import STAGES, Stage, stage
from schemas.document import Document
from schemas.grid import Grid, Paragraph
from schemas.label import strip_markup
from schemas.settings import Settings

_READING = ("read", "ocr", "grid")
"""The stages that say what is printed; none of them maps a cell to a field."""

_PIECES = re.compile(r"\t|\||<[^<>]*>| {2,}|　")
_NUMERAL = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_CODE_STEPS = (3, 5, 7)
"""Digits of a functional code: 类 three, 款 and 项 two each."""


class Part(NamedTuple):
    """A line of a text, or a cell or paragraph of a page: its line or page, text, certainty."""

    number: int
    text: str
    confidence: float = 1.0


class Figure(NamedTuple):
    """A figure that the source prints, without its sign, and how surely it was read."""

    value: Decimal
    confidence: float


class Scope:
    """Some parts of a source: those of a table, or all."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)

    @cached_property
    def text(self) -> str:
        """All parts in one, without blanks."""
        return "".join(squeezed(part.text) for part in self.parts)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure of the parts; a text that can be read as two ways gives both."""
        return tuple(
            Figure(value, part.confidence) for part in self.parts for value in _figures(part.text)
        )

    @cached_property
    def counts(self) -> Counter[Decimal]:
        """How often each figure is printed."""
        return Counter(figure.value for figure in self.figures)

    def says(self, text: str) -> bool:
        """Whether a text stands here, in one piece or cut by the layout into a few."""
        wanted = squeezed(text)
        return wanted in self.text or self._in_pieces(wanted)

    def says_code(self, code: str) -> bool:
        """Whether a code stands here, or its levels in columns of their own (类, 款, 项)."""
        wanted = squeezed(code)
        if wanted in self.text:
            return True
        if not wanted.isdigit() or len(wanted) not in _CODE_STEPS:
            return False
        levels = [wanted[:3], *(wanted[i : i + 2] for i in range(3, len(wanted), 2))]
        return all(Decimal(level) in self.counts for level in levels)

    def _in_pieces(self, wanted: str) -> bool:
        """Whether the text can be laid out of pieces that stand here, each as long as may be."""
        start = 0
        for _ in range(_MOST_PIECES):
            end = len(wanted)
            while end - start >= 1 and wanted[start:end] not in self.text:
                end -= 1
            if end - start < min(_LEAST_PIECE, len(wanted) - start):
                return False
            start = end
            if start == len(wanted):
                return True
        return False


_MOST_PIECES, _LEAST_PIECE = 6, 2


class PrintedSource:
    """A read document: its parts, and whether recognition, which may err, read them."""

    def __init__(self, document: Document) -> None:
        self.paged = document.path is not None
        self._parts = tuple(_parts(document))
        self._recognised = {page.number for page in document.pages if page.origin == "ocr"}
        self.paragraphs: tuple[Paragraph, ...] = document.paragraphs
        self.all = Scope(self._parts)

    @cached_property
    def last(self) -> int:
        """The number of the last line or page."""
        return max((part.number for part in self._parts), default=0)

    def of(self, table: GoldTable) -> Scope:
        """The lines or pages of a table; everything where it names none."""
        if self.paged:
            return self.at(table.pages) if table.pages else self.all
        if table.lines is None:
            return self.all
        return self.at(range(table.lines[0], table.lines[1] + 1))

    def at(self, numbers: Iterable[int]) -> Scope:
        """These lines or pages."""
        wanted = frozenset(numbers)
        return Scope([part for part in self._parts if part.number in wanted])

    def recognised(self, table: GoldTable) -> bool:
        """Whether a page of the table is a picture."""
        pages = set(table.pages) if table.pages else self._recognised
        return bool(pages & self._recognised)


def read_source(path: Path, settings: Settings) -> PrintedSource:
    """What a document prints; pages read before are taken from the data folder.

    Raises:
        InputError: the document can't be read.
        OutputError: the data folder can't be used.
    """
    functions = dict(STAGES)
    reading = stage("read", functions["read"])
    document = cast(Document, reading(path, settings))
    for name in _READING[1:]:
        document = cast(Stage, stage(name, functions[name]))(document, settings)
    return PrintedSource(document)


def _parts(document: Document) -> Iterator[Part]:
    if document.path is None:
        for number, line in enumerate(document.text.split("\n"), 1):
            yield Part(number, line)
        return
    for block in document.blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                for cell in row.cells:
                    if not cell.blank:
                        yield Part(cell.source.page or block.page or 1, cell.text, cell.confidence)
        else:
            yield Part(block.source.page or 1, block.text)


def _figures(text: str) -> Iterator[Decimal]:
    for piece in _PIECES.split(text):
        whole = normal(piece)
        single = isinstance(whole, Decimal)
        if isinstance(whole, Decimal):
            yield abs(whole)
        plain = unicodedata.normalize("NFKC", strip_markup(piece))
        found = [match.replace(",", "").lstrip("-") for match in _NUMERAL.findall(plain)]
        if not single or len(found) > 1:
            yield from (Decimal(numeral) for numeral in found)
