"""Ruling lines of a cleaned page image."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from extraction.imaging.dotted import dotted_ink, is_ragged
from extraction.imaging.grain import grain_of
from extraction.imaging.raster import POINTS_PER_INCH, Raster, as_raster, ink_of
from extraction.imaging.segments import Piece, merged, rules_of
from schemas.page import Rule

_RUN = 0.13
"""Inches of unbroken line that start a piece: 9 points, the lowest row of a printed table."""
_PINHOLE = 0.013
"""Inches of a hole in a line that is closed before pieces are sought: 1 point. Figures in the
densest tables keep 2 points from their rules."""
_THICK = 4.0
"""Points: thicker is a bar or a shaded cell."""
_ALONE = 36.0
"""Points unbroken from which a line needs no other line: strokes of a 26 point title have 28."""
_LONG = 120.0
"""Points unbroken that no row of strokes has: in grain, trials had up to 87."""
_BETWEEN = 8.0
"""Points from which a line counts when both ends stand on lines across it."""
_TOUCH = 3.5
"""Points between the end of a line and the line that it stands on; worn corners leave 3."""
_TOUCH_IN_TEXT = 1.5
"""The same where characters stand beside it: strokes of a figure come within 3 of both rules."""
_END = 3.5
"""Points of an end that are looked at; figures keep 2 to 3 points from their rules."""
_AS_DARK = 0.4
"""Share of a line's darkness that its ends have, too."""
_INKED = 0.85
"""Share of an end that is so dark."""
_SNAP = 6.0
"""Points by which a line may miss one across it and still reach it: no column is narrower."""
_SIDE = (1.5, 5.0)
"""Points beside a line where strokes of the same characters stand, but cells have their margin."""
_STROKES = 0.07
"""Share of ink there, mean of both sides, from which a line is made of strokes."""
_TWIN = 0.8
"""Share of ink along a row from which it is a line itself."""
_THROUGH = 0.9
"""Share of ink across the sides from which it is a line that crosses."""
_EDGE = 3.0
"""Points at the page's edge where a line is the shadow of the paper."""
_SOLID = 0.55
"""Share of a line's length that its pieces of ink must cover."""
_SLOPE = 0.02
"""Rise per run of a line of a deskewed page (and a point for its thickness)."""
_PARTS = 8
"""Parts of a piece whose middles show how it bends."""
_BESIDE = 6.0
"""Points beside a joined line in which its pieces lie."""
_SMOOTH = 5.0
"""Gray levels of grain up to which a page is read as it is."""
_MEAN = 0.06
"""Inches along a line whose mean is taken on a grainy page: 4 points, half a row."""
_REACH = 0.4
"""Share of that length by which the ink of a mean reaches beyond the end of a dark line."""
_SIGMAS = 3.5
"""Grains of the mean by which ink differs from paper."""
_FAINT = 8
"""Gray levels by which a hairline differs from its surroundings: scanned at 100 dpi, 20."""


class _Line(NamedTuple):
    """A joined line, the points of it that are inked, and those of its longest piece.

    ``clear``: a long piece of it was found by the paper on both of its sides.
    """

    piece: Piece
    inked: float
    longest: float
    clear: bool = False
    in_text: bool = False
    whole: bool = True


def find_rules(gray: Raster, dpi: float) -> tuple[Rule, ...]:
    """Horizontal rules by y and vertical ones by x, in points of the page; (height, width) gray.

    Breaks are closed and doubled lines made one. A slightly bent line is given by its ends'
    heights on the straight line that fits it best. On a ragged page rows of dots are lines, too.
    Strokes of characters are left out by length, unless both their ends stand on rules.
    """
    scale = POINTS_PER_INCH / dpi
    dotted = is_ragged(gray, dpi)
    # Neighbours of a scaled page have their grain in common, blank paper is rare on a full one.
    grain = max(_grain(gray), grain_of(gray, dpi))
    across = _lines(gray, dpi, grain, dotted)
    down = _lines(as_raster(gray.T), dpi, grain, dotted)
    size = (gray.shape[1] * scale, gray.shape[0] * scale)
    across = [line for line in across if not _on_edge(line.piece, size[1])]
    down = [line for line in down if not _on_edge(line.piece, size[0])]
    ink = ink_of(gray, dpi, below=round(max(25, _SIGMAS * grain))) > 0
    rows, columns = _standing(
        _judged(across, gray, ink, scale), _judged(down, gray.T, ink.T, scale)
    )
    return rules_of(
        [_snapped(piece, columns) for piece in rows], [_snapped(piece, rows) for piece in columns]
    )


def _ink_along(gray: Raster, dpi: float, grain: float) -> tuple[Raster, int]:
    """Ink of horizontal lines, and by how many pixels it reaches too far at either end.

    On a grainy page it is that of the mean along the line, else that of the page as it is.
    """
    if grain <= _SMOOTH:
        return ink_of(gray, dpi, below=round(max(_FAINT, _SIGMAS * grain))), 0
    length = round(_MEAN * dpi) | 1
    mean = as_raster(cv2.blur(gray, (length, 1), borderType=cv2.BORDER_REPLICATE))
    ink = ink_of(mean, dpi, below=round(max(_FAINT, _SIGMAS * grain / length**0.5)))
    return ink, round(_REACH * length)


def _grain(gray: Raster) -> float:
    """Standard deviation of the noise of blank paper, in gray levels (Immerkaer's operator)."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32)
    response = np.abs(cv2.filter2D(gray, cv2.CV_32F, kernel))
    # 70 % of absolute normal values are below 1.036 sigma; the operator multiplies by 6. Not the
    # median: white paper is as white as it gets, and half of its noise is cut off.
    return float(np.percentile(response[::3, ::3], 70)) / (6 * 1.036)


def _lines(gray: Raster, dpi: float, grain: float, dotted: bool) -> list[_Line]:
    """Horizontal lines of the page, in points, joined; whatever their length."""
    solid = _pieces_of(*_ink_along(gray, dpi, grain), dpi)
    dots = _pieces_of(*dotted_ink(gray, dpi), dpi) if dotted else []
    joined = [
        _Line(line, *_made_of(line, solid + dots), clear=_made_of(line, dots)[1] >= _ALONE)
        for line in merged(solid + dots)
    ]
    return [
        line
        for line in joined
        if line.inked >= _SOLID * line.piece.length
        and abs(line.piece.across_end - line.piece.across_start) <= _SLOPE * line.piece.length + 1
    ]


def _pieces_of(ink: Raster, smeared: int, dpi: float) -> list[Piece]:
    """The horizontal lines in an image of ink, one for each that hangs together."""
    # Even kernels would move the lines by a pixel.
    hole, run = round(_PINHOLE * dpi) | 1, max(7, round(_RUN * dpi)) | 1
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, hole), np.uint8))
    long = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    # Runs of a slanted line are steps of a stair that overlap by less than a pixel.
    steps = as_raster(cv2.dilate(long, np.ones((3, 3), np.uint8)))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(steps, connectivity=8)
    pieces: list[Piece] = []
    for number in range(1, len(stats)):
        x, y, width, height, _ = (int(value) for value in stats[number])
        window = (slice(y, y + height), slice(x, x + width))
        own = (labels[window] == number) & (long[window] > 0)
        pieces += _piece(own, x, y, dpi, smeared)
    return pieces


def _piece(own: NDArray[np.bool_], x: int, y: int, dpi: float, smeared: int) -> list[Piece]:
    """The one line in a component of ink, or none where it is too thick.

    Its ends are drawn in by the pixels by which the mean along the line has lengthened it.
    """
    columns = own.sum(axis=0)
    used = np.nonzero(columns)[0]
    if not len(used):
        return []
    scale = POINTS_PER_INCH / dpi
    thickness = float(np.median(columns[used])) * scale
    if thickness > _THICK:
        return []
    rows = np.arange(own.shape[0])[:, None] + 0.5
    middles = (own * rows).sum(axis=0)[used] / columns[used]
    ends = _fitted(used + 0.5, middles, columns[used] * scale <= _THICK)
    start, end = float(used[0] + smeared), float(used[-1] + 1 - smeared)
    if end - start < 1:
        return []
    at_start, at_end = (ends[0] + ends[1] * along for along in (start, end))
    return [
        Piece((x + start) * scale, (x + end) * scale, (y + at_start) * scale, (y + at_end) * scale)
    ]


def _fitted(
    along: NDArray[np.floating[Any]], across: NDArray[np.float64], thin: NDArray[np.bool_]
) -> tuple[float, float]:
    """Height at 0 and slope of the line through the middles, where no character touches it."""
    if thin.any():
        along, across = along[thin], across[thin]
    if len(along) < 2 * _PARTS:
        return float(np.median(across)), 0.0
    parts = np.array_split(np.arange(len(along)), _PARTS)
    x = np.array([along[part].mean() for part in parts])
    y = np.array([float(np.median(across[part])) for part in parts])
    slope, height = (float(value) for value in np.polyfit(x, y, 1))
    return height, slope


def _made_of(line: Piece, pieces: Sequence[Piece]) -> tuple[float, float]:
    """Points of a joined line that are inked, and of its longest piece."""
    lengths = [
        piece.length
        for piece in pieces
        if piece.start >= line.start - 0.1
        and piece.end <= line.end + 0.1
        and abs(line.across((piece.start + piece.end) / 2) - piece.across_start) <= _BESIDE
    ]
    return sum(lengths), max(lengths, default=0.0)


def _on_edge(piece: Piece, size: float) -> bool:
    place = (piece.across_start + piece.across_end) / 2
    return place < _EDGE or place > size - _EDGE


def _judged(lines: list[_Line], gray: Raster, ink: NDArray[np.bool_], scale: float) -> list[_Line]:
    """The lines of any use, with what is beside them and how their ends look."""
    return [
        line._replace(
            in_text=line.longest < _LONG and _in_text(line.piece, ink, scale),
            whole=line.longest >= _LONG or _is_whole(line.piece, gray, scale),
        )
        for line in lines
        if line.piece.length >= _BETWEEN
    ]


def _is_whole(piece: Piece, gray: Raster, scale: float) -> bool:
    """Whether both ends are as dark as the rest: grain bridges a figure and its rule faintly."""
    row = round((piece.across_start + piece.across_end) / 2 / scale - 0.5)
    columns = slice(int(piece.start / scale), int(piece.end / scale) + 1)
    dark = gray[max(0, row - 1) : row + 2, columns].min(axis=0).astype(np.float64)
    if not dark.size:
        return False
    surroundings = gray[max(0, row - round(_SIDE[1] / scale)) : row, columns]
    paper = float(np.percentile(surroundings, 75)) if surroundings.size else 255.0
    inked = paper - dark >= _AS_DARK * (paper - float(np.median(dark)))
    end = max(2, round(_END / scale))
    return min(float(inked[:end].mean()), float(inked[-end:].mean())) >= _INKED


def _standing(across: list[_Line], down: list[_Line]) -> tuple[list[Piece], list[Piece]]:
    """Lines long enough alone, and shorter ones that stand on accepted ones with both ends."""
    rows = [line.piece for line in across if line.longest >= _ALONE and not line.in_text]
    columns = [line.piece for line in down if line.longest >= _ALONE and not line.in_text]
    for _ in range(2):
        rows += _held(across, rows, columns)
        columns += _held(down, columns, rows)
    return rows, columns


def _held(lines: list[_Line], accepted: list[Piece], crossing: list[Piece]) -> list[Piece]:
    return [
        line.piece
        for line in lines
        if line.piece not in accepted
        and (_is_held(line, crossing) or (line.clear and any(_ends_on(line, crossing, _TOUCH))))
    ]


def _is_held(line: _Line, crossing: Sequence[Piece]) -> bool:
    touch = _TOUCH_IN_TEXT if line.in_text else _TOUCH
    return all(_ends_on(line, crossing, touch)) and (line.whole or not line.in_text)


def _in_text(piece: Piece, ink: NDArray[np.bool_], scale: float) -> bool:
    """Whether there is ink along both sides of a line: it is a row of strokes of characters."""
    along = slice(int(piece.start / scale), int(piece.end / scale) + 1)
    top, bottom = sorted((piece.across_start, piece.across_end))
    above = ink[_band(top - _SIDE[1], top - _SIDE[0], scale), along]
    below = ink[_band(bottom + _SIDE[0], bottom + _SIDE[1], scale), along]
    if not (above.size and below.size):
        return False
    # Lines across it are ink on both sides, all the way; its twin is a row of nothing but ink.
    crossing = (above.mean(axis=0) > _THROUGH) & (below.mean(axis=0) > _THROUGH)
    rows = np.concatenate([above[:, ~crossing], below[:, ~crossing]])
    if not rows.size:
        return False
    shares = rows.mean(axis=1)
    return float(np.where(shares > _TWIN, 0.0, shares).mean()) > _STROKES


def _band(start: float, end: float, scale: float) -> slice:
    return slice(max(0, round(start / scale)), max(0, round(end / scale)) + 1)


def _snapped(piece: Piece, crossing: Sequence[Piece]) -> Piece:
    """The piece with ends on the lines that they touch: ink ends at a line's far side."""
    start = _nearest(piece.start, piece.across_start, crossing)
    end = _nearest(piece.end, piece.across_end, crossing)
    return piece if end - start <= 0 else piece._replace(start=start, end=end)


def _nearest(along: float, across: float, crossing: Sequence[Piece]) -> float:
    places = [
        line.across(across) for line in crossing if line.start - _SNAP <= across <= line.end + _SNAP
    ]
    nearest = min(places, key=lambda place: abs(place - along), default=along)
    return nearest if abs(nearest - along) <= _SNAP else along


def _ends_on(line: _Line, crossing: Sequence[Piece], touch: float) -> tuple[bool, bool]:
    """Whether the start and the end of a line stand on lines across it."""

    def on(along: float, across: float) -> bool:
        return any(
            other.start - touch <= across <= other.end + touch
            and abs(other.across(across) - along) <= touch
            for other in crossing
        )

    piece = line.piece
    return on(piece.start, piece.across_start), on(piece.end, piece.across_end)
