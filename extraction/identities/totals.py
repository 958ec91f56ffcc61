"""Tables whose 合计 row is the sum of all others, and whose 合计 column that of all columns."""

from collections.abc import Iterator

from extraction.identities.equation import Equation
from extraction.identities.ledger import Ledger, ref, total_row
from extraction.identities.sums import sum_equation
from schemas.kinds.identity import GrandTotal
from schemas.table import Table


def grand_total(ledger: Ledger, table: Table, identity: GrandTotal) -> Iterator[Equation]:
    """Column sums under the 合计 row; with ``every_column`` also 合计 across the columns."""
    fields = sorted(ledger.numeric_fields(table)) if identity.every_column else identity.amounts
    top = total_row(table, identity.label)
    if top is not None:
        others = [i for i in range(len(table.rows)) if i != top]
        for field in fields:
            equation = sum_equation(
                ledger,
                "total_row_is_sum_of_rows",
                ref(table, top, field),
                [ref(table, i, field) for i in others],
            )
            if equation is not None:
                yield equation
    if not identity.every_column or "total" not in fields:
        return
    parts = [field for field in fields if field != "total"]
    for index in range(len(table.rows)):
        equation = sum_equation(
            ledger,
            "total_is_sum_of_parts",
            ref(table, index, "total"),
            [ref(table, index, part) for part in parts],
        )
        if equation is not None and parts:
            yield equation
