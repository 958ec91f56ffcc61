"""Segments to tables of rows, by the printed headers alone."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from extraction.headers.celltypes import filled, is_code_text
from extraction.headers.context import kind_named
from extraction.headers.flat import rival_of
from extraction.headers.formparts import (
    map_composition,
    map_funding,
    map_profile,
    map_spending,
)
from extraction.headers.generic import map_generic
from extraction.headers.indicators import cost_is_second_level, map_indicators
from extraction.headers.rows import WORDED, Mapped, doubted, map_rows
from extraction.headers.sides import map_sides
from schemas.document import Segment
from schemas.finding import Finding
from schemas.kinds import GENERIC, KindRow
from schemas.source import Extent
from schemas.table import Table

OTHER_TITLE = "The title is that of {}, the columns are those of {}: the figures may be either's."

CodeOf = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class MappedSegments:
    """The tables of the segments, and from which segment (index) each is.

    ``moved`` are by segment (index) the findings on rows that were put in place.
    """

    tables: tuple[Table, ...]
    moved: tuple[tuple[int, Finding], ...]
    segments: tuple[int, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings on rows that were put in place."""
        return tuple(finding for _, finding in self.moved)


def map_all(segments: Sequence[Segment], kinds: Sequence[type[KindRow]]) -> MappedSegments:
    """The tables of all segments; a segment of no known kind without rows makes none."""
    by_name = {kind.kind: kind for kind in kinds}
    code_of = _codes_by_name(segments)
    cost_is_second = cost_is_second_level(segments)
    tables: list[Table] = []
    moved: list[tuple[int, Finding]] = []
    origins: list[int] = []
    ordinals: Counter[str] = Counter()
    for index, segment in enumerate(segments):
        mapped = _mapped(segment, by_name.get(segment.kind), code_of, cost_is_second)
        mapped = _title_checked(mapped, segment, kinds)
        if segment.kind == GENERIC and not mapped.rows:
            continue
        ordinals[segment.kind] += 1
        table = _table(segment, mapped, ordinals[segment.kind])
        tables.append(table)
        origins.append(index)
        moved.extend((index, finding) for finding in _misaligned(table, mapped))
    return MappedSegments(tuple(tables), tuple(moved), tuple(origins))


def _mapped(
    segment: Segment, kind: type[KindRow] | None, code_of: CodeOf, cost_is_second: bool
) -> Mapped:
    if kind is None:
        return map_generic(segment)
    if kind.layout == "sides":
        return map_sides(segment, kind)
    parts: Mapping[str, Callable[[Segment, type[KindRow]], Mapped]] = {
        "funding_composition": map_composition,
        "project_profile": map_profile,
        "project_funding": map_funding,
        "project_spending": map_spending,
    }
    if segment.kind == "indicators":
        return map_indicators(segment, kind, cost_is_second)
    if segment.kind in parts:
        return parts[segment.kind](segment, kind)
    return map_rows(segment, kind, code_of)


def _title_checked(mapped: Mapped, segment: Segment, kinds: Sequence[type[KindRow]]) -> Mapped:
    """The rows, every figure suspect where title and header name different kinds.

    Columns of one kind can pass for those of another, and the sums hold all the same.
    """
    own = next((kind for kind in kinds if kind.kind == segment.kind), None)
    if own is None or own.layout == "form" or segment.title is None:
        return mapped
    named = kind_named(segment.title, kinds) or own
    headed = rival_of(segment, named, kinds) if named is own else own
    if headed is None or headed is named:
        return mapped
    reason = OTHER_TITLE.format(named.title, headed.title)
    types = own.types()
    figures = [f for row in mapped.rows for f in row.values if types.get(f) not in WORDED]
    rows = doubted(mapped.rows, dict.fromkeys(figures, reason))
    return replace(mapped, rows=tuple(rows), notes=(*mapped.notes, reason))


def _table(segment: Segment, mapped: Mapped, ordinal: int) -> Table:
    return Table(
        kind=segment.kind,
        ordinal=ordinal,
        title=segment.title,
        unit=segment.unit,
        source=segment.extent,
        rows=mapped.rows,
        notes=mapped.notes,
    )


def _misaligned(table: Table, mapped: Mapped) -> list[Finding]:
    if not mapped.moved:
        return []
    lines = sorted({line for line, _ in mapped.moved if line})
    name = table.title or table.kind
    texts = "; ".join(text for _, text in mapped.moved)
    return [
        Finding(
            finding_class="misaligned",
            message=f"{name}: {len(mapped.moved)} row(s) are printed off their columns ({texts}).",
            source=Extent(pages=table.source.pages)
            if not lines
            else Extent(lines=(lines[0], lines[-1])),
        )
    ]


def _codes_by_name(segments: Sequence[Segment]) -> CodeOf:
    """The code that the document prints beside a name, where it prints one code only."""
    seen: dict[str, Counter[str]] = {}
    for segment in segments:
        for row in segment.body:
            cells = filled(row)
            if len(cells) >= 2 and cells[0][0] == 0 and cells[1][0] == 1:
                code, name = cells[0][1].label, cells[1][1].label
                if is_code_text(code) and not is_code_text(name):
                    seen.setdefault(name, Counter())[code] += 1

    def code_of(name: str) -> str | None:
        codes = seen.get("".join(name.split()))
        if not codes or len(codes) > 1:
            return None
        return next(iter(codes))

    return code_of
