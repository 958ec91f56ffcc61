"""Errors in annotated tables: one digit of a figure that stands in a sum is read otherwise."""

from dataclasses import replace
from random import Random

from evals.discovery.model import Annotated, Place


def planted(table: Annotated, seed: int, count: int) -> Annotated:
    """The table with so many figures of its sums changed in one digit (never the last one).

    The last digit is left alone: a change there may lie within what rounding allows.
    """
    rng = Random(f"{table.name}:errors:{seed}")
    places = sorted({p for one in table.sums for p in (one.total, *(q.place for q in one.parts))})
    places = [place for place in places if _digits(table.rows[place.row][place.column])]
    chosen = rng.sample(places, min(count, len(places)))
    rows = [list(row) for row in table.rows]
    for place in chosen:
        rows[place.row][place.column] = _misread(rows[place.row][place.column], rng)
    return replace(
        table,
        name=f"{table.name}-errors",
        rows=tuple(tuple(row) for row in rows),
        planted=tuple(chosen),
    )


def _digits(text: str) -> list[int]:
    return [i for i, c in enumerate(text) if c.isdigit()][:-1]


def _misread(text: str, rng: Random) -> str:
    at = rng.choice(_digits(text))
    others = [d for d in "123456789" if d != text[at]]
    return text[:at] + rng.choice(others) + text[at + 1 :]


def cells_in_sums(table: Annotated) -> frozenset[Place]:
    """Every cell that stands in an annotated sum."""
    return frozenset(p for one in table.sums for p in (one.total, *(q.place for q in one.parts)))
