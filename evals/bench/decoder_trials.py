"""One trial of the decoder: figures of an extracted document made wrong, checked and decoded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import NamedTuple, cast

from evals.bench.decoder_mutations import SINGLE, Changes, confused, mutated
from evals.synthetic import Options, make_disclosure
from extraction.decoding.suggesting import suggested
from extraction.identities.catalogue import equations_of
from extraction.identities.ledger import Ledger, ref
from extraction.kinds import kinds_of
from extraction.pipeline import STAGES, Stage, stage
from schemas.amount import decimal_of
from schemas.document import Document
from schemas.settings import Settings
from schemas.source import Source
from schemas.table import Cell, CellRef, Row, Table

SETTINGS = Settings(schema_file=None)

Draw = Callable[[Random, "Subject"], Changes]


Decode = Callable[[Document], Document]


class Subject(NamedTuple):
    """A right document after the stage ``map``; ``covered`` cells stand in an identity that holds.

    An identity that is a custom only (dropped where it fails) does not count, nor does prose.
    ``near`` are the covered cells that share an identity with a cell.
    """

    document: Document
    printed: Mapping[CellRef, str | None]
    covered: tuple[CellRef, ...]
    near: Mapping[CellRef, tuple[CellRef, ...]]


class Outcome(NamedTuple):
    """Of the wrong figures of one trial how many were caught, located and so on.

    ``alone`` are located by an accusation of their own, ``among`` among the candidates of
    an ambiguous explanation; ``tail`` were within the tolerance of rounding, and no failing
    check tells of them; ``rightly`` and ``wrongly`` count suggestions, wrong ones at
    right figures too.
    """

    wrong: int = 0
    caught: int = 0
    tail: int = 0
    alone: int = 0
    among: int = 0
    rightly: int = 0
    wrongly: int = 0
    candidates: int = 0
    seconds: float = 0.0


def subject_of(seed: int, options: Options) -> Subject:
    """The invented disclosure of a seed, extracted; its figures and what covers them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{seed}.txt"
        path.write_text(make_disclosure(seed, options).text, encoding="utf-8")
        document = cast(Callable[[Path, Settings], Document], stage(*STAGES[0]))(path, SETTINGS)
        for module, function in STAGES[1:-1]:
            if module == "check":
                break
            document = cast(Stage, stage(module, function))(document, SETTINGS)
    ledger = Ledger(document.tables, kinds_of(SETTINGS))
    meant = {(e.left, e.right) for e in equations_of(ledger) if not e.keep_only_if_holds}
    checks = [
        check
        for check in _through(document, "check").checks
        if check.holds and not check.tail and (check.left, check.right) in meant
    ]
    near: dict[CellRef, dict[CellRef, None]] = {}
    for check in checks:
        for cell in check.cells:
            if cell in ledger.figures:
                own = near.setdefault(cell, {})
                own.update((c, None) for c in check.cells if c != cell and c in ledger.figures)
    return Subject(
        document, dict(_printed(ledger)), tuple(near), {c: tuple(o) for c, o in near.items()}
    )


def _printed(ledger: Ledger) -> Iterator[tuple[CellRef, str | None]]:
    for table in ledger.tables:
        numeric = ledger.numeric_fields(table)
        there = {f for row in table.rows for f in row.cells if row.values.get(f)}
        for index, row in enumerate(table.rows):
            for field in row.values:
                cell = ref(table, index, field)
                if field in numeric and field in there:
                    value = row.values[field]
                    if value is None or cell in ledger.figures:
                        yield cell, value


def _through(document: Document, name: str) -> Document:
    function = dict(STAGES)[name]
    return cast(Stage, stage(name, function))(document, SETTINGS)


def draw_single(name: str) -> Draw:
    """One mutation of one covered figure."""
    return lambda rng, subject: mutated(
        SINGLE[name], rng, rng.choice(subject.covered), subject.printed
    )


def draw_two(rng: Random, subject: Subject) -> Changes:
    """Two covered figures anywhere, one slip each."""
    return _slips(rng, subject, rng.sample(subject.covered, 2))


def draw_two_near(rng: Random, subject: Subject) -> Changes:
    """Two figures of one sum, one slip each."""
    one = rng.choice(subject.covered)
    if not subject.near[one]:
        return {}
    return _slips(rng, subject, [one, rng.choice(subject.near[one])])


def draw_share(share: float) -> Draw:
    """A share of all covered figures, one slip each."""

    def draw(rng: Random, subject: Subject) -> Changes:
        count = max(1, round(share * len(subject.covered)))
        return _slips(rng, subject, rng.sample(subject.covered, count))

    return draw


def _slips(rng: Random, subject: Subject, cells: list[CellRef]) -> Changes:
    changes: Changes = {}
    for cell in cells:
        made = confused(rng, cell, subject.printed)
        if not made.keys() & changes.keys():
            changes.update(made)
    return changes


def by_stage(document: Document) -> Document:
    """The document as the stage ``decode`` leaves it: one figure at a time."""
    return _through(document, "decode")


def by_search(document: Document) -> Document:
    """The document with what the search over all identities says."""
    if all(check.holds for check in document.checks):
        return document
    made = suggested(document.tables, document.checks, kinds_of(SETTINGS))
    return document.model_copy(
        update={"suggestions": made.suggestions, "candidates": made.candidates}
    )


DECODERS: Mapping[str, Decode] = MappingProxyType({"stage": by_stage, "search": by_search})


def trial(subject: Subject, changes: Changes, decode: Decode = by_search) -> Outcome | None:
    """What becomes of the wrong figures; None where nothing changed in value."""
    true = {c: figure_of(subject.printed[c]) for c in changes}
    wrong = {c for c, text in changes.items() if (figure_of(text) or 0) != (true[c] or 0)}
    # A zero lost or added changes no sum: it counts where nothing else is wrong.
    wrong = wrong or {c for c, text in changes.items() if text is None and true[c] is not None}
    if not wrong:
        return None
    document = _through(with_changes(subject.document, changes), "check")
    started = time.process_time()
    decoded = decode(document)
    seconds = time.process_time() - started
    suggested = {s.cell: s.value for s in decoded.suggestions}
    failing = {c for check in document.checks if not check.holds for c in check.cells}
    tails = {c for check in document.checks if check.tail for c in check.cells}
    candidates = {c.cell for c in decoded.candidates}
    caught = {c for c in wrong if c in failing or c in suggested or c in candidates}
    right = [c for c, v in suggested.items() if c in wrong and v == (true[c] or Decimal(0))]
    return Outcome(
        wrong=len(wrong),
        caught=len(caught),
        tail=len((wrong & tails) - caught),
        alone=len(wrong & suggested.keys()),
        among=len((wrong & candidates) - suggested.keys()),
        rightly=len(right),
        wrongly=len(suggested) - len(right),
        candidates=len(candidates),
        seconds=seconds,
    )


def figure_of(text: str | None) -> Decimal | None:
    """The value of a figure; a share counts in percent."""
    return decimal_of(None if text is None else text.removesuffix("%"))


def with_changes(document: Document, changes: Changes) -> Document:
    """The document with other figures printed."""
    tables = []
    for table in document.tables:
        name = (table.kind, table.ordinal)
        own = {c: text for c, text in changes.items() if (c.kind, c.ordinal) == name}
        tables.append(_changed(table, own) if own else table)
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
