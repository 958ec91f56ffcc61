"""Why a cell is missed: not read, in a wrong place, of a wrong kind, misread, invented, lost."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from evals.comparison import GoldTable, Printed, cells_of, gold_values, normal, squeezed
from evals.measures.places import Places
from evals.measures.score import Miss, MissClass, Place
from extraction.export.result import Result, ResultCell, ResultRow, ResultTable

_ALIKE = 0.5
"""The share of a table's printed values that a table of another kind must hold to be it."""
_TELLING = 3
"""Characters that a value needs to be known again outside its row; shorter ones are everywhere."""

At = tuple[str, int, str]
"""A place in a result: kind#ordinal, row (0-based), field."""


class Missed(NamedTuple):
    """A miss before it is classed. ``wanted`` and ``there`` are the normal forms of the texts.

    ``found_row`` is the row of the result that answers, ``unmatched`` the gold table that none
    answers, ``of_extra_table`` the table of the result that answers none.
    """

    table: str
    row: int
    field: str
    gold: str | None
    wanted: Printed | None
    found: str | None
    there: Printed | None
    cell: ResultCell | None
    value: str | None
    silent: bool
    amount: bool
    lost_row: bool
    found_row: tuple[str, int] | None
    unmatched: GoldTable | None
    place: Place | None
    of_extra_table: str | None = None


def place_of(cell: ResultCell | None) -> Place | None:
    """The place that a cell of a result names."""
    if cell is None or cell.source is None:
        return None
    return Place(line=cell.source.line, page=cell.source.page, box=cell.source.box)


def place_of_row(row: ResultRow | None) -> Place | None:
    """The first place that a row names: where to look for a cell of it that has none."""
    if row is None:
        return None
    return next((place for cell in row.cells.values() if (place := place_of(cell))), None)


def classified(missed: Sequence[Missed], result: Result, places: Places) -> tuple[Miss, ...]:
    """The misses with their classes, and with where a value went that is in a wrong place."""
    if not missed:
        return ()
    pool = _Pool(missed)
    kinds = _kinds_mistaken(missed, result)
    return tuple(_miss(one, pool, kinds, places) for one in missed)


class _Pool:
    """Values of the result that answer no cell of gold, and values of gold that none answers."""

    def __init__(self, missed: Sequence[Missed]) -> None:
        self._rows: dict[tuple[str, int], dict[Printed, str]] = {}
        self._far: dict[Printed, list[At]] = defaultdict(list)
        self._texts: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
        self._wanted = Counter(m.wanted for m in missed if m.wanted is not None)
        for m in missed:
            if m.found_row is not None and m.there is not None:
                self._rows.setdefault(m.found_row, {})[m.there] = m.field
                self._far[m.there].append((*m.found_row, m.field))
                self._texts[m.found_row].append((m.found or "", m.field))
        for m in missed:
            if m.row < 0 and m.there is not None:
                self._far[m.there].append((m.of_extra_table or m.table, -1, m.field))

    def place(self, value: Printed, row: tuple[str, int] | None, field: str) -> At | None:
        """Where the missing value of a field went: in its own row first."""
        if row is not None:
            if value in self._rows.get(row, {}):
                return (*row, self._rows[row][value])
            # Two cells read as one: the value stands in the text of its neighbour.
            for text, other in self._texts.get(row, ()):
                if other != field and _stands_in(value, text):
                    return (*row, other)
        if _is_telling(value) and self._far.get(value):
            return self._far[value][0]
        return None

    def is_wanted(self, value: Printed) -> bool:
        """Whether gold misses this value somewhere."""
        return self._wanted[value] > 0


def _stands_in(value: Printed, text: str) -> bool:
    if any(normal(word) == value for word in text.split()):
        return True
    return isinstance(value, str) and _is_telling(value) and value in squeezed(text)


def _is_telling(value: Printed) -> bool:
    text = str(abs(value)) if isinstance(value, Decimal) else value
    return len(text.strip("0.")) >= _TELLING


def _kinds_mistaken(missed: Iterable[Missed], result: Result) -> dict[str, ResultTable]:
    """By the name of an unanswered gold table: the table of another kind that has its values."""
    gold = {m.table: m.unmatched for m in missed if m.unmatched is not None}
    if not gold:
        return {}
    there = [
        (t, Counter(v for row in t.rows for v in cells_of(row.values).values()))
        for t in result.tables
    ]
    found: dict[str, ResultTable] = {}
    for name, table in gold.items():
        values = Counter(v for row in gold_values(table) for v in row.values())
        shares = [
            ((values & others).total() / max(1, values.total()), -number)
            for number, (other, others) in enumerate(there)
            if other.kind != table.kind
        ]
        best = max(shares, default=(0.0, 0))
        if best[0] >= _ALIKE:
            found[name] = there[-best[1]][0]
    return found


def _miss(one: Missed, pool: _Pool, kinds: dict[str, ResultTable], places: Places) -> Miss:
    why, at = _class_of(one, pool, kinds)
    place = one.place or Place()
    return Miss(
        miss=why,
        table=one.table,
        row=one.row,
        field=one.field,
        gold=one.gold,
        found=one.found,
        value=None if one.value == one.found else one.value,
        status=None if one.cell is None else one.cell.status,
        confidence=None if one.cell is None else one.cell.confidence,
        silent=one.silent,
        amount=one.amount,
        found_at=at,
        place=place,
        text=places.text_at(place),
    )


def _class_of(
    one: Missed, pool: _Pool, kinds: dict[str, ResultTable]
) -> tuple[MissClass, At | None]:
    if one.table in kinds and one.row >= 0:
        return "wrong_kind", (kinds[one.table].name, -1, "")
    if one.row < 0:
        if one.of_extra_table in {table.name for table in kinds.values()}:
            return "wrong_kind", None
        moved = one.there is not None and _is_telling(one.there) and pool.is_wanted(one.there)
        return ("wrong_place" if moved else "invented"), None
    if one.wanted is None:
        moved = one.there is not None and pool.is_wanted(one.there)
        return ("wrong_place" if moved and _is_telling(one.there or "") else "invented"), None
    at = pool.place(one.wanted, one.found_row, one.field)
    if at is not None and one.wanted != one.there:
        return "wrong_place", at
    if one.lost_row:
        return "lost_row", None
    return ("not_read" if one.there is None else "misread"), None
