"""What every figure of a document was read as, and what reading it otherwise costs."""

from collections import Counter
from collections.abc import Iterable, Iterator
from math import log

from extraction.decoding.confusion import (
    ALTERNATIVE,
    FILLED,
    FILLED_AMONG_BLANKS,
    FILLED_IN_FULL,
    FILLED_TOTAL,
    LEAST,
    LEAST_ODD,
    LEAST_TAIL,
    MOST_TAIL,
    ODD,
    STRANGE_MINUS,
    WILD,
    alternative_cost,
    slip_cost,
)
from extraction.decoding.system import COEFFICIENT, MONEY_PLACES, Row, System
from extraction.identities.filled import is_full
from extraction.identities.ledger import Ledger, ref
from schemas.amount import decimal_of, plain_decimal
from schemas.table import Cell, CellRef, Table

_BESIDE = ((0, -1), (0, 1), (-1, 0), (1, 0))
_USUAL = 0.8
"""A column prints so many places where at least this share of its figures does."""
_LEAST_FIGURES = 3


class Readings:
    """The cost of every value of every cell; ``settled`` ones can have no other."""

    def __init__(
        self, system: System, ledger: Ledger, settled: frozenset[CellRef] = frozenset()
    ) -> None:
        self.system, self.ledger = system, ledger
        self.settled = frozenset(system.number[c] for c in settled if c in system.number)
        self.fields = {
            (t.kind, t.ordinal): tuple(
                f for f in (t.rows[0].values if t.rows else ()) if f in ledger.numeric_fields(t)
            )
            for t in ledger.tables
        }
        self.printed = tuple(system.values)
        self.usual: dict[tuple[str, int, str], int | None] = {}
        self.known: dict[tuple[int, int], float | None] = {}
        self.near: dict[int, tuple[int, ...]] = {}
        self.oddities: dict[int, bool] = {}
        self.totals = frozenset(_blank_totals(system))
        self.minuses: dict[tuple[str, int], int] = {}
        self.tails = self._tails()

    def cost(self, cell: int, value: int) -> float | None:
        """What it costs that the cell has this value; None where it can't."""
        key = (cell, value)
        if key not in self.known:
            self.known[key] = self._cost(cell, value)
        return self.known[key]

    def least(self, cell: int) -> float:
        """No value of the cell costs less."""
        if self.system.blank[cell]:
            return FILLED_TOTAL if cell in self.totals else FILLED_IN_FULL
        made = self._made(cell)
        least = ALTERNATIVE if made is not None and made.alternatives else LEAST
        return LEAST_ODD if self.odd(cell) else least

    def beside(self, cell: int) -> tuple[int, ...]:
        """The cells left, right, above and below that stand in some identity."""
        if cell not in self.near:
            self.near[cell] = tuple(self._beside(self.system.cells[cell]))
        return self.near[cell]

    def places(self, cell: int) -> int:
        """To how many places the cell prints its figure, or should print it."""
        address = self.system.cells[cell]
        table = self.ledger.by_address[address.kind, address.ordinal]
        usual = self._usual_places(table, address.field)
        if address in self.ledger.figures and not (self.odd(cell) and usual is not None):
            own = _places(self._text(address))
            return max(own, MONEY_PLACES) if own else 0
        return MONEY_PLACES if usual is None else usual

    def odd(self, cell: int) -> bool:
        """Whether what was read is unlike the other figures of its column."""
        if cell not in self.oddities:
            self.oddities[cell] = self._odd(self.system.cells[cell])
        return self.oddities[cell]

    def _cost(self, cell: int, value: int) -> float | None:
        old = self.printed[cell]
        if cell in self.settled:
            return None
        if self.system.blank[cell]:
            return self._filled(cell) if value > 0 else None
        wanted = self.system.decimal(value)
        made = self._made(cell)
        others = () if made is None else tuple(decimal_of(text) for text in made.alternatives)
        slip = slip_cost(self._text(self.system.cells[cell]), wanted)
        if slip is not None and value >= 0 and self.odd(cell):
            slip = max(LEAST_ODD, slip - ODD)
        if slip is not None and value < 0 <= old and not self._negatives(cell):
            slip += STRANGE_MINUS
        wild = WILD if value >= 0 or old < 0 else None
        known = (alternative_cost(others, wanted), slip, wild)
        return min((cost for cost in known if cost is not None), default=None)

    def tail(self, row: int) -> float:
        """What it costs that an identity holds with a rounding tail."""
        return self.tails.get(_terms(self.system.rows[row]), MOST_TAIL)

    def _negatives(self, cell: int) -> int:
        """How many figures of the cell's table are below zero."""
        address = self.system.cells[cell]
        name = (address.kind, address.ordinal)
        if name not in self.minuses:
            texts = self._texts(self.ledger.by_address[name])
            self.minuses[name] = sum(1 for text in texts if text.startswith("-"))
        return self.minuses[name]

    def _filled(self, cell: int) -> float:
        if cell in self.totals:
            return FILLED_TOTAL
        address = self.system.cells[cell]
        curved = any(self.system.rows[r].kind == "product" for r in self.system.over[cell])
        if curved or is_full(self.ledger, address):
            return FILLED_IN_FULL
        table = self.ledger.by_address[address.kind, address.ordinal]
        printed = len(self._texts(table, (address.field,)))
        return FILLED if 2 * printed >= len(table.rows) else FILLED_AMONG_BLANKS

    def _made(self, cell: int) -> Cell | None:
        address = self.system.cells[cell]
        return self.ledger.row(address).cells.get(address.field)

    def _text(self, address: CellRef) -> str:
        text = self.ledger.row(address).values.get(address.field) or ""
        plain = text.removesuffix("%")
        return plain if _is_plain(plain) else plain_decimal(self.ledger.figures[address])

    def _odd(self, address: CellRef) -> bool:
        if address not in self.ledger.figures:
            return False
        text = self._text(address)
        if len(text) > 1 and text[0] == "0" and text[1] != ".":
            return True
        table = self.ledger.by_address[address.kind, address.ordinal]
        if text.startswith("-"):
            return self._negatives(self.system.number[address]) == 1
        usual = self._usual_places(table, address.field)
        return usual is not None and _places(text) != usual

    def _usual_places(self, table: Table, field: str) -> int | None:
        """The places that the column prints, or all of the table where the column is short."""
        key = (table.kind, table.ordinal, field)
        if key not in self.usual:
            texts = [t for t in self._texts(table, (field,)) if t.strip("0.")]
            if len(texts) < _LEAST_FIGURES:
                texts = [t for t in self._texts(table) if t.strip("0.")]
            counts = Counter(_places(text) for text in texts).most_common(1)
            enough = counts and len(texts) >= _LEAST_FIGURES
            least = _USUAL * (len(texts) - 1)
            self.usual[key] = counts[0][0] if enough and counts[0][1] >= least else None
        return self.usual[key]

    def _texts(self, table: Table, fields: Iterable[str] | None = None) -> list[str]:
        wanted = self.fields[table.kind, table.ordinal] if fields is None else tuple(fields)
        cells = (ref(table, row, field) for row in range(len(table.rows)) for field in wanted)
        return [self._text(cell) for cell in cells if cell in self.ledger.figures]

    def _beside(self, address: CellRef) -> Iterable[int]:
        fields = self.fields.get((address.kind, address.ordinal), ())
        table = self.ledger.by_address[address.kind, address.ordinal]
        if address.field not in fields or self.system.number[address] in self.settled:
            return
        for down, right in _BESIDE:
            row, column = address.row + down, fields.index(address.field) + right
            if 0 <= row < len(table.rows) and 0 <= column < len(fields):
                other = self.system.number.get(ref(table, row, fields[column]))
                if other is not None and other not in self.settled:
                    yield other

    def _tails(self) -> dict[tuple[int, bool], float]:
        """What an identity with a rounding tail costs in this document, by its terms."""
        held: Counter[tuple[int, bool]] = Counter()
        tails: Counter[tuple[int, bool]] = Counter()
        for row in self.system.rows:
            if row.kind != "sum" or row.tolerance <= row.exact:
                continue
            residual = abs(self.system.residual(row, self.printed))
            held[_terms(row)] += residual <= row.tolerance
            tails[_terms(row)] += row.exact < residual <= row.tolerance
        costs = {terms: log((held[terms] + 1) / (tails[terms] + 0.5)) for terms in held}
        return {terms: min(MOST_TAIL, max(LEAST_TAIL, c)) for terms, c in costs.items()}


def _terms(row: Row) -> tuple[int, bool]:
    """Identities whose tails are as rare: by the number of terms, and whether units differ."""
    return min(len(row.cells), 3), any(abs(c) != COEFFICIENT for c in row.coefficients)


def _blank_totals(system: System) -> Iterator[int]:
    """The blank cells that stand alone on one side of a sum."""
    for row in system.rows:
        blanks = [
            c
            for c, k in zip(row.cells, row.coefficients, strict=False)
            if k > 0 and system.blank[c]
        ]
        if row.kind == "sum" and len(blanks) == 1 and sum(k > 0 for k in row.coefficients) == 1:
            yield blanks[0]


def _places(text: str) -> int:
    return len(text.partition(".")[2])


def _is_plain(text: str) -> bool:
    return bool(text) and text.isascii() and all(c.isdigit() or c in "-." for c in text)
