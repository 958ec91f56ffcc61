"""Requests as a batch file, and answers read back whoever wrote them."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from extraction.models.batchfile import (
    as_completion,
    keep_answers,
    read_answers,
    read_requests,
    replay_lines,
    unfenced,
    write_requests,
)
from extraction.models.port import Completion, body_key
from extraction.models.replay import ReplayCompleter
from extraction.records.answers import AnswerStore
from schemas.errors import InputError, PendingError
from tests.extraction.models.tiny_server import completion

BODY = {"model": "m", "messages": [{"role": "user", "content": "支出\u2028总表 “x”"}]}
KEY = body_key(BODY)
ANSWER = {"kind": "table", "columns": []}
TEXT = json.dumps(ANSWER)


def lines(path: Path, *given: object) -> Path:
    texts = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in given]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_requests_are_written_in_the_format_of_the_batch_api(tmp_path: Path) -> None:
    path = tmp_path / "requests.jsonl"
    assert write_requests(path, {KEY: BODY}) == 1
    line = json.loads(path.read_text(encoding="utf-8"))
    assert line == {"custom_id": KEY, "method": "POST", "url": "/v1/chat/completions", "body": BODY}
    assert read_requests(path) == {KEY: BODY}


@pytest.mark.parametrize(
    "answer",
    [
        {"response": {"status_code": 200, "body": completion(TEXT)}, "error": None},
        {"response": {"status_code": 200, "request_id": "r", "body": completion(TEXT)}},
        {"response": {"body": completion(TEXT)}},
        {"response": completion(TEXT)},
        {"response": TEXT},
        {"body": completion(TEXT)},
        {"completion": completion(TEXT)},
        {"content": TEXT},
        {"content": f"```json\n{TEXT}\n```"},
        {"answer": ANSWER},
        {"answer": {"message": {"role": "assistant", "content": TEXT}}},
        {"body": BODY, "response": {"status_code": 200, "body": completion(TEXT)}},
    ],
)  # fmt: skip
def test_an_answer_is_read_in_whatever_shape_it_comes(
    tmp_path: Path, answer: dict[str, Any]
) -> None:
    path = lines(tmp_path / "a.jsonl", {"custom_id": KEY, **answer})
    store = AnswerStore(tmp_path)
    read = keep_answers(path, store, {KEY: BODY})
    assert (read.stored, read.problems, read.unknown) == (1, (), ())
    kept = store.completion(KEY)
    assert kept is not None
    assert json.loads(Completion.model_validate(kept).said.content or "") == ANSWER


def test_bad_lines_are_told_one_by_one_and_the_others_go_on(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "a.jsonl",
        "{",
        [1],
        {"content": TEXT},
        "",
        {"custom_id": KEY, "error": {"message": "overloaded"}},
        {"custom_id": KEY, "response": {"status_code": 500, "body": "oops"}},
        {"custom_id": KEY, "body": BODY},
        {"custom_id": KEY, "content": ""},
        {"custom_id": "other", "content": TEXT},
        "[" * 100_000,
    )
    read = keep_answers(path, AnswerStore(tmp_path), {KEY: BODY})
    assert (read.stored, read.unknown) == (1, ("other",))
    told = [problem.removeprefix("a.jsonl: ") for problem in read.problems]
    assert told == [
        "line 1 is no JSON; it is left out",
        "line 2 is no JSON object; it is left out",
        "line 3 has no custom_id; it is left out",
        'line 5 reports an error ({"message": "overloaded"}); it is left out',
        'line 6 reports an error (500: {"status_code": 500, "body": "oops"}); it is left out',
        "line 7 has no answer; it is left out",
        "line 8 has no answer; it is left out",
        "line 10 is no JSON; it is left out",
    ]  # fmt: skip


def test_a_byte_order_mark_and_line_separators_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    line = json.dumps({"custom_id": KEY, "content": "a\u2028b"}, ensure_ascii=False)
    path.write_text("\ufeff" + line + "\r\n", encoding="utf-8")
    assert [answer.problem for answer in read_answers(path)] == [""]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_can_not_be_read_is_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError):
        list(read_answers(path))


def test_nothing_is_no_answer() -> None:
    assert as_completion({}) is None
    assert as_completion({"choices": []}) is None
    assert as_completion(None) is None
    assert unfenced("```\nx\n```") == "x"


def test_a_recording_answers_by_the_hash_of_the_request(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path)
    store.keep(KEY, BODY, completion(TEXT), (1, 2))
    path = lines(tmp_path / "r.jsonl", *replay_lines(store, [KEY, "unknown"]))
    replay = ReplayCompleter(path)
    found = asyncio.run(replay.complete(BODY))
    assert found["choices"] == completion(TEXT)["choices"]
    with pytest.raises(PendingError, match="has no answer to the request"):
        asyncio.run(replay.complete({**BODY, "model": "n"}))


def test_a_recording_may_name_the_request_itself(tmp_path: Path) -> None:
    path = lines(tmp_path / "r.jsonl", {"body": BODY, "response": completion(TEXT)})
    assert asyncio.run(ReplayCompleter(path).complete(BODY))["cached"]
    with pytest.raises(InputError, match="line 1 is no recorded answer"):
        ReplayCompleter(lines(tmp_path / "bad.jsonl", {"body": BODY}))
