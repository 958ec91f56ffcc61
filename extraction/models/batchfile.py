"""Requests and answers as files: the format of OpenAI's Batch API, read leniently.

Whoever answers a request, a provider's batch endpoint, a chat window or a colleague, is told
apart from nobody: what counts is the key of the request, which is its ``custom_id``.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extraction.export.atomic import write_whole
from extraction.models.port import Body, tokens_of
from extraction.records.answers import AnswerStore
from schemas.errors import InputError

URL = "/v1/chat/completions"
_FENCE = re.compile(r"^\s*```[A-Za-z]*\s*\n(.*?)\n?\s*```\s*$", re.DOTALL)
_PLACES = ("response", "completion", "body", "content", "answer", "message")
_LONGEST = 120
_OK = 200


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """A line of an answers file (1-based): the key and the completion, or what is wrong."""

    line: int
    key: str = ""
    completion: Body | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class BatchRead:
    """What came of an answers file: how many answers were stored, and a sentence for each bad line.

    ``unknown`` are the keys of answers to requests that were not in the requests file, if one was
    given.
    """

    stored: int
    problems: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def request_line(key: str, body: Body) -> str:
    """One request as a line of the Batch API, without the line's end."""
    line = {"custom_id": key, "method": "POST", "url": URL, "body": body}
    return json.dumps(line, ensure_ascii=False)


def write_requests(path: Path, pending: Mapping[str, Body]) -> int:
    """Write requests to a file, all or none; returns how many.

    Raises OutputError where the file can't be written.
    """
    lines = (request_line(key, body) + "\n" for key, body in pending.items())
    write_whole(path, "".join(lines).encode("utf-8", "surrogatepass"))
    return len(pending)


def read_requests(path: Path) -> dict[str, Body]:
    """The bodies of a requests file by their key. Raises InputError where it is none."""
    found: dict[str, Body] = {}
    for number, line in numbered_lines(path):
        try:
            given = json.loads(line)
            found[str(given["custom_id"])] = dict(given["body"])
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{path}: line {number} is no request; write the file again with gouji batch write"
            ) from error
    return found


def read_answers(path: Path) -> Iterator[BatchAnswer]:
    """The answers of a file, line by line; a bad line is told of, and the others go on.

    Raises InputError where the file can't be read.
    """
    for number, line in numbered_lines(path):
        yield answer_of(number, line)


def answer_of(number: int, line: str) -> BatchAnswer:
    """The answer in one line (1-based) of a file."""
    try:
        return _answer(number, json.loads(line))
    except (ValueError, RecursionError):
        return BatchAnswer(number, problem="is no JSON")


def keep_answers(
    path: Path, store: AnswerStore, bodies: Mapping[str, Body] | None = None
) -> BatchRead:
    """Store the answers of a file; ``bodies`` are the requests by their key, where known.

    Raises InputError where the file can't be read, OutputError where an answer can't be stored.
    """
    stored, problems, unknown = 0, [], []
    for answer in read_answers(path):
        if answer.completion is None:
            problems.append(f"{path.name}: line {answer.line} {answer.problem}; it is left out")
            continue
        if bodies is not None and answer.key not in bodies:
            unknown.append(answer.key)
        body = (bodies or {}).get(answer.key, {})
        store.keep(answer.key, body, answer.completion, tokens_of(answer.completion) or (0, 0))
        stored += 1
    return BatchRead(stored, tuple(problems), tuple(unknown))


def as_completion(given: object) -> dict[str, Any] | None:
    """A chat completion out of whatever stands for one, or None.

    A completion as it is; else the text of an answer, or the answer itself as JSON.
    """
    if isinstance(given, str):
        return _completion(unfenced(given)) if given.strip() else None
    if not isinstance(given, dict):
        return None
    if isinstance(given.get("choices"), list):
        return given if given["choices"] else None
    if isinstance(given.get("messages"), list):
        return None  # a request
    inner = next((given[place] for place in _PLACES if place in given), None)
    if inner is not None and set(given) <= {*_PLACES, "role", "status_code", "request_id"}:
        return as_completion(inner)
    return _completion(json.dumps(given, ensure_ascii=False)) if given else None


def unfenced(text: str) -> str:
    """The text inside a Markdown fence, or the text."""
    fence = _FENCE.match(text)
    return (fence.group(1) if fence else text).strip()


def _answer(number: int, given: object) -> BatchAnswer:
    if not isinstance(given, dict):
        return BatchAnswer(number, problem="is no JSON object")
    key = given.get("custom_id") or given.get("key")
    if not isinstance(key, str) or not key:
        return BatchAnswer(number, problem="has no custom_id")
    if given.get("error"):
        return BatchAnswer(number, key, problem=f"reports an error ({_short(given['error'])})")
    found = next((given[place] for place in _PLACES if given.get(place)), None)
    status = found.get("status_code", _OK) if isinstance(found, dict) else _OK
    if status != _OK:
        return BatchAnswer(number, key, problem=f"reports an error ({status}: {_short(found)})")
    completion = as_completion(found)
    if completion is None:
        return BatchAnswer(number, key, problem="has no answer")
    return BatchAnswer(number, key, completion)


def _completion(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {"choices": [{"index": 0, "finish_reason": "stop", "message": message}]}


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that are not blank, each with its number (1-based)."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(
            f"{path}: can't be read ({error.strerror or error}); check the path"
        ) from (error)
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not in UTF-8; save it in that encoding") from error
    # Not splitlines: a JSON string may hold U+2028 and other separators that it splits at.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[:_LONGEST] + "…"


def replay_lines(store: AnswerStore, keys: Iterable[str]) -> Iterator[str]:
    """Stored answers as lines that `read_answers` and `ReplayCompleter` read."""
    for key in keys:
        completion = store.completion(key)
        if completion is not None:
            response = {"status_code": _OK, "body": completion}
            line = {"custom_id": key, "response": response, "error": None}
            yield json.dumps(line, ensure_ascii=False)
