"""Across a row: a total is the sum of its parts, an amount is quantity times price."""

from collections.abc import Iterator
from decimal import Decimal

from extraction.identities.equation import Equation
from extraction.identities.ledger import Ledger, places, printed_fields, ref
from extraction.identities.sums import sum_equation
from schemas.amount import rounding_unit
from schemas.check import Term
from schemas.kinds.identity import ColumnSum, Product
from schemas.table import Table


def column_sums(ledger: Ledger, table: Table, identity: ColumnSum) -> Iterator[Equation]:
    """One equation for every row in which total or parts are printed.

    A table that prints none of the parts in any row does not break the total down: none.
    """
    parts = printed_fields(table, identity.parts)
    if not parts or not printed_fields(table, (identity.total,)):
        return
    for index in range(len(table.rows)):
        equation = sum_equation(
            ledger,
            "total_is_sum_of_parts",
            ref(table, index, identity.total),
            [ref(table, index, part) for part in parts],
        )
        if equation is not None:
            yield equation


def products(ledger: Ledger, table: Table, identity: Product) -> Iterator[Equation]:
    """One equation for every row that prints amount, quantity and price.

    The total rows of these lists add up unlike things: their price is no price.
    """
    figures = ledger.figures
    detail = _details(ledger, table)
    for index in range(len(table.rows)):
        amount = ref(table, index, identity.amount)
        quantity = ref(table, index, identity.quantity)
        price = ref(table, index, identity.price)
        if index not in detail or not all(c in figures for c in (amount, quantity, price)):
            continue
        step = rounding_unit(places([figures[price]]))
        yield Equation(
            rule="amount_is_quantity_times_price",
            left=(Term(cell=amount),),
            right=(Term(cell=quantity), Term(cell=price)),
            combine="product",
            tolerance=abs(figures[quantity]) * step / 2 if places([figures[price]]) else Decimal(0),
        )


def _details(ledger: Ledger, table: Table) -> frozenset[int]:
    kind = ledger.kinds[table.kind]
    field = kind.detail()
    if field is None:
        return frozenset(range(len(table.rows)))
    return frozenset(i for i, row in enumerate(table.rows) if row.values.get(field))
