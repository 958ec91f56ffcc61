"""Words as pieces that can be cut between two characters, in coordinates made straight.

All lengths are points. A piece keeps its word, so that a cell leads back to what was read.
"""

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from schemas.page import Glyph, Word
from schemas.source import Box

FIGURE = re.compile(r"[-−+]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.．]\d+)?%?")
"""A figure as printed; a code of digits alone is one too."""

WHOLE = re.compile(r"[-−]?\d{1,3}(?:[,，]\d{3})*[.．]\d{2}|[-−]?\d+[.．]\d{2}|\d{1,3}(?:,\d{3})+")
"""A figure that can't be the beginning or the end of a longer one: 1,234.00."""

_CENTS = re.compile(r"[|¦!]*[-−]?\d{1,3}(?:[,，.．]?\d{3})*[,，.．]\d{2}[|¦!]*")
"""A figure with cents, whichever mark its comma and point were read as, and a rule beside it."""

_NARROW = re.compile(r"[\x20-\x7e·]")
_NARROW_ADVANCE = 0.52  # digits of the usual fonts: 0.50 to 0.56 em
_EM_OF_HEIGHT = 0.95  # of a box: readers leave a little white above and below
_BLANK_GAP = 0.4  # em: a figure space is 0.5 em, spread type up to 0.3 em
_DEEP = 1.5  # em on both sides of a line: more than text that crosses it by accident
_UPRIGHT = 1.8  # height to width: above, the text runs downwards


def advance(character: str) -> float:
    """The usual width of a character in em."""
    return _NARROW_ADVANCE if _NARROW.match(character) else 1.0


@dataclass(frozen=True)
class Piece:
    """A run of text: ``word.text[start:stop]`` and its box in straight coordinates.

    ``spots`` are the left and right edges of its characters; they are guessed from the usual
    widths where the reader gave none (``guessed``).
    """

    word: Word
    start: int
    stop: int
    x0: float
    y0: float
    x1: float
    y1: float
    spots: tuple[tuple[float, float], ...]
    guessed: bool

    @cached_property
    def text(self) -> str:
        """The characters of the piece."""
        return self.word.text[self.start : self.stop]

    @property
    def cx(self) -> float:
        """The middle, across."""
        return (self.x0 + self.x1) / 2

    @property
    def cy(self) -> float:
        """The middle, down."""
        return (self.y0 + self.y1) / 2

    @property
    def height(self) -> float:
        """The height of the box."""
        return self.y1 - self.y0

    @cached_property
    def downwards(self) -> bool:
        """Whether the text runs from top to bottom."""
        return len(self.text) > 1 and self.height > _UPRIGHT * (self.x1 - self.x0)

    @cached_property
    def em(self) -> float:
        """The size of the type."""
        if self.downwards:
            return self.x1 - self.x0
        steps = self._steps
        return steps[len(steps) // 2] if steps else self.height

    @cached_property
    def _steps(self) -> list[float]:
        middles = [(a + b) / 2 for a, b in self.spots]
        widths = [advance(c) for c in self.text]
        pairs = range(1, len(widths))
        return sorted(
            (middles[i] - middles[i - 1]) / ((widths[i] + widths[i - 1]) / 2) for i in pairs
        )

    @property
    def is_figure(self) -> bool:
        """Whether the whole piece is one figure."""
        return bool(FIGURE.fullmatch(self.text.strip()))

    @cached_property
    def confidence(self) -> float:
        """The least that the reader says of it, in 0..1."""
        if self.stop - self.start == len(self.word.text) or not self.word.glyphs:
            return self.word.confidence
        return min((g.confidence for g in self.glyphs), default=self.word.confidence)

    @cached_property
    def glyphs(self) -> tuple[Glyph, ...]:
        """The glyphs of its characters; empty where the reader gave none that fit the text."""
        owners = glyph_owners(self.word)
        if owners is None:
            return ()
        own = owners[self.start : self.stop]
        return tuple(self.word.glyphs[i] for i in own if i is not None)

    def as_word(self) -> Word:
        """The piece as a word in the coordinates of the page."""
        if self.stop - self.start == len(self.word.text):
            return self.word
        x0, y0, x1, y1 = self.page_box
        return Word(
            text=self.text, box=(x0, y0, x1, y1), confidence=self.confidence, glyphs=self.glyphs
        )

    @cached_property
    def page_box(self) -> Box:
        """The box in the coordinates of the page."""
        x0, y0, x1, y1 = self.word.box
        if self.downwards or self.stop - self.start == len(self.word.text):
            return self.word.box
        placed, _ = character_spots(self.word)
        left = x0 if self.start == 0 else placed[self.start][0]
        right = x1 if self.stop == len(placed) else placed[self.stop - 1][1]
        return (left, y0, max(left, right), y1)

    def part(self, start: int, stop: int) -> "Piece":
        """Characters ``start`` to ``stop`` of this piece, outer blanks left out."""
        text = self.text
        while start < stop and text[start].isspace():
            start += 1
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        spots = self.spots[start:stop]
        left = self.x0 if start == 0 or not spots else spots[0][0]
        right = self.x1 if stop == len(text) or not spots else spots[-1][1]
        return Piece(
            word=self.word,
            start=self.start + start,
            stop=self.start + stop,
            x0=left,
            y0=self.y0,
            x1=max(left, right),
            y1=self.y1,
            spots=spots,
            guessed=self.guessed,
        )

    def parts_at(self, index: int) -> bool:
        """Whether the text falls into two by itself before character ``index``."""
        text = self.text
        before, after = text[:index], text[index:]
        if before[-1].isspace() or after[0].isspace():
            return True
        if not self.guessed and self._gap(index) >= _BLANK_GAP * self.em:
            return True
        return bool(WHOLE.fullmatch(before.strip()) and WHOLE.fullmatch(after.strip()))

    def parts_in_cents(self, index: int) -> bool:
        """Whether a figure with cents ends before character ``index`` and another begins."""
        before, after = self.text[:index].strip(), self.text[index:].strip()
        return bool(_CENTS.fullmatch(before) and _CENTS.fullmatch(after))

    def _gap(self, index: int) -> float:
        """The white before character ``index``, by the middles of its neighbours."""
        (a0, a1), (b0, b1) = self.spots[index - 1], self.spots[index]
        half = (advance(self.text[index - 1]) + advance(self.text[index])) / 2 * self.em
        return (b0 + b1) / 2 - (a0 + a1) / 2 - half


def glyph_owners(word: Word) -> list[int | None] | None:
    """For each character of the text the index of its glyph, None for a blank without one.

    None where the glyphs do not spell the text.
    """
    owners: list[int | None] = []
    at = 0
    for character in word.text:
        if at < len(word.glyphs) and word.glyphs[at].character == character:
            owners.append(at)
            at += 1
        elif character.isspace():
            owners.append(None)
        else:
            return None
    return owners if at == len(word.glyphs) else None


def character_spots(word: Word) -> tuple[tuple[tuple[float, float], ...], bool]:
    """Left and right edge of every character in page coordinates, and whether guessed."""
    owners = glyph_owners(word) if word.glyphs else None
    if owners is None:
        return _guessed_spots(word), True
    spots: list[tuple[float, float]] = []
    for position, owner in enumerate(owners):
        if owner is not None:
            box = word.glyphs[owner].box
            spots.append((box[0], box[2]))
        else:
            left = spots[-1][1] if spots else word.box[0]
            rest = (o for o in owners[position:] if o is not None)
            following = next(rest, None)
            right = word.box[2] if following is None else word.glyphs[following].box[0]
            spots.append((left, max(left, right)))
    return tuple(spots), False


def _guessed_spots(word: Word) -> tuple[tuple[float, float], ...]:
    """Places by the usual widths; blanks take what is left over, as between two columns."""
    x0, y0, x1, y1 = word.box
    blanks = sum(c.isspace() for c in word.text)
    solid = sum(advance(c) for c in word.text if not c.isspace())
    scale = (x1 - x0) / ((solid + _NARROW_ADVANCE * blanks) or 1.0)
    if blanks:
        scale = min(scale, _EM_OF_HEIGHT * (y1 - y0))
    blank = (x1 - x0 - solid * scale) / (blanks or 1)
    spots, left = [], x0
    for character in word.text:
        right = left + (blank if character.isspace() else advance(character) * scale)
        spots.append((left, right))
        left = right
    return tuple(spots)


def pieces_of(words: Sequence[Word], slope: float) -> list[Piece]:
    """The printed words as pieces on a page whose rows fall by ``slope`` (down per across)."""
    made = []
    for word in words:
        if not word.text.strip():
            continue
        x0, y0, x1, y1 = word.box
        across, down = slope * (y0 + y1) / 2, -slope * (x0 + x1) / 2
        spots, guessed = character_spots(word)
        if across:
            spots = tuple((a + across, b + across) for a, b in spots)
        whole = Piece(
            word, 0, len(word.text), x0 + across, y0 + down, x1 + across, y1 + down, spots, guessed
        )
        made.append(whole)
    return made


def tokens(piece: Piece) -> list[Piece]:
    """The piece cut wherever its text falls into two by itself."""
    if piece.downwards:
        return [piece]
    cuts = [i for i in range(1, len(piece.text)) if piece.parts_at(i)]
    bounds = [0, *cuts, len(piece.text)]
    parts = [piece.part(a, b) for a, b in itertools.pairwise(bounds)]
    return [part for part in parts if part.text]


def cut(piece: Piece, lines: Sequence[float], drawn: bool = True) -> list[Piece]:
    """The piece cut at the vertical lines that part two cells of text, from left to right.

    A line that is not ``drawn`` cuts only where the text falls into two by itself.
    """
    if piece.downwards:
        return [piece]
    done: list[Piece] = []
    rest = piece
    for line in lines:
        if not rest.x0 < line < rest.x1:
            continue
        index = _cut_index(rest, line, drawn)
        if index is not None:
            left, rest = rest.part(0, index), rest.part(index, len(rest.text))
            done += [left] if left.text else []
    return [*done, rest] if rest.text else done


def _cut_index(piece: Piece, line: float, drawn: bool) -> int | None:
    """The character before which the line cuts the text; None where it only crosses it."""
    middles = [(a + b) / 2 for a, b in piece.spots]
    nearest = bisect_left(middles, line)
    last = len(middles) - 1
    # A guessed place may be off by some characters, a read one by one.
    reach = 3 if piece.guessed else 1
    near = sorted(range(nearest - reach, nearest + reach + 1), key=lambda i: abs(i - nearest))
    near = [index for index in near if 1 <= index <= last]
    for index in near:
        if piece.parts_at(index) or piece.parts_in_cents(index):
            return index
    if not near or not drawn or min(line - piece.x0, piece.x1 - line) < _DEEP * piece.em:
        return None
    narrow = [bool(_NARROW.match(c)) for c in piece.text]
    for index in near:
        if narrow[index - 1] != narrow[index]:
            return index
    inside = narrow[near[0] - 1] and narrow[near[0]]
    return None if inside else near[0]
