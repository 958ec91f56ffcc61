"""Edits of tables: rows and columns put where they belong. Nothing that is printed is invented."""

from collections.abc import Sequence

from extraction.review.effects import Doing, Judged, Placed, Remapped
from extraction.review.standing import (
    Standing,
    row_at,
    table_index,
    with_cell,
    with_rows,
    with_table,
)
from schemas.amount import decimal_of, is_nil, parse_amount
from schemas.errors import DefectError, UsageError
from schemas.label import clean_text
from schemas.review import AddRow, JoinRows, MoveRow, RemoveRow, SetField, SetKind, SplitRow
from schemas.source import Source
from schemas.table import Cell, Row, Table


def apply_edit(standing: Standing, edit: Doing) -> Standing:
    """The standing after an edit of a table.

    Raises:
        UsageError: the edit would lose a figure, or is about what the table does not have.
    """
    match edit:
        case MoveRow():
            return _move(standing, edit)
        case SetField():
            return _set_field(standing, edit)
        case SetKind():
            index = table_index(standing, edit.kind, edit.ordinal)
            table = standing.tables[index].model_copy(update={"kind": edit.to})
            return with_table(standing, index, table)
        case Remapped() | Placed():
            return _remapped(standing, edit)
        case SplitRow():
            return _split(standing, edit)
        case JoinRows():
            return _join(standing, edit)
        case AddRow():
            return _add(standing, edit)
        case RemoveRow():
            return _remove(standing, edit)
        case Judged():
            raise DefectError("a decision about a cell is no edit of a table")


def fields_of(table: Table) -> tuple[str, ...]:
    """The fields of a table in their order."""
    return tuple(dict.fromkeys(field for row in table.rows for field in row.values))


def _move(standing: Standing, edit: MoveRow) -> Standing:
    index, row = row_at(standing, edit.kind, edit.ordinal, edit.row)
    fields = _window(fields_of(standing.tables[index]), row, edit)
    moved: dict[str, str | None] = {}
    cells: dict[str, Cell] = {}
    for place, field in enumerate(fields):
        value, cell = row.values.get(field), row.cells.get(field)
        if value is None and cell is None:
            continue
        target = place + edit.by
        if not 0 <= target < len(fields):
            if value is None:
                continue
            raise UsageError(f"{value} in {field} would fall off the edge; move fewer columns")
        moved[fields[target]] = value
        if cell is not None:
            cells[fields[target]] = _unsettled(cell)
    values = {**row.values, **dict.fromkeys(fields), **moved}
    kept = {field: cell for field, cell in row.cells.items() if field not in fields}
    ordered = {field: {**kept, **cells}[field] for field in values if field in {**kept, **cells}}
    rows = list(standing.tables[index].rows)
    rows[edit.row] = Row(values=values, cells=ordered)
    return with_rows(standing, index, rows)


def _window(fields: Sequence[str], row: Row, edit: MoveRow) -> tuple[str, ...]:
    """The columns within which values move: those named, or from the first figure to the end."""
    for name in (edit.first, edit.last):
        if name is not None and name not in fields:
            raise UsageError(f"{edit.kind}#{edit.ordinal} has no column {name}")
    figures = [f for f in fields if decimal_of((row.values.get(f) or "").rstrip("%")) is not None]
    first = edit.first or (figures[0] if figures else fields[0])
    start = fields.index(first)
    if edit.first is None:
        start = max(0, start + min(0, edit.by))
    end = len(fields) if edit.last is None else fields.index(edit.last) + 1
    if start >= end:
        raise UsageError(f"{edit.first} does not stand before {edit.last}")
    return tuple(fields[start:end])


def _unsettled(cell: Cell) -> Cell:
    """What a person said of a cell was said of another column."""
    if cell.status != "confirmed":
        return cell
    return cell.model_copy(update={"status": "unchecked", "reason": None})


def _set_field(standing: Standing, edit: SetField) -> Standing:
    index = table_index(standing, edit.kind, edit.ordinal)
    table = standing.tables[index]
    fields = fields_of(table)
    if edit.field not in fields:
        raise UsageError(f"{edit.kind}#{edit.ordinal} has no column {edit.field}")
    if edit.field == edit.to:
        raise UsageError(f"the column is {edit.to} already")
    # A field that the table does not have yet takes the place of the column.
    swapped = {edit.field: edit.to, edit.to: edit.field}
    if edit.to in fields:
        order = fields
    else:
        order = tuple(edit.to if field == edit.field else field for field in fields)
    rows = []
    for row in table.rows:
        values = {swapped.get(field, field): value for field, value in row.values.items()}
        cells = {swapped.get(field, field): cell for field, cell in row.cells.items()}
        rows.append(
            Row(
                values={field: values.get(field) for field in order},
                cells={field: cells[field] for field in order if field in cells},
            )
        )
    return with_rows(standing, index, rows)


def _remapped(standing: Standing, edit: Remapped | Placed) -> Standing:
    index = table_index(standing, edit.kind, edit.ordinal)
    count = len(edit.table.rows)
    old = standing.ids[index]
    # Rows keep their ids where there are as many as before: their history goes on.
    if len(old) == count:
        return with_table(standing, index, edit.table)
    ids = tuple(range(standing.next_id, standing.next_id + count))
    made = with_table(standing, index, edit.table, ids)
    return made._replace(next_id=standing.next_id + count)


def _split(standing: Standing, edit: SplitRow) -> Standing:
    index, row = row_at(standing, edit.kind, edit.ordinal, edit.row)
    if not edit.second:
        raise UsageError("name the values that go to the second row")
    upper, lower = row, Row(values=dict.fromkeys(row.values), cells={})
    for field, text in edit.second.items():
        cell, printed = row.cells.get(field), row.values.get(field)
        if field not in row.values or cell is None or printed is None:
            raise UsageError(f"row {edit.row} has nothing in {field} that could be split")
        first = edit.first.get(field, "")
        if not _same_signs(first + text, cell.text or cell.printed or printed):
            raise UsageError(
                f"{field}: “{first}” and “{text}” together are not what is printed, "
                f"“{cell.text or cell.printed}”"
            )
        whole = cell.text or cell.printed
        upper = _with_part(upper, field, first, cell, whole)
        lower = _with_part(lower, field, text, cell, whole)
    rows = list(standing.tables[index].rows)
    rows[edit.row : edit.row + 1] = [upper, lower]
    ids = list(standing.ids[index])
    ids.insert(edit.row + 1, standing.next_id)
    return with_rows(standing, index, rows, ids)._replace(next_id=standing.next_id + 1)


def _same_signs(parts: str, whole: str) -> bool:
    return "".join(clean_text(parts).split()) == "".join(clean_text(whole).split())


def _with_part(row: Row, field: str, text: str, cell: Cell, whole: str | None) -> Row:
    value = value_as_printed(text)
    if value is None:
        return with_cell(row, field, None, None)
    made = Cell(
        printed=clean_text(text),
        source=cell.source,
        text=None if whole == clean_text(text) else whole,
    )
    return with_cell(row, field, value, made)


def value_as_printed(text: str) -> str | None:
    """The value of a printed text: a figure without separators, a label without blanks.

    A code keeps its leading zeros, a text its unit.
    """
    clean = clean_text(text)
    if is_nil(clean):
        return None
    amount = parse_amount(clean)
    if amount is None or amount.unit is not None:
        return clean
    return amount.numeral.replace(",", "").replace("−", "-")


def _join(standing: Standing, edit: JoinRows) -> Standing:
    index, upper = row_at(standing, edit.kind, edit.ordinal, edit.row)
    _, lower = row_at(standing, edit.kind, edit.ordinal, edit.row + 1)
    joined = upper
    for field, value in lower.values.items():
        if value is None:
            continue
        own, cell = joined.values.get(field), lower.cells.get(field)
        if own is None:
            joined = with_cell(joined, field, value, cell)
            continue
        if decimal_of(own.rstrip("%")) is not None or decimal_of(value.rstrip("%")) is not None:
            if own == value:
                continue
            raise UsageError(
                f"both rows have something in {field} ({own} and {value}); correct one first"
            )
        first = upper.cells.get(field)
        made = Cell(
            printed=own + value,
            source=None if first is None else first.source,
            status="unchecked" if first is None else _unsettled(first).status,
        )
        joined = with_cell(joined, field, own + value, made)
    rows = list(standing.tables[index].rows)
    rows[edit.row : edit.row + 2] = [joined]
    ids = list(standing.ids[index])
    del ids[edit.row + 1]
    return with_rows(standing, index, rows, ids)


def _add(standing: Standing, edit: AddRow) -> Standing:
    index = table_index(standing, edit.kind, edit.ordinal)
    table = standing.tables[index]
    fields = fields_of(table)
    unknown = [field for field in edit.values if field not in fields]
    if unknown and fields:
        raise UsageError(f"{edit.kind}#{edit.ordinal} has no column {unknown[0]}")
    if not 0 <= edit.row <= len(table.rows):
        raise UsageError(f"{edit.kind}#{edit.ordinal} has no place {edit.row} for a row")
    row = Row(values=dict.fromkeys(fields or tuple(edit.values)), cells={})
    place = edit.line is not None or edit.page is not None
    source = Source(line=edit.line, page=edit.page) if place else None
    for field, text in edit.values.items():
        value = value_as_printed(text)
        if value is not None:
            cell = Cell(
                printed=clean_text(text),
                source=source,
                status="corrected",
                reason=f"{edit.who} has added the row from the page",
            )
            row = with_cell(row, field, value, cell)
    rows = [*table.rows[: edit.row], row, *table.rows[edit.row :]]
    ids = list(standing.ids[index])
    ids.insert(edit.row, standing.next_id)
    return with_rows(standing, index, rows, ids)._replace(next_id=standing.next_id + 1)


def _remove(standing: Standing, edit: RemoveRow) -> Standing:
    index, _ = row_at(standing, edit.kind, edit.ordinal, edit.row)
    rows = list(standing.tables[index].rows)
    ids = list(standing.ids[index])
    del rows[edit.row], ids[edit.row]
    return with_rows(standing, index, rows, ids)
