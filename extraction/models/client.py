"""Typed answers from a language model. The one door to instructor.

Instructor says how the answer is to look and asks again what does not fit; every request it makes
goes through the port, so that live, cached, carried and recorded answers are one and the same.
"""

import asyncio
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from extraction.models.jsontext import json_text, schema_name, slim
from extraction.models.modes import Modes, StructuredMode
from extraction.models.port import (
    CACHED,
    Body,
    Choice,
    Completer,
    Completion,
    Function,
    Message,
    Said,
    ToolCall,
    UnsupportedModeError,
    body_key,
    text_of,
    tokens_of,
)
from extraction.models.tokens import TokenEstimate, raw_schema_tokens, raw_tokens
from extraction.models.usage import Usage, UsageCounts
from schemas.errors import AnswerError, EndpointError, GoujiError, UsageError
from schemas.settings import Settings

T = TypeVar("T", bound=BaseModel)

_MODES: Mapping[StructuredMode, str] = MappingProxyType(
    {"json_schema": "JSON_SCHEMA", "tools": "TOOLS", "json": "JSON"}
)
_LINK = re.compile(r"\n\s*For further information visit \S+")
_LONGEST_REFUSAL = 200
_LEFT_BY_INSTRUCTOR = ("_raw_response", "_total_usage")


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """An answer that has its form.

    ``text`` is its JSON as the model wrote it, ``key`` the hash of the request that it answers,
    ``requests`` how many it took, and ``cached`` is set where none of them was paid for now.
    """

    answer: T
    text: str
    key: str
    requests: int
    cached: bool


@dataclass(frozen=True, slots=True)
class _Form:
    """An answer type as instructor is given it, its schema, and the tokens that it takes."""

    shell: type[BaseModel]
    name: str
    schema: Mapping[str, Any]
    tokens: float


class ModelClient:
    """Asks one model, for one document: what is asked is counted in ``usage``.

    To be used on the event loop of the completer (`Dispatcher`).
    """

    def __init__(
        self,
        settings: Settings,
        completer: Completer,
        usage: Usage,
        modes: Modes | None = None,
        estimate: TokenEstimate | None = None,
    ) -> None:
        """``modes`` and ``estimate`` are what the run has learned so far, and learns on.

        Raises UsageError where no model is named.
        """
        if not settings.model:
            raise UsageError("no model is named; set GOUJI_MODEL to the name of one")
        self._model = settings.model
        self._settings = settings
        self._completer = completer
        self._usage = usage
        self._modes = modes or Modes(settings)
        self._estimate = estimate or TokenEstimate()
        self._forms: dict[type[BaseModel], _Form] = {}
        self._turn = asyncio.Lock()
        # Instructor logs every failed attempt, with the answer, and logging would print it.
        logging.getLogger("instructor").addHandler(logging.NullHandler())
        logging.getLogger("instructor").propagate = False

    async def ask(self, messages: Sequence[Message], answer_type: type[T]) -> Answered[T]:
        """Ask and give the typed answer; what does not fit the type is asked again.

        ``messages`` are OpenAI chat messages; nothing in them is read as a template.

        Raises:
            AnswerError: no answer of the right form after `Settings.reasks` more requests, the
                model refuses, or (``too_large``) the piece or its answer does not fit the model.
            EndpointError, UsageError, CostError, PendingError: see `Completer.complete`.
        """
        # One question is prepared at a time and the network is served in between: a thousand that
        # are asked at once would hold back the first by the time that it takes to prepare them.
        async with self._turn:
            await asyncio.sleep(0)
        mode = self._modes.current
        while True:
            try:
                return await self._ask(messages, answer_type, mode)
            except UnsupportedModeError as error:
                following = self._modes.refused(mode)
                if following is None:
                    raise EndpointError(
                        f"the model {self._model} does not take structured output ({mode}); "
                        "choose another GOUJI_MODEL, or GOUJI_MODE=auto",
                        lasting=True,
                    ) from error
                mode = following

    async def _ask(
        self, messages: Sequence[Message], answer_type: type[T], mode: StructuredMode
    ) -> Answered[T]:
        import instructor

        form = self._form(answer_type)
        asking = _Asking(self, messages, mode, form)
        create: Any = instructor.patch(create=asking.create, mode=instructor.Mode[_MODES[mode]])
        try:
            # No `context`: with it instructor reads the messages as Jinja templates.
            parsed = await create(
                response_model=form.shell,
                max_retries=self._settings.reasks,
                strict=False,
                model=self._model,
                messages=[dict(message) for message in messages],
                temperature=0,
                max_tokens=self._settings.answer_tokens,
            )
        except Exception as error:
            raise _translated(error, asking.requests) from error
        self._modes.took(mode)
        for name in _LEFT_BY_INSTRUCTOR:
            vars(parsed).pop(name, None)
        return Answered(parsed, asking.text, asking.key, asking.requests, not asking.paid)

    def _form(self, answer_type: type[BaseModel]) -> _Form:
        form = self._forms.get(answer_type)
        if form is None:
            schema = slim(answer_type.model_json_schema())
            name = schema_name(answer_type.__name__)
            shell = _shell(answer_type, name, schema)
            form = _Form(shell, name, schema, raw_schema_tokens(schema))
            self._forms[answer_type] = form
        return form

    async def send(self, body: Body, schema_tokens: float) -> tuple[Completion, bool]:
        """The completion of a body, counted, and whether it was paid for now."""
        found = await self._completer.complete(body)
        paid = not found.get(CACHED)
        completion = Completion.model_validate(found)
        reported = tokens_of(found)
        if reported is None or paid:
            raw = raw_tokens(text_of(body["messages"])) + schema_tokens
        if reported is not None and paid and not _has_pictures(body):
            self._estimate.learn(raw, reported[0])
        if reported is None:
            said = json_text(completion.said)
            tokens = self._estimate.scaled(raw), self._estimate.tokens(said)
        else:
            tokens = reported
        self._usage.add(self._model, _counts(tokens, paid, estimated=reported is None))
        return completion, paid


def _shell(answer_type: type[BaseModel], name: str, schema: Mapping[str, Any]) -> type[BaseModel]:
    """What instructor takes for the answer type: it has the schema ready, and no fields.

    From a type with fields instructor makes model and schema, and looks for validators through
    all of it, anew for every request, which takes it 5 ms.
    """
    from instructor import ResponseSchema

    class Shell(ResponseSchema):
        @classmethod
        def model_json_schema(cls, *_: Any, **__: Any) -> dict[str, Any]:
            return {**schema, "title": name}

        @classmethod
        def model_validate_json(cls, json_data: Any, **more: Any) -> Any:
            return answer_type.model_validate_json(json_data, **more)

    return Shell


class _Asking:
    """One question on its way: what instructor sends goes through here, re-asks too."""

    def __init__(
        self, client: ModelClient, messages: Sequence[Message], mode: StructuredMode, form: _Form
    ) -> None:
        self._client = client
        self._messages = [dict(message) for message in messages]
        self._mode = mode
        self._form = form
        self._prepared = 0
        self.requests = 0
        self.paid = False
        self.text = ""
        self.key = ""

    async def create(self, **arguments: Any) -> Completion:
        """What instructor takes for the create function of an openai client."""
        if not self.requests:
            self._prepared = len(arguments["messages"])
        tail = arguments["messages"][self._prepared :]
        body = {
            # Ours as they are: instructor puts the schema into them where the mode has no place
            # for it, but our prompts show the form of the answer themselves.
            "messages": [*self._messages, *(_plain(message) for message in tail)],
            "model": arguments["model"],
            "temperature": arguments["temperature"],
            "max_tokens": arguments["max_tokens"],
            **_held(self._mode, self._form),
        }
        schema_tokens = 0.0 if self._mode == "json" else self._form.tokens
        completion, paid = await self._client.send(body, schema_tokens)
        self.requests += 1
        self.paid = self.paid or paid
        self.key = body_key(body)
        _refuse(completion)
        self.text = json_text(completion.said)
        return _as_asked(completion, self.text, self._mode, self._form.name)


def _held(mode: StructuredMode, form: _Form) -> dict[str, Any]:
    """What holds a model to the form of the answer."""
    if mode == "json":
        return {"response_format": {"type": "json_object"}}
    if mode == "json_schema":
        named = {"name": form.name, "schema": form.schema}
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    function = {
        "name": form.name,
        "description": "Gives the answer.",
        "parameters": form.schema,
    }
    return {
        "tools": [{"type": "function", "function": function}],
        "tool_choice": {"type": "function", "function": {"name": form.name}},
    }


def _refuse(completion: Completion) -> None:
    """Raise AnswerError where asking for another form of the answer would be of no use."""
    said = completion.said
    if said.refusal:
        words = " ".join(said.refusal.split())[:_LONGEST_REFUSAL]
        raise AnswerError(f"the model refuses to answer ({words}); read this table by hand")
    if completion.finish_reason == "content_filter":
        raise AnswerError("the endpoint's content filter stopped the answer; read it by hand")
    if completion.finish_reason == "length":
        raise AnswerError(
            "the answer is longer than the model may write; set a larger GOUJI_ANSWER_TOKENS or a "
            "smaller GOUJI_PIECE_TOKENS",
            too_large=True,
        )


def _as_asked(completion: Completion, text: str, mode: StructuredMode, name: str) -> Completion:
    """The completion in the shape of its mode: models, and people, mix them up."""
    said = completion.said
    if mode == "tools":
        call = said.tool_calls[0] if said.tool_calls else ToolCall()
        call = call.model_copy(update={"function": Function(name=name, arguments=text)})
        shaped = Said(role=said.role, tool_calls=(call,))
    else:
        shaped = Said(role=said.role, content=text)
    return Completion(choices=(Choice(message=shaped, finish_reason="stop"),))


def _plain(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message of instructor's without the addresses of pydantic's error pages."""
    content = message.get("content")
    if not isinstance(content, str):
        return dict(message)
    return {**message, "content": _LINK.sub("", content)}


def _counts(tokens: tuple[int, int], paid: bool, *, estimated: bool) -> UsageCounts:
    if not paid:
        return UsageCounts(cached=1, tokens_cached=sum(tokens))
    return UsageCounts(
        requests=1, tokens_in=tokens[0], tokens_out=tokens[1], estimated=int(estimated)
    )


def _has_pictures(body: Body) -> bool:
    return any(not isinstance(message.get("content"), str) for message in body["messages"])


def _translated(error: Exception, requests: int) -> GoujiError:
    """Ours out of what instructor wraps it in, else a sentence about the last answer."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, GoujiError):
            return inner
        inner = inner.__cause__
    times = "once" if requests == 1 else f"{requests} times"
    return AnswerError(
        f"the model was asked {times} and gave no answer of the right form; choose another "
        "GOUJI_MODEL or GOUJI_MODE, or a smaller GOUJI_PIECE_TOKENS"
    )
