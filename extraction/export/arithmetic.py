"""The arithmetic of one exported check, done again from its own terms."""

from collections.abc import Mapping
from decimal import Decimal
from math import prod
from typing import NamedTuple

from extraction.export.result import Address, ResultCell, ResultCheck, ResultTerm
from schemas.amount import decimal_of, plain_decimal

_ZERO = Decimal(0)
_SCALES = frozenset(Decimal(sign).scaleb(power) for sign in (1, -1) for power in range(-8, 9))
"""A figure counts once, or in another unit (元 in 万元, a part in percent): no other weight."""

Figures = Mapping[Address, Decimal]
"""The figure of every cell that holds one; any other cell counts as zero."""


_CLAIMED = frozenset({"repaired", "corrected"})


def figure_in(cell: ResultCell, value: str | None) -> Decimal | None:
    """The figure that counts for a cell: the printed one, or what it was changed to.

    A share counts in percent: 36.15% is 36.15.
    """
    text = value if cell.status in _CLAIMED else cell.printed
    return decimal_of(None if text is None else text.removesuffix("%"))


class Arithmetic(NamedTuple):
    """What a check comes to: whether it holds, what it claims wrongly, what it depends on."""

    holds: bool
    difference: Decimal
    faults: tuple[str, ...]
    depends_on: frozenset[Address]


def recompute(check: ResultCheck, figures: Figures) -> Arithmetic:
    """Do the sums of ``check`` again over ``figures`` and compare them with its claims.

    Each fault is the second half of a sentence that starts with the check.
    """
    if check.combine == "ratio" and len(check.right) != 2:
        fault = f"is a ratio of {len(check.right)} terms, not of two"
        return Arithmetic(False, check.difference, (fault,), frozenset())
    found = sum((_worth(term, figures) for term in check.left), _ZERO)
    expected = _right_side(check, figures)
    difference = found - expected
    holds = abs(difference) <= check.tolerance
    faults = [
        f"claims {name} {plain_decimal(claimed)}, but its terms come to {plain_decimal(actual)}"
        for name, claimed, actual in (
            ("found", check.found, found),
            ("expected", check.expected, expected),
            ("difference", check.difference, difference),
        )
        if claimed != actual
    ]
    if check.holds != holds:
        faults.append(f"is said to {_word(check.holds)}, but it {_word(holds)}s")
    for term in (*check.left, *check.right):
        if term.coefficient not in _SCALES:
            faults.append(f"has the coefficient {plain_decimal(term.coefficient)}, no power of ten")
    return Arithmetic(holds, difference, tuple(faults), _depends_on(check))


def _word(holds: bool) -> str:
    return "hold" if holds else "fail"


def _worth(term: ResultTerm, figures: Figures) -> Decimal:
    if term.cell is not None:
        return term.coefficient * figures.get(term.cell, _ZERO)
    return term.coefficient * (term.constant or _ZERO)


def _right_side(check: ResultCheck, figures: Figures) -> Decimal:
    values = [_worth(term, figures) for term in check.right]
    if check.combine == "product":
        return prod(values, start=Decimal(1))
    if check.combine == "ratio":
        dividend, divisor = values
        return dividend / divisor if divisor else _ZERO
    return sum(values, _ZERO)


def _depends_on(check: ResultCheck) -> frozenset[Address]:
    """The cells whose change changes the difference: one on both sides of a sum cancels out."""
    net: dict[Address, Decimal] = {}
    for side, terms in ((1, check.left), (-1, check.right)):
        sign = side if check.combine == "sum" else 1
        for term in terms:
            if term.cell is not None:
                net[term.cell] = net.get(term.cell, _ZERO) + sign * term.coefficient
    return frozenset(address for address, weight in net.items() if weight)
