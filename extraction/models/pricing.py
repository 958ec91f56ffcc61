"""What tokens cost, by a table that the user can edit."""

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from extraction.models.usage import Usage, UsageCounts
from schemas.errors import UsageError
from schemas.frozen import Frozen
from schemas.settings import Settings

_MILLION = Decimal(1_000_000)
_DATED = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8}|\d{4})$")
"""The ending of a model's name that names one day's version of it."""


class Price(Frozen):
    """The price of a model: money for a million tokens in and out, in ``currency``."""

    tokens_in: Decimal = Field(alias="in", ge=0)
    tokens_out: Decimal = Field(alias="out", ge=0)
    currency: str = "USD"

    def of(self, counts: UsageCounts) -> Decimal:
        """What these requests cost."""
        paid = counts.tokens_in * self.tokens_in + counts.tokens_out * self.tokens_out
        return paid / _MILLION


class Prices:
    """Prices by the name of the model."""

    def __init__(self, by_model: Mapping[str, Price]) -> None:
        self._by_model = dict(by_model)

    @classmethod
    def load(cls, settings: Settings) -> "Prices":
        """The table of `Settings.prices` over the one that comes with gouji.

        Raises UsageError where it can't be read.
        """
        own = _read(settings.prices) if settings.prices is not None else {}
        return cls({**_shipped(), **own})

    def of(self, model: str) -> Price | None:
        """The price of a model, or None where the table has none.

        A version of a day costs what the model costs, unless the table says otherwise.
        """
        return self._by_model.get(model) or self._by_model.get(_DATED.sub("", model))

    def cost(self, usage: Usage) -> Decimal | None:
        """What was paid, or None where the price of a model is not known."""
        total = Decimal(0)
        for model, counts in usage.by_model().items():
            price = self.of(model)
            if price is None and (counts.tokens_in or counts.tokens_out):
                return None
            total += price.of(counts) if price is not None else 0
        return total

    def notice(self, model: str) -> str | None:
        """The sentence for a model without a price, or None where it has one."""
        if self.of(model) is not None:
            return None
        return (
            f"the price of {model} is not known, so only tokens are counted; name a table with its "
            "price by GOUJI_PRICES"
        )


@cache
def _shipped() -> Mapping[str, Price]:
    text = files("extraction.models").joinpath("prices.toml").read_text(encoding="utf-8")
    return _prices(tomllib.loads(text, parse_float=Decimal), "prices.toml")


def _read(path: Path) -> Mapping[str, Price]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        raise UsageError(
            f"{path}: the price table can't be read ({error.strerror or error}); check GOUJI_PRICES"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: the price table is no TOML ({error}); mend it") from error
    return _prices(table, str(path))


def _prices(table: Mapping[str, Any], name: str) -> Mapping[str, Price]:
    found = {}
    for model, given in table.items():
        try:
            found[model] = Price.model_validate(given)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join([model, *(str(step) for step in first["loc"])])
            raise UsageError(
                f"{name}: {where} is wrong ({first['msg'].lower()}); write for each model "
                '["NAME"] with in and out, the money for a million tokens'
            ) from None
    return found
