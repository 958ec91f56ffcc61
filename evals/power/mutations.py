"""Figures read wrongly on purpose: one mutation of one figure, or of two neighbouring ones.

The shares of the slips under ``CONFUSION`` are a judgement: substituted digits are by far the most
frequent slip of recognisers of printed figures, lost and added characters come next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random
from types import MappingProxyType
from typing import NamedTuple

from schemas.table import CellRef

Printed = Mapping[CellRef, str | None]
"""What is printed in every numeric field, without separators; None where it is blank."""
Changes = dict[CellRef, str | None]
Mutate = Callable[[Random, CellRef, Printed], Changes]

_DIGITS = "0123456789"


def one_digit(rng: Random, cell: CellRef, printed: Printed) -> Changes:
    """One digit read as another."""
    text = _text(cell, printed)
    at = rng.choice([i for i, c in enumerate(text) if c.isdigit()])
    digit = rng.choice([d for d in _DIGITS if d != text[at]])
    return {cell: text[:at] + digit + text[at + 1 :]}


def dropped_digit(rng: Random, cell: CellRef, printed: Printed) -> Changes:
    """One digit lost."""
    text = _text(cell, printed)
    spots = [i for i, c in enumerate(text) if c.isdigit()]
    if len(spots) < 2 or len(text.split(".")[0]) < 2:
        return {}
    at = rng.choice([i for i in spots if i < len(text.split(".")[0]) or len(spots) > 3])
    made = text[:at] + text[at + 1 :]
    return {} if made.endswith(".") else {cell: made}


def added_digit(rng: Random, cell: CellRef, printed: Printed) -> Changes:
    """One digit too many."""
    text = _text(cell, printed)
    at = rng.randrange(len(text) + 1)
    made = text[:at] + rng.choice(_DIGITS) + text[at:]
    return {cell: made} if not made.startswith(("0-", "-0")) else {}


def decimal_point(rng: Random, cell: CellRef, printed: Printed) -> Changes:
    """The decimal point lost, or moved by one place."""
    text = _text(cell, printed)
    if "." not in text:
        return {}
    at = text.index(".")
    digits = text[:at] + text[at + 1 :]
    spots = [p for p in (at - 1, at + 1) if 0 < p < len(digits)]
    made = [digits, *(digits[:p] + "." + digits[p:] for p in spots)]
    return {cell: rng.choice(made)}


def transposition(rng: Random, cell: CellRef, printed: Printed) -> Changes:
    """Two neighbouring digits exchanged."""
    text = _text(cell, printed)
    pairs = [
        i
        for i in range(len(text) - 1)
        if text[i].isdigit() and text[i + 1].isdigit() and text[i] != text[i + 1]
    ]
    if not pairs:
        return {}
    i = rng.choice(pairs)
    return {cell: text[:i] + text[i + 1] + text[i] + text[i + 2 :]}


def minus(rng: Random, cell: CellRef, printed: Printed) -> Changes:
    """The sign lost, or a dash before the figure taken for one."""
    text = _text(cell, printed)
    return {cell: text.removeprefix("-") if text.startswith("-") else f"-{text}"}


def unit_error(rng: Random, cell: CellRef, printed: Printed) -> Changes:
    """The figure in 元 where 万元 is printed, or the reverse."""
    text = _text(cell, printed)
    whole, _, rest = text.partition(".")
    if rng.random() < 0.5:
        rest = rest.ljust(4, "0")
        return {cell: f"{whole}{rest[:4]}.{rest[4:] or '00'}"}
    digits = whole.rjust(5, "0")
    return {cell: f"{digits[:-4]}.{digits[-4:]}{rest}"}


def row_shift(rng: Random, cell: CellRef, printed: Printed) -> Changes:
    """The figure in the next row of its column, and that one's in its place."""
    return _exchanged(cell, cell.model_copy(update={"row": cell.row + 1}), printed)


def column_swap(rng: Random, cell: CellRef, printed: Printed) -> Changes:
    """The figure in the next column of its row, and that one's in its place."""
    fields = [
        c.field
        for c in printed
        if (c.kind, c.ordinal, c.row) == (cell.kind, cell.ordinal, cell.row)
    ]
    at = fields.index(cell.field) + 1
    if at >= len(fields):
        return {}
    return _exchanged(cell, cell.model_copy(update={"field": fields[at]}), printed)


def lost_figure(rng: Random, cell: CellRef, printed: Printed) -> Changes:
    """The cell blank, as under a seal; a figure other than zero."""
    return {cell: None} if _text(cell, printed).strip("0.") else {}


def zero_lost(rng: Random, cell: CellRef, printed: Printed) -> Changes:
    """A printed 0.00 read as blank."""
    text = _text(cell, printed)
    return {cell: None} if not text.strip("0.") else {}


def zero_printed(rng: Random, cell: CellRef, printed: Printed) -> Changes:
    """A blank read as 0.00."""
    return {cell: "0.00"} if printed[cell] is None else {}


def confused(rng: Random, cell: CellRef, printed: Printed) -> Changes:
    """One slip drawn from the confusion model."""
    for _ in range(20):
        (mutate,) = rng.choices([m for m, _ in CONFUSION], [w for _, w in CONFUSION])
        made = mutated(mutate, rng, cell, printed)
        if made:
            return made
    return {}


def mutated(mutate: Mutate, rng: Random, cell: CellRef, printed: Printed) -> Changes:
    """A mutation of a figure; the sign of percent behind it stays where it is."""
    text = printed[cell] or ""
    if not text.endswith("%"):
        return mutate(rng, cell, printed)
    made = mutate(rng, cell, {cell: text.removesuffix("%")})
    return {c: None if t is None else f"{t}%" for c, t in made.items()}


def _text(cell: CellRef, printed: Printed) -> str:
    return printed[cell] or ""


def _exchanged(one: CellRef, other: CellRef, printed: Printed) -> Changes:
    if other not in printed or printed[one] == printed[other]:
        return {}
    return {one: printed[other], other: printed[one]}


CONFUSION: tuple[tuple[Mutate, float], ...] = (
    (one_digit, 0.72),
    (dropped_digit, 0.08),
    (added_digit, 0.04),
    (decimal_point, 0.05),
    (transposition, 0.04),
    (minus, 0.02),
    (lost_figure, 0.02),
    (unit_error, 0.01),
    (column_swap, 0.01),
    (row_shift, 0.01),
)
"""Slips and their shares where several figures go wrong at random."""

SINGLE: Mapping[str, Mutate] = MappingProxyType(
    {
        "one digit": one_digit,
        "dropped digit": dropped_digit,
        "added digit": added_digit,
        "decimal point": decimal_point,
        "transposition": transposition,
        "minus": minus,
        "unit error": unit_error,
        "row shift": row_shift,
        "column swap": column_swap,
        "figure lost": lost_figure,
    }
)
"""Mutations of one figure (shift and swap: of two that stand side by side)."""

UNITS: Mapping[str, str] = MappingProxyType({"元": "万元", "万元": "元"})
"""What the unit of a table is read as, where it is read wrongly."""
UNIT_RATIO: Mapping[str, Decimal] = MappingProxyType(
    {"元": Decimal("0.0001"), "万元": Decimal(10_000)}
)
"""A figure of a table printed in this unit, in the other one."""


class Mutation(NamedTuple):
    """Figures that are read otherwise, and tables (kind, ordinal, unit read) whose unit is."""

    changes: Mapping[CellRef, str | None]
    units: tuple[tuple[str, int, str], ...] = ()
