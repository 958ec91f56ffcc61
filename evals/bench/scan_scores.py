"""What a reader got right on scanned pages, for our results and for plain grids of text."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from evals.comparison import GoldTable, aligned, compare, normal
from evals.rendering.placed import PlacedDocument, TrueCell
from extraction.export.result import Result

_NO_AMOUNTS = frozenset({"code", "phone", "weight"})
Place = tuple[int, int]
Grid = Mapping[Place, str]
"""A table as plain text: the text at each (row, column)."""


class Score(NamedTuple):
    """Counts over pages; None where a reader has no such thing.

    ``read`` are amounts whose exact figure stands anywhere in the result, ``placed`` those that
    stand in the right row and column too. ``silent`` are wrong figures that nothing marks.
    ``digits`` are those of printed amounts, ``digits_right`` those read in their place (see
    `evals.bench.scan_digits`). ``share`` is the part of the reading time inside the OCR engine,
    0..1.
    """

    pages: int = 0
    amounts: int = 0
    read: int = 0
    placed: int = 0
    cells: int = 0
    cells_right: int = 0
    tables: int = 0
    kinds: int | None = None
    silent: int = 0
    claimed: int | None = None
    suspects: int | None = None
    seconds: float = 0.0
    share: float | None = None
    digits: int | None = None
    digits_right: int | None = None

    def plus(self, other: "Score") -> "Score":
        """The counts of both; the share is that of the first that has one."""
        sums = [
            b if a is None else a if b is None else a + b for a, b in zip(self, other, strict=True)
        ]
        share = other.share if self.share is None else self.share
        return Score._make(sums)._replace(share=share)


def result_score(gold: Sequence[GoldTable], result: Result, pages: int, seconds: float) -> Score:
    """The score of one of our results."""
    cells = compare(gold, result)
    wanted = Counter(_gold_amounts(gold))
    found = Counter(
        value
        for table in result.tables
        for row in table.rows
        for cell in row.cells.values()
        if isinstance(value := normal(cell.printed), Decimal)
    )
    claims = [
        cell.status
        for table in result.tables
        for row in table.rows
        for cell in row.cells.values()
        if cell.printed
    ]
    return Score(
        pages=pages,
        amounts=cells.amounts,
        read=(wanted & found).total(),
        placed=cells.amounts_right,
        cells=cells.cells,
        cells_right=cells.cells_right,
        tables=cells.tables,
        kinds=cells.tables_found,
        silent=cells.silent,
        claimed=len(claims),
        suspects=claims.count("suspect"),
        seconds=seconds,
    )


def _gold_amounts(gold: Iterable[GoldTable]) -> Iterable[Decimal]:
    for table in gold:
        for row in table.rows:
            for field, text in row.items():
                value = normal(text)
                if isinstance(value, Decimal) and field not in _NO_AMOUNTS:
                    yield value


def grids_score(placed: PlacedDocument, pages: Sequence[Sequence[Grid]], seconds: float) -> Score:
    """The score of a reader that gives plain grids, page by page.

    Its rows and columns are laid along the true ones by what they have in common, so that a
    lost or extra column costs only itself. It marks no doubt: each wrong figure is silent.
    """
    total = Score(pages=len(placed.pages), seconds=seconds)
    for page, found in zip(placed.pages, pages, strict=True):
        true = [cell for cell in page.cells if cell.gold_row >= 0 and cell.field and cell.text]
        wanted = Counter(str(v) for cell in true if (v := _amount(cell)) is not None)
        values = Counter(str(normal(text)) for grid in found for text in grid.values())
        total = total.plus(Score(amounts=wanted.total(), read=(wanted & values).total()))
        numbers = dict.fromkeys(cell.grid for cell in true)
        tables = [[cell for cell in page.cells if cell.grid == number] for number in numbers]
        for cells, grid in zip(tables, _dealt(tables, found), strict=True):
            total = total.plus(_grid_score(cells, grid))
    return total


def _dealt(tables: Sequence[Sequence[TrueCell]], found: Sequence[Grid]) -> list[Grid]:
    """For each table the grid with most in common, no grid to two tables; else an empty one."""
    shared = {
        (i, j): _common((c.text for c in cells if c.text), grid.values())
        for i, cells in enumerate(tables)
        for j, grid in enumerate(found)
    }
    dealt: dict[int, int] = {}
    for i, j in sorted(shared, key=lambda pair: -shared[pair]):
        if shared[i, j] and i not in dealt and j not in dealt.values():
            dealt[i] = j
    return [found[dealt[i]] if i in dealt else {} for i in range(len(tables))]


def _amount(cell: TrueCell) -> Decimal | None:
    value = normal(cell.text)
    return value if isinstance(value, Decimal) and cell.field not in _NO_AMOUNTS else None


def _grid_score(cells: Sequence[TrueCell], best: Grid) -> Score:
    true = {(cell.row, cell.column): cell.text for cell in cells if cell.text}
    rows, columns = _pairs(true, best, 0), _pairs(true, best, 1)
    score = Score(tables=1)
    for cell in cells:
        if cell.gold_row < 0 or not cell.field or not cell.text:
            continue
        row, column = rows.get(cell.row), columns.get(cell.column)
        there = None if row is None or column is None else best.get((row, column))
        value = normal(there)
        right, amount = value == normal(cell.text), _amount(cell) is not None
        score = score.plus(
            Score(
                cells=1,
                cells_right=int(right),
                placed=int(right and amount),
                silent=int(amount and not right and value is not None),
            )
        )
    return score


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    return (Counter(map(normal, one)) & Counter(map(normal, other))).total()


def _pairs(true: Grid, found: Grid, axis: int) -> dict[int, int]:
    """Rows (axis 0) or columns (axis 1) of two grids that go together."""
    wanted, there = _lines(true, axis), _lines(found, axis)
    keys, others = sorted(wanted), sorted(there)
    pairs = aligned(
        len(keys), len(others), lambda i, j: (wanted[keys[i]] & there[others[j]]).total()
    )
    return {keys[i]: others[j] for i, j in pairs}


def _lines(grid: Grid, axis: int) -> dict[int, Counter[object]]:
    lines: dict[int, Counter[object]] = {}
    for place, text in grid.items():
        value = normal(text)
        if value is not None:
            lines.setdefault(place[axis], Counter())[value] += 1
    return lines
