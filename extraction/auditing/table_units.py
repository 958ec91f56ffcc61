"""Tables whose figures agree with the others' only in another unit than they are said to be in."""

from collections.abc import Iterator, Sequence

from extraction.auditing.wording import money
from extraction.identities.ledger import Ledger, ref
from extraction.identities.units import misread_units
from schemas.check import Check
from schemas.finding import Finding


def table_units(ledger: Ledger, checks: Sequence[Check]) -> Iterator[Finding]:
    """A finding for every table whose unit was misread or misprinted."""
    for table, unit, links in misread_units(ledger, checks):
        known = {cell for check in checks if check.id in links for cell in check.cells}
        cells = tuple(
            cell
            for index, row in enumerate(table.rows)
            for field in row.values
            if (cell := ref(table, index, field)) in known and ledger.figures.get(cell)
        )
        yield Finding(
            finding_class="cross_table",
            cells=cells,
            printed=table.unit,
            expected=unit,
            message=(
                f"{ledger.table_name(cells[0])} is said to be in {table.unit}, but its "
                f"{len(links)} figures that other tables print too, such as "
                f"{money(ledger.figures[cells[0]])}, agree with them only in {unit}."
            ),
            source=table.source,
        )
