"""What is made wrong in a trial: one figure, two, three, a share of all, or the unit of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType

from evals.power.mutations import (
    SINGLE,
    UNITS,
    Changes,
    Mutate,
    Mutation,
    confused,
    mutated,
    zero_lost,
    zero_printed,
)
from evals.power.subjects import Subject
from schemas.table import CellRef

Draw = Callable[[Random, Subject], Mutation]
"""A mutation of a document; nothing is changed where what was drawn can't be mutated so."""

SHARES = (0.005, 0.01, 0.02, 0.05)
"""Of all covered figures, wrong at once."""


def draw_single(name: str) -> Draw:
    """One mutation of one covered figure."""
    return lambda rng, subject: Mutation(
        mutated(SINGLE[name], rng, rng.choice(subject.covered), subject.printed)
    )


def draw_zero_lost(rng: Random, subject: Subject) -> Mutation:
    """A covered 0.00 read as blank."""
    zeros = [c for c in subject.covered if not (subject.printed[c] or "").strip("0.%")]
    return _of_one(zero_lost, rng, subject, zeros)


def draw_zero_printed(rng: Random, subject: Subject) -> Mutation:
    """A blank of a column that prints figures, read as 0.00."""
    blanks = [cell for cell, text in subject.printed.items() if text is None]
    return _of_one(zero_printed, rng, subject, blanks)


def _of_one(mutate: Mutate, rng: Random, subject: Subject, cells: list[CellRef]) -> Mutation:
    return Mutation(mutate(rng, rng.choice(cells), subject.printed) if cells else {})


def draw_several(count: int) -> Draw:
    """So many covered figures anywhere, one slip each."""

    def draw(rng: Random, subject: Subject) -> Mutation:
        if len(subject.covered) < count:
            return Mutation({})
        return _slips(rng, subject, rng.sample(subject.covered, count), count)

    return draw


def draw_near(count: int) -> Draw:
    """So many figures of which all stand in sums with the first, one slip each."""

    def draw(rng: Random, subject: Subject) -> Mutation:
        one = rng.choice(subject.covered)
        near = subject.near[one]
        if len(near) < count - 1:
            return Mutation({})
        return _slips(rng, subject, [one, *rng.sample(near, count - 1)], count)

    return draw


def draw_share(share: float) -> Draw:
    """A share of all covered figures, at least one, one slip each."""

    def draw(rng: Random, subject: Subject) -> Mutation:
        count = max(1, round(share * len(subject.covered)))
        return _slips(rng, subject, rng.sample(subject.covered, count), 1)

    return draw


def draw_table_unit(rng: Random, subject: Subject) -> Mutation:
    """The unit of one table with covered figures read as the other one."""
    covered = {(c.kind, c.ordinal) for c in subject.covered}
    tables = [t for t in subject.document.tables if (t.kind, t.ordinal) in covered]
    table = rng.choice(tables)
    if table.unit is None or table.unit not in UNITS:
        return Mutation({})
    return Mutation({}, ((table.kind, table.ordinal, UNITS[table.unit]),))


def _slips(rng: Random, subject: Subject, cells: list[CellRef], least: int) -> Mutation:
    """One slip at each of the cells; none at all where fewer than ``least`` can be made."""
    changes: Changes = {}
    made = 0
    for cell in cells:
        slip = confused(rng, cell, subject.printed)
        if slip and not slip.keys() & changes.keys():
            changes.update(slip)
            made += 1
    return Mutation(changes if made >= least else {})


DRAWS: Mapping[str, Draw] = MappingProxyType(
    {
        **{name: draw_single(name) for name in SINGLE},
        "0.00 to blank": draw_zero_lost,
        "blank to 0.00": draw_zero_printed,
        "two at once": draw_several(2),
        "two in one sum": draw_near(2),
        "three at once": draw_several(3),
        "three in one sum": draw_near(3),
        **{f"{100 * share:g} % wrong": draw_share(share) for share in SHARES},
        "table's unit": draw_table_unit,
    }
)
"""Every mutation that is measured, by name."""
