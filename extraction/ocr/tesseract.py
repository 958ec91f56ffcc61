"""The one door to Tesseract: an independent second reader, where its program is installed.

It is used through its executable. Tables of ruled pages it reads badly, clean crops of
figures well. It tells no alternatives and no single characters apart, so every glyph of a
word has the word's confidence and an even share of its box.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from extraction.ocr.port import FIGURE_CHARACTERS, Image
from schemas.errors import InputError, UsageError
from schemas.page import Glyph, Word
from schemas.source import Box

_WORD_LEVEL = "5"
_COLUMNS = 12
_SPARSE, _ONE_LINE = "11", "7"
_CURE = "install tesseract-ocr and tesseract-ocr-chi-sim"


def available(languages: str = "chi_sim") -> bool:
    """Whether the program and its data for ``languages`` (joined by ``+``) are installed."""
    return set(languages.split("+")) <= _languages()


class TesseractReader:
    """Tesseract behind the port; one process for each call, one thread."""

    name = "tesseract"

    def __init__(self, languages: str = "chi_sim", seconds: float = 300.0) -> None:
        """Read ``languages``; a call that takes longer than ``seconds`` is given up."""
        self._languages = languages
        self._seconds = seconds

    @property
    def version(self) -> str:
        """The installed version."""
        first = _run(["--version"], 20.0).splitlines()[0]
        return first.removeprefix("tesseract").strip()

    def read_page(self, image: Image, dpi: float) -> tuple[Word, ...]:
        """All words of an upright page (gray or RGB), boxes in points."""
        words = self._read([image], ["--psm", _SPARSE, "--dpi", str(round(dpi))], self._languages)
        factor = 72.0 / dpi
        return tuple(_scaled(word, factor) for word in words[0])

    def read_lines(self, crops: Sequence[Image], *, figures: bool = False) -> tuple[Word, ...]:
        """One word per crop (gray or RGB), boxes in pixels of the crop."""
        options = ["--psm", _ONE_LINE]
        languages = self._languages
        if figures:
            languages = "eng" if available("eng") else languages
            options += ["-c", f"tessedit_char_whitelist={FIGURE_CHARACTERS}"]
        read = self._read(crops, options, languages)
        return tuple(_joined(words, crop) for words, crop in zip(read, crops, strict=True))

    def _read(
        self, images: Sequence[Image], options: list[str], languages: str
    ) -> list[list[Word]]:
        """The words of each image, boxes in pixels."""
        if not images:
            return []
        if not available(languages):
            raise UsageError(f"tesseract can't read {languages}: {_CURE}")
        with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
            paths = [Path(folder) / f"{i}.pnm" for i in range(len(images))]
            for path, image in zip(paths, images, strict=True):
                path.write_bytes(_pnm(image))
            listed = Path(folder) / "images.txt"
            listed.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
            table = _run([str(listed), "stdout", "-l", languages, *options, "tsv"], self._seconds)
        return _words(table, len(images))


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    if shutil.which("tesseract") is None:
        return frozenset()
    return frozenset(_run(["--list-langs"], 20.0).split())


def _run(arguments: list[str], seconds: float) -> str:
    """What tesseract prints; its errors as ours."""
    try:
        done = subprocess.run(
            ["tesseract", *arguments],
            capture_output=True,
            check=True,
            timeout=seconds,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except FileNotFoundError as error:
        raise UsageError(f"tesseract is not installed: {_CURE}") from error
    except subprocess.TimeoutExpired as error:
        raise InputError(f"tesseract took over {seconds:.0f} s: render the page smaller") from error
    except (subprocess.CalledProcessError, OSError) as error:
        raise InputError(f"tesseract can't read the image, render it again: {error}") from error
    return done.stdout.decode("utf-8", errors="replace")


def _pnm(image: Image) -> bytes:
    """The picture as a binary PGM or PPM file."""
    height, width = image.shape[:2]
    kind = "P5" if image.ndim == 2 else "P6"
    return f"{kind} {width} {height} 255\n".encode() + image.tobytes()


def _words(table: str, images: int) -> list[list[Word]]:
    """The words of each image from Tesseract's table, boxes in pixels."""
    found: list[list[Word]] = [[] for _ in range(images)]
    for line in table.splitlines():
        fields = line.split("\t")
        if len(fields) != _COLUMNS or fields[0] != _WORD_LEVEL or not fields[-1].strip():
            continue
        left, top, width, height = map(float, fields[6:10])
        box = (left, top, left + width, top + height)
        found[int(fields[1]) - 1].append(_word(fields[-1].strip(), box, float(fields[10]) / 100))
    return found


def _word(text: str, box: Box, confidence: float) -> Word:
    confidence = min(max(confidence, 0.0), 1.0)
    x0, y0, x1, y1 = box
    share = (x1 - x0) / len(text)
    glyphs = tuple(
        Glyph(
            character=c, confidence=confidence, box=(x0 + i * share, y0, x0 + (i + 1) * share, y1)
        )
        for i, c in enumerate(text)
    )
    return Word(text=text, box=box, confidence=confidence, glyphs=glyphs)


def _joined(words: Sequence[Word], crop: Image) -> Word:
    """All words of one line as one; Chinese words and figures are joined without blanks."""
    height, width = crop.shape[:2]
    if not words:
        return Word(text="", box=(0.0, 0.0, float(width), float(height)), confidence=0.0)
    text = re.sub(r"\s+", "", "".join(word.text for word in words))
    lefts, tops, rights, bottoms = zip(*(word.box for word in words), strict=True)
    return Word(
        text=text,
        box=(min(lefts), min(tops), max(rights), max(bottoms)),
        confidence=min(word.confidence for word in words),
        glyphs=tuple(glyph for word in words for glyph in word.glyphs),
    )


def _scaled(word: Word, factor: float) -> Word:
    def scaled(box: Box) -> Box:
        return (box[0] * factor, box[1] * factor, box[2] * factor, box[3] * factor)

    glyphs = tuple(g.model_copy(update={"box": scaled(g.box)}) for g in word.glyphs)
    return word.model_copy(update={"box": scaled(word.box), "glyphs": glyphs})
