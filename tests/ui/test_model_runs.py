"""Runs with a model, as a user makes them: extract, dry run, batch files, resuming."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from evals.simulated.faults import Faults
from evals.simulated.record import Record
from evals.simulated.server import serving, serving_apart
from tests.ui.conftest import Gouji

SAMPLE = Path(__file__).parents[2] / "samples" / "qinglan-subdistrict-2024.txt"
MODEL = ("GOUJI_MODEL", "simulated")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """The first tables of a sample: enough to ask about, quick to read."""
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    path = tmp_path / "inputs" / "qinglan.txt"
    path.parent.mkdir()
    path.write_text("\n".join(lines[: len(lines) // 3]), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def no_model_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("GOUJI_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def tables_of(path: Path) -> object:
    tables = json.loads(path.read_text(encoding="utf-8"))["tables"]
    return [[row["values"] for row in table["rows"]] for table in tables]


def run_of(path: Path) -> dict[str, object]:
    run: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))["run"]
    return run


def test_every_table_is_put_to_the_model_and_nothing_is_asked_twice(
    gouji: Gouji, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(*MODEL)
    record = Record()
    with serving(record=record) as url:
        monkeypatch.setenv("GOUJI_BASE_URL", url)
        made = gouji("extract", document, "--out", "out", "--engine", "model")
        assert made.exit_code == 0, made.output
        asked = record.seen().attempts
        assert asked
        again = gouji("extract", document, "--out", "out", "--engine", "model", "--force")
        assert again.exit_code == 0
        assert record.seen().attempts == asked
    plain = gouji("extract", document, "--out", "plain", "--engine", "headers")
    assert plain.exit_code == 0
    assert tables_of(Path("out/qinglan.json")) == tables_of(Path("plain/qinglan.json"))
    run = run_of(Path("out/qinglan.json"))
    assert run["model"] == "simulated"
    assert run["engine"] == "model"
    assert run["asked"]


def test_auto_is_the_engine_where_a_model_is_named(
    gouji: Gouji, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(*MODEL)
    with serving() as url:
        monkeypatch.setenv("GOUJI_BASE_URL", url)
        assert gouji("extract", document, "--out", "out").exit_code == 0
    assert run_of(Path("out/qinglan.json"))["engine"] == "auto"


def test_a_dry_run_sends_nothing(
    gouji: Gouji, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOUJI_BASE_URL", "http://127.0.0.1:9/v1")
    made = gouji(
        "extract", document, "--out", "out", "--engine", "model", "--model", "gpt-4.1-mini",
        "--dry-run",
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    assert "USD" in made.output
    assert "nothing was sent" in made.output
    assert not Path("out/qinglan.json").exists()


def test_a_dead_endpoint_is_one_sentence_and_the_headers_reading_stands(
    gouji: Gouji, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(*MODEL)
    monkeypatch.setenv("GOUJI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("GOUJI_ATTEMPTS", "1")
    made = gouji("extract", document, "--out", "out", "--engine", "model")
    assert made.exit_code == 1
    assert "check GOUJI_BASE_URL" in made.stderr
    assert "Traceback" not in made.output
    assert tables_of(Path("out/qinglan.json"))
    assert "key" not in run_of(Path("out/qinglan.json"))


def test_a_wrong_key_is_told_and_never_shown(
    gouji: Gouji, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(*MODEL)
    monkeypatch.setenv("GOUJI_API_KEY", "sk-secret-of-ours")
    with serving(Faults(key="another")) as url:
        monkeypatch.setenv("GOUJI_BASE_URL", url)
        made = gouji("extract", document, "--out", "out", "--engine", "model")
    assert made.exit_code == 1
    assert "GOUJI_API_KEY" in made.stderr
    assert "sk-secret-of-ours" not in made.output
    assert "sk-secret-of-ours" not in Path("out/qinglan.json").read_text(encoding="utf-8")


def test_an_unknown_price_and_a_limit_of_money_don_t_go_together(
    gouji: Gouji, document: Path
) -> None:
    made = gouji(
        "extract", document, "--out", "out", "--model", "nobody-knows", "--base-url",
        "http://127.0.0.1:9/v1", "--max-cost", "1",
    )  # fmt: skip
    assert made.exit_code == 1
    assert "GOUJI_PRICES" in made.stderr


@pytest.mark.parametrize("limit", ["much", "-1", "nan"])
def test_a_limit_that_is_no_money_is_refused(gouji: Gouji, document: Path, limit: str) -> None:
    made = gouji("extract", document, "--out", "out", "--model", "x", f"--max-cost={limit}")
    assert made.exit_code == 1
    assert "no amount of money" in made.stderr


def answered(requests: Path, url: str, answers: Path) -> int:
    """Every request of a file posted by itself, the answers as lines; how many."""
    lines = [json.loads(line) for line in requests.read_text(encoding="utf-8").splitlines()]
    with httpx.Client(timeout=30) as client, answers.open("w", encoding="utf-8") as file:
        for line in lines:
            reply = client.post(f"{url}/chat/completions", json=line["body"])
            text = reply.json()["choices"][0]["message"]["content"]
            file.write(json.dumps({"custom_id": line["custom_id"], "content": text}) + "\n")
    return len(lines)


def test_batch_files_round_after_round(gouji: Gouji, document: Path) -> None:
    made = gouji(
        "batch", "write", document, "--engine", "model", "--ask", "rows", "--out", "q.jsonl"
    )
    assert made.exit_code == 0, made.output
    rounds, requests = 0, Path("q.jsonl")
    with serving(Faults(digit_changed=0.1, seed=3, models=("any-model",))) as url:
        code = 1
        while code and rounds < 6:
            rounds += 1
            answers = Path(f"a{rounds}.jsonl")
            assert answered(requests, url, answers)
            following = Path(f"q{rounds}.jsonl")
            read = gouji("batch", "read", answers, "--out", "out", "--next", following)
            code, requests = read.exit_code, following
            assert Path("out/qinglan.json").exists()
    assert rounds > 1
    assert code == 0
    gouji("extract", document, "--out", "plain", "--engine", "headers")
    assert tables_of(Path("out/qinglan.json")) == tables_of(Path("plain/qinglan.json"))


def test_answers_to_unknown_requests_are_told(gouji: Gouji) -> None:
    Path("a.jsonl").write_text('{"custom_id": "x", "content": "{}"}\nnothing\n', encoding="utf-8")
    made = gouji("batch", "read", "a.jsonl")
    assert made.exit_code == 1
    assert "--data" in made.stderr


def test_the_batch_service_of_an_endpoint(
    gouji: Gouji, document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(*MODEL)
    with serving() as url:
        monkeypatch.setenv("GOUJI_BASE_URL", url)
        assert (
            gouji("batch", "write", document, "--out", "q.jsonl", "--engine", "model").exit_code
            == 0
        )
        early = gouji("batch", "fetch", "q.jsonl")
        assert early.exit_code == 1
        assert "gouji batch submit" in early.stderr
        sent = gouji("batch", "submit", "q.jsonl")
        assert sent.exit_code == 0, sent.output
        deadline = time.monotonic() + 30
        while gouji("batch", "status", "q.jsonl").exit_code and time.monotonic() < deadline:
            time.sleep(0.1)
        fetched = gouji("batch", "fetch", "q.jsonl", "--out", "a.jsonl")
        assert fetched.exit_code == 0, fetched.output
    assert gouji("batch", "read", "a.jsonl", "--out", "out").exit_code == 0
    assert tables_of(Path("out/qinglan.json"))


def test_a_killed_run_resumes_without_paying_twice(document: Path, tmp_path: Path) -> None:
    """The server counts: no request whose answer had arrived is seen again."""
    command = [
        sys.executable,
        "-m",
        "ui.cli",
        "extract",
        str(document),
        "--out",
        str(tmp_path / "o"),
    ]
    with serving_apart(Faults(latency=0.3)) as url:
        seen_at = url.removesuffix("/v1") + "/simulated/seen"
        environment = os.environ | {
            "GOUJI_BASE_URL": url, "GOUJI_MODEL": "simulated", "GOUJI_ENGINE": "model",
            "GOUJI_CONCURRENCY": "2", "PYTHONPATH": str(SAMPLE.parents[1]),
        }  # fmt: skip
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while httpx.get(seen_at).json()["answered"] < 4 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed = httpx.get(seen_at).json()
        assert killed["answered"] >= 4
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        seen = httpx.get(seen_at).json()
    # Those under way when it was killed were paid for and lost: at most the concurrency.
    assert seen["repeated"] <= 2
    assert seen["attempts"] > killed["attempts"]
