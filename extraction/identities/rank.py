"""How strongly sums prove a figure: the number of linearly independent identities over it.

The rank of a cell is the rank of a matrix. Its rows are the checks that cover the cell, hold
exactly (a rounding tail proves nothing) and would fail, were the cell another figure while all
else stays. Its columns are the figures of the document: every cell that prints one, and every
amount that the prose prints (one column for each place and value). An entry is the weight of
that figure in ``left - right``.

- A blank counts as zero and is no figure: it has no column. ``total = basic`` and
  ``total = basic + project`` with a blank project are one identity.
- A product or a share is no linear row. What counts is its tangent at the printed figures (its
  partial derivatives there), so the rank is that of the Jacobian. Where 0 = 0 × price, the
  price has no weight: the product says nothing of it.
- The rank is exact: rows are scaled to integers and eliminated over the rationals.

What a rank is not: the number of misreadings that it would take to deceive. Identities share
figures, so one more error in a shared figure can hide the first in several of them; and names,
codes and the unit of a whole document are in no identity at all.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm, prod
from typing import Literal, NamedTuple, Protocol, TypeVar

C = TypeVar("C", bound=Hashable)
C_co = TypeVar("C_co", bound=Hashable, covariant=True)

_ONE = Decimal(1)
_ZERO = Decimal(0)


class _Term(Protocol[C_co]):
    """A cell or a printed constant times a coefficient."""

    @property
    def coefficient(self) -> Decimal: ...
    @property
    def cell(self) -> C_co | None: ...
    @property
    def constant(self) -> Decimal | None: ...
    @property
    def lines(self) -> tuple[int, ...]: ...


class _Decided(Protocol[C_co]):
    """A check as decided: of the pipeline or of an exported result."""

    @property
    def holds(self) -> bool: ...
    @property
    def difference(self) -> Decimal: ...
    @property
    def tolerance(self) -> Decimal: ...
    @property
    def exact(self) -> Decimal: ...
    @property
    def cells(self) -> tuple[C_co, ...]: ...
    @property
    def left(self) -> tuple[_Term[C_co], ...]: ...
    @property
    def right(self) -> tuple[_Term[C_co], ...]: ...
    @property
    def combine(self) -> Literal["sum", "product", "ratio"]: ...


class Strength(NamedTuple):
    """The proof of one cell: its rank, and the largest tolerance of the checks behind it.

    A difference within the tolerance does not fail a check; the checks that count here differ by
    less than that, by no more than their ``exact`` (mostly zero).
    """

    rank: int
    tolerance: Decimal


class _Printed(NamedTuple):
    """The column of an amount of the prose."""

    lines: tuple[int, ...]
    value: Decimal


Weights = dict[Hashable, int]
"""A row: the weight of every figure, in integers."""


def strengths(checks: Iterable[_Decided[C]], figures: Mapping[C, Decimal]) -> dict[C, Strength]:
    """The strength of the proof of every cell that some check proves; the others are absent.

    ``figures`` are the values of all cells that print one. A cell counts whether or not another
    check over it fails.
    """
    rows: list[Weights] = []
    widths: list[Decimal] = []
    proving: dict[C, list[int]] = {}
    for check in checks:
        if not check.holds or abs(check.difference) > check.exact:
            continue
        weights = _weights(check, figures)
        number = len(rows)
        for cell in check.cells:
            if weights.get(cell):
                proving.setdefault(cell, []).append(number)
        rows.append(_printed_only(weights, figures))
        widths.append(check.tolerance)
    known: dict[tuple[int, ...], int] = {}
    found = {}
    for cell, numbers in proving.items():
        key = tuple(numbers)
        if key not in known:
            known[key] = rank([rows[number] for number in numbers])
        if known[key]:
            found[cell] = Strength(known[key], max(widths[number] for number in numbers))
    return found


def rank(rows: Sequence[Weights]) -> int:
    """The rank over the rationals of sparse integer rows (absent entries are zero)."""
    left = [row for row in rows if row]
    found = 0
    while len(left) > 1:
        alone = _with_a_column_of_its_own(left)
        if alone is not None:
            del left[alone]
        else:
            pivot = left.pop()
            left = [row for row in (_without(row, pivot) for row in left) if row]
        found += 1
    return found + len(left)


def _with_a_column_of_its_own(rows: Sequence[Weights]) -> int | None:
    """A row with a figure that no other row has is independent of them.

    Short rows first: a total of ten thousand rows is seldom asked for all of them then.
    """
    for number in sorted(range(len(rows)), key=lambda number: len(rows[number])):
        others = [row for other, row in enumerate(rows) if other != number]
        if any(all(column not in row for row in others) for column in rows[number]):
            return number
    return None


def _without(row: Weights, pivot: Weights) -> Weights:
    """The row less so much of the pivot that the pivot's first column is gone."""
    column = next(iter(pivot))
    if column not in row:
        return row
    own, other = pivot[column], row[column]
    combined = {
        name: weight
        for name in row.keys() | pivot.keys()
        if (weight := own * row.get(name, 0) - other * pivot.get(name, 0))
    }
    divisor = gcd(*combined.values())
    return {name: weight // divisor for name, weight in combined.items()}


def _printed_only(weights: Weights, figures: Mapping[C, Decimal]) -> Weights:
    return {
        column: weight
        for column, weight in weights.items()
        if weight and (isinstance(column, _Printed) or column in figures)
    }


def _weights(check: _Decided[C], figures: Mapping[C, Decimal]) -> Weights:
    """The weight of every figure, blanks too, in ``left - right`` at the printed figures.

    Integers, by a common factor.
    """
    curved = check.combine != "sum"
    right = _tangent(check, figures) if curved else ((t, -1) for t in check.right)
    net: dict[Hashable, Fraction | int] = {}
    for term, sign in (*((t, 1) for t in check.left), *right):
        coefficient = term.coefficient
        weight = sign if coefficient == _ONE else sign * Fraction(coefficient)
        column = _column(term)
        net[column] = net.get(column, 0) + weight
    if all(isinstance(weight, int) for weight in net.values()):
        return {column: int(weight) for column, weight in net.items()}
    scale = lcm(*(weight.denominator for weight in net.values()))
    whole = {column: int(weight * scale) for column, weight in net.items()}
    divisor = gcd(*whole.values()) or 1
    return {column: weight // divisor for column, weight in whole.items()}


def _column(term: _Term[C]) -> Hashable:
    return _Printed(term.lines, term.constant or _ZERO) if term.cell is None else term.cell


def _tangent(
    check: _Decided[C], figures: Mapping[C, Decimal]
) -> Iterable[tuple[_Term[C], Fraction]]:
    """The terms of a product or ratio, each with minus the derivative by its worth."""
    worth = [Fraction(term.coefficient) * _value(term, figures) for term in check.right]
    if check.combine == "product":
        for number, term in enumerate(check.right):
            yield term, -prod((*worth[:number], *worth[number + 1 :]), start=Fraction(1))
    elif len(worth) == 2 and worth[1]:
        dividend, divisor = check.right
        yield dividend, -1 / worth[1]
        yield divisor, worth[0] / worth[1] ** 2


def _value(term: _Term[C], figures: Mapping[C, Decimal]) -> Fraction:
    value = term.constant if term.cell is None else figures.get(term.cell)
    return Fraction(value or _ZERO)
