"""Typed answers: whatever mode, whatever the model does with it."""

import asyncio
import json
from typing import Any

import pytest
from pydantic import BaseModel

from extraction.models.client import Answered, ModelClient
from extraction.models.modes import Modes
from extraction.models.port import Body, UnsupportedModeError, body_key
from extraction.models.usage import Usage
from schemas.answer import CropsAnswer, PlanAnswer, RowsAnswer, rows_answer
from schemas.errors import AnswerError, EndpointError, PendingError, UsageError
from schemas.kinds import builtin_kinds
from schemas.settings import Settings
from tests.extraction.models.tiny_server import called, completion

MODES = ("json_schema", "tools", "json")
PLAN = {"kind": "table", "columns": [{"column": 1, "field": "code"}]}
QUESTION = [
    {"role": "system", "content": "You read tables."},
    {"role": "user", "content": "r1 | c1: {{ 7 * 7 }} {% raise %} {x}"},
]


class Saying:
    """A completer that says one thing after the other."""

    def __init__(self, *said: str | Body | Exception) -> None:
        self.said = list(said)
        self.bodies: list[Any] = []

    async def complete(self, body: Body) -> Body:
        self.bodies.append(json.loads(json.dumps(body)))
        now = self.said.pop(0)
        if isinstance(now, Exception):
            raise now
        if not isinstance(now, str):
            return now
        return called(now) if "tools" in body else completion(now)


def ask(
    completer: Saying,
    mode: str = "json_schema",
    answer_type: type[BaseModel] = PlanAnswer,
    usage: Usage | None = None,
    **settings: Any,
) -> Answered[Any]:
    given = Settings(model="m", mode=mode, **settings)  # type: ignore[arg-type]
    client = ModelClient(given, completer, usage or Usage())
    return asyncio.run(client.ask(QUESTION, answer_type))


@pytest.mark.parametrize("mode", MODES)
def test_an_answer_has_its_type_and_the_request_its_form(mode: str) -> None:
    completer = Saying(json.dumps(PLAN))
    answered = ask(completer, mode)
    assert type(answered.answer) is PlanAnswer
    assert answered.answer == PlanAnswer.model_validate(PLAN)
    assert json.loads(answered.text) == PLAN
    assert (answered.requests, answered.cached) == (1, False)
    body = completer.bodies[0]
    assert answered.key == body_key(body)
    assert body["messages"] == QUESTION
    assert (body["model"], body["temperature"]) == ("m", 0)
    assert body["max_tokens"] == Settings().answer_tokens
    assert ("tools" in body) == (mode == "tools")


@pytest.mark.parametrize("mode", MODES)
def test_what_does_not_fit_is_asked_again_with_the_reason(mode: str) -> None:
    completer = Saying('{"kind": 7}', json.dumps(PLAN))
    usage = Usage()
    answered = ask(completer, mode, usage=usage)
    assert answered.requests == usage.total().requests == 2
    again = completer.bodies[1]["messages"]
    assert again[:2] == QUESTION
    assert "valid string" in again[-1]["content"]
    assert "http" not in again[-1]["content"]


@pytest.mark.parametrize("mode", MODES)
def test_it_is_asked_again_so_often_and_no_more(mode: str) -> None:
    completer = Saying(*["no"] * 9)
    with pytest.raises(AnswerError, match="was asked 3 times"):
        ask(completer, mode, reasks=2)
    assert len(completer.bodies) == 3


@pytest.mark.parametrize(
    "said",
    [
        completion(f"```json\n{json.dumps(PLAN)}\n```"),
        completion(f"<think>is {{it}} this?</think>\n{json.dumps(PLAN)}"),
        called(json.dumps(PLAN), "another_name"),
        completion([{"type": "text", "text": json.dumps(PLAN)}]),  # type: ignore[arg-type]
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_an_answer_in_another_wrapping_is_unwrapped(mode: str, said: Body) -> None:
    assert ask(Saying(said), mode).answer == PlanAnswer.model_validate(PLAN)


def test_a_figure_as_a_number_is_asked_again_for_its_text() -> None:
    kind = next(kind for kind in builtin_kinds() if kind.kind == "expenditure_by_function")
    wrong = json.dumps({"rows": [{"r": [1], "total": 12345678901234567.89}]})
    right = json.dumps({"rows": [{"r": [1], "total": "12345678901234567.89"}]})
    answered = ask(Saying(wrong, right), answer_type=rows_answer(kind))
    assert isinstance(answered.answer, RowsAnswer)
    assert answered.answer.rows[0].model_dump()["total"] == "12345678901234567.89"
    assert answered.requests == 2


@pytest.mark.parametrize(
    ("said", "told", "too_large"),
    [
        ("length", "longer than the model may write", True),
        ("content_filter", "content filter", False),
        ("refusal", "refuses to answer", False),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_what_asking_again_does_not_mend_is_not_asked_again(
    mode: str, said: str, told: str, too_large: bool
) -> None:
    made = completion(json.dumps(PLAN))
    if said == "refusal":
        made["choices"][0]["message"]["refusal"] = "I can't\nhelp with that."
    else:
        made["choices"][0]["finish_reason"] = said
    completer = Saying(made)
    with pytest.raises(AnswerError, match=told) as raised:
        ask(completer, mode)
    assert raised.value.too_large is too_large
    assert len(completer.bodies) == 1


@pytest.mark.parametrize(
    "error", [EndpointError("down", lasting=True), PendingError("later"), UsageError("no key")]
)
def test_what_the_completer_raises_comes_through(error: Exception) -> None:
    with pytest.raises(type(error)) as raised:
        ask(Saying(error))
    assert raised.value is error


def test_auto_falls_back_to_the_next_mode_and_stays_there() -> None:
    settings = Settings(model="m")
    modes = Modes(settings)
    completer = Saying(UnsupportedModeError("no"), UnsupportedModeError("no"), *["{}"] * 2)
    completer.said[2:] = [json.dumps(PLAN), json.dumps(PLAN)]
    client = ModelClient(settings, completer, Usage(), modes)
    asyncio.run(client.ask(QUESTION, PlanAnswer))
    assert modes.current == "json"
    formats = [body.get("response_format", {}).get("type") for body in completer.bodies]
    assert formats == ["json_schema", None, "json_object"]


def test_a_mode_that_is_set_is_not_changed_for_another() -> None:
    with pytest.raises(EndpointError, match="does not take structured output") as raised:
        ask(Saying(UnsupportedModeError("no")), "tools")
    assert raised.value.lasting


def test_pictures_go_as_they_are() -> None:
    url = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    content = [{"type": "text", "text": "{{ x }}"}, url]
    completer = Saying("bad", '{"readings": [{"crop": 1, "text": "7"}]}')
    client = ModelClient(Settings(model="m"), completer, Usage())
    answered = asyncio.run(client.ask([{"role": "user", "content": content}], CropsAnswer))
    assert answered.answer.readings[0].text == "7"
    assert all(body["messages"][0]["content"] == content for body in completer.bodies)


def test_cached_answers_are_counted_apart() -> None:
    usage = Usage()
    answered = ask(Saying(completion(json.dumps(PLAN), cached=True)), usage=usage)
    counts = usage.total()
    assert answered.cached
    assert (counts.requests, counts.cached, counts.tokens_in, counts.tokens_cached) == (
        0,
        1,
        0,
        120,
    )


def test_tokens_that_are_not_reported_are_estimated() -> None:
    usage = Usage()
    made = completion(json.dumps(PLAN))
    del made["usage"]
    ask(Saying(made), usage=usage)
    counts = usage.total()
    assert counts.estimated == 1
    assert counts.tokens_in > 0 < counts.tokens_out


def test_no_model_is_one_sentence() -> None:
    with pytest.raises(UsageError, match="GOUJI_MODEL"):
        ModelClient(Settings(), Saying(), Usage())


def test_a_schema_tells_no_titles_and_keeps_fields_of_that_name() -> None:
    completer = Saying('{"title": "x"}')

    class Titled(BaseModel):
        title: str

    ask(completer, answer_type=Titled)
    schema = completer.bodies[0]["response_format"]["json_schema"]["schema"]
    assert schema["properties"] == {"title": {"type": "string"}}
    assert "title" not in schema
