"""Two readings of one table, by the headers and by the model: which to keep, what to doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extraction.checking import check_all
from extraction.headers.mapping import MappedSegments, map_all
from schemas.check import Check
from schemas.document import Segment
from schemas.grid import Paragraph
from schemas.kinds import GENERIC, KindRow
from schemas.source import Source
from schemas.table import CellRef, Table

DISAGREE = "Two readings differ: one puts it in {own}, the other in {other}."


@dataclass(frozen=True, slots=True)
class Trial:
    """Segments as one of the readings has them, their tables and the checks over these."""

    segments: tuple[Segment, ...]
    mapped: MappedSegments
    checks: tuple[Check, ...]

    def table(self, segment: int) -> Table | None:
        """The table of a segment (index), or None."""
        for origin, table in zip(self.mapped.segments, self.mapped.tables, strict=True):
            if origin == segment:
                return table
        return None

    def failing(self, segment: int) -> int:
        """How many identities over the table of a segment fail."""
        return sum(1 for check in self._over(segment) if not check.holds)

    def holding(self, segment: int) -> int:
        """How many cells of the table of a segment an exact identity covers."""
        table = self.table(segment)
        if table is None:
            return 0
        cells: set[CellRef] = set()
        for check in self._over(segment):
            if check.holds and not check.tail:
                cells |= {
                    c for c in check.cells if (c.kind, c.ordinal) == (table.kind, table.ordinal)
                }
        return len(cells)

    def _over(self, segment: int) -> list[Check]:
        table = self.table(segment)
        if table is None:
            return []
        name = (table.kind, table.ordinal)
        return [c for c in self.checks if any((a.kind, a.ordinal) == name for a in c.cells)]


def tried(
    segments: Sequence[Segment],
    paragraphs: Sequence[Paragraph],
    kinds: Sequence[type[KindRow]],
) -> Trial:
    """The segments mapped and checked."""
    mapped = map_all(segments, kinds)
    return Trial(tuple(segments), mapped, check_all(mapped.tables, paragraphs, kinds).checks)


def keeps_model(segment: int, headers: Trial, model: Trial, model_first: bool) -> bool:
    """Whether the model's reading of a segment is the better one.

    Fewer failing identities decide, then more cells that exact ones cover. Where both are equal
    the engine that was asked for first has it, but a known kind goes before an unknown one.
    """
    own, other = model.table(segment), headers.table(segment)
    if own is None or not own.rows:
        return False
    if other is None or not other.rows or other.kind == GENERIC:
        return True
    if model.failing(segment) != headers.failing(segment):
        return model.failing(segment) < headers.failing(segment)
    if model.holding(segment) != headers.holding(segment):
        return model.holding(segment) > headers.holding(segment)
    return model_first


def is_decided(segment: int, headers: Trial, model: Trial) -> bool:
    """Whether arithmetic itself tells the two readings apart."""
    return model.failing(segment) != headers.failing(segment)


def fields_by_place(table: Table | None) -> dict[Source, str]:
    """The field that each printed place of a table was put in."""
    if table is None:
        return {}
    return {
        cell.source: name
        for row in table.rows
        for name, cell in row.cells.items()
        if cell.source is not None and cell.printed is not None and row.values.get(name) is not None
    }


def disagreements(kept: Table, other: Table | None) -> Mapping[tuple[int, str], str]:
    """The cells (row, field) of a table that the other reading puts elsewhere, and the reason.

    The field where the other reading has the text is doubted with it, where it stays blank here.
    """
    if other is None or other.kind != kept.kind:
        return {}
    places = fields_by_place(other)
    found = {}
    for index, row in enumerate(kept.rows):
        for name, cell in row.cells.items():
            if cell.source is None or row.values.get(name) is None:
                continue
            elsewhere = places.get(cell.source)
            value = row.values[name]
            if elsewhere not in (None, name) and not _same_there(cell.source, name, value, other):
                reason = DISAGREE.format(other=elsewhere, own=name)
                found[index, name] = reason
                if elsewhere in row.values and row.values[elsewhere] is None:
                    found.setdefault((index, elsewhere), reason)
    return found


def _same_there(source: Source, name: str, value: str | None, other: Table) -> bool:
    """Whether the other reading has the same text in the field of the same printed row.

    Equal texts in one row (100%, 0.00) may be taken from either of their cells.
    """
    return any(
        row.values.get(name) == value
        for row in other.rows
        if any(cell.source == source for cell in row.cells.values())
    )
