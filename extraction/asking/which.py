"""Which tables, or rows of them, are put to a language model, and why."""

from collections.abc import Iterator, Mapping, Sequence

from extraction.headers.celltypes import filled, has_decimals, is_amount_text
from extraction.headers.similarity import similarity
from extraction.headers.tree import leaves
from extraction.headers.vocabulary import field_headers, header_form
from schemas.check import Check
from schemas.document import Segment
from schemas.frozen import Frozen
from schemas.kinds import GENERIC, KindRow
from schemas.source import Source
from schemas.table import Table

UNKNOWN_KIND = "its kind is unknown"
NOT_MAPPED = "figures of it are in no field"
CONTRADICTED = "its sums fail"
ALL_ASKED = "all tables are put to the model"
_CANDIDATES = 3


class Wanted(Frozen):
    """A segment (index) to ask about: the rows concerned (1-based; none: all) and the reason."""

    segment: int
    candidates: tuple[str, ...]
    rows: tuple[int, ...] = ()
    reason: str


def all_tables(segments: Sequence[Segment], kinds: Sequence[type[KindRow]]) -> tuple[Wanted, ...]:
    """Every segment that prints anything that could be a table."""
    return tuple(
        Wanted(segment=i, candidates=_candidates(segment, kinds), reason=ALL_ASKED)
        for i, segment in enumerate(segments)
        if (_tabular(segment) if segment.kind == GENERIC else any(map(filled, segment.body)))
    )


def open_tables(
    segments: Sequence[Segment],
    tables: Sequence[Table],
    origins: Sequence[int],
    checks: Sequence[Check],
    kinds: Sequence[type[KindRow]],
) -> tuple[Wanted, ...]:
    """What the printed headers leave open: unknown kinds, unmapped figures, failing sums.

    ``origins`` are the segments (indexes) of the tables.
    """
    failing = _failing_rows(checks)
    by_segment = dict(zip(origins, tables, strict=True))
    found = []
    for index, segment in enumerate(segments):
        table = by_segment.get(index)
        wanted = _open(index, segment, table, failing, kinds)
        if wanted is not None:
            found.append(wanted)
    return tuple(found)


def _open(
    index: int,
    segment: Segment,
    table: Table | None,
    failing: Mapping[tuple[str, int], set[int]],
    kinds: Sequence[type[KindRow]],
) -> Wanted | None:
    candidates = _candidates(segment, kinds)
    if segment.kind == GENERIC:
        if not _tabular(segment):
            return None
        return Wanted(segment=index, candidates=candidates, reason=UNKNOWN_KIND)
    # Forms print figures that are of no field: there the rows made say nothing.
    by_name = {kind.kind: kind for kind in kinds}
    form = segment.kind in by_name and by_name[segment.kind].layout == "form"
    loose = (
        ()
        if form and table is not None and table.rows
        else (rows_with_loose_figures(segment, table))
    )
    if loose:
        return Wanted(segment=index, candidates=candidates, rows=loose, reason=NOT_MAPPED)
    if table is None:
        return None
    contradicted = failing.get((table.kind, table.ordinal), set())
    rows = tuple(sorted(_printed_rows(segment, table, contradicted)))
    if not rows:
        return None
    return Wanted(segment=index, candidates=candidates, rows=rows, reason=CONTRADICTED)


def _failing_rows(checks: Sequence[Check]) -> dict[tuple[str, int], set[int]]:
    """The rows (0-based) that failing identities between tables' cells are about, by table.

    A sentence of the prose against a cell says nothing of how the table is to be read.
    """
    found: dict[tuple[str, int], set[int]] = {}
    for check in checks:
        if check.holds or check.rule.startswith("narrative"):
            continue
        for cell in check.cells:
            found.setdefault((cell.kind, cell.ordinal), set()).add(cell.row)
    return found


def sources_of(table: Table, row: int) -> Iterator[Source]:
    """The places of the printed cells of a row (0-based)."""
    for cell in table.rows[row].cells.values():
        if cell.source is not None:
            yield cell.source


def printed_numbers(segment: Segment) -> dict[Source, int]:
    """The number (1-based) of the body row in which a place is."""
    return {cell.source: n for n, row in enumerate(segment.body, 1) for cell in row.cells}


def _printed_rows(segment: Segment, table: Table, rows: set[int]) -> set[int]:
    numbers = printed_numbers(segment)
    return {
        numbers[source]
        for row in rows
        if row < len(table.rows)
        for source in sources_of(table, row)
        if source in numbers
    }


def rows_with_loose_figures(segment: Segment, table: Table | None) -> tuple[int, ...]:
    """The body rows (1-based) that print money which no row of the table took up."""
    taken = set()
    if table is not None:
        taken = {s for row in range(len(table.rows)) for s in sources_of(table, row)}
    return tuple(
        number
        for number, row in enumerate(segment.body, 1)
        if any(has_decimals(c.label) and c.source not in taken for _, c in filled(row))
    )


def _tabular(segment: Segment) -> bool:
    """Whether a segment of no known kind prints a table of money: labels beside figures.

    One row with a decimal point or comma will do; figures without, which may be years, codes
    or telephone numbers, must be several in several rows.
    """
    plain = 0
    for row in segment.body:
        cells = [cell for _, cell in filled(row)]
        figures = [cell for cell in cells if is_amount_text(cell.clean)]
        if len(cells) > len(figures) > 0:
            if any(has_decimals(cell.label) for cell in figures):
                return True
            plain += len(figures) > 1
    return plain > 1


def _candidates(segment: Segment, kinds: Sequence[type[KindRow]]) -> tuple[str, ...]:
    """The kind where it is known; else the likeliest kinds by title and headers."""
    if segment.kind != GENERIC:
        return (segment.kind,)
    printed = {header_form(part) for leaf in leaves(segment.header, False) for part in leaf.path}
    printed |= {header_form(cell.text) for row in segment.body[:2] for _, cell in filled(row)}
    scored = sorted(
        ((_likeness(segment.title, printed, kind), kind.kind) for kind in kinds), reverse=True
    )
    return tuple(name for _, name in scored[:_CANDIDATES])


def _likeness(title: str | None, printed: set[str], kind: type[KindRow]) -> float:
    words = {part for header in field_headers(kind) for part in header.path}
    shared = len(words & printed) / (len(printed) or 1)
    titles = (
        [similarity(header_form(title), header_form(t)) for t in kind.all_titles()]
        if (title)
        else [0.0]
    )
    return shared + max(titles)
