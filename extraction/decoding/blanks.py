"""Blank cells that a sum would have as parts, if a figure stood in them."""

from collections.abc import Mapping

from extraction.identities.catalogue import equations_of
from extraction.identities.equation import Equation
from extraction.identities.filled import filled_ledger
from extraction.identities.ledger import Ledger
from schemas.table import CellRef


def blank_parts(
    ledger: Ledger, equations: Mapping[str, Equation]
) -> dict[str, tuple[CellRef, ...]]:
    """For every sum the blank cells that its rule would add up too."""
    wider: dict[object, Equation] = {}
    for made in equations_of(filled_ledger(ledger)):
        if made.combine == "sum":
            wider.setdefault((made.rule, made.left), made)
    found: dict[str, tuple[CellRef, ...]] = {}
    for identity, equation in equations.items():
        other = wider.get((equation.rule, equation.left))
        if other is None or other.right == equation.right:
            continue
        if not set(equation.right) <= set(other.right):
            continue
        more = tuple(t.cell for t in other.right if t not in equation.right and t.cell is not None)
        if more:
            found[identity] = more
    return found
