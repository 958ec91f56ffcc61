"""A chat request to a completion, or to the failure that the faults prescribe."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from evals.simulated.answering import Json, crops_json, plan_json, rows_json
from evals.simulated.asked import Asked, asked_of
from evals.simulated.faults import Dice, Faults, RequestFault
from evals.simulated.faults import FaultNote as Note
from evals.simulated.misplanning import PlanSpoiler
from evals.simulated.reading import Reading, choose, read
from evals.simulated.record import Record
from evals.simulated.spoiling import Spoiler, other_schema, spoilt_json
from extraction.models.port import body_key
from prompts.tabletext import ReadTable, read_table_text
from schemas.errors import InputError
from schemas.kinds import KindRow, builtin_kinds

REFUSAL = "抱歉，我无法协助处理这个请求。"

_MESSAGE, _PICTURE = 4, 85
"""Tokens that a message costs beyond its text, and a picture."""

Lost = Literal["hang", "disconnect"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server sends: a status and a JSON body, or nothing where it is ``lost``."""

    status: int
    body: Json
    headers: Mapping[str, str] = field(default_factory=dict)
    lost: Lost | None = None


def estimated_tokens(text: str) -> int:
    """Tokens of a text by a rough rule: a Chinese character is one, three other signs are one.

    It is UTF-8 bytes over three; providers count otherwise.
    """
    return -(-len(text.encode("utf-8", "surrogatepass")) // 3)


def _first_tokens(text: str, count: int) -> str:
    return text.encode("utf-8", "surrogatepass")[: 3 * count].decode("utf-8", "ignore")


def prompt_tokens(body: Mapping[str, Any]) -> int:
    """Estimated tokens of a request: its messages and the schema that it carries.

    A picture counts as 85 tokens, which is what OpenAI's documentation of 2024 charges for one of
    low detail.
    """
    schema = body.get("tools") or body.get("response_format")
    tokens = estimated_tokens(json.dumps(schema, ensure_ascii=False)) if schema else 0
    for message in body["messages"]:
        content = message.get("content") or ""
        parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
        for part in parts:
            picture = part.get("type") == "image_url"
            tokens += _PICTURE if picture else estimated_tokens(part.get("text", ""))
        tokens += _MESSAGE
    return tokens


def failure(status: int, message: str, code: str | None = None) -> Reply:
    """A failure in the form in which OpenAI's endpoints report one."""
    error = {"message": message, "type": "simulated", "param": None, "code": code}
    return Reply(status, {"error": error})


@dataclass
class Completer:
    """Answers chat requests; ``truth`` says by its hash what a picture of a cell prints."""

    faults: Faults
    record: Record
    kinds: Mapping[str, type[KindRow]]
    truth: Mapping[str, str]

    def complete(self, body: Mapping[str, Any]) -> Reply:
        """The reply to the body of a chat request; it is counted and its faults are noted."""
        key = body_key(body)
        dice = Dice(self.faults.seed, key, self.record.attempt(key))
        refused = self._refused(body)
        if refused is not None:
            return refused
        asked = asked_of(body)
        if asked.mode is not None and asked.mode not in self.faults.modes:
            return _unsupported(asked)
        prompt = prompt_tokens(body)
        most = body.get("max_completion_tokens") or body.get("max_tokens")
        if prompt + (most or 0) > self.faults.context:
            return failure(400, _too_long(self.faults.context, prompt), "context_length_exceeded")
        struck = self.faults.struck(dice)
        if struck is not None:
            self.record.note([Note(request=key, attempt=dice.attempt, fault=struck)])
        if struck in ("status_429", "status_500", "hang", "disconnect"):
            return self._failed(struck)
        try:
            text = REFUSAL if struck == "refusal" else self._text(asked, dice, struck)
        except InputError as error:
            return failure(400, str(error))
        refusal = struck == "refusal"
        return self._completion(body, asked, text, prompt, most, request=key, refusal=refusal)

    def _refused(self, body: Mapping[str, Any]) -> Reply | None:
        model = body.get("model")
        if model not in self.faults.models:
            return failure(404, f"The model `{model}` does not exist.", "model_not_found")
        if not isinstance(body.get("messages"), list) or not body["messages"]:
            return failure(400, "messages: a list of at least one message is needed.")
        if body.get("stream"):
            return failure(400, "stream: the simulated reader doesn't stream.")
        return None

    def _failed(self, fault: RequestFault) -> Reply:
        if fault == "status_429":
            return self.busy()
        if fault == "status_500":
            return failure(500, "The server had an error while processing your request.")
        return Reply(200, {}, lost="hang" if fault == "hang" else "disconnect")

    def busy(self) -> Reply:
        """429 with the seconds after which to come again."""
        reply = failure(429, "Rate limit reached.", "rate_limit_exceeded")
        return Reply(429, reply.body, {"retry-after": f"{self.faults.retry_after:g}"})

    def _text(self, asked: Asked, dice: Dice, struck: RequestFault | None) -> str:
        answer, notes = self._answer(asked, dice)
        if struck == "wrong_schema":
            answer = other_schema(answer, dice.of("form"))
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        if struck == "truncated_json":
            return spoilt_json(text, dice.of("cut"))
        if struck is None:
            self.record.note(notes)
        return text

    def _answer(self, asked: Asked, dice: Dice) -> tuple[Json, Sequence[Note]]:
        if asked.wanted == "sample":
            return instance_of(asked.schema), ()
        if asked.wanted == "crops":
            crops = Spoiler(self.faults, dice, None)
            truth = [self.truth.get(picture) for picture in asked.pictures]
            return crops.readings(crops_json(truth)), crops.notes
        table = asked.prompt or next((self.truth.get(p) for p in asked.pictures), None)
        if table is None:
            return ({"rows": []} if asked.wanted == "rows" else {"kind": "table"}), ()
        offered = tuple(self.kinds[name] for name in asked.kinds if name in self.kinds)
        reading, answer = _right(_last(table), asked.wanted == "plan", offered, asked.rows)
        if asked.wanted == "rows":
            rows = Spoiler(self.faults, dice, reading.kind)
            return rows.rows(answer), rows.notes
        if reading.kind is None:
            return answer, ()
        plan = PlanSpoiler(self.faults, dice, reading, reading.kind)
        return plan.plan(answer), plan.notes

    def _completion(
        self,
        body: Mapping[str, Any],
        asked: Asked,
        text: str,
        prompt: int,
        most: int | None,
        *,
        request: str,
        refusal: bool,
    ) -> Reply:
        finish, out = "stop", estimated_tokens(text)
        if most is not None and out > most:
            text, finish, out = _first_tokens(text, most), "length", most
        message: Json = {"role": "assistant", "content": text, "refusal": None}
        if refusal and asked.mode == "json_schema":
            message |= {"content": None, "refusal": text}
        elif asked.tool is not None and not refusal:
            call = {"name": asked.tool, "arguments": text}
            message["content"] = None
            message["tool_calls"] = [{"id": "call_1", "type": "function", "function": call}]
            finish = "tool_calls" if finish == "stop" else finish
        self.record.answer(request, prompt, out)
        usage = {"prompt_tokens": prompt, "completion_tokens": out, "total_tokens": prompt + out}
        choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
        return Reply(
            200,
            {
                "id": f"chatcmpl-{self.record.answered}",
                "object": "chat.completion",
                "created": int(time.time()),
                "model": body["model"],
                "choices": [choice],
                "usage": usage,
            },
        )


def _last(prompt: str) -> str:
    """The last table text alone, so that a table is known again in another prompt."""
    return prompt[max(prompt.rfind("<table>\n"), 0) :]


@lru_cache(maxsize=2048)
def _right(
    text: str, plan: bool, offered: tuple[type[KindRow], ...], rows: tuple[int, ...]
) -> tuple[Reading, Json]:
    """The right answer as far as the headers engine can; kept, since reading costs most."""
    table: ReadTable = read_table_text(text)
    if rows:
        table = table.model_copy(update={"asked": rows})
    reading = read(table, choose(table, offered))
    return reading, plan_json(reading) if plan else rows_json(reading)


def warm_up() -> None:
    """Load what a first answer would load, so that it isn't slower than the others."""
    table = "<table>\nh1 | c1: 科目编码 | c2: 合计\nr1 | c1: 201 | c2: 1.00\n</table>"
    _right(table, True, builtin_kinds(), ())


def _unsupported(asked: Asked) -> Reply:
    if asked.mode == "tools":
        return failure(400, "tools: tool calls are not supported by this model.")
    return failure(400, f"response_format: type '{asked.mode}' is not supported by this model.")


def _too_long(context: int, prompt: int) -> str:
    return (
        f"This model's maximum context length is {context} tokens. However, your messages resulted"
        f" in {prompt} tokens. Please reduce the length of the messages or completion."
    )


def instance_of(schema: Mapping[str, Any]) -> Json:
    """The least instance of an object schema, for requests that only try an endpoint out."""
    made = _instance(schema, schema.get("$defs", {}))
    return made if isinstance(made, dict) else {"answer": made}


def _instance(schema: Mapping[str, Any], shared: Mapping[str, Any]) -> Any:
    if "$ref" in schema:
        return _instance(shared[schema["$ref"].rpartition("/")[2]], shared)
    if "const" in schema or schema.get("enum"):
        return schema.get("const", next(iter(schema.get("enum", ())), None))
    for choice in ("anyOf", "oneOf", "allOf"):
        if schema.get(choice):
            return _instance(schema[choice][0], shared)
    if schema.get("type") == "object" or "properties" in schema:
        needed = schema.get("required", ())
        named = schema.get("properties", {})
        return {name: _instance(named[name], shared) for name in needed if name in named}
    least = schema.get("minimum", 0)
    if schema.get("type") == "array":
        return [_instance(schema.get("items", {}), shared)] * schema.get("minItems", 0)
    plain = {"string": "ok", "boolean": True, "integer": least, "number": least}
    return plain.get(str(schema.get("type")))
