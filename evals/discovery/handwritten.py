"""Hand-written tables: the layouts of real publications with invented figures that add up.

A file says title and unit, one header row (``!``; ``/`` parts levels), the rows, and the sums:
``= r5: 1+2-3 in 1,2`` is row 5 in columns 1 and 2 (all columns of figures where none is named),
``= c4: 2+3`` is column 4 along the rows.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from evals.discovery.model import Annotated, MeantSum, Part, Place

CASES = Path(__file__).with_name("cases")
_SUM = re.compile(r"= ([rc])(\d+): ([\d+-]+)(?: in ([\d,]+))?$")
_TERM = re.compile(r"([+-]?)(\d+)")
_FIGURE = re.compile(r"^[$£€¥ ]*\(?-?[$£€¥ ]*\d[\d,]*(?:\.\d+)?\)?$")


def handwritten(split: str) -> tuple[Annotated, ...]:
    """The tables of ``dev`` or ``held_out``, by file name."""
    return tuple(read_case(path) for path in sorted((CASES / split).glob("*.txt")))


def read_case(path: Path) -> Annotated:
    """The table in a file."""
    told = {"title": "", "unit": ""}
    header: list[str] = []
    rows: list[tuple[str, ...]] = []
    statements: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, rest = line.partition(":")
        if line.startswith("="):
            statements.append(line)
        elif line.startswith("!"):
            header = line[1:].split("|")
        elif word in told and "|" not in line:
            told[word] = rest.strip()
        elif line.strip():
            cells = [_indented(cell) for cell in line.split("|")]
            rows.append(tuple(cells + [""] * (len(header) - len(cells))))
    paths = [cell.split("/") for cell in header]
    depth = max(len(one) for one in paths)
    padded = [one + [one[-1]] * (depth - len(one)) for one in paths]
    return Annotated(
        name=path.stem,
        title=told["title"],
        unit=told["unit"],
        header=tuple(tuple(one[level] for one in padded) for level in range(depth)),
        rows=tuple(rows),
        sums=tuple(one for text in statements for one in _sums(text, rows)),
    )


def _indented(cell: str) -> str:
    bare = cell.lstrip(" ")
    return "\u3000" * (len(cell) - len(bare)) + bare.rstrip(" ")


def _sums(text: str, rows: list[tuple[str, ...]]) -> Iterator[MeantSum]:
    match = _SUM.match(text)
    if match is None:
        raise ValueError(f"{text!r} is no sum")
    axis, total, terms, lines = match.groups()
    signed = [(-1 if sign == "-" else 1, int(at)) for sign, at in _TERM.findall(terms)]
    count = len(rows[0]) if axis == "r" else len(rows)
    chosen = [int(one) for one in lines.split(",")] if lines else range(count)

    def place(line: int, at: int) -> Place:
        return Place(at, line) if axis == "r" else Place(line, at)

    def figure(where: Place) -> bool:
        return _FIGURE.match(rows[where.row][where.column]) is not None

    for line in chosen:
        parts = tuple(Part(sign, place(line, at)) for sign, at in signed)
        printed = tuple(part for part in parts if figure(part.place))
        if printed and figure(place(line, int(total))):
            yield MeantSum(place(line, int(total)), printed)
