"""An annotated table as a file: Markdown where its header has one row, else HTML."""

from html import escape
from typing import NamedTuple

from evals.discovery.model import Annotated


class Page(NamedTuple):
    """The text of a file, its suffix, and the text line (1-based) of every row of the table."""

    text: str
    suffix: str
    lines: tuple[int, ...]


def page_of(table: Annotated) -> Page:
    """The table under its title and unit."""
    if len(table.header) > 1:
        return _html(table)
    above = [f"# {table.title}", "", table.unit, ""] if table.unit else [f"# {table.title}", ""]
    head = [_pipes(table.header[0]), "|" + "---|" * len(table.header[0])]
    body = [_pipes(row) for row in table.rows]
    first = len(above) + len(head) + 1
    text = "\n".join([*above, *head, *body]) + "\n"
    return Page(text, ".md", tuple(range(first, first + len(body))))


def _pipes(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def _html(table: Annotated) -> Page:
    lines = ["<html><body>", f"<h2>{escape(table.title)}</h2>", f"<p>{escape(table.unit)}</p>"]
    lines.append("<table>")
    depth, width = len(table.header), len(table.header[0])
    for level in range(depth):
        cells = []
        for column in range(width):
            path = [table.header[d][column] for d in range(depth)]
            if level and path[level] == path[level - 1]:
                continue
            same = _span(table.header, level, column)
            if not same:
                continue
            rows = depth - level if len(set(path[level:])) == 1 else 1
            cells.append(f'<th rowspan="{rows}" colspan="{same}">{escape(path[level])}</th>')
        lines.append("<tr>" + "".join(cells) + "</tr>")
    first = len(lines) + 1
    for row in table.rows:
        lines.append("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>")
    lines.append("</table></body></html>")
    return Page("\n".join(lines), ".html", tuple(range(first, first + len(table.rows))))


def _span(header: tuple[tuple[str, ...], ...], level: int, column: int) -> int:
    """Over how many columns a header goes, 0 where one to the left covers it."""
    if level == len(header) - 1:
        return 1

    def path(at: int) -> tuple[str, ...]:
        return tuple(row[at] for row in header[: level + 1])

    if column and path(column - 1) == path(column):
        return 0
    end = column
    while end < len(header[0]) and path(end) == path(column):
        end += 1
    return end - column
