"""What is known of a cell that tells how likely it is right, in steps that can be counted."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

from extraction.auditing.merged_columns import merged_columns
from extraction.confidence.echoes import Echoes, echoes_of
from extraction.headers.context import title_likeness
from extraction.identities.deciding import Touching, touching
from extraction.identities.ledger import Ledger, ref
from extraction.identities.rank import Strength
from schemas.check import Check
from schemas.document import Document
from schemas.kinds import builtin_kinds
from schemas.kinds.kind import FieldType
from schemas.table import Cell, CellRef, Row, Table

Origin = Literal["text", "scan"]
Sort = Literal["amount", "zero", "blank", "code", "label", "text"]
State = Literal[
    "proved", "repaired", "unchecked", "tail", "bystander", "failing", "candidate", "accused",
    "doubtful", "merged", "told",
]  # fmt: skip
"""The status, and why a cell is suspect: accused: a sum asks for another value · candidate: one
of several that may be it · bystander: another cell explains the failure · failing: nothing does ·
doubtful: the recogniser doubts it · merged: its column holds two · told: marked while read."""

IDENTITIES = 4
"""Independent exact identities over a figure are told apart up to so many."""
_COUNTED = frozenset(kind.kind for kind in builtin_kinds())
_UNCOUNTED = 1
"""So many count in tables of other kinds, of which gold has none to count by."""
TRUSTS = (0.2, 0.5, 0.8, 0.95)
"""Bounds of how sure the decoder is that a candidate was read right."""
DENSITIES = (0.002, 0.005, 0.012, 0.03, 0.06, 0.12, 0.25)
"""Bounds of the share of failing checks of a document."""
READERS = (0.5, 0.85, 0.95, 0.99, 0.999)
"""Bounds of the recogniser's confidence."""
_NAMED = 0.8
"""A title names a kind that it is at least so like."""
_PRIOR_FAILING, _PRIOR_CHECKS = 0.5, 20.0
"""What a document without checks is taken for: half a failure in twenty."""

SHAPE = (IDENTITIES + 1, 3, 3, len(DENSITIES) + 1, len(READERS) + 1)
"""How many steps each axis has: evidence, around, echo, calm, reader."""
AGAINST, SILENT, FOR = 0, 1, 2
Steps = tuple[int, int, int, int, int]
"""A step on every axis of `SHAPE`; a higher one never makes a cell less likely to be right."""

_SORTS: Mapping[FieldType, Sort] = MappingProxyType(
    {
        "amount": "amount", "quantity": "amount", "share": "amount", "code": "code",
        "label": "label", "side": "label", "text": "text", "figure": "text",
    }
)  # fmt: skip


class Traits(NamedTuple):
    """What tells how likely a cell is right.

    ``evidence`` is the rank of its proof; for a candidate, how
    little the decoder thinks that it was misread. ``around`` is what stands around
    it (`AGAINST`, `SILENT`, `FOR`): of a figure, whether the title of its table names the kind it
    was taken for, or another; of a label, whether a figure of its row is suspect or proved.
    ``echo`` says whether a label is printed elsewhere in the document too: 0 nearly alike, 1 no,
    2 alike. ``calm`` is higher the fewer checks of the document fail, ``reader`` the surer the
    recogniser is. What says nothing of a cell stands at 0: the echo of figures, the evidence of
    labels, the reader of texts.
    """

    origin: Origin
    sort: Sort
    state: State
    evidence: int = 0
    around: int = 0
    echo: int = 0
    calm: int = 0
    reader: int = 0

    @property
    def stratum(self) -> tuple[str, str, str]:
        """The group of cells that it is counted with."""
        return self.origin, self.sort, self.state

    @property
    def steps(self) -> Steps:
        """Where it stands in its stratum."""
        return self.evidence, self.around, self.echo, self.calm, self.reader


class Surroundings(NamedTuple):
    """What a document says of its cells: checks by table, doubts, labels, and how calm it is.

    ``doubted`` are the tables (kind, ordinal) of accused cells and of candidates.
    """

    ledger: Ledger
    touching: Touching
    accused: frozenset[CellRef]
    candidates: Mapping[CellRef, float]
    explained: frozenset[str]
    doubted: frozenset[tuple[str, int]]
    scanned: frozenset[int]
    proofs: Mapping[CellRef, Strength]
    echoes: Echoes
    calm: int

    def checks(self, table: Table) -> Sequence[Check]:
        """The checks over cells of a table."""
        return self.touching.get((table.kind, table.ordinal), ())


def surroundings(
    document: Document, ledger: Ledger, proofs: Mapping[CellRef, Strength]
) -> Surroundings:
    """What stands around the cells of a document that is not scored yet.

    ``proofs`` are the strengths of its proofs (`extraction.identities.rank`).
    """
    failing = sum(not check.holds for check in document.checks)
    density = (failing + _PRIOR_FAILING) / (len(document.checks) + _PRIOR_CHECKS)
    open_ = (*(s.cell for s in document.suggestions), *(c.cell for c in document.candidates))
    return Surroundings(
        ledger=ledger,
        touching=touching(document.checks, ledger.memory),
        accused=frozenset(s.cell for s in document.suggestions),
        candidates={c.cell: c.probability for c in document.candidates},
        explained=frozenset(identity for s in document.suggestions for identity in s.checks),
        doubted=frozenset((cell.kind, cell.ordinal) for cell in open_),
        scanned=frozenset(page.number for page in document.pages if page.origin == "ocr"),
        proofs=proofs,
        echoes=echoes_of(document.tables, ledger),
        calm=len(DENSITIES) - _step(DENSITIES, density),
    )


def traits_of(
    read: Table, claimed: Table, around: Surroundings
) -> Iterator[tuple[CellRef, Traits]]:
    """The traits of every cell of a table, as it was ``read`` and with the ``claimed`` statuses.

    Cells keep their row and field between the two.
    """
    ledger = around.ledger
    kind = ledger.kinds.get(claimed.kind)
    types = {} if kind is None else kind.types()
    numeric = ledger.numeric_fields(claimed)
    merged, title = merged_columns(read), titled(claimed, ledger)
    covering = _covering(around.checks(claimed))
    for index, row in enumerate(claimed.rows):
        beside = AGAINST if title == AGAINST else _row_says(row, numeric)
        for field, cell in row.cells.items():
            address = ref(claimed, index, field)
            before = read.rows[index].cells.get(field)
            default: FieldType = "amount" if field in numeric else "text"
            sort = _sort(row.values.get(field), types.get(field, default))
            state = _state(cell, before, address, covering.get(address, ()), around)
            if state == "doubtful" and field in merged:
                state = "merged"
            figure = sort in ("amount", "zero", "blank")
            scanned = cell.source is not None and cell.source.page in around.scanned
            evidence = _rank(address, around) if figure else 0
            if state == "candidate":
                evidence = _step(TRUSTS, 1 - around.candidates[address])
            yield (
                address,
                Traits(
                    origin="scan" if scanned else "text",
                    sort=sort,
                    state=state,
                    evidence=evidence,
                    around=title if figure else beside,
                    echo=0 if figure else around.echoes.of(row, field),
                    calm=around.calm,
                    reader=_step(READERS, before.confidence) if before and scanned else 0,
                ),
            )


def _covering(checks: Iterable[Check]) -> Mapping[CellRef, Sequence[Check]]:
    found: dict[CellRef, list[Check]] = {}
    for check in checks:
        for cell in check.cells:
            found.setdefault(cell, []).append(check)
    return found


def _rank(cell: CellRef, around: Surroundings) -> int:
    """The rank of the proof of a cell, as far as it counts."""
    proof = around.proofs.get(cell)
    if proof is None:
        return 0
    return min(proof.rank, IDENTITIES if cell.kind in _COUNTED else _UNCOUNTED)


def _step(bounds: Sequence[float], value: float) -> int:
    return bisect_left(bounds, value)


def _sort(value: str | None, declared: FieldType) -> Sort:
    if value is None:
        return "blank"
    sort = _SORTS[declared]
    return "zero" if sort == "amount" and not value.strip("-0.%") else sort


def _state(
    cell: Cell,
    before: Cell | None,
    address: CellRef,
    checks: Sequence[Check],
    around: Surroundings,
) -> State:
    if cell.status == "repaired":
        return "repaired"
    if cell.status != "suspect":
        return "proved" if cell.status == "proved" else "tail" if checks else "unchecked"
    asked = before is not None and cell.alternatives != before.alternatives
    if address in around.accused or asked:
        return "accused"
    if address in around.candidates:
        return "candidate"
    failing = [check for check in checks if not check.holds]
    if failing:
        explained = all(check.id in around.explained for check in failing)
        return "bystander" if explained else "failing"
    return "told" if before is not None and before.status == "suspect" else "doubtful"


def _row_says(row: Row, numeric: frozenset[str]) -> int:
    statuses = {cell.status for field, cell in row.cells.items() if field in numeric}
    if "suspect" in statuses:
        return AGAINST
    return FOR if statuses & {"proved", "repaired", "confirmed", "corrected"} else SILENT


def titled(table: Table, ledger: Ledger) -> int:
    """Whether the title of a table names its kind, another one, or none.

    Under a broken header the columns of one kind can pass for those of another, and the sums
    hold all the same.
    """
    own = ledger.kinds.get(table.kind)
    if table.title is None or own is None or own.layout == "form":
        return SILENT
    title = table.title
    others = [
        title_likeness(title, kind)
        for kind in ledger.kinds.values()
        if kind.layout != "form" and kind is not own
    ]
    likeness, rival = title_likeness(title, own), max(others, default=0.0)
    if max(likeness, rival) < _NAMED:
        return SILENT
    return FOR if likeness >= rival else AGAINST
