"""A synthetic disclosure laid out as ruled pages by a plain typesetter."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Any

from evals.synthetic import Options
from evals.synthetic.gold import gather
from evals.synthetic.ledger import invent
from evals.synthetic.look import KINDS, choose_look
from evals.synthetic.make import budget_draft
from evals.synthetic.model import Block, Draft, Figure, Paragraph, Row, Style, Unit
from evals.synthetic.money import EXACT_GRAIN
from evals.synthetic.render import choose_layout, render
from schemas.page import Page
from tests.extraction.layout.drawing import (
    PAD,
    Align,
    Drawn,
    Ink,
    Sheet,
    drawn,
    text_width,
    word,
)

WIDTH, HEIGHT, MARGIN = 842.0, 595.0, 40.0
SIZE = 8.0
WIDEST = 120.0  # points: longer texts are wrapped


def disclosure(
    seed: int, style: Style, unit: Unit, forms: bool = True
) -> tuple[Draft, dict[str, Any]]:
    """The draft of a disclosure without errors, and its gold."""
    ledger = invent(seed, Options(), style, EXACT_GRAIN)
    look = choose_look(seed, style, ledger.year, unit, ledger.entity, full=True)
    options = Options(style=style, unit=unit, full=True, forms=forms)
    draft = budget_draft(seed, ledger, look, options)
    return draft, gather(draft, render(draft, choose_layout(seed, "txt", breaks=False)))


@dataclass
class Typesetter:
    """Puts lines and tables on pages; tables go on over pages, at times without their header."""

    rng: Random
    glyphs: bool = True
    ruled: bool = True
    pages: list[Ink] = field(default_factory=lambda: [Ink()])
    y: float = MARGIN

    def room(self, height: float) -> None:
        if self.y + height > HEIGHT - MARGIN:
            number = len(self.pages)
            self.pages[-1].words.append(word(f"— {number} —", WIDTH / 2 - 15, HEIGHT - 25, 9))
            self.pages.append(Ink())
            self.y = MARGIN

    def line(self, text: str, size: float = 10.0, align: Align = "left") -> None:
        self.room(1.5 * size)
        width = text_width(text, size)
        x = {"left": MARGIN, "right": WIDTH - MARGIN - width, "center": (WIDTH - width) / 2}[align]
        self.pages[-1].words.append(word(text, x, self.y, size, self.glyphs))
        self.y += 1.5 * size

    def prose(self, text: str, size: float = 10.0) -> None:
        for line in wrapped("　　" + text, WIDTH - 2 * MARGIN, size):
            self.line(line.strip("　"), size)

    def table(self, rows: Sequence[Row], repeats: bool) -> None:
        heads = sum(1 for row in rows[:3] if row.role == "header") if repeats else 0
        xs, size = column_lines(rows)
        heights = row_heights(rows, xs, size)
        done = 0
        while done < len(rows):
            self.room(sum(heights[done : done + heads + 1]))
            count, y = 0, self.y
            while done + count < len(rows) and y + heights[done + count] < HEIGHT - MARGIN:
                y += heights[done + count]
                count += 1
            while 0 < done + count < len(rows) and joined_above(rows[done + count]):
                count -= 1
            count = max(count, 1)
            self._stretch(rows[done : done + count], xs, heights[done : done + count], size)
            done += count
            if done < len(rows):
                self.room(HEIGHT)
                if heads and self.rng.random() < 0.5:
                    self._stretch(rows[:heads], xs, heights[:heads], size)

    def _stretch(
        self, rows: Sequence[Row], xs: Sequence[float], heights: Sequence[float], size: float
    ) -> None:
        ys = [self.y]
        for height in heights:
            ys.append(ys[-1] + height)
        sheet = Sheet(tuple(cells_of(rows, xs, size)), tuple(xs), tuple(ys), size)
        ink = drawn(sheet, self.glyphs)
        self.pages[-1].words += ink.words
        if self.ruled:
            self.pages[-1].rules += ink.rules
        self.y = ys[-1]

    def block(self, block: Block) -> None:
        self.room(120)
        self.line(block.number)
        if not block.untitled:
            self.line(block.title, 14, "center")
        for text in block.before:
            self.prose(text)
        if block.owner_line:
            self.line(block.owner_line, 9)
        if block.unit_line:
            self.y -= 13.5 if block.owner_line else 0
            self.line(block.unit_line, 9, "right")
        self.table(block.rows, any(stub.kind in KINDS for stub in block.stubs))
        self.y += 8
        for text in block.remarks:
            self.prose(text)
        self.y += 10

    def finished(self) -> list[Page]:
        return [ink.page(n, WIDTH, HEIGHT) for n, ink in enumerate(self.pages, 1)]


def typeset(draft: Draft, rng: Random, glyphs: bool = True, ruled: bool = True) -> list[Page]:
    setter = Typesetter(rng, glyphs, ruled)
    for item in draft.items:
        if isinstance(item, Block):
            setter.block(item)
        else:
            setter.prose(text_of(item))
    return setter.finished()


def text_of(item: Paragraph) -> str:
    return "".join(p.text if isinstance(p, Figure) else p for p in item.pieces)


def joined_above(row: Row) -> bool:
    return any(cell.join == "^" for cell in row.cells)


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines; figures are not broken."""
    lines, line, used = [], "", 0.0
    for unit in units(text):
        own = text_width(unit, size)
        if line and used + own > width:
            lines.append(line)
            line, used = "", 0.0
        line += unit
        used += own
    return [*lines, line] if line else lines


def units(text: str) -> list[str]:
    """Characters, but runs of ASCII whole."""
    made: list[str] = []
    for c in text:
        whole = c.isascii() and not c.isspace()
        if made and whole and made[-1][-1].isascii() and not made[-1][-1].isspace():
            made[-1] += c
        else:
            made.append(c)
    return made


def column_lines(rows: Sequence[Row]) -> tuple[list[float], float]:
    """The places of the column lines, and the size of type with which they fit."""
    width = max(len(row.cells) for row in rows)
    for size in (SIZE, 7.0, 6.0, 5.0):
        least = [2 * size] * width
        wanted = [2 * size] * width
        for row in rows:
            for c, cell in enumerate(row.cells):
                if cell.join or not cell.text:
                    continue
                alone = c + 1 >= len(row.cells) or row.cells[c + 1].join != "<"
                if alone:
                    longest = max(text_width(u, size) for u in units(cell.text))
                    least[c] = max(least[c], longest)
                    wanted[c] = max(wanted[c], min(WIDEST, text_width(cell.text, size)))
        room = WIDTH - 2 * MARGIN - width * (2 * PAD + 1)
        if sum(least) <= room:
            break
    spare = room - sum(least)
    extra = sum(w - n for n, w in zip(least, wanted, strict=True)) or 1.0
    share = min(1.0, spare / extra)
    xs = [MARGIN]
    for n, w in zip(least, wanted, strict=True):
        xs.append(xs[-1] + n + max(0.0, w - n) * share + 2 * PAD + 1)
    return xs, size


def cells_of(rows: Sequence[Row], xs: Sequence[float], size: float) -> list[Drawn]:
    made = []
    for r, row in enumerate(rows):
        for c, cell in enumerate(row.cells):
            if cell.join:
                continue
            wide = 1
            while c + wide < len(row.cells) and row.cells[c + wide].join == "<":
                wide += 1
            tall = 1
            while r + tall < len(rows) and c < len(rows[r + tall].cells):
                if rows[r + tall].cells[c].join != "^":
                    break
                tall += 1
            room = xs[c + wide] - xs[c] - 2 * PAD
            text = "\n".join(wrapped(cell.text, room, size))
            align: Align = "center" if row.role == "header" else "left"
            if cell.text.replace(",", "").replace(".", "").isdigit() and "." in cell.text:
                align = "right"
            made.append(Drawn(r, c, text, tall, wide, align))
    width = len(xs) - 1
    for r, row in enumerate(rows):
        made += [Drawn(r, c, "") for c in range(len(row.cells), width)]
    return made


def row_heights(rows: Sequence[Row], xs: Sequence[float], size: float) -> list[float]:
    heights = [1.7 * size] * len(rows)
    for cell in sorted(cells_of(rows, xs, size), key=lambda c: c.row_span):
        needed = (1.2 * (cell.text.count("\n") + 1) + 0.5) * size
        have = sum(heights[cell.row : cell.row + cell.row_span])
        heights[cell.row + cell.row_span - 1] += max(0.0, needed - have)
    return heights


def gaps(places: Sequence[float]) -> list[float]:
    return [b - a for a, b in pairwise(places)]
