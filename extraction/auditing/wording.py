"""Checks and cells in the document's own terms."""

from decimal import Decimal

from extraction.identities.ledger import Ledger
from schemas.amount import plain_decimal
from schemas.check import Check, Term
from schemas.table import CellRef

_MOST_TERMS = 8


def money(value: Decimal) -> str:
    """A figure as a person writes it, with thousands separators."""
    return f"{value:,f}"


def trimmed(value: Decimal, places: int) -> Decimal:
    """A computed figure to so many places, where that loses nothing."""
    rounded = value.quantize(Decimal(1).scaleb(-places))
    return rounded if rounded == value else value.normalize()


def place(ledger: Ledger, cell: CellRef) -> str:
    """A cell as table, row and column: 支出总表 / 合计 / 基本支出."""
    return f"{ledger.table_name(cell)} / {ledger.row_name(cell)} / {ledger.field_name(cell)}"


def line_note(ledger: Ledger, cell: CellRef) -> str:
    """The line of a cell in brackets, or nothing where the source has no lines."""
    line = ledger.line(cell)
    return "" if line is None else f" (line {line})"


def arithmetic(ledger: Ledger, check: Check) -> str:
    """The right side of a check written out with its numbers."""
    signs = {"sum": " + ", "product": " × ", "ratio": " ÷ "}
    terms = [_term(ledger, check, term) for term in check.right]
    if len(terms) > _MOST_TERMS:
        left_out = len(terms) - _MOST_TERMS
        terms = [*terms[:_MOST_TERMS], f"… ({left_out} more)"]
    written = signs[check.combine].join(terms)
    return f"{written} = {plain_decimal(_short(check.expected))}" if written else "nothing printed"


def _short(value: Decimal) -> Decimal:
    return trimmed(value, 2) if abs(value.as_tuple().exponent or 0) > 2 else value  # type: ignore[arg-type]


def _term(ledger: Ledger, check: Check, term: Term) -> str:
    if term.cell is None:
        return money((term.constant or Decimal(0)) * term.coefficient)
    value = ledger.figures.get(term.cell)
    worth = "blank" if value is None else money(value)
    one = check.left[0].cell if check.left else None
    same_table = one is not None and (one.kind, one.ordinal) == (term.cell.kind, term.cell.ordinal)
    if not same_table:
        where = place(ledger, term.cell)
    elif one is not None and one.row == term.cell.row:
        where = ledger.field_name(term.cell).split("/")[-1]
    else:
        where = ledger.row_name(term.cell)
    scale = "" if term.coefficient == 1 else f" × {plain_decimal(term.coefficient.normalize())}"
    return f"{where} {worth}{scale}"


def left_cell(check: Check) -> CellRef | None:
    """The cell of the left side, where it is one."""
    return check.left[0].cell if len(check.left) == 1 else None
