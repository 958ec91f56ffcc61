"""One trial: figures of a document made wrong, put through the pipeline, and what it says of them.

The stages check, decode, reread and score are those of the pipeline, so that a status is what a
user would see.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import NamedTuple

from evals.power.mutations import SINGLE, UNIT_RATIO, Changes, Mutation, mutated
from evals.power.recogniser import Measured
from evals.power.subjects import Subject, named, statuses, through
from schemas.amount import decimal_of
from schemas.document import Document
from schemas.frozen import Frozen
from schemas.source import Source
from schemas.table import Cell, CellRef, Row, Table

Place = tuple[str, int]


class Tally(Frozen):
    """Counts of wrong figures, and of what the pipeline does about them.

    ``caught``, ``tail`` and ``missed`` add up to ``wrong``: not trusted or named by a
    finding; in a sum of which only a rounding finding tells; trusted, of which ``proved`` say so.
    ``alone`` are accused with a suggestion, ``among`` shown as candidates of an ambiguous
    explanation. ``rightly`` are suggestions of the true value, ``wrongly`` others, at right figures
    too. ``mended`` and ``mismended`` are figures repaired without a person. ``bystanders`` are
    right figures that were not suspect before and are now.
    """

    wrong: int = 0
    caught: int = 0
    tail: int = 0
    missed: int = 0
    proved: int = 0
    alone: int = 0
    among: int = 0
    rightly: int = 0
    wrongly: int = 0
    mended: int = 0
    mismended: int = 0
    bystanders: int = 0

    @property
    def located(self) -> int:
        """Accused, or among the candidates."""
        return self.alone + self.among

    def plus(self, other: Tally) -> Tally:
        """The counts of both."""
        return Tally(
            **{name: getattr(self, name) + getattr(other, name) for name in Tally.model_fields}
        )


class Trial(NamedTuple):
    """What became of one mutation, by kind of table, with the CPU seconds of decoding.

    ``slipped`` are the cells of figures that nothing tells of, ``misled`` those with a wrong
    suggestion.
    """

    tallies: Mapping[str, Tally]
    seconds: float
    slipped: tuple[CellRef, ...]
    misled: tuple[CellRef, ...]

    @property
    def tally(self) -> Tally:
        """The counts of all kinds."""
        total = Tally()
        for tally in self.tallies.values():
            total = total.plus(tally)
        return total


class _Truth(NamedTuple):
    """What is wrong: the covered cells, the value of every cell, the tables whose unit is wrong."""

    wrong: tuple[CellRef, ...]
    values: Mapping[CellRef, Decimal]
    units: frozenset[Place]


def trial(
    subject: Subject, mutation: Mutation, recogniser: tuple[Measured, Random] | None = None
) -> Trial | None:
    """What becomes of the wrong figures; None where no covered figure became another one.

    With a ``recogniser`` every figure has a confidence and other readings, as on a scan.
    """
    truth = _truth(subject, mutation)
    if not truth.wrong:
        return None
    document = with_mutation(subject.document, mutation)
    if recogniser is not None:
        document = recognised(document, subject, mutation, *recogniser)
    document = through(document, "check")
    started = time.process_time()
    document = through(document, "decode")
    seconds = time.process_time() - started
    return _judged(subject, truth, through(document, "reread", "score"), seconds)


def _truth(subject: Subject, mutation: Mutation) -> _Truth:
    covered = frozenset(subject.covered)
    values = {c: figure_of(text) or Decimal(0) for c, text in subject.printed.items()}
    wrong = [
        cell
        for cell, text in mutation.changes.items()
        if cell in covered and (figure_of(text) or Decimal(0)) != values[cell]
    ]
    if not wrong and len(mutation.changes) == 1:
        # A zero lost or added changes no sum: it counts where it is all that is wrong.
        changes = mutation.changes.items()
        wrong = [c for c, t in changes if (t is None) != (subject.printed[c] is None)]
    units = frozenset((kind, ordinal) for kind, ordinal, _ in mutation.units)
    for table in subject.document.tables:
        place = (table.kind, table.ordinal)
        if place in units and table.unit is not None:
            ratio = UNIT_RATIO[table.unit]
            own = [c for c in values if (c.kind, c.ordinal) == place]
            values.update((c, values[c] * ratio) for c in own)
            wrong += [c for c in own if c in covered]
    return _Truth(tuple(wrong), values, units)


def _judged(subject: Subject, truth: _Truth, document: Document, seconds: float) -> Trial:
    status = statuses(document)
    told = named(document, rounding=False)
    tails = _in_tails(document)
    caught = {c for c in truth.wrong if status.get(c) in ("suspect", "repaired") or c in told}
    counts = _Counts()
    misled = list(_misled(subject, truth, document))
    alone = {s.cell for s in document.suggestions}
    repairs = {s.cell: s.value for s in document.repairs}
    candidates = {candidate.cell for candidate in document.candidates} - alone
    right = {s.cell for s in document.suggestions if s.value == truth.values.get(s.cell)}
    slipped = []
    for cell in _of_units_once(truth, caught):
        counts.add(cell, "wrong")
        counts.add(cell, "caught", cell in caught)
        counts.add(cell, "tail", cell not in caught and cell in tails)
        if cell not in caught and cell not in tails:
            slipped.append(cell)
            counts.add(cell, "missed")
            counts.add(cell, "proved", status.get(cell) == "proved")
        counts.add(cell, "alone", cell in alone or cell in repairs)
        counts.add(cell, "among", cell in candidates and cell in caught)
        counts.add(cell, "rightly", cell in right or repairs.get(cell) == truth.values[cell])
    for cell in misled:
        counts.add(cell, "wrongly")
    for cell, value in repairs.items():
        counts.add(cell, "mended" if value == truth.values.get(cell) else "mismended")
    for cell in subject.covered:
        if cell not in truth.wrong and status.get(cell) == "suspect":
            counts.add(cell, "bystanders")
    return Trial(counts.tallies(), seconds, tuple(slipped), tuple(misled))


def _of_units_once(truth: _Truth, caught: set[CellRef]) -> Iterator[CellRef]:
    """The wrong cells; a table in the wrong unit is one error, caught by any cell of it."""
    yield from (c for c in truth.wrong if (c.kind, c.ordinal) not in truth.units)
    for place in sorted(truth.units):
        own = [c for c in truth.wrong if (c.kind, c.ordinal) == place]
        yield next((c for c in own if c in caught), own[0])


def _misled(subject: Subject, truth: _Truth, document: Document) -> Iterator[CellRef]:
    """Cells for which a value is suggested or repaired that is not true."""
    for suggestion in (*document.suggestions, *document.repairs):
        cell, value = suggestion.cell, suggestion.value
        before = subject.asked.get(cell)
        if value != truth.values.get(cell, Decimal(0)) and value != before:
            yield cell


def _in_tails(document: Document) -> frozenset[CellRef]:
    """The cells of sums that hold only as a rounding tail, where a finding says so."""
    told = named(document, rounding=True)
    sums = (c for c in document.checks if c.tail and any(cell in told for cell in c.cells))
    return told.union(*(check.cells for check in sums))


class _Counts:
    """Counts by kind and name."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, int]] = {}

    def add(self, cell: CellRef, name: str, seen: bool = True) -> None:
        own = self.found.setdefault(cell.kind, {})
        own[name] = own.get(name, 0) + seen

    def tallies(self) -> dict[str, Tally]:
        return {kind: Tally(**counts) for kind, counts in self.found.items()}


def figure_of(text: str | None) -> Decimal | None:
    """The value of a figure; a share counts in percent."""
    return decimal_of(None if text is None else text.removesuffix("%"))


def recognised(
    document: Document, subject: Subject, mutation: Mutation, measured: Measured, rng: Random
) -> Document:
    """The document with a confidence and other readings at every figure, as if from a scan."""
    tables = []
    for table in document.tables:
        rows = list(table.rows)
        for index, row in enumerate(rows):
            cells = dict(row.cells)
            for field, cell in row.cells.items():
                place = CellRef(kind=table.kind, ordinal=table.ordinal, row=index, field=field)
                if place in subject.printed and cell.printed is not None:
                    cells[field] = _read(cell, place, subject, mutation, measured, rng)
            rows[index] = Row(values=row.values, cells=cells)
        tables.append(table.model_copy(update={"rows": tuple(rows)}))
    return document.model_copy(
        update={"tables": tuple(tables), "path": Path(document.info.name), "pages": ()}
    )


def _read(
    cell: Cell,
    place: CellRef,
    subject: Subject,
    mutation: Mutation,
    measured: Measured,
    rng: Random,
) -> Cell:
    true = subject.printed[place]
    wrong = figure_of(mutation.changes.get(place, true)) != figure_of(true)
    seen = measured.drawn(rng, right=not wrong)
    others = [_other(rng, place, cell.printed or "") for _ in range(seen.alternatives)]
    others = [text for text in others if figure_of(text) != figure_of(true)]
    if seen.true_at is not None and true is not None:
        others.insert(seen.true_at, true)
    return cell.model_copy(
        update={
            "confidence": seen.confidence,
            "alternatives": tuple(dict.fromkeys(others)),
            "source": Source(),
        }
    )


def _other(rng: Random, place: CellRef, printed: str) -> str:
    made: Changes = mutated(SINGLE["one digit"], rng, place, {place: printed.replace(",", "")})
    return made[place] or printed


def with_mutation(document: Document, mutation: Mutation) -> Document:
    """The document with other figures printed, and tables in another unit."""
    tables = []
    units = {(kind, ordinal): unit for kind, ordinal, unit in mutation.units}
    for table in document.tables:
        name = (table.kind, table.ordinal)
        own = {c: t for c, t in mutation.changes.items() if (c.kind, c.ordinal) == name}
        changed = _changed(table, own) if own else table
        if name in units:
            changed = changed.model_copy(update={"unit": units[name]})
        tables.append(changed)
    return document.model_copy(update={"tables": tuple(tables)})


def _changed(table: Table, changes: Mapping[CellRef, str | None]) -> Table:
    rows = list(table.rows)
    for cell, text in changes.items():
        row = rows[cell.row]
        cells = dict(row.cells)
        old = cells.pop(cell.field, Cell(printed=None, source=Source()))
        if text is not None:
            cells[cell.field] = old.model_copy(update={"printed": text, "text": None})
        rows[cell.row] = Row(values={**row.values, cell.field: text}, cells=cells)
    return table.model_copy(update={"rows": tuple(rows)})
