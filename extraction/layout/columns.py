"""Columns of a borderless table: white that goes through its rows.

All lengths are points in straight coordinates.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extraction.layout.lattice import Bools, Floats
from extraction.layout.segments import Line, Segment

WRAP = 1.35
"""Most distance of two lines of one wrapped header, in em."""

_ALIGNED = 0.6  # em: how far apart ends of one column may be
_CROSSED_SHARE = 0.05  # of the lines may run over a white: overlong labels
_WIDE = 0.6  # of the table: a text as wide stands in no column
_LEAST_WHITE = 0.35  # em: figures of neighbouring columns stand at least half a digit apart
_LEVEL = 0.3  # em: baselines of one level
_NO_COLUMN = 6.0  # em: a header further from a column is over an empty one
_SHARED_WORTH = 0.1  # of what a header and a column share, against white between others
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
    allowed = int(_CROSSED_SHARE * len(lines))
    for segment in segments:
        weight = allowed + 1 if segment.figure else 1
        covered += weight * ((low >= segment.x0) & (high <= segment.x1))
    spans = _filled(low, high, covered > allowed, em)
    return Columns(tuple(_with_headers(spans, header_blocks(headers), em)))


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
    spans: list[tuple[float, float]], blocks: Sequence[Sequence[Segment]], em: float
) -> list[tuple[float, float]]:
    """The spans, wider by their headers; a header that is left over has its own column.

    Headers and columns are in the same order. A header in the middle of its cell need not
    stand over figures set right or labels set left; then the nearest order decides.
    """
    top = min((block[0].cy for block in blocks), default=0.0)
    bottom = max((block[-1].cy for block in blocks), default=0.0)
    split = bottom - top > WRAP * em
    lowest = [
        block
        for block in blocks
        if not any(_below(other, block) for other in blocks)
        and not (split and block[-1].cy - top < _LEVEL * em and not _over(block, spans))
    ]
    heads = sorted((min(s.x0 for s in b), max(s.x1 for s in b)) for b in lowest)
    made: list[tuple[float, float]] = []
    matched = _matched(heads, spans, _NO_COLUMN * em)
    owner = {column: heads[n] for n, column in enumerate(matched) if column is not None}
    for index, span in enumerate(spans):
        head = owner.get(index, span)
        made.append((min(span[0], head[0]), max(span[1], head[1])))
    for stretch, column in zip(heads, matched, strict=True):
        if column is None and all(_distance(stretch, span) > 0 for span in spans):
            made.append(stretch)
    return _apart(sorted(made))


def _matched(
    heads: Sequence[tuple[float, float]], spans: Sequence[tuple[float, float]], alone: float
) -> list[int | None]:
    """For every header its column, None for one of its own; in order, with the least distance."""
    best = [[0.0] * (len(spans) + 1) for _ in range(len(heads) + 1)]
    for i in range(len(heads) - 1, -1, -1):
        best[i][-1] = best[i + 1][-1] + alone
        for j in range(len(spans) - 1, -1, -1):
            best[i][j] = min(
                best[i + 1][j + 1] + _distance(heads[i], spans[j]),
                best[i + 1][j] + alone,
                best[i][j + 1],
            )
    matched: list[int | None] = []
    i = j = 0
    while i < len(heads):
        if j == len(spans) or best[i][j] == best[i + 1][j] + alone:
            matched.append(None)
            i += 1
        elif best[i][j] == best[i + 1][j + 1] + _distance(heads[i], spans[j]):
            matched.append(j)
            i, j = i + 1, j + 1
        else:
            j += 1
    return matched


def _distance(head: tuple[float, float], span: tuple[float, float]) -> float:
    """The white between two stretches; the more they share, the further below zero."""
    white = max(head[0] - span[1], span[0] - head[1])
    return white if white > 0 else _SHARED_WORTH * white


def _apart(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans that overlap, cut half-way, or one where one lies in the other."""
    made: list[tuple[float, float]] = []
    for low, high in spans:
        if made and high <= made[-1][1]:
            continue
        if made and low < made[-1][1]:
            middle = (low + made[-1][1]) / 2
            made[-1] = made[-1][0], middle
            low = middle
        made.append((low, high))
    return made


def _over(block: Sequence[Segment], spans: Sequence[tuple[float, float]]) -> bool:
    return any(s.x0 < high and low < s.x1 for s in block for low, high in spans)


def _below(lower: Sequence[Segment], upper: Sequence[Segment]) -> bool:
    over = any(a.x0 < b.x1 and b.x0 < a.x1 for a in lower for b in upper)
    return over and lower[0].cy > upper[-1].cy


def _filled(low: Floats, high: Floats, filled: Bools, em: float) -> list[tuple[float, float]]:
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
