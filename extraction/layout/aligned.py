"""Tables without vertical rules: rows by baselines, columns by alignment.

All lengths are points in straight coordinates.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extraction.layout.body_rows import body_rows
from extraction.layout.column_heads import header_rows
from extraction.layout.columns import Columns, aligned_columns, columns_of
from extraction.layout.filling import PlacedGrid
from extraction.layout.pieces import WHOLE, Piece, cut
from extraction.layout.segments import Line, Segment, segment_lines
from extraction.layout.straight import Run, page_box
from extraction.layout.textlines import cell_text
from extraction.readers.html_text import escaped
from schemas.grid import Grid, GridCell, GridRow
from schemas.page import Word
from schemas.source import Box, Source

_LEAST_ROWS = 3  # of two figures: fewer lines up by chance
_PAIR_ROWS = 4  # of a label and an amount: a page of contents has no decimals
_RULED_ROWS = 2  # between rules of one length
_LEAST_COLUMNS = 2  # of figures
_HEADED_COLUMNS = 3  # of figures under headers of their own: then one row is enough
_FAR = 3.5  # em from line to line of one table
_LABEL_LINES = 8  # without a figure, at most, that begin where no label does: wrapped texts
_STEPS = 1.15  # of the usual distance of rows: a row of labels under the last one
_LEFT = 0.25  # em: labels of one column begin as close
_WRAP = 1.5  # em from line to line of a wrapped label
_LEADING = 1.3  # em: lines of one text are set as close, rows are not
_OVERLAP = 0.9  # em: text of two rows would touch
_HEAD_FAR = 3.0  # em between two lines of a header
_HEAD_LINES = 6
_LARGE = 1.15  # times the type of the table: a title
_PROSE = 0.7  # of the width of the table: a line of one piece as long is no row
_LONG_RULE = 100.0  # points: a shorter one is an underline
_NOTE = re.compile(r"^(?:注|备注|说明)")
_ABOVE = re.compile(r"单\s*位\s*[:：]|[:：]\s*$|^(?:附?表|附件)[\d一-十\-]")


@dataclass
class _Found:
    """The lines of a table: header lines, body lines, and the rules that part its rows."""

    head: list[Line]
    body: list[Line]
    rules: list[float]


def aligned_tables(
    pieces: Sequence[Piece], rules: Sequence[Run], page: int, slope: float
) -> tuple[list[PlacedGrid], list[Piece]]:
    """The tables without vertical rules among the pieces, and the pieces in none of them.

    ``rules`` are the horizontal runs that belong to no ruled table.
    """
    lines = segment_lines(pieces)
    long = [rule for rule in rules if rule.length >= _LONG_RULE]
    made: list[PlacedGrid] = []
    taken: set[int] = set()
    start = 0
    while start < len(lines):
        found, start = _next_table(lines, start, long)
        if found is None:
            break
        grid = _grid(found, page, slope)
        if grid is None:
            continue
        made.append(grid)
        words = [w for line in (*found.head, *found.body) for s in line.segments for w in s.pieces]
        taken.update(id(piece.word) for piece in words)
    return made, [piece for piece in pieces if id(piece.word) not in taken]


def _next_table(
    lines: Sequence[Line], start: int, rules: Sequence[Run]
) -> tuple[_Found | None, int]:
    """The first table from a line on, and the line after it."""
    index = start
    while index < len(lines):
        if not lines[index].figures or len(lines[index].segments) < 2:
            index += 1
            continue
        end = _run_end(lines, index)
        first = index
        while first > start and (
            _opens_label(lines[first - 1], lines[first])
            or _is_label_row(lines[first - 1], lines[first:end])
        ):
            first -= 1
        body = list(lines[first:end])
        places = _own_rules(body, rules)
        head = _head(lines[start:first], body)
        if _is_table(body, head, bool(places)):
            return _Found(head, body, places), end
        index = end
    return None, len(lines)


def _is_label_row(line: Line, rows: Sequence[Line]) -> bool:
    """Whether a line above the first row of figures is a row of labels alone."""
    if line.figures or rows[0].cy - line.cy > _FAR * line.em or _opens_table(line, rows):
        return False
    return len(line.segments) > 1 and _is_label_line(line, rows)


def _is_label_line(line: Line, rows: Sequence[Line]) -> bool:
    """Whether all texts of a line begin where labels of the rows begin."""
    labels = [s for row in rows for s in row.segments if not s.figure]
    return all(any(_under(own, label, 0.0) for label in labels) for own in line.segments)


def _opens_label(line: Line, below: Line) -> bool:
    """Whether a line above the first row is the beginning of a wrapped label."""
    distance = below.cy - line.cy
    if distance < _OVERLAP * line.em:
        return True
    alone = len(line.segments) == 1 and not line.figures
    return alone and distance < _LEADING * line.em and not _ABOVE.search(line.segments[0].text)


def _run_end(lines: Sequence[Line], first: int) -> int:
    """The line after the last row of figures that hangs together with the first."""
    end, odd = first + 1, 0
    left, right = lines[first].x0, lines[first].x1
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if line.cy - lines[index - 1].cy > _FAR * line.em or odd > _LABEL_LINES:
            break
        if line.unbroken and len(line.figures) < 2 and line.x1 - line.x0 > _PROSE * (right - left):
            break
        if not line.figures and _opens_table(line, lines[first:end]):
            break
        if line.figures and len(line.segments) > 1:
            end, odd = index + 1, 0
            left, right = min(left, line.x0), max(right, line.x1)
        else:
            odd += not _is_label_line(line, lines[first:end])
    while end < len(lines) and _ends_label(lines[end], lines[first:end]):
        end += 1
    return end


def _opens_table(line: Line, rows: Sequence[Line]) -> bool:
    """Whether a line without figures is a title, a unit or a header: not a row of labels."""
    if any(_ABOVE.search(segment.text) for segment in line.segments):
        return True
    if len(line.segments) == 1:
        return line.em > _LARGE * rows[-1].em or line.segments[0].text.endswith("表")
    figures = [s for row in rows for s in row.figures]
    labels = [s for row in rows for s in row.segments if not s.figure]
    heads = [own for own in line.segments if _over_any(own, figures) and not _over_any(own, labels)]
    return len(heads) > 1


def _over_any(own: Segment, others: Sequence[Segment]) -> bool:
    return any(own.x0 < other.x1 and other.x0 < own.x1 for other in others)


def _ends_label(line: Line, rows: Sequence[Line]) -> bool:
    """Whether a line under the last row is what is left of its label, or a row of labels."""
    distance = line.cy - rows[-1].cy
    if line.figures or _NOTE.match(line.segments[0].text) or _opens_table(line, rows):
        return False
    if distance > max(_WRAP * line.em, _STEPS * _step(rows)):
        return False
    labels = [s for row in rows for s in row.segments if not s.figure]
    reach = 0.5 if distance <= _WRAP * line.em else 0.0
    return all(
        any(_under(own, s, reach) or (reach and _inside(own, s)) for s in labels)
        for own in line.segments
    )


def _under(own: Segment, label: Segment, reach: float) -> bool:
    """Whether a text begins where a label begins."""
    return abs(own.x0 - label.x0) <= max(reach, _LEFT) * own.em


def _inside(own: Segment, label: Segment) -> bool:
    return label.x0 - 0.5 * own.em <= own.x0 and own.x1 <= label.x1 + own.em


def _step(rows: Sequence[Line]) -> float:
    """The usual distance of rows."""
    return median(b.cy - a.cy for a, b in pairwise(rows)) if len(rows) > 1 else 0.0


def _own_rules(body: Sequence[Line], rules: Sequence[Run]) -> list[float]:
    """The places of rules over the lines, if there are two or more of one length."""
    left = min(s.x0 for line in body for s in line.segments)
    right = max(s.x1 for line in body for s in line.segments)
    em = body[0].segments[0].em
    top, bottom = body[0].top - 10 * em, body[-1].bottom + 3 * em
    own = [
        rule
        for rule in rules
        if top <= rule.at <= bottom and rule.low <= left + em and rule.high >= right - em
    ]
    return [rule.at for rule in own] if len(own) > 1 else []


def _is_table(body: Sequence[Line], head: Sequence[Line], ruled: bool) -> bool:
    rows = [line for line in body if len(line.figures) > 1]
    filled = [line for line in body if line.figures and len(line.segments) > 1]
    if ruled and len(filled) >= _RULED_ROWS:
        return True
    if len(rows) >= _LEAST_ROWS and aligned_columns(rows) >= _LEAST_COLUMNS:
        return True
    whole = [line for line in filled if WHOLE.fullmatch(line.figures[-1].text)]
    if len(whole) >= _PAIR_ROWS and aligned_columns(whole):
        return True
    if any(_is_two_sided(line) for line in rows):
        return True
    heads = sum(len(line.segments) for line in head)
    return any(_HEADED_COLUMNS <= len(line.figures) <= heads for line in rows)


def _is_two_sided(line: Line) -> bool:
    """Whether a line is label, amount, label, amount: what a page break leaves of two sides."""
    whole = [s for s in line.segments if WHOLE.fullmatch(s.text)]
    return len(whole) > 1 and [s.figure for s in line.segments] == [False, True] * len(whole)


def _head(above: Sequence[Line], body: Sequence[Line]) -> list[Line]:
    """The header lines right above the body."""
    left, right = min(line.x0 for line in body), max(line.x1 for line in body)
    em = median(s.em for line in body for s in line.segments)
    made: list[Line] = []
    below = body[0].cy
    for line in reversed(above[-_HEAD_LINES:]):
        alone = line.segments[0] if len(line.segments) == 1 else None
        if below - line.cy > _HEAD_FAR * em or any(_ABOVE.search(s.text) for s in line.segments):
            break
        if line.figures or (line.unbroken and line.x1 - line.x0 > _PROSE * (right - left)):
            break
        if alone is not None and _is_title(alone, left, right, em):
            break
        made.insert(0, line)
        below = line.cy
    while made and len(made[0].segments) == 1 and len(made) == 1:
        made.pop(0)
    return made


def _is_title(alone: Segment, left: float, right: float, em: float) -> bool:
    """Whether a single text above a header is a title: larger, long, or in the middle."""
    centred = abs(alone.cx - (left + right) / 2) < 1.5 * em
    return alone.em > _LARGE * em or centred or alone.text.endswith("表")


_Cells = dict[tuple[int, int], tuple[list[Piece], int]]


def _grid(found: _Found, page: int, slope: float) -> PlacedGrid | None:
    heads = [s for line in found.head for s in line.segments]
    columns = columns_of(found.body, heads)
    if len(columns.spans) < 2:
        return None
    cells: _Cells = {}
    tops: list[tuple[float, float]] = []
    for row in header_rows(found.head, columns):
        for head in row:
            held, span = cells.get((len(tops), head.column), ([], 1))
            cells[len(tops), head.column] = ([*held, *head.pieces], max(span, head.span))
        tops.append(_extent([piece for head in row for piece in head.pieces]))
    for lines in body_rows(found.body, columns, found.rules):
        pieces = [piece for line in lines for s in line.segments for piece in s.pieces]
        for segment in (s for line in lines for s in line.segments):
            for column, part in _parts(segment, columns):
                cells.setdefault((len(tops), column), ([], 1))[0].append(part)
        tops.append(_extent(pieces))
    return _placed(cells, columns, _edges(tops), page, slope)


def _parts(segment: Segment, columns: Columns) -> list[tuple[int, Piece]]:
    """The pieces of a segment with their column; one read over several columns is cut."""
    home = columns.at(segment)
    made = []
    for piece in segment.pieces:
        for part in cut(piece, columns.borders, drawn=False):
            whole = part is piece or part.text == piece.text
            made.append((home if whole else columns.at(Segment((part,))), part))
    return made


def _extent(pieces: Sequence[Piece]) -> tuple[float, float]:
    return min(p.y0 for p in pieces), max(p.y1 for p in pieces)


def _edges(extents: Sequence[tuple[float, float]]) -> list[float]:
    """The tops of the rows and the bottom of the last; rows meet half-way."""
    between = [(a[1] + b[0]) / 2 for a, b in pairwise(extents)]
    return [extents[0][0], *between, extents[-1][1]]


def _placed(
    cells: _Cells, columns: Columns, ys: Sequence[float], page: int, slope: float
) -> PlacedGrid:
    xs = columns.edges
    words: dict[Box, tuple[Word, ...]] = {}
    rows = []
    for row in range(len(ys) - 1):
        made = []
        for column in range(len(xs) - 1):
            pieces, span = cells.get((row, column), ([], 1))
            right = xs[column + span]
            box = page_box(xs[column], ys[row], right, ys[row + 1], slope)
            if pieces:
                words[box] = tuple(piece.as_word() for piece in pieces)
            made.append(
                GridCell(
                    text=escaped(cell_text(pieces, right - xs[column])) if pieces else "",
                    source=Source(page=page, box=box),
                    column_span=span,
                    confidence=min((piece.confidence for piece in pieces), default=1.0),
                )
            )
        rows.append(GridRow(cells=tuple(made)))
    frame = (xs[0], ys[0], xs[-1], ys[-1])
    return PlacedGrid(Grid(rows=tuple(rows), spans_known=False, page=page), frame, words)
