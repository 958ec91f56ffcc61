"""The door to rich: tables, colours and a progress bar on the terminal.

What comes from a document is never read as markup, and no control character of it is printed.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from extraction.export.inert import legal

_UNLIMITED = 10_000
_GAP = 3


class Mark(NamedTuple):
    """A text in a style of rich (``red``, ``bold``)."""

    text: str
    style: str = ""


class Heading(NamedTuple):
    """The head of a column; figures stand at the right and are never broken."""

    text: str
    figures: bool = False


Item = str | Mark


class Screen:
    """Standard output, and standard error for progress.

    Where output is no terminal, lines are as long as they are, so that they can be searched.
    """

    def __init__(self) -> None:
        probe = Console()
        width = None if probe.is_terminal else _UNLIMITED
        self._out = Console(width=width, highlight=False, markup=False, emoji=False)
        self._error = Console(stderr=True, highlight=False, markup=False, emoji=False)

    @property
    def width(self) -> int:
        """Columns of a line."""
        return self._out.width

    def line(self, *items: Item) -> None:
        """Print one line; a long one is wrapped by the terminal, not by us."""
        self._out.print(_joined(items), soft_wrap=True)

    def table(self, headings: Sequence[Heading], rows: Sequence[Sequence[Item]]) -> None:
        """Print a table; texts fold where it would be wider than the terminal."""
        table = Table(box=None, pad_edge=False, padding=(0, _GAP - 1, 0, 0), header_style="bold")
        for heading in headings:
            table.add_column(
                _text(heading.text),
                justify="right" if heading.figures else "left",
                no_wrap=heading.figures,
                overflow="fold",
            )
        for row in rows:
            table.add_row(*(_text(item) for item in row))
        if self._out.is_terminal:
            self._out.print(table)
            return
        with self._out.capture() as printed:
            self._out.print(table)
        # Columns are filled with blanks up to their width, which a file does not need.
        for line in printed.get().splitlines():
            self._out.print(Text(line.rstrip()), soft_wrap=True)

    @contextmanager
    def progress(self, total: int) -> Iterator[Callable[[str, int], None]]:
        """A bar of ``total`` pages on stderr; the function given names a file and adds pages.

        Where stderr is no terminal, nothing is drawn.
        """
        bar = Progress(
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[name]}", markup=False),
            console=self._error,
            transient=True,
            disable=not self._error.is_terminal,
        )
        with bar:
            task = bar.add_task("", total=total, name="")
            yield lambda name, pages: bar.update(task, advance=pages, name=legal(name))


def columns_wide(text: str) -> int:
    """How many columns of a terminal the text takes; a Chinese character takes two."""
    return max((cell_len(line) for line in legal(text).split("\n")), default=0)


def _text(item: Item) -> Text:
    mark = Mark(item) if isinstance(item, str) else item
    return Text(legal(mark.text), style=mark.style)


def _joined(items: Sequence[Item]) -> Text:
    return Text.assemble(*(_text(item) for item in items))
