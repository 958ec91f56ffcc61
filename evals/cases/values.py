"""The values of a gold table, each looked for in the source."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from evals.cases.printed import PrintedSource, Scope
from evals.cases.shape import row_place
from evals.comparison import GoldTable, normal, squeezed
from schemas.kinds import KindRow
from schemas.table import CellRef

_FIGURES = frozenset({"amount", "quantity"})
_SURE = 0.9
"""The certainty from which a reading is held against gold that no sum proves."""


class Look(NamedTuple):
    """What a value was looked for in: the source, the table's own parts, what sums prove."""

    source: PrintedSource
    scope: Scope
    proved: frozenset[CellRef]
    recognised: bool


class Verdict(NamedTuple):
    """One sentence about a value; ``firm`` where it must be mended."""

    sentence: str
    firm: bool


class _Cell(NamedTuple):
    row: int
    field: str
    text: str
    type: str


def values_of(
    table: GoldTable,
    kind: type[KindRow] | None,
    source: PrintedSource,
    proved: frozenset[CellRef],
) -> tuple[Verdict, ...]:
    """What can't be found where the table stands, or is printed less often than gold says.

    Figures and codes are looked for in the lines or pages of the table, other texts also in
    the rest of the document: what a form stands in is printed above it.
    """
    look = Look(source, source.of(table), proved, source.paged and source.recognised(table))
    cells = [*_cells(table, kind)]
    figures = [cell for cell in cells if _is_figure(cell)]
    made = [_text(table, kind, cell, look) for cell in cells if not _is_figure(cell)]
    return (*(verdict for verdict in made if verdict), *_figures(table, kind, figures, look))


def _is_figure(cell: _Cell) -> bool:
    """Whether a cell prints a number; a misread one may print something else."""
    return cell.type in _FIGURES and isinstance(normal(cell.text), Decimal)


def _cells(table: GoldTable, kind: type[KindRow] | None) -> Iterator[_Cell]:
    types: Mapping[str, str] = kind.types() if kind is not None else {}
    other = (kind.wildcard if kind is not None else None) or "text"
    for index, row in enumerate(table.rows):
        for field, text in row.items():
            if text is not None and types.get(field, other) != "side":
                yield _Cell(index, field, text, types.get(field, other))


def _text(table: GoldTable, kind: type[KindRow] | None, cell: _Cell, look: Look) -> Verdict | None:
    if cell.type == "code":
        found = look.scope.says_code(cell.text)
    elif cell.type in ("share", "figure", *_FIGURES):
        found = look.scope.says(cell.text)
    else:
        found = look.scope.says(cell.text) or look.source.all.says(cell.text)
    if found:
        return None
    return _verdict(table, kind, cell, look, "is not printed", firm=not look.recognised)


def _figures(
    table: GoldTable, kind: type[KindRow] | None, cells: list[_Cell], look: Look
) -> Iterator[Verdict]:
    wanted: dict[Decimal, list[_Cell]] = {}
    for cell in cells:
        wanted.setdefault(_value(cell), []).append(cell)
    spare = look.scope.counts - Counter({value: len(own) for value, own in wanted.items()})
    for value, own in wanted.items():
        there = look.scope.counts[value]
        for cell in _least_likely(table, own, look)[: max(0, len(own) - there)]:
            near = next((other for other in spare if _one_digit(value, other)), None)
            times = f"{there} time{'s' * (there > 1)}"
            given = f"is given {len(own)} times, but printed {times}"
            what = given if there else "is not printed"
            hint = f" (printed there: {near:f})" if near is not None else ""
            firm = not look.recognised or _contradicted(table, cell, near, look)
            yield _verdict(table, kind, cell, look, what, firm=firm, hint=hint)


def _value(cell: _Cell) -> Decimal:
    value = normal(cell.text)
    return abs(value) if isinstance(value, Decimal) else Decimal(0)


def _least_likely(table: GoldTable, cells: list[_Cell], look: Look) -> list[_Cell]:
    """The cells, first those with whom no text of their row shares a line."""
    if len(cells) == 1:
        return cells

    lines = [(squeezed(part.text), Scope([part]).counts) for part in look.scope.parts]

    def together(cell: _Cell) -> int:
        row = table.rows[cell.row]
        others = [normal(text) for field, text in row.items() if field not in (cell.field, "side")]
        return max(
            (
                sum(_stands(other, line, counts) for other in others)
                for line, counts in lines
                if _value(cell) in counts
            ),
            default=0,
        )

    return sorted(cells, key=together)


def _stands(value: Decimal | str | None, line: str, counts: Mapping[Decimal, int]) -> bool:
    if isinstance(value, Decimal):
        return abs(value) in counts
    return value is not None and value in line


def _contradicted(table: GoldTable, cell: _Cell, near: Decimal | None, look: Look) -> bool:
    """Whether a sure reading says another figure, and no sum takes the side of gold."""
    place = CellRef(kind=table.kind, ordinal=table.ordinal, row=cell.row, field=cell.field)
    if near is None or place in look.proved:
        return False
    return any(f.value == near and f.confidence >= _SURE for f in look.scope.figures)


def _one_digit(value: Decimal, other: Decimal) -> bool:
    left, right = f"{value:f}", f"{other:f}"
    return len(left) == len(right) and sum(a != b for a, b in zip(left, right, strict=True)) == 1


def _verdict(
    table: GoldTable,
    kind: type[KindRow] | None,
    cell: _Cell,
    look: Look,
    what: str,
    *,
    firm: bool,
    hint: str = "",
) -> Verdict:
    name = f"{table.kind}#{table.ordinal}"
    place = row_place(name, cell.row + 1, table.rows[cell.row], kind)
    cure = "correct the value" if firm else "recognition may have missed it: look at the page"
    where = _where(table, look.source)
    also = f", or the {'pages' if look.source.paged else 'lines'} of the table" if firm else ""
    return Verdict(f"{place} {cell.field}: {cell.text!r} {what} {where}{hint}; {cure}{also}", firm)


def _where(table: GoldTable, source: PrintedSource) -> str:
    if source.paged and table.pages:
        return f"on page{'s' * (len(table.pages) > 1)} {', '.join(map(str, table.pages))}"
    if not source.paged and table.lines is not None:
        return f"in lines {table.lines[0]}-{table.lines[1]}"
    return "in the document"
