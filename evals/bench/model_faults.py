"""What reaches a result when the simulated reader errs: silent errors, lost and doubled rows."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from evals.bench.model_documents import Invented, read_by_model, result_of, settings_for
from evals.comparison import CellMiss, compare, normal
from evals.simulated.faults import Faults
from evals.simulated.record import Record
from evals.simulated.server import serving
from extraction.asking.which import printed_numbers
from extraction.export.result import Result, ResultRow, ResultTable
from schemas.document import Document
from schemas.settings import Ask

RATES = (0.0, 0.01, 0.05, 0.20)
ASKS: tuple[Ask, ...] = ("rows", "plan")
_NO_AMOUNTS = frozenset({"code", "phone", "weight"})
Place = tuple[int, int]
"""Line and column (1-based) in the document."""
Slot = tuple[str, int, str]
"""Table (kind#ordinal), row (0-based) and field."""


class Wrong(NamedTuple):
    """An amount that is not as printed, and what is known of its place."""

    miss: CellMiss
    covered: bool
    silent: bool


class Lost(NamedTuple):
    """A printed row that is in no row of the result, and whether anything says so."""

    table: str
    row: int
    told: bool


class FaultScore(NamedTuple):
    """Counts over documents.

    ``silent_covered`` are wrong amounts, under any status but suspect, where the document's own
    figures form an identity; ``silent`` those and all others; ``suspect_wrong`` wrong ones that
    are marked. ``dropped`` and ``doubled`` were injected in any answer; ``lost`` printed rows are
    in no row of the result, ``twice`` more than once. ``suspects`` of ``cells`` are marked.
    """

    injected: int = 0
    dropped: int = 0
    doubled: int = 0
    amounts: int = 0
    covered: int = 0
    silent_covered: int = 0
    silent: int = 0
    suspect_wrong: int = 0
    lost: int = 0
    lost_untold: int = 0
    twice: int = 0
    twice_untold: int = 0
    cells: int = 0
    suspects: int = 0
    pieces: int = 0
    requests: int = 0

    def plus(self, other: "FaultScore") -> "FaultScore":
        """The counts of both."""
        return FaultScore(*(a + b for a, b in zip(self, other, strict=True)))


class Case(NamedTuple):
    """One document under one rate of faults: its score and what stands behind it."""

    document: Invented
    score: FaultScore
    wrong: tuple[Wrong, ...]
    lost: tuple[Lost, ...]
    twice: tuple[Lost, ...]


def cases(documents: Sequence[Invented], rate: float, ask: Ask, seed: int = 0) -> Iterator[Case]:
    """Each document read by a simulated reader that errs at this rate in each row."""
    record = Record()
    with (
        serving(Faults.each_row(rate, seed=seed), record) as url,
        TemporaryDirectory() as folder,
    ):
        for document in documents:
            data = Path(folder) / document.path.stem
            read, sent = read_by_model(document.path, settings_for(url, data, "model", ask))
            yield _case(document, read, record, sent.requests)
            record.forget()


def _case(document: Invented, read: Document, record: Record, requests: int) -> Case:
    result = result_of(read)
    wrong = tuple(wrong_amounts(document, result))
    lost, twice = rows_lost_and_doubled(document, read, result)
    faults = Counter(note.fault for note in record.notes)
    statuses = [c.status for t in result.tables for r in t.rows for c in r.cells.values()]
    score = FaultScore(
        injected=len(record.notes),
        dropped=faults["row_dropped"],
        doubled=faults["row_doubled"],
        amounts=compare(document.gold, document.result).amounts,
        covered=len(covered_slots(document.result)),
        silent_covered=sum(w.covered and w.silent for w in wrong),
        silent=sum(w.silent for w in wrong),
        suspect_wrong=sum(not w.silent for w in wrong),
        lost=len(lost),
        lost_untold=sum(not row.told for row in lost),
        twice=len(twice),
        twice_untold=sum(not row.told for row in twice),
        cells=len(statuses),
        suspects=statuses.count("suspect"),
        pieces=len(read.pieces),
        requests=requests,
    )
    return Case(document, score, wrong, lost, twice)


def covered_slots(right: Result) -> frozenset[Slot]:
    """The cells of a right reading that an identity covers which holds."""
    return frozenset(
        (f"{kind}#{ordinal}", row, field)
        for check in right.checks
        if check.holds
        for kind, ordinal, row, field in check.cells
    )


def wrong_amounts(document: Invented, result: Result) -> Iterator[Wrong]:
    """The amounts of a result that are not as printed; those of rows that are lost left out."""
    covered = covered_slots(document.result)
    misses = compare(document.gold, result).misses
    filled = Counter((miss.table, miss.row) for miss in misses if miss.gold is not None)
    there = Counter(
        (miss.table, miss.row) for miss in misses if miss.found is None and miss.gold is not None
    )
    gold = {f"{table.kind}#{table.ordinal}": table for table in document.gold}
    for miss in misses:
        place = (miss.table, miss.row)
        amounts = (normal(miss.gold), normal(miss.found))
        if miss.field in _NO_AMOUNTS or not any(isinstance(a, Decimal) for a in amounts):
            continue
        if miss.row >= 0 and there[place] == filled[place] == _printed(
            gold[miss.table].rows[miss.row]
        ):
            continue
        slot = (miss.table, miss.row, miss.field)
        yield Wrong(miss, slot in covered, miss.status != "suspect")


def _printed(row: Mapping[str, str | None]) -> int:
    return sum(normal(text) is not None for text in row.values())


def rows_lost_and_doubled(
    document: Invented, read: Document, result: Result
) -> tuple[tuple[Lost, ...], tuple[Lost, ...]]:
    """The printed rows that no row of the result holds, and those that several hold."""
    found = Counter(
        (table.kind, key) for table in result.tables for row in table.rows if (key := _places(row))
    )
    values = {
        (table.kind, tuple(row.values.items())) for table in result.tables for row in table.rows
    }
    lost: list[Lost] = []
    twice: list[Lost] = []
    for table in document.result.tables:
        for index, row in enumerate(table.rows):
            own = _places(row)
            if not own:
                continue
            holding = sum(
                count
                for (kind, places), count in found.items()
                if kind == table.kind and 2 * len(own & places) > len(own)
            )
            # Equal figures of two sides may be taken crosswise; nothing is lost then.
            crossed = not holding and (table.kind, tuple(row.values.items())) in values
            if holding != 1 and not crossed:
                line = Lost(table.name, index, _told(table, row, document, read, result))
                (twice if holding else lost).append(line)
    return tuple(lost), tuple(twice)


def _places(row: ResultRow) -> frozenset[Place]:
    """Where the row's own cells stand: in its last line, merged labels stand above it."""
    places = [
        (cell.source.line, cell.source.column or 0)
        for cell in row.cells.values()
        if cell.source is not None and cell.source.line is not None and cell.printed is not None
    ]
    last = max((line for line, _ in places), default=0)
    return frozenset(place for place in places if place[0] == last)


def _told(
    table: ResultTable, row: ResultRow, document: Invented, read: Document, result: Result
) -> bool:
    """Whether a finding reaches the row's line, or what was asked still names its number."""
    lines = {line for line, _ in _places(row)}
    for finding in result.findings:
        if finding.source.lines is not None:
            first, last = finding.source.lines
            if any(first <= line <= last for line in lines):
                return True
    names = _names(document.headers, lines)
    said = [text for asked in read.run.asked for text in asked.open]
    said += [note for made in result.tables if made.kind == table.kind for note in made.notes]
    return any(f"{name} " in f"{text} " or f"{name}:" in text for name in names for text in said)


def _names(headers: Document, lines: set[int]) -> set[str]:
    """How a row in these lines is named in questions: r12."""
    return {
        f"r{number}"
        for segment in headers.segments
        for source, number in printed_numbers(segment).items()
        if source.line in lines
    }


def heading() -> str:
    """The heads of the columns."""
    columns = (
        "faults", "amounts", "covered", "sil.cov", "silent", "marked", "dropped", "lost",
        "untold", "doubled", "twice", "untold", "suspect", "asked",
    )  # fmt: skip
    return f"{'ask':<5}{'rate':>5}" + "".join(f"{c:>10}" for c in columns)


def shown(ask: Ask, rate: float, score: FaultScore) -> str:
    """A line of the table."""
    columns = (
        score.injected, score.amounts, score.covered, score.silent_covered, score.silent,
        score.suspect_wrong, score.dropped, score.lost, score.lost_untold, score.doubled,
        score.twice, score.twice_untold,
        f"{1000 * score.suspects / max(score.cells, 1):.1f}",
        f"{score.requests / max(score.pieces, 1):.2f}",
    )  # fmt: skip
    return f"{ask:<5}{rate:>5.0%}" + "".join(f"{c:>10}" for c in columns)
