"""Which cells a person is asked to look at, those first in which a look pays most."""

from collections.abc import Mapping

from extraction.review.standing import Anchor, Standing
from schemas.document import Document
from schemas.table import Cell, CellRef

_CERTAIN = 0.9
"""Suspect cells of this confidence and more stand beside an error that is explained elsewhere."""


def doubtful_cells(
    document: Document, standing: Standing, excused: frozenset[CellRef]
) -> tuple[CellRef, ...]:
    """The suspect cells in the order in which to look at them.

    Accused cells with a value to accept come first, those of the most checks before others; then
    the cells among which it is open, then the others by confidence, and last the bystanders of
    an error elsewhere and what was skipped. Excused cells are left out.
    """
    failing = {check.id for check in document.checks if not check.holds}
    ranked: list[tuple[tuple[float, ...], CellRef]] = []
    place = 0
    for number, table in enumerate(document.tables):
        ids = standing.ids[number]
        for index, row in enumerate(table.rows):
            for field, cell in row.cells.items():
                place += 1
                if cell.status != "suspect":
                    continue
                ref = CellRef(kind=table.kind, ordinal=table.ordinal, row=index, field=field)
                if ref not in excused:
                    anchor = (ids[index], field)
                    ranked.append((_rank(cell, anchor, standing.skipped, failing, place), ref))
    return tuple(ref for _, ref in sorted(ranked, key=lambda pair: pair[0]))


def _rank(
    cell: Cell, anchor: Anchor, skipped: Mapping[Anchor, int], failing: set[str], place: int
) -> tuple[float, ...]:
    sums = sum(identity in failing for identity in cell.checks)
    return (
        skipped.get(anchor, 0),
        cell.confidence >= _CERTAIN,
        cell.suggestion is None,
        cell.confidence,
        -sums,
        place,
    )
