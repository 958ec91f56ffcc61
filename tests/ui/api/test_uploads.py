"""Uploads: idempotent, bounded, and whatever else comes is answered by a sentence."""

import asyncio
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ui.api.world import World
from tests.ui.review.sample_desk import sample_text
from tests.zipping import zipped


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A service that takes little."""
    world = World(
        tmp_path_factory.mktemp("small"),
        upload_bytes=200_000,
        archive_bytes=400_000,
        archive_entries=8,
        waiting_per_client=10_000,
        upload_seconds=5.0,
    )
    world.issue()
    with world.http:
        yield world


def send(world: World, name: str, content: bytes, where: str = "/v1/jobs", **fields: str) -> Any:
    return world.http.post(
        where, headers=world.by("a"), files={"file": (name, content)}, data=fields
    )


def left_over() -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob("gouji-upload-*"))


def test_the_same_upload_is_the_same_job(world: World) -> None:
    first = send(world, "a.txt", b"one")
    again = send(world, "a.txt", b"one")
    assert (first.status_code, again.status_code) == (202, 202)
    assert (first.json()["created"], again.json()["created"]) == (True, False)
    assert first.json()["job"]["job_id"] == again.json()["job"]["job_id"]
    assert first.headers["Location"] == f"/v1/jobs/{first.json()['job']['job_id']}"
    assert send(world, "b.txt", b"one").json()["created"]


@pytest.mark.parametrize("name", ["../../../etc/x.txt", "..\\..\\x.txt", "/etc/x.txt", "x.txt"])
def test_a_name_leads_nowhere(world: World, name: str) -> None:
    before = {path for path in world.service.data.parent.rglob("*") if path.is_file()}
    made = send(world, name, name.encode()).json()["job"]
    assert made["name"] == "x.txt"
    after = {path for path in world.service.data.parent.rglob("*") if path.is_file()}
    assert all(path.is_relative_to(world.service.data) for path in after - before)


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("a.exe", b"x", 415),
        ("a.zip", b"x", 415),
        ("", b"x", 422),
        ("a.txt", b"", 422),
        ("a.txt", b"x" * 200_001, 413),
        ("a.txt", b"x" * 2_000_000, 413),
    ],
)
def test_what_can_not_be_taken_is_one_sentence(
    small: World, name: str, content: bytes, status: int
) -> None:
    answer = send(small, name, content)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert str(small.service.data) not in answer.text


@pytest.mark.parametrize(
    "fields", [{"engine": "magic"}, {"priority": "10"}, {"priority": "x"}, {"engine": "model"}]
)
def test_a_wrong_field_is_told(small: World, fields: dict[str, str]) -> None:
    answer = send(small, "a.txt", b"x", **fields)
    assert answer.status_code == 422
    assert next(iter(fields)) in answer.json()["detail"]


def test_a_body_that_grows_beyond_the_limit_is_cut_off(small: World) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        yield head
        while sent < 50_000_000:
            sent += 65536
            yield b"x" * 65536

    headers = {**small.by("a"), "Content-Type": "multipart/form-data; boundary=b"}
    answer = small.http.post("/v1/jobs", headers=headers, content=endless())
    assert answer.status_code == 413


def test_an_archive_is_a_job_for_each_document(world: World) -> None:
    files = {"2025/a.txt": b"one", "2025/b.md": b"two", "2025/c.exe": b"x", "../../d.txt": b"three"}
    answer = send(world, "预算.zip", zipped(files), "/v1/archives")
    assert answer.status_code == 202, answer.text
    made = {each["entry"]: each["submission"]["job"]["name"] for each in answer.json()["accepted"]}
    assert made == {"2025/a.txt": "a.txt", "2025/b.md": "b.md", "../../d.txt": "d.txt"}
    (problem,) = answer.json()["problems"]
    assert problem["entry"] == "2025/c.exe" and ".exe" in problem["detail"]
    again = send(world, "预算.zip", zipped(files), "/v1/archives").json()
    assert not any(each["submission"]["created"] for each in again["accepted"])
    assert left_over() == []


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("a.zip", b"PK no zip", 422),
        ("a.rar", b"x", 415),
        ("a.zip", zipped({}), 422),
        ("a.zip", zipped({f"{n}.txt": b"" for n in range(9)}), 422),
        ("a.zip", zipped({"a.txt": b"0" * 300_000}), 413),
        ("a.tar.gz", b"\x1f\x8b\x08 no gzip", 422),
    ],
)
def test_a_bad_archive_is_one_sentence(
    small: World, name: str, content: bytes, status: int
) -> None:
    answer = send(small, name, content, "/v1/archives")
    assert answer.status_code == status, answer.text
    assert left_over() == []


def test_a_full_queue_pushes_back_and_keeps_what_it_took(tmp_path: Path) -> None:
    world = World(tmp_path / "data", waiting_per_client=2, waiting_in_all=3)
    world.issue()
    with world.http:
        assert send(world, "a.txt", b"1").status_code == 202
        receipt = send(
            world, "a.zip", zipped({f"{n}.txt": b"%d" % n for n in range(3)}), "/v1/archives"
        )
        assert receipt.status_code == 202
        assert len(receipt.json()["accepted"]) == 1
        assert len(receipt.json()["problems"]) == 2
        full = send(world, "b.txt", b"2")
        assert (full.status_code, full.json()["code"]) == (429, "limit")
        assert int(full.headers["Retry-After"]) > 0
        files = {"file": ("a.txt", b"1")}
        other = world.http.post("/v1/jobs", headers=world.by("b"), files=files)
        assert other.status_code == 202
        files = {"file": ("b.txt", b"2")}
        all_full = world.http.post("/v1/jobs", headers=world.by("b"), files=files)
        assert all_full.status_code == 429
        assert len(world.http.get("/v1/jobs", headers=world.by("a")).json()["items"]) == 2


def test_uploads_side_by_side_are_bounded(tmp_path: Path) -> None:
    world = World(tmp_path / "data", uploads_at_once=1)
    world.issue()
    with world.http, world.backend.slots.one():
        full = send(world, "a.txt", b"1")
        assert (full.status_code, full.headers["Retry-After"]) == (429, "2")


def test_a_job_is_cancelled_and_tried_anew(world: World) -> None:
    job = world.upload("a.txt", sample_text().encode())
    base = f"/v1/jobs/{job.job_id}"
    early = world.http.get(f"{base}/result", headers=world.by("a"))
    assert (early.status_code, early.json()["code"]) == (409, "not_ready")
    assert world.http.post(f"{base}/retry", headers=world.by("a")).status_code == 409
    cancelled = world.http.post(f"{base}/cancel", headers=world.by("a"))
    assert cancelled.json()["state"] == "cancelled"
    assert world.http.post(f"{base}/retry", headers=world.by("a")).json()["state"] == "waiting"
    world.finish(job)
    assert world.http.post(f"{base}/cancel", headers=world.by("a")).status_code == 409


PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nx\r\n--b--\r\n'


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    type_=st.sampled_from(
        [
            "multipart/form-data; boundary=b",
            "multipart/form-data; boundary=b; charset=idna",
            "multipart/form-data; boundary=b; charset=undefined",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "application/json",
            "",
        ]
    ),
    changes=st.lists(st.tuples(st.integers(0, len(PART)), st.binary(max_size=6)), max_size=5),
    cut=st.integers(0, len(PART)),
    where=st.sampled_from(["/v1/jobs", "/v1/archives"]),
)
def test_a_malformed_form_is_never_a_fault_of_ours(
    small: World, type_: str, changes: list[tuple[int, bytes]], cut: int, where: str
) -> None:
    body = bytearray(PART)
    for place, content in changes:
        body[place : place + len(content)] = content
    headers = {**small.by("a"), "Content-Type": type_}
    answer = small.http.post(where, headers=headers, content=bytes(body[: cut or None]))
    assert answer.status_code in (202, 400, 413, 415, 422), answer.text


def test_a_sender_that_falls_silent_is_not_waited_for(tmp_path: Path) -> None:
    world = World(tmp_path / "data", upload_seconds=0.1)
    world.issue()
    told: list[Any] = []

    async def upload() -> None:
        first = True

        async def receive() -> dict[str, Any]:
            nonlocal first
            if not first:
                await asyncio.sleep(30)
            first = False
            return {"type": "http.request", "body": PART[:60], "more_body": True}

        async def send(message: Any) -> None:
            told.append(message)

        headers = [
            (b"authorization", world.by("a")["Authorization"].encode()),
            (b"content-type", b"multipart/form-data; boundary=b"),
        ]
        scope = {
            "type": "http", "method": "POST", "path": "/v1/jobs", "raw_path": b"/v1/jobs",
            "query_string": b"", "headers": headers, "http_version": "1.1", "scheme": "http",
            "server": ("x", 80), "client": ("y", 1), "root_path": "",
        }  # fmt: skip
        await world.app(scope, receive, send)

    # In a thread of its own: a browser of other tests may have a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, upload()).result()
    assert told[0]["status"] == 408
    world.backend.close()
