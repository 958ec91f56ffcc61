"""The same goods in the procurement and the asset table should cost the same."""

import re
from collections import Counter
from collections.abc import Iterator

from extraction.identities.equation import Equation
from extraction.identities.ledger import Ledger, ref
from extraction.identities.sums import equal_equation
from schemas.label import normal_form
from schemas.table import Table

_ITEM_CODE = re.compile(r"^[\[【]([A-Z]\d{5,12})[\]】]")


def same_goods(ledger: Ledger) -> Iterator[Equation]:
    """Unit prices of goods that both tables list once, in the same number."""
    for procurement in ledger.of_kind("procurement")[:1]:
        for assets in ledger.of_kind("asset_allocation")[:1]:
            bought = _by_code(procurement, "item")
            planned = _by_code(assets, "asset_category")
            # In the order of the rows: the order of a set differs from run to run.
            for code, one in bought.items():
                if code not in planned:
                    continue
                other = planned[code]
                if not _same_number(ledger, procurement, one, assets, other):
                    continue
                equation = equal_equation(
                    ledger,
                    "same_goods_same_price",
                    ref(procurement, one, "unit_price"),
                    [ref(assets, other, "unit_price")],
                )
                if equation is not None:
                    yield equation


def _by_code(table: Table, field: str) -> dict[str, int]:
    codes = [_code(row.values.get(field)) for row in table.rows]
    counts = Counter(code for code in codes if code)
    return {code: i for i, code in enumerate(codes) if code and counts[code] == 1}


def _code(text: str | None) -> str | None:
    match = _ITEM_CODE.match(normal_form(text or ""))
    return match.group(1) if match else None


def _same_number(ledger: Ledger, a: Table, i: int, b: Table, j: int) -> bool:
    one = ledger.figures.get(ref(a, i, "quantity"))
    return one is not None and one == ledger.figures.get(ref(b, j, "quantity"))
