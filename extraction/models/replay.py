"""Answers of a recording: a file of answers by the hash of their request, read once, kept for ever.

Each line has a ``custom_id`` (the hash) or the ``body`` of the request, and a ``response``.
"""

import json
from pathlib import Path

from extraction.models.batchfile import answer_of, as_completion, numbered_lines
from extraction.models.port import CACHED, Body, body_key, tokens_of
from extraction.models.usage import UsageCounts
from schemas.errors import InputError, PendingError


class ReplayCompleter:
    """Answers from a recording alone; the same request gets the same answer."""

    def __init__(self, path: Path) -> None:
        """Read the recording. Raises InputError where the file, or a line of it, is none."""
        self._name = path.name
        self._answers: dict[str, Body] = {}
        for number, line in numbered_lines(path):
            answer = answer_of(number, line)
            if answer.completion is None:
                key, completion = _by_body(path, number, line)
            else:
                key, completion = answer.key, answer.completion
            self._answers[key] = completion

    def recorded(self) -> UsageCounts:
        """The requests that were recorded, and the tokens that their answers took."""
        tokens = [tokens_of(answer) or (0, 0) for answer in self._answers.values()]
        return UsageCounts(
            requests=len(tokens),
            tokens_in=sum(count for count, _ in tokens),
            tokens_out=sum(count for _, count in tokens),
        )

    async def complete(self, body: Body) -> Body:
        """See `Completer.complete`; raises PendingError where the recording has no answer."""
        key = body_key(body)
        known = self._answers.get(key)
        if known is None:
            raise PendingError(
                f"{self._name} has no answer to the request {key[:12]}; record it again"
            )
        return {**known, CACHED: True}


def _by_body(path: Path, number: int, line: str) -> tuple[str, Body]:
    try:
        given = json.loads(line)
        completion, body = as_completion(given["response"]), given["body"]
    except (ValueError, TypeError, KeyError, RecursionError):
        completion = None
    if completion is None or not isinstance(body, dict):
        raise InputError(f"{path}: line {number} is no recorded answer; record it again")
    return body_key(body), completion
