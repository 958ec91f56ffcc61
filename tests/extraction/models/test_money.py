"""Prices, what a run costs, and where it stops."""

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest

from extraction.models.budget import BudgetedCompleter
from extraction.models.port import CACHED, Body
from extraction.models.pricing import Prices
from extraction.models.usage import Usage, UsageCounts
from schemas.errors import CostError, UsageError
from schemas.settings import Settings
from tests.extraction.models.tiny_server import completion

BODY = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "prices.toml"
    path.write_text('[m]\nin = 1000\nout = 5000.5\n["gpt-4o"]\nin = 1\nout = 1\ncurrency = "CNY"\n')
    return path


class Asked:
    """Answers after a moment; 100 tokens in and 20 out."""

    def __init__(self, cached: bool = False) -> None:
        self.asked = 0
        self.under_way = 0
        self.cached = cached

    async def complete(self, body: Body) -> Body:
        self.asked += 1
        await asyncio.sleep(0.001)
        made = completion("x")
        return {**made, CACHED: True} if self.cached else made


def spent(tokens_in: int, tokens_out: int, model: str = "m") -> Usage:
    usage = Usage()
    usage.add(model, UsageCounts(requests=1, tokens_in=tokens_in, tokens_out=tokens_out))
    return usage


def test_a_table_of_ones_own_goes_over_the_shipped_one(table: Path) -> None:
    prices = Prices.load(Settings(prices=table))
    own, shipped = prices.of("gpt-4o"), Prices.load(Settings()).of("gpt-4o")
    assert own is not None
    assert shipped is not None
    assert (own.tokens_in, own.currency) == (Decimal(1), "CNY")
    assert shipped.tokens_in == Decimal("2.50")
    assert prices.of("gpt-4o-mini") is not None


def test_a_version_of_a_day_costs_what_its_model_costs() -> None:
    prices = Prices.load(Settings())
    assert prices.of("gpt-4o-mini-2024-07-18") == prices.of("gpt-4o-mini")
    assert prices.of("gpt-4o-mini-audio") is None


def test_money_is_exact(table: Path) -> None:
    prices = Prices.load(Settings(prices=table))
    assert prices.cost(spent(7, 3)) == Decimal("0.0220015")
    assert prices.cost(Usage()) == 0


def test_a_model_without_a_price_costs_nobody_knows_what() -> None:
    prices = Prices.load(Settings())
    assert prices.cost(spent(1, 1, "mystery")) is None
    assert "GOUJI_PRICES" in str(prices.notice("mystery"))
    assert prices.notice("gpt-4o") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[m", "no TOML"),
        ("[m]\nin = 1\n", r"m\.out is wrong"),
        ("[m]\nin = -1\nout = 1", r"m\.in is wrong"),
        ("m = 3", "m is wrong"),
        ("[m]\nin = 1\nout = 1\nper = 2", r"m\.per is wrong"),
    ],
)
def test_a_wrong_table_is_one_sentence(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "p.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=told):
        Prices.load(Settings(prices=path))


def test_a_table_that_is_missing_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="GOUJI_PRICES"):
        Prices.load(Settings(prices=tmp_path / "none.toml"))


def run(table: Path, most: str | None, requests: int, cached: bool = False) -> tuple[Asked, int]:
    settings = Settings(model="m", prices=table, max_cost=most)  # type: ignore[arg-type]
    asked = Asked(cached)

    async def ask() -> int:
        budgeted = BudgetedCompleter(asked, settings, Prices.load(settings))
        bodies = [BODY] * requests
        found = await asyncio.gather(*map(budgeted.complete, bodies), return_exceptions=True)
        assert all(isinstance(one, CostError | dict) for one in found)
        return sum(isinstance(one, CostError) for one in found)

    return asked, asyncio.run(ask())


def test_nothing_is_sent_when_the_money_is_spent(table: Path) -> None:
    # One request costs 100 x 0.001 + 20 x 0.0050005 = 0.20001; the sixth goes over 1.1.
    asked, refused = run(table, "1.1", 30)
    assert asked.asked == 6
    assert refused == 24


def test_without_a_limit_all_is_sent(table: Path) -> None:
    assert run(table, None, 30)[0].asked == 30


def test_what_is_not_paid_for_costs_nothing(table: Path) -> None:
    assert run(table, "0.3", 30, cached=True)[1] == 0


def test_a_limit_needs_a_price() -> None:
    settings = Settings(model="mystery", max_cost=Decimal(1))
    with pytest.raises(UsageError, match="--max-cost can't be kept"):
        BudgetedCompleter(Asked(), settings, Prices.load(settings))
