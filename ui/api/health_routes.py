"""Whether the service lives, whether it can work, and what it counts."""

from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from extraction import __version__
from schemas.errors import BusyError, GoujiError
from schemas.frozen import Frozen
from ui.api.access import Measuring, backend_of
from ui.api.metrics import CONTENT_TYPE
from ui.api.problems import problems

router = APIRouter(tags=["health"])


class Health(Frozen):
    """The service answers."""

    status: Literal["ok"] = "ok"
    version: str = __version__


@router.get("/health/live")
async def live() -> Health:
    """Whether the server answers at all. No key is needed."""
    return Health()


@router.get("/health/ready", responses={503: problems()[503]})
def ready(request: Request) -> Health:
    """Whether its database answers too. No key is needed."""
    try:
        backend_of(request).service.waiting()
    except GoujiError as error:
        raise BusyError(str(error)) from None
    return Health()


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {"description": "Counts.", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **problems(422),
    },
)
def metrics(caller: Measuring) -> Response:
    """Counts over all clients in Prometheus' text format; the key needs the scope metrics."""
    return Response(caller.backend.metrics.text(), media_type=CONTENT_TYPE)
