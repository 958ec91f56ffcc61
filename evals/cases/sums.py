"""The sums of gold: which identities over its figures hold, and which its findings explain."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from evals.cases.gold import Gold
from evals.cases.shape import row_place
from evals.comparison import GoldTable, normal, squeezed
from evals.found import GoldFinding
from evals.synthetic.gold import label_of
from extraction.auditing.wording import arithmetic
from extraction.checking import check_all
from extraction.identities.ledger import Ledger
from schemas.check import Check
from schemas.grid import Paragraph
from schemas.kinds import KindRow
from schemas.source import Extent
from schemas.table import Cell, CellRef, Row, Table

ARITHMETIC = frozenset({"ocr_digit", "sum", "cross_table", "narrative", "rounding"})
"""Classes of findings about what a cell prints; the others are about where or how it does."""

_RATIO = Decimal("0.0001")
_BETWEEN = re.compile(r"[|\s…]+")
_REMARK = re.compile(r"\([^()]*\)$")


class GoldSums(NamedTuple):
    """The failing identities of gold, one sentence each, and the cells that others prove.

    ``told`` counts the failing ones that a gold finding accounts for.
    """

    broken: tuple[str, ...]
    told: int
    proved: frozenset[CellRef]


def sums_of(
    gold: Gold, paragraphs: Sequence[Paragraph], kinds: Sequence[type[KindRow]]
) -> GoldSums:
    """Every identity over the figures of gold and those of the prose, decided."""
    tables = tuple(table_of(table) for table in gold.tables)
    checks = check_all(tables, paragraphs, kinds).checks
    ledger = Ledger(tables, kinds)
    failing = [check for check in checks if not check.holds]
    known = [_finding_of(gold, check) for check in failing]
    return GoldSums(
        tuple(_sentence(gold, c, ledger, k) for c, k in zip(failing, known, strict=True)),
        sum(number is not None for number in known),
        frozenset(c for check in checks if check.holds and not check.tail for c in check.cells),
    )


def rows_named(finding: GoldFinding, table: GoldTable) -> tuple[int, ...]:
    """The rows (0-based) of a table that a finding names; all where it names none."""
    if finding.row is None:
        return tuple(range(len(table.rows)))
    rows = [dict(row) for row in table.rows]
    exact = [i for i, row in enumerate(rows) if label_of(table.kind, row, i) == finding.row]
    if exact:
        return tuple(exact)
    parts = [squeezed(part) for part in _BETWEEN.split(_REMARK.sub("", finding.row))]
    wanted = {part for part in parts if part not in ("", "null", "*")}
    texts = [tuple(squeezed(text) for text in row.values() if text) for row in rows]
    for enough in (all, any):
        found = [
            i for i, own in enumerate(texts) if enough(any(p in t for t in own) for p in wanted)
        ]
        if found:
            return tuple(found)
    return ()


def table_of(table: GoldTable) -> Table:
    """A gold table as if it had been read so: every printed text in its cell."""
    rows = tuple(
        Row(
            values={field: _value(text) for field, text in row.items()},
            cells={field: Cell(printed=text) for field, text in row.items() if text is not None},
        )
        for row in table.rows
    )
    return Table(
        kind=table.kind, ordinal=table.ordinal, title=table.title, unit=table.unit,
        source=Extent(pages=table.pages, lines=table.lines), rows=rows,
    )  # fmt: skip


def _value(text: str | None) -> str | None:
    return text.replace(",", "") if isinstance(normal(text), Decimal) and text else text


def _finding_of(gold: Gold, check: Check) -> int | None:
    """The number (from 1) of the gold finding that accounts for a failing check."""
    numbered = enumerate(gold.findings, 1)
    return next((number for number, f in numbered if _accounts(f, check, gold)), None)


def _sentence(gold: Gold, check: Check, ledger: Ledger, known: int | None) -> str:
    where = _where(gold, check, ledger)
    why = f" (finding {known}, {gold.findings[known - 1].finding_class}, tells it)" if known else ""
    if check.combine == "ratio":
        check = check.model_copy(update={"expected": check.expected.quantize(_RATIO)})
    return f"{where}: {check.found:,f}, but {arithmetic(ledger, check)}{why}"


def _where(gold: Gold, check: Check, ledger: Ledger) -> str:
    cell = next((term.cell for term in (*check.left, *check.right) if term.cell), None)
    if cell is None or check.left[0].cell is None:
        lines = sorted({line for t in (*check.left, *check.right) for line in t.lines})
        place = f"line {lines[0]}" if lines else "the prose"
        return f"{place}, {check.rule}"
    table = next(t for t in gold.tables if (t.kind, t.ordinal) == (cell.kind, cell.ordinal))
    name = f"{table.kind}#{table.ordinal}"
    place = row_place(name, cell.row + 1, table.rows[cell.row], ledger.kinds.get(cell.kind))
    return f"{place} {cell.field}"


def _accounts(finding: GoldFinding, check: Check, gold: Gold) -> bool:
    """Whether a gold finding is why a check fails: its cell, its gap in its table, its line."""
    if finding.finding_class not in ARITHMETIC:
        return False
    terms = (*check.left, *check.right)
    if finding.table is None:
        return any(line in finding.lines for term in terms for line in term.lines)
    cells = [
        term.cell
        for term in terms
        if term.cell is not None and f"{term.cell.kind}#{term.cell.ordinal}" == finding.table
    ]
    table = next((t for t in gold.tables if f"{t.kind}#{t.ordinal}" == finding.table), None)
    if not cells or table is None:
        return False
    rows = rows_named(finding, table)
    if any(cell.field == finding.column and cell.row in rows for cell in cells):
        return True
    printed, expected = normal(finding.printed), normal(finding.expected)
    if not isinstance(expected, Decimal):
        return False
    said = printed if isinstance(printed, Decimal) else Decimal(0)
    return abs(said - expected) == abs(check.difference)
