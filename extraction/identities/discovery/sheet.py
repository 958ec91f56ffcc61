"""A table as lines of figures: which columns and rows hold amounts, and what they are called."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extraction.identities.discovery.axis import Axis, Item
from extraction.identities.discovery.panels import (
    YEAR,
    Panel,
    header_of,
    is_count,
    panels_of,
    printed_text,
)
from extraction.identities.discovery.words import (
    Role,
    deducts,
    indent_of,
    is_spent,
    may_result,
    plain,
    role_of,
)
from extraction.identities.ledger import Ledger, ref
from schemas.amount import decimals_of, rounding_unit
from schemas.table import CellRef, Table

_CODE = re.compile(r"^[\[(（]?(\d{3,})(?=[\])）\s\-_.、:：]|[^\d.,%年月日]|$)")
_NUMBERS = (
    re.compile(r"^[一二三四五六七八九十]+[、.．,，]"),
    re.compile(r"^[(（][一二三四五六七八九十]+[)）]"),
    re.compile(r"^[ivx]+[.、)]\s?(?!\d)"),
    re.compile(r"^[a-h][.、)]\s?(?!\d)"),
    re.compile(r"^\d+[、.．)](?!\d)"),
    re.compile(r"^[(（]\d+[)）]"),
    re.compile(r"^[(（][a-z][)）]"),
)
_DOTTED = re.compile(r"^((?:\d+|[A-Z])(?:\.\d+)+)(?![\d%])")
_FIRST_PART = re.compile(r"^(\d{1,2}[.、]?(?=\s+\D)|[A-Z](?=\.\s*[^\W\d]))")
_MOST_CELLS = 200_000
"""A larger table is left unsearched: the work grows with its cells."""


@dataclass(frozen=True)
class Sheet:
    """The rows (by index) and columns (by field) of a table that hold amounts."""

    ledger: Ledger
    table: Table
    panel: Panel
    rows: tuple[int, ...]
    row_items: tuple[Item, ...]
    column_items: tuple[Item, ...]
    headers: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The fields of the columns of amounts."""
        return self.panel.figures

    def cell(self, row: int, column: int) -> CellRef:
        """The address of a cell by its numbers on the two axes."""
        return ref(self.table, self.rows[row], self.columns[column])

    def figure(self, row: int, column: int) -> Decimal | None:
        """The value of a cell; None where it is blank or a share."""
        cell = self.cell(row, column)
        if "%" in (self.ledger.printed(cell) or ""):
            return None
        return self.ledger.figures.get(cell)


def sheets_of(ledger: Ledger, table: Table) -> tuple[Sheet, ...]:
    """The panels of a table in which sums may be looked for."""
    fields = tuple(table.rows[0].values) if table.rows else ()
    if len(fields) * len(table.rows) > _MOST_CELLS:
        return ()
    found = []
    for panel in panels_of(ledger, table, fields):
        lines = _Lines(ledger, table, panel)
        for index in range(len(table.rows)):
            lines.read(index)
        headers = tuple(header_of(ledger, table, name) for name in panel.figures)
        columns = tuple(column_item(header, headers) for header in headers)
        if len(lines.rows) > 1 or len(columns) > 1:
            rows, items = tuple(lines.rows), tuple(lines.items)
            found.append(Sheet(ledger, table, panel, rows, items, columns, headers))
    return tuple(found)


class _Lines:
    """The rows of a panel that hold amounts, read from top to bottom with their headings."""

    def __init__(self, ledger: Ledger, table: Table, panel: Panel) -> None:
        self.ledger, self.table, self.panel = ledger, table, panel
        self.rows: list[int] = []
        self.items: list[Item] = []
        self._section = 0
        self._group = ""
        self._deducting = False
        self._loose = 0
        self._loose_indent = 0

    def read(self, index: int) -> None:
        """Take a row as a line of amounts, as a heading, or as neither."""
        texts = [printed_text(self.table, index, name) for name in self.panel.labels]
        there = [text for text in texts if text.strip()]
        label = plain(" ".join(there))
        self._enter_group(texts, there)
        figures = [ref(self.table, index, name) for name in self.panel.figures]
        if not any(cell in self.ledger.figures for cell in figures):
            self._head(label, there)
        elif not self._is_no_amount(index, label):
            item = _item(label, there, self._section, self._deducting)
            self._follow_of_which(item)
            self.items.append(replace(item, loose=self._loose))
            self.rows.append(index)

    def _enter_group(self, texts: Sequence[str], there: Sequence[str]) -> None:
        """A new text in the first of several label columns begins a section."""
        if len(texts) < 2 or not texts[0].strip():
            return
        if len(there) > 1 and texts[0].strip() != self._group:
            self._section += 1
        self._group = texts[0].strip()

    def _head(self, label: str, there: Sequence[str]) -> None:
        if label:
            self._section += 1
            self._deducting = deducts(label)
            self._loose = int(role_of(label) is Role.OF_WHICH)
            self._loose_indent = indent_of(there[-1])

    def _follow_of_which(self, item: Item) -> None:
        """Lines after 其中 or of which may go on with it, up to the next line of another kind."""
        if item.role is Role.OF_WHICH:
            self._loose, self._loose_indent = 1, item.indent
        elif self._loose:
            marked = item.number or item.code or item.deducted or item.role is Role.TOTAL
            added = item.label.startswith(("加", "add", "plus"))
            ends = marked or added or item.indent < self._loose_indent
            self._loose = 0 if ends else self._loose + 1

    def _is_no_amount(self, index: int, label: str) -> bool:
        """Whether a row prints years, the numbers of the columns, or rates."""
        row = self.table.rows[index]
        there = [text for name in self.panel.figures if (text := row.values.get(name))]
        if all(YEAR.match(text) for text in there) or is_count(there):
            return True
        return role_of(label) is Role.RATE or all("%" in text for text in there)


def _item(label: str, printed: Sequence[str], section: int, heading_deducts: bool) -> Item:
    bare = re.sub(r"^[\d.、()（）一二三四五六七八九十]+[、.)）]?\s?", "", label) or label
    role = role_of(label)
    if role is Role.PLAIN:
        role = role_of(bare)
    if role in (Role.PLAIN, Role.RESULT) and any(
        role_of(plain(text)) is Role.TOTAL for text in printed
    ):
        role = Role.TOTAL
    return Item(
        label=label,
        role=role,
        section=section,
        indent=indent_of(printed[-1]) if printed else 0,
        code=_code(printed),
        number=_number(label),
        deducted=deducts(label) or heading_deducts,
        spent=is_spent(label),
        resulting=may_result(label),
    )


def _code(printed: Sequence[str]) -> str:
    for text in printed:
        match = _CODE.match(text.strip())
        if match is not None and not YEAR.match(match.group(1)):
            return match.group(1)
    if printed:
        dotted = _DOTTED.match(printed[0].strip())
        if dotted is not None:
            return dotted.group(1) + "."
        whole = _FIRST_PART.match(printed[0].strip())
        if whole is not None:
            return whole.group(1).rstrip(".、") + "."
    return ""


def _number(label: str) -> str:
    return next((str(i) for i, pattern in enumerate(_NUMBERS) if pattern.match(label)), "")


def column_item(name: str, headers: Sequence[str]) -> Item:
    """What a header makes of its column; each group of the headers is a section."""
    group, _, leaf = name.rpartition("/")
    leaf = re.sub(r" \d$", "", leaf)
    made = _item(plain(leaf), (leaf,), 0, False)
    groups = list(dict.fromkeys(other.rpartition("/")[0] for other in headers))
    return replace(made, section=groups.index(group), code="", number="")


def axes_of(sheet: Sheet, rounded: bool) -> tuple[Axis, Axis]:
    """The rows as items (down the columns), and the columns as items (along the rows)."""
    rows, columns = range(len(sheet.rows)), range(len(sheet.columns))
    figures = [[sheet.figure(r, c) for c in columns] for r in rows]
    there = [v for row in figures for v in row if v is not None]
    places = max((decimals_of(v) for v in there), default=0)

    def units(value: Decimal | None) -> int | None:
        return None if value is None else int(value.scaleb(places))

    def step(values: Sequence[Decimal | None]) -> int:
        own = max((decimals_of(v) for v in values if v is not None), default=places)
        return int(rounding_unit(own).scaleb(places))

    down = tuple(tuple(units(v) for v in row) for row in figures)
    along = tuple(tuple(down[r][c] for r in rows) for c in columns)
    return (
        Axis(
            items=sheet.row_items,
            values=down,
            steps=tuple(step([row[c] for row in figures]) for c in columns),
            rounded=rounded,
            counting=_distinct(along),
        ),
        Axis(
            items=sheet.column_items,
            values=along,
            steps=tuple(step(row) for row in figures),
            rounded=rounded,
            counting=_distinct(down),
        ),
    )


def _distinct(lines: Sequence[Sequence[int | None]]) -> tuple[bool, ...]:
    """Which lines don't repeat an earlier one: a repetition is no further evidence."""
    seen: set[tuple[int | None, ...]] = set()
    fresh = []
    for line in lines:
        key = tuple(line)
        fresh.append(key not in seen)
        seen.add(key)
    return tuple(fresh)
