"""What the document page shows: the tables, one of them whole, and the findings."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from extraction.identities.ledger import Ledger
from extraction.review.headings import Headings
from schemas.document import Document
from schemas.kinds import GENERIC, KindRow
from schemas.review import ReviewState
from schemas.table import Cell, Status, Table
from ui.review.card import cell_key
from ui.review.places import StatusBox
from ui.review.words import Language, say

STATUSES: tuple[str, ...] = get_args(Status)
"""The order in which a cell's status is given as a number."""


def table_key(table: Table) -> str:
    """A table as one word: ``kind#ordinal``."""
    return f"{table.kind}#{table.ordinal}"


def contents(state: ReviewState, ledger: Ledger) -> list[dict[str, Any]]:
    """All tables in document order, with the doubt left in each."""
    doubts = Counter((cell.kind, cell.ordinal) for cell in state.doubtful)
    return [
        {
            "key": table_key(table),
            "title": _title(table, ledger.kinds),
            "rows": len(table.rows),
            "doubts": doubts[table.kind, table.ordinal],
        }
        for table in state.document.tables
    ]


def findings(document: Document, language: Language) -> list[dict[str, Any]]:
    """All findings, each with the first cell that it is about."""
    return [
        {
            "class": finding.finding_class,
            "label": say(language, f"finding_{finding.finding_class}"),
            "message": finding.message,
            "cell": cell_key(finding.cells[0]) if finding.cells else None,
        }
        for finding in document.findings
    ]


def whole(table: Table, ledger: Ledger, language: Language, headings: Headings) -> dict[str, Any]:
    """One table with all its rows, and the printed columns that no field of it has.

    A cell is [text, status, suggestion]: what is printed (the new value where it was changed),
    the status as a number of `STATUSES` (-1 where there is no cell), 1 where one is suggested.
    """
    numeric = ledger.numeric_fields(table)
    fields = _fields(table, ledger.kinds)
    return {
        "key": table_key(table),
        "kind": table.kind,
        "ordinal": table.ordinal,
        "title": _title(table, ledger.kinds),
        "unit": table.unit,
        "notes": list(table.notes),
        "columns": [
            {
                "field": f,
                "header": h.replace("/", " "),
                "numeric": f in numeric,
                "printed": " ".join(headings.over[f].printed) if f in headings.over else None,
            }
            for f, h in fields.items()
        ],
        "rows": [
            [_cell(row.values.get(field), row.cells.get(field)) for field in fields]
            for row in table.rows
        ],
        "kinds": _choices(ledger.kinds, language),
        "fields": _other_fields(table, ledger.kinds),
        "unplaced": [
            [one.printed, f"{one.printed.replace('/', ' ')} ({one.rows})"]
            for one in headings.unplaced
        ],
    }


def status_boxes(table: Table, page: int) -> tuple[StatusBox, ...]:
    """The cells of a table on a page, each with its status."""
    return tuple(
        StatusBox(box=cell.source.box, status=cell.status)
        for row in table.rows
        for cell in row.cells.values()
        if cell.source is not None and cell.source.page == page and cell.source.box is not None
    )


def _cell(value: str | None, cell: Cell | None) -> list[Any]:
    if cell is None:
        return [value or "", -1]
    changed = cell.status in ("repaired", "corrected")
    text = value if changed or cell.printed is None else cell.printed
    made: list[Any] = [text or "", STATUSES.index(cell.status)]
    return [*made, 1] if cell.suggestion is not None else made


def _fields(table: Table, kinds: Mapping[str, type[KindRow]]) -> dict[str, str]:
    """The columns that some row fills, with their printed headers."""
    kind = kinds.get(table.kind)
    headers = {} if kind is None else {s.name: s.headers[0] for s in kind.fields() if s.headers}
    there: dict[str, str] = {}
    for row in table.rows:
        for field, value in row.values.items():
            if field not in there and (value is not None or field in row.cells):
                there[field] = headers.get(field, field)
    order = {} if kind is None else {s.name: i for i, s in enumerate(kind.fields())}
    ranked = sorted(there, key=lambda field: order.get(field, len(order)))
    return {field: there[field] for field in ranked}


def _other_fields(table: Table, kinds: Mapping[str, type[KindRow]]) -> list[list[str]]:
    kind = kinds.get(table.kind)
    if kind is None:
        return []
    return [
        [s.name, (s.headers[0] if s.headers else s.name).replace("/", " ")] for s in kind.fields()
    ]


def _choices(kinds: Mapping[str, type[KindRow]], language: Language) -> list[list[str]]:
    own: Sequence[list[str]] = [[kind.kind, kind.title] for kind in kinds.values()]
    return [*own, [GENERIC, say(language, "kind_table")]]


def _title(table: Table, kinds: Mapping[str, type[KindRow]]) -> str:
    kind = kinds.get(table.kind)
    return table.title or (kind.title if kind is not None else table.kind)
