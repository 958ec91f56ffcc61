"""Pictures: the kept image of a page, and a cell cut out of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from extraction.readers.png_file import png_crop
from schemas.errors import NotFoundError, UsageError
from schemas.review import ReviewState
from schemas.source import Box
from schemas.table import CellRef, Table
from ui.api.access import Caller, Reading
from ui.api.problems import problems
from ui.api.result_routes import JobId
from ui.api.results import content_answer
from ui.review.places import page_place

router = APIRouter(prefix="/v1/jobs/{job_id}", tags=["pictures"])
PNG = "image/png"
_PICTURE: Mapping[int | str, dict[str, Any]] = MappingProxyType(
    {
        200: {
            "description": "The picture.",
            "content": {PNG: {"schema": {"type": "string", "format": "binary"}}},
        },
        304: {"description": "The client has it as it is (If-None-Match)."},
        **problems(404, 422),
    }
)


@router.get("/pages/{number}.png", response_class=Response, responses=dict(_PICTURE))
async def page(
    job_id: JobId,
    number: Annotated[int, Path(ge=1, le=1_000_000, description="Pages count from 1.")],
    request: Request,
    caller: Reading,
) -> Response:
    """The kept image of a page, upright: boxes of cells are points on it. Texts have none."""

    def made() -> bytes:
        return _image(caller, caller.document(job_id), number)

    return content_answer(request, await caller.backend.long(made), PNG)


@router.get("/crop", response_class=Response, responses=dict(_PICTURE))
async def crop(
    job_id: JobId,
    request: Request,
    caller: Reading,
    kind: Annotated[str, Query(max_length=200)],
    ordinal: Annotated[int, Query(ge=1, le=100_000)],
    row: Annotated[int, Query(ge=0, le=10_000_000, description="Rows count from 0.")],
    field: Annotated[str, Query(max_length=200)],
    margin: Annotated[float, Query(ge=0, le=200, description="Points around the cell.")] = 12.0,
) -> Response:
    """A cell cut out of its page, with a margin: what was printed, to be looked at.

    The address is that of the cell as it stands after review. A blank cell is where its row and
    column cross.
    """
    cell = CellRef(kind=kind, ordinal=ordinal, row=row, field=field)

    def made() -> bytes:
        document_id = caller.document(job_id)
        number, box, width = _box(caller.backend.desk.state(document_id), cell)
        around = (box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin)
        return png_crop(_image(caller, document_id, number), around, width)

    return content_answer(request, await caller.backend.long(made), PNG)


def _image(caller: Caller, document_id: str, number: int) -> bytes:
    try:
        return caller.backend.desk.page_image(document_id, number).png
    except UsageError:
        raise NotFoundError(
            f"there is no image of page {number}; texts have none, others may not have kept it"
        ) from None


def _box(state: ReviewState, cell: CellRef) -> tuple[int, Box, float]:
    """The page of a cell, its box in points, and the width of the page."""
    place = page_place(state.document, _table(state, cell), cell, state.image_pages, "")
    if place is None or place.page is None or place.box is None:
        raise NotFoundError("this cell has no place on a page image; texts have lines instead")
    return place.page, place.box, place.width


def _table(state: ReviewState, cell: CellRef) -> Table:
    for table in state.document.tables:
        same = (table.kind, table.ordinal) == (cell.kind, cell.ordinal)
        if same and cell.row < len(table.rows) and cell.field in table.rows[cell.row].values:
            return table
    raise NotFoundError("the document has no such cell; rows count from 0, tables from 1")
