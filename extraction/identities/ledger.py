"""All figures of a document by the address of their cells, and what its rows are called."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property, partial
from itertools import takewhile

from extraction.headers.celltypes import is_total_label
from extraction.memory import Forgetful, Memory
from schemas.amount import Unit, decimal_of, decimals_of
from schemas.kinds import KindRow
from schemas.label import normal_form
from schemas.table import CellRef, Row, Table

_NAMES = ("name", "item", "district", "asset_name", "service", "code")
_PERCENT = "%"


class Ledger:
    """The tables of a document and the value of every cell that prints a figure."""

    def __init__(
        self,
        tables: Sequence[Table],
        kinds: Sequence[type[KindRow]],
        memory: Memory | None = None,
    ) -> None:
        self.tables = tuple(tables)
        self.memory = memory or Forgetful()
        self.kinds = {kind.kind: kind for kind in kinds}

    @cached_property
    def figures(self) -> dict[CellRef, Decimal]:
        """The value of every figure; shares count in percent, blanks are absent."""
        found: dict[CellRef, Decimal] = {}
        for table in self.tables:
            found.update(self.memory.of("figures", table, partial(self._figures_of, table)))
        return found

    def _figures_of(self, table: Table) -> dict[CellRef, Decimal]:
        found: dict[CellRef, Decimal] = {}
        numeric = self.numeric_fields(table)
        for index, row in enumerate(table.rows):
            for field in row.cells:
                if field in numeric:
                    value = _figure(row.values.get(field))
                    if value is not None:
                        found[ref(table, index, field)] = value
        return found

    @cached_property
    def by_address(self) -> dict[tuple[str, int], Table]:
        """Tables by kind and ordinal."""
        return {(table.kind, table.ordinal): table for table in self.tables}

    def numeric_fields(self, table: Table) -> frozenset[str]:
        """The fields of a table that hold figures (for a table of no kind: all)."""
        kind = self.kinds.get(table.kind)
        fields = {field for row in table.rows[:1] for field in row.values}
        if kind is None:
            return frozenset(fields)
        types = kind.types()
        default = "amount" if kind.wildcard is not None else "text"
        return frozenset(
            f for f in fields if types.get(f, default) in ("amount", "quantity", "share")
        )

    def of_kind(self, kind: str) -> tuple[Table, ...]:
        """The tables of a kind in document order."""
        return tuple(table for table in self.tables if table.kind == kind)

    def row(self, cell: CellRef) -> Row:
        """The row of a cell."""
        return self.by_address[cell.kind, cell.ordinal].rows[cell.row]

    def unit(self, cell: CellRef) -> str | None:
        """The unit of a cell's table."""
        return self.by_address[cell.kind, cell.ordinal].unit

    def printed(self, cell: CellRef) -> str | None:
        """What is printed in a cell, None where it is blank."""
        made = self.row(cell).cells.get(cell.field)
        return None if made is None else made.printed

    def line(self, cell: CellRef) -> int | None:
        """The text line of a cell, or of its row where the cell is blank."""
        row = self.row(cell)
        made = row.cells.get(cell.field)
        sources = [made.source] if made is not None else []
        sources += [c.source for c in row.cells.values()]
        return next((s.line for s in sources if s is not None and s.line is not None), None)

    def row_name(self, cell: CellRef) -> str:
        """What the row is called in the document."""
        values = self.row(cell).values
        named = next((str(values[n]) for n in _NAMES if values.get(n)), None)
        if named is None and cell.kind not in self.kinds:
            before = takewhile(lambda field: field != cell.field, values)
            words = [v for f in before if (v := values[f]) and _figure(v) is None]
            named = words[-1] if words else None
        return named or f"row {cell.row + 1}"

    def field_name(self, cell: CellRef) -> str:
        """What the column is called in the document."""
        kind = self.kinds.get(cell.kind)
        if kind is None:
            return cell.field
        headers = next((s.headers for s in kind.fields() if s.name == cell.field), ())
        return headers[0] if headers else cell.field

    def table_name(self, cell: CellRef) -> str:
        """What the table is called in the document."""
        table = self.by_address[cell.kind, cell.ordinal]
        kind = self.kinds.get(cell.kind)
        return table.title or (kind.title if kind is not None else table.kind)


def ledger_of(
    tables: tuple[Table, ...], kinds: Sequence[type[KindRow]], memory: Memory | None = None
) -> Ledger:
    """The ledger of these tables; the same one where ``memory`` knows it."""
    known = memory or Forgetful()
    return known.of("ledger", tables, partial(Ledger, tables, kinds, known))


def ref(table: Table, row: int, field: str) -> CellRef:
    """The address of a cell of a table."""
    return CellRef(kind=table.kind, ordinal=table.ordinal, row=row, field=field)


def total_row(table: Table, label: str = "name") -> int | None:
    """The index of the row named 合计, or None."""
    for index, row in enumerate(table.rows):
        if is_total_label(normal_form(row.values.get(label) or "")):
            return index
    return None


def printed_fields(table: Table, fields: Iterable[str]) -> tuple[str, ...]:
    """Those of the fields that the table prints in some row."""
    there = {field for row in table.rows for field in row.cells}
    return tuple(field for field in fields if field in there)


def places(values: Iterable[Decimal]) -> int:
    """The most decimals that any of the figures prints."""
    return max((decimals_of(value) for value in values), default=0)


def coarse(unit: Unit | str | None) -> bool:
    """Whether figures in this unit are rounded by the publisher (万元), not exact fen."""
    return unit == "万元"


def _figure(text: str | None) -> Decimal | None:
    if text is not None and text.endswith(_PERCENT):
        return decimal_of(text[:-1])
    return decimal_of(text)
