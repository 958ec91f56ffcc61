"""A client of the service for Python programs: documents in, results and findings out.

    with Client("http://127.0.0.1:8080", key) as client:
        job = client.wait(client.upload("budget.pdf"))
        result = client.result(job)

What the service can't take now is sent again after the pause that it asks for; reads and uploads
also where it can't be reached for a while.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Literal, TypeVar

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from extraction.export.result import Result, ResultFinding
from schemas.errors import (
    AccessError,
    BusyError,
    ClaimedError,
    ConflictError,
    EndpointError,
    GoujiError,
    InputError,
    LimitError,
    NotFoundError,
    NotReadyError,
    OversizeError,
    ScopeError,
    UnknownFormatError,
    UsageError,
)
from schemas.review import Decision, Edit, Event
from schemas.service import ENDED, ArchiveReceipt, Job, JobState, Submission
from schemas.settings import Engine
from schemas.wire import Done, JobPage, Kind, Problem, QueueItem, Review, TableSummary

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_LOOK, _LONGEST_LOOK = 0.2, 5.0
"""Seconds between two looks at a job, at first and at most."""
_AGAIN = frozenset({429, 503})
T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


class Client:
    """One client of a service, by its key. Not to be shared by threads.

    Every method raises AccessError where the key is not known, ScopeError where it may not do
    this, NotFoundError where there is no such job, LimitError or BusyError where the service
    takes nothing however long one waits, and EndpointError where it can't be reached or fails.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeout: float = 60.0,
        attempts: int = 6,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """A client of the service at ``url``, such as ``http://127.0.0.1:8080``.

        ``timeout`` is in seconds, for each step of a request; ``attempts`` counts how often a
        request is sent that the service can't take now.
        """
        self._attempts = attempts
        self._sleep = sleep
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {key}"},
            timeout=timeout,
            transport=transport,
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def upload(self, path: Path | str, *, engine: Engine | None = None, priority: int = 0) -> Job:
        """Send a document. One that was sent before is the same job.

        Raises:
            InputError: the file can't be read here, or the service does not read such files.
        """
        answer = self._upload("/v1/jobs", Path(path), engine, priority)
        return _read(lambda: Submission.model_validate_json(answer.content)).job

    def upload_archive(
        self, path: Path | str, *, engine: Engine | None = None, priority: int = 0
    ) -> ArchiveReceipt:
        """Send an archive of documents (.zip, .tar.gz); raises as `upload`."""
        answer = self._upload("/v1/archives", Path(path), engine, priority)
        return _read(lambda: ArchiveReceipt.model_validate_json(answer.content))

    def job(self, job: Job | str) -> Job:
        """How far a job is."""
        return self._model(Job, "GET", f"/v1/jobs/{_id(job)}")

    def jobs(self, *, state: JobState | None = None) -> Iterator[Job]:
        """All jobs in the order in which they came, asked for page by page."""
        wanted: dict[str, str] = {} if state is None else {"state": state}
        while True:
            page = self._model(JobPage, "GET", "/v1/jobs", params=wanted)
            yield from page.items
            if page.next is None:
                return
            wanted["after"] = page.next

    def wait(self, job: Job | str, *, timeout: float | None = None) -> Job:
        """Wait until a job has ended, however it ended; see its ``state`` and ``reason``.

        Raises:
            BusyError: it has not after ``timeout`` seconds.
        """
        until = None if timeout is None else time.monotonic() + timeout
        pause = _LOOK
        while True:
            now = self.job(job)
            if now.state in ENDED:
                return now
            if until is not None and time.monotonic() >= until:
                raise BusyError(f"{now.name} is {now.state} still; wait longer, or look later")
            self._sleep(pause)
            pause = min(_LONGEST_LOOK, pause * 1.5)

    def cancel(self, job: Job | str) -> Job:
        """End a job. Raises ConflictError where it has ended."""
        return self._model(Job, "POST", f"/v1/jobs/{_id(job)}/cancel")

    def retry(self, job: Job | str) -> Job:
        """Let a job be tried anew. Raises ConflictError where there is nothing to try."""
        return self._model(Job, "POST", f"/v1/jobs/{_id(job)}/retry")

    def result(self, job: Job | str, *, reviewed: bool = False) -> Result:
        """The result of a job, or with ``reviewed`` as it stands after review.

        Raises:
            NotReadyError: it has none, yet or at all.
        """
        content = self.result_json(job, reviewed=reviewed)
        return _read(lambda: Result.model_validate_json(content))

    def result_json(self, job: Job | str, *, reviewed: bool = False) -> bytes:
        """The result as the JSON that `gouji verify` takes; raises as `result`."""
        what = "reviewed" if reviewed else "result"
        return self._send("GET", f"/v1/jobs/{_id(job)}/{what}").content

    def tables(self, job: Job | str, *, reviewed: bool = False) -> tuple[TableSummary, ...]:
        """The tables of a result; raises as `result`."""
        wanted = {"reviewed": str(reviewed).lower()}
        return self._many(TableSummary, f"/v1/jobs/{_id(job)}/tables", wanted)

    def table_csv(
        self, job: Job | str, kind: str, ordinal: int, *, reviewed: bool = False
    ) -> bytes:
        """A table as CSV; raises as `result`."""
        wanted = {"reviewed": str(reviewed).lower()}
        address = f"/v1/jobs/{_id(job)}/tables/{kind}/{ordinal}.csv"
        return self._send("GET", address, params=wanted).content

    def workbook(self, job: Job | str, *, reviewed: bool = False) -> bytes:
        """The result as a workbook (XLSX); raises as `result`."""
        wanted = {"reviewed": str(reviewed).lower()}
        return self._send("GET", f"/v1/jobs/{_id(job)}/workbook", params=wanted).content

    def findings(self, job: Job | str, *, reviewed: bool = False) -> tuple[ResultFinding, ...]:
        """What an auditor would want to see; raises as `result`."""
        wanted = {"reviewed": str(reviewed).lower()}
        return self._many(ResultFinding, f"/v1/jobs/{_id(job)}/findings", wanted)

    def page(self, job: Job | str, number: int) -> bytes:
        """The kept image of a page (PNG). Raises NotFoundError where there is none."""
        return self._send("GET", f"/v1/jobs/{_id(job)}/pages/{number}.png").content

    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of tables that the service knows."""
        return self._many(Kind, "/v1/kinds", {})

    def queue(self, **wanted: str | int | bool) -> tuple[QueueItem, ...]:
        """The documents to review, those with the most doubt first; see GET /v1/queue."""
        return self._many(QueueItem, "/v1/queue", wanted)

    def review(self, job: Job | str) -> Review:
        """A document as it stands: its version and the cells in doubt."""
        return self._model(Review, "GET", f"/v1/jobs/{_id(job)}/review")

    def claim(self, job: Job | str, who: str) -> Review:
        """Take a document into one's hands. Raises ClaimedError where someone else has it."""
        return self._model(Review, "POST", f"/v1/jobs/{_id(job)}/review/claim", body={"who": who})

    def release(self, job: Job | str, who: str) -> Review:
        """Give a document back."""
        address = f"/v1/jobs/{_id(job)}/review/release"
        return self._model(Review, "POST", address, body={"who": who})

    def decide(self, job: Job | str, version: int, decision: Decision) -> Done:
        """Say something of a cell, on the version that was seen.

        Raises:
            ConflictError: the document has another version by now.
            ClaimedError: someone else holds it; says who, and since when.
            UsageError: the decision can't stand.
        """
        body = {"version": version, "decision": decision.model_dump(mode="json")}
        return self._model(Done, "POST", f"/v1/jobs/{_id(job)}/review/decisions", body=body)

    def edit(self, job: Job | str, version: int, edit: Edit) -> Done:
        """Change a table; raises as `decide`."""
        body = {"version": version, "edit": edit.model_dump(mode="json")}
        return self._model(Done, "POST", f"/v1/jobs/{_id(job)}/review/edits", body=body)

    def undo(self, job: Job | str, version: int, who: str) -> Done:
        """Take the last event back that counts; raises as `decide`."""
        body = {"version": version, "who": who}
        return self._model(Done, "POST", f"/v1/jobs/{_id(job)}/review/undo", body=body)

    def redo(self, job: Job | str, version: int, who: str) -> Done:
        """Do again what was last taken back; raises as `decide`."""
        body = {"version": version, "who": who}
        return self._model(Done, "POST", f"/v1/jobs/{_id(job)}/review/redo", body=body)

    def history(self, job: Job | str) -> tuple[Event, ...]:
        """What people did to a document, the first event first."""
        return self._many(Event, f"/v1/jobs/{_id(job)}/history", {})

    def _upload(
        self, address: str, path: Path, engine: Engine | None, priority: int
    ) -> httpx.Response:
        fields = {"priority": str(priority), **({} if engine is None else {"engine": engine})}
        try:
            with path.open("rb") as file:
                return self._send("POST", address, data=fields, file=(path.name, file))
        except OSError as error:
            raise InputError(f"{path}: can't be read: {error.strerror or error}") from None

    def _model(
        self,
        model: type[M],
        method: Literal["GET", "POST"],
        address: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> M:
        answer = self._send(method, address, params=params, body=body)
        return _read(lambda: model.model_validate_json(answer.content))

    def _many(
        self, model: type[M], address: str, wanted: Mapping[str, str | int | bool]
    ) -> tuple[M, ...]:
        answer = self._send("GET", address, params=wanted)
        many = TypeAdapter(tuple[model, ...])  # type: ignore[valid-type]
        return _read(lambda: many.validate_json(answer.content))

    def _send(
        self,
        method: str,
        address: str,
        *,
        params: Mapping[str, str | int | bool] | None = None,
        body: Any = None,
        data: Mapping[str, str] | None = None,
        file: tuple[str, BinaryIO] | None = None,
    ) -> httpx.Response:
        pause = _FIRST_PAUSE
        for attempt in range(1, self._attempts + 1):
            if file is not None:
                file[1].seek(0)
            try:
                answer = self._http.request(
                    method, address, params=params, json=body, data=data,
                    files=None if file is None else {"file": file},
                )  # fmt: skip
            except httpx.HTTPError as error:
                # What changes nothing, or is the same sent twice, may be sent again.
                if attempt < self._attempts and (method == "GET" or file is not None):
                    self._sleep(pause)
                    pause = min(_LONGEST_PAUSE, pause * 2)
                    continue
                raise EndpointError(
                    f"the service at {self._http.base_url} can't be reached "
                    f"({type(error).__name__}); see that it runs and that the URL is right"
                ) from None
            if answer.is_success:
                return answer
            if answer.status_code not in _AGAIN or attempt == self._attempts:
                raise _error(answer)
            self._sleep(_asked(answer, pause))
            pause = min(_LONGEST_PAUSE, pause * 2)
        raise EndpointError("no request was sent: attempts must be at least 1")


def _id(job: Job | str) -> str:
    return job if isinstance(job, str) else job.job_id


def _read(parse: Callable[[], T]) -> T:
    try:
        return parse()
    except ValidationError:
        raise EndpointError(
            "the service answers in another form; see that it is a gouji of this version"
        ) from None


def _asked(answer: httpx.Response, pause: float) -> float:
    """How long to wait: as long as the service asks, within reason."""
    given = answer.headers.get("Retry-After", "")
    return min(_LONGEST_PAUSE, float(given)) if given.isdigit() else pause


def _error(answer: httpx.Response) -> GoujiError:
    """An answer that is a problem as the error that the service raised."""
    try:
        problem = Problem.model_validate_json(answer.content)
    except ValidationError:
        return EndpointError(
            f"the service answers {answer.status_code} without a reason; see what is between "
            "here and there"
        )
    if problem.code == "claimed":
        return ClaimedError(problem.detail, who=problem.who or "", since=problem.since or "")
    if problem.code == "limit":
        return LimitError(problem.detail, seconds=_asked(answer, _FIRST_PAUSE))
    kind = _KINDS.get(problem.code, _STATUSES.get(problem.status, EndpointError))
    return kind(problem.detail)


_KINDS: Mapping[str, type[GoujiError]] = MappingProxyType(
    {
        "key": AccessError,
        "scope": ScopeError,
        "not_found": NotFoundError,
        "not_ready": NotReadyError,
        "conflict": ConflictError,
        "too_large": OversizeError,
        "unknown_format": UnknownFormatError,
        "input": InputError,
        "usage": UsageError,
        "invalid": UsageError,
        "busy": BusyError,
    }
)
_STATUSES: Mapping[int, type[GoujiError]] = MappingProxyType(
    {413: OversizeError, 415: UnknownFormatError}
)
