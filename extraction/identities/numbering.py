"""Down the rows by numbering: 一、 > （一） > 1., with 本年…合计 and 总计 rows, side by side."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extraction.identities.equation import Equation
from extraction.identities.ledger import Ledger, printed_fields, ref
from extraction.identities.sums import equal_equation, sum_equation
from schemas.kinds.identity import NumberedHierarchy
from schemas.label import normal_form
from schemas.table import Table

_LEVELS = (
    re.compile(r"^[一二三四五六七八九十廿卅百]+[、.．,，]"),
    re.compile(r"^\([一二三四五六七八九十廿卅百]+\)"),
    re.compile(r"^\d+[、.．]"),
    re.compile(r"^\(\d+\)"),
)
_OF_WHICH = re.compile(r"^其中|^#")
_GRAND = re.compile(r"总计$")
_SUBTOTAL = re.compile(r"合计$|小计$|^合计|^小计")


@dataclass
class Outline:
    """The rows of one side: children of every parent, subtotals and the grand total."""

    sums: list[tuple[int, list[int]]] = field(default_factory=list)
    last_total: int | None = None


def numbered_hierarchy(
    ledger: Ledger, table: Table, identity: NumberedHierarchy
) -> Iterator[Equation]:
    """Equations of every side, and revenue total = expenditure total."""
    fields = printed_fields(table, identity.amounts)
    ends: list[int] = []
    for side in _sides(table, identity):
        rows = [i for i, row in enumerate(table.rows) if _side(row.values, identity) == side]
        outline = outline_of(table, rows, identity.item)
        for total, parts in outline.sums:
            for name in fields:
                cells = [ref(table, part, name) for part in parts]
                if not any(cell in ledger.figures for cell in cells):
                    continue
                equation = sum_equation(ledger, "numbered_parts", ref(table, total, name), cells)
                if equation is not None:
                    yield equation
        if outline.last_total is not None:
            ends.append(outline.last_total)
    if len(ends) == 2:
        for name in fields:
            equation = equal_equation(
                ledger,
                "revenue_equals_expenditure",
                ref(table, ends[0], name),
                [ref(table, ends[1], name)],
            )
            if equation is not None:
                yield equation


def _sides(table: Table, identity: NumberedHierarchy) -> list[str]:
    return list(dict.fromkeys(_side(row.values, identity) for row in table.rows))


def _side(values: object, identity: NumberedHierarchy) -> str:
    from collections.abc import Mapping

    if identity.side is None or not isinstance(values, Mapping):
        return ""
    return str(values.get(identity.side) or "")


def level_of(label: str) -> int | None:
    """The level of an item's number (一、 is 0), or None for an item without one."""
    return next((i for i, pattern in enumerate(_LEVELS) if pattern.match(label)), None)


def outline_of(table: Table, rows: list[int], item: str) -> Outline:
    """Which rows add up to which, from the numbering and the words of the items."""
    outline = Outline()
    tops: list[int] = []
    since: list[int] = []
    stack: list[tuple[int, int, list[int]]] = []
    for index in rows:
        label = normal_form(table.rows[index].values.get(item) or "")
        if _OF_WHICH.match(label):
            continue
        if _GRAND.search(label) or _SUBTOTAL.search(label):
            before = outline.last_total
            parts = tops if before is None else [before, *since]
            outline.sums.append((index, list(parts)))
            outline.last_total, since, stack = index, [], []
            continue
        level = level_of(label)
        depth = 0 if level is None else level
        while stack and stack[-1][0] >= depth:
            stack.pop()
        if stack and level is not None:
            stack[-1][2].append(index)
        else:
            tops.append(index)
            since.append(index)
        children: list[int] = []
        stack.append((depth, index, children))
        outline.sums.append((index, children))
    outline.sums = [(total, parts) for total, parts in outline.sums if parts]
    return outline
