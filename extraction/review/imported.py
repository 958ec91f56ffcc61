"""An exported JSON object back to a document, as exported and as it was before scoring."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from extraction.auditing.merged_columns import MERGED
from extraction.identities.ledger import ref
from schemas.check import Check, Term
from schemas.document import Candidate, Document, DocumentInfo, Run, Suggestion
from schemas.errors import VerificationError
from schemas.finding import Finding
from schemas.page import Page
from schemas.source import Extent, Source
from schemas.table import Cell, CellRef, Proof, Row, Table

Json = Mapping[str, Any]


def document_of(payload: Json) -> Document:
    """The document that an exported object holds, without text and page readings.

    Raises:
        VerificationError: the object is not of the shape of an export.
    """
    try:
        return Document(
            info=DocumentInfo.model_validate(payload["document"]),
            tables=tuple(_table(table) for table in payload["tables"]),
            checks=tuple(_check(check) for check in payload["checks"]),
            findings=tuple(_finding(finding) for finding in payload["findings"]),
            suggestions=tuple(_suggestion(one) for one in payload.get("suggestions", ())),
            candidates=tuple(
                Candidate(cell=_address(one["cell"]), probability=one["probability"])
                for one in payload.get("candidates", ())
            ),
            pages=tuple(_page(page) for page in payload.get("pages", ())),
            run=Run.model_validate(
                {k: v for k, v in payload["run"].items() if k in Run.model_fields}
            ),
        )
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise VerificationError(
            f"this is not an extraction result ({type(error).__name__}); extract the document again"
        ) from None


def unscored(document: Document) -> tuple[Table, ...]:
    """The tables of an exported document as they were before scoring, as far as it tells.

    What only a check accused is doubtful no more, and blank cells that only a check covered are
    gone; what is suspect by itself stays so.
    """
    failing = {cell for check in document.checks if not check.holds for cell in check.cells}
    return tuple(_unscored_table(table, failing) for table in document.tables)


def _unscored_table(table: Table, failing: set[CellRef]) -> Table:
    rows = []
    for index, row in enumerate(table.rows):
        cells = {
            field: _unscored_cell(cell, ref(table, index, field) in failing)
            for field, cell in row.cells.items()
            if cell.printed is not None or cell.source is not None or cell.text is not None
        }
        rows.append(Row(values=row.values, cells=cells))
    return table.model_copy(update={"rows": tuple(rows)})


def _unscored_cell(cell: Cell, failing: bool) -> Cell:
    own = cell.status == "suspect" and not failing and cell.suggestion is None
    if cell.status in ("repaired", "confirmed", "corrected") or (own and cell.reason != MERGED):
        return cell.model_copy(update={"checks": (), "suggestion": None})
    return Cell(
        printed=cell.printed,
        source=cell.source,
        text=cell.text,
        alternatives=cell.alternatives,
        # What arithmetic says of a cell stands only in suspect ones.
        reason=None if cell.status == "suspect" else cell.reason,
    )


def _table(payload: Json) -> Table:
    return Table(
        kind=payload["kind"],
        ordinal=payload["ordinal"],
        title=payload["title"],
        unit=payload["unit"],
        source=_extent(payload["source"]),
        rows=tuple(_row(row) for row in payload["rows"]),
        notes=tuple(payload.get("notes", ())),
    )


def _row(payload: Json) -> Row:
    cells = {field: _cell(cell) for field, cell in payload["cells"].items()}
    return Row(values=payload["values"], cells=cells)


def _cell(payload: Json) -> Cell:
    source = payload["source"]
    return Cell(
        printed=payload["printed"],
        status=payload["status"],
        confidence=payload["confidence"],
        source=None if source is None else Source(**source),
        checks=tuple(payload["checks"]),
        suggestion=payload["suggestion"],
        reason=payload["reason"],
        text=payload.get("text"),
        alternatives=tuple(payload.get("alternatives", ())),
        proof=_proof(payload.get("proof")),
    )


def _proof(payload: Json | None) -> Proof | None:
    """None where no sum proves the cell, and in a result of a version that told no proofs."""
    if payload is None or not payload["rank"]:
        return None
    return Proof(rank=payload["rank"], tolerance=Decimal(payload["tolerance"]))


def _extent(payload: Json) -> Extent:
    lines = payload.get("lines")
    return Extent(
        pages=tuple(payload.get("pages", ())), lines=None if lines is None else tuple(lines)
    )


def _check(payload: Json) -> Check:
    return Check(
        id=payload["id"],
        rule=payload["rule"],
        holds=payload["holds"],
        expected=Decimal(payload["expected"]),
        found=Decimal(payload["found"]),
        difference=Decimal(payload["difference"]),
        tolerance=Decimal(payload["tolerance"]),
        exact=Decimal(payload.get("exact", "0")),
        cells=tuple(_address(address) for address in payload["cells"]),
        left=tuple(_term(term) for term in payload["left"]),
        right=tuple(_term(term) for term in payload["right"]),
        combine=payload.get("combine", "sum"),
        statement=payload.get("statement", ""),
    )


def _term(payload: Json) -> Term:
    cell, constant = payload.get("cell"), payload.get("constant")
    return Term(
        coefficient=Decimal(payload["coefficient"]),
        cell=None if cell is None else _address(cell),
        constant=None if constant is None else Decimal(constant),
        lines=tuple(payload.get("lines", ())),
    )


def _suggestion(payload: Json) -> Suggestion:
    return Suggestion(
        cell=_address(payload["cell"]),
        value=Decimal(payload["value"]),
        checks=tuple(payload["checks"]),
        together=tuple(_address(address) for address in payload["together"]),
    )


def _address(payload: Any) -> CellRef:
    kind, ordinal, row, field = payload
    return CellRef(kind=kind, ordinal=ordinal, row=row, field=field)


def _finding(payload: Json) -> Finding:
    return Finding.model_validate(
        {
            **payload,
            "cells": tuple(_address(address) for address in payload["cells"]),
            "source": _extent(payload["source"]),
        }
    )


def _page(payload: Json) -> Page:
    return Page(
        number=payload["number"],
        width=payload.get("width", 0.0),
        height=payload.get("height", 0.0),
        origin=payload.get("origin", "ocr"),
        image=payload.get("image"),
        transform=tuple(payload["transform"]),
        notes=tuple(payload.get("notes", ())),
    )
