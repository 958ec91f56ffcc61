"""The client against a real server: started as a person does, with a worker, and stopped."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from extraction.export.result import read_result
from extraction.jobs.clients import Clients
from schemas.errors import (
    AccessError,
    ClaimedError,
    ConflictError,
    EndpointError,
    LimitError,
    NotFoundError,
    NotReadyError,
    UnknownFormatError,
    UsageError,
)
from schemas.review import Decision
from schemas.settings import Settings
from schemas.table import CellRef
from tests.ui.review.sample_desk import ROOT, free_port, sample_text
from ui.client import Client


class Server:
    """`gouji serve` with one worker."""

    def __init__(self, data: Path) -> None:
        with Clients(Settings(_env_file=None, data=data)) as clients:
            self.key = clients.add("one", ["read", "write"]).key
            self.other = clients.add("other", ["read", "write"]).key
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = (data / "log").open("wb")
        command = ("-m", "ui.cli", "serve", "--port", str(self.port), "--data", str(data))
        self.process = subprocess.Popen((sys.executable, *command), cwd=ROOT, stderr=self.log)
        until = time.monotonic() + 90
        while time.monotonic() < until and self.process.poll() is None:
            try:
                httpx.get(f"{self.url}/health/ready", timeout=2).raise_for_status()
                return
            except httpx.HTTPError:
                time.sleep(0.1)
        self.stop()
        raise AssertionError(f"not served: {self.told()}")

    def told(self) -> str:
        return Path(self.log.name).read_text(encoding="utf-8")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.log.close()
        return code


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("served"))
    yield made
    if made.process.poll() is None:
        made.stop()


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client(server.url, server.key) as made:
        yield made


def test_a_document_goes_in_and_comes_out_reviewed(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "预算.txt"
    path.write_text(sample_text(), encoding="utf-8")
    job = client.wait(client.upload(path), timeout=90)
    assert (job.state, job.pages_done) == ("done", 1)
    assert client.upload(path).job_id == job.job_id
    assert [each.job_id for each in client.jobs(state="done")] == [job.job_id]
    result = client.result(job)
    assert result.document.name == "预算.txt"
    assert client.findings(job)[0].finding_class
    assert client.tables(job)[0].rows == 9
    assert b"1300.00" in client.table_csv(job, "expenditure_by_function", 1)
    assert client.workbook(job)[:2] == b"PK"
    assert client.kinds()
    (entry,) = client.queue(open_only=True)
    review = client.review(entry.job_id)
    decision = Decision(action="accept", cell=review.doubts[0].cell, who="Li")
    done = client.decide(job, review.version, decision)
    assert done.review.version == 1
    assert client.result(job, reviewed=True).tables[0].rows[5].values["project"] == "20.00"
    with pytest.raises(ConflictError):
        client.decide(job, 0, decision)
    with pytest.raises(ClaimedError) as claimed:
        client.claim(job, "Wang")
    assert claimed.value.who == "Li"
    assert client.undo(job, 1, "Li").review.version == 2
    assert client.redo(job, 2, "Li").review.version == 3
    assert [event.action for event in client.history(job)] == ["accept", "undo", "accept"]
    client.release(job, "Li")
    with pytest.raises(NotFoundError):
        client.page(job, 1)


def test_what_goes_wrong_is_the_error_that_the_service_raised(
    server: Server, client: Client, tmp_path: Path
) -> None:
    bad = tmp_path / "a.exe"
    bad.write_bytes(b"x")
    with pytest.raises(UnknownFormatError):
        client.upload(bad)
    with pytest.raises(NotFoundError):
        client.job("0" * 32)
    with pytest.raises(UsageError):
        client.queue(sort="name")
    with Client(server.url, "gouji_none") as stranger, pytest.raises(AccessError):
        stranger.kinds()
    with (
        Client(f"http://127.0.0.1:{free_port()}", "x", attempts=1) as nowhere,
        pytest.raises(EndpointError),
    ):
        nowhere.kinds()
    with Client(server.url, server.other) as other:
        assert list(other.jobs()) == []


def test_an_unreadable_document_fails_with_a_reason(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.7 no more")
    job = client.wait(client.upload(path), timeout=90)
    assert job.state == "failed"
    assert job.reason and str(tmp_path) not in job.reason
    with pytest.raises(NotReadyError):
        client.result(job)


def example(page: str) -> str:
    """The Python example of a README, without its comments."""
    blocks = re.findall(
        r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL
    )
    (block,) = (block for block in blocks if "ui.client" in block)
    return re.sub(r" +#.*", "", block)


def test_the_example_of_the_readme_runs(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert example("README.md") == example("README.zh-CN.md")
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    (tmp_path / "key.txt").write_text(server.key + "\n")
    monkeypatch.chdir(tmp_path)
    exec(example("README.md").replace("http://127.0.0.1:8080", server.url), {})
    assert "ocr_digit" in capsys.readouterr().out
    assert read_result(tmp_path / "result.json").findings


def upload_across(server: Server, between: Callable[[], object]) -> bytes:
    """Send half of a document, do something, send the rest; the first line of the answer."""
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="last.txt"\r\n\r\n'
        b"x\r\n--b--\r\n"
    )
    head = (
        f"POST /v1/jobs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.key}\r\n"
        f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(head + body[:20])
        time.sleep(0.3)
        between()
        time.sleep(0.3)
        connection.sendall(body[20:])
        return connection.makefile("rb").readline()


def test_the_server_finishes_what_is_under_way_and_stops_its_workers(server: Server) -> None:
    children = subprocess.run(
        ("ps", "-o", "pid=", "--ppid", str(server.process.pid)), capture_output=True, text=True
    ).stdout.split()
    assert children
    stopping = partial(server.process.send_signal, signal.SIGTERM)
    assert b" 202 " in upload_across(server, stopping)
    assert server.process.wait(timeout=60) == 0
    server.log.close()
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(int(child), 0)
    lines = [json.loads(line) for line in server.told().splitlines()]
    assert {"serving", "request", "stopped"} <= {line["event"] for line in lines}
    for secret in (server.key[-43:], "预算", "行政"):
        assert secret not in server.told()


def answering(
    *answers: httpx.Response | httpx.HTTPError,
) -> tuple[Client, list[float], list[httpx.Request]]:
    """A client of a service that gives these answers, the pauses it makes, and what it asks."""
    left, pauses, asked = list(answers), [], []

    def answer(request: httpx.Request) -> httpx.Response:
        request.read()
        asked.append(request)
        given = left.pop(0)
        if isinstance(given, httpx.HTTPError):
            raise given
        return given

    transport = httpx.MockTransport(answer)
    made = Client("http://x", "key", sleep=pauses.append, transport=transport, attempts=3)
    return made, pauses, asked


PROBLEM = {"title": "T", "status": 429, "code": "limit", "detail": "too much", "request_id": "1"}


def test_what_is_too_much_is_sent_again_whole_after_the_pause(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"content")
    busy = httpx.Response(429, headers={"Retry-After": "7"}, json=PROBLEM)
    down = httpx.Response(503, json={**PROBLEM, "status": 503, "code": "busy"})
    client, pauses, asked = answering(busy, down, httpx.Response(200, json=[]))
    with pytest.raises(EndpointError, match="another form"):
        client.upload(path)
    assert pauses == [7.0, 1.0]
    assert [b"content" in request.content for request in asked] == [True, True, True]


def test_a_read_outlives_a_restart_and_a_decision_is_not_sent_twice() -> None:
    down = httpx.ConnectError("refused")
    client, pauses, asked = answering(down, down, httpx.Response(200, json=[]))
    assert client.kinds() == ()
    assert (len(asked), pauses) == (3, [0.5, 1.0])
    client, _, asked = answering(down, httpx.Response(200, json=[]))
    with pytest.raises(EndpointError, match="can't be reached"):
        client.undo("j", 0, "Li")
    assert len(asked) == 1


def test_what_stays_too_much_is_an_error_in_the_end() -> None:
    client, pauses, _ = answering(*(httpx.Response(429, json=PROBLEM) for _ in range(3)))
    with pytest.raises(LimitError, match="too much"):
        client.kinds()
    assert len(pauses) == 2


def test_an_answer_that_is_no_problem_is_told_of() -> None:
    client, _, _ = answering(httpx.Response(502, text="<html>proxy</html>"))
    with pytest.raises(EndpointError, match="502"):
        client.review("x")


def test_a_cell_is_addressed_as_at_the_desk() -> None:
    cell = CellRef(kind="k", ordinal=1, row=0, field="f")
    client, _, asked = answering(
        httpx.Response(404, json={**PROBLEM, "status": 404, "code": "not_found"})
    )
    with pytest.raises(NotFoundError):
        client.decide("j", 3, Decision(action="skip", cell=cell, who="Li"))
    body = json.loads(asked[0].content)
    assert body["decision"]["cell"] == cell.model_dump()
    assert body["version"] == 3
