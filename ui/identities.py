"""One identity written as a person writes an addition on paper."""

from collections.abc import Iterator
from decimal import Decimal
from types import MappingProxyType

from extraction.export.arithmetic import figure_in
from extraction.export.columns import Kinds
from extraction.export.result import Address, Result, ResultCheck, ResultTable, ResultTerm
from schemas.amount import plain_decimal
from ui.cellnames import column_name, row_name, table_title
from ui.explainwords import Words
from ui.paper import RULE, Entry, money, written

_SIGNS = MappingProxyType({"sum": "+", "product": "×", "ratio": "÷"})
_PLACES = Decimal("1.000000")


class Book:
    """The tables and figures of a result, and what its cells are called."""

    def __init__(self, result: Result, kinds: Kinds, words: Words) -> None:
        self.kinds, self.words = kinds, words
        self.tables: dict[tuple[str, int], ResultTable] = {
            (table.kind, table.ordinal): table for table in result.tables
        }
        self.figures: dict[Address, Decimal] = {
            (table.kind, table.ordinal, index, field): figure
            for table in result.tables
            for index, row in enumerate(table.rows)
            for field, cell in row.cells.items()
            if (figure := figure_in(cell, row.values.get(field))) is not None
        }

    def place(self, address: Address) -> str:
        """A cell as table, row and column."""
        table = self.tables[address[:2]]
        return f"{table_title(table, self.kinds)} / {self.in_table(address)}"

    def in_table(self, address: Address) -> str:
        """A cell as row and column."""
        return f"{self.row(address)} / {self.column(address)}"

    def row(self, address: Address) -> str:
        """The name of its row."""
        return row_name(self.tables[address[:2]], address[2])

    def column(self, address: Address) -> str:
        """The name of its column."""
        return column_name(self.tables[address[:2]], self.kinds, address[3])


def on_paper(book: Book, check: ResultCheck, number: int, asked: Address) -> Iterator[str]:
    """The lines of one identity; the cell that was asked for is marked with an arrow."""
    words = book.words
    yield f"{number}. {words.rule(check.rule)} [{check.id}]" + (
        f": {check.statement}" if check.statement else ""
    )
    blanks = [t for t in check.right if t.cell is not None and t.cell not in book.figures]
    shown = [t for t in check.right if t not in blanks]
    entries = [
        _entry(book, check, term, asked, _SIGNS[check.combine] if index else "")
        for index, term in enumerate(shown)
    ]
    entries.append(RULE)
    if len(shown) != 1 or shown[0].coefficient != 1:
        entries.append(Entry("=", words("adds_up"), money(_short(check.expected))))
    entries += [
        _entry(book, check, term, asked, "+" if index else "")
        for index, term in enumerate(check.left)
    ]
    entries.append(
        Entry("", words("difference"), money(_short(check.difference)), _outcome(check, words))
    )
    yield from written(entries)
    if blanks:
        yield f"    {words('blanks', len(blanks))}"
    wanted = None if check.holds else _wanted(book, check, asked)
    if wanted is not None:
        yield f"    {words('asks', money(wanted))}"


def _entry(book: Book, check: ResultCheck, term: ResultTerm, asked: Address, sign: str) -> Entry:
    words = book.words
    if term.cell is None:
        lines = ", ".join(map(str, term.lines))
        label, value = words("prose", lines), term.constant or Decimal(0)
    else:
        label = _label(book, check, term.cell)
        label = f"→ {label}" if term.cell == asked else label
        value = book.figures.get(term.cell, Decimal(0))
    scale = ""
    if term.coefficient != 1:
        scale = f"= {money(value)} × {plain_decimal(term.coefficient)}"
        value *= term.coefficient
    return Entry(sign, label, money(value), scale)


def _label(book: Book, check: ResultCheck, address: Address) -> str:
    """Only what tells the terms apart: the column in a row, the row in a column."""
    cells = [t.cell for t in (*check.left, *check.right) if t.cell is not None]
    if len(cells) == 1 or any(cell[:2] != address[:2] for cell in cells):
        return book.place(address)
    if all(cell[2] == address[2] for cell in cells):
        return book.column(address)
    if all(cell[3] == address[3] for cell in cells):
        return book.row(address)
    return book.in_table(address)


def _outcome(check: ResultCheck, words: Words) -> str:
    tail = check.holds and abs(check.difference) > check.exact
    outcome = words("tail" if tail else "holds" if check.holds else "fails")
    return f"{words('tolerance', plain_decimal(_short(check.tolerance)))}  {outcome}"


def _short(value: Decimal) -> Decimal:
    """A computed figure to six places at most; printed ones have fewer."""
    exponent = value.as_tuple().exponent
    return value.quantize(_PLACES) if isinstance(exponent, int) and exponent < -6 else value


def _wanted(book: Book, check: ResultCheck, asked: Address) -> Decimal | None:
    """What a sum would ask for in the cell, or None where it is seen only coarsely."""
    if check.combine != "sum":
        return None
    sides = ((1, check.left), (-1, check.right))
    weight = sum(s * t.coefficient for s, side in sides for t in side if t.cell == asked)
    if abs(weight) != 1:
        return None
    return book.figures.get(asked, Decimal(0)) - check.difference * Decimal(weight)
