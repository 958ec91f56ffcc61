"""Who may do what: keys, scopes, and that no client sees another's documents, on any route."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.ui.api.conftest import Shared
from tests.ui.api.world import World
from tests.ui.review.sample_desk import ROOT, sample_text

CELL = {"kind": "expenditure_by_function", "ordinal": 1, "row": 5, "field": "project"}
BODIES: dict[str, Any] = {
    "claim": {"who": "Li"},
    "release": {"who": "Li"},
    "decisions": {"version": 0, "decision": {"action": "skip", "cell": CELL, "who": "Li"}},
    "edits": {
        "version": 0,
        "edit": {
            "action": "remove_row", "kind": CELL["kind"], "ordinal": 1, "row": 1, "who": "Li",
        },
    },
    "undo": {"version": 0, "who": "Li"},
    "redo": {"version": 0, "who": "Li"},
}  # fmt: skip
FILLED = {"kind": CELL["kind"], "ordinal": "1", "number": "1"}
OPEN = {"/health/live", "/health/ready"}


def operations(world: World) -> list[tuple[str, str]]:
    """Every method and address of the service, but for the open ones."""
    paths = world.app.openapi()["paths"]
    return [(m.upper(), path) for path, methods in paths.items() for m in methods]


def ask(world: World, method: str, path: str, job_id: str, headers: dict[str, str]) -> Any:
    address = path.format_map({**FILLED, "job_id": job_id})
    params = {k: str(v) for k, v in CELL.items()} if path.endswith("/crop") else None
    given: dict[str, Any] = {}
    if path in ("/v1/jobs", "/v1/archives") and method == "POST":
        given = {"files": {"file": ("a.txt" if "jobs" in path else "a.zip", b"x")}}
    elif method == "POST":
        given = {"json": BODIES.get(path.rpartition("/")[2])}
    return world.http.request(method, address, params=params, headers=headers, **given)


def test_every_route_hides_a_clients_documents_from_another(shared: Shared) -> None:
    own = [(m, p) for m, p in operations(shared) if "{job_id}" in p]
    assert len(own) >= 18
    for method, path in own:
        answer = ask(shared, method, path, shared.page.job_id, shared.by("b"))
        assert answer.status_code == 404, (method, path, answer.text)
        assert answer.json()["code"] == "not_found"
        nobodys = ask(shared, method, path, "0" * 32, shared.by("b")).json()
        told = answer.json()["detail"].replace(shared.page.job_id, "0" * 32)
        assert told == nobodys["detail"], "another's job looks different from nobody's"


def test_the_same_routes_are_there_for_their_own_client(shared: Shared) -> None:
    for method, path in operations(shared):
        if "{job_id}" in path and method == "GET":
            answer = ask(shared, method, path, shared.page.job_id, shared.by("a"))
            assert answer.status_code == 200, (path, answer.text)


def test_lists_hold_ones_own_alone(shared: Shared) -> None:
    for path in ("/v1/jobs", "/v1/queue"):
        mine = shared.http.get(path, headers=shared.by("a")).text
        assert shared.page.job_id in mine and shared.text.job_id in mine
        for wanted in ("", "?limit=500", "?text=page" if path == "/v1/queue" else "?state=done"):
            others = shared.http.get(path + wanted, headers=shared.by("b"))
            assert others.json() in ([], {"items": [], "next": None})
    after = f"/v1/jobs?after={shared.page.job_id}"
    assert shared.http.get(after, headers=shared.by("b")).status_code == 404


def test_the_same_content_of_two_clients_is_two_jobs_and_two_documents(world: World) -> None:
    text = sample_text().encode()
    first = world.finish(world.upload("a.txt", text, by="a"))
    second = world.finish(world.upload("a.txt", text, by="b"))
    assert first.job_id != second.job_id
    assert first.document_id != second.document_id
    address = f"/v1/jobs/{first.job_id}/review/decisions"
    done = world.http.post(address, json=BODIES["decisions"], headers=world.by("a"))
    assert done.status_code == 200, done.text
    other = world.http.get(f"/v1/jobs/{second.job_id}/review", headers=world.by("b")).json()
    assert other["version"] == 0


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer gouji_000000000000_" + "x" * 43},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "gouji_x"},
    ],
)
def test_every_route_refuses_who_has_no_key(shared: Shared, headers: dict[str, str]) -> None:
    for method, path in operations(shared):
        if path not in OPEN:
            answer = ask(shared, method, path, shared.page.job_id, headers)
            assert answer.status_code == 401, (method, path, answer.text)
            assert answer.headers["WWW-Authenticate"] == "Bearer"
            assert "gouji keys add" not in answer.text


def test_a_key_that_may_read_changes_nothing(shared: Shared) -> None:
    for method, path in operations(shared):
        if method == "POST":
            answer = ask(shared, method, path, shared.page.job_id, shared.by("c"))
            assert (answer.status_code, answer.json()["code"]) == (403, "scope"), path


def test_counts_need_their_own_scope_and_name_nobody(shared: Shared) -> None:
    assert shared.http.get("/metrics", headers=shared.by("a")).status_code == 403
    assert shared.http.get("/v1/jobs", headers=shared.by("m")).status_code == 403
    text = shared.http.get("/metrics", headers=shared.by("m")).text
    assert 'gouji_jobs{state="done"} 2.0' in text
    for told in ("预算", "page.txt", shared.text.client_id, shared.text.job_id):
        assert told not in text


def test_without_any_key_only_health_answers(tmp_path: Path) -> None:
    world = World(tmp_path / "data")
    with world.http as http:
        for path in OPEN:
            assert http.get(path).status_code == 200
        for method, path in [*operations(world), ("GET", "/openapi.json")]:
            if path not in OPEN:
                answer = ask(world, method, path, "0" * 32, {})
                assert answer.status_code == 401
                assert "gouji keys add" in answer.json()["detail"]


def test_a_revoked_key_is_refused_by_the_running_server(world: World) -> None:
    assert world.http.get("/v1/jobs", headers=world.by("a")).status_code == 200
    world.clients.revoke(world.keys["a"].split("_")[1])
    assert world.http.get("/v1/jobs", headers=world.by("a")).status_code == 401
    assert world.http.get("/v1/jobs", headers=world.by("b")).status_code == 200


def test_the_log_has_ids_and_no_key_name_text_or_query(world: World) -> None:
    headers = {**world.by("a"), "X-Request-ID": "abc-123.4"}
    job = world.finish(world.upload("机密.txt", sample_text().encode()))
    answer = world.http.get("/v1/queue?text=机密", headers=headers)
    assert answer.headers["X-Request-ID"] == "abc-123.4"
    world.http.get(f"/v1/jobs/{job.job_id}/result", headers=world.by("b"))
    world.http.get("/nothing/机密", headers={"X-Request-ID": 'bad"id\tx' * 20})
    lines = [json.loads(line) for line in world.log.getvalue().splitlines()]
    asked = next(line for line in lines if line["request_id"] == "abc-123.4")
    assert (asked["route"], asked["status"], asked["client"]) == ("/v1/queue", 200, job.client_id)
    assert all(len(line["request_id"]) <= 64 for line in lines)
    for secret in (
        "机密",
        "行政",
        'bad"',
        *world.keys.values(),
        *(k[-43:] for k in world.keys.values()),
    ):
        assert secret not in world.log.getvalue()


def test_a_crash_is_told_without_the_text_of_the_error(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("行政运行 1,000.00")

    monkeypatch.setattr(world.service, "jobs", crash)
    answer = world.http.get("/v1/jobs", headers=world.by("a"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
    for place in (answer.text, world.log.getvalue()):
        assert "行政" not in place and "Traceback" not in place
    assert '"RuntimeError"' in world.log.getvalue()


def test_cross_origin_is_closed_unless_it_is_opened(world: World, tmp_path: Path) -> None:
    origin = {"Origin": "https://desk.example"}
    asked = {**origin, "Access-Control-Request-Method": "GET"}
    assert (
        "access-control-allow-origin" not in world.http.options("/v1/jobs", headers=asked).headers
    )
    answer = world.http.get("/v1/jobs", headers={**world.by("a"), **origin})
    assert "access-control-allow-origin" not in answer.headers
    other = World(tmp_path / "other", cors_origins=("https://desk.example",))
    with other.http as http:
        allowed = http.options("/v1/jobs", headers=asked)
        assert allowed.headers["access-control-allow-origin"] == "https://desk.example"
        foreign = http.options("/v1/jobs", headers={**asked, "Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in foreign.headers


def test_one_client_can_not_use_up_the_service(tmp_path: Path) -> None:
    world = World(tmp_path / "data", requests_per_second=0.1, requests_at_once=3)
    world.issue()
    http: TestClient
    with world.http as http:
        codes = [http.get("/v1/jobs", headers=world.by("a")).status_code for _ in range(4)]
        assert codes == [200, 200, 200, 429]
        limited = http.get("/v1/jobs", headers=world.by("a"))
        assert 1 <= int(limited.headers["Retry-After"]) <= 10
        assert http.get("/v1/jobs", headers=world.by("b")).status_code == 200
        assert http.get("/health/live").status_code == 200


def test_the_page_of_the_interface_is_off_unless_wanted(world: World, tmp_path: Path) -> None:
    assert world.http.get("/docs").status_code == 404
    other = World(tmp_path / "other", api_docs=True)
    other.issue()
    with other.http as http:
        page = http.get("/docs")
        assert page.status_code == 200
        assert "cdn.jsdelivr.net" in page.headers["Content-Security-Policy"]


def test_the_page_of_the_service_names_every_address_and_no_other(shared: Shared) -> None:
    page = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(GET|POST) (\S+)` \|", page, re.MULTILINE)
    assert sorted(told) == sorted(operations(shared))
