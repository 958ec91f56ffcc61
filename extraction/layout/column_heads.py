"""Headers of a borderless table: wrapped lines put together, groups put over their columns.

All lengths are points in straight coordinates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extraction.layout.columns import WRAP, Columns
from extraction.layout.pieces import Piece
from extraction.layout.segments import Line, Segment

_LEVEL = 0.3  # em: baselines of one level
_UNCOVERED = 40.0  # points of being off centre that a column without its group is worth


_Choice = tuple[float, tuple[tuple[int, int], ...]]


@dataclass(frozen=True)
class Head:
    """A printed header: its text lines, its column and how many it goes over."""

    segments: tuple[Segment, ...]
    column: int
    span: int = 1

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Its pieces."""
        return tuple(piece for segment in self.segments for piece in segment.pieces)

    @property
    def cx(self) -> float:
        """The middle, across."""
        return sum(segment.cx for segment in self.segments) / len(self.segments)

    @property
    def cy(self) -> float:
        """The middle, down."""
        return sum(segment.cy for segment in self.segments) / len(self.segments)


def header_rows(lines: Sequence[Line], columns: Columns) -> list[list[Head]]:
    """The header as rows from top to bottom; a group stands in the first of its columns."""
    stacks = _blocks(lines, columns)
    leaves = {column: blocks[-1] for column, blocks in stacks.items()}
    groups = [blocks[-2] for blocks in stacks.values() if len(blocks) > 1]
    higher = [block for blocks in stacks.values() for block in blocks[:-2]]
    if not groups:
        return [list(leaves.values())] if leaves else []
    em = max(segment.em for head in leaves.values() for segment in head.segments)
    bottom = max(leaf.cy for leaf in leaves.values())
    level = sorted(c for c, leaf in leaves.items() if bottom - leaf.cy <= _LEVEL * em)
    places = {column: _cell_ends(leaves[column].cx, columns.spans[column]) for column in level}
    placed = _grouped(sorted(groups, key=lambda h: h.cx), level, places)
    spanning = [leaf for column, leaf in leaves.items() if column not in level]
    rows = [higher, [*placed, *spanning], [leaves[column] for column in level]]
    return [sorted(row, key=lambda head: head.column) for row in rows if row]


def _blocks(lines: Sequence[Line], columns: Columns) -> dict[int, list[Head]]:
    """For every column its headers from top to bottom, the lines of a wrapped one together."""
    stacks: dict[int, list[Segment]] = {}
    for line in lines:
        for segment in line.segments:
            stacks.setdefault(columns.at(segment), []).append(segment)
    made: dict[int, list[Head]] = {}
    for column, stack in sorted(stacks.items()):
        stack.sort(key=lambda segment: segment.cy)
        made[column] = []
        block = [stack[0]]
        for segment in stack[1:]:
            near = segment.cy - block[-1].cy <= WRAP * segment.em
            if near:
                block.append(segment)
            else:
                made[column].append(Head(tuple(block), column))
                block = [segment]
        made[column].append(Head(tuple(block), column))
    return made


def _cell_ends(middle: float, span: tuple[float, float]) -> tuple[float, float]:
    """The ends of a cell by the middle of its header and the text, set to one side, below."""
    half = max(middle - span[0], span[1] - middle)
    return middle - half, middle + half


def _grouped(
    groups: Sequence[Head], level: Sequence[int], places: Mapping[int, tuple[float, float]]
) -> list[Head]:
    """Every group over the neighbouring columns whose middle is nearest to its own."""
    runs = [(a, b) for i, a in enumerate(level) for b in level[i:] if b - a < len(level)]
    runs = [(a, b) for a, b in runs if all(c in places for c in range(a, b + 1))]
    known: dict[tuple[int, int], _Choice] = {}

    def best(index: int, start: int) -> _Choice:
        if index == len(groups):
            return _UNCOVERED * sum(1 for c in level if c >= start), ()
        if (index, start) not in known:
            found: _Choice = (float("inf"), ())
            for a, b in (run for run in runs if run[0] >= start):
                off = abs((places[a][0] + places[b][1]) / 2 - groups[index].cx)
                off += _UNCOVERED * sum(1 for c in level if start <= c < a)
                rest, taken = best(index + 1, b + 1)
                found = min(found, (off + rest, ((a, b), *taken)))
            known[index, start] = found
        return known[index, start]

    _, taken = best(0, 0)
    if len(taken) < len(groups):
        return list(groups)
    return [Head(g.segments, a, b - a + 1) for g, (a, b) in zip(groups, taken, strict=True)]
