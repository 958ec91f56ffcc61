"""What is counted of a document, a kind, a tag or a whole run; counts of parts add up."""

from collections.abc import Iterable, Mapping

from pydantic import NonNegativeInt

from evals.found import ClassScore
from schemas.frozen import Frozen


class Counts(Frozen):
    """Counts of tables, rows and cells. A *cell* is one that the page prints (gold not blank).

    ``cells_right`` and ``amounts_right`` compare what the result says is printed; the claims
    compare its values. ``extra`` cells are not on the page. A wrong or extra cell is silent
    under a status that says it can be trusted: ``silent`` in rows that gold has too,
    ``silent_extra`` in rows and tables that it has not, ``silent_claims`` where the printed text
    is right and the claimed value is not. ``mended`` claims are right where the printed text was
    misread. ``units`` counts found tables. ``located`` are right
    cells whose place gold knows, ``placed`` those of them that name this place. ``reviewed`` are
    cells of the result that say something, ``suspect`` those of them to be looked at.
    """

    tables: NonNegativeInt = 0
    tables_found: NonNegativeInt = 0
    tables_extra: NonNegativeInt = 0
    rows: NonNegativeInt = 0
    rows_right: NonNegativeInt = 0
    rows_extra: NonNegativeInt = 0
    cells: NonNegativeInt = 0
    cells_right: NonNegativeInt = 0
    claims_right: NonNegativeInt = 0
    amounts: NonNegativeInt = 0
    amounts_right: NonNegativeInt = 0
    amount_claims_right: NonNegativeInt = 0
    extra: NonNegativeInt = 0
    silent: NonNegativeInt = 0
    silent_extra: NonNegativeInt = 0
    silent_claims: NonNegativeInt = 0
    mended: NonNegativeInt = 0
    units: NonNegativeInt = 0
    units_right: NonNegativeInt = 0
    located: NonNegativeInt = 0
    placed: NonNegativeInt = 0
    reviewed: NonNegativeInt = 0
    suspect: NonNegativeInt = 0

    @property
    def silent_all(self) -> int:
        """Silent errors of every sort."""
        return self.silent + self.silent_extra + self.silent_claims


COUNTED = tuple(Counts.model_fields)
"""The names of all counts."""


def total(counts: Iterable[Counts]) -> Counts:
    """The counts of all parts together."""
    sums = dict.fromkeys(COUNTED, 0)
    for part in counts:
        for name in COUNTED:
            sums[name] += getattr(part, name)
    return Counts(**sums)


def all_classes(parts: Iterable[Mapping[str, ClassScore]]) -> dict[str, ClassScore]:
    """The findings by class of all parts together."""
    found: dict[str, ClassScore] = {}
    for part in parts:
        for name, score in part.items():
            found[name] = found.get(name, ClassScore()).plus(score)
    return found
