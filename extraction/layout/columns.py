"""Columns of a borderless table: white that goes through its rows.

All lengths are points in straight coordinates.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extraction.layout.segments import Line, Segment

WRAP = 1.35
"""Most distance of two lines of one wrapped header, in em."""

_ALIGNED = 0.6  # em: how far apart ends of one column may be
_CROSSED_SHARE = 0.05  # of the lines may run over a white: overlong labels
_WIDE = 0.6  # of the table: a text as wide stands in no column
_LEAST_WHITE = 0.35  # em: figures of neighbouring columns stand at least half a digit apart
_LEAST_SUPPORT = 3  # lines in which a column must line up


@dataclass(frozen=True)
class Columns:
    """Where the text of every column begins and ends, and the borders between them."""

    spans: tuple[tuple[float, float], ...]

    @property
    def borders(self) -> list[float]:
        """The lines between two columns, half-way in the white."""
        pairs = zip(self.spans, self.spans[1:], strict=False)
        return [(left[1] + right[0]) / 2 for left, right in pairs]

    @property
    def edges(self) -> list[float]:
        """The borders and the two outer ends."""
        return [self.spans[0][0], *self.borders, self.spans[-1][1]]

    def at(self, segment: Segment) -> int:
        """The column in which most of a segment stands."""
        shared = [min(b, segment.x1) - max(a, segment.x0) for a, b in self.spans]
        best = max(range(len(shared)), key=shared.__getitem__)
        return best if shared[best] > 0 else bisect_right(self.borders, segment.cx)


def aligned_columns(lines: Sequence[Line]) -> int:
    """In how many columns figures line up, by their right ends, left ends or middles."""
    figures = [s for line in lines for s in line.figures]
    if not figures:
        return 0
    em = float(np.median([s.em for s in figures]))
    counts = []
    for ends in ([s.x1 for s in figures], [s.x0 for s in figures], [s.cx for s in figures]):
        ordered = np.sort(np.array(ends))
        groups = np.split(ordered, np.flatnonzero(np.diff(ordered) > _ALIGNED * em) + 1)
        tight = (g for g in groups if len(g) >= _LEAST_SUPPORT and g[-1] - g[0] <= 3 * em)
        counts.append(sum(1 for _ in tight))
    return max(counts)


def columns_of(lines: Sequence[Line], headers: Sequence[Segment]) -> Columns:
    """The columns of body lines; a header over white that holds nothing else adds a column."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    segments = [s for line in lines for s in line.segments if s.x1 - s.x0 <= _WIDE * (right - left)]
    em = float(np.median([s.em for s in segments]))
    events = sorted({x for s in segments for x in (s.x0, s.x1)})
    low = np.array(events[:-1])
    high = np.array(events[1:])
    covered = np.zeros(len(low))
    for segment in segments:
        covered += (low >= segment.x0) & (high <= segment.x1)
    allowed = int(_CROSSED_SHARE * len(lines))
    spans = _filled(low, high, covered > allowed, em)
    return Columns(tuple(_with_headers(spans, header_blocks(headers))))


def header_blocks(headers: Sequence[Segment]) -> list[list[Segment]]:
    """Header segments with the lines that they are wrapped into together, from the top."""
    blocks: list[list[Segment]] = []
    for segment in sorted(headers, key=lambda s: s.cy):
        above = next(
            (
                block
                for block in blocks
                if 0 < segment.cy - block[-1].cy <= WRAP * segment.em
                and segment.x0 < block[-1].x1
                and block[-1].x0 < segment.x1
            ),
            None,
        )
        if above is None:
            blocks.append([segment])
        else:
            above.append(segment)
    return blocks


def _with_headers(
    spans: list[tuple[float, float]], blocks: Sequence[Sequence[Segment]]
) -> list[tuple[float, float]]:
    """The spans, wider or more by headers that stand over white.

    A header in the middle over figures set right belongs to the column right of it, one over
    short labels to the column left of it, if that has no other; else it has its own column.
    """
    made = list(spans)
    for block in sorted(blocks, key=lambda b: -b[-1].cy):
        low, high = min(s.x0 for s in block), max(s.x1 for s in block)
        if any(a <= high and low <= b for a, b in made):
            continue
        level = block[0].cy - 0.5 * block[0].em
        others = [other for other in blocks if other is not block and other[-1].cy >= level]
        right = next((n for n, (a, _) in enumerate(made) if a > high), None)
        left = (len(made) if right is None else right) - 1
        for near in (right, left):
            if near is not None and near >= 0 and not _headed(made[near], others):
                made[near] = min(low, made[near][0]), max(high, made[near][1])
                break
        else:
            made.append((low, high))
            made.sort()
    return made


def _headed(span: tuple[float, float], blocks: Sequence[Sequence[Segment]]) -> bool:
    return any(s.x0 <= span[1] and span[0] <= s.x1 for block in blocks for s in block)


def _filled(
    low: np.ndarray, high: np.ndarray, filled: np.ndarray, em: float
) -> list[tuple[float, float]]:
    """Stretches with text; narrow whites between them are closed."""
    spans: list[tuple[float, float]] = []
    for a, b, full in zip(low.tolist(), high.tolist(), filled.tolist(), strict=True):
        if not full:
            continue
        if spans and a - spans[-1][1] < _LEAST_WHITE * em:
            spans[-1] = (spans[-1][0], b)
        else:
            spans.append((a, b))
    return spans
