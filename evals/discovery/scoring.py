"""Discovered sums of a table against its annotated ones.

Two sums are the same where they are the same equation: a = b + c is also c = a - b. Cells that
print nothing are left out on both sides.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.discovery.model import Annotated, MeantSum, Place
from evals.discovery.printing import page_of
from extraction.pipeline import extract
from schemas.check import Check
from schemas.document import Document
from schemas.settings import Settings

Equal = frozenset[tuple[Place, Fraction]]
"""An equation by its cells and coefficients, the least cell's being 1."""
Discover = Callable[[Annotated], "Found"]


@dataclass(frozen=True, slots=True)
class Found:
    """The sums that were found, and those among them that fail."""

    sums: frozenset[Equal]
    failing: frozenset[Equal]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts for one table: sums and structures found, right and meant; errors caught."""

    name: str
    right: int
    found: int
    meant: int
    right_structures: int
    found_structures: int
    meant_structures: int
    caught: int
    planted: int
    accused: int
    missing: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


def equal_of(terms: Iterable[tuple[Place, Fraction]]) -> Equal:
    """The equation over these terms (all on one side) in its one form."""
    worth: dict[Place, Fraction] = {}
    for place, coefficient in terms:
        worth[place] = worth.get(place, Fraction(0)) + coefficient
    there = {place: c for place, c in worth.items() if c}
    lead = there[min(there)] if there else Fraction(1)
    return frozenset((place, c / lead) for place, c in there.items())


def meant_of(one: MeantSum) -> Equal:
    """The equation of an annotated sum."""
    parts = [(part.place, Fraction(-part.sign)) for part in one.parts]
    return equal_of([(one.total, Fraction(1)), *parts])


def structure_of(equal: Equal) -> tuple[object, ...]:
    """What an equation shares with itself in other columns (or rows)."""
    columns = {place.column for place, _ in equal}
    if len(columns) == 1:
        return "down", frozenset((place.row, c) for place, c in equal)
    return "along", frozenset((place.column, c) for place, c in equal)


def through_pipeline(table: Annotated) -> Found:
    """The sums that the whole way from a file to checks finds."""
    page = page_of(table)
    with TemporaryDirectory() as folder:
        path = Path(folder, f"table{page.suffix}")
        path.write_text(page.text, encoding="utf-8")
        document = extract(path, Settings())
    row_of = {line: row for row, line in enumerate(page.lines)}
    found, failing = set(), set()
    for check in document.checks:
        made = _equal_of_check(check, document, row_of)
        if made is not None:
            found.add(made)
            if not check.holds:
                failing.add(made)
    return Found(frozenset(found), frozenset(failing))


def _equal_of_check(check: Check, document: Document, row_of: dict[int, int]) -> Equal | None:
    """The equation of a check that is a sum within one table, None for any other."""
    if check.combine != "sum":
        return None
    terms: list[tuple[Place, Fraction]] = []
    for sign, side in ((1, check.left), (-1, check.right)):
        for term in side:
            if term.cell is None:
                return None
            place = _place(document, term.cell, row_of)
            if place is not None:
                terms.append((place, sign * Fraction(term.coefficient)))
    return equal_of(terms)


def _place(document: Document, cell: object, row_of: dict[int, int]) -> Place | None:
    from schemas.table import CellRef

    assert isinstance(cell, CellRef)
    table = next(t for t in document.tables if (t.kind, t.ordinal) == (cell.kind, cell.ordinal))
    made = table.rows[cell.row].cells.get(cell.field)
    if made is None or made.source is None or made.source.line is None:
        return None
    row, column = row_of.get(made.source.line), made.source.column
    return None if row is None or column is None else Place(row, column - 1)


def score(table: Annotated, found: Found) -> Score:
    """The counts of one table."""
    meant = {meant_of(one) for one in table.sums}
    right = meant & found.sums
    structures = {structure_of(e) for e in meant}
    seen = {structure_of(e) for e in found.sums}
    accused = {place for equal in found.failing for place, _ in equal}
    return Score(
        name=table.name,
        right=len(right),
        found=len(found.sums),
        meant=len(meant),
        right_structures=sum(1 for s in seen if s in structures),
        found_structures=len(seen),
        meant_structures=len(structures),
        caught=sum(1 for place in table.planted if place in accused),
        planted=len(table.planted),
        accused=len(found.failing - meant),
        missing=tuple(sorted(_say(s) for s in structures - seen)),
        wrong=tuple(sorted(_say(s) for s in seen - structures)),
    )


def _say(structure: tuple[object, ...]) -> str:
    kind, terms = structure
    assert isinstance(terms, frozenset)
    return f"{kind} " + " ".join(f"{float(c):+g}*{i}" for i, c in sorted(terms))
