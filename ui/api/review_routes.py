"""The review desk for programs: the queue, one document, decisions, edits, undo, history.

They are the desk's own events. Every change names the version that it was decided on; where the
document has another by now, or someone else holds it, that is a 409 and nothing is changed.
"""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Body, Query
from pydantic import Field

from schemas.errors import InputError, OutputError
from schemas.frozen import Frozen
from schemas.review import (
    Decision,
    Edit,
    Event,
    Outcome,
    QueueFilter,
    ReviewState,
)
from schemas.table import Status
from schemas.wire import Done, Doubt, QueueItem, Review
from ui.api.access import Caller, Reading, Writing
from ui.api.examples import decision_example, edit_example
from ui.api.problems import problems
from ui.api.result_routes import JobId

router = APIRouter(prefix="/v1", tags=["review"])
T = TypeVar("T")

Who = Annotated[
    str,
    Field(
        min_length=1, max_length=100, description="The name in the history.", examples=["Li Wen"]
    ),
]
Version = Annotated[int, Field(ge=0, le=10_000_000, description="The version decided on.")]


class Claim(Frozen):
    """Who takes a document into their hands, or gives it back."""

    who: Who


class Decided(Frozen):
    """A decision on a cell, and the version that it was made on."""

    version: Version
    decision: Decision


class Edited(Frozen):
    """An edit of a table, and the version that it was made on."""

    version: Version
    edit: Edit


class Undone(Frozen):
    """Who takes the last event back, or does it again, and the version that it was decided on."""

    version: Version
    who: Who


@router.get("/queue", responses=problems(422))
async def queue(
    caller: Reading,
    text: Annotated[str, Query(max_length=200, description="In file name or department.")] = "",
    department: Annotated[str | None, Query(max_length=200)] = None,
    kind: Annotated[str | None, Query(max_length=200, description="Of a table.")] = None,
    status: Annotated[Status | None, Query(description="Of a cell.")] = None,
    finding: Annotated[str | None, Query(max_length=40, description="A class.")] = None,
    open_only: Annotated[bool, Query(description="Without those that are settled.")] = False,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> tuple[QueueItem, ...]:
    """The documents of this client, those with the most doubt left first."""
    wanted = QueueFilter(
        text=text, department=department, kind=kind, status=status, finding=finding,
        open_only=open_only, limit=limit, offset=offset, owner=caller.client_id,
    )  # fmt: skip
    return await caller.backend.long(_queue, caller, wanted)


def _queue(caller: Caller, wanted: QueueFilter) -> tuple[QueueItem, ...]:
    entries = caller.backend.desk.queue(wanted)
    ids = [entry.document_id for entry in entries]
    jobs = caller.backend.service.jobs_of_documents(caller.client_id, ids)
    return tuple(
        QueueItem(**entry.model_dump(), job_id=jobs[entry.document_id])
        for entry in entries
        if entry.document_id in jobs
    )


@router.get("/jobs/{job_id}/review", responses=problems(404, 422))
async def review(job_id: JobId, caller: Reading) -> Review:
    """A document as it stands: its version, who holds it, and the cells in doubt."""

    def made() -> Review:
        return _review(job_id, caller.backend.desk.state(caller.document(job_id)))

    return await _at_desk(caller, made)


@router.post("/jobs/{job_id}/review/claim", responses=problems(400, 404, 409, 413, 422))
async def claim(job_id: JobId, caller: Writing, body: Claim) -> Review:
    """Take a document into one's hands; after half an hour without an event it is free again."""

    def made() -> Review:
        return _review(job_id, caller.backend.desk.open(caller.document(job_id), body.who))

    return await _at_desk(caller, made)


@router.post("/jobs/{job_id}/review/release", responses=problems(400, 404, 409, 413, 422))
async def release(job_id: JobId, caller: Writing, body: Claim) -> Review:
    """Give a document back; nothing happens where ``who`` does not hold it."""

    def made() -> Review:
        document_id = caller.document(job_id)
        caller.backend.desk.close_document(document_id, body.who)
        return _review(job_id, caller.backend.desk.state(document_id))

    return await _at_desk(caller, made)


@router.post("/jobs/{job_id}/review/decisions", responses=problems(400, 404, 409, 413, 422))
async def decide(
    job_id: JobId,
    caller: Writing,
    body: Annotated[Decided, Body(examples=[decision_example()])],
) -> Done:
    """Say of a cell: accept the suggestion, confirm, correct, as published, or skip."""

    def made() -> Done:
        document_id = caller.document(job_id)
        return _done(job_id, caller.backend.desk.decide(document_id, body.version, body.decision))

    return await _at_desk(caller, made)


@router.post("/jobs/{job_id}/review/edits", responses=problems(400, 404, 409, 413, 422))
async def edit(
    job_id: JobId,
    caller: Writing,
    body: Annotated[Edited, Body(examples=[edit_example()])],
) -> Done:
    """Change a table: move, split, join, add or remove a row, name a column or a kind."""

    def made() -> Done:
        document_id = caller.document(job_id)
        return _done(job_id, caller.backend.desk.edit(document_id, body.version, body.edit))

    return await _at_desk(caller, made)


@router.post("/jobs/{job_id}/review/undo", responses=problems(400, 404, 409, 413, 422))
async def undo(job_id: JobId, caller: Writing, body: Undone) -> Done:
    """Take the last event back that counts."""

    def made() -> Done:
        document_id = caller.document(job_id)
        return _done(job_id, caller.backend.desk.undo(document_id, body.version, body.who))

    return await _at_desk(caller, made)


@router.post("/jobs/{job_id}/review/redo", responses=problems(400, 404, 409, 413, 422))
async def redo(job_id: JobId, caller: Writing, body: Undone) -> Done:
    """Do again what was last taken back."""

    def made() -> Done:
        document_id = caller.document(job_id)
        return _done(job_id, caller.backend.desk.redo(document_id, body.version, body.who))

    return await _at_desk(caller, made)


@router.get("/jobs/{job_id}/history", responses=problems(404, 422))
async def history(job_id: JobId, caller: Reading) -> tuple[Event, ...]:
    """What people did to a document, the first event first."""

    def made() -> tuple[Event, ...]:
        return caller.backend.desk.history(caller.document(job_id))

    return await _at_desk(caller, made)


async def _at_desk(caller: Caller, work: Callable[[], T]) -> T:
    """Do a task at the desk: a document that it can't load is no fault of who asks."""

    def done() -> T:
        try:
            return work()
        except InputError as error:
            raise OutputError(str(error)) from None

    return await caller.backend.long(done)


def _done(job_id: str, outcome: Outcome) -> Done:
    return Done(
        event=outcome.event,
        settled_cells=outcome.settled_cells,
        review=_review(job_id, outcome.state),
    )


def _review(job_id: str, state: ReviewState) -> Review:
    tables = {(table.kind, table.ordinal): table for table in state.document.tables}
    doubts = []
    for cell in state.doubtful:
        row = tables[cell.kind, cell.ordinal].rows[cell.row]
        found = row.cells.get(cell.field)
        doubts.append(Doubt(cell=cell, value=row.values.get(cell.field), found=found))
    return Review(
        job_id=job_id,
        document_id=state.document_id,
        version=state.version,
        name=state.name,
        department=state.department,
        doubts=tuple(doubts),
        claimed_by=state.claimed_by,
        claimed_at=state.claimed_at,
        undoable=state.undoable,
        redoable=state.redoable,
        image_pages=state.image_pages,
    )
