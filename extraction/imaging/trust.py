"""Whether a PDF's text layer says what the page shows."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

import cv2
import numpy as np

from extraction.imaging.raster import POINTS_PER_INCH, Raster, ink_of, to_gray
from schemas.frozen import Frozen
from schemas.label import RADICALS
from schemas.page import Glyph, Word
from schemas.source import Box

Recognise = Callable[[Raster], str]
"""The text in a crop of a page image (RGB), read by the OCR engine."""

SAMPLES = 12
"""Words that are looked at; of an invisible layer twice as many, for it may be wrong anywhere."""
_AGREE = 0.75
"""Share of samples that must agree where the layer is what is drawn: the OCR errs, too."""
_ALIKE = 0.6
"""Likeness of two texts (0 to 1) from which they are the same words read differently."""
_BROKEN = 0.02
"""Share of characters without meaning from which the encoding is broken."""
_BARE = 0.2
"""Share of the page's characters outside of the layer from which the page is part scan."""
_LEAST_CHARACTERS = 30
_MARGIN = 2.0
"""Points around a word in its crop."""
_CHARACTER = (0.035, 0.35)
"""Inches of the longer side of a character: 2.5 to 25 points."""
_CID = re.compile(r"\(cid:\d+\)")
_DIGITS = re.compile(r"\d")


class Verdict(Frozen):
    """Whether the layer is to be used, why, and its words with radicals made characters."""

    trusted: bool
    reason: str
    words: tuple[Word, ...] = ()
    sampled: int = 0
    agreed: int = 0


def trusted(
    words: Sequence[Word],
    image: Raster,
    dpi: float,
    recognise: Recognise,
    invisible: bool = False,
) -> Verdict:
    """The verdict on a text layer, from its characters, its reach, and a look at some words.

    Args:
        words: of the layer, boxes in points of the page that ``image`` shows.
        image: the rendered page, (height, width, 3) RGB or (height, width) gray.
        dpi: of the image.
        recognise: reads one crop.
        invisible: the layer is not drawn, so it is somebody's OCR: all figures must agree.
    """
    if not words:
        return Verdict(trusted=False, reason="no text layer")
    broken = _share_broken(words)
    if broken > _BROKEN:
        reason = f"{broken:.0%} of the text layer's characters have no meaning"
        return Verdict(trusted=False, reason=reason)
    mended = tuple(mended_word(word) for word in words)
    bare = _share_bare(mended, to_gray(image), dpi)
    if bare > _BARE:
        reason = f"the text layer leaves out {bare:.0%} of the page's characters"
        return Verdict(trusted=False, reason=reason, words=mended)
    sample = _sample(mended, SAMPLES * (2 if invisible else 1))
    agreed = sum(_agrees(word.text, recognise(_crop(image, word.box, dpi))) for word in sample)
    needed = max(1, len(sample)) if invisible else int(np.ceil(_AGREE * len(sample)))
    layer = "invisible text layer" if invisible else "text layer"
    reason = f"{agreed} of {len(sample)} words of the {layer} read the same on the page"
    return Verdict(
        trusted=agreed >= needed, reason=reason, words=mended, sampled=len(sample), agreed=agreed
    )


def mended_text(text: str) -> str:
    """The text with CJK radicals (U+2E80 to U+2FDF) as the characters that they look like."""
    plain = (
        unicodedata.normalize("NFKC", one) if "\u2f00" <= one <= "\u2fdf" else one for one in text
    )
    return "".join(plain).translate(RADICALS)


def mended_word(word: Word) -> Word:
    """The word, and its glyphs, with radicals made characters."""
    text = mended_text(word.text)
    if text == word.text:
        return word
    glyphs = tuple(
        Glyph(
            character=mended_text(glyph.character),
            confidence=glyph.confidence,
            box=glyph.box,
            alternatives=glyph.alternatives,
        )
        for glyph in word.glyphs
    )
    return word.model_copy(update={"text": text, "glyphs": glyphs})


def _share_broken(words: Sequence[Word]) -> float:
    text = "".join(word.text for word in words)
    codes = _CID.findall(text)
    rest = _CID.sub("", text)
    # Co private use, Cn unassigned, Cc control, Cs half a character.
    bad = sum(
        one == "\ufffd" or unicodedata.category(one) in {"Co", "Cn", "Cc", "Cs"} for one in rest
    )
    return (bad + len(codes)) / max(1, len(rest) + len(codes))


def _share_bare(words: Sequence[Word], gray: Raster, dpi: float) -> float:
    """Share of the image's pieces of the size of characters that lie in no word."""
    ink = ink_of(gray, dpi, below=25)
    _, _, stats, middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    longer = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    fits = (longer >= _CHARACTER[0] * dpi) & (longer <= _CHARACTER[1] * dpi)
    fits[0] = False
    if int(fits.sum()) < _LEAST_CHARACTERS:
        return 0.0
    covered = np.zeros(gray.shape, dtype=bool)
    for word in words:
        rows, columns = _window(word.box, dpi, gray.shape)
        covered[rows, columns] = True
    places = middles[fits].astype(np.intp)
    return 1.0 - float(covered[places[:, 1], places[:, 0]].mean())


def _window(box: Box, dpi: float, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """Rows and columns of a box with its margin."""
    scale = dpi / POINTS_PER_INCH
    x0, y0 = (max(0, int((side - _MARGIN) * scale)) for side in box[:2])
    x1, y1 = (int((side + _MARGIN) * scale) + 1 for side in box[2:])
    return slice(y0, min(y1, shape[0])), slice(x0, min(x1, shape[1]))


def _crop(image: Raster, box: Box, dpi: float) -> Raster:
    rows, columns = _window(box, dpi, image.shape)
    return np.ascontiguousarray(image[rows, columns])


def _sample(words: Sequence[Word], size: int) -> list[Word]:
    """Words spread over the page: figures of three digits and more, then the longest others."""
    figures = [word for word in words if len(_DIGITS.findall(word.text)) >= 3]
    others = [word for word in words if len(_DIGITS.findall(word.text)) < 3 and len(word.text) >= 2]
    others.sort(key=lambda word: -len(word.text))
    # Some labels are looked at, too: a layer may have right figures and wrong names.
    labels = others[: max(size // 4, size - len(figures))]
    return _spread(figures, size - len(labels)) + labels


def _spread(words: list[Word], size: int) -> list[Word]:
    ordered = sorted(words, key=lambda word: (word.box[1], word.box[0]))
    if len(ordered) <= size:
        return ordered
    return [ordered[int(index)] for index in np.linspace(0, len(ordered) - 1, size)]


def _agrees(layer: str, seen: str) -> bool:
    """Whether both have the same digits, or, without digits, much the same characters."""
    one, other = (unicodedata.normalize("NFKC", mended_text(text)) for text in (layer, seen))
    digits = _DIGITS.findall(one)
    if len(digits) >= 3:
        # Recognition takes commas for points and drops them; digits it reads safely.
        return digits == _DIGITS.findall(other)
    one, other = (re.sub(r"\W+", "", text) for text in (one, other))
    return SequenceMatcher(None, one, other).ratio() >= _ALIKE
