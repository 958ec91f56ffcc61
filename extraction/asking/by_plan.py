"""A reading plan applied to its piece: code copies every cell, the model names only places."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from extraction.asking.placed import PlacedRow, Placing, matching_form, must_be_read, numbered
from extraction.headers.celltypes import filled, has_decimals
from extraction.headers.tree import leaves
from extraction.headers.vocabulary import header_form
from prompts.fields import plan_fields
from schemas.answer import PlanAnswer, SplitCell
from schemas.grid import GridCell, GridRow
from schemas.kinds import KindRow
from schemas.piece import Piece

Fields = dict[str, list[GridCell]]
_FIGURES = frozenset({"amount", "quantity", "share"})


def place_by_plan(
    piece: Piece,
    plan: PlanAnswer,
    kind: type[KindRow],
    expected: frozenset[int] = frozenset(),
    by_headers: Mapping[int, str] = MappingProxyType({}),
) -> Placing:
    """The cells of a piece in the fields that the plan names, and what is wrong with the plan.

    ``expected`` are the rows (1-based) that hold data by the headers, ``by_headers`` the field
    that each column (1-based) holds by them.
    """
    rows = numbered(piece)
    if plan.cells or (plan.split and not plan.columns):
        return _placed_form(rows, plan, kind)
    columns = {c.column: c.field for c in plan.columns}
    complaints = [*_wrong_names(plan, kind), *_doubled(plan, kind)]
    if kind.layout != "form":
        # Forms have no columns of their own: their rows stand shifted against each other.
        complaints += _against_headers(piece, columns, by_headers, kind)
        complaints += [*_unnamed(rows, plan), *_misplaced(rows, columns, plan, kind)]
    left_out = tuple(
        n for n in plan.not_data if n in rows and must_be_read(n, rows[n], expected, kind)
    )
    complaints += [f"r{n} looks like data, and is called no data" for n in left_out]
    known = _names(kind)
    found: dict[int, Fields] = {}
    for number, row in rows.items():
        if number not in plan.not_data:
            found[number] = _fields(row, _columns_of(number, columns, plan), known)
    complaints += list(_split(found, rows, plan))
    torn = _torn(found, plan, kind)
    complaints += [
        f"r{join.row} looks like a row of its own, and is joined to r{join.into}"
        for join in plan.joined
        if join.row in torn or join.row in expected & found.keys()
    ]
    groups = _join(found, plan, torn)
    placed = [_row(numbers, fields, plan) for numbers, fields in groups]
    return Placing(tuple(_carried(placed, plan)), tuple(complaints), left_out)


def _names(kind: type[KindRow]) -> frozenset[str] | None:
    """The names that a plan may use, or None where any printed header may be one."""
    if kind.wildcard is not None:
        return None
    return frozenset(spec.name for spec in plan_fields(kind))


def _wrong_names(plan: PlanAnswer, kind: type[KindRow]) -> Iterator[str]:
    known = _names(kind)
    used = [c.field for c in plan.columns] + [c.field for row in plan.shifted for c in row.columns]
    for name in dict.fromkeys(used):
        if known is not None and name not in known:
            yield f"{name} is no field of {kind.kind}"


def _doubled(plan: PlanAnswer, kind: type[KindRow]) -> Iterator[str]:
    types = {spec.name: spec.type for spec in plan_fields(kind)}
    counts = Counter(c.field for c in plan.columns)
    for name, count in counts.items():
        if count > 1 and types.get(name) in _FIGURES:
            named = ", ".join(f"c{c.column}" for c in plan.columns if c.field == name)
            yield f"{named} are all given to the field {name}: only one column can be it"
    places = Counter(c.column for c in plan.columns)
    for column, count in places.items():
        if count > 1:
            yield f"c{column} is given to several fields"


def _against_headers(
    piece: Piece, columns: Mapping[int, str], by_headers: Mapping[int, str], kind: type[KindRow]
) -> Iterator[str]:
    """Columns that by the headers hold another field than the one that is named.

    Where most rows are shifted their cells stand in another field; the printed header itself
    then says which is right.
    """
    declared = {
        field.name: {tuple(map(header_form, h.split("/"))) for h in field.headers}
        for field in plan_fields(kind)
    }
    headed = {leaf.column + 1: leaf.printed for leaf in leaves(piece.header, spans_known=False)}
    for column, name in columns.items():
        other = by_headers.get(column)
        if other is None or other == name or column not in headed:
            continue
        path = tuple(map(header_form, headed[column]))
        if path not in declared.get(name, ()) or path in declared.get(other, ()):
            printed = "/".join(headed[column])
            yield f"c{column} is headed {printed}, and is given to the field {name}"


def _unnamed(rows: Mapping[int, GridRow], plan: PlanAnswer) -> Iterator[str]:
    """Columns that print money and have no field."""
    named = {c.column for c in plan.columns} | {s.column for s in plan.split}
    shifted = {row.row for row in plan.shifted}
    counts: Counter[int] = Counter(
        position + 1
        for number, row in rows.items()
        if number not in shifted and number not in plan.not_data
        for position, cell in filled(row)
        if has_decimals(cell.label) and position + 1 not in named
    )
    for column, count in sorted(counts.items()):
        yield f"c{column} prints figures in {count} row(s), and has no field"


def _misplaced(
    rows: Mapping[int, GridRow],
    columns: Mapping[int, str],
    plan: PlanAnswer,
    kind: type[KindRow],
) -> Iterator[str]:
    """Places of shifted rows that print nothing, figures that no field takes or out of order."""
    figures = {f.name for f in plan_fields(kind) if f.type in _FIGURES}
    order = [columns[column] for column in sorted(columns) if columns[column] in figures]
    split = {(s.row, s.column) for s in plan.split}
    for shifted in plan.shifted:
        row = rows.get(shifted.row)
        if row is None or shifted.row in plan.not_data:
            continue
        cells = {position + 1: cell for position, cell in filled(row)}
        named = {c.column for c in shifted.columns}
        for column in sorted(named - cells.keys()):
            yield f"r{shifted.row} prints nothing in c{column}"
        for column in sorted(cells.keys() - named):
            free = (shifted.row, column) not in split and column in columns
            if free and has_decimals(cells[column].label):
                yield f"r{shifted.row} prints a figure in c{column} that has no field"
        own = [c for c in sorted(shifted.columns, key=lambda c: c.column) if c.field in order]
        for one, other in pairwise(own):
            if order.index(one.field) > order.index(other.field):
                yield (
                    f"r{shifted.row}: c{one.column} is given to {one.field} and c{other.column} "
                    f"to {other.field}, in the other rows the other way round"
                )


def _columns_of(number: int, columns: Mapping[int, str], plan: PlanAnswer) -> Mapping[int, str]:
    for row in plan.shifted:
        if row.row == number:
            return {c.column: c.field for c in row.columns}
    return columns


def _fields(row: GridRow, columns: Mapping[int, str], known: frozenset[str] | None) -> Fields:
    found: Fields = {}
    for position, cell in filled(row):
        name = columns.get(position + 1)
        if name is not None and (known is None or name in known):
            found.setdefault(name, []).append(cell)
    return found


def _split(
    found: dict[int, Fields], rows: Mapping[int, GridRow], plan: PlanAnswer
) -> Iterator[str]:
    """Put the parts of split cells in their fields; tell of parts that the cell doesn't print."""
    for split in plan.split:
        fields, row = found.get(split.row), rows.get(split.row)
        if fields is None or row is None or split.column > len(row.cells):
            continue
        cell = row.cells[split.column - 1]
        if not _is_made_of(cell, split):
            yield f"the parts given for c{split.column} of r{split.row} are not what it prints"
            continue
        for cells in fields.values():
            if cell in cells:
                cells.remove(cell)
        for part in split.parts:
            fields.setdefault(part.field, []).append(cell.with_text(part.text))


def _is_made_of(cell: GridCell, split: SplitCell) -> bool:
    """Whether the cell prints the parts, in this order, and none is cut out of a figure."""
    whole = matching_form(cell.clean)
    spans: list[tuple[int, int]] = []
    for part in split.parts:
        form = matching_form(part.text)
        start = whole.find(form, spans[-1][1] if spans else 0)
        if start < 0 or not form:
            return False
        spans.append((start, start + len(form)))
    edges = {edge for span in spans for edge in span}
    inner = {end for _, end in spans} & {start for start, _ in spans}
    return not any(_inside_figure(whole, edge) for edge in edges - inner)


def _inside_figure(text: str, at: int) -> bool:
    figure = "0123456789.,"
    return 0 < at < len(text) and text[at - 1] in figure and text[at] in figure


def _torn(found: Mapping[int, Fields], plan: PlanAnswer, kind: type[KindRow]) -> frozenset[int]:
    """The joined rows that can't continue the row they are joined to: both have the same figure."""
    figures = {f.name for f in plan_fields(kind) if f.type not in ("label", "text", "side")}
    return frozenset(
        join.row
        for join in plan.joined
        if figures & found.get(join.row, {}).keys() & found.get(join.into, {}).keys()
    )


def _join(
    found: dict[int, Fields], plan: PlanAnswer, torn: Collection[int]
) -> list[tuple[tuple[int, ...], Fields]]:
    into = {
        join.row: join.into
        for join in plan.joined
        if join.row != join.into and join.row not in torn
    }
    groups: dict[int, tuple[list[int], Fields]] = {}
    for number, fields in found.items():
        target = into.get(number, number)
        if target not in found:
            target = number
        numbers, merged = groups.setdefault(target, ([], {}))
        numbers.append(number)
        for name, cells in fields.items():
            merged.setdefault(name, []).extend(cells)
    return [(tuple(numbers), fields) for numbers, fields in groups.values()]


def _row(numbers: tuple[int, ...], fields: Fields, plan: PlanAnswer) -> PlacedRow:
    constants = {
        fixed.field: fixed.value
        for fixed in plan.fixed
        if fixed.first <= numbers[0] <= fixed.last and fixed.field not in fields
    }
    cells = {name: tuple(cells) for name, cells in fields.items() if cells}
    return PlacedRow(numbers, cells, constants)


def _carried(rows: Sequence[PlacedRow], plan: PlanAnswer) -> Iterator[PlacedRow]:
    above: dict[str, tuple[GridCell, ...]] = {}
    for row in rows:
        cells = dict(row.cells)
        for name in plan.carried:
            if name in cells:
                above[name] = cells[name]
            elif name in above and cells:
                cells[name] = above[name]
        yield PlacedRow(row.numbers, cells, row.constants, row.marks)


def _placed_form(rows: Mapping[int, GridRow], plan: PlanAnswer, kind: type[KindRow]) -> Placing:
    """The cells of a form, one record: every field once."""
    known = _names(kind)
    complaints: list[str] = []
    cells: dict[str, tuple[GridCell, ...]] = {}
    numbers: list[int] = []
    for placed in plan.cells:
        row = rows.get(placed.row)
        cell = row.cells[placed.column - 1] if row and placed.column <= len(row.cells) else None
        if cell is None or cell.blank:
            complaints.append(f"c{placed.column} of r{placed.row} prints nothing")
        elif known is not None and placed.field not in known:
            complaints.append(f"{placed.field} is no field of {kind.kind}")
        else:
            cells[placed.field] = (cell,)
            numbers.append(placed.row)
    for split in plan.split:
        row = rows.get(split.row)
        cell = row.cells[split.column - 1] if row and split.column <= len(row.cells) else None
        if cell is None or not _is_made_of(cell, split):
            complaints.append(f"the parts given for c{split.column} of r{split.row} are not there")
            continue
        cells |= {part.field: (cell.with_text(part.text),) for part in split.parts}
        numbers.append(split.row)
    if not cells:
        return Placing((), tuple(complaints))
    return Placing((PlacedRow(tuple(dict.fromkeys(numbers)), cells),), tuple(complaints))
