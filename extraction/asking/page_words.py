"""The recognised words of a page in their lines, whatever blocks they were laid out in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extraction.asking.placed import matching_form
from extraction.headers.celltypes import has_decimals
from extraction.layout.pieces import FIGURE, character_spots
from schemas.grid import Block, GridCell, Paragraph
from schemas.page import Word
from schemas.source import Box, Source

_WORD = re.compile(r"\S+")
_SAME_LINE = 0.5
"""Of the lower of two words: their middles are not farther apart on one line."""


@dataclass(frozen=True, slots=True)
class PageWord:
    """A word as a cell of its own, the form in which it is looked for, and where it stands."""

    cell: GridCell
    form: str
    box: Box

    @property
    def is_money(self) -> bool:
        """Whether the whole word is a figure with a point or comma."""
        return bool(FIGURE.fullmatch(self.form)) and has_decimals(self.form)


def lines_of_words(blocks: Sequence[Block], page: int) -> tuple[tuple[PageWord, ...], ...]:
    """The words of a page in lines from top to bottom, in each from left to right."""
    words = sorted(_words(blocks, page), key=lambda word: _middle(word.box))
    lines: list[list[PageWord]] = []
    for word in words:
        last = lines[-1][0].box if lines else None
        if last is None or _middle(word.box) - _middle(last) > _SAME_LINE * min(
            last[3] - last[1], word.box[3] - word.box[1]
        ):
            lines.append([])
        lines[-1].append(word)
    return tuple(tuple(sorted(line, key=lambda word: word.box[0])) for line in lines)


def _words(blocks: Sequence[Block], page: int) -> Iterator[PageWord]:
    for block in blocks:
        if isinstance(block, Paragraph):
            if block.source.page == page and block.source.box is not None:
                yield from _of_line(block.text, block.source.box, page)
        elif block.page == page:
            for row in block.rows:
                for cell in row.cells:
                    if not cell.blank and cell.source.box is not None:
                        yield PageWord(cell, matching_form(cell.clean), cell.source.box)


def _of_line(text: str, box: Box, page: int) -> Iterator[PageWord]:
    """The words of a line of text; where in it they stand goes by the usual widths of signs."""
    spots, _ = character_spots(Word(text=text, box=box))
    for match in _WORD.finditer(text):
        own = (spots[match.start()][0], box[1], spots[match.end() - 1][1], box[3])
        cell = GridCell(text=match.group(), source=Source(page=page, box=own))
        yield PageWord(cell, matching_form(match.group()), own)


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2
