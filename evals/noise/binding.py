"""Which printed cells of a text the values of its gold stand in.

The link rests on the gold and the text alone, never on an engine that is to be measured. Rows of
a gold table are laid along the lines that the gold names, in order, and its fields along the
columns by how often they agree. A value that equal texts of one line could print is linked only
where its column says which; what stays open is not linked, and noise leaves such cells alone.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from evals.comparison import Printed, aligned, normal
from evals.noise.rows import Row

Gold: TypeAlias = Mapping[str, Any]
"""The content of a gold file."""

_UNITS = ("万元", "万", "元")
_SAID = frozenset({"side"})
"""Fields that no cell prints: they say where a row stands."""
_CARRIED = frozenset({"project", "target", "level1", "level2"})
"""Fields of labels that are printed once for some rows."""
_NEAR = 120
"""Lines above a table in which the form it belongs to may name its project."""


class Place(NamedTuple):
    """A value of the gold: table and row by their position in the file, and the field."""

    table: int
    row: int
    field: str


class Binding(NamedTuple):
    """Values by the cell that prints them (its ident), and the lines before the first value.

    ``headers`` are lines of header rows, each tuple those of one table.
    """

    values: Mapping[int, tuple[Place, ...]]
    headers: tuple[tuple[int, ...], ...]


def bare(text: str) -> str:
    """A printed text without a unit at its end."""
    core = "".join(text.split())
    return next((core[: -len(u)] for u in _UNITS if core.endswith(u) and core != u), core)


def figure(text: str) -> Decimal | None:
    """The number that a cell prints, with or without a unit; None where it prints none."""
    value = normal(bare(text))
    return value if isinstance(value, Decimal) else None


def prints(text: str, value: Printed) -> bool:
    """Whether a cell prints a value of the gold."""
    return normal(text) == value or (isinstance(value, Decimal) and figure(text) == value)


def bind(gold: Gold, rows: Sequence[Row]) -> Binding:
    """Link the values of a gold file with the cells of the rows of its text."""
    links: dict[int, list[Place]] = {}
    headers = []
    for number, table in enumerate(gold["tables"]):
        if not table.get("lines"):
            continue
        first, last = table["lines"]
        here = [row for row in rows if first <= row.line <= last and not row.rule]
        found = _table(number, table, here)
        found |= _carried(number, table, here, found)
        found |= _named_above(number, gold, rows, found)
        for place, ident in found.items():
            links.setdefault(ident, []).append(place)
        bound = set(found.values())
        begins = [r.line for r in here if any(i in bound for c in r.cells for i in c.idents)]
        headers.append(tuple(row.line for row in here if row.line < min(begins, default=last + 1)))
    for ident in _doubtful(gold, rows, links):
        links.pop(ident, None)
    values = {ident: tuple(sorted(places)) for ident, places in links.items()}
    taken = {row.line for row in rows for c in row.cells for i in c.idents if i in values}
    clear = tuple(tuple(n for n in lines if n not in taken) for lines in headers)
    return Binding(MappingProxyType(values), clear)


def _doubtful(gold: Gold, rows: Sequence[Row], links: Mapping[int, Sequence[Place]]) -> set[int]:
    """Cells that may print a value that is linked with no cell: which one is not known."""
    linked = {place for places in links.values() for place in places}
    found: set[int] = set()
    for number, table in enumerate(gold["tables"]):
        first, last = table.get("lines") or (1, 0)
        left = {
            value
            for index, row in enumerate(table["rows"])
            for field, value in _wanted(row).items()
            if Place(number, index, field) not in linked
        }
        cells = [cell for row in rows if first <= row.line <= last for cell in row.cells]
        found |= {c.idents[0] for c in cells if any(prints(c.text, value) for value in left)}
    return found


def _wanted(row: Mapping[str, str | None]) -> dict[str, Printed]:
    given = {f: normal(v) for f, v in row.items() if f not in _SAID}
    return {field: value for field, value in given.items() if value is not None}


def _table(number: int, table: Mapping[str, Any], rows: Sequence[Row]) -> dict[Place, int]:
    """The values that stand in the line of their row; the sides of a table share its lines."""
    found: dict[Place, int] = {}
    numbered = list(enumerate(table["rows"]))
    for _, group in groupby(numbered, key=lambda item: item[1].get("side")):
        items = [(index, _wanted(row)) for index, row in group]

        def likeness(i: int, j: int, items: list[tuple[int, dict[str, Printed]]] = items) -> int:
            wanted = items[i][1]
            return sum(any(prints(c.text, v) for c in rows[j].cells) for v in wanted.values())

        pairs = aligned(len(items), len(rows), likeness)
        columns = _columns([(items[i][1], rows[j]) for i, j in pairs])
        for i, j in pairs:
            index, wanted = items[i]
            for field, ident in _row(wanted, rows[j], columns).items():
                found[Place(number, index, field)] = ident
    return found


def _columns(pairs: Sequence[tuple[Mapping[str, Printed], Row]]) -> Mapping[str, int]:
    """The column of each field: both in order, so that they agree in most rows."""
    votes: Counter[tuple[str, int]] = Counter()
    for wanted, row in pairs:
        for column, cell in enumerate(row.cells):
            votes.update((f, column) for f, v in wanted.items() if prints(cell.text, v))
    fields = list(dict.fromkeys(field for wanted, _ in pairs for field in wanted))
    width = max((len(row.cells) for _, row in pairs), default=0)
    laid = aligned(len(fields), width, lambda i, j: votes[fields[i], j])
    return {fields[i]: j for i, j in laid}


def _row(wanted: Mapping[str, Printed], row: Row, columns: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for field, value in wanted.items():
        fits = [n for n, cell in enumerate(row.cells) if prints(cell.text, value)]
        alike = [f for f, v in wanted.items() if v == value]
        if columns.get(field) in fits:
            chosen = columns[field]
        elif len(fits) == len(alike) == 1:
            chosen = fits[0]
        elif len(fits) == len(alike):
            chosen = fits[alike.index(field)]
        else:
            continue
        found[field] = row.cells[chosen].idents[0]
    taken = Counter(found.values())
    return {field: ident for field, ident in found.items() if taken[ident] == 1}


def _carried(
    number: int, table: Mapping[str, Any], rows: Sequence[Row], found: Mapping[Place, int]
) -> dict[Place, int]:
    """Labels that stand in a line above that of their row, or a form's values on many lines."""
    line_of = {i: row.line for row in rows for cell in row.cells for i in cell.idents}
    made: dict[Place, int] = {}
    owned = Counter(found.values())
    for index, row in enumerate(table["rows"]):
        wanted = _wanted(row)
        lines = [line_of[found[p]] for f in wanted if (p := Place(number, index, f)) in found]
        for field, value in wanted.items():
            place = Place(number, index, field)
            if place in found:
                continue
            fits = [(r.line, c.idents[0]) for r in rows for c in r.cells if prints(c.text, value)]
            if len(table["rows"]) > 1:
                if field not in _CARRIED or not lines:
                    continue
                fits = [fit for fit in fits if fit[0] < min(lines)][-1:]
            elif len(fits) != 1 or owned[fits[0][1]]:
                fits = _in_turn(wanted, value, field, fits)
            if fits:
                made[place] = fits[0][1]
    return made


def _in_turn(
    wanted: Mapping[str, Printed], value: Printed, field: str, fits: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Of equal values of a form, each takes its own cell, in the order of the fields."""
    alike = [name for name, other in wanted.items() if other == value]
    return [fits[alike.index(field)]] if len(alike) == len(fits) else []


def _named_above(
    number: int, gold: Gold, rows: Sequence[Row], found: Mapping[Place, int]
) -> dict[Place, int]:
    """The project of tables of a form, which the head of the form prints once."""
    table = gold["tables"][number]
    first, last = table["lines"]
    heads = [
        t["lines"] for t in gold["tables"]
        if t["kind"] == "project_profile" and t.get("lines") and t["lines"][0] <= first
        and first - t["lines"][0] <= _NEAR
    ]  # fmt: skip
    if not heads:
        return {}
    start = max(head[0] for head in heads)
    above = [row for row in rows if start <= row.line <= last]
    made: dict[Place, int] = {}
    for index, row in enumerate(table["rows"]):
        place, value = Place(number, index, "project"), normal(row.get("project"))
        if value is None or place in found:
            continue
        fits = [cell.idents[0] for r in above for cell in r.cells if prints(cell.text, value)]
        if fits:
            made[place] = fits[0]
    return made
