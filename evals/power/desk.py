"""A person at the review desk, imagined: looks at cells one by one and always sees what is printed.

The queue and the checks after every look are those of the desk (`extraction.review`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from evals.power.subjects import SETTINGS
from evals.power.trials import figure_of
from extraction.kinds import kinds_of
from extraction.review.effects import Judged
from extraction.review.evaluating import basis_of, evaluated
from extraction.review.judging import apply_judged
from extraction.review.ordering import doubtful_cells
from schemas.document import Document
from schemas.review import DecisionAction
from schemas.table import CellRef, Row

_WHO = "reader"


class Look(NamedTuple):
    """A cell that is looked at, and whether it stood in the queue."""

    cell: CellRef
    queued: bool


class Desk:
    """A scored document under review; ``printed`` is what a look at a cell shows."""

    def __init__(self, document: Document, printed: Mapping[CellRef, str | None]) -> None:
        self.printed = printed
        self.basis = basis_of(document, document, SETTINGS, kinds_of(SETTINGS))
        self.standing = self.basis.start
        self.now = evaluated(self.basis, self.standing)

    def queue(self) -> tuple[CellRef, ...]:
        """The cells to look at, those first in which a look pays most."""
        return doubtful_cells(self.now.document, self.standing, self.now.excused)

    def look(self, cell: CellRef) -> None:
        """See what is printed in a cell; all identities are decided again over it."""
        read = self._row(cell).values.get(cell.field)
        value = self.printed.get(cell, read)
        action: DecisionAction = "confirm" if value == read else "correct"
        effect = Judged(action=action, cell=cell, who=_WHO, value=value)
        self.standing = apply_judged(self.standing, effect)
        self.now = evaluated(self.basis, self.standing)

    def stands(self, cell: CellRef) -> bool:
        """Whether a cell has the value that is printed."""
        return figure_of(self._row(cell).values.get(cell.field)) == figure_of(self.printed[cell])

    def looks(self, wrong: frozenset[CellRef], rest: Sequence[CellRef]) -> Iterator[Look]:
        """The cells in the order of looks: the queue as it stands, then ``rest``.

        Of the rest only a ``wrong`` cell changes anything; after it the queue comes first again.
        """
        seen: set[CellRef] = set()
        yield from self._queued(seen)
        for cell in rest:
            if cell in seen:
                continue
            seen.add(cell)
            yield Look(cell, False)
            if cell in wrong:
                self.look(cell)
                yield from self._queued(seen)

    def _queued(self, seen: set[CellRef]) -> Iterator[Look]:
        while True:
            cell = next((c for c in self.queue() if c not in seen), None)
            if cell is None:
                return
            seen.add(cell)
            yield Look(cell, True)
            self.look(cell)

    def _row(self, cell: CellRef) -> Row:
        return next(
            table.rows[cell.row]
            for table in self.standing.tables
            if (table.kind, table.ordinal) == (cell.kind, cell.ordinal)
        )
