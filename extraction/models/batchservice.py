"""The batch service of an endpoint: requests go as one file, the answers come as one, cheaper.

The paths are those of the OpenAI Batch API (/files, /batches), which others serve too.
"""

from collections.abc import Coroutine
from typing import Any, TypeVar

from extraction.models.batchfile import URL
from extraction.models.dispatcher import Dispatcher
from extraction.models.live import OpenAICompleter
from schemas.errors import EndpointError
from schemas.frozen import Frozen
from schemas.settings import Settings

R = TypeVar("R")
_DONE = "completed"
_OVER = frozenset({_DONE, "failed", "expired", "cancelled"})


class BatchState(Frozen):
    """How far a job is: its status in the service's words, and counts of its requests."""

    job: str
    status: str
    total: int = 0
    answered: int = 0
    failed: int = 0
    output: str | None = None
    errors: str | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.status in _OVER


class BatchService:
    """Sends, watches and fetches batch jobs of the endpoint of the settings."""

    def __init__(self, settings: Settings) -> None:
        """Raises UsageError where the URL is none, or OpenAI is to be asked without a key."""
        self._completer = OpenAICompleter(settings)
        self._dispatcher = Dispatcher()

    def __enter__(self) -> "BatchService":
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._completer.endpoint.close())
        self._dispatcher.close()

    def submit(self, name: str, content: bytes) -> BatchState:
        """Upload a file of requests and start a job on it.

        Raises EndpointError, UsageError as any request does.
        """
        endpoint = self._completer.endpoint
        sent = self._completer.sent
        file_id = self._run(sent(lambda: endpoint.upload(name, content)))
        body = {"input_file_id": file_id, "endpoint": URL, "completion_window": "24h"}
        return _state(self._run(sent(lambda: endpoint.post("/batches", body))))

    def state(self, job: str) -> BatchState:
        """How far a job is."""
        endpoint = self._completer.endpoint
        return _state(self._run(self._completer.sent(lambda: endpoint.get(f"/batches/{job}"))))

    def answers(self, state: BatchState) -> bytes:
        """The answers of a job, with the lines of those that failed.

        Raises EndpointError where there are none.
        """
        endpoint = self._completer.endpoint
        found = b""
        for name in (state.output, state.errors):
            if name is not None:
                content = self._run(
                    self._completer.sent(lambda name=name: endpoint.content(name))  # type: ignore[misc]
                )
                found += content if content.endswith(b"\n") or not content else content + b"\n"
        if not found:
            raise EndpointError(
                f"the batch {state.job} is {state.status} and has no answers; "
                "see gouji batch status"
            )
        return found

    def _run(self, coroutine: Coroutine[Any, Any, R]) -> R:
        return self._dispatcher.run(coroutine)


def _state(found: dict[str, Any]) -> BatchState:
    counts = found.get("request_counts") or {}
    job = found.get("id")
    if not isinstance(job, str) or not job:
        raise EndpointError("the endpoint has no batch service; send the requests by gouji extract")
    return BatchState(
        job=job,
        status=str(found.get("status", "unknown")),
        total=int(counts.get("total") or 0),
        answered=int(counts.get("completed") or 0),
        failed=int(counts.get("failed") or 0),
        output=found.get("output_file_id"),
        errors=found.get("error_file_id"),
    )
