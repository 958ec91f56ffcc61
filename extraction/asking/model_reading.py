"""A document read by a model: pieces asked, both readings tried by the identities, one kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extraction.asking.comparing import Trial, disagreements, is_decided, keeps_model, tried
from extraction.asking.marking import marked
from extraction.asking.repositioned import ModelSegment, model_segment
from extraction.asking.rounds import PieceReading, Reader
from extraction.asking.which import printed_numbers, sources_of
from extraction.checking import check_all
from schemas.document import Asked, Document
from schemas.finding import Finding
from schemas.kinds import KindRow
from schemas.source import Extent
from schemas.table import Table

LOOK_AGAIN = (
    "look again at {rows}: in which column does each figure stand, and which field is that column?"
)


@dataclass(frozen=True, slots=True)
class _Both:
    """The two readings of a document, tried."""

    headers: Trial
    model: Trial
    segments: Mapping[int, ModelSegment]
    """The model's reading by the index of its segment."""

    def kept(self, model_first: bool) -> frozenset[int]:
        """The segments (indexes) where the model's reading is kept."""
        return frozenset(
            index
            for index in self.segments
            if keeps_model(index, self.headers, self.model, model_first)
        )


async def read_by_model(
    document: Document, reader: Reader, kinds: Sequence[type[KindRow]], model_first: bool
) -> Document:
    """The document with its pieces read by the model, and what was asked in its run.

    ``model_first``: where arithmetic can't tell the readings apart, the model's is kept.
    What stays without answer is read by the headers, and said in the run.
    """
    readings = await reader.read_all(document.pieces)
    both = _tried(document, readings, kinds)
    asked_again = await _reconsidered(document, readings, both, reader)
    again = _tried(document, asked_again, kinds)
    if _failures(again) <= _failures(both):
        both, readings = again, asked_again
    else:
        # What stands is told with its own complaints, not with those of the answer let go.
        readings = tuple(
            replace(old, asked=new.asked, failure=new.failure)
            for old, new in zip(readings, asked_again, strict=True)
        )
    return _settled(document, both, both.kept(model_first), readings, kinds)


def _tried(
    document: Document, readings: Sequence[PieceReading], kinds: Sequence[type[KindRow]]
) -> _Both:
    headers = tried(document.segments, document.paragraphs, kinds)
    by_name = {kind.kind: kind for kind in kinds}
    segments: dict[int, ModelSegment] = {}
    for index in dict.fromkeys(reading.piece.segment for reading in readings):
        own = [r for r in readings if r.piece.segment == index]
        made = model_segment(document.segments[index], headers.table(index), own, by_name)
        if made is not None:
            segments[index] = made
    as_model = [
        segments[i].segment if i in segments else s for i, s in enumerate(document.segments)
    ]
    return _Both(headers, tried(as_model, document.paragraphs, kinds), segments)


def _failures(both: _Both) -> int:
    return sum(both.model.failing(index) for index in both.segments)


async def _reconsidered(
    document: Document, readings: Sequence[PieceReading], both: _Both, reader: Reader
) -> tuple[PieceReading, ...]:
    """The readings with those asked once more whose rows break identities.

    Rows that both readings put in the same fields are not asked about: the figures then stand
    where they stand, and asking again could only make the model yield.
    """
    if reader.settings.reasks < 1:
        return tuple(readings)
    found = []
    for reading in readings:
        rows = _contradicted(document, reading, both)
        if rows:
            named = ", ".join(f"r{n}" for n in rows)
            reading = await reader.reconsidered(reading, LOOK_AGAIN.format(rows=named))
        found.append(reading)
    return tuple(found)


def _contradicted(document: Document, reading: PieceReading, both: _Both) -> tuple[int, ...]:
    index = reading.piece.segment
    table, other = both.model.table(index), both.headers.table(index)
    if reading.placing is None or table is None or index not in both.segments:
        return ()
    differing = disagreements(table, other)
    known = other is not None and other.kind == table.kind
    rows = {
        cell.row
        for check in both.model.checks
        if not check.holds and not check.rule.startswith("narrative")
        for cell in check.cells
        if (cell.kind, cell.ordinal) == (table.kind, table.ordinal)
    }
    if known:
        rows &= {row for row, _ in differing}
    numbers = printed_numbers(document.segments[index])
    asked = set(reading.piece.wanted or reading.piece.numbers)
    printed = {numbers[s] for row in rows for s in sources_of(table, row) if s in numbers}
    return tuple(sorted(printed & asked))


def _settled(
    document: Document,
    both: _Both,
    kept: frozenset[int],
    readings: Sequence[PieceReading],
    kinds: Sequence[type[KindRow]],
) -> Document:
    segments = tuple(
        both.segments[i].segment if i in kept else segment
        for i, segment in enumerate(document.segments)
    )
    final = tried(segments, document.paragraphs, kinds)
    tables = tuple(
        _doubted(table, index, both, index in kept)
        for table, index in zip(final.mapped.tables, final.mapped.segments, strict=True)
    )
    checked = check_all(tables, document.paragraphs, kinds)
    lost = tuple(
        _lost(document, index, both.segments[index])
        for index in sorted(kept)
        if both.segments[index].lost
    )
    asked = tuple(_asked(document, reading, kept) for reading in readings)
    return document.model_copy(
        update={
            "segments": segments,
            "tables": tables,
            "checks": checked.checks,
            "findings": (*_moved(both, final, kept), *lost, *checked.findings),
            "run": document.run.model_copy(update={"asked": asked}),
        }
    )


def _moved(both: _Both, final: Trial, kept: frozenset[int]) -> Iterator[Finding]:
    """What stands off its columns. Where the model placed the cells, the headers had to move them.

    The grid made of its answer has every cell in place and can't tell.
    """
    yield from (finding for index, finding in final.mapped.moved if index not in kept)
    yield from (finding for index, finding in both.headers.mapped.moved if index in kept)


def _doubted(table: Table, index: int, both: _Both, by_model: bool) -> Table:
    if index not in both.segments:
        return table
    other = both.headers.table(index) if by_model else both.model.table(index)
    by_cell = {} if is_decided(index, both.headers, both.model) else disagreements(table, other)
    by_place = both.segments[index].marks if by_model else {}
    return marked(table, by_place, by_cell)


def _lost(document: Document, index: int, made: ModelSegment) -> Finding:
    segment = document.segments[index]
    rows = [segment.body[n - 1] for n in made.lost]
    lines = [row.line for row in rows if row.line]
    texts = "; ".join(
        " ".join(cell.clean for cell in row.cells if not cell.blank)[:40] for row in rows
    )
    return Finding(
        finding_class="misaligned",
        message=f"{segment.title or made.segment.kind}: {len(rows)} printed row(s) are in no row "
        f"of the result ({texts}).",
        source=Extent(lines=(min(lines), max(lines)))
        if lines
        else Extent(pages=segment.extent.pages),
    )


def _asked(document: Document, reading: PieceReading, kept: frozenset[int]) -> Asked:
    segment = document.segments[reading.piece.segment]
    if reading.placing is None:
        outcome = "no answer"
    elif not reading.placing.rows:
        outcome = "the model knows no kind for it either"
    elif reading.piece.segment in kept:
        outcome = "read by the model"
    else:
        outcome = "the reading by the headers was kept"
    numbers = reading.piece.wanted or tuple(reading.piece.numbers)
    return Asked(
        table=segment.title or segment.kind,
        kind=reading.kind,
        rows=len(numbers),
        reason=reading.piece.reason,
        requests=reading.asked,
        outcome=outcome,
        failure=reading.failure,
        open=reading.complaints,
    )
