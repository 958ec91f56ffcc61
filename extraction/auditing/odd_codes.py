"""Codes that break the scheme that the other codes of their table follow: misread digits."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from extraction.identities.ledger import Ledger, ref
from schemas.finding import Finding
from schemas.label import normal_form
from schemas.source import Extent
from schemas.table import CellRef, Table

_ITEM = re.compile(r"^[\[【]([A-Z])(\d+)[\]】]")
_PROJECT = re.compile(r"^\d{6}\d{2}(\d{3})(.)(\d{9})$")
"""Project codes: region (6), year (2), department (3), a letter for the type, number (9)."""
_LEAST_CODES = 4


def odd_codes(ledger: Ledger) -> Iterator[Finding]:
    """Findings for item codes of another length than the rest and project codes without letter."""
    lengths = Counter(len(m.group(2)) for _, m in _items(ledger))
    if sum(lengths.values()) >= _LEAST_CODES:
        usual, count = lengths.most_common(1)[0]
        if 2 * count > sum(lengths.values()):
            yield from _odd_items(ledger, usual)
    for table in ledger.of_kind("project_expenditure"):
        yield from _without_letter(ledger, table)


def _items(ledger: Ledger) -> Iterator[tuple[CellRef, re.Match[str]]]:
    for kind, field in (("procurement", "item"), ("asset_allocation", "asset_category")):
        for table in ledger.of_kind(kind):
            for index, row in enumerate(table.rows):
                match = _ITEM.match(normal_form(row.values.get(field) or ""))
                if match is not None:
                    yield ref(table, index, field), match


def _odd_items(ledger: Ledger, usual: int) -> Iterator[Finding]:
    odd: dict[str, list[CellRef]] = {}
    for cell, match in _items(ledger):
        if abs(len(match.group(2)) - usual) == 1:
            odd.setdefault(match.group(1) + match.group(2), []).append(cell)
    for code, cells in odd.items():
        yield _finding(
            ledger,
            cells,
            f"[{code}]",
            f"the code [{code}] has {len(code) - 1} digits, the other item codes have {usual}",
        )


def _without_letter(ledger: Ledger, table: Table) -> Iterator[Finding]:
    departments = {normal_form(row.values.get("code") or "") for row in table.rows}
    cells = []
    for index, row in enumerate(table.rows):
        match = _PROJECT.match(normal_form(row.values.get("code") or ""))
        if match is not None and match.group(1) in departments and match.group(2).isdigit():
            cells.append(ref(table, index, "code"))
    if cells:
        first = table.rows[cells[0].row].values.get("code") or ""
        yield _finding(
            ledger,
            cells,
            first,
            f"{len(cells)} project codes print {first[11]} as their 12th character, where region, "
            "year and department are followed by a letter",
        )


def _finding(ledger: Ledger, cells: Sequence[CellRef], printed: str, says: str) -> Finding:
    lines = sorted(line for cell in cells if (line := ledger.line(cell)) is not None)
    where = f" (line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))})" if lines else ""
    return Finding(
        finding_class="ocr_digit",
        cells=tuple(cells),
        printed=printed,
        message=f"{ledger.table_name(cells[0])}: {says}{where}.",
        source=Extent(lines=(lines[0], lines[-1])) if lines else Extent(),
    )
