"""The decoder put to a document: its identities, readings and blanks in, suggestions out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extraction.decoding.blanks import blank_parts
from extraction.decoding.decoder import Change, Decoder
from extraction.decoding.readings import Readings
from extraction.decoding.system import System, system_of
from extraction.identities.catalogue import equations_of
from extraction.identities.equation import Equation, decide, equation_of
from extraction.identities.ledger import Ledger, ledger_of
from extraction.identities.units import MisreadUnit, misread_units
from extraction.memory import Memory
from schemas.check import Check, Term
from schemas.document import Candidate, Document, Suggestion
from schemas.kinds import KindRow
from schemas.table import CellRef, Table

_OVERRULED = 0.5
"""How likely a figure was misread whose suggested value would break another identity."""

_UNIT = 0.9
"""How likely a figure means another one where its table's unit was misread."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """Values that every explanation asks for, and the cells among which it is open.

    ``extended`` are checks that a suggested figure in a blank would be a part of, with that part.
    """

    suggestions: tuple[Suggestion, ...]
    candidates: tuple[Candidate, ...]
    extended: tuple[Check, ...] = ()

    def put_in(self, document: Document) -> Document:
        """The document with what its identities say of it."""
        extended = {check.id: check for check in self.extended}
        return document.model_copy(
            update={
                "suggestions": self.suggestions,
                "candidates": self.candidates,
                "checks": tuple(extended.get(check.id, check) for check in document.checks),
            }
        )


def suggested(
    tables: Sequence[Table],
    checks: Sequence[Check],
    kinds: Sequence[type[KindRow]],
    settled: frozenset[CellRef] = frozenset(),
    memory: Memory | None = None,
) -> Suggested:
    """What the identities of a document say of its figures.

    ``settled`` cells stand as they are: a person has looked at them, and none is accused.
    ``memory`` knows unchanged tables.
    """
    ledger = ledger_of(tuple(tables), kinds, memory)
    units = misread_units(ledger, checks)
    between = {identity for unit in units for identity in unit.checks}
    checks = tuple(check for check in checks if check.id not in between)
    equations = {check.id: equation_of(check) for check in checks}
    wider = {**equations, **_customary(ledger, equations.values())}
    demanded = frozenset(check.id for check in checks if check.holds or check.cells)
    blanks = blank_parts(ledger, equations)
    system = system_of(wider, ledger.figures, demanded, blanks)
    readings = Readings(system, ledger, settled)
    decoded = Decoder(system, readings).decoded()
    made = _suggestions(system, readings, decoded.changes)
    kept = _unbroken(made, equations, checks, ledger)
    accused = {s.cell for s in kept}
    open_ = {system.cells[cell]: likely for cell, likely in decoded.candidates.items()}
    open_ |= {s.cell: _OVERRULED for s in made if s not in kept}
    open_ |= dict.fromkeys(_figures_of(ledger, units), _UNIT)
    candidates = (
        Candidate(cell=cell, probability=round(open_[cell], 4))
        for cell in sorted(open_, key=_order)
        if cell not in accused and cell not in settled
    )
    return Suggested(kept, tuple(candidates), tuple(_extended(checks, kept)))


def _figures_of(ledger: Ledger, units: Sequence[MisreadUnit]) -> Iterator[CellRef]:
    """The figures of tables of which the unit was misread: all are in doubt, and none by itself."""
    for table, *_ in units:
        for cell, value in ledger.figures.items():
            if value and (cell.kind, cell.ordinal) == (table.kind, table.ordinal):
                yield cell


def _extended(checks: Sequence[Check], suggestions: Sequence[Suggestion]) -> Iterator[Check]:
    """The checks with the blanks among their parts for which a figure is suggested."""
    more: dict[str, list[CellRef]] = {}
    for suggestion in suggestions:
        for identity in suggestion.checks:
            more.setdefault(identity, []).append(suggestion.cell)
    for check in checks:
        terms = {term.cell for term in (*check.left, *check.right)}
        blanks = tuple(cell for cell in more.get(check.id, ()) if cell not in terms)
        if blanks:
            parts = tuple(Term(cell=cell) for cell in blanks)
            yield check.model_copy(
                update={"right": (*check.right, *parts), "cells": (*check.cells, *blanks)}
            )


def _customary(ledger: Ledger, known: Iterable[Equation]) -> dict[str, Equation]:
    """Customary sums that fail, so that no check was made of them: what mends one meant it."""
    checked = {(equation.left, equation.right) for equation in known}
    made = (e for e in equations_of(ledger) if e.keep_only_if_holds)
    return {
        f"customary {number}": equation
        for number, equation in enumerate(made)
        if (equation.left, equation.right) not in checked
    }


def _suggestions(
    system: System, readings: Readings, changes: Sequence[Change]
) -> tuple[Suggestion, ...]:
    made = [
        Suggestion(
            cell=system.cells[change.cell],
            value=system.decimal(change.value, readings.places(change.cell)),
            checks=tuple(system.rows[row].identity for row in sorted(change.rows)),
            together=tuple(sorted((system.cells[c] for c in change.together), key=_order)),
        )
        for change in changes
    ]
    return tuple(sorted(made, key=lambda s: (-len(s.checks), *_order(s.cell))))


def _unbroken(
    made: Sequence[Suggestion],
    equations: dict[str, Equation],
    checks: Sequence[Check],
    ledger: Ledger,
) -> tuple[Suggestion, ...]:
    """The suggestions without those whose explanation breaks a check that holds."""
    kept = tuple(made)
    while kept:
        values = {s.cell: s.value for s in kept}
        figures = {**ledger.figures, **values}
        broken = {
            cell
            for check in checks
            if check.holds and any(c in values for c in equations[check.id].cells)
            if not decide(equations[check.id], figures, check.id).holds
            for cell in equations[check.id].cells
        }
        out = {s.cell for s in kept if s.cell in broken}
        if not out:
            return kept
        kept = tuple(s for s in kept if s.cell not in out and not out & set(s.together))
    return kept


def _order(cell: CellRef) -> tuple[str, int, int, str]:
    return cell.kind, cell.ordinal, cell.row, cell.field
