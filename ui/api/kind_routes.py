"""The kinds of tables that are read, with their fields and printed headers."""

from typing import Annotated

from fastapi import APIRouter, Path

from schemas.errors import NotFoundError
from schemas.kinds import KindRow
from schemas.wire import Kind
from ui.api.access import Reading
from ui.api.problems import problems

router = APIRouter(prefix="/v1/kinds", tags=["kinds"])


@router.get("", responses=problems(422))
def kinds(caller: Reading) -> tuple[Kind, ...]:
    """Every kind that this service knows."""
    return tuple(_kind(kind) for kind in caller.backend.kinds.values())


@router.get("/{kind}", responses=problems(404, 422))
def kind(kind: Annotated[str, Path(max_length=200)], caller: Reading) -> Kind:
    """One kind."""
    found = caller.backend.kinds.get(kind)
    if found is None:
        raise NotFoundError("there is no such kind; /v1/kinds lists them")
    return _kind(found)


def _kind(kind: type[KindRow]) -> Kind:
    return Kind(
        kind=kind.kind,
        title=kind.title,
        titles=kind.all_titles(),
        layout=kind.layout,
        key=kind.key,
        fields=kind.fields(),
        wildcard=kind.wildcard,
    )
