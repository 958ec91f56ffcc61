"""A piece of a table as the text that a prompt holds, and the way back.

Only cells with print are written, each with the number of its column, because a model counts
separators badly. Whatever a cell says, it stays inside its place: the signs that build the frame
are written full-width there, and line ends become blanks.
"""

import re
from collections.abc import Mapping

from schemas.errors import InputError
from schemas.frozen import Frozen
from schemas.grid import GridRow
from schemas.label import clean_text
from schemas.piece import Piece

NONE = "—"
"""What stands for a title or unit that is not printed."""

_OPEN, _CLOSE = "<table>", "</table>"
_FRAME = str.maketrans({"|": "｜", "<": "＜", ">": "＞"})
_NOT_ENCODABLE = re.compile(r"[\ud800-\udfff]")
_ROW = re.compile(r"r(\d+)")
_CELL = re.compile(r"c(\d+)(?:-c(\d+))?: (.*)")


class HeaderText(Frozen):
    """A header cell as the table text holds it: its first and last column (1-based), its text."""

    first: int
    last: int
    text: str


class ReadTable(Frozen):
    """What a table text says. Rows are by number, their cells by column, both 1-based.

    ``before`` is the row of the previous piece (none: empty) and ``asked`` the numbers of the
    rows that are asked for (all rows where it is empty).
    """

    title: str | None
    unit: str | None
    parents: tuple[str, ...]
    header: tuple[tuple[HeaderText, ...], ...]
    before: Mapping[int, Mapping[int, str]]
    rows: Mapping[int, Mapping[int, str]]
    asked: tuple[int, ...]


def framed(text: str) -> str:
    """A printed text as it stands in a table text: one line, without the signs of the frame."""
    plain = _NOT_ENCODABLE.sub("\ufffd", clean_text(text)).translate(_FRAME)
    return " ".join(plain.split())


def row_text(name: str, row: GridRow, *, spans: bool = False) -> str:
    """One line for a row: its name (``r12``) and its cells with print; ``c3-c5`` with spans."""
    cells = []
    for column, cell in enumerate(row.cells, start=1):
        text = framed(cell.text)
        if text:
            last = column + cell.column_span - 1
            place = f"c{column}-c{last}" if spans and last > column else f"c{column}"
            cells.append(f"{place}: {text}")
    return " | ".join((name, *cells))


def table_text(piece: Piece) -> str:
    """The piece as text: title, unit, parents, header rows, the row before, rows, rows asked."""
    lines = [
        _OPEN,
        f"title: {framed(piece.title or '') or NONE}",
        f"unit: {framed(piece.unit or '') or NONE}",
    ]
    parents = [text for text in map(framed, piece.parents) if text]
    if parents:
        lines.append(f"above: {' > '.join(parents)}")
    lines += [row_text(f"h{n}", row, spans=True) for n, row in enumerate(piece.header, start=1)]
    if piece.before is not None:
        lines.append(f"before: {row_text(f'r{piece.first - 1}', piece.before)}")
    lines += [row_text(f"r{n}", row) for n, row in zip(piece.numbers, piece.rows, strict=True)]
    if piece.wanted:
        lines.append(f"asked: {', '.join(f'r{number}' for number in piece.wanted)}")
    return "\n".join((*lines, _CLOSE))


def read_table_text(text: str) -> ReadTable:
    """What the last table text in a prompt says.

    Raises:
        InputError: the text holds no table text.
    """
    lines = text.split("\n")
    if _OPEN not in lines or _CLOSE not in lines:
        raise InputError("the prompt holds no table; a table stands between <table> and </table>.")
    end = len(lines) - 1 - lines[::-1].index(_CLOSE)
    opened = [number for number, line in enumerate(lines[:end]) if line == _OPEN]
    if not opened:
        raise InputError("the prompt's table has no beginning; it begins with a line <table>.")
    return _read(lines[opened[-1] + 1 : end])


def _read(lines: list[str]) -> ReadTable:
    said: dict[str, str] = {}
    header: list[tuple[HeaderText, ...]] = []
    rows: dict[int, dict[int, str]] = {}
    before: dict[int, dict[int, str]] = {}
    for line in lines:
        name, _, rest = line.partition(" | ")
        word, colon, value = line.partition(": ")
        if colon and word == "before":
            name, _, rest = value.partition(" | ")
            before[_number(name)] = _by_column(rest)
        elif colon and word in ("title", "unit", "above", "asked"):
            said[word] = value
        elif name.startswith("h"):
            header.append(_cells(rest))
        elif name.startswith("r"):
            rows[_number(name)] = _by_column(rest)
    return ReadTable(
        title=_printed(said.get("title")),
        unit=_printed(said.get("unit")),
        parents=tuple(said["above"].split(" > ")) if "above" in said else (),
        header=tuple(header),
        before=before,
        rows=rows,
        asked=tuple(int(number) for number in _ROW.findall(said.get("asked", ""))),
    )


def _printed(value: str | None) -> str | None:
    return None if value in (None, NONE) else value


def _number(name: str) -> int:
    match = _ROW.fullmatch(name)
    if match is None:
        raise InputError(f"the prompt's table has a row named {name!r}; rows are named r1, r2, ...")
    return int(match.group(1))


def _cells(rest: str) -> tuple[HeaderText, ...]:
    found = []
    for part in rest.split(" | ") if rest else ():
        match = _CELL.fullmatch(part)
        if match is None:
            raise InputError(f"the prompt's table has a cell {part!r}; cells are written c1: text.")
        first = int(match.group(1))
        found.append(
            HeaderText(first=first, last=int(match.group(2) or first), text=match.group(3))
        )
    return tuple(found)


def _by_column(rest: str) -> dict[int, str]:
    return {cell.first: cell.text for cell in _cells(rest)}
