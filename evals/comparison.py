"""A result compared with gold, cell by cell: what the page prints, and where it went."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from evals.measures.alignment import Values, pair_rows, pair_tables
from extraction.export.result import Result, ResultRow, ResultTable
from schemas.frozen import Frozen
from schemas.kinds import builtin_kinds
from schemas.label import strip_markup

Printed = Decimal | str
"""What a cell prints, in the form in which it is compared."""

_NUMERAL = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d+)?|-?\d+(\.\d+)?")
_SIGNS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-"})
NO_AMOUNTS = frozenset({"code", "phone", "weight"})
"""Fields whose numerals are no amounts."""

SAFE = frozenset({"proved", "repaired", "confirmed", "corrected"})
"""Statuses that say that a cell can be trusted."""

KINDS = tuple(kind.kind for kind in builtin_kinds())


class GoldTable(Frozen):
    """What a table really prints; a blank cell is None."""

    kind: str
    ordinal: int
    title: str | None = None
    unit: str | None = None
    lines: tuple[int, int] | None = None
    pages: tuple[int, ...] = ()
    rows: tuple[Mapping[str, str | None], ...]
    notes: tuple[str, ...] = ()


class CellMiss(NamedTuple):
    """A cell that is not as printed: its table, row (of the gold, -1 for none) and field."""

    table: str
    row: int
    field: str
    gold: str | None
    found: str | None
    status: str | None


class CellScore(Frozen):
    """Counts of printed cells. ``extra`` are cells of the result that the page does not print.

    ``silent`` are wrong or extra cells under a status that says they can be trusted.
    """

    tables: int = 0
    tables_found: int = 0
    cells: int = 0
    cells_right: int = 0
    amounts: int = 0
    amounts_right: int = 0
    extra: int = 0
    silent: int = 0
    misses: tuple[CellMiss, ...] = ()

    def __add__(self, other: "CellScore") -> "CellScore":
        """The counts of both."""
        sums = {
            name: getattr(self, name) + getattr(other, name) for name in type(self).model_fields
        }
        return CellScore.model_validate(sums)


@lru_cache(maxsize=200_000)
def normal(text: str | None) -> Printed | None:
    """A printed text in the form in which it is compared; None where nothing is printed.

    Layout blanks, markup, width of characters and thousands separators say nothing.
    """
    if text is None:
        return None
    plain = squeezed(text)
    if _NUMERAL.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    return plain or None


def squeezed(text: str) -> str:
    """A text without blanks and markup, its characters and signs in one form."""
    plain = unicodedata.normalize("NFKC", strip_markup(text))
    return re.sub(r"\s+", "", plain).translate(_SIGNS)


def aligned(
    gold: int, found: int, likeness: Callable[[int, int], int]
) -> tuple[tuple[int, int], ...]:
    """Pairs of items of two lists, both in order, whose likeness adds up to most.

    Items that have nothing in common are not paired.
    """
    best = [[0] * (found + 1) for _ in range(gold + 1)]
    worth = [[likeness(i, j) for j in range(found)] for i in range(gold)]
    for i in range(gold - 1, -1, -1):
        for j in range(found - 1, -1, -1):
            paired = worth[i][j] + best[i + 1][j + 1] if worth[i][j] else 0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs, i, j = [], 0, 0
    while i < gold and j < found:
        if worth[i][j] and best[i][j] == worth[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return tuple(pairs)


def compare(gold: Sequence[GoldTable], result: Result) -> CellScore:
    """The score of a result; tables of no gold kind (``table``, own kinds) are not looked at."""
    total = CellScore()
    for kind in dict.fromkeys((*KINDS, *(table.kind for table in gold))):
        wanted = [table for table in gold if table.kind == kind]
        found = [table for table in result.tables if table.kind == kind]
        pairs = dict(
            pair_tables(
                [gold_values(table) for table in wanted],
                [found_values(table) for table in found],
                kind,
            )
        )
        for i, table in enumerate(wanted):
            total += _compared(table, found[pairs[i]] if i in pairs else None)
        for j in sorted(set(range(len(found))) - set(pairs.values())):
            total += _extra(found[j].name, found[j].rows)
    return total


def gold_values(table: GoldTable) -> list[Values]:
    """What each row of a gold table prints."""
    return [cells_of(row) for row in table.rows]


def found_values(table: ResultTable) -> list[Values]:
    """What each row of a table of a result claims; rows are known by their claims."""
    return [cells_of(row.values) for row in table.rows]


def cells_of(row: Mapping[str, str | None]) -> dict[str, Printed]:
    """The values of a row that are not blank, in the form in which they are compared."""
    return {field: value for field, text in row.items() if (value := normal(text)) is not None}


def printed_cells(row: ResultRow) -> dict[str, Printed]:
    """What a row of a result says is printed, by field; no blanks."""
    return cells_of({field: printed_of(row, field) for field in {**row.values, **row.cells}})


def printed_of(row: ResultRow | None, field: str) -> str | None:
    """What a cell of a result says is printed; None where there is no row."""
    if row is None:
        return None
    cell = row.cells.get(field)
    return row.values.get(field) if cell is None else cell.printed


def _compared(gold: GoldTable, found: ResultTable | None) -> CellScore:
    rows = [cells_of(row) for row in gold.rows]
    there = [] if found is None else found_values(found)
    pairs = dict(pair_rows(rows, there, gold.kind))
    total = CellScore(tables=1, tables_found=found is not None)
    name = f"{gold.kind}#{gold.ordinal}"
    for i, row in enumerate(rows):
        got = None if found is None or i not in pairs else found.rows[pairs[i]]
        total += _row(name, i, gold.rows[i], row, got)
    if found is not None:
        left = sorted(set(range(len(there))) - set(pairs.values()))
        total += _extra(name, [found.rows[j] for j in left])
    return total


def _row(
    name: str,
    index: int,
    texts: Mapping[str, str | None],
    row: Mapping[str, Printed],
    got: ResultRow | None,
) -> CellScore:
    there = {} if got is None else printed_cells(got)
    right = {field for field, value in row.items() if there.get(field) == value}
    amounts = {f for f, v in row.items() if isinstance(v, Decimal) and f not in NO_AMOUNTS}
    wrong = [field for field in {**row, **there} if there.get(field) != row.get(field)]
    misses = [
        CellMiss(name, index, f, texts.get(f), printed_of(got, f), _status(got, f)) for f in wrong
    ]
    return CellScore(
        cells=len(row),
        cells_right=len(right),
        amounts=len(amounts),
        amounts_right=len(amounts & right),
        extra=len(there.keys() - row.keys()),
        silent=sum(miss.status in SAFE for miss in misses),
        misses=tuple(misses),
    )


def _extra(name: str, rows: Sequence[ResultRow]) -> CellScore:
    misses = [
        CellMiss(name, -1, field, None, printed_of(row, field), _status(row, field))
        for row in rows
        for field in printed_cells(row)
    ]
    silent = sum(miss.status in SAFE for miss in misses)
    return CellScore(extra=len(misses), silent=silent, misses=tuple(misses))


def _status(row: ResultRow | None, field: str) -> str | None:
    cell = None if row is None else row.cells.get(field)
    return None if cell is None else cell.status


def cell_lines(result: Result) -> Iterator[tuple[tuple[str, int, int, str], int]]:
    """The text line of every field of a result; a blank cell stands in the line of its row."""
    for table in result.tables:
        for index, row in enumerate(table.rows):
            lines = [c.source.line for c in row.cells.values() if c.source and c.source.line]
            for field in {**row.values, **row.cells}:
                cell = row.cells.get(field)
                own = cell.source.line if cell is not None and cell.source else None
                line = own or (lines[0] if lines else None)
                if line is not None:
                    yield (table.kind, table.ordinal, index, field), line
