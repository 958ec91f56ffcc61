"""Our own client, with instructor inside, against the simulated reader."""

import asyncio
from typing import Any

import httpx
import pytest

from evals.simulated.faults import Faults
from evals.simulated.record import Record
from evals.simulated.server import serving
from extraction.models.client import Answered, ModelClient
from extraction.models.modes import Modes
from extraction.models.port import Body, UnsupportedModeError
from extraction.models.usage import Usage
from prompts.builder import messages
from schemas.answer import PlanAnswer, rows_answer
from schemas.errors import AnswerError
from schemas.piece import Piece
from schemas.settings import Settings
from tests.builders import KINDS
from tests.evals.simulated.asking import BODY, TRUE_ROWS, piece

ROWS = rows_answer(KINDS["expenditure_by_function"])


class Posting:
    """The plainest completer: one POST for one request."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def complete(self, body: Body) -> Body:
        async with httpx.AsyncClient() as http:
            made = await http.post(f"{self.url}/chat/completions", json=dict(body))
        if made.status_code == 400 and "not supported" in made.text:
            raise UnsupportedModeError("not supported")
        made.raise_for_status()
        found: dict[str, Any] = made.json()
        return found


def ask(
    url: str, answer: Any = ROWS, asked: Piece | None = None, **given: Any
) -> tuple[Answered[Any], Usage, Modes]:
    settings = Settings.model_validate({"model": "simulated", "_env_file": None} | given)
    usage, modes = Usage(), Modes(settings)
    client = ModelClient(settings, Posting(url), usage, modes)
    way = "plan" if answer is PlanAnswer else "rows"
    made = asyncio.run(client.ask(messages(asked or piece(), way, KINDS), answer))
    return made, usage, modes


@pytest.mark.parametrize("mode", ["json_schema", "tools", "json"])
def test_every_mode_comes_through(mode: str) -> None:
    with serving(Faults()) as url:
        made, usage, _ = ask(url, mode=mode)
        plan, _, _ = ask(url, PlanAnswer, mode=mode)
    assert [list(row.r) for row in made.answer.rows] == [row["r"] for row in TRUE_ROWS]
    assert plan.answer.kind == "expenditure_by_function"
    assert (made.requests, usage.total().requests) == (1, 1)
    assert usage.total().tokens_in > 300


def test_the_next_mode_is_tried_where_one_is_not_supported() -> None:
    record = Record()
    with serving(Faults(modes=("json_object",)), record) as url:
        made, _, modes = ask(url)
    assert (made.requests, modes.current) == (1, "json")
    assert record.seen().attempts == 3


@pytest.mark.parametrize("fault", ["truncated_json", "wrong_schema"])
def test_what_has_no_form_is_asked_again_and_then_given_up(fault: str) -> None:
    record = Record()
    with serving(Faults.model_validate({fault: 1}), record) as url, pytest.raises(AnswerError):
        ask(url, reasks=2)
    assert len(record.notes) == record.seen().attempts == 3


def test_an_answer_that_is_broken_once_is_mended_by_asking_again() -> None:
    faults = Faults(truncated_json=0.5)
    broken_once = 0
    with serving(faults) as url:
        for seed in range(12):
            httpx.put(
                f"{url.removesuffix('/v1')}/simulated/faults",
                json=faults.model_copy(update={"seed": seed}).model_dump(),
            )
            made, _, _ = ask(url, reasks=12)
            assert len(made.answer.rows) == len(TRUE_ROWS)
            broken_once += made.requests > 1
    assert 2 < broken_once < 11


@pytest.mark.parametrize("mode", ["json_schema", "tools"])
def test_a_refusal_is_told(mode: str) -> None:
    with serving(Faults(refusal=1)) as url, pytest.raises(AnswerError):
        ask(url, mode=mode, reasks=1)


def test_an_answer_too_long_is_told_as_such() -> None:
    with serving(Faults()) as url, pytest.raises(AnswerError) as long:
        ask(url, asked=piece(body=BODY * 4), answer_tokens=200)
    assert long.value.too_large
