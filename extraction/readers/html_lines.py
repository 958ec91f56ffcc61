"""Where tags and tables stand in HTML source, without parsing it.

The parser counts lines in 16 bits, takes a tag to stand where it ends, and can't tell
where the text after an end tag stands. So the lines are written into the source first.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

LINE_ATTRIBUTE = "source-line"
"""Carries ``<line of the tag's start>+<line breaks inside the tag>``, first in every tag."""

_BLOCK_END = (
    "table|div|p|ul|ol|dl|li|h[1-6]|section|article|pre|blockquote|form|center|main|header|footer"
)
_TAG = re.compile(
    rf"<(?P<start>[A-Za-z][^\s<>/]*)(?P<rest>[^<>]*>)?|</(?:{_BLOCK_END})\s{{0,99}}>",
    re.IGNORECASE,
)
_TABLE_TAG = re.compile(r"<(/?)table(?=[\s>/])[^<>]*>?", re.IGNORECASE)
_OPENING = re.compile(
    r"<table[^<>]*>\s*<(?:!--|(?:t[rdh]|thead|tbody|tfoot|caption|col|colgroup)[\s>/])",
    re.IGNORECASE,
)
_CELL_TAG = re.compile(r"<t[rdh][\s>/]", re.IGNORECASE)
_INNER_TAG = re.compile(r"</?(?:t[rdh]|thead|tbody|tfoot|caption)[\s>/]|</table", re.IGNORECASE)
_PRINTED = re.compile(r"\S")


class Fragment(NamedTuple):
    """A part of a text and the line it begins in; ``table`` says whether it is HTML."""

    text: str
    line: int
    table: bool


def with_lines(source: str, first_line: int = 1) -> str:
    """The source with the line attribute in every start tag.

    A ``<br>`` with it follows every end tag of a block, since an end tag can't carry one.
    """
    pieces: list[str] = []
    position, line = 0, first_line
    for match in _TAG.finditer(source):
        line += source.count("\n", position, match.start())
        pieces.append(source[position : match.start()])
        position = match.end()
        breaks = match.group().count("\n")
        if match["start"] is None:
            pieces.append(f"{match.group()}<br {LINE_ATTRIBUTE}={line + breaks}+0 >")
        else:
            rest = match["rest"] or ""
            pieces.append(f"<{match['start']} {LINE_ATTRIBUTE}={line}+{breaks} {rest}")
        line += breaks
    pieces.append(source[position:])
    return "".join(pieces)


def tag_lines(value: str | None) -> tuple[int, int] | None:
    """The lines in which a tag begins and ends, from its line attribute."""
    start, _, breaks = (value or "").partition("+")
    if not (start.isdecimal() and breaks.isdecimal()):
        return None
    return int(start), int(start) + int(breaks)


def split_tables(text: str) -> Iterator[Fragment]:
    """The text cut at its outermost HTML tables, in order.

    A table inside a cell of a tab-separated or pipe row stays part of that row.
    """
    position, line = 0, 1
    for start, end in _table_spans(text):
        if start > position:
            before = text[position:start]
            yield Fragment(before, line, table=False)
            line += before.count("\n")
        yield Fragment(text[start:end], line, table=True)
        line += text.count("\n", start, end)
        position = end
    yield Fragment(text[position:], line, table=False)


def _table_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of the outermost tables."""
    tables = _matched_tables(text)
    position = 0
    for index, (start, matched) in enumerate(tables):
        if start < position:
            continue
        before = text[max(position, text.rfind("\n", position, start) + 1) : start].lstrip()
        if "\t" in before or before.startswith("|"):
            position = _line_end(text, start)
            continue
        if matched is None and not _OPENING.match(text, start):
            position = start + 1
            continue
        position = _unclosed_end(text, tables, index) if matched is None else matched
        # Prose may name the tag; a table has cells.
        if _CELL_TAG.search(text, start, position):
            yield start, position


def _matched_tables(text: str) -> list[tuple[int, int | None]]:
    """The start of every table tag, in order, and the end of the end tag that closes it."""
    ends: dict[int, int | None] = {}
    opened: list[int] = []
    for match in _TABLE_TAG.finditer(text):
        if not match[1]:
            ends[match.start()] = None
            opened.append(match.start())
        elif opened:
            ends[opened.pop()] = match.end()
    return list(ends.items())


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _unclosed_end(text: str, tables: list[tuple[int, int | None]], index: int) -> int:
    """Where a table without end tag ends: before the first line that is clearly not of it."""
    end = _line_end(text, tables[index][0])
    while end < len(text):
        index += 1
        while index < len(tables) and tables[index][0] < end:
            end = max(end, _line_end(text, tables[index][1] or 0))
            index += 1
        index -= 1
        following = _next_line_of_table(text, end)
        if following is None:
            return end
        end = _line_end(text, following)
    return end


def _next_line_of_table(text: str, end: int) -> int | None:
    """The start of the next line of an unclosed table whose last line ends at ``end``."""
    found = _PRINTED.search(text, end)
    if found is None:
        return None
    start = text.rfind("\n", end, found.start()) + 1
    if text.count("\n", end, start) > 1:
        return start if _INNER_TAG.match(text, found.start()) else None
    line = text[start : _line_end(text, start)]
    return None if "\t" in line.strip() and "<" not in line else start
