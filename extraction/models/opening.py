"""Puts the parts together that answer the requests of a run."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from extraction.models.budget import BudgetedCompleter
from extraction.models.cache import CachedCompleter
from extraction.models.dispatcher import Dispatcher
from extraction.models.live import OpenAICompleter
from extraction.models.port import Completer
from extraction.models.pricing import Prices
from extraction.records.answers import AnswerStore
from schemas.settings import Settings

Embed = Callable[[Sequence[str]], list[list[float]]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A completer, what runs coroutines on its event loop, and what lets go of both.

    ``embed`` gives the vectors of texts by the endpoint's model, where one is named.
    """

    completer: Completer
    run: Callable[[Coroutine[Any, Any, Any]], Any]
    close: Callable[[], None]
    embed: Embed | None = None


def open_live(settings: Settings, store: AnswerStore) -> Opened:
    """Answers from the store, else of the endpoint while there is money.

    Raises:
        UsageError: no URL, no key for OpenAI, a wrong price table, or limited money and no price.
    """
    live = OpenAICompleter(settings)
    budgeted = BudgetedCompleter(live, settings, Prices.load(settings))
    dispatcher = Dispatcher()

    def close() -> None:
        dispatcher.run(live.endpoint.close())
        dispatcher.close()

    def embed(texts: Sequence[str]) -> list[list[float]]:
        return dispatcher.run(live.embed(texts, settings.embeddings or ""))

    named = embed if settings.embeddings else None
    return Opened(CachedCompleter(budgeted, store), dispatcher.run, close, named)


def open_stored(completer: Completer) -> Opened:
    """Answers of a completer that sends nothing: recorded or replayed."""
    dispatcher = Dispatcher()
    return Opened(completer, dispatcher.run, dispatcher.close)
