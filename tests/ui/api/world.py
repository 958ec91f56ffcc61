"""A service in this process with two clients; documents are done without a worker."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from starlette.testclient import TestClient

from extraction.jobs.clients import Clients
from extraction.jobs.service import Service
from extraction.pipeline import extract
from extraction.records.store import PageStore
from extraction.stages.export import export
from schemas.document import Document
from schemas.service import Job
from schemas.settings import Settings
from ui.api.app import create_app
from ui.api.backend import Backend
from ui.api.logs import json_logger

MARKUP = "<script>alert(1)</script>"


class World:
    """One server with the clients ``a`` and ``b``; ``c`` may read only, ``m`` sees the counts."""

    def __init__(self, data: Path, **given: object) -> None:
        values = {"requests_per_second": 1e6, "requests_at_once": 10**6, **given}
        self.settings = Settings.model_validate({"_env_file": None, "data": data, **values})
        self.service = Service(self.settings)
        self.clients = Clients(self.settings)
        self.log = io.StringIO()
        self.backend = Backend(self.service, self.clients, self.settings)
        self.app = create_app(self.backend, json_logger(self.log))
        self.http = TestClient(self.app, raise_server_exceptions=False)
        self.keys: dict[str, str] = {}

    def issue(self) -> None:
        """Make the keys."""
        for name, scopes in (
            ("a", ("read", "write")),
            ("b", ("read", "write")),
            ("c", ("read",)),
            ("m", ("metrics",)),
        ):
            self.keys[name] = self.clients.add(name, scopes).key

    def by(self, name: str) -> dict[str, str]:
        """The headers of a client."""
        return {"Authorization": f"Bearer {self.keys[name]}"}

    def upload(self, name: str, content: bytes, by: str = "a") -> Job:
        """Send a document that is to be taken."""
        answer = self.http.post("/v1/jobs", headers=self.by(by), files={"file": (name, content)})
        assert answer.status_code == 202, answer.text
        return Job.model_validate(answer.json()["job"])

    def finish(self, job: Job, document: Document | None = None) -> Job:
        """Bring a job to its end as a worker does, with its own or another document."""
        now = datetime.now(UTC)
        moment = now.isoformat(timespec="microseconds")
        lease = (now + timedelta(minutes=5)).isoformat(timespec="microseconds")
        assert self.service.ledger.take(job.job_id, "token", moment, lease) is not None
        result = self.service.result_path(job.job_id)
        source = result.parent / job.name
        source.parent.mkdir(parents=True, exist_ok=True)
        content = self.service.data / "files" / job.sha256[:2] / job.sha256
        source.write_bytes(content.read_bytes())
        made = document or extract(source, self.settings)
        export(made, result.parent, stem=result.stem)
        done = {"state": "done", "pages": 1, "pages_done": 1, "ended_at": moment}
        with self.service.desk() as desk:
            desk.bring_in(
                result,
                source=source,
                pages=self.service.data,
                owner=job.client_id,
                within=self.service.ledger.ending("token", job.job_id, done),
            )
        return self.service.job(job.client_id, job.job_id)

    def store(self) -> PageStore:
        """The data folder's files."""
        return PageStore(self.service.data)
