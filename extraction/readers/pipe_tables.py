"""Markdown tables: cells between pipes."""

import re

from extraction.readers.tab_tables import row_of_texts
from extraction.readers.table_limits import TableLimits
from extraction.readers.text_lines import Lines
from schemas.grid import Grid

_PIPE = re.compile(r"(?<!\\)\|")
_ALIGNMENT = re.compile(r":?-+:?")
_REPEATED_ALIGNMENT = re.compile(r":?-{3,}:?")
_BLANKS = " \t"


def pipe_cells(line: str, open_width: int = 0) -> list[str]:
    """The cell texts of a line, outer pipes and padding off, escaped pipes as pipes.

    ``open_width`` is the number of columns of a table without outer pipes (0 where it has
    them): there a leading pipe closes a blank first cell.
    """
    parts = [part.strip(_BLANKS) for part in _split(line)]
    if len(parts) > 1 and not parts[-1]:
        parts = parts[:-1]
    if len(parts) > 1 and not parts[0] and not 0 < len(parts) <= open_width:
        parts = parts[1:]
    return [part.replace("\\|", "|") for part in parts]


def is_enclosed(line: str) -> bool:
    """Whether the line starts and ends with a pipe and no cell holds a tab.

    A tab inside a cell says that the pipes are misread rules of a tab-separated table.
    """
    text = line.strip()
    if len(text) < 2 or text[0] != "|" or text[-1] != "|" or text[-2] == "\\":
        return False
    return "\t" not in text or all("\t" not in cell for cell in pipe_cells(line))


def pipe_table_end(lines: Lines, start: int) -> int:
    """The index after the pipe table that begins at ``start``; ``start`` if none does."""
    if "|" not in lines[start]:
        return start
    if is_enclosed(lines[start]):
        end = start + 1
        while end < len(lines) and is_enclosed(lines[end]):
            end += 1
        if end - start >= 2:
            return end
    if start + 1 == len(lines) or not _is_header(lines[start], lines[start + 1]):
        return start
    end = start + 2
    while end < len(lines) and "\t" not in lines[end] and _PIPE.search(lines[end]):
        end += 1
    return end


def pipe_table(lines: Lines, first_line: int, limits: TableLimits) -> Grid:
    """The grid of pipe-table lines without their alignment rows; raises OversizeError."""
    aligned = next((i for i, text in enumerate(lines[:2]) if _is_alignment(text, _ALIGNMENT)), -1)
    open_width = 0 if lines[0].lstrip().startswith("|") else len(pipe_cells(lines[0]))
    rows = []
    for index, text in enumerate(lines):
        # A row of single dashes further down is data: a dash stands for nil.
        if index == aligned or _is_alignment(text, _REPEATED_ALIGNMENT):
            continue
        line = first_line + index
        limits.check_columns(text.count("|") - 1 - text.count("\\|"), line)
        limits.count_row(line)
        rows.append(row_of_texts(pipe_cells(text, open_width), line))
    return Grid(rows=tuple(rows))


def _split(line: str) -> list[str]:
    return _PIPE.split(line) if "\\|" in line else line.split("|")


def _is_alignment(line: str, cell: re.Pattern[str]) -> bool:
    if "|" not in line or "-" not in line:
        return False
    cells = pipe_cells(line)
    return bool(cells) and all(cell.fullmatch(text) for text in cells)


def _is_header(line: str, following: str) -> bool:
    if "\t" in line or not _is_alignment(following, _ALIGNMENT):
        return False
    return bool(_PIPE.search(line)) and len(pipe_cells(line)) == len(pipe_cells(following))
