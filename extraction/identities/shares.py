"""A printed share is its amount over the total of its side, to the places it prints."""

from collections.abc import Iterator
from decimal import Decimal

from extraction.headers.celltypes import is_total_label
from extraction.identities.equation import Equation
from extraction.identities.ledger import Ledger, ref
from schemas.amount import decimals_of, rounding_unit
from schemas.check import Term
from schemas.kinds.identity import ShareOfTotal
from schemas.label import normal_form
from schemas.table import Table

_INPUT_ROUNDING = Decimal("0.005")
"""Percentage points that the rounding of amount and total may add."""


def shares(ledger: Ledger, table: Table, identity: ShareOfTotal) -> Iterator[Equation]:
    """One equation for every printed share.

    It covers the share alone, for it sees the amount only coarsely. A total's own share is 100.
    """
    totals = {
        row.values.get(identity.side): index
        for index, row in enumerate(table.rows)
        if is_total_label(normal_form(row.values.get(identity.item) or ""))
    }
    for index, row in enumerate(table.rows):
        share = ref(table, index, identity.share)
        amount = ref(table, index, identity.amount)
        top = totals.get(row.values.get(identity.side))
        if top is None or share not in ledger.figures or amount not in ledger.figures:
            continue
        total = ref(table, top, identity.amount)
        if not ledger.figures.get(total):
            continue
        step = rounding_unit(decimals_of(ledger.figures[share]))
        whole = amount == total
        yield Equation(
            rule="share_of_total",
            left=(Term(cell=share),),
            right=(Term(cell=amount, coefficient=Decimal(100)), Term(cell=total)),
            combine="ratio",
            tolerance=Decimal(0) if whole else step,
            exact=Decimal(0) if whole else step / 2 + _INPUT_ROUNDING,
            covers=(share,),
        )
