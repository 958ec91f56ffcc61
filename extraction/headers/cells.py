"""Printed cells to the cells of a row: the reading apart from what is claimed of it."""

from collections.abc import Mapping

from schemas.amount import is_nil, parse_amount, plain_decimal
from schemas.grid import GridCell
from schemas.kinds.kind import FieldType
from schemas.table import Cell, Row

NOT_A_FIGURE = "the printed text is no figure"


def figure_cell(cell: GridCell) -> tuple[str | None, Cell]:
    """The value and the cell of a printed figure (its unit suffix stays in ``text``)."""
    amount = parse_amount(cell.clean)
    if amount is not None:
        whole = cell.clean if cell.clean != amount.numeral else None
        return plain_decimal(amount.value), Cell(
            printed=amount.numeral,
            source=cell.source,
            text=whole,
            confidence=cell.confidence,
            alternatives=cell.alternatives,
        )
    if is_nil(cell.clean):
        return None, Cell(printed=None, source=cell.source, text=cell.clean)
    return cell.clean, Cell(
        printed=cell.clean, source=cell.source, status="suspect", reason=NOT_A_FIGURE
    )


def label_cell(cell: GridCell, printed: str | None = None) -> tuple[str | None, Cell]:
    """The value and the cell of a printed label, or of the part of it that is the label."""
    text = cell.clean if printed is None else printed
    whole = cell.text.strip() if cell.text.strip() != text else None
    return text or None, Cell(
        printed=text or None, source=cell.source, text=whole, confidence=cell.confidence
    )


def field_cell(cell: GridCell, field_type: FieldType) -> tuple[str | None, Cell]:
    """The value and the cell of a printed cell in a field of this type."""
    if field_type in ("amount", "quantity"):
        return figure_cell(cell)
    return label_cell(cell)


def stated(value: str, reason: str | None = None, cell: GridCell | None = None) -> Cell:
    """A cell whose value is not printed in its own place: repeated or inferred."""
    return Cell(printed=value, reason=reason, source=None if cell is None else cell.source)


def make_row(
    fields: tuple[str, ...],
    cells: Mapping[str, tuple[str | None, Cell]],
) -> Row:
    """A row with a value for every field (None: blank) and a cell for every printed one."""
    values = {field: cells[field][0] if field in cells else None for field in fields}
    return Row(values=values, cells={f: cells[f][1] for f in fields if f in cells})


def with_cell(row: Row, field: str, value: str | None, cell: Cell | None) -> Row:
    """The row with another value and cell in one field (cell None: the field is blank)."""
    values = dict(row.values) | {field: value}
    cells = {k: v for k, v in row.cells.items() if k != field}
    if cell is not None:
        cells[field] = cell
    ordered = {k: cells[k] for k in values if k in cells}
    return Row(values=values, cells=ordered)
