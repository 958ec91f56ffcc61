"""Failing sums written out with their numbers, for the eye."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from extraction.identities.ledger import Ledger
from schemas.amount import plain_decimal
from schemas.check import Check, Term
from schemas.frozen import Frozen
from schemas.table import CellRef

_MOST_TERMS = 9
_SIGNS = MappingProxyType({"sum": "+", "product": "×", "ratio": "÷"})


class SumTerm(Frozen):
    """A figure of a sum under the name it has there; ``mine`` is the one under review."""

    sign: str
    name: str
    value: str
    mine: bool = False


class Sum(Frozen):
    """A sum that does not add up. ``mended``: it would with the suggestion, None if not known.

    ``n`` further terms are left out of ``right``, where ``more`` is set.
    """

    id: str
    left: tuple[SumTerm, ...]
    right: tuple[SumTerm, ...]
    more: bool
    n: int
    found: str
    expected: str
    difference: str
    mended: bool | None


class Seen(Frozen):
    """The cell under review, and what it and the cells of the same explanation would become."""

    cell: CellRef
    instead: Mapping[CellRef, Decimal] = MappingProxyType({})


def written(check: Check, ledger: Ledger, seen: Seen) -> Sum:
    """One failing check written out."""
    sign = _SIGNS[check.combine]
    left = [_term(term, "+", check, ledger, seen) for term in check.left]
    right = [_term(term, sign, check, ledger, seen) for term in check.right]
    shown = _fewer(right)
    return Sum(
        id=check.id,
        left=tuple(left),
        right=tuple(shown),
        more=len(shown) < len(right),
        n=len(right) - len(shown),
        found=_figure(check.found),
        expected=_figure(check.expected),
        difference=_figure(check.difference),
        mended=_mended(check, ledger, seen),
    )


def _fewer(terms: list[SumTerm]) -> list[SumTerm]:
    """The terms that say something: at most some, without zeros, the own one always."""
    if len(terms) <= _MOST_TERMS:
        return terms
    telling = [term for term in terms if term.mine or term.value not in ("0.00", "0", "—")]
    while len(telling) > _MOST_TERMS:
        last = next(i for i in range(len(telling) - 1, -1, -1) if not telling[i].mine)
        del telling[last]
    return telling


def _term(term: Term, sign: str, check: Check, ledger: Ledger, seen: Seen) -> SumTerm:
    negative = term.coefficient < 0
    scale = abs(term.coefficient)
    mark = "−" if negative else sign
    if term.cell is None:
        return SumTerm(sign=mark, name="", value=_figure((term.constant or Decimal(0)) * scale))
    value = ledger.figures.get(term.cell)
    text = "—" if value is None else f"{value:,f}"
    if scale != 1:
        text += f" × {plain_decimal(scale.normalize())}"
    name = _name(term.cell, ledger, seen)
    return SumTerm(sign=mark, name=name, value=text, mine=term.cell == seen.cell)


def _name(cell: CellRef, ledger: Ledger, seen: Seen) -> str:
    """As little as tells it apart from the cell under review."""
    own = seen.cell
    column = ledger.field_name(cell)
    if (cell.kind, cell.ordinal) != (own.kind, own.ordinal):
        return f"{ledger.table_name(cell)} › {ledger.row_name(cell)} › {column}"
    if cell.row == own.row:
        return column.replace("/", " ")
    if cell.field == own.field:
        return ledger.row_name(cell)
    return f"{ledger.row_name(cell)} › {column.replace('/', ' ')}"


def _mended(check: Check, ledger: Ledger, seen: Seen) -> bool | None:
    if not seen.instead or check.combine != "sum":
        return None
    change = Decimal(0)
    for side, terms in ((1, check.left), (-1, check.right)):
        for term in terms:
            if term.cell is not None and term.cell in seen.instead:
                before = ledger.figures.get(term.cell, Decimal(0))
                change += side * term.coefficient * (seen.instead[term.cell] - before)
    return abs(check.difference + change) <= check.tolerance


def mending(check: Check, cell: CellRef, ledger: Ledger) -> Decimal | None:
    """The value of a cell with which a sum would hold exactly, None where no single one does."""
    if check.combine != "sum":
        return None
    weight = sum((t.coefficient for t in check.left if t.cell == cell), Decimal(0))
    weight -= sum((t.coefficient for t in check.right if t.cell == cell), Decimal(0))
    # Where units differ, the other side is rounded: the figure that it asks for is not known.
    if abs(weight) != 1:
        return None
    return ledger.figures.get(cell, Decimal(0)) - check.difference / weight


def _figure(value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -4:
        value = round(value, 4)
    return f"{value:,f}".replace("-", "−")
