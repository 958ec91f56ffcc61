"""Money for a run: nothing is sent any more once it is spent."""

import asyncio
from decimal import Decimal

from extraction.models.port import CACHED, Body, Completer, text_of, tokens_of
from extraction.models.pricing import Price, Prices
from extraction.models.tokens import TokenEstimate
from extraction.models.usage import UsageCounts
from schemas.errors import CostError, UsageError
from schemas.settings import Settings


class BudgetedCompleter:
    """Answers of another completer until `Settings.max_cost` is spent.

    Stands below the cache: what is stored is answered even when nothing may be spent. Near the
    limit requests go one after the other, so that at most the last of them goes over it.
    """

    def __init__(self, inner: Completer, settings: Settings, prices: Prices) -> None:
        """Raises UsageError where money is limited and the price of the model is not known."""
        self._inner = inner
        self._limit = settings.max_cost
        self._price = limited_price(settings, prices)
        self._estimate = TokenEstimate()
        self._spent = Decimal(0)
        self._reserved = Decimal(0)
        self._longest = settings.answer_tokens
        self._answered = 0
        self._changed = asyncio.Condition()

    async def complete(self, body: Body) -> Body:
        """See `Completer.complete`."""
        if self._limit is None or self._price is None:
            return await self._inner.complete(body)
        guess = self._guess(body, self._price)
        await self._reserve(guess, self._limit)
        try:
            found = await self._inner.complete(body)
            if not found.get(CACHED):
                self._pay(body, found, self._price)
            return found
        finally:
            self._reserved -= guess
            async with self._changed:
                self._changed.notify_all()

    async def _reserve(self, guess: Decimal, limit: Decimal) -> None:
        async with self._changed:
            while True:
                if self._spent >= limit:
                    raise CostError(
                        f"the money that may be spent is spent ({self._spent:.4f} of {limit}); "
                        "set a larger --max-cost and run again, what is done is kept"
                    )
                if not self._reserved or self._spent + self._reserved + guess < limit:
                    self._reserved += guess
                    return
                await self._changed.wait()

    def _guess(self, body: Body, price: Price) -> Decimal:
        """What the request will cost: as much as those so far, the most that it may at first."""
        if self._answered:
            return self._spent / self._answered
        tokens_in = self._estimate.tokens(text_of(body["messages"]))
        tokens_out = int(body.get("max_tokens", self._longest))
        return price.of(UsageCounts(tokens_in=tokens_in, tokens_out=tokens_out))

    def _pay(self, body: Body, found: Body, price: Price) -> None:
        tokens = tokens_of(found)
        if tokens is None:
            answer = str(found.get("choices", ""))
            tokens = (
                self._estimate.tokens(text_of(body["messages"])),
                self._estimate.tokens(answer),
            )
        self._answered += 1
        self._spent += price.of(UsageCounts(tokens_in=tokens[0], tokens_out=tokens[1]))


def limited_price(settings: Settings, prices: Prices) -> Price | None:
    """The price of the model; it must be known where money is limited, else UsageError."""
    price = prices.of(settings.model or "")
    if settings.max_cost is not None and price is None:
        raise UsageError(
            f"the price of {settings.model} is not known, so --max-cost can't be kept; name a "
            "table with its price by GOUJI_PRICES, or leave --max-cost out"
        )
    return price
