"""Results: JSON as the contract has it, tables as CSV, the workbook, findings."""

import tempfile
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from extraction.export.columns import columns_of
from extraction.export.payload import json_text
from extraction.export.result import Result, ResultFinding, ResultTable, parse_result
from extraction.export.table_csv import table_csv
from extraction.export.workbook import write_workbook
from schemas.errors import NotFoundError
from schemas.wire import TableSummary
from ui.api.access import Caller, Reading
from ui.api.problems import problems
from ui.api.results import content_answer, file_answer

router = APIRouter(prefix="/v1/jobs/{job_id}", tags=["results"])

JobId = Annotated[
    str,
    Path(pattern="^[0-9a-f]{32}$", description="The id of a job.", examples=["4f1c…"]),
]
Reviewed = Annotated[
    bool, Query(description="As it stands after review, in place of as it was extracted.")
]
Kind = Annotated[str, Path(max_length=200, examples=["general_budget_by_function"])]
Ordinal = Annotated[int, Path(ge=1, le=100_000, description="Tables of a kind count from 1.")]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _files(media_type: str) -> dict[int | str, dict[str, Any]]:
    schema = {"type": "object"} if media_type == "application/json" else {"type": "string"}
    return {
        200: {"description": "The file.", "content": {media_type: {"schema": schema}}},
        304: {"description": "The client has it as it is (If-None-Match)."},
        **problems(404, 409, 422),
    }


@router.get("/result", response_class=Response, responses=_files("application/json"))
def result(job_id: JobId, request: Request, caller: Reading) -> Response:
    """The result as JSON (the export contract), byte for byte as it was written.

    Its ETag is the hash of its content; with If-None-Match an unchanged result is a 304.
    """
    held = caller.backend.held(caller.client_id, job_id)
    return file_answer(request, held, "application/json")


@router.get("/reviewed", response_class=Response, responses=_files("application/json"))
async def reviewed_result(job_id: JobId, request: Request, caller: Reading) -> Response:
    """The result as JSON as it stands after review, with the history of what people did."""

    def made() -> bytes:
        return json_text(caller.backend.reviewed(caller.document(job_id))).encode()

    return content_answer(request, await caller.backend.long(made), "application/json")


@router.get("/tables", responses=problems(404, 409, 422))
async def tables(
    job_id: JobId, caller: Reading, reviewed: Reviewed = False
) -> tuple[TableSummary, ...]:
    """The tables of a result, in the order of the document."""
    found = await caller.backend.long(_parsed, caller, job_id, reviewed)
    kinds = caller.backend.kinds
    return tuple(
        TableSummary(
            kind=table.kind,
            ordinal=table.ordinal,
            title=table.title,
            unit=table.unit,
            rows=len(table.rows),
            fields=tuple(column.field for column in columns_of(table, kinds)),
            headers=tuple(column.header for column in columns_of(table, kinds)),
        )
        for table in found.tables
    )


@router.get("/tables/{kind}/{ordinal}.csv", response_class=Response, responses=_files("text/csv"))
async def table(
    job_id: JobId,
    kind: Kind,
    ordinal: Ordinal,
    request: Request,
    caller: Reading,
    reviewed: Reviewed = False,
) -> Response:
    """One table as CSV (UTF-8 with a byte order mark): printed headers, field keys, rows.

    What a spreadsheet might run as a formula has an apostrophe before it.
    """

    def made() -> bytes:
        found = _table(_parsed(caller, job_id, reviewed), kind, ordinal)
        return table_csv(found, caller.backend.kinds).encode()

    content = await caller.backend.long(made)
    return content_answer(request, content, "text/csv; charset=utf-8", f"{kind}-{ordinal}.csv")


@router.get("/workbook", response_class=Response, responses=_files(XLSX))
async def workbook(
    job_id: JobId, request: Request, caller: Reading, reviewed: Reviewed = False
) -> Response:
    """The result as a workbook (XLSX): summary, findings, a sheet for each table."""

    def made() -> tuple[bytes, str]:
        found = _parsed(caller, job_id, reviewed)
        name = f"{FilePath(found.document.name).stem}.xlsx"
        if not reviewed:
            written = caller.backend.held(caller.client_id, job_id).path.with_suffix(".xlsx")
            if written.is_file():
                return written.read_bytes(), name
        with tempfile.TemporaryDirectory() as folder:
            path = FilePath(folder) / "workbook.xlsx"
            write_workbook(found, path, caller.backend.kinds)
            return path.read_bytes(), name

    content, name = await caller.backend.long(made)
    return content_answer(request, content, XLSX, name)


@router.get("/findings", responses=problems(404, 409, 422))
async def findings(
    job_id: JobId,
    caller: Reading,
    reviewed: Reviewed = False,
    finding_class: Annotated[
        str | None, Query(alias="class", max_length=40, description="Those of one class only.")
    ] = None,
) -> tuple[ResultFinding, ...]:
    """What an auditor would want to see, the most serious first."""
    found = await caller.backend.long(_parsed, caller, job_id, reviewed)
    return tuple(each for each in found.findings if finding_class in (None, each.finding_class))


def _parsed(caller: Caller, job_id: str, reviewed: bool) -> Result:
    if reviewed:
        return parse_result(caller.backend.reviewed(caller.document(job_id)))
    return caller.backend.result(caller.client_id, job_id)


def _table(found: Result, kind: str, ordinal: int) -> ResultTable:
    for each in found.tables:
        if (each.kind, each.ordinal) == (kind, ordinal):
            return each
    raise NotFoundError(f"the result has no table {kind}#{ordinal}; list its tables")
