"""A document as the JSON object of the export contract."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from schemas.amount import plain_decimal
from schemas.check import Check, Term
from schemas.document import Document, Run
from schemas.finding import Finding
from schemas.page import Page
from schemas.review import Event
from schemas.source import Extent, Source
from schemas.table import Cell, CellRef, Proof, Row, Table

Json = dict[str, Any]


def document_payload(document: Document, history: Sequence[Event] | None = None) -> Json:
    """The exported object: document, tables, checks, findings and run first.

    Every decimal is a string in plain notation; an address is [kind, ordinal, row, field].
    ``history`` is what people did, for a document that was reviewed.
    """
    return {
        "document": document.info.model_dump(mode="json"),
        "tables": [_table(table) for table in document.tables],
        "checks": [_check(check) for check in document.checks],
        "findings": [_finding(finding) for finding in document.findings],
        "run": _run(document.run),
        "suggestions": _suggestions(document),
        "candidates": [
            {"cell": _address(one.cell), "probability": round(one.probability, 6)}
            for one in document.candidates
        ],
        **({"pages": [_page(page) for page in document.pages]} if document.pages else {}),
        **({} if history is None else {"history": [event_payload(event) for event in history]}),
    }


def event_payload(event: Event) -> Json:
    """What a person did: who, when, before, after and why, and the cell where it is about one."""
    made: Json = event.model_dump(mode="json", exclude_none=True)
    if not event.undone:
        made.pop("undone")
    return made


def json_text(payload: Json) -> str:
    """The exported object as text: one line for each row, check and finding."""
    tables = [_table_text(table) for table in payload["tables"]]
    members = (
        f'"document": {_text(payload["document"])}',
        f'"tables": {_listed(tables)}',
        f'"checks": {_listed([_text(check) for check in payload["checks"]])}',
        f'"findings": {_listed([_text(finding) for finding in payload["findings"]])}',
        f'"run": {_text(payload["run"])}',
        f'"suggestions": {_listed([_text(asked) for asked in payload["suggestions"]])}',
        f'"candidates": {_text(payload["candidates"])}',
        *(
            f'"{name}": {_listed([_text(item) for item in payload[name]])}'
            for name in ("pages", "history")
            if name in payload
        ),
    )
    return "{\n" + ",\n".join(members) + "\n}\n"


def _table_text(table: Json) -> str:
    rows = _listed([_text(row) for row in table["rows"]])
    head = {key: value for key, value in table.items() if key not in ("rows", "notes")}
    return f'{_text(head)[:-1]}, "rows": {rows}, "notes": {_text(table["notes"])}}}'


def _listed(items: Sequence[str]) -> str:
    return "[\n" + ",\n".join(items) + "\n]" if items else "[]"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _table(table: Table) -> Json:
    return {
        "kind": table.kind,
        "ordinal": table.ordinal,
        "title": table.title,
        "unit": table.unit,
        "source": _extent(table.source),
        "rows": [_row(row) for row in table.rows],
        "notes": list(table.notes),
    }


def _page(page: Page) -> Json:
    """What was done to a page, and the hash of its kept image (boxes are points on it)."""
    return {
        "number": page.number,
        "origin": page.origin,
        "width": round(page.width, 2),
        "height": round(page.height, 2),
        "image": page.image,
        "transform": list(page.transform),
        "notes": list(page.notes),
    }


def _row(row: Row) -> Json:
    return {
        "values": dict(row.values),
        "cells": {field: _cell(cell) for field, cell in row.cells.items()},
    }


def _cell(cell: Cell) -> Json:
    payload: Json = {
        "printed": cell.printed,
        "status": cell.status,
        "confidence": cell.confidence,
        "source": None if cell.source is None else _source(cell.source),
        "checks": list(cell.checks),
        "suggestion": cell.suggestion,
        "reason": cell.reason,
        "proof": _proof(cell.proof),
    }
    if cell.text is not None:
        payload["text"] = cell.text
    if cell.alternatives:
        payload["alternatives"] = list(cell.alternatives)
    return payload


def _proof(proof: Proof | None) -> Json:
    if proof is None:
        return {"rank": 0}
    return {"rank": proof.rank, "tolerance": plain_decimal(proof.tolerance)}


def _source(source: Source) -> Json:
    payload: Json = source.model_dump(mode="json", exclude_none=True)
    if source.box is not None:
        payload["box"] = [round(value, 2) for value in source.box]
    return payload


def _extent(extent: Extent) -> Json:
    payload: Json = {}
    if extent.pages:
        payload["pages"] = list(extent.pages)
    if extent.lines is not None:
        payload["lines"] = list(extent.lines)
    return payload


def _check(check: Check) -> Json:
    return {
        "id": check.id,
        "rule": check.rule,
        "holds": check.holds,
        "expected": plain_decimal(check.expected),
        "found": plain_decimal(check.found),
        "difference": plain_decimal(check.difference),
        "tolerance": plain_decimal(check.tolerance),
        "exact": plain_decimal(check.exact),
        "cells": [_address(ref) for ref in check.cells],
        "left": [_term(term) for term in check.left],
        "right": [_term(term) for term in check.right],
        "combine": check.combine,
        "statement": check.statement,
    }


def _term(term: Term) -> Json:
    payload: Json = {"coefficient": plain_decimal(term.coefficient)}
    if term.cell is not None:
        payload["cell"] = _address(term.cell)
    else:
        payload["constant"] = plain_decimal(term.constant or Decimal(0))
    if term.lines:
        payload["lines"] = list(term.lines)
    return payload


def _address(ref: CellRef) -> list[str | int]:
    return [ref.kind, ref.ordinal, ref.row, ref.field]


def _finding(finding: Finding) -> Json:
    return {
        "class": finding.finding_class,
        "cells": [_address(ref) for ref in finding.cells],
        "printed": finding.printed,
        "expected": finding.expected,
        "message": finding.message,
        "source": _extent(finding.source),
    }


def _suggestions(document: Document) -> list[Json]:
    """What arithmetic asks for; customary sums that are no checks of the result are left out."""
    known = {check.id for check in document.checks}
    return [
        {
            "cell": _address(suggestion.cell),
            "value": plain_decimal(suggestion.value),
            "checks": [name for name in suggestion.checks if name in known],
            "together": [_address(ref) for ref in suggestion.together],
        }
        for suggestion in document.suggestions
    ]


def _run(run: Run) -> Json:
    payload: Json = run.model_dump(mode="json")
    for name in ("key", "synonyms"):
        if payload.get(name) is None:
            payload.pop(name, None)
    return payload
