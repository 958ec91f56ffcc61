"""Lines of text and tables in the order in which they are read.

All lengths are points in straight coordinates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from extraction.layout.filling import PlacedGrid
from extraction.layout.pieces import Piece
from extraction.layout.straight import page_box
from extraction.layout.textlines import WIDE, line_text, lines_of
from schemas.grid import Block, Grid, Paragraph
from schemas.source import Box, Source

_APART = 4.0  # em: wider, and a line holds two things (a title and its unit)
_PROSE = 10.0  # em: a shorter line says nothing about columns of text
_STEP = 2.0  # points: finer than any white between two columns
_LEAST_LINES = 3  # of prose on both sides for a page to have two columns


@dataclass(frozen=True)
class Item:
    """A part of a line, or a table: its straight box, and the level at which it is read.

    ``line`` counts the lines of text, -1 for a table. ``weight`` is how much it says for a
    column of text: a table is a whole one.
    """

    box: Box
    level: float
    weight: int
    line: int = -1
    pieces: tuple[Piece, ...] = ()
    grid: Grid | None = None


def text_items(pieces: Sequence[Piece]) -> list[Item]:
    """The lines of text outside tables in parts between wide gaps."""
    made = []
    for number, line in enumerate(lines_of(pieces)):
        level = sum(piece.cy for piece in line) / len(line)
        parts: list[list[Piece]] = []
        for piece in line:
            if not parts or piece.x0 - parts[-1][-1].x1 >= WIDE * piece.em:
                parts.append([])
            parts[-1].append(piece)
        for part in parts:
            box = (part[0].x0, min(p.y0 for p in part), part[-1].x1, max(p.y1 for p in part))
            weight = int(box[2] - box[0] >= _PROSE * part[0].em)
            made.append(Item(box, level, weight, number, tuple(part)))
    return made


def table_items(grids: Sequence[PlacedGrid]) -> list[Item]:
    """Tables as items."""
    return [Item(one.box, one.box[1], _LEAST_LINES, grid=one.grid) for one in grids]


def in_order(items: Sequence[Item], page: int, slope: float) -> tuple[Block, ...]:
    """The blocks from top to bottom; where the page is in two columns, the left one first."""
    ordered = sorted(items, key=lambda item: (item.level, item.box[0]))
    gutter = _gutter(ordered)
    if gutter is not None:
        made: list[Item] = []
        band: list[Item] = []
        for item in ordered:
            if item.box[0] < gutter < item.box[2]:
                made += [*_columns(band, gutter), item]
                band = []
            else:
                band.append(item)
        ordered = [*made, *_columns(band, gutter)]
    return tuple(_blocks(ordered, page, slope))


def _blocks(items: Sequence[Item], page: int, slope: float) -> Iterator[Block]:
    """Tables as grids, parts of one line that are not far from each other as one paragraph."""
    open_line: list[Item] = []
    for item in items:
        last = open_line[-1] if open_line else None
        goes_on = (
            last is not None
            and last.line == item.line
            and item.box[0] - last.box[2] < _APART * item.pieces[0].em
        )
        if not goes_on and open_line:
            yield _paragraph(open_line, page, slope)
            open_line = []
        if item.grid is not None:
            yield item.grid
        else:
            open_line.append(item)
    if open_line:
        yield _paragraph(open_line, page, slope)


def _paragraph(items: Sequence[Item], page: int, slope: float) -> Paragraph:
    boxes = [item.box for item in items]
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    box = page_box(boxes[0][0], top, boxes[-1][2], bottom, slope)
    text = line_text([piece for item in items for piece in item.pieces])
    return Paragraph(text=text, source=Source(page=page, box=box))


def _gutter(items: Sequence[Item]) -> float | None:
    """Where most columns of text or tables stand side by side, None on a page of one column."""
    solid = [item for item in items if item.weight]
    if len(solid) < 2:
        return None
    lows = np.array([item.box[0] for item in solid])
    highs = np.array([item.box[2] for item in solid])
    weights = np.array([item.weight for item in solid])
    places = np.arange(lows.min(), highs.max(), _STEP)
    left = ((highs[:, None] <= places) * weights[:, None]).sum(axis=0)
    right = ((lows[:, None] >= places) * weights[:, None]).sum(axis=0)
    worth = np.minimum(left, right)
    if not len(worth) or worth.max() < _LEAST_LINES:
        return None
    best = np.flatnonzero(worth == worth.max())
    runs = np.split(best, np.flatnonzero(np.diff(best) > 1) + 1)
    widest = max(runs, key=len)
    return float(places[widest].mean())


def _columns(band: Sequence[Item], gutter: float) -> list[Item]:
    """A band without a line over its whole width: left before right if both are columns."""
    sides = [i for i in band if i.box[2] <= gutter], [i for i in band if i.box[0] >= gutter]
    if any(sum(item.weight for item in side) < _LEAST_LINES for side in sides):
        return list(band)
    tops = [min(i.box[1] for i in side if i.weight) for side in sides]
    ends = [max(i.box[3] for i in side if i.weight) for side in sides]
    shared = min(ends) - max(tops)
    shorter = min(end - top for top, end in zip(tops, ends, strict=True))
    if shared < shorter / 2:
        return list(band)
    return [*sides[0], *sides[1]]
