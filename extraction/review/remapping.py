"""The printed rows behind a table under review, and the table that another kind makes of them."""

from collections.abc import Hashable, Sequence

from extraction.headers.mapping import map_all
from extraction.headers.stream import Stream
from extraction.headers.vocabulary import vocabulary
from schemas.document import Document, Segment
from schemas.grid import GridRow
from schemas.kinds import KindRow
from schemas.source import Source
from schemas.table import Table


def segments_of(reading: Document, kinds: Sequence[type[KindRow]]) -> tuple[Segment, ...]:
    """The segments of a source, as the classify stage makes them."""
    stream = Stream(tuple(kinds), vocabulary(kinds))
    for block in reading.blocks:
        stream.take(block)
    return stream.finish()


def place_of(source: Source) -> Hashable:
    """A place that is the same in an export, whose boxes are rounded."""
    if source.box is not None:
        return (source.page, *(round(value, 2) for value in source.box))
    return source.line, source.column


def segment_behind(table: Table, segments: Sequence[Segment]) -> Segment | None:
    """The segment in which most cells of the table stand, None where none does."""
    wanted = {
        place_of(cell.source)
        for row in table.rows
        for cell in row.cells.values()
        if cell.source is not None
    }
    best, most = None, 0
    for segment in segments:
        found = len(wanted & _places(segment.body))
        if found > most:
            best, most = segment, found
    return best


def _places(rows: Sequence[GridRow]) -> set[Hashable]:
    return {place_of(cell.source) for row in rows for cell in row.cells if not cell.blank}


def remapped(
    table: Table, kind: str, reading: Document, kinds: Sequence[type[KindRow]]
) -> Table | None:
    """The table with its printed rows mapped as another kind; None where they are not found."""
    segment = segment_behind(table, segments_of(reading, kinds))
    if segment is None:
        return None
    # The segment alone: its rows are the same whatever stands around it.
    made = map_all([segment.model_copy(update={"kind": kind})], kinds).tables
    if len(made) != 1 or not made[0].rows:
        return None
    return made[0].model_copy(update={"title": table.title, "unit": table.unit})
