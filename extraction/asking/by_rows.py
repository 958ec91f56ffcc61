"""Answered rows carried back to the printed cells that they come from."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from extraction.asking.placed import (
    CONSTANTS,
    NOT_ON_PAGE,
    PlacedRow,
    Placing,
    joined,
    matching_form,
    must_be_read,
    numbered,
)
from extraction.headers.celltypes import filled, has_decimals
from schemas.answer import AnsweredRow, RowsAnswer
from schemas.grid import GridCell, GridRow
from schemas.kinds import KindRow
from schemas.kinds.kind import FieldType
from schemas.piece import Piece
from schemas.source import Source

Place = tuple[int, int]
"""Number of a printed row (1-based) and its column (1-based)."""
Slot = tuple[str, str]
"""A side of the table (blank where it has none) and a field."""
SWAPPED = "The model took two figures the other way round than in the other rows."
_FIGURES: frozenset[FieldType] = frozenset({"amount", "quantity", "share"})


@dataclass
class _Open:
    """An answered row on its way to its cells."""

    numbers: tuple[int, ...]
    texts: dict[str, str]
    places: dict[str, tuple[Place, ...]] = field(default_factory=dict)
    cells: dict[str, tuple[GridCell, ...]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)

    def slot(self, name: str) -> Slot:
        """The field on the side of the table that the row is of."""
        return self.constants.get("side", ""), name


def place_by_rows(
    piece: Piece,
    answer: RowsAnswer,
    kind: type[KindRow],
    expected: frozenset[int] = frozenset(),
    known: Mapping[int, str] = MappingProxyType({}),
) -> Placing:
    """The printed cells that the answered rows name, and what is wrong with the answer.

    ``expected`` are the rows (1-based) that hold data by another reading, ``known`` the field
    that each column (1-based) holds by it.
    """
    rows = numbered(piece)
    types: dict[str, FieldType] = dict(kind.types())
    complaints: list[str] = []
    open_rows: list[_Open] = []
    for answered in answer.rows:
        numbers = tuple(n for n in dict.fromkeys(answered.r) if n in rows)
        if not numbers:
            complaints.append(f"r{answered.r[0]} is no row that is asked for")
        else:
            open_rows.append(_Open(numbers, _texts(answered)))
    for row in open_rows:
        _match_alone(row, rows, types)
    usual = _usual_columns(open_rows)
    for column, name in known.items():
        # Where equal labels stand side by side only the headers tell them apart.
        if types.get(name, "amount") not in _FIGURES:
            usual.setdefault(("", name), column)
    for row in open_rows:
        others = _places_of(other for other in open_rows if other is not row)
        _match_rest(row, others, rows, piece, types, usual)
    kept, doubled = _without_doubles(open_rows)
    complaints += doubled
    used = _places_of(kept)
    complaints += [c for row in kept for c in _of_row(row, types, usual)]
    complaints += _unused(kept, used, rows, known, sides=kind.layout == "sides")
    left_out = _left_out(kept, rows, expected, kind)
    complaints += [f"r{n} looks like data, and is not answered" for n in left_out]
    placed = tuple(PlacedRow(r.numbers, r.cells, r.constants, r.marks) for r in kept)
    notes = tuple(f"{text}: left out once" for text in doubled)
    return Placing(placed, tuple(complaints), left_out, notes)


def _texts(answered: AnsweredRow) -> dict[str, str]:
    given = answered.model_dump(exclude={"r", "more"})
    texts = {name: text for name, text in given.items() if text and text.strip()}
    for more in getattr(answered, "more", ()):
        if more.text.strip():
            texts[more.header] = more.text
    return texts


def _printed(row: _Open, rows: Mapping[int, GridRow]) -> dict[Place, GridCell]:
    return {
        (number, position + 1): cell
        for number in row.numbers
        for position, cell in filled(rows[number])
    }


def _match_alone(row: _Open, rows: Mapping[int, GridRow], types: Mapping[str, FieldType]) -> None:
    """Fields whose text stands in just one cell of the row, and is no other field's text."""
    printed = _printed(row, rows)
    wanted = Counter(matching_form(text) for text in row.texts.values())
    for name, text in row.texts.items():
        if types.get(name) == "side" and text in CONSTANTS:
            row.constants[name] = text
            continue
        form = matching_form(text)
        places = [p for p, cell in printed.items() if matching_form(cell.clean) == form]
        if len(places) == 1 and wanted[form] == 1:
            row.places[name] = (places[0],)
            row.cells[name] = (printed[places[0]],)


def _usual_columns(open_rows: Sequence[_Open]) -> dict[Slot, int]:
    """The column from which most rows take a field, on each side of a table of two."""
    counts: dict[Slot, Counter[int]] = {}
    for row in open_rows:
        for name, places in row.places.items():
            if len(places) == 1:
                counts.setdefault(row.slot(name), Counter())[places[0][1]] += 1
    return {slot: columns.most_common(1)[0][0] for slot, columns in counts.items()}


def _places_of(open_rows: Iterable[_Open]) -> set[Place]:
    return {p for row in open_rows for places in row.places.values() for p in places}


def _match_rest(
    row: _Open,
    others: set[Place],
    rows: Mapping[int, GridRow],
    piece: Piece,
    types: Mapping[str, FieldType],
    usual: Mapping[Slot, int],
) -> None:
    printed = _printed(row, rows)
    open_names = [n for n in row.texts if n not in row.cells and n not in row.constants]
    # Of equal labels each goes to its usual column first: a merged label printed above may say
    # the same as the label in the row.
    labels = [n for n in open_names if types.get(n, "amount") not in _FIGURES]
    away = {n for n in labels if not _at_home(row, n, printed, usual)}
    for name in sorted(open_names, key=lambda n: n in away):
        text = row.texts[name]
        used = others | _places_of([row])
        free = {place: cell for place, cell in printed.items() if place not in used}
        home = usual.get(row.slot(name))
        figures = types.get(name, "amount") in _FIGURES
        found = _equal(text, free, home) or _several(text, free) or _part(text, free, figures)
        if found is None and not figures:
            # A label over several rows before a part of another field's cell: 效益指标 is printed
            # once above, and stands in 社会效益指标 too.
            found = _above(text, row, piece, home) or _part(text, printed, figures)
        if found is not None:
            row.places[name], row.cells[name] = found
            continue
        row.marks[name] = NOT_ON_PAGE
        # What the page prints in the column where the field usually stands is what it says.
        place = (row.numbers[0], home or 0)
        if place in free:
            row.places[name], row.cells[name] = (place,), (free[place],)


def _at_home(
    row: _Open, name: str, printed: Mapping[Place, GridCell], usual: Mapping[Slot, int]
) -> bool:
    """Whether a field's usual column prints its text in this row."""
    form = matching_form(row.texts[name])
    places = [(number, usual.get(row.slot(name), 0)) for number in row.numbers]
    return any(place in printed and matching_form(printed[place].clean) == form for place in places)


Found = tuple[tuple[Place, ...], tuple[GridCell, ...]]


def _equal(text: str, free: Mapping[Place, GridCell], usual: int | None) -> Found | None:
    form = matching_form(text)
    places = [place for place, cell in free.items() if matching_form(cell.clean) == form]
    if not places:
        return None
    place = next((p for p in places if p[1] == usual), places[0])
    return (place,), (free[place],)


def _several(text: str, free: Mapping[Place, GridCell]) -> Found | None:
    """Neighbouring cells, of one row or one column, that together print the text."""
    form = matching_form(text)
    for ordered in (sorted(free), sorted(free, key=lambda p: (p[1], p[0]))):
        for start in range(len(ordered)):
            whole = ""
            for end in range(start, min(start + 6, len(ordered))):
                whole += matching_form(free[ordered[end]].clean)
                if whole == form and end > start:
                    places = tuple(ordered[start : end + 1])
                    return places, (joined([free[p] for p in places]),)
                if not form.startswith(whole):
                    break
    return None


def _part(text: str, printed: Mapping[Place, GridCell], figures: bool) -> Found | None:
    """A part of a cell's text; a figure only where blanks or no digits stand beside it."""
    form = matching_form(text)
    for cell in printed.values():
        whole = matching_form(cell.clean)
        at = whole.find(form)
        if at < 0 or (len(form) < 2 and len(whole) > 1):
            continue
        beside = whole[at - 1 : at] + whole[at + len(form) : at + len(form) + 1]
        alone = form in map(matching_form, cell.clean.split())
        if figures and not alone and any(sign.isdigit() or sign in ".,-" for sign in beside):
            continue
        return (), (cell.with_text(text.strip()),)
    return None


def _above(text: str, row: _Open, piece: Piece, usual: int | None) -> Found | None:
    """A label that is printed once for several rows: in a row above, or over the table."""
    form = matching_form(text)
    first = row.numbers[0]
    above = [r for n, r in zip(piece.numbers, piece.rows, strict=True) if n < first]
    if piece.before is not None:
        above.insert(0, piece.before)
    for printed in reversed(above):
        cells = sorted(filled(printed), key=lambda found: found[0] + 1 != usual)
        for _, cell in cells:
            if matching_form(cell.clean) == form:
                return (), (cell,)
    if any(form in matching_form(parent) for parent in (*piece.parents, piece.title or "")):
        line = next((c for r in piece.rows for _, c in filled(r)), None)
        if line is not None:
            return (), (line.with_text(text.strip()),)
    return None


def _without_doubles(open_rows: Sequence[_Open]) -> tuple[list[_Open], list[str]]:
    """The rows without those that take most of their cells a second time, and the complaints.

    Of two the one with fewer doubts is kept.
    """
    kept: list[_Open] = []
    complaints: list[str] = []
    by_number: dict[int, list[int]] = {}
    for row in open_rows:
        places = _places_of([row])
        near = [kept[at] for at in by_number.get(row.numbers[0], ())]
        twin = next((other for other in near if _overlap(places, _places_of([other]))), None)
        if twin is None:
            by_number.setdefault(row.numbers[0], []).append(len(kept))
            kept.append(row)
            continue
        complaints.append(f"r{row.numbers[0]} is answered twice")
        if len(row.marks) < len(twin.marks):
            kept[kept.index(twin)] = row
    return kept, complaints


def _overlap(one: set[Place], other: set[Place]) -> bool:
    return bool(one & other) and 2 * len(one & other) >= min(len(one), len(other))


def _of_row(row: _Open, types: Mapping[str, FieldType], usual: Mapping[Slot, int]) -> Iterator[str]:
    number = row.numbers[0]
    for name in row.marks:
        yield f"r{number}: the text given for {name} stands in no cell of the row"
    for name, other in _swapped(row, types, usual):
        row.marks[name] = row.marks[other] = SWAPPED
        yield (
            f"r{number}: {name} is taken from c{row.places[name][0][1]} and {other} from "
            f"c{row.places[other][0][1]}, in the other rows the other way round"
        )


def _unused(
    kept: Sequence[_Open],
    used: set[Place],
    rows: Mapping[int, GridRow],
    known: Collection[int],
    sides: bool,
) -> Iterator[str]:
    """Figures of answered rows that no field took; of two sides the names too.

    In a column that holds no field by the headers, a figure may be one that the row has taken.
    """
    taken: dict[Source, list[str]] = {}
    said: dict[int, set[str]] = {}
    for row in kept:
        for cell in (cell for cells in row.cells.values() for cell in cells):
            taken.setdefault(cell.source, []).append(matching_form(cell.clean))
            for number in row.numbers:
                said.setdefault(number, set()).add(matching_form(cell.clean))
    for number in sorted(said):
        for position, cell in filled(rows[number]):
            column = position + 1
            left = _left_of(cell, taken.get(cell.source, ()))
            if (number, column) in used or not left:
                continue
            new = column in known or matching_form(cell.clean) not in said[number]
            if has_decimals(left) and new:
                yield f"r{number} prints a figure in c{column} that the answer leaves out"
            elif sides and column in known:
                yield f"r{number} prints a text in c{column} that the answer leaves out"


def _left_of(cell: GridCell, parts: Sequence[str]) -> str:
    """What a cell prints beside the parts of it that are taken."""
    left = matching_form(cell.clean)
    for part in parts:
        left = left.replace(part, "", 1)
    return left


def _swapped(
    row: _Open, types: Mapping[str, FieldType], usual: Mapping[Slot, int]
) -> Iterator[tuple[str, str]]:
    """Pairs of figures that stand the other way round than in most rows: a shift keeps order."""
    figures = [
        (usual[row.slot(name)], places[0][1], name)
        for name, places in row.places.items()
        if len(places) == 1 and row.slot(name) in usual and types.get(name, "amount") in _FIGURES
    ]
    for index, (home, column, name) in enumerate(sorted(figures)):
        for other_home, other_column, other in sorted(figures)[index + 1 :]:
            if home < other_home and column > other_column:
                yield name, other


def _left_out(
    kept: Sequence[_Open],
    rows: Mapping[int, GridRow],
    expected: frozenset[int],
    kind: type[KindRow],
) -> tuple[int, ...]:
    answered = {number for row in kept for number in row.numbers}
    return tuple(
        n for n, row in rows.items() if n not in answered and must_be_read(n, row, expected, kind)
    )
