"""Printed forms of amounts kept as whole 分 (1/100 元)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from random import Random

from evals.synthetic.model import Frozen

CENT = Decimal("0.01")
FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
EXACT_GRAIN = 10_000  # 0.01 万元: a figure of whole grains prints exactly in either unit


class Money(Frozen):
    """How one table prints amounts: its unit, thousands separators, and zeros."""

    unit: str
    commas: bool = False
    zeros: bool = True

    def show(self, fen: int) -> str:
        """Return the printed text of an amount in 分."""
        if fen == 0 and not self.zeros:
            return ""
        value = in_unit(fen, self.unit)
        return f"{value:,.2f}" if self.commas else f"{value:.2f}"


def in_unit(fen: int, unit: str) -> Decimal:
    """Return an amount in 元 or 万元, rounded half up to two decimals."""
    per = FEN_PER_WAN if unit == "万元" else FEN_PER_YUAN
    return (Decimal(fen) / per).quantize(CENT, ROUND_HALF_UP)


def wan(fen: int) -> Decimal:
    """Return an amount in 万元, two decimals."""
    return in_unit(fen, "万元")


def trimmed(value: Decimal) -> str:
    """Return a number without trailing zeros, as prose and forms print it."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(part: Decimal, whole: Decimal, places: int) -> str:
    """Return part/whole in percent with the given number of decimals, without the sign."""
    if whole == 0:
        return "0"
    step = Decimal(1).scaleb(-places)
    return f"{(part * 100 / whole).quantize(step, ROUND_HALF_UP):f}"


def split(total: int, parts: int, rng: Random, grain: int) -> tuple[int, ...]:
    """Cut an amount in 分 into positive parts, whole multiples of `grain` but the last."""
    if parts <= 1:
        return (total,)
    weights = [rng.randint(2, 20) for _ in range(parts)]
    whole = sum(weights)
    cuts = [max(grain, total * weight // whole // grain * grain) for weight in weights[:-1]]
    last = total - sum(cuts)
    if last <= 0:
        return (total,)
    return (*cuts, last)
