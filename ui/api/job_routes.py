"""Jobs: documents and archives in, how far they are, cancelling, trying anew."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from schemas.service import ArchiveReceipt, Job, JobState, Submission
from schemas.wire import JobPage
from ui.api.access import Reading, Writing
from ui.api.examples import job_example, receipt_example, submission_example
from ui.api.problems import problems
from ui.api.result_routes import JobId
from ui.api.uploads import received, take_archive, take_document

router = APIRouter(prefix="/v1", tags=["jobs"])


def _form(what: str) -> dict[str, Any]:
    """The body of an upload, for the OpenAPI document: it is read by hand, after the key."""
    properties = {
        "file": {"type": "string", "format": "binary", "description": what},
        "engine": {"type": "string", "enum": ["headers", "model", "auto"]},
        "priority": {"type": "integer", "minimum": -9, "maximum": 9, "default": 0},
    }
    schema = {"type": "object", "required": ["file"], "properties": properties}
    return {
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    }


def _example(example: dict[str, Any], description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"example": example}}}


@router.post(
    "/jobs",
    status_code=202,
    openapi_extra=_form("A document: .pdf .png .jpg .tif .txt .md .html"),
    responses={
        202: _example(submission_example(), "The job; created is false where it was there."),
        **problems(400, 408, 413, 415, 422),
    },
)
async def upload(request: Request, response: Response, caller: Writing) -> Submission:
    """Send a document. The same content under the same name and settings is the same job."""
    async with received(request, caller) as file:
        made = await run_in_threadpool(take_document, caller, file)
    response.headers["Location"] = f"/v1/jobs/{made.job.job_id}"
    return made


@router.post(
    "/archives",
    status_code=202,
    openapi_extra=_form("An archive of documents: .zip .tar.gz .tgz"),
    responses={
        202: _example(receipt_example(), "A job for each document, and what was not taken."),
        **problems(400, 408, 413, 415, 422),
    },
)
async def upload_archive(request: Request, caller: Writing) -> ArchiveReceipt:
    """Send a folder as one archive. Every document in it is a job of its own."""
    async with received(request, caller) as file:
        return await run_in_threadpool(take_archive, caller, file)


@router.get("/jobs", responses=problems(404, 422))
def jobs(
    caller: Reading,
    state: Annotated[JobState | None, Query(description="Those in one state only.")] = None,
    after: Annotated[
        str | None, Query(pattern="^[0-9a-f]{32}$", description="The next of the page before.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> JobPage:
    """The jobs of this client, page by page."""
    found = caller.backend.service.jobs(caller.client_id, state=state, after=after, limit=limit + 1)
    items = found[:limit]
    return JobPage(items=items, next=items[-1].job_id if len(found) > limit else None)


@router.get(
    "/jobs/{job_id}",
    responses={200: _example(job_example(), "The job."), **problems(404, 422)},
)
def job(job_id: JobId, caller: Reading) -> Job:
    """How far a document is: its state, the pages done of all, and why it failed."""
    return caller.job(job_id)


@router.post("/jobs/{job_id}/cancel", responses=problems(404, 409, 422))
def cancel(job_id: JobId, caller: Writing) -> Job:
    """End a job that has not ended yet."""
    return caller.backend.service.cancel(caller.client_id, job_id)


@router.post("/jobs/{job_id}/retry", responses=problems(404, 409, 422))
def retry(job_id: JobId, caller: Writing) -> Job:
    """Let a job that failed, was set aside or cancelled be tried anew."""
    return caller.backend.service.retry(caller.client_id, job_id)
