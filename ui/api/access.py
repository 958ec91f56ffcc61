"""Who asks: a request is let in by its key, its scope and its rate, before anything else."""

from typing import Annotated, NamedTuple

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from schemas.errors import NotFoundError, ScopeError, UsageError
from schemas.service import Client, Job, Scope
from ui.api.backend import Backend

_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="The key of a client, made by: gouji keys add NAME",
)
Given = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


class Caller(NamedTuple):
    """A client that was let in, and the service that it asks."""

    client: Client
    backend: Backend

    @property
    def client_id(self) -> str:
        """The client's id: every lookup goes by it."""
        return self.client.client_id

    def job(self, job_id: str) -> Job:
        """A job of this client. Raises NotFoundError where it is another's, or of nobody."""
        return self.backend.service.job(self.client_id, job_id)

    def document(self, job_id: str) -> str:
        """The id at the desk of this client's document.

        Raises NotFoundError where there is no such job, or no document of it.
        """
        job = self.job(job_id)
        if job.document_id is None:
            raise NotFoundError(f"the job {job_id} is {job.state}; it is at the desk once done")
        return job.document_id


def backend_of(request: Request) -> Backend:
    """The service of the server that a request came to."""
    found: Backend = request.app.state.backend
    return found


def _let_in(request: Request, given: HTTPAuthorizationCredentials | None, scope: Scope) -> Caller:
    backend = backend_of(request)
    client = backend.clients.known(None if given is None else given.credentials)
    request.state.client_id = client.client_id
    if scope not in client.scopes:
        raise ScopeError(
            f"this key may {' and '.join(client.scopes)}; ask for one with the scope {scope}"
        )
    backend.rate.take(client.client_id)
    _expect_known(request)
    return Caller(client, backend)


def _expect_known(request: Request) -> None:
    """See that every parameter is one of the address, and given once.

    Raises UsageError: misspelt it would filter nothing, and of two one would not be heard.
    """
    route = request.scope.get("route")
    own = route.dependant.query_params if isinstance(route, APIRoute) else ()
    known = {each.alias for each in own}
    given = request.query_params
    if len(given.multi_items()) != len(given):
        raise UsageError("a parameter is given twice; give each once")
    if not known.issuperset(given):
        told = ", ".join(sorted(known)) or "none"
        raise UsageError(f"a parameter is not known; those of this address are: {told}")


def _reading(request: Request, given: Given) -> Caller:
    return _let_in(request, given, "read")


def _writing(request: Request, given: Given) -> Caller:
    return _let_in(request, given, "write")


def _measuring(request: Request, given: Given) -> Caller:
    return _let_in(request, given, "metrics")


def some_key_exists(request: Request) -> None:
    """Raises AccessError while nobody has a key: until then the service shows its health alone."""
    backend_of(request).clients.expect_any()


Reading = Annotated[Caller, Depends(_reading)]
Writing = Annotated[Caller, Depends(_writing)]
Measuring = Annotated[Caller, Depends(_measuring)]
