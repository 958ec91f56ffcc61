"""Rows that stand above others and print no figure at all."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from extraction.auditing.wording import line_note, money
from extraction.identities.hierarchy import Tree, tree_of
from extraction.identities.ledger import Ledger, printed_fields, ref
from schemas.amount import plain_decimal
from schemas.finding import Finding
from schemas.kinds.identity import CodeHierarchy
from schemas.source import Extent
from schemas.table import Table


def blank_totals(ledger: Ledger) -> Iterator[Finding]:
    """A finding for every parent row without figures whose children print some."""
    for table in ledger.tables:
        kind = ledger.kinds.get(table.kind)
        for identity in kind.identities if kind is not None else ():
            if isinstance(identity, CodeHierarchy):
                tree = tree_of(ledger, table, identity)
                for row in sorted(tree.empty):
                    finding = _blank(ledger, table, identity, tree, row)
                    if finding is not None:
                        yield finding


def _blank(
    ledger: Ledger, table: Table, identity: CodeHierarchy, tree: Tree, row: int
) -> Finding | None:
    below: Sequence[int] = tree.children(None if row == tree.total else row, tree.empty)
    fields = printed_fields(table, identity.amounts)
    sums = {
        field: sum(
            (ledger.figures.get(ref(table, child, field), Decimal(0)) for child in below),
            Decimal(0),
        )
        for field in fields
    }
    if not below or not any(sums.values()):
        return None
    cell = ref(table, row, fields[0])
    written = " / ".join(money(sums[field]) for field in fields if sums[field])
    line = ledger.line(cell)
    return Finding(
        finding_class="sum",
        cells=tuple(ref(table, row, field) for field in fields if sums[field]),
        printed=None,
        expected=plain_decimal(sums[fields[0]]),
        message=(
            f"{ledger.table_name(cell)} / {ledger.row_name(cell)} prints no figure"
            f"{line_note(ledger, cell)}, its {len(below)} rows add up to {written}."
        ),
        source=Extent(lines=(line, line)) if line else Extent(),
    )
