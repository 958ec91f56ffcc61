"""Characters of a text layer to words: runs along a line, by gap and ruling line."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.page import Glyph, Rule, Word
from schemas.source import Box

_GAP = 0.5
"""Ems between two characters of a run; a blank of Latin type is a quarter, a Chinese one 1."""
_BLANK = 0.15
"""Ems from which a printed blank between two characters is kept."""
_BACK = 0.35
"""Ems that a character may reach back over the one before it (kerning, slanted type)."""
_LEVEL = 0.5
"""Share of the lower of two characters' height that they must stand beside each other."""
_TWIN = 0.25
"""Ems within which the same character printed twice is one (bold type by double printing)."""

Boxes = NDArray[np.float64]


class Character(NamedTuple):
    """One character of the layer, its box in points, and whether a blank stands before it."""

    text: str
    box: Box
    after_blank: bool = False


def words_of(characters: Sequence[Character], rules: Sequence[Rule] = ()) -> tuple[Word, ...]:
    """The characters as words, from top to bottom and left to right.

    Two characters are of one word where they stand on one level, at most half an em apart,
    with no ruling line between them. Their order in the file does not matter.
    """
    unique = _without_twins(characters)
    if not unique:
        return ()
    boxes = np.array([one.box for one in unique], dtype=np.float64)
    after = _successors(boxes, _walls(rules))
    starts = sorted(set(range(len(unique))) - set(after.values()))
    words = []
    for start in starts:
        run = [start]
        while run[-1] in after:
            run.append(after[run[-1]])
        words.append(_word([unique[index] for index in run]))
    return tuple(sorted(words, key=lambda word: (round(word.box[1]), word.box[0])))


def _without_twins(characters: Sequence[Character]) -> list[Character]:
    kept: list[Character] = []
    places: dict[tuple[str, int, int], list[Box]] = {}
    for one in characters:
        x0, y0, _, y1 = one.box
        em = max(y1 - y0, 0.1)
        column, row = int(x0 // 20), int(y0 // 20)
        near = [
            box
            for across in (column - 1, column, column + 1)
            for down in (row - 1, row, row + 1)
            for box in places.get((one.text, across, down), ())
        ]
        if any(abs(b[0] - x0) < _TWIN * em and abs(b[1] - y0) < _TWIN * em for b in near):
            continue
        places.setdefault((one.text, column, row), []).append(one.box)
        kept.append(one)
    return kept


def _walls(rules: Sequence[Rule]) -> Boxes:
    """Vertical rules as (x, top, bottom)."""
    walls = [
        ((rule.x0 + rule.x1) / 2, min(rule.y0, rule.y1), max(rule.y0, rule.y1))
        for rule in rules
        if not rule.horizontal
    ]
    return np.array(walls, dtype=np.float64).reshape(-1, 3)


def _successors(boxes: Boxes, walls: Boxes) -> dict[int, int]:
    """The index of the next character on the line, for each that has one."""
    order = np.argsort(boxes[:, 1], kind="stable")
    tops = boxes[order, 1]
    tallest = float((boxes[:, 3] - boxes[:, 1]).max())
    links: list[tuple[float, int, int]] = []
    for index, box in enumerate(boxes):
        low = int(np.searchsorted(tops, box[1] - tallest))
        high = int(np.searchsorted(tops, box[3]))
        near = order[low:high]
        found = _next(box, boxes[near], near, index)
        if found is not None and not _wall_between(box, boxes[found[1]], walls):
            links.append((found[0], index, found[1]))
    after: dict[int, int] = {}
    taken: set[int] = set()
    for _, index, following in sorted(links):
        if following not in taken:
            after[index] = following
            taken.add(following)
    return after


def _next(box: Boxes, others: Boxes, numbers: NDArray[np.int_], own: int) -> (
    tuple[float, int] | None
):  # fmt: skip
    """Distance and number of the nearest character to the right on the same level."""
    height = box[3] - box[1]
    heights = others[:, 3] - others[:, 1]
    shared = np.minimum(others[:, 3], box[3]) - np.maximum(others[:, 1], box[1])
    em = np.maximum(heights, height)
    gap = others[:, 0] - box[2]
    fits = (
        (shared > _LEVEL * np.minimum(heights, height))
        & (gap > -_BACK * em)
        & (gap < _GAP * em)
        & (others[:, 0] + others[:, 2] > box[0] + box[2])
        & (numbers != own)
    )
    if not fits.any():
        return None
    distance = np.where(fits, others[:, 0] - box[0], np.inf)
    nearest = int(np.argmin(distance))
    return float(gap[nearest]), int(numbers[nearest])


def _wall_between(left: Boxes, right: Boxes, walls: Boxes) -> bool:
    if not len(walls):
        return False
    level = (max(left[1], right[1]) + min(left[3], right[3])) / 2
    # From the middle of one to the middle of the other: figures may touch their rule.
    start, end = (left[0] + left[2]) / 2, (right[0] + right[2]) / 2
    crossing = (
        (walls[:, 0] > start)
        & (walls[:, 0] < end)
        & (walls[:, 1] <= level)
        & (walls[:, 2] >= level)
    )
    return bool(crossing.any())


def _word(run: Sequence[Character]) -> Word:
    text = run[0].text
    for before, one in pairwise(run):
        em = max(one.box[3] - one.box[1], 0.1)
        wide = one.box[0] - before.box[2] >= _BLANK * em
        text += (" " if one.after_blank and wide else "") + one.text
    boxes = np.array([one.box for one in run])
    x0, y0 = boxes[:, :2].min(axis=0)
    x1, y1 = boxes[:, 2:].max(axis=0)
    glyphs = tuple(Glyph(character=one.text, confidence=1.0, box=one.box) for one in run)
    return Word(text=text, box=(float(x0), float(y0), float(x1), float(y1)), glyphs=glyphs)
