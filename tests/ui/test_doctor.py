"""`gouji doctor`: what is wrong in one sentence, and never the key."""

import json
from typing import Any

import pytest

from tests.extraction.models.tiny_server import Sent, called, completion, failed, serving
from tests.ui.conftest import Gouji

SECRET = "sk-very-secret"
PLAN = json.dumps(
    {
        "kind": "expenditure_by_function",
        "columns": [
            {"column": 1, "field": "code"},
            {"column": 2, "field": "name"},
            {"column": 3, "field": "total"},
        ],
    }
)
CROPS = '{"readings": [{"crop": 1, "text": "2047"}]}'


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_API_KEY", SECRET)
    monkeypatch.setenv("GOUJI_MODEL", "m")
    monkeypatch.setattr("extraction.models.live._FIRST_WAIT", 0.01)


def healthy(path: str, body: dict[str, Any], number: int) -> Sent:
    if path.endswith("/models"):
        return Sent(body={"data": [{"id": "m"}]})
    if path.endswith("/embeddings"):
        data = [{"index": n, "embedding": [0.5] * 3} for n in range(len(body["input"]))]
        return Sent(body={"data": data})
    said = CROPS if isinstance(body["messages"][-1]["content"], list) else PLAN
    made = called(said) if "tools" in body else completion(said)
    made["usage"]["prompt_tokens"] = 5000
    return Sent(body=made)


def test_a_healthy_endpoint(gouji: Gouji, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_EMBEDDINGS", "e")
    with serving(healthy) as server:
        run = gouji("doctor", "--base-url", server.url, "--vision")
    assert run.exit_code == 0, run.output
    for name in ("json_schema", "tools", "json", "large piece", "embeddings", "pictures"):
        line = next(line for line in run.stdout.splitlines() if line.startswith(name))
        assert " yes " in line
    assert run.stdout.count("right answer") == 3
    assert "the price of m is not known" in run.stdout
    assert SECRET not in run.output


def _no_modes(path: str, body: dict[str, Any], number: int) -> Sent:
    if "tools" in body or "response_format" in body:
        return failed(400, "tools and response_format are not supported")
    return healthy(path, body, number)


def _small(path: str, body: dict[str, Any], number: int) -> Sent:
    if len(json.dumps(body)) > 3000:
        return failed(400, "This model's maximum context length is 2048 tokens")
    return healthy(path, body, number)


def _cut_off(path: str, body: dict[str, Any], number: int) -> Sent:
    sent = healthy(path, body, number)
    if isinstance(sent.body, dict) and "usage" in sent.body:
        sent.body["usage"]["prompt_tokens"] = 100
    return sent


@pytest.mark.parametrize(
    ("handler", "told"),
    [
        (lambda *_: failed(401, f"wrong key {SECRET}"), "does not know the key"),
        (lambda *_: failed(404, "no"), "GOUJI_BASE_URL must be the part before"),
        (lambda *_: failed(404, "model m not found"), "has no model m"),
        (lambda *_: failed(503, "down"), "asking again did not help"),
        (_no_modes, "gives no structured output"),
        (_small, "longer than the context of m"),
        (_cut_off, "cut the prompt off after 100 of"),
    ],
)
def test_what_is_wrong_is_one_sentence(gouji: Gouji, handler: Any, told: str) -> None:
    with serving(handler) as server:
        run = gouji("doctor", "--base-url", server.url)
    assert run.exit_code == 1
    assert told in run.stderr
    assert run.stderr.count("\n") == 1
    assert SECRET not in run.output


def test_no_key_no_model_and_no_url(gouji: Gouji, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is no URL" in gouji("doctor", "--base-url", "x").stderr
    monkeypatch.delenv("GOUJI_MODEL")
    with serving(healthy) as server:
        run = gouji("doctor", "--base-url", server.url)
    assert (run.exit_code, "set GOUJI_MODEL, one of: m" in run.stderr) == (1, True)
    monkeypatch.setenv("GOUJI_API_KEY", "")
    assert "no key is set; set GOUJI_API_KEY" in gouji("doctor", "--model", "m").stderr


def test_the_key_is_no_flag(gouji: Gouji) -> None:
    assert gouji("doctor", "--api-key", SECRET).exit_code == 2
