"""What the routes stand on: one service, its clients and desk, and what is counted of them."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import anyio
import anyio.to_thread

from extraction.export.columns import Kinds
from extraction.export.payload import document_payload
from extraction.export.result import Result, read_result
from extraction.jobs.clients import Clients
from extraction.jobs.service import Service
from extraction.kinds import kinds_of
from extraction.review.desk import Desk
from schemas.settings import Settings
from ui.api.keeping import Kept
from ui.api.limits import RateLimit, UploadSlots
from ui.api.metrics import Metrics
from ui.api.results import Held, held_of

P = ParamSpec("P")
T = TypeVar("T")
_LONG = 4
"""How many long tasks (decisions, pictures, workbooks) are done side by side: the others wait,
so that short requests always find a thread."""
_FILES, _PARSED = 256, 4


class Backend:
    """The service behind one server. Safe for threads."""

    def __init__(self, service: Service, clients: Clients, settings: Settings) -> None:
        self.service = service
        self.clients = clients
        self.settings = settings
        self.kinds: Kinds = {kind.kind: kind for kind in kinds_of(settings)}
        self.rate = RateLimit(settings.requests_per_second, settings.requests_at_once)
        self.slots = UploadSlots(settings.uploads_at_once)
        self.metrics = Metrics(service.counts)
        self._long = anyio.CapacityLimiter(_LONG)
        self._lock = threading.Lock()
        self._desk: Desk | None = None
        self._files: Kept[tuple[Path, int, int], Held] = Kept(_FILES)
        self._parsed: Kept[str, Result] = Kept(_PARSED)

    @property
    def desk(self) -> Desk:
        """The review desk of all clients: whoever asks for a document is looked at before."""
        with self._lock:
            if self._desk is None:
                self._desk = self.service.desk()
            return self._desk

    def held(self, client_id: str, job_id: str) -> Held:
        """The result file of a client's job, with its hash.

        Raises NotFoundError where the client has no such job, NotReadyError without a result.
        """
        path = self.service.result(client_id, job_id)
        try:
            state = path.stat()
        except FileNotFoundError:
            return held_of(path)
        key = (path, state.st_mtime_ns, state.st_size)
        return self._files.get(key, lambda: held_of(path))

    def result(self, client_id: str, job_id: str) -> Result:
        """The parsed result of a client's job; raises as `held`."""
        held = self.held(client_id, job_id)
        return self._parsed.get(held.sha256, lambda: read_result(held.path))

    def reviewed(self, document_id: str) -> dict[str, Any]:
        """A document as it stands after review, as the object of the export contract."""
        document = self.desk.state(document_id).document
        return document_payload(document, self.desk.history(document_id))

    async def long(self, work: Callable[P, T], *args: P.args, **given: P.kwargs) -> T:
        """Do a task that takes some hundred milliseconds, in a thread, not too many at a time."""
        return await anyio.to_thread.run_sync(lambda: work(*args, **given), limiter=self._long)

    def close(self) -> None:
        """Let go of the databases."""
        if self._desk is not None:
            self._desk.close()
        self.clients.close()
        self.service.close()
