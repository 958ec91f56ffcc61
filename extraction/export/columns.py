"""The columns of an exported table: printed header, and which values are figures."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from extraction.export.result import ResultCell, ResultTable
from schemas.kinds import KindRow

_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_FIGURES = frozenset({"amount", "quantity"})

Kinds = Mapping[str, type[KindRow]]
"""The kinds by name: the built-in ones and the user's own."""


class Column(NamedTuple):
    """One field of a table: its key, its printed header, its type where the kind declares one."""

    field: str
    header: str
    type: str | None


def columns_of(table: ResultTable, kinds: Kinds) -> tuple[Column, ...]:
    """The columns of ``table`` in export order: declared fields first, then further ones.

    A field that no kind declares is its own header. An empty table has the declared columns.
    """
    kind = kinds.get(table.kind)
    specs = {} if kind is None else {spec.name: spec for spec in kind.fields()}
    wildcard = None if kind is None else kind.wildcard
    columns = []
    for field in table.fields or tuple(specs):
        spec = specs.get(field)
        if spec is None:
            columns.append(Column(field, field, wildcard))
        else:
            columns.append(Column(field, spec.headers[0] if spec.headers else field, spec.type))
    return tuple(columns)


def figure_of(column: Column, value: str | None, cell: ResultCell | None) -> Decimal | None:
    """The exact decimal of a value that stands for a figure, or None.

    Where no type is declared, a value is a figure if a check covers it or if it is printed
    with a decimal point or thousands separators: a bare 2010301 may as well be a code.
    """
    if value is None or not _PLAIN.fullmatch(value):
        return None
    if column.type is not None:
        return Decimal(value) if column.type in _FIGURES else None
    printed = "" if cell is None else cell.printed or ""
    shown_as_figure = "." in printed or "," in printed or bool(cell and cell.checks)
    return Decimal(value) if shown_as_figure else None
