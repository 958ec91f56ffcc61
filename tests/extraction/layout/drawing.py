"""Tables drawn as a printer would draw them: words with glyphs and rules, then worn by a scan."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import Literal

from schemas.page import Glyph, Page, Rule, Word
from schemas.source import Box

Align = Literal["left", "right", "center"]
PAD = 2.5  # points between a rule and the text


@dataclass(frozen=True)
class Drawn:
    """A cell of a table: its place, its spans, its text (``\\n`` where it is wrapped)."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    align: Align = "center"


@dataclass(frozen=True)
class Sheet:
    """A table on paper; sizes in points."""

    cells: tuple[Drawn, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    size: float = 9.0

    def box(self, cell: Drawn) -> Box:
        return (
            self.xs[cell.column],
            self.ys[cell.row],
            self.xs[cell.column + cell.column_span],
            self.ys[cell.row + cell.row_span],
        )


@dataclass
class Ink:
    """Words and rules on one page."""

    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def page(self, number: int = 1, width: float = 842.0, height: float = 595.0) -> Page:
        return Page(
            number=number,
            width=width,
            height=height,
            words=tuple(self.words),
            rules=tuple(self.rules),
        )


def advance(character: str, size: float) -> float:
    return size * (0.5 if character.isascii() else 1.0)


def text_width(text: str, size: float) -> float:
    return sum(advance(c, size) for c in text)


def word(text: str, x: float, y: float, size: float, glyphs: bool = True) -> Word:
    """A run of text from its left edge and the top of its em box."""
    boxes, left = [], x
    for c in text:
        boxes.append((left, y, left + advance(c, size), y + size))
        left += advance(c, size)
    made = [
        Glyph(character=c, confidence=1.0, box=box)
        for c, box in zip(text, boxes, strict=True)
        if not c.isspace()
    ]
    return Word(text=text, box=(x, y, left, y + size), glyphs=tuple(made) if glyphs else ())


def text_in(box: Box, text: str, align: Align, size: float, glyphs: bool = True) -> list[Word]:
    """The lines of a text in a box, one word a line, in the middle of its height."""
    lines = text.split("\n")
    top = (box[1] + box[3]) / 2 - size * (1.2 * len(lines) - 0.2) / 2
    made = []
    for line in lines:
        width = text_width(line, size)
        x = {
            "left": box[0] + PAD,
            "right": box[2] - PAD - width,
            "center": (box[0] + box[2] - width) / 2,
        }[align]
        if line:
            made.append(word(line, x, top, size, glyphs))
        top += 1.2 * size
    return made


def words_of(sheet: Sheet, glyphs: bool = True) -> list[Word]:
    return [
        made
        for cell in sheet.cells
        for made in text_in(sheet.box(cell), cell.text, cell.align, sheet.size, glyphs)
    ]


def rules_of(sheet: Sheet) -> list[Rule]:
    """The borders of all cells; stretches that follow each other are one rule."""
    across: dict[float, list[tuple[float, float]]] = {}
    down: dict[float, list[tuple[float, float]]] = {}
    for cell in sheet.cells:
        x0, y0, x1, y1 = sheet.box(cell)
        for y in (y0, y1):
            across.setdefault(y, []).append((x0, x1))
        for x in (x0, x1):
            down.setdefault(x, []).append((y0, y1))
    made = [Rule(x0=a, y0=y, x1=b, y1=y) for y, parts in across.items() for a, b in _union(parts)]
    return made + [Rule(x0=x, y0=a, x1=x, y1=b) for x, p in down.items() for a, b in _union(p)]


def _union(parts: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    made: list[tuple[float, float]] = []
    for low, high in sorted(parts):
        if made and low <= made[-1][1]:
            made[-1] = (made[-1][0], max(made[-1][1], high))
        else:
            made.append((low, high))
    return made


def drawn(sheet: Sheet, glyphs: bool = True) -> Ink:
    return Ink(words_of(sheet, glyphs), rules_of(sheet))


Wear = Callable[[list[Rule]], list[Rule]]


def broken(rng: Random, share: float = 0.5, gap: float = 3.0) -> Wear:
    """A break somewhere in a share of the rules."""

    def wear(rules: list[Rule]) -> list[Rule]:
        made = []
        for rule in rules:
            length = max(rule.x1 - rule.x0, rule.y1 - rule.y0)
            if rng.random() >= share or length < 10 * gap:
                made.append(rule)
                continue
            low = rng.uniform(0.1, 0.9) * length
            ends = low, low + gap
            if rule.horizontal:
                made.append(replace_rule(rule, x1=rule.x0 + ends[0]))
                made.append(replace_rule(rule, x0=rule.x0 + ends[1]))
            else:
                made.append(replace_rule(rule, y1=rule.y0 + ends[0]))
                made.append(replace_rule(rule, y0=rule.y0 + ends[1]))
        return made

    return wear


def replace_rule(rule: Rule, **ends: float) -> Rule:
    return rule.model_copy(update=ends)


def doubled(rng: Random, share: float = 0.3, apart: float = 1.6) -> Wear:
    """A share of the rules as two hairlines."""

    def wear(rules: list[Rule]) -> list[Rule]:
        made = []
        for rule in rules:
            made.append(rule)
            if rng.random() < share:
                dx, dy = (0.0, apart) if rule.horizontal else (apart, 0.0)
                made.append(_moved(rule, dx, dy))
        return made

    return wear


def jittered(rng: Random, most: float = 1.0) -> Wear:
    """Every end of every rule off by up to so many points, across and along."""

    def wear(rules: list[Rule]) -> list[Rule]:
        made = []
        for rule in rules:
            off = rng.uniform(-most, most)
            ends = rng.uniform(-most, most), rng.uniform(-most, most)
            if rule.horizontal:
                made.append(
                    Rule(
                        x0=rule.x0 + ends[0],
                        y0=rule.y0 + off,
                        x1=rule.x1 + ends[1],
                        y1=rule.y1 + off,
                    )
                )
            else:
                made.append(
                    Rule(
                        x0=rule.x0 + off,
                        y0=rule.y0 + ends[0],
                        x1=rule.x1 + off,
                        y1=rule.y1 + ends[1],
                    )
                )
        return made

    return wear


def without_outer(sheet: Sheet, *sides: str) -> Wear:
    """The rules without the outer ones at ``left``, ``right``, ``top``, ``bottom``."""
    lost = {
        "left": ("x0", sheet.xs[0]),
        "right": ("x0", sheet.xs[-1]),
        "top": ("y0", sheet.ys[0]),
        "bottom": ("y0", sheet.ys[-1]),
    }

    def gone(rule: Rule) -> bool:
        for side in sides:
            axis, place = lost[side]
            along = rule.horizontal == (axis == "y0")
            if along and abs(getattr(rule, axis) - place) < 0.01:
                return True
        return False

    return lambda rules: [rule for rule in rules if not gone(rule)]


def in_parts(rules: list[Rule], at: Sequence[float], axis: Literal["x", "y"]) -> list[Rule]:
    """Rules cut at places, as drawing programs give a border for every cell."""
    made = []
    for rule in rules:
        if rule.horizontal != (axis == "x"):
            made.append(rule)
            continue
        low, high = (rule.x0, rule.x1) if axis == "x" else (rule.y0, rule.y1)
        ends = [low, *(p for p in at if low < p < high), high]
        for a, b in pairwise(ends):
            update = {f"{axis}0": a, f"{axis}1": b}
            made.append(rule.model_copy(update=update))
    return made


def _moved(rule: Rule, dx: float, dy: float) -> Rule:
    return Rule(x0=rule.x0 + dx, y0=rule.y0 + dy, x1=rule.x1 + dx, y1=rule.y1 + dy)


def moved_box(box: Box, dx: float, dy: float) -> Box:
    return (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)


def skewed(page: Page, degrees: float) -> Page:
    """The page turned about its upper left corner; words move, their boxes stay upright."""
    slope = math.tan(math.radians(degrees))

    def turn(x: float, y: float) -> tuple[float, float]:
        return x - slope * y, y + slope * x

    def turned_word(one: Word) -> Word:
        x, y = (one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2
        nx, ny = turn(x, y)
        dx, dy = nx - x, ny - y
        glyphs = tuple(
            g.model_copy(update={"box": moved_box(g.box, dx, slope * (g.box[0] - x) + dy)})
            for g in one.glyphs
        )
        return one.model_copy(update={"box": moved_box(one.box, dx, dy), "glyphs": glyphs})

    def turned_rule(rule: Rule) -> Rule:
        (x0, y0), (x1, y1) = turn(rule.x0, rule.y0), turn(rule.x1, rule.y1)
        return Rule(x0=x0, y0=y0, x1=x1, y1=y1)

    return page.model_copy(
        update={
            "words": tuple(turned_word(w) for w in page.words),
            "rules": tuple(turned_rule(r) for r in page.rules),
        }
    )


def merged_line(words: Sequence[Word]) -> Word:
    """Words of one line read as one run, blanks where the gap is wide enough for one."""
    ordered = sorted(words, key=lambda w: w.box[0])
    text = ordered[0].text
    for a, b in pairwise(ordered):
        size = a.box[3] - a.box[1]
        text += (" " if b.box[0] - a.box[2] > 0.4 * size else "") + b.text
    boxes = [w.box for w in ordered]
    return Word(
        text=text,
        box=(boxes[0][0], min(b[1] for b in boxes), boxes[-1][2], max(b[3] for b in boxes)),
        glyphs=tuple(g for w in ordered for g in w.glyphs),
        confidence=min(w.confidence for w in ordered),
    )


def sheet_of(
    text: str,
    widths: Sequence[float],
    heights: float | Sequence[float] = 16.0,
    at: tuple[float, float] = (40.0, 80.0),
    size: float = 9.0,
) -> Sheet:
    """A table from lines of cells apart by ``|``: ``<`` and ``^`` join left and above.

    Figures are set right, codes and labels left, headers (rows before a figure) in the middle;
    ``/`` wraps a text.
    """
    lines = [[c.strip() for c in line.split("|")] for line in text.strip().splitlines()]
    body = next((r for r, line in enumerate(lines) if any(_figure(c) for c in line)), len(lines))
    cells = []
    for r, line in enumerate(lines):
        for c, own in enumerate(line):
            if own in ("<", "^"):
                continue
            wide = 1
            while c + wide < len(line) and line[c + wide] == "<":
                wide += 1
            tall = 1
            while r + tall < len(lines) and lines[r + tall][c] == "^":
                tall += 1
            align: Align = "center" if r < body else "right" if _figure(own) else "left"
            cells.append(Drawn(r, c, own.replace("/", "\n"), tall, wide, align))
    steps = [heights] * len(lines) if isinstance(heights, int | float) else list(heights)
    xs, ys = [at[0]], [at[1]]
    for width in widths:
        xs.append(xs[-1] + width)
    for step in steps:
        ys.append(ys[-1] + step)
    return Sheet(tuple(cells), tuple(xs), tuple(ys), size)


def _figure(text: str) -> bool:
    return any(c.isdigit() for c in text) and ("." in text or "," in text)
