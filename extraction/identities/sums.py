"""How a sum becomes an equation: which cells it needs, and what rounding it allows."""

from collections.abc import Sequence
from decimal import Decimal

from extraction.identities.equation import Equation
from extraction.identities.ledger import Ledger, coarse, places
from schemas.amount import rounding_unit, scale_between
from schemas.check import Term
from schemas.table import CellRef

_FINE = 2
"""So many places of 万元 leave no item of a budget that rounds to zero."""


def sum_equation(
    ledger: Ledger,
    rule: str,
    total: CellRef,
    parts: Sequence[CellRef],
    keep_only_if_holds: bool = False,
) -> Equation | None:
    """``total`` = sum of ``parts`` in one table, or None where nothing is printed to check.

    Blank parts count as zero. Figures in 元 must add up to the fen; where the publisher
    rounded k addends to the unit u (万元 tables), the sum may be off by (k+1)·u/2. A zero printed
    to two places of 万元 is no addend: few budgets hold an item below 50 元.
    """
    figures = ledger.figures
    printed = [part for part in parts if part in figures]
    if total not in figures and not any(figures[part] for part in printed):
        return None
    if not printed and not figures.get(total):
        return None
    tolerance = Decimal(0)
    if _rounded(ledger, total):
        decimals = places(figures[c] for c in (total, *printed) if c in figures)
        fine = decimals >= _FINE
        addends = sum(1 for part in printed if figures[part] or not fine)
        tolerance = (addends + 1) * rounding_unit(decimals) / 2
    return Equation(
        rule=rule,
        left=(Term(cell=total),),
        right=tuple(Term(cell=part) for part in printed),
        tolerance=tolerance,
        keep_only_if_holds=keep_only_if_holds,
    )


def _rounded(ledger: Ledger, cell: CellRef) -> bool:
    """Whether the publisher rounded the figures of a table: 万元, or a form that states no unit.

    What is allocated is decided in whole 万元, not rounded to them.
    """
    unit = ledger.unit(cell)
    if cell.kind == "allocation":
        return False
    return coarse(unit) or (unit is None and cell.kind.startswith("project_"))


def equal_equation(
    ledger: Ledger,
    rule: str,
    one: CellRef,
    others: Sequence[CellRef],
    keep_only_if_holds: bool = False,
) -> Equation | None:
    """The same figure in two tables: ``one`` = sum of ``others``, units reconciled.

    The figure in 万元 is the left side. It may differ from the exact one by half of its last
    place; up to a whole last place is a rounding tail (尾差).
    """
    figures = ledger.figures
    if one not in figures or not all(other in figures for other in others) or not others:
        return None
    unit, other_unit = ledger.unit(one), ledger.unit(others[0])
    if unit is None or other_unit is None:
        unit, other_unit = _likelier_units(unit, other_unit, figures[one], figures[others[0]])
    if coarse(other_unit) and not coarse(unit) and len(others) == 1:
        one, others = others[0], (one,)
        unit, other_unit = other_unit, unit
    scale = scale_between(other_unit, unit)
    exact = tolerance = Decimal(0)
    if scale != 1:
        step = rounding_unit(max(2, places([figures[one]])))
        exact, tolerance = step / 2, step * max(1, len(others))
    elif coarse(unit) and _rounded(ledger, one) and all(_rounded(ledger, o) for o in others):
        step = rounding_unit(places([figures[one], *(figures[o] for o in others)]))
        tolerance = (len(others) + 1) * step / 2
    return Equation(
        rule=rule,
        left=(Term(cell=one),),
        right=tuple(Term(cell=other, coefficient=scale) for other in others),
        exact=exact,
        tolerance=tolerance,
        keep_only_if_holds=keep_only_if_holds,
    )


def _likelier_units(
    unit: str | None, other: str | None, value: Decimal, other_value: Decimal
) -> tuple[str | None, str | None]:
    """The units of two figures of which one states none: equal, unless 10 000 times apart."""
    known = unit or other
    stated = "万元" if known == "元" else "元"
    as_known = abs(value - other_value)
    as_other = abs(value * scale_between(unit or stated, other or stated) - other_value)
    if known is None or as_known <= as_other:
        return known, known
    return unit or stated, other or stated
