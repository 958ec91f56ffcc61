"""Layouts of tables written as text, and the invented figures that fill them.

A layout names its lines and columns, one to a line of text::

    label ; key                 a leaf: figures are drawn
    label ; key = a + b - c     a sum of other lines (or columns)
    label                       a heading without figures

Leading blanks of a line are printed as indentation; ``|`` parts several label cells. After the
key stand flags: ``neg`` (figures below zero), ``gap`` (often blank), ``nil`` (always blank or a
dash), ``of=KEY`` (a part of that line, by itself no sum), ``rate`` (percentages, no sums), and
for columns also ``label``, ``note``, ``serial``, ``pct``, ``text`` and ``years``. ``/`` in a
column's header parts the levels of a header of several rows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from evals.discovery.model import Annotated, MeantSum, Part, Place

_EXPRESSION = re.compile(r"([+-]?)\s*(\w+)")
_TEXTS = ("续建", "新建", "完工", "在建")
_NO_FIGURES = frozenset({"label", "note", "serial", "pct", "text", "years"})
_FINER = 2
"""Places that a rounded table's own figures have beyond those it prints."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table looks. Figures are drawn between ``low`` and ``high`` (printed units).

    ``rounded`` rounds every figure for itself, so that sums are off by a last place at times.
    """

    name: str
    lines: str
    columns: str
    title: str = ""
    unit: str = ""
    places: int = 0
    low: int = 50
    high: int = 90000
    grouping: bool = True
    brackets: bool = False
    blank: str = ""
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line or column of a layout."""

    label: str
    key: str = ""
    flags: tuple[str, ...] = ()
    formula: tuple[tuple[int, str], ...] = ()

    def flag(self, name: str) -> str | None:
        """What a flag says (the empty text where it only stands there), None without it."""
        found = next((f for f in self.flags if f.split("=")[0] == name), None)
        return None if found is None else found.partition("=")[2]


def parse(text: str) -> tuple[Line, ...]:
    """The lines of a layout's text."""
    return tuple(_line(raw) for raw in text.strip("\n").splitlines() if raw.strip())


def _line(raw: str) -> Line:
    label, _, rest = raw.partition(";")
    left, _, right = rest.partition(" = ")
    words = left.split()
    formula = tuple(
        (-1 if sign == "-" else 1, key) for sign, key in _EXPRESSION.findall(right.strip())
    )
    return Line(label.rstrip(), words[0] if words else "", tuple(words[1:]), formula)


Figures = Mapping[tuple[str, str], Decimal | None]


def drawn(layout: Layout, seed: int) -> Annotated:
    """The table of a layout with figures of this seed, and its sums."""
    rng = Random(f"{layout.name}:{seed}")
    lines, columns = parse(layout.lines), parse(layout.columns)
    figures = _figures(layout, lines, columns, rng)
    labels = sum(1 for column in columns if column.flag("label") is not None)
    rows = []
    for number, line in enumerate(lines):
        texts = iter(_labels(line, labels))
        rows.append(
            tuple(
                next(texts)
                if column.flag("label") is not None
                else _text(layout, line, column, number, figures, rng)
                for column in columns
            )
        )
    return Annotated(
        name=f"{layout.name}-{seed}",
        title=layout.title,
        unit=layout.unit,
        header=_header(columns),
        rows=tuple(rows),
        sums=tuple(_sums(lines, columns, tuple(rows))),
    )


def _figures(
    layout: Layout, lines: Sequence[Line], columns: Sequence[Line], rng: Random
) -> dict[tuple[str, str], Decimal | None]:
    """The figure of every line and column by their keys, sums worked out on both axes."""
    own = [c for c in columns if not _NO_FIGURES & {f.split("=")[0] for f in c.flags}]
    found: dict[tuple[str, str], Decimal | None] = {}
    for line in lines:
        for column in own:
            if line.key and not line.formula and not column.formula:
                found[line.key, column.key] = _draw(layout, line, rng)
    for line in lines:
        parent = line.flag("of")
        for column in own:
            if parent and not column.formula and (line.key, column.key) in found:
                share = Decimal(rng.randint(5, 60)) / 100
                whole = _worth(found, lines, parent, column.key)
                found[line.key, column.key] = _fit(layout, whole * share)
    for line in lines:
        for column in own:
            if line.key and line.formula and not column.formula:
                found[line.key, column.key] = _worth(found, lines, line.key, column.key)
    for column in own:
        for line in lines:
            if line.key and column.formula and line.flag("rate") is None:
                found[line.key, column.key] = _across(found, columns, line.key, column.key)
    return found


def _worth(found: Figures, lines: Sequence[Line], key: str, column: str) -> Decimal:
    line = next(one for one in lines if one.key == key)
    if not line.formula:
        return found.get((key, column)) or Decimal(0)
    return sum((s * _worth(found, lines, part, column) for s, part in line.formula), Decimal(0))


def _across(found: Figures, columns: Sequence[Line], key: str, name: str) -> Decimal:
    column = next(one for one in columns if one.key == name)
    if not column.formula:
        return found.get((key, name)) or Decimal(0)
    return sum((s * _across(found, columns, key, part) for s, part in column.formula), Decimal(0))


def _draw(layout: Layout, line: Line, rng: Random) -> Decimal | None:
    if line.flag("nil") is not None or (line.flag("gap") is not None and rng.random() < 0.4):
        return None
    if line.flag("rate") is not None:
        return Decimal(rng.randint(11, 999)) / 10
    # Log-uniform: amounts of one statement differ by orders of magnitude.
    spread = (layout.high / layout.low) ** rng.random()
    value = _fit(layout, Decimal(layout.low) * Decimal(f"{spread:.6f}") + Decimal(rng.random()))
    return -value if line.flag("neg") is not None else value


def _fit(layout: Layout, value: Decimal) -> Decimal:
    places = layout.places + (_FINER if layout.rounded else 0)
    return value.quantize(Decimal(1).scaleb(-places))


def _labels(line: Line, count: int) -> list[str]:
    opens_blank = line.label.lstrip().startswith("|")
    indent = 0 if opens_blank else len(line.label) - len(line.label.lstrip())
    parts = [part.strip() for part in line.label.strip().split("|")]
    parts += [""] * (count - len(parts))
    last = max((i for i, part in enumerate(parts) if part), default=0)
    parts[last] = "\u3000" * indent + parts[last]
    return parts[:count]


def _text(
    layout: Layout, line: Line, column: Line, number: int, figures: Figures, rng: Random
) -> str:
    if not line.key:
        return ""
    if column.flag("note") is not None:
        return str(rng.randint(1, 38)) if not line.formula and rng.random() < 0.6 else ""
    if column.flag("serial") is not None:
        return str(number + 1)
    if column.flag("text") is not None:
        return rng.choice(_TEXTS) if not line.formula else ""
    if column.flag("years") is not None:
        return str(rng.randint(2019, 2026)) if not line.formula else ""
    if column.flag("pct") is not None:
        return f"{Decimal(rng.randint(-300, 990)) / 10}%"
    value = figures.get((line.key, column.key))
    if line.flag("rate") is not None:
        return "" if value is None else f"{value}%"
    return printed(layout, value)


def printed(layout: Layout, value: Decimal | None) -> str:
    """A figure as the layout prints it."""
    if value is None:
        return layout.blank
    shown = value.quantize(Decimal(1).scaleb(-layout.places))
    text = f"{abs(shown):,f}" if layout.grouping else f"{abs(shown):f}"
    if shown >= 0:
        return text
    return f"({text})" if layout.brackets else f"-{text}"


def _header(columns: Sequence[Line]) -> tuple[tuple[str, ...], ...]:
    paths = [column.label.strip().split("/") for column in columns]
    depth = max(len(path) for path in paths)
    padded = [path + [path[-1]] * (depth - len(path)) for path in paths]
    return tuple(tuple(path[level] for path in padded) for level in range(depth))


def _sums(
    lines: Sequence[Line], columns: Sequence[Line], rows: Sequence[Sequence[str]]
) -> list[MeantSum]:
    """Every annotated sum whose total and at least one part are printed."""
    line_of = {line.key: i for i, line in enumerate(lines) if line.key}
    column_of = {column.key: i for i, column in enumerate(columns) if column.key}
    figured = [i for i, c in enumerate(columns) if not _NO_FIGURES & set(c.flags)]
    found = []
    for number, line in enumerate(lines):
        for column in figured if line.formula else ():
            parts = tuple(Part(s, Place(line_of[k], column)) for s, k in line.formula)
            found.append(MeantSum(Place(number, column), parts))
    for column, spec in enumerate(columns):
        for number, line in enumerate(lines) if spec.formula else ():
            if line.key and line.flag("rate") is None:
                parts = tuple(Part(s, Place(number, column_of[k])) for s, k in spec.formula)
                found.append(MeantSum(Place(number, column), parts))
    return [made for made in (_there(one, rows) for one in found) if made is not None]


def _there(one: MeantSum, rows: Sequence[Sequence[str]]) -> MeantSum | None:
    def figure(place: Place) -> bool:
        return any(c.isdigit() for c in rows[place.row][place.column])

    parts = tuple(part for part in one.parts if figure(part.place))
    return MeantSum(one.total, parts) if parts and figure(one.total) else None
