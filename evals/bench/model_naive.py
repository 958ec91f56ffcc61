"""Two naive ways of having a model read a document, as requests and right answers.

Both are put together from what the headers engine read: the texts of the tables as they stand in
the document, and the rows that a model would have to write. Nothing is sent.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, Field, create_model

from evals.bench.model_documents import Sent
from extraction.models.tokens import raw_schema_tokens, raw_tokens
from schemas.document import Document
from schemas.kinds import KindRow, builtin_kinds
from schemas.table import Table

RETYPE = (
    "Below is a table of a Chinese budget disclosure as OCR left it. Return all its rows in order "
    "as JSON, each with all fields, null where nothing is printed. Copy texts and figures exactly "
    "as printed. Answer with JSON only.\n\n"
)
WHOLE = (
    "Below is a Chinese budget disclosure as OCR left it. Return all its tables in order as JSON, "
    "each with its kind, its title, its unit and all its rows in order, each row with all fields, "
    "null where nothing is printed. Copy texts and figures exactly as printed. Answer with JSON "
    "only.\n\n"
)
Json = dict[str, Any]


def tables_retyped(document: Document) -> Sent:
    """Each table in a request of its own, its rows typed again as JSON."""
    total = Sent()
    for table in _with_rows(document):
        schema = _schema([table])
        answer = {"rows": list(_rows(table))}
        total = total.plus(_sent(RETYPE + _printed(document, table), schema, answer))
    return total


def whole_document(document: Document) -> Sent:
    """The whole document in one request, all its tables typed as JSON."""
    tables = list(_with_rows(document))
    if not tables:
        return Sent()
    answer = [
        {"kind": t.kind, "title": t.title, "unit": t.unit, "rows": list(_rows(t))} for t in tables
    ]
    return _sent(WHOLE + document.text, _schema(tables), {"tables": answer})


def cells_of(document: Document) -> int:
    """The printed cells of the document's tables."""
    return sum(
        cell.printed is not None
        for table in document.tables
        for row in table.rows
        for cell in row.cells.values()
    )


def _with_rows(document: Document) -> Iterator[Table]:
    return (table for table in document.tables if table.rows)


def _printed(document: Document, table: Table) -> str:
    """The lines of the document in which the table stands."""
    assert table.source.lines is not None  # documents here are texts
    first, last = table.source.lines
    return "\n".join(document.text.splitlines()[first - 1 : last])


def _rows(table: Table) -> Iterator[Json]:
    for row in table.rows:
        cells = {name: row.cells.get(name) for name in row.values}
        yield {
            name: row.values[name] if cell is None else cell.printed for name, cell in cells.items()
        }


def _schema(tables: Sequence[Table]) -> Json:
    """The schema of the rows that goes beside the messages: fields and their printed headers."""
    kinds = {kind.kind: kind for kind in builtin_kinds()}
    found: dict[str, Any] = {}
    for table in tables:
        names = tuple(dict.fromkeys(name for row in table.rows for name in row.values))
        found.setdefault(table.kind, _row_schema(names, kinds.get(table.kind)))
    if len(found) == 1:
        return {"properties": {"rows": {"type": "array", "items": next(iter(found.values()))}}}
    return {"properties": {"tables": {"type": "array"}}, "$defs": found}


def _row_schema(names: Sequence[str], kind: type[KindRow] | None) -> Mapping[str, Any]:
    headers = {} if kind is None else {spec.name: spec.headers for spec in kind.fields()}
    fields: dict[str, Any] = {
        f"f{number}": (
            str | None,
            Field(default=None, alias=name, description=" | ".join(headers.get(name, ())[:2])),
        )
        for number, name in enumerate(names)
    }
    row: type[BaseModel] = create_model("Row", **fields)
    made = row.model_json_schema()
    # Without titles and defaults; the descriptions are all that such a request says of fields.
    properties = {
        name: {key: said for key, said in field.items() if key not in ("title", "default")}
        for name, field in made["properties"].items()
    }
    return {"type": "object", "properties": properties, "required": list(names)}


def _sent(text: str, schema: Json, answer: Json) -> Sent:
    said = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return Sent(1, raw_tokens(text), raw_schema_tokens(schema), raw_tokens(said))
