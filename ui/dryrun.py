"""`gouji extract --dry-run`: what asking the model would take, before anything is sent."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from extraction.asking.answers import Answers
from extraction.learning.synonymfile import taught
from extraction.models.opening import open_stored
from extraction.models.port import text_of
from extraction.models.pricing import Prices
from extraction.models.recorded import RecordedCompleter
from extraction.models.tokens import TokenEstimate, raw_schema_tokens, raw_tokens
from extraction.models.usage import UsageCounts
from extraction.pipeline import extract
from extraction.records.answers import answer_store
from schemas.errors import GoujiError, UsageError
from schemas.settings import Settings
from ui.console import Heading, Item, Screen
from ui.failures import FAILED, complain
from ui.inputs import expand

_PLAN_SHARE = Decimal("0.12")
_ROWS_SHARE = Decimal("1.3")
"""Tokens out for each token of table text in, by the simulated reader on the samples."""


class Estimate(NamedTuple):
    """Requests of a document, those answered already, and tokens of the others (estimated)."""

    requests: int
    answered: int
    tokens_in: int
    tokens_out: int


def run_dry(arguments: Sequence[str], folder: Path, settings: Settings) -> int:
    """Tell for each document and in all how many requests, tokens and money; give the exit code.

    Raises UsageError where no model would be asked.
    """
    if settings.engine == "headers":
        raise UsageError("no model would be asked; name one by --model or choose --engine auto")
    if settings.data is None:
        settings = settings.model_copy(update={"data": folder / ".gouji"})
    settings = taught(settings, settings.data)
    inputs = expand(arguments)
    problems: list[GoujiError] = list(inputs.problems)
    found: list[tuple[str, Estimate]] = []
    screen = Screen()
    with screen.progress(len(inputs.files)) as step:
        for path in inputs.files:
            try:
                found.append((path.name, estimate_of(path, settings)))
            except GoujiError as error:
                problems.append(error)
            step(path.name, 1)
    for problem in problems:
        complain(str(problem))
    _tell(screen, found, settings)
    return FAILED if problems else 0


def estimate_of(path: Path, settings: Settings) -> Estimate:
    """What the first round of questions about a document would take; asking again comes on top.

    Raises InputError where the document can't be read.
    """
    assert settings.data is not None
    store = answer_store(settings)
    recorded = RecordedCompleter(store)
    with Answers(settings, open_stored(recorded), store) as answers:
        document = extract(path, settings, answers=answers)
    measure = TokenEstimate.load(settings)
    pending = list(recorded.pending.values())
    asked = sum(_raw(body) for body in pending)
    share = _PLAN_SHARE if settings.ask == "plan" else _ROWS_SHARE
    tables = sum(raw_tokens(_table(body)) for body in pending)
    requests = len(document.pieces)
    return Estimate(
        requests=requests,
        answered=max(0, requests - len(pending)),
        tokens_in=measure.scaled(asked),
        tokens_out=measure.scaled(tables * float(share)),
    )


def _raw(body: Mapping[str, Any]) -> float:
    schema = body.get("response_format") or body.get("tools")
    return raw_tokens(text_of(body["messages"])) + raw_schema_tokens(schema)


def _table(body: Mapping[str, Any]) -> str:
    """The table of a request, without the examples before it."""
    return text_of(body["messages"]).rpartition("<table>")[2]


def _tell(screen: Screen, found: Iterable[tuple[str, Estimate]], settings: Settings) -> None:
    prices = Prices.load(settings)
    price = prices.of(settings.model or "")
    names = ("requests", "answered", "tokens in", "tokens out", "cost")
    rows: list[Sequence[Item]] = []
    total = Estimate(0, 0, 0, 0)
    found = list(found)
    for name, estimate in found:
        total = Estimate(*map(sum, zip(total, estimate, strict=True)))
        rows.append(_row(name, estimate, price))
    if len(found) > 1:
        rows.append(_row("all", total, price))
    screen.table([Heading("document"), *(Heading(name, figures=True) for name in names)], rows)
    notice = prices.notice(settings.model or "")
    if notice is not None:
        complain(notice)
    screen.line("estimated, for the first round of questions; nothing was sent")


def _row(name: str, estimate: Estimate, price: Any) -> Sequence[Item]:
    counts = UsageCounts(tokens_in=estimate.tokens_in, tokens_out=estimate.tokens_out)
    cost = "?" if price is None else f"{price.of(counts):.4f} {price.currency}"
    return (name, *(f"{number:,}" for number in estimate), cost)
