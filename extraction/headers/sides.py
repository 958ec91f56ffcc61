"""Two tables side by side (收入 | 支出): one row per side, all revenue rows first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.headers.cells import field_cell, label_cell, make_row
from extraction.headers.celltypes import filled, misfit
from extraction.headers.placement import Column, Placement, place
from extraction.headers.rows import Mapped
from extraction.headers.tree import Leaf, leaves
from extraction.headers.vocabulary import header_form
from schemas.document import Segment
from schemas.grid import GridCell, GridRow
from schemas.kinds import KindRow
from schemas.table import Cell, Row

_WRONG_SIDE = 2.0
_AMOUNT_HEADERS = ("合计", "预算数", "金额", "本年预算", "总计", "小计")
_EXPENDITURE = re.compile(r"支出|年终结转|结转下年")
_REVENUE = re.compile(r"收入|拨款|上年结转|资金$")


@dataclass(frozen=True, slots=True)
class _Half:
    side: str
    item: int
    amount: int


def map_sides(segment: Segment, kind: type[KindRow]) -> Mapped:
    """The rows of a two-sided table; a row shifted over the middle goes to the side it names."""
    halves = _halves(segment)
    if len(halves) < 2:
        return Mapped((), (*segment.notes, "the two sides can't be told apart"))
    layout = [
        Column(f"{half.side}/{part}", position)
        for half in halves
        for part, position in (("item", half.item), ("amount", half.amount))
    ]
    layout = _with_unnamed(layout, segment)
    by_side: dict[str, list[tuple[int, Row]]] = {"revenue": [], "expenditure": []}
    moved: list[tuple[int, str]] = []
    fields = tuple(spec.name for spec in kind.fields())
    for row in segment.body:
        cells = filled(row)
        placement = place(cells, layout, _fit, lambda _: 6.0)
        if placement.moved:
            moved.append((row.line, f"{row.place}: printed off its columns, moved by its labels"))
        for side in by_side:
            made = _half_row(cells, placement, side, fields)
            if made is not None:
                by_side[side].append((row.line, made))
    ordered = by_side["revenue"] + by_side["expenditure"]
    return Mapped(
        tuple(row for _, row in ordered),
        (*segment.notes, *(text for _, text in moved)),
        tuple(moved),
        tuple(line for line, _ in ordered),
    )


def _halves(segment: Segment) -> tuple[_Half, ...]:
    printed = leaves(segment.header, segment.spans_known)
    width = max([len(row.cells) for row in (*segment.header, *segment.body)], default=0)
    middle = _middle(printed, segment.header, width)
    if middle is None:
        return ()
    left = [leaf for leaf in printed if leaf.column < middle]
    right = [leaf for leaf in printed if leaf.column >= middle]
    halves = []
    for side, group, start, end in (
        ("revenue", left, 0, middle),
        ("expenditure", right, middle, width),
    ):
        amount = _amount_column(group, segment.body, start, end)
        if amount is not None:
            halves.append(_Half(side, start, amount))
    return tuple(halves)


def _middle(printed: Sequence[Leaf], header: Sequence[GridRow], width: int) -> int | None:
    """The column (0-based) where the expenditure side begins."""
    for row in header:
        for position, cell in filled(row):
            if position > 0 and header_form(cell.text).startswith("支出"):
                return position
    items = [leaf.column for leaf in printed if leaf.path[-1] in ("项目", "支出项目", "收入项目")]
    if len(items) >= 2:
        return items[1]
    return width // 2 if width >= 4 else None


def _amount_column(
    group: Sequence[Leaf], body: Sequence[GridRow], start: int, end: int
) -> int | None:
    for wanted in _AMOUNT_HEADERS:
        for leaf in group:
            if leaf.path[-1] == wanted and leaf.column > start:
                return leaf.column
    counts = [
        (sum(1 for row in body if _figure_at(row, column)), -column)
        for column in range(start + 1, end)
    ]
    if not counts:
        return None
    best = max(counts)
    return -best[1] if best[0] else start + 1


def _figure_at(row: GridRow, column: int) -> bool:
    if column >= len(row.cells) or row.cells[column].blank:
        return False
    return misfit(row.cells[column], "amount") == 0


def _with_unnamed(layout: list[Column], segment: Segment) -> list[Column]:
    taken = {column.position for column in layout}
    printed = {p for row in segment.body for p, _ in filled(row)} - taken
    named = {leaf.column for leaf in leaves(segment.header, segment.spans_known)}
    extra = [Column(f"#/{position}", position) for position in printed & named]
    return sorted([*layout, *extra], key=lambda c: c.position)


def _fit(cell: GridCell, name: str) -> float:
    side, part = name.split("/")
    if side == "#":
        return 0.5
    if part == "amount":
        return misfit(cell, "amount")
    cost = misfit(cell, "label")
    wrong = _EXPENDITURE if side == "revenue" else _REVENUE
    right = _REVENUE if side == "revenue" else _EXPENDITURE
    if wrong.search(cell.label) and not right.search(cell.label):
        cost += _WRONG_SIDE
    return cost


def _half_row(
    cells: Sequence[tuple[int, GridCell]], placement: Placement, side: str, fields: tuple[str, ...]
) -> Row | None:
    found: dict[str, tuple[str | None, Cell]] = {}
    for (_, cell), name in zip(cells, placement.fields, strict=True):
        if name == f"{side}/item":
            found["item"] = label_cell(cell)
        elif name == f"{side}/amount":
            found["amount"] = field_cell(cell, "amount")
    if "item" not in found:
        return None
    source = found["item"][1].source
    found["side"] = (side, Cell(printed=side, source=source))
    return make_row(fields, found)
