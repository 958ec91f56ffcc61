"""Flat tables: body rows to rows of the kind's fields."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from extraction.headers.assign import FieldColumn, match_columns, match_fields
from extraction.headers.cells import field_cell, make_row
from extraction.headers.celltypes import filled, is_total_label, misfit
from extraction.headers.code_columns import join_code_columns
from extraction.headers.codes import settle_codes
from extraction.headers.laid import LaidHeader, doubt_of_header, sums_decide
from extraction.headers.placement import Column, Placement, place
from extraction.headers.runs_of_figures import spread_runs
from extraction.headers.shifts import settle_amounts
from extraction.headers.tree import Leaf, leaves
from extraction.headers.vocabulary import (
    FUZZY,
    declared_scores,
    field_headers,
    learned_field,
    names_two_columns,
)
from schemas.document import Segment
from schemas.grid import GridCell, GridRow
from schemas.kinds import KindRow
from schemas.kinds.kind import FieldType
from schemas.label import clean_text
from schemas.table import Cell, Row

_DROP = 6.0
_DROP_REPEATED = 1.5
_KEEP_UNNAMED = 0.0
MOVED_ALONE = "its only row was moved"
WORDED: frozenset[FieldType] = frozenset({"code", "label", "text", "side"})
"""Types of fields that are no figures."""
NEARLY = "nearly, but not quite, a known one."
READ_AS, TWO_CLAIM = "Its header was read as ", "Two printed headers claim its column, "
TWO_HEADERS = "The headers of two columns were read as one: the figure may belong to either."


OFF_COLUMNS = "The header may stand off its columns ({}): which figure is whose, no sum can tell."


@dataclass(frozen=True)
class Mapped:
    """The rows of a table, and what was moved on the way (one note a row, with its lines)."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    moved: tuple[tuple[int, str], ...] = ()
    lines: tuple[int, ...] = field(default=())


NameCodes = Callable[[str], str | None]
"""The code that the rest of the document prints beside a name, or None."""


def map_rows(segment: Segment, kind: type[KindRow], code_of: NameCodes) -> Mapped:
    """The rows of a flat table by its printed headers, shifted rows put in place."""
    segment = join_code_columns(segment)
    segment = segment.model_copy(update={"body": spread_runs(segment.body)})
    printed = leaves(segment.header, segment.spans_known)
    matched = match_fields(printed, kind)
    columns, types, notes = _columns(printed, matched, segment, kind)
    fields = _field_names(kind, columns)
    layout = [Column(c.field, c.column) for c in sorted(columns, key=lambda c: c.column)]
    layout = _with_unnamed(layout, segment.body)
    placed = [_place_row(row, layout, types) for row in segment.body]
    rows, moved, lines = [], [], []
    for body_row, placement in zip(segment.body, placed, strict=True):
        cells = _cells(body_row, placement, types)
        if not cells:
            continue
        if placement.moved:
            moved.append((body_row.line, _moved_note(body_row, placement)))
        rows.append(make_row(fields, cells))
        lines.append(body_row.line)
    settled: list[tuple[int, str]] = []
    if not segment.extent.pages:
        # On a page a figure stands where it is seen (decision 0008): only text loses its columns.
        rows, settled = settle_amounts(rows, lines, kind)
    rows, recoded = settle_codes(rows, lines, code_of)
    doubtful = _doubtful(columns, kind, segment) | _two_claim(columns, matched, printed, kind)
    if not segment.extent.pages:
        laid = LaidHeader(printed, columns, segment.body, kind)
        why = doubt_of_header(laid) if segment.body else None
        if len(rows) == 1 and (moved or settled):
            why = why or MOVED_ALONE
        if why is not None and not sums_decide(rows, laid):
            doubtful |= _all_figures(why, fields, types)
            notes = [*notes, OFF_COLUMNS.format(why)]
    rows = doubted(_repeat_merged(rows, kind), doubtful)
    moved += settled + recoded
    notes = [*segment.notes, *notes, *(text for _, text in moved)]
    return Mapped(tuple(rows), tuple(notes), tuple(moved), tuple(lines))


def _columns(
    printed: Sequence[Leaf],
    matched: Sequence[tuple[Leaf, str, float]],
    segment: Segment,
    kind: type[KindRow],
) -> tuple[tuple[FieldColumn, ...], dict[str, FieldType], list[str]]:
    known = [m[0] for m in matched]
    columns = match_columns(
        matched,
        segment.body,
        kind,
        fixed=bool(segment.extent.pages),
        unmatched=[leaf.column for leaf in printed if leaf not in known],
    )
    types: dict[str, FieldType] = dict(kind.types())
    notes = []
    for column in columns:
        name = "/".join(column.leaf.printed)
        if learned_field(column.leaf.path, kind) == column.field:
            notes.append(f"the header {name} is taken for {column.field}: a learned synonym")
        if column.column != column.leaf.column and segment.body:
            notes.append(
                f"the figures of {name} stand in column {column.column + 1}, "
                f"its header in column {column.leaf.column + 1}"
            )
    unmatched = [leaf for leaf in printed if leaf not in [m[0] for m in matched]]
    if kind.wildcard is not None:
        taken = {c.column for c in columns}
        for leaf in unmatched:
            if leaf.column not in taken:
                name = _wild_name(leaf, unmatched, segment)
                columns = (*columns, FieldColumn(name, leaf, leaf.column, 1.0))
                types[name] = kind.wildcard
    elif unmatched and matched:
        names = ", ".join("/".join(leaf.printed) for leaf in unmatched)
        notes.append(f"printed columns without a field of this kind: {names}")
    return columns, types, notes


def _wild_name(leaf: Leaf, wild: Sequence[Leaf], segment: Segment) -> str:
    """The name of a column of its own: what stands in it, in the rows in which all of them do.

    A name of two lines may have been read as two rows.
    """
    rows = [row for row in segment.header if all(_prints(row, each.column) for each in wild)]
    texts = [clean_text(row.cells[leaf.column].text) for row in rows]
    return "".join(texts) if len(wild) > 1 and len(texts) > 1 else leaf.printed[-1]


def _field_names(kind: type[KindRow], columns: Sequence[FieldColumn]) -> tuple[str, ...]:
    declared = [spec.name for spec in kind.fields()]
    extra = [c.field for c in columns if c.field not in declared]
    return (*declared, *extra)


def _with_unnamed(layout: list[Column], body: Sequence[GridRow]) -> list[Column]:
    """Columns that print something but have no field keep their place: cells may stay there."""
    taken = {column.position for column in layout}
    printed = {position for row in body for position, _ in filled(row)}
    unnamed = [Column(f"#{position}", position) for position in sorted(printed - taken)]
    counts = {c.position: sum(1 for r in body if _prints(r, c.position)) for c in unnamed}
    kept = [c for c in unnamed if counts[c.position] >= max(2, len(body) // 3)]
    return sorted([*layout, *kept], key=lambda c: c.position)


def _prints(row: GridRow, position: int) -> bool:
    return position < len(row.cells) and not row.cells[position].blank


def _place_row(row: GridRow, layout: Sequence[Column], types: dict[str, FieldType]) -> Placement:
    cells = filled(row)
    positions = {column.field: column.position for column in layout}

    def fit(cell: GridCell, name: str) -> float:
        if name.startswith("#"):
            return _KEEP_UNNAMED if positions[name] < len(row.cells) else 1.0
        cost = misfit(cell, types.get(name, "label"))
        if types.get(name) == "label" and name != "name" and is_total_label(cell.label):
            cost += 0.5
        return cost

    def drop(index: int) -> float:
        repeated = index > 0 and cells[index][1].label == cells[index - 1][1].label
        return _DROP_REPEATED if repeated and not cells[index][1].clean.isdigit() else _DROP

    return place(cells, layout, fit, drop)


def _cells(
    row: GridRow, placement: Placement, types: dict[str, FieldType]
) -> dict[str, tuple[str | None, Cell]]:
    cells = {}
    for (_, cell), name in zip(filled(row), placement.fields, strict=True):
        if name is not None and not name.startswith("#"):
            cells[name] = field_cell(cell, types.get(name, "label"))
    return cells


def _moved_note(row: GridRow, placement: Placement) -> str:
    shifts = sorted({shift for shift in placement.shifts if shift})
    texts = [
        cell.clean[:16]
        for (_, cell), shift in zip(filled(row), placement.shifts, strict=True)
        if shift
    ]
    where = " and ".join(_direction(shift) for shift in shifts)
    return f"{row.place}: {', '.join(texts[:4])} printed {where} of their place"


def _direction(shift: int) -> str:
    count = abs(shift)
    return f"{count} column{'s' if count > 1 else ''} to the {'left' if shift > 0 else 'right'}"


def _doubtful(
    columns: Sequence[FieldColumn], kind: type[KindRow], segment: Segment
) -> dict[str, str]:
    """The amount fields whose header leaves it open which column they are, and why.

    Sums hold whichever part a column is called, so they can't tell: a header of two columns
    read as one, or one that was recognised only nearly.
    """
    recognised = any(cell.confidence < 1 for row in segment.header for _, cell in filled(row))
    types = kind.types()
    found = {}
    for column in columns:
        leaf = column.leaf.path[-1]
        if names_two_columns(leaf, kind):
            found[column.field] = TWO_HEADERS
        elif recognised and types.get(column.field) == "amount" and not _exact(column, kind):
            found[column.field] = f"{READ_AS}{column.leaf.printed[-1]}: {NEARLY}"
    return found


def _two_claim(
    columns: Sequence[FieldColumn],
    matched: Sequence[tuple[Leaf, str, float]],
    printed: Sequence[Leaf],
    kind: type[KindRow],
) -> dict[str, str]:
    """The fields that two printed headers claim, one of them as a learned synonym, and why.

    A declared header that is printed exactly is no claim but the fact.
    """
    found: dict[str, str] = {}
    left = [leaf for leaf in printed if leaf not in [m[0] for m in matched]]
    for column in columns if kind.learned_headers else ():
        path, name = column.leaf.path, column.field
        if declared_scores(path, kind).get(name, 0.0) >= 1.0:
            continue
        by_synonym = learned_field(path, kind) == name
        for other in left:
            learned = learned_field(other.path, kind) == name
            near = declared_scores(other.path, kind).get(name, 0.0) >= FUZZY
            if learned or (by_synonym and near):
                both = " and ".join("/".join(leaf.printed) for leaf in (column.leaf, other))
                found[name] = f"{TWO_CLAIM}{both}: one is a synonym."
    return found


def _all_figures(why: str, fields: Sequence[str], types: dict[str, FieldType]) -> dict[str, str]:
    reason = OFF_COLUMNS.format(why)
    return {f: reason for f in fields if types.get(f) not in WORDED}


def _exact(column: FieldColumn, kind: type[KindRow]) -> bool:
    leaf = column.leaf.path[-1]
    if learned_field(column.leaf.path, kind) == column.field:
        return True
    return any(h.field == column.field and h.leaf == leaf for h in field_headers(kind))


def doubted(rows: Sequence[Row], doubtful: Mapping[str, str]) -> list[Row]:
    """The rows with every figure of a doubtful column suspect."""
    if not doubtful:
        return list(rows)
    return [
        Row(
            values=row.values,
            cells={
                name: cell.model_copy(update={"status": "suspect", "reason": doubtful[name]})
                if name in doubtful
                else cell
                for name, cell in row.cells.items()
            },
        )
        for row in rows
    ]


def _repeat_merged(rows: list[Row], kind: type[KindRow]) -> list[Row]:
    """Code and name of a unit printed once over its detail rows are repeated on each."""
    detail = kind.detail()
    if detail is None:
        return rows
    repeated: list[Row] = []
    for row in rows:
        above = repeated[-1] if repeated else None
        blank = row.values.get("code") is None and row.values.get("name") is None
        if above is not None and blank and row.values.get(detail) and above.values.get(detail):
            values = dict(row.values)
            cells = dict(row.cells)
            for name in ("code", "name"):
                values[name] = above.values.get(name)
                if name in above.cells:
                    cells[name] = above.cells[name]
            row = Row(values=values, cells={k: cells[k] for k in values if k in cells})
        repeated.append(row)
    return repeated
