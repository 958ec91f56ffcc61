"""The identities of a document as one sparse system over integers.

Every figure is an integer count of 10^-P of its own unit, every coefficient one of 10^-4 (the
factor between 元 and 万元), so that no residual is ever rounded. Sums are linear rows; products and
shares are rows too, but of their own kind: they are asked whether they hold, and they determine a
value only where it comes out even.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Protocol

from extraction.identities.equation import Equation, Figures
from schemas.amount import decimals_of
from schemas.check import Term
from schemas.table import CellRef

COEFFICIENT = 10**4
"""One in the integers of coefficients: 元 in 万元 is 0.0001, the least factor there is."""
LEAST_PLACES = 6
"""A figure in 元 that was printed with two places has six in 万元."""
MONEY_PLACES = 2
"""What any figure may be printed to, whatever it was read as."""


class Values(Protocol):
    """The value of every cell by its number."""

    def __getitem__(self, cell: int, /) -> int: ...


@dataclass(frozen=True, slots=True)
class Row:
    """An identity over cells (by number), in integers.

    The residual is ``constant`` plus the cells times ``coefficients``; it holds within
    ``tolerance``, exactly within ``exact``. ``demanded`` rows have to hold in the end where a
    failure of theirs is in doubt; others (prose) must only not be broken.
    """

    identity: str
    kind: Literal["sum", "product", "ratio"]
    cells: tuple[int, ...]
    coefficients: tuple[int, ...]
    constant: int
    tolerance: int
    exact: int
    demanded: bool = True
    mask: int = 0


@dataclass(slots=True)
class System:
    """Cells with their integer values, and the rows over them."""

    places: int
    cells: list[CellRef] = field(default_factory=list)
    number: dict[CellRef, int] = field(default_factory=dict)
    values: list[int] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    blank: list[bool] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    over: list[list[int]] = field(default_factory=list)

    @property
    def one(self) -> int:
        """A value of 1."""
        return int(10**self.places)

    def residual(self, row: Row, values: Values) -> int:
        """How far a row is from holding; a share's is times its total."""
        if row.kind == "sum":
            total = row.constant
            for cell, coefficient in zip(row.cells, row.coefficients, strict=True):
                total += coefficient * values[cell]
            return total
        one, other, third = (values[cell] for cell in row.cells)
        if row.kind == "product":
            return one * self.one - other * third
        return one * third - 100 * self.one * other

    def slack(self, row: Row, values: Values) -> int:
        """The residual within which a row holds."""
        if row.kind == "sum":
            return row.tolerance
        if row.kind == "product":
            return row.tolerance * self.one
        return row.tolerance * abs(values[row.cells[2]])

    def holds(self, row: Row, values: Values) -> bool:
        """Whether a row holds, within its tolerance."""
        return abs(self.residual(row, values)) <= self.slack(row, values)

    def wanted(self, row: Row, cell: int, values: Values) -> Iterator[int]:
        """The changes of one cell that make a row hold: the nearest to exact comes first."""
        step, old = self.steps[cell], values[cell]
        if row.kind == "sum":
            residual = self.residual(row, values)
            coefficient = row.coefficients[row.cells.index(cell)]
            near = _nearest(-residual, coefficient * step) * step
            room = min(2, row.tolerance // abs(coefficient * step))
            for k in range(room + 1):
                for change in {near + k * step, near - k * step}:
                    if change and abs(residual + coefficient * change) <= row.tolerance:
                        yield change
            return
        target = self._target(row, cell, values)
        if target is None:
            return
        own = {c: values[c] for c in row.cells}
        # A share is printed to fewer places than it comes to: each rounding is asked for.
        steps = (step,) if row.kind == "product" else (self.one, self.one // 10, step)
        made = (_nearest(target[0], target[1] * s) * s - old for s in steps)
        for change in dict.fromkeys(made):
            if change and self.holds(row, {**own, cell: old + change}):
                yield change

    def _target(self, row: Row, cell: int, values: Values) -> tuple[int, int] | None:
        """The value that a product or share asks for, as a fraction; None if undetermined."""
        one, other, third = row.cells
        if row.kind == "ratio":
            if cell != one or not values[third]:
                return None
            return 100 * self.one * values[other], values[third]
        if cell == one:
            return values[other] * values[third], self.one
        factor = values[third if cell == other else other]
        return (values[one] * self.one, factor) if factor else None

    def decimal(self, value: int, places: int = MONEY_PLACES) -> Decimal:
        """An integer value as a decimal, with so many places or as many as it needs."""
        made = Decimal(value).scaleb(-self.places)
        while places < self.places and made != made.quantize(Decimal(1).scaleb(-places)):
            places += 1
        return made.quantize(Decimal(1).scaleb(-places))


def _nearest(dividend: int, divisor: int) -> int:
    if divisor < 0:
        dividend, divisor = -dividend, -divisor
    return (2 * dividend + divisor) // (2 * divisor)


def system_of(
    equations: Mapping[str, Equation],
    figures: Figures,
    demanded: frozenset[str],
    blanks: Mapping[str, Sequence[CellRef]],
) -> System:
    """The system of all equations; ``blanks`` are blank cells that a sum could have as parts."""
    most = max((decimals_of(value) for value in figures.values()), default=0)
    printed = (t.constant for e in equations.values() for t in (*e.left, *e.right) if t.constant)
    most = max(most, *(decimals_of(value) for value in printed), LEAST_PLACES)
    system = System(most)
    for identity, equation in equations.items():
        row = _row(system, identity, equation, figures, identity in demanded, blanks)
        if row is None:
            continue
        for cell in row.cells:
            system.over[cell].append(len(system.rows))
        system.rows.append(row)
    return system


def _row(
    system: System,
    identity: str,
    equation: Equation,
    figures: Figures,
    demanded: bool,
    blanks: Mapping[str, Sequence[CellRef]],
) -> Row | None:
    net: dict[int, int] = {}
    constant = 0
    sides = ((1, equation.left), (-1, equation.right))
    for sign, terms in sides:
        for term in terms:
            factor = _scaled(term.coefficient)
            if factor is None:
                return None
            if term.cell is None:
                constant += sign * factor * _integer(system, term.constant or Decimal(0))
            else:
                cell = _cell(system, term.cell, figures)
                net[cell] = net.get(cell, 0) + sign * factor
    if equation.combine != "sum":
        return _curved(system, identity, equation, figures, demanded)
    for ref in blanks.get(identity, ()):
        net.setdefault(_cell(system, ref, figures), -COEFFICIENT)
    net = {cell: factor for cell, factor in net.items() if factor}
    return Row(
        identity,
        "sum",
        tuple(net),
        tuple(net.values()),
        constant,
        _integer(system, equation.tolerance) * COEFFICIENT,
        _integer(system, equation.exact) * COEFFICIENT,
        demanded,
        sum(1 << cell for cell in net),
    )


def _curved(
    system: System, identity: str, equation: Equation, figures: Figures, demanded: bool
) -> Row | None:
    """A product or share of three different cells; anything else is left to the checks."""
    terms: tuple[Term, ...] = (*equation.left, *equation.right)
    refs = [term.cell for term in terms if term.cell is not None]
    if equation.combine == "sum" or len(terms) != 3 or len(set(refs)) != 3:
        return None
    cells = tuple(_cell(system, ref, figures) for ref in refs)
    return Row(
        identity,
        equation.combine,
        cells,
        (),
        0,
        _integer(system, equation.tolerance),
        _integer(system, equation.exact),
        demanded,
        sum(1 << cell for cell in cells),
    )


def _cell(system: System, ref: CellRef, figures: Figures) -> int:
    if ref in system.number:
        return system.number[ref]
    value = figures.get(ref)
    places = MONEY_PLACES if value is None else max(MONEY_PLACES, decimals_of(value))
    system.number[ref] = len(system.cells)
    system.cells.append(ref)
    system.values.append(_integer(system, value or Decimal(0)))
    system.steps.append(10 ** (system.places - min(places, system.places)))
    system.blank.append(value is None)
    system.over.append([])
    return system.number[ref]


def _integer(system: System, value: Decimal) -> int:
    return int(value.scaleb(system.places))


def _scaled(coefficient: Decimal) -> int | None:
    scaled = coefficient * COEFFICIENT
    return int(scaled) if scaled == int(scaled) else None
