"""One result against its gold: counts by kind, a mark for every cell, and every miss."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from evals.comparison import (
    KINDS,
    NO_AMOUNTS,
    SAFE,
    GoldTable,
    Printed,
    cells_of,
    found_values,
    gold_values,
    normal,
    printed_of,
)
from evals.found import GoldFinding
from evals.measures.alignment import pair_rows, pair_tables
from evals.measures.counts import COUNTED, Counts
from evals.measures.misses import Missed, classified, place_of, place_of_row
from evals.measures.places import Places, Transforms, transforms_of
from evals.measures.score import BLANK, LETTERS, UNREAD, Miss, Place, Surety, TableVerdict
from extraction.export.result import Result, ResultCell, ResultRow, ResultTable

Expected = Mapping[tuple[str, int, str], Printed]
"""What a cell (kind#ordinal, row, field) should say where gold calls the printed figure wrong."""

ROUNDING = "rounding"
"""The class of findings that are no errors."""
_DIGITS = 5
"""Decimals of a confidence that are kept."""


class _Judged(NamedTuple):
    """A cell held against gold: what is wanted and printed there, and whether that is right.

    ``claim`` is whether the value that is claimed is right, ``safe`` whether the status says that
    it can be trusted.
    """

    cell: ResultCell | None
    wanted: Printed | None
    there: Printed | None
    right: bool
    claim: bool
    safe: bool


class Tally:
    """Grows while the tables of one document are scored."""

    def __init__(
        self, expected: Expected, meant: Expected, places: Places, transforms: Transforms
    ) -> None:
        """Take what gold knows beyond the printed cells; ``meant`` leaves rounding tails out."""
        self.expected, self.meant = expected, meant
        self.places, self.transforms = places, transforms
        self.kinds: dict[str, Counter[str]] = defaultdict(Counter)
        self.sureties: dict[float, list[int]] = {}
        self.missed: list[Missed] = []
        self.tables: list[TableVerdict] = []

    def sure(self, cell: ResultCell | None, right: bool) -> None:
        """Note how sure a cell was, and whether it says what the document should say."""
        if cell is not None:
            known = self.sureties.setdefault(round(cell.confidence, _DIGITS), [0, 0])
            known[0] += 1
            known[1] += right

    def counts(self) -> dict[str, Counts]:
        """The counts by kind."""
        return {
            kind: Counts(**{name: found[name] for name in COUNTED})
            for kind, found in self.kinds.items()
        }

    def claims(self) -> tuple[Surety, ...]:
        """The cells by their confidence."""
        return tuple(Surety(c, n, right) for c, (n, right) in sorted(self.sureties.items()))


def score_cells(
    gold: Sequence[GoldTable],
    findings: Sequence[GoldFinding],
    result: Result,
    places: Places | None = None,
) -> tuple[Tally, tuple[Miss, ...]]:
    """The tally of a document and its misses, in the order of gold.

    Tables of no gold kind (``table``, own kinds) are not looked at, as in `compare`.
    """
    errors = [finding for finding in findings if finding.finding_class != ROUNDING]
    expected, meant = expected_figures(gold, findings), expected_figures(gold, errors)
    tally = Tally(expected, meant, places or Places(), transforms_of(result))
    for kind in dict.fromkeys((*KINDS, *(table.kind for table in gold))):
        wanted = [table for table in gold if table.kind == kind]
        found = [table for table in result.tables if table.kind == kind]
        pairs = dict(
            pair_tables([gold_values(t) for t in wanted], [found_values(t) for t in found], kind)
        )
        for i, table in enumerate(wanted):
            _score_table(tally, table, found[pairs[i]] if i in pairs else None)
        for j in sorted(set(range(len(found))) - set(pairs.values())):
            tally.kinds[kind]["tables_extra"] += 1
            _score_extra(tally, found[j].name, found[j].rows, kind, found[j])
    _count_reviewed(tally, result)
    return tally, classified(tally.missed, result, tally.places)


def _score_table(tally: Tally, gold: GoldTable, found: ResultTable | None) -> None:
    name, count = f"{gold.kind}#{gold.ordinal}", tally.kinds[gold.kind]
    count["tables"] += 1
    rows = gold_values(gold)
    count["rows"] += len(rows)
    pairs: dict[int, int] = {}
    unit = None
    if found is not None:
        unit = normal(gold.unit) == normal(found.unit)
        count.update(tables_found=1, units=1, units_right=int(unit))
        pairs = dict(pair_rows(rows, found_values(found), gold.kind))
    fields = _fields(gold, [] if found is None else [found.rows[j] for j in pairs.values()])
    marks = tuple(
        _score_row(tally, (gold, i), fields, None if found is None else found, pairs.get(i))
        for i in range(len(rows))
    )
    tally.tables.append(
        TableVerdict(
            table=name,
            title=gold.title,
            found=None if found is None else found.name,
            unit_right=unit,
            fields=fields,
            marks=marks,
        )
    )
    if found is not None:
        left = sorted(set(range(len(found.rows))) - set(pairs.values()))
        count["rows_extra"] += len(left)
        _score_extra(tally, name, [found.rows[j] for j in left], gold.kind, None)


def _fields(gold: GoldTable, rows: Sequence[ResultRow]) -> tuple[str, ...]:
    named = [field for row in gold.rows for field in row]
    named += [field for row in rows for field, text in row.values.items() if text is not None]
    named += [field for row in rows for field, cell in row.cells.items() if cell.printed]
    return tuple(dict.fromkeys(named))


def _score_row(
    tally: Tally,
    at: tuple[GoldTable, int],
    fields: Sequence[str],
    table: ResultTable | None,
    number: int | None,
) -> str:
    """Score the row of gold at ``at``, and give its marks."""
    gold, index = at
    name, count = f"{gold.kind}#{gold.ordinal}", tally.kinds[gold.kind]
    row = None if table is None or number is None else table.rows[number]
    near = place_of_row(row)
    marks = []
    for field in fields:
        judged = _judge(tally, at, row, field)
        if judged is None:
            marks.append(BLANK)
            continue
        cell, wanted, there, right, claim, safe = judged
        amount = isinstance(wanted, Decimal) and field not in NO_AMOUNTS
        if wanted is None:
            count["extra"] += 1
        else:
            _count_cell(count, right, claim and row is not None, amount)
        if safe:
            _count_safe(count, right, claim)
        if there is not None:
            value = None if row is None else normal(row.values.get(field))
            tally.sure(cell, value == tally.meant.get((name, index, field), wanted))
        if right and cell is not None:
            placed = tally.places.right(cell, (gold, index, field), tally.transforms)
            count["located"] += placed is not None
            count["placed"] += bool(placed)
        marks.append(_mark(cell, right, there))
        if not right or (safe and not claim):
            tally.missed.append(
                Missed(
                    table=name, row=index, field=field, gold=gold.rows[index].get(field),
                    wanted=wanted, found=printed_of(row, field), there=there, cell=cell,
                    value=None if row is None else row.values.get(field),
                    silent=safe, amount=amount, lost_row=row is None,
                    found_row=None if table is None or number is None else (table.name, number),
                    unmatched=None if table is not None else gold,
                    place=_miss_place(tally, at, field, cell) or near,
                )
            )  # fmt: skip
    count["rows_right"] += all(mark.islower() or mark == BLANK for mark in marks)
    return "".join(marks)


def _judge(
    tally: Tally, at: tuple[GoldTable, int], row: ResultRow | None, field: str
) -> _Judged | None:
    """The cell that answers a field of gold, or None where neither prints anything."""
    gold, index = at
    wanted, there = normal(gold.rows[index].get(field)), normal(printed_of(row, field))
    if wanted is None and there is None:
        return None
    cell = None if row is None else row.cells.get(field)
    value = None if row is None else normal(row.values.get(field))
    expected = tally.expected.get((f"{gold.kind}#{gold.ordinal}", index, field), wanted)
    return _Judged(
        cell=cell,
        wanted=wanted,
        there=there,
        right=wanted == there,
        claim=value in (wanted, expected),
        safe=cell is not None and cell.status in SAFE,
    )


def _miss_place(
    tally: Tally, at: tuple[GoldTable, int], field: str, cell: ResultCell | None
) -> Place | None:
    return tally.places.true_place(*at, field, tally.transforms) or place_of(cell)


def _count_cell(count: Counter[str], right: bool, claim: bool, amount: bool) -> None:
    count["cells"] += 1
    count["cells_right"] += right
    count["claims_right"] += claim
    if amount:
        count["amounts"] += 1
        count["amounts_right"] += right
        count["amount_claims_right"] += claim


def _count_safe(count: Counter[str], right: bool, claim: bool) -> None:
    """Count a cell whose status says that it can be trusted."""
    count["silent"] += not right
    count["silent_claims"] += right and not claim
    count["mended"] += claim and not right


def _mark(cell: ResultCell | None, right: bool, there: Printed | None) -> str:
    if there is None:
        return UNREAD
    letter = LETTERS["unchecked" if cell is None else cell.status]
    return letter if right else letter.upper()


def _score_extra(
    tally: Tally,
    name: str,
    rows: Sequence[ResultRow],
    kind: str,
    table: ResultTable | None,
) -> None:
    """Count cells of rows that gold has not; ``table`` is theirs where gold has none either."""
    count = tally.kinds[kind]
    for row in rows:
        near = place_of_row(row)
        for field in cells_of(row.values):
            cell = row.cells.get(field)
            safe = cell is not None and cell.status in SAFE
            count["extra"] += 1
            count["silent_extra"] += safe
            tally.sure(cell, False)
            text = printed_of(row, field)
            tally.missed.append(
                Missed(
                    table=name, row=-1, field=field, gold=None, wanted=None, found=text,
                    there=normal(text), cell=cell, value=row.values.get(field), silent=safe,
                    amount=isinstance(normal(text), Decimal) and field not in NO_AMOUNTS,
                    lost_row=False, found_row=None, unmatched=None,
                    of_extra_table=None if table is None else table.name,
                    place=place_of(cell) or near,
                )
            )  # fmt: skip


def _count_reviewed(tally: Tally, result: Result) -> None:
    for table in result.tables:
        statuses = Counter(
            cell.status for row in table.rows for cell in row.cells.values() if cell.printed
        )
        count = tally.kinds[table.kind]
        count["reviewed"] += statuses.total()
        count["suspect"] += statuses["suspect"]


def expected_figures(gold: Sequence[GoldTable], findings: Sequence[GoldFinding]) -> Expected:
    """The figures that cells should print by the findings of gold, where it names the cell."""
    found: dict[tuple[str, int, str], Printed] = {}
    tables = {f"{table.kind}#{table.ordinal}": table for table in gold}
    for finding in findings:
        value = normal(finding.expected)
        table = tables.get(finding.table or "")
        if value is None or table is None or finding.row is None or finding.column is None:
            continue
        for index in _named(table, finding):
            found[f"{table.kind}#{table.ordinal}", index, finding.column] = value
    return found


def _named(table: GoldTable, finding: GoldFinding) -> Iterator[int]:
    parts = {normal(part) for part in (finding.row or "").split("|") if part != "null"}
    for index, row in enumerate(table.rows):
        if normal(row.get(finding.column or "")) == normal(finding.printed) and (
            parts <= set(cells_of(row).values()) or finding.row == str(index + 1)
        ):
            yield index
