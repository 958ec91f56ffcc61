"""Tries an endpoint: whether it answers, in which modes, how fast, and what is wrong with it."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from extraction.models.client import Answered, ModelClient
from extraction.models.faults import ParameterError, PassingError
from extraction.models.live import OpenAICompleter
from extraction.models.modes import ORDER, StructuredMode
from extraction.models.port import Completion, tokens_of
from extraction.models.tokens import TokenEstimate
from extraction.models.trial import FIGURE, is_right, picture_question, table_question
from extraction.models.usage import Usage
from schemas.answer import CropsAnswer, PlanAnswer
from schemas.errors import AnswerError, EndpointError, GoujiError, UsageError
from schemas.settings import Settings

_LISTED = 5
_SHORT = 400  # tokens; models that think before they answer need room for it
_ATTEMPTS = 3
_CUT = 0.5
"""A prompt of which less than this share is reported as read was cut off by the endpoint."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing that was tried: ``passed`` is None where it was left out or says nothing."""

    name: str
    passed: bool | None
    seconds: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was tried, and in one sentence what is wrong; None where nothing is."""

    trials: tuple[Trial, ...]
    wrong: str | None = None


async def diagnose(
    settings: Settings, tell: Callable[[Trial], None] = lambda trial: None
) -> Diagnosis:
    """Try the endpoint of the settings; ``tell`` hears of each trial as it ends.

    Six or so requests are sent, one of them as large as the pieces of a run.
    """
    # A person waits for it.
    settings = settings.model_copy(update={"attempts": min(settings.attempts, _ATTEMPTS)})
    try:
        live = OpenAICompleter(settings)
    except UsageError as error:
        return Diagnosis((), str(error))
    doctor = _Doctor(settings, live, tell)
    try:
        wrong = await doctor.examine()
    finally:
        await live.endpoint.close()
    return Diagnosis(tuple(doctor.trials), wrong)


class _Doctor:
    def __init__(
        self, settings: Settings, live: OpenAICompleter, tell: Callable[[Trial], None]
    ) -> None:
        self._settings = settings
        self._live = live
        self._tell = tell
        self._too_large: str | None = None
        self.trials: list[Trial] = []

    async def examine(self) -> str | None:
        """Try everything; what is wrong first of all."""
        known = await self._list()
        if not self._settings.model:
            hint = f", one of: {', '.join(known[:_LISTED])}" if known else " to the name of one"
            return f"no model is named; set GOUJI_MODEL{hint}"
        if (wrong := await self._answer()) is not None:
            return wrong
        works = [mode for mode in ORDER if await self._mode(mode)]
        wrong = self._no_mode(works)
        if works:
            wrong = await self._large(works[0]) or wrong
        for optional in (self._embeddings, self._vision):
            wrong = await optional() or wrong
        return wrong

    async def _list(self) -> list[str]:
        """The models that the endpoint says it has; many say nothing, which is no fault."""
        started = time.monotonic()
        try:
            found = await self._live.endpoint.get("/models")
            known = [str(one["id"]) for one in found["data"]]
        except (GoujiError, PassingError, ParameterError, KeyError, TypeError):
            # Whatever it is, the first question tells it better.
            self._add(Trial("models", None, None, "not listed"))
            return []
        named = self._settings.model in known
        some = ", ".join(known[:_LISTED]) + (" …" if len(known) > _LISTED else "")
        note = f"{len(known)} listed" if named or not known else f"{len(known)} listed: {some}"
        self._add(Trial("models", None, time.monotonic() - started, note))
        return known

    async def _answer(self) -> str | None:
        body = {
            "model": self._settings.model,
            "messages": [{"role": "user", "content": "Reply with the word: ready"}],
            "temperature": 0,
            "max_tokens": _SHORT,
        }

        async def ask() -> str:
            found = await self._live.complete(body)
            said = Completion.model_validate(found).said.content or ""
            reports = "" if tokens_of(found) else "; tokens are not reported, so they are estimated"
            return ("answers" if said.strip() else "answers with nothing") + reports

        return await self._try("answer", ask)

    async def _mode(self, mode: StructuredMode) -> bool:
        async def ask() -> str:
            answered = await self._ask(mode, table_question(), PlanAnswer)
            return "right answer" if is_right(answered.answer) else "answer with mistakes"

        return await self._try(mode, ask) is None

    def _no_mode(self, works: list[StructuredMode]) -> str | None:
        model, mode = self._settings.model, self._settings.mode
        if not works and self._too_large:
            return self._too_large
        if not works:
            return f"{model} gives no structured output; set GOUJI_MODEL to a model that does"
        if mode != "auto" and mode not in works:
            return f"{model} gives no structured output by {mode}; set GOUJI_MODE={works[0]}"
        return None

    async def _large(self, mode: StructuredMode) -> str | None:
        """A piece as large as those of a run: whether it fits, and how fast the answer comes."""
        usage, estimate = Usage(), TokenEstimate()
        question = table_question(self._settings.piece_tokens, estimate.tokens)
        expected = sum(estimate.tokens(message["content"]) for message in question)

        async def ask() -> str:
            started = time.monotonic()
            await self._ask(mode, question, PlanAnswer, usage)
            seconds = max(time.monotonic() - started, 0.001)
            counts = usage.total()
            if not counts.estimated and counts.tokens_in < expected * _CUT:
                raise EndpointError(
                    f"{self._live.endpoint.place.host} cut the prompt off after "
                    f"{counts.tokens_in} of about {expected} tokens; give the model a larger "
                    "context, or set a smaller GOUJI_PIECE_TOKENS"
                )
            rate = counts.tokens_out / seconds
            return f"{counts.tokens_in} tokens in, {counts.tokens_out} out, {rate:.0f} out a second"

        return await self._try("large piece", ask)

    async def _embeddings(self) -> str | None:
        name = self._settings.embeddings
        if not name:
            return None

        async def ask() -> str:
            vectors = await self._live.embed(["支出总表 科目编码", "收入总表"], name)
            return f"{len(vectors[0])} numbers each"

        return await self._try("embeddings", ask)

    async def _vision(self) -> str | None:
        if not self._settings.vision:
            return None

        async def ask() -> str:
            answered = await self._ask(
                self._settings.mode if self._settings.mode != "auto" else "json_schema",
                picture_question(),
                CropsAnswer,
            )
            read = [reading.text for reading in answered.answer.readings]
            return "right" if read == [FIGURE] else f"read {read[:1]} for {FIGURE}"

        wrong = await self._try("pictures", ask)
        if wrong is None:
            return None
        return f"{self._settings.model} takes no pictures; unset GOUJI_VISION, or choose another"

    async def _ask(
        self,
        mode: StructuredMode,
        question: list[dict[str, str]],
        answer_type: type[PlanAnswer] | type[CropsAnswer],
        usage: Usage | None = None,
    ) -> Answered[Any]:
        settings = self._settings.model_copy(update={"mode": mode, "reasks": 0})
        client = ModelClient(settings, self._live, usage or Usage())
        return await client.ask(question, answer_type)

    async def _try(self, name: str, ask: Callable[[], Awaitable[str]]) -> str | None:
        """Run one trial; the sentence of what is wrong, or None."""
        started = time.monotonic()
        try:
            note = await ask()
        except GoujiError as error:
            brief = "no answer of the right form" if type(error) is AnswerError else "fails"
            if isinstance(error, AnswerError) and error.too_large:
                self._too_large, brief = str(error), "too long"
            self._add(Trial(name, False, time.monotonic() - started, brief))
            return str(error)
        self._add(Trial(name, True, time.monotonic() - started, note))
        return None

    def _add(self, trial: Trial) -> None:
        self.trials.append(trial)
        self._tell(trial)
