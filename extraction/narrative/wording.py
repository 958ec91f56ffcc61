"""Words that the findings on prose share. Amounts are worded in the unit they are printed in."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from extraction.narrative.statements import Statement
from schemas.amount import plain_decimal
from schemas.source import Extent

_MOST_LINES = 12


def pages(statements: Iterable[Statement]) -> tuple[int, ...]:
    """The pages on which statements stand."""
    return tuple(sorted({page for s in statements for page in s.pages}))


def lines(statements: Iterable[Statement]) -> list[int]:
    """The lines on which statements stand, in order."""
    return sorted({line for s in statements for line in s.lines})


def amount(statement: Statement) -> str:
    """The figure as printed, with its unit."""
    return f"{statement.numeral} {statement.unit}"


def plain(value: Decimal) -> str:
    """A figure without trailing zeros."""
    text = plain_decimal(value.normalize())
    return text if text != "-0" else "0"


def on(numbers: Sequence[int]) -> str:
    """Where something stands: ``line 5`` or ``lines 5, 9``."""
    if not numbers:
        return "no line known"
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    return f"lines {', '.join(str(n) for n in numbers[:_MOST_LINES])}"


def extent(numbers: Sequence[int], on_pages: tuple[int, ...] = ()) -> Extent:
    """From the first to the last of these lines, on these pages."""
    return Extent(pages=on_pages, lines=(numbers[0], numbers[-1]) if numbers else None)
