"""An identity before it is decided: linear (or a product) over cells and printed constants."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from schemas.check import Check, Term
from schemas.frozen import Frozen
from schemas.table import CellRef

Figures = Mapping[CellRef, Decimal]
"""The value of every cell that holds a figure; a blank cell is absent."""


class Equation(Frozen):
    """Sum of ``left`` = sum (or product, or ratio) of ``right``, within ``tolerance``.

    A difference beyond ``exact`` but within ``tolerance`` holds and is a rounding tail (尾差).
    ``covers`` names the cells that a failure makes doubtful; None is every cell of the terms.
    ``keep_only_if_holds`` marks a convention that not every publisher follows: such an
    equation is dropped where it fails by more than one misread digit.
    Figures are in the unit of the left side (元 or 万元).
    """

    rule: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    tolerance: Decimal = Decimal(0)
    exact: Decimal = Decimal(0)
    combine: Literal["sum", "product", "ratio"] = "sum"
    statement: str = ""
    covers: tuple[CellRef, ...] | None = None
    keep_only_if_holds: bool = False

    @property
    def cells(self) -> tuple[CellRef, ...]:
        """Every cell of the terms, left side first, without repetition."""
        refs = [term.cell for term in (*self.left, *self.right) if term.cell is not None]
        return tuple(dict.fromkeys(refs))


def value_of(term: Term, figures: Figures) -> Decimal:
    """The worth of a term; a blank cell counts as zero."""
    if term.cell is not None:
        return term.coefficient * figures.get(term.cell, Decimal(0))
    return term.coefficient * (term.constant or Decimal(0))


def side_value(
    terms: tuple[Term, ...], figures: Figures, combine: Literal["sum", "product", "ratio"]
) -> Decimal:
    """The sum or product of the terms, or the first over the second (0 over 0 is 0)."""
    values = [value_of(term, figures) for term in terms]
    if combine == "sum":
        return sum(values, Decimal(0))
    if combine == "product":
        product = Decimal(1)
        for value in values:
            product *= value
        return product
    dividend, divisor = values
    return dividend / divisor if divisor else Decimal(0)


def decide(equation: Equation, figures: Figures, identity: str) -> Check:
    """The check that this equation makes over these figures, under the id ``identity``."""
    found = side_value(equation.left, figures, "sum")
    expected = side_value(equation.right, figures, equation.combine)
    difference = found - expected
    return Check(
        id=identity,
        rule=equation.rule,
        holds=abs(difference) <= equation.tolerance,
        expected=expected,
        found=found,
        difference=difference,
        tolerance=equation.tolerance,
        exact=equation.exact,
        cells=_covered(equation, abs(difference) <= equation.tolerance, figures),
        left=equation.left,
        right=equation.right,
        combine=equation.combine,
        statement=equation.statement,
    )


def _covered(equation: Equation, holds: bool, figures: Figures) -> tuple[CellRef, ...]:
    """The cells of a check: one that holds proves no cell that it sees only coarsely.

    A figure in 元 that rounds to the printed 万元 may still be misread in its last places; the
    price of a quantity of zero may be misread altogether.
    """
    if equation.covers is not None:
        return equation.covers
    if not holds:
        return equation.cells
    if equation.combine == "product":
        return _seen_by_product(equation, figures)
    terms = (*equation.left, *equation.right)
    fine = [t.cell for t in terms if t.cell is not None and abs(t.coefficient) == 1]
    return tuple(dict.fromkeys(fine))


def _seen_by_product(equation: Equation, figures: Figures) -> tuple[CellRef, ...]:
    worth = [value_of(term, figures) for term in equation.right]
    seen = [term.cell for term in equation.left]
    for number, term in enumerate(equation.right):
        if all((*worth[:number], *worth[number + 1 :])):
            seen.append(term.cell)
    return tuple(dict.fromkeys(cell for cell in seen if cell is not None))


def equation_of(check: Check) -> Equation:
    """The equation that a check decided, so that it can be decided over other figures."""
    return Equation(
        rule=check.rule,
        left=check.left,
        right=check.right,
        tolerance=check.tolerance,
        exact=check.exact,
        combine=check.combine,
        statement=check.statement,
    )
