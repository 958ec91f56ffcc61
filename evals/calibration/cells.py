"""Cells of noised documents: their traits, and whether they are right."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, cast

from evals.calibration.noised import NoisedDocument
from evals.comparison import KINDS, GoldTable, Printed, found_values, gold_values, normal
from evals.found import GoldFinding
from evals.measures.alignment import pair_rows, pair_tables
from evals.measures.scoring import ROUNDING, expected_figures
from extraction.confidence.traits import Traits, surroundings, traits_of
from extraction.export.payload import document_payload
from extraction.export.result import Result, ResultTable, parse_result
from extraction.identities.ledger import Ledger
from extraction.identities.rank import strengths
from extraction.kinds import kinds_of
from extraction.pipeline import STAGES, Stage, rare_collection, stage
from schemas.document import Document
from schemas.settings import Settings
from schemas.table import CellRef, Table

_Claimed = Callable[[Document, Ledger], tuple[Table, ...]]
_LEFT_OUT = frozenset({"chunk", "ask"})


class Truth(NamedTuple):
    """Whether a cell is right, what it says, and what it should say."""

    right: bool
    value: str | None
    wanted: Printed | None


class SeenCell(NamedTuple):
    """A cell of a noised document: where, what is known of it, and the truth.

    ``group`` is the original of the document, ``condition`` what was done to it.
    """

    group: str
    condition: str
    at: CellRef
    traits: Traits
    truth: Truth

    @property
    def right(self) -> bool:
        """Whether it is right."""
        return self.truth.right


def seen_cells(noised: NoisedDocument, settings: Settings) -> Iterator[SeenCell]:
    """Every cell of a document in a table of a kind that gold knows, blank ones included.

    Raises GoujiError where the document can't be read.
    """
    document = read_document(noised.path, settings)
    ledger = Ledger(document.tables, kinds_of(settings))
    tables = cast(_Claimed, stage("score", "claimed"))(document, ledger)
    result = parse_result(document_payload(document.model_copy(update={"tables": tables})))
    truths = truths_of(noised.gold.tables, noised.gold.findings, result)
    proofs = strengths(document.checks, ledger.figures)
    around = surroundings(document, ledger, proofs)
    for read, table in zip(document.tables, tables, strict=True):
        for address, traits in traits_of(read, table, around):
            truth = truths.get(address)
            if truth is not None:
                yield SeenCell(noised.group, noised.condition, address, traits, truth)


def read_document(path: Path, settings: Settings) -> Document:
    """The document of a file before the stage score, by the headers engine."""
    with rare_collection():
        document = cast(Document, stage(*STAGES[0])(path, settings))
        for module, function in STAGES[1:]:
            if module == "score":
                break
            if module not in _LEFT_OUT:
                document = cast(Stage, stage(module, function))(document, settings)
    gc.collect()
    return document


def truths_of(
    gold: Sequence[GoldTable], findings: Sequence[GoldFinding], result: Result
) -> Mapping[CellRef, Truth]:
    """For the cells of a result whether they are right.

    Right is what the document should say: where gold calls a printed figure wrong, or noise
    misread it, the figure that it expects; else what is printed. A cell of a row that gold has
    not is wrong.
    """
    errors = [finding for finding in findings if finding.finding_class != ROUNDING]
    expected = expected_figures(gold, errors)
    found: dict[CellRef, Truth] = {}
    for kind in dict.fromkeys((*KINDS, *(table.kind for table in gold))):
        wanted = [table for table in gold if table.kind == kind]
        there = [table for table in result.tables if table.kind == kind]
        pairs = pair_tables(
            [gold_values(t) for t in wanted], [found_values(t) for t in there], kind
        )
        answered = {j: wanted[i] for i, j in pairs}
        for j, table in enumerate(there):
            found.update(_truths(answered.get(j), table, expected))
    return found


def _truths(
    gold: GoldTable | None, table: ResultTable, expected: Mapping[tuple[str, int, str], Printed]
) -> Iterator[tuple[CellRef, Truth]]:
    rows: dict[int, int] = {}
    if gold is not None:
        rows = {j: i for i, j in pair_rows(gold_values(gold), found_values(table), gold.kind)}
    for number, row in enumerate(table.rows):
        for field in row.cells:
            value = row.values.get(field)
            wanted = None
            if gold is not None and number in rows:
                name = f"{gold.kind}#{gold.ordinal}"
                index = rows[number]
                printed = normal(gold.rows[index].get(field))
                wanted = expected.get((name, index, field), printed)
            address = CellRef(kind=table.kind, ordinal=table.ordinal, row=number, field=field)
            yield address, Truth(normal(value) == wanted, value, wanted)
