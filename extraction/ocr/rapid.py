"""The one door to RapidOCR: words of a page, each glyph with its own probabilities.

Detection and cropping are RapidOCR's. Its public result drops the recogniser's probabilities,
so the recogniser's session is run here and its matrix is collapsed by `ctc`. The public call
keeps flags from one call to the next; it is not used. Models are those of the package: none
is fetched.
"""

import math
import os
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extraction.ocr.ctc import Emission, collapse
from extraction.ocr.port import FIGURE_CHARACTERS, Image
from schemas.errors import InputError, UsageError
from schemas.page import Glyph, Word
from schemas.source import Box

BATCH = 6
"""Lines that are recognised at once; more gains no time on a CPU."""

_TURNED = 2.5
"""A line this many times taller than wide is read turned by a quarter; RapidOCR's 1.5 would
take single characters for such lines."""

Quad = NDArray[np.float32]
"""Four corners (x, y) in pixels, clockwise from the upper left."""


class RapidReader:
    """RapidOCR with the models of its package. Cheap to make and to send to another process."""

    name = "rapidocr"

    def __init__(self, threads: int = 1, keep: int = 5) -> None:
        """Use ``threads`` per process, and keep so many alternatives of a glyph."""
        self._threads = threads
        self._keep = keep

    @property
    def version(self) -> str:
        """The installed version; it decides the models."""
        try:
            return version("rapidocr")
        except PackageNotFoundError as error:
            raise UsageError("rapidocr is missing: install rapidocr and onnxruntime") from error

    def read_page(self, image: Image, dpi: float) -> tuple[Word, ...]:
        """All words of an upright page (gray or RGB), boxes in points."""
        engine = self._engine()
        colour = _bgr(image)
        quads, crops = _lines(engine, colour)
        read = self._recognise(engine, crops, None)
        words = (
            _word(emissions, steps, quad * (72.0 / dpi))
            for (emissions, steps), quad in zip(read, quads, strict=True)
        )
        return tuple(word for word in words if word.text.strip())

    def read_lines(self, crops: Sequence[Image], *, figures: bool = False) -> tuple[Word, ...]:
        """One word per crop (gray or RGB), boxes in pixels of the crop."""
        engine = self._engine()
        lines = [_bgr(crop) for crop in crops]
        read = self._recognise(engine, lines, _figure_classes(engine) if figures else None)
        return tuple(
            _word(emissions, steps, _whole(line))
            for (emissions, steps), line in zip(read, lines, strict=True)
        )

    def _engine(self) -> Any:
        return _engine(self._threads, os.getpid())

    def _recognise(
        self, engine: Any, crops: Sequence[Image], allowed: NDArray[np.intp] | None
    ) -> list[tuple[tuple[Emission, ...], float]]:
        """For every crop its characters, and how many time steps the crop is wide."""
        recogniser = engine.text_rec
        characters = recogniser.postprocess_op.character
        ratios = [crop.shape[1] / crop.shape[0] for crop in crops]
        order = sorted(range(len(crops)), key=ratios.__getitem__)
        read: list[tuple[tuple[Emission, ...], float]] = [((), 1.0)] * len(crops)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            widest = max(*(ratios[i] for i in batch), _least_ratio(recogniser))
            matrices = _probabilities(recogniser, [crops[i] for i in batch], widest)
            for i, matrix in zip(batch, matrices, strict=True):
                steps = len(matrix) * ratios[i] / widest
                read[i] = (collapse(matrix, characters, self._keep, allowed), steps)
        return read


@lru_cache(maxsize=1)
def _engine(threads: int, process: int) -> Any:
    """The engine of this process; ``process`` keeps a forked child from using its parent's."""
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise UsageError("rapidocr is missing: install rapidocr and onnxruntime") from error
    settings = {
        "Global.log_level": "error",
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    try:
        engine: Any = RapidOCR(params=settings)
        engine._load_det_model()
        engine._load_rec_model()
    except Exception as error:
        raise UsageError(f"rapidocr can't be started, install it again: {error}") from error
    return engine


@lru_cache(maxsize=1)
def _classes_of(characters: tuple[str, ...]) -> NDArray[np.intp]:
    return np.array([i for i, c in enumerate(characters) if c in FIGURE_CHARACTERS and c])


def _figure_classes(engine: Any) -> NDArray[np.intp]:
    return _classes_of(tuple(engine.text_rec.postprocess_op.character))


def _lines(engine: Any, image: Image) -> tuple[list[Quad], list[Image]]:
    """The text lines of a BGR page: where they stand in pixels, and their pictures."""
    from rapidocr.main import RapidOCRError
    from rapidocr.utils.process_img import map_boxes_to_original

    try:
        smaller, record = engine.preprocess_img(image)
        crops, found = engine.detect_and_crop(smaller, record)
    except RapidOCRError:
        return [], []
    except Exception as error:
        raise InputError(f"the page image can't be read, render it again: {error}") from error
    boxes = map_boxes_to_original(found.boxes, record, *image.shape[:2])
    quads = [np.asarray(quad, np.float32) for quad in boxes]
    return quads, [_level(crop, quad) for crop, quad in zip(crops, quads, strict=True)]


def _level(crop: Image, quad: Quad) -> Image:
    """The crop, turned back where RapidOCR laid a single character on its side.

    A dash in a box half as wide as tall would be read as a 1, and with confidence.
    """
    width, height = _sides(quad)
    if width < height < _TURNED * width and crop.shape[1] > crop.shape[0]:
        return np.ascontiguousarray(np.rot90(crop, -1))
    return crop


def _sides(quad: Quad) -> tuple[float, float]:
    """Width and height of a quad."""
    return float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[3] - quad[0]))


def _least_ratio(recogniser: Any) -> float:
    _, height, width = recogniser.rec_image_shape[:3]
    return float(width / height)


def _probabilities(recogniser: Any, crops: Sequence[Image], widest: float) -> NDArray[np.float32]:
    """N x T x C probabilities of N crops, padded to ``widest`` (width / height)."""
    batch = np.stack([recogniser.resize_norm_img(crop, widest) for crop in crops])
    try:
        read = recogniser.session(batch.astype(np.float32))
    except Exception as error:
        raise InputError(f"the text lines can't be read, render the page again: {error}") from error
    return np.asarray(read, np.float32)


def _bgr(image: Image) -> Image:
    """As the models want it: three channels, blue first."""
    if image.ndim == 2:
        return np.repeat(image[:, :, None], 3, axis=2)
    return np.ascontiguousarray(image[:, :, 2::-1])


def _whole(image: Image) -> Quad:
    height, width = image.shape[:2]
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)


def _word(emissions: tuple[Emission, ...], steps: float, quad: Quad) -> Word:
    """A word whose line lies in ``quad``; a line ``steps`` time steps wide."""
    glyphs = tuple(
        Glyph(
            character=e.character,
            confidence=e.confidence,
            box=_part(quad, left / steps, right / steps),
            alternatives=e.alternatives,
        )
        for e, (left, right) in zip(emissions, _edges(emissions, steps), strict=True)
    )
    return Word(
        text="".join(g.character for g in glyphs),
        box=_part(quad, 0.0, 1.0),
        confidence=math.prod(g.confidence for g in glyphs) if glyphs else 0.0,
        glyphs=glyphs,
    )


def _edges(emissions: tuple[Emission, ...], steps: float) -> list[tuple[float, float]]:
    """Left and right edge of every character in time steps, half way to its neighbours."""
    if not emissions:
        return []
    middles = [(e.first + e.last + 1) / 2 for e in emissions]
    halves = [(a + b) / 2 for a, b in pairwise(middles)]
    left = max(0.0, 2 * middles[0] - halves[0]) if halves else 0.0
    right = min(steps, 2 * middles[-1] - halves[-1]) if halves else steps
    return list(pairwise([left, *halves, right]))


def _part(quad: Quad, start: float, end: float) -> Box:
    """The upright box around the part of a quad from ``start`` to ``end`` (0 to 1) of its run.

    The run is the long side: lines much taller than wide were turned before they were read.
    """
    a, b, c, d = (np.asarray(corner, np.float64) for corner in quad)
    width, height = _sides(quad)
    if height >= _TURNED * width:
        a, b, c, d = a, d, c, b
    start, end = min(max(start, 0.0), 1.0), min(max(end, 0.0), 1.0)
    corners = np.array([p + (q - p) * s for p, q in ((a, b), (d, c)) for s in (start, end)])
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return (float(x0), float(y0), float(x1), float(y1))
