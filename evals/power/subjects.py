"""Documents whose figures are known to be right, and which of these figures identities cover."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, cast

from evals.cases.case import Case
from evals.cases.sums import table_of
from evals.synthetic import Options, make_disclosure
from evals.synthetic.model import Style, Unit
from extraction.identities.catalogue import equations_of
from extraction.identities.ledger import Ledger, ref
from extraction.kinds import kinds_of
from extraction.pipeline import STAGES, Stage, stage
from extraction.readers.formats import is_paged
from schemas.document import Document, DocumentInfo
from schemas.settings import Settings
from schemas.table import CellRef

SETTINGS = Settings(schema_file=None)
FIRST_SEED = 5000
"""Of the first invented document; in turn of all styles and units."""
JUDGED = ("check", "decode", "reread", "score")
"""The stages that say which figures can be trusted."""
_STYLES: tuple[Style, ...] = ("street", "office", "notice")
_UNITS: tuple[Unit, ...] = ("元", "万元")


class Subject(NamedTuple):
    """A document after the stage ``map`` whose figures are what is printed.

    ``printed`` are all figures and the blanks among them, without separators. ``covered`` are those
    that stand in an identity which holds exactly and is demanded of the document: a custom that is
    dropped where it fails does not count, nor does prose alone; ``near`` are the covered figures
    that share such an identity with one. ``doubted`` are suspect or named by a
    finding before anything is mutated, and ``asked`` the values suggested then; neither is covered.
    """

    name: str
    document: Document
    printed: Mapping[CellRef, str | None]
    covered: tuple[CellRef, ...]
    near: Mapping[CellRef, tuple[CellRef, ...]]
    doubted: frozenset[CellRef]
    asked: Mapping[CellRef, Decimal]

    @property
    def figures(self) -> int:
        """How many figures are printed."""
        return sum(text is not None for text in self.printed.values())


def through(document: Document, *names: str) -> Document:
    """The document after these stages of the pipeline."""
    functions = dict(STAGES)
    for name in names:
        document = cast(Stage, stage(name, functions[name]))(document, SETTINGS)
    return document


def of_case(case: Case) -> Subject:
    """A case with the tables of its gold; the prose is read where the document is a text.

    Raises:
        InputError: the document can't be read.
    """
    tables = tuple(table_of(table) for table in case.gold.tables)
    if is_paged(case.source):
        content = case.source.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        info = DocumentInfo(name=case.source.name, sha256=digest, media_type="")
        return subject_of(case.name, Document(info=info, tables=tables))
    return subject_of(case.name, _mapped(case.source).model_copy(update={"tables": tables}))


def invented(number: int) -> Subject:
    """The invented disclosure of a number (from 0), extracted, without a planted error."""
    style, unit = tuple(product(_STYLES, _UNITS))[number % (len(_STYLES) * len(_UNITS))]
    return of_seed(FIRST_SEED + number, Options(style=style, unit=unit))


def of_seed(seed: int, options: Options) -> Subject:
    """The invented disclosure of a seed, extracted."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{seed}.txt"
        path.write_text(make_disclosure(seed, options).text, encoding="utf-8")
        document = _mapped(path)
    return subject_of(f"invented-{seed}-{options.style}-{options.unit}", document)


def _mapped(path: Path) -> Document:
    document = cast(Callable[[Path, Settings], Document], stage(*STAGES[0]))(path, SETTINGS)
    for module, _ in STAGES[1:]:
        if module == JUDGED[0]:
            break
        document = through(document, module)
    return document


def subject_of(name: str, document: Document) -> Subject:
    """What covers the figures of a document after the stage ``map``."""
    kinds = kinds_of(SETTINGS)
    ledger = Ledger(document.tables, kinds)
    judged = through(document, *JUDGED)
    doubted = frozenset(_doubted(judged))
    demanded = {(e.left, e.right) for e in equations_of(ledger) if not e.keep_only_if_holds}
    near: dict[CellRef, dict[CellRef, None]] = {}
    for check in judged.checks:
        if not check.holds or check.tail or (check.left, check.right) not in demanded:
            continue
        cells = [c for c in check.cells if c in ledger.figures and c not in doubted]
        for cell in cells:
            near.setdefault(cell, {}).update((c, None) for c in cells if c != cell)
    return Subject(
        name,
        document,
        dict(_printed(ledger)),
        tuple(near),
        {cell: tuple(others) for cell, others in near.items()},
        doubted,
        {s.cell: s.value for s in judged.suggestions},
    )


def statuses(document: Document) -> dict[CellRef, str]:
    """The status of every cell of a scored document that has one."""
    return {
        ref(table, index, field): cell.status
        for table in document.tables
        for index, row in enumerate(table.rows)
        for field, cell in row.cells.items()
    }


def named(document: Document, *, rounding: bool) -> frozenset[CellRef]:
    """The cells that findings name: rounding tails, or anything else."""
    return frozenset(
        cell
        for finding in document.findings
        if (finding.finding_class == "rounding") is rounding
        for cell in finding.cells
    )


def _doubted(judged: Document) -> Iterator[CellRef]:
    yield from (cell for cell, status in statuses(judged).items() if status == "suspect")
    yield from named(judged, rounding=False)
    yield from (s.cell for s in judged.suggestions)


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


def counts_of(subjects: Sequence[Subject]) -> tuple[int, int]:
    """The printed figures of all documents, and how many of them are covered."""
    return sum(s.figures for s in subjects), sum(len(s.covered) for s in subjects)
