"""What a figure may be, best first: digits by the recogniser's doubts, marks by the layout.

A reading's cost is its negative natural logarithm of probability, so ``exp(-cost)`` of all
readings of a word adds up to at most 1 and the first one's is a confidence. Readings of one
value count once: ``1234.56`` and ``1,234.56`` are the same figure.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from extraction.ocr.pattern import MARKS, MoneyPattern, Parts, laid_out, parts_of
from schemas.frozen import Frozen
from schemas.page import Glyph, Word

ANY_PATTERN = MoneyPattern()
"""A column of which nothing is known."""

_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys("OoQD○〇口", "0"),
        **dict.fromkeys("lI|!丨]", "1"),
        **dict.fromkeys("Zz", "2"),
        **dict.fromkeys("Ss$", "5"),
        **dict.fromkeys("Gb", "6"),
        **dict.fromkeys("B", "8"),
        **dict.fromkeys("gq", "9"),
        **dict.fromkeys("一−–—~", "-"),
    }
)
_CONFUSED: Mapping[str, str] = MappingProxyType(
    {
        "0": "689",
        "1": "74",
        "2": "7",
        "3": "85",
        "4": "19",
        "5": "63",
        "6": "850",
        "7": "12",
        "8": "360",
        "9": "40",
    }
)
_PRIOR = 1e-4
_LETTER_PENALTY = 0.5
_BEAM = 64
_NONE_OF_THESE = 5.0
"""The cost of a figure that no reading shows: what all costs are weighed against."""

_POINT_LOST = 3.0
_COMMA_LOST = 2.5
_SURPLUS = 5.5
_SURPLUS_BLANK = 1.0
_ZERO_IN_FRONT = 3.0
_UNLIKE_COLUMN = 4.0
_DECIMALS_UNKNOWN: Mapping[int, float] = MappingProxyType({2: 0.7, 0: 1.2})
_MARK_READ_AS: Mapping[tuple[str, str], float] = MappingProxyType(
    {(",", ","): 0.0, (".", "."): 0.0, (",", "."): 0.2, (".", ","): 0.7, (",", " "): 1.5}
)
"""(printed, read) and its cost; any other pair costs `_OTHER_MARK`."""
_OTHER_MARK = 1.0


class Reading(Frozen):
    """One thing a figure may be: text as its column prints it, and -log probability."""

    text: str
    cost: float


def candidates(word: Word, pattern: MoneyPattern = ANY_PATTERN, k: int = 5) -> tuple[Reading, ...]:
    """Up to ``k`` readings of a figure, best first; none where the word is no figure.

    A word without glyphs is taken at its text, each character at the word's confidence.
    """
    glyphs = word.glyphs or tuple(
        Glyph(character=c, confidence=word.confidence, box=word.box) for c in word.text
    )
    best: dict[tuple[str, str, int], Reading] = {}
    for text, cost in _strings([_options(glyph) for glyph in glyphs]):
        parts = parts_of(text)
        if parts is None or not parts.digits:
            continue
        for decimals, grouped, extra in _layouts(parts, pattern):
            key = (parts.sign, parts.digits, decimals)
            if key not in best or cost + extra < best[key].cost:
                body = laid_out(parts.digits, decimals, grouped)
                best[key] = Reading(text=f"{parts.sign}{body}{parts.tail}", cost=cost + extra)
    ranked = sorted(best.values(), key=lambda r: (r.cost, r.text))
    shift = math.log(math.exp(-_NONE_OF_THESE) + sum(math.exp(-r.cost) for r in ranked))
    return tuple(Reading(text=r.text, cost=max(0.0, r.cost + shift)) for r in ranked[:k])


def certainty(readings: Sequence[Reading]) -> float:
    """The probability of the best reading, 0 where there is none."""
    return math.exp(-readings[0].cost) if readings else 0.0


def digits_of(text: str) -> str:
    """The digits of a text, everything else left out."""
    return "".join(c for c in text if "0" <= c <= "9")


def _options(glyph: Glyph) -> list[tuple[str, float]]:
    """What one glyph may stand for in a figure, with costs; one mark stands for all marks."""
    chances: dict[str, float] = {}
    read = [(glyph.character, glyph.confidence), *glyph.alternatives]
    mark = next((m for t, _ in read if (m := _figure_text(t)) and m in MARKS), None)
    for text, probability in read:
        figure = _figure_text(text)
        if figure is None:
            continue
        if mark is not None and figure and figure in MARKS:
            figure = mark
        weight = 1.0 if figure == text else _LETTER_PENALTY
        chances[figure] = chances.get(figure, 0.0) + weight * probability
    for other in _CONFUSED.get(_figure_text(glyph.character) or "", ""):
        chances[other] = max(_PRIOR, chances.get(other, 0.0))
    return [(text, -math.log(min(p, 1.0))) for text, p in chances.items() if p > 0.0]


@lru_cache(maxsize=4096)
def _figure_text(text: str) -> str | None:
    """A glyph's text as part of a figure, or None where it can be none."""
    figures = []
    for char in text:
        figure = _LETTERS.get(char, char)
        if figure in MARKS or parts_of(f"1{figure}") or figure in "-(":
            figures.append(figure)
        else:
            return None
    return "".join(figures)


def _strings(options: Sequence[Sequence[tuple[str, float]]]) -> list[tuple[str, float]]:
    """The cheapest ways through all glyphs, as (text, cost)."""
    beam = [("", 0.0)]
    for choices in options:
        grown: dict[str, float] = {}
        for text, cost in beam:
            for more, extra in choices:
                longer = text + more
                grown[longer] = min(cost + extra, grown.get(longer, math.inf))
        beam = sorted(grown.items(), key=lambda item: (item[1], item[0]))[:_BEAM]
    return beam


def _layouts(parts: Parts, pattern: MoneyPattern) -> list[tuple[int, bool, float]]:
    """Ways to print these digits, as (decimals, grouped, cost): what the column does, mostly."""
    shown = len(parts.groups[-1]) if parts.marks else 0
    chances: dict[int, float] = {}
    if pattern.decimals is None:
        chances = {shown: 1.5, **_DECIMALS_UNKNOWN}
    else:
        chances[pattern.decimals] = 0.0
    if parts.well_formed:
        fits = pattern.decimals in (None, parts.decimals) or parts.digits == "0"
        chances[parts.decimals] = 0.0 if fits else _UNLIKE_COLUMN
    found = []
    for decimals, cost in chances.items():
        if len(parts.digits) <= decimals:
            continue
        if parts.digits.startswith("0") and len(parts.digits) > decimals + 1:
            cost += _ZERO_IN_FRONT
        for grouped in (True, False):
            unlike = pattern.separators not in (None, grouped)
            long = len(parts.digits) - decimals > 3
            extra = _UNLIKE_COLUMN if unlike and long else 0.0
            extra += _displaced(parts, decimals, grouped)
            found.append((decimals, grouped, cost + extra))
    return found


def _displaced(parts: Parts, decimals: int, grouped: bool) -> float:
    """The cost of the marks that were read against those of a layout, by place from the right."""
    read: dict[int, str] = {}
    place = 0
    for group, mark in zip(parts.groups[:0:-1], parts.marks[::-1], strict=True):
        place += len(group)
        read[place] = mark
    printed = {decimals: "."} if decimals else {}
    if grouped:
        printed |= dict.fromkeys(range(decimals + 3, len(parts.digits), 3), ",")
    surplus = [mark for place, mark in read.items() if place not in printed]
    cost = sum(_SURPLUS_BLANK if mark == " " else _SURPLUS for mark in surplus)
    for place, mark in printed.items():
        if place in read:
            cost += _MARK_READ_AS.get((mark, read[place]), _OTHER_MARK)
        else:
            cost += _POINT_LOST if mark == "." else _COMMA_LOST
    return cost
