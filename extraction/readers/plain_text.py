"""Lines of plain text and Markdown: tab-separated tables, pipe tables and paragraphs."""

import re

from extraction.readers.pipe_tables import is_enclosed, pipe_table, pipe_table_end
from extraction.readers.tab_tables import tab_table
from extraction.readers.table_limits import TableLimits
from extraction.readers.text_lines import Lines
from schemas.grid import Block, Paragraph
from schemas.source import Source

# What OCR engines wrap around a table; on a line of its own it prints nothing.
_WRAPPER = re.compile(
    r"(?:</?(?:html|head|body|div|center|p|span|section|article|figure|table|thead|tbody|tfoot"
    r"|br|hr)\b[^<>]*>\s*)+",
    re.IGNORECASE,
)


def text_blocks(lines: Lines, first_line: int, limits: TableLimits) -> list[Block]:
    """The paragraphs and grids of ``lines``, in order; raises OversizeError.

    A paragraph is one printed line without outer blanks, with its marks (``#``, ``-``, ``>``).
    """
    blocks: list[Block] = []
    start = 0
    while start < len(lines):
        if (end := pipe_table_end(lines, start)) > start:
            blocks.append(pipe_table(lines[start:end], first_line + start, limits))
        elif (end := _tab_table_end(lines, start)) > start:
            blocks.append(tab_table(lines[start:end], first_line + start, limits))
        else:
            blocks += _paragraph(lines[start], first_line + start)
            end = start + 1
        start = end
    return blocks


def _tab_table_end(lines: Lines, start: int) -> int:
    """The index after the run of lines with a tab that begins at ``start``."""
    end = start
    while end < len(lines) and "\t" in lines[end] and not _begins_pipe_table(lines, end):
        end += 1
    return end


def _begins_pipe_table(lines: Lines, start: int) -> bool:
    return is_enclosed(lines[start]) and pipe_table_end(lines, start) > start


def _paragraph(line: str, number: int) -> list[Block]:
    text = line.strip()
    if not text or (text[0] == "<" and _WRAPPER.fullmatch(text)):
        return []
    return [Paragraph(text=text, source=Source(line=number))]
