"""Whether the tolerance of a check is no wider than rounding can explain."""

from decimal import Decimal

from extraction.export.arithmetic import Figures
from extraction.export.result import ResultCheck
from schemas.amount import decimals_of, plain_decimal

_LEAST = Decimal("0.01")
"""Figures in 万元 with fewer places are compared to 0.01 at least."""


def too_wide(check: ResultCheck, figures: Figures) -> str | None:
    """What is wrong with the tolerance of ``check``, as the second half of a sentence, or None.

    A sum may be off by one step of the coarsest printed place for each of its terms, a product by
    so much of the price times the quantity: wider than any rule grants (see docs/checks.md), so
    that only what no rounding explains is told. A ratio depends on how the amounts below it were
    rounded; it may be off by one, or by all that it is.
    """
    if check.tolerance < 0:
        return f"has the tolerance {plain_decimal(check.tolerance)}, below zero"
    if not 0 <= check.exact <= check.tolerance:
        return f"counts as exact within {plain_decimal(check.exact)}, not of 0 to its tolerance"
    if not check.tolerance:
        return None
    if check.tolerance <= _allowed(check, figures):
        return None
    return f"has the tolerance {plain_decimal(check.tolerance)}, wider than rounding explains"


def _allowed(check: ResultCheck, figures: Figures) -> Decimal:
    if check.combine == "ratio":
        return max(Decimal(1), abs(check.expected))
    step = _LEAST
    largest = Decimal(1)
    for term in (*check.left, *check.right):
        value = term.constant if term.cell is None else figures.get(term.cell)
        if value is None:
            continue
        step = max(step, abs(term.coefficient) * Decimal(1).scaleb(-decimals_of(value)))
        largest = max(largest, abs(value))
    if check.combine == "product":
        return largest * step
    return step * (len(check.left) + len(check.right))
