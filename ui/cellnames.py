"""Cells by the names that people give them: table, row and column."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from extraction.export.columns import Kinds, columns_of
from extraction.export.result import Address, Result, ResultTable
from schemas.errors import UsageError
from schemas.label import normal_form

_ROW_NAMES = ("name", "item", "district", "asset_name", "service", "code")
_MOST = 6


def find_cell(result: Result, kinds: Kinds, text: str) -> Address:
    """The cell asked for as ``table:row:column``.

    The table is ``kind#ordinal`` (the first of its kind without ordinal); the row its number
    (0-based, as in the result), its name or its code; the column its field or its printed header.

    Raises:
        UsageError: there is no such cell, or several; the sentence lists what is near.
    """
    name, _, rest = text.partition(":")
    if not rest.partition(":")[2]:
        raise UsageError(
            f"{text!r} names no cell; write TABLE:ROW:COLUMN,"
            " such as general_budget_by_function#1:0:total"
        )
    table = _table(result, name)
    # A name may hold a colon itself: the first way to cut that fits is meant.
    cuts = [(rest[:i], rest[i + 1 :]) for i, char in enumerate(rest) if char == ":"]
    row, column = next((cut for cut in cuts if _rows(table, cut[0])), cuts[0])
    return table.kind, table.ordinal, _row(table, row), _column(table, kinds, column)


def row_name(table: ResultTable, row: int) -> str:
    """What a row is called in the document; its number where it has no name."""
    values = table.rows[row].values
    named = (values[field] for field in _ROW_NAMES if values.get(field))
    return next(named, None) or next(_texts(values.values()), f"#{row}")


def column_name(table: ResultTable, kinds: Kinds, field: str) -> str:
    """What a column is called: its printed header."""
    return next((c.header for c in columns_of(table, kinds) if c.field == field), field)


def table_title(table: ResultTable, kinds: Kinds) -> str:
    """What a table is called: its printed title, or that of its kind."""
    kind = kinds.get(table.kind)
    return table.title or (table.kind if kind is None else kind.title)


def _texts(values: Iterable[str | None]) -> Iterator[str]:
    for value in values:
        if value and not value.replace(".", "").replace("-", "").isdigit():
            yield value


def _table(result: Result, name: str) -> ResultTable:
    wanted = name if "#" in name else f"{name}#1"
    found = next((table for table in result.tables if table.name == wanted), None)
    if found is None:
        raise UsageError(
            f"there is no table {name};" + _near(name, [table.name for table in result.tables])
        )
    return found


def _rows(table: ResultTable, text: str) -> list[int]:
    if text.isascii() and text.isdigit() and int(text) < len(table.rows):
        return [int(text)]
    wanted = normal_form(text)
    named = [
        index
        for index, row in enumerate(table.rows)
        if wanted in {normal_form(row.values.get(field) or "") for field in _ROW_NAMES} - {""}
    ]
    return named or [i for i in range(len(table.rows)) if normal_form(row_name(table, i)) == wanted]


def _row(table: ResultTable, text: str) -> int:
    found = _rows(table, text)
    if not found:
        names = [row_name(table, index) for index in range(len(table.rows))]
        codes = [row.values.get("code") or "" for row in table.rows]
        raise UsageError(
            f"{table.name} has no row {text!r} (its rows are 0 to {len(table.rows) - 1});"
            + _near(text, [*names, *filter(None, codes)])
        )
    if len(found) > 1:
        numbers = ", ".join(map(str, found[:_MOST]))
        raise UsageError(f"{table.name} has {len(found)} rows {text!r}; take a number: {numbers}")
    return found[0]


def _column(table: ResultTable, kinds: Kinds, text: str) -> str:
    columns = columns_of(table, kinds)
    if any(column.field == text for column in columns):
        return text
    wanted = normal_form(text)
    found = [c.field for c in columns if normal_form(c.header) == wanted] or [
        c.field for c in columns if normal_form(c.header.split("/")[-1]) == wanted
    ]
    if len(found) > 1:
        raise UsageError(f"{table.name} has several columns {text!r}: {', '.join(found)}")
    if not found:
        known = [name for c in columns for name in (c.field, c.header)]
        raise UsageError(f"{table.name} has no column {text!r};" + _near(text, known))
    return found[0]


def _near(text: str, known: Sequence[str]) -> str:
    names = list(dict.fromkeys(known))
    near = get_close_matches(text, names, _MOST, 0.4) or names[:_MOST]
    more = "" if len(near) == len(names) else " …"
    return f" near it: {', '.join(near)}{more}" if near else " there is none"
