"""What `gouji explain` prints without a cell: how many figures are proved how strongly."""

from collections.abc import Iterator
from decimal import Decimal

from extraction.export.columns import Kinds, columns_of, figure_of
from extraction.export.result import Result, ResultCell
from schemas.amount import plain_decimal
from ui.console import columns_wide
from ui.explainwords import Words

_MOST = 12


def summary(result: Result, kinds: Kinds, words: Words) -> list[str]:
    """The proofs of a document: figures by rank, then the cells to look at, then the limits."""
    cells = list(_figures(result, kinds))
    failing = sum(not check.holds for check in result.checks)
    lines = [result.document.name, words("checks", len(result.checks), failing)]
    if any(cell.proof is None for cell in cells):
        return [*lines, words("untold")]
    lines += [words("summary", len(cells)), *_table(cells, words), *_doubts(result, words)]
    return [*lines, words("limits")]


def _figures(result: Result, kinds: Kinds) -> Iterator[ResultCell]:
    for table in result.tables:
        columns = columns_of(table, kinds)
        for row in table.rows:
            for column in columns:
                cell = row.cells.get(column.field)
                if cell is None:
                    continue
                figure = figure_of(column, row.values.get(column.field), cell)
                # A share is a figure to the sums, and a blank that they count as zero.
                if figure is not None or cell.checks:
                    yield cell


def _table(cells: list[ResultCell], words: Words) -> Iterator[str]:
    by_rank: dict[int, list[Decimal]] = {}
    for cell in cells:
        if cell.proof is not None:
            by_rank.setdefault(cell.proof.rank, []).append(cell.proof.tolerance or Decimal(0))
    rows = [(words("rank"), words("figures"), words("share"), words("tolerances"))]
    for rank, tolerances in sorted(by_rank.items(), reverse=True):
        share = f"{100 * len(tolerances) / len(cells):.1f}%"
        widest = plain_decimal(max(tolerances).quantize(Decimal("0.0001")).normalize())
        first = str(rank) if rank else words("none")
        rows.append((first, str(len(tolerances)), share, widest if rank else "-"))
    widths = [max(columns_wide(row[i]) for row in rows) for i in range(4)]
    for first, *rest in rows:
        padded = [" " * (w - columns_wide(t)) + t for t, w in zip(rest, widths[1:], strict=True)]
        yield "  ".join(("  " + first + " " * (widths[0] - columns_wide(first)), *padded))


def _doubts(result: Result, words: Words) -> Iterator[str]:
    found = [
        f"  {table.name}:{index}:{field}  {cell.printed or words('blank')}"
        + (f" → {cell.suggestion}" if cell.suggestion else "")
        for table in result.tables
        for index, row in enumerate(table.rows)
        for field, cell in row.cells.items()
        if cell.status == "suspect"
    ]
    if found:
        yield words("doubts")
        yield from found[:_MOST]
    if len(found) > _MOST:
        yield f"  {words('more', len(found) - _MOST)}"
