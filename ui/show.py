"""What `gouji show` prints: the tables and findings of a result, or one table."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from extraction.export.columns import Column, Kinds, columns_of, figure_of
from extraction.export.marks import MEANINGS, SIGNS
from extraction.export.result import Result, ResultCell, ResultCheck, ResultRow, ResultTable
from schemas.amount import plain_decimal
from schemas.errors import UsageError
from schemas.table import Status
from ui.console import Heading, Item, Mark, Screen, columns_wide
from ui.summary import table_counts

_STYLES: Mapping[Status, str] = MappingProxyType(
    {
        "proved": "green",
        "repaired": "cyan",
        "suspect": "bold red",
        "unchecked": "",
        "confirmed": "magenta",
        "corrected": "yellow",
    }
)
_SERIOUS = frozenset({"ocr_digit", "sum", "cross_table", "narrative"})
_TEXT_WIDTH = 30
_HEADER_WIDTH = 10
_GAP = 2


def show_overview(screen: Screen, result: Result, kinds: Kinds) -> None:
    """Print the tables of a result with how much is proved, then its findings."""
    screen.line(Mark(result.document.name, "bold"))
    headings = (
        Heading("table"),
        Heading("title"),
        Heading("unit"),
        Heading("rows", figures=True),
        Heading("figures", figures=True),
        Heading("proved", figures=True),
        Heading("suspect", figures=True),
    )
    rows: list[Sequence[Item]] = []
    for table in result.tables:
        counts = table_counts(table, kinds)
        suspect = Mark(str(counts.suspect), _STYLES["suspect"] if counts.suspect else "")
        rows.append(
            (
                table.name,
                table.title or "",
                table.unit or "",
                str(len(table.rows)),
                str(counts.figures),
                str(counts.proved),
                suspect,
            )
        )
    screen.table(headings, rows)
    screen.line()
    _show_findings(screen, result)


def _show_findings(screen: Screen, result: Result) -> None:
    if not result.findings:
        screen.line("no findings")
        return
    screen.line(Mark(f"findings: {len(result.findings)}", "bold"))
    for number, finding in enumerate(result.findings, start=1):
        style = _STYLES["suspect"] if finding.finding_class in _SERIOUS else ""
        tables = dict.fromkeys(f"{kind}#{ordinal}" for kind, ordinal, _, _ in finding.cells)
        place = f"  [{', '.join(tables)}]" if tables else ""
        screen.line(
            f"{number}. ", Mark(finding.finding_class, style), f": {finding.message}", place
        )


def find_table(result: Result, name: str) -> ResultTable:
    """The table asked for as ``kind#ordinal``; without ``#`` the first of its kind.

    Raises:
        UsageError: there is none.
    """
    wanted = name if "#" in name else f"{name}#1"
    for table in result.tables:
        if table.name == wanted:
            return table
    known = ", ".join(table.name for table in result.tables) or "none"
    raise UsageError(f"there is no table {name}; the tables are: {known}")


def show_table(screen: Screen, result: Result, table: ResultTable, kinds: Kinds) -> None:
    """Print one table with the status of every cell, its notes and the checks that fail."""
    unit = f"  单位：{table.unit}" if table.unit else ""
    kind = kinds.get(table.kind)
    title = table.title or (table.kind if kind is None else kind.title)
    screen.line(Mark(title, "bold"), unit, f"  {table.name}")
    if not table.rows:
        screen.line("no rows")
    columns = [column for column in columns_of(table, kinds) if _is_printed(table, column)]
    for block in _blocks(table, columns, screen.width) if table.rows else ():
        screen.line()
        headings = [Heading("row", figures=True)]
        headings += [_heading(table, column) for column in block]
        screen.table(headings, [_cells(i, row, block) for i, row in enumerate(table.rows)])
    screen.line()
    _show_legend(screen, table)
    for note in table.notes:
        screen.line(f"note: {note}")
    _show_doubts(screen, table)
    _show_failing(screen, result, table)


def _is_printed(table: ResultTable, column: Column) -> bool:
    return any(row.values.get(column.field) is not None for row in table.rows)


def _is_figures(table: ResultTable, column: Column) -> bool:
    return any(
        figure_of(column, row.values.get(column.field), row.cells.get(column.field)) is not None
        for row in table.rows
    )


def _blocks(table: ResultTable, columns: Sequence[Column], width: int) -> list[list[Column]]:
    """The columns in blocks that fit ``width``; each repeats the names of the rows."""
    names = [column for column in columns[:2] if not _is_figures(table, column)]
    rest = columns[len(names) :]
    widths = {column.field: _width(table, column) for column in columns}
    start = len("row") + _GAP + sum(widths[column.field] + _GAP for column in names)
    blocks: list[list[Column]] = [[*names]]
    used = start
    for column in rest:
        needed = widths[column.field] + _GAP
        if used + needed > width and len(blocks[-1]) > len(names):
            blocks.append([*names])
            used = start
        blocks[-1].append(column)
        used += needed
    return blocks


def _width(table: ResultTable, column: Column) -> int:
    header = columns_wide(_heading(table, column).text)
    widest = max(header, _widest(table, column))
    return widest if _is_figures(table, column) else min(widest, _TEXT_WIDTH)


def _widest(table: ResultTable, column: Column) -> int:
    texts = [_shown(row, column).text for row in table.rows]
    return max((columns_wide(text) for text in texts), default=0)


def _heading(table: ResultTable, column: Column) -> Heading:
    """The printed header; over figures folded, because a figure itself is never broken."""
    if not _is_figures(table, column):
        return Heading(column.header)
    room = max(_widest(table, column), _HEADER_WIDTH)
    return Heading(_folded(column.header, room), figures=True)


def _folded(header: str, room: int) -> str:
    lines = [""]
    for char in header:
        if char == "/" or columns_wide(lines[-1] + char) > room:
            lines.append("")
        lines[-1] += char if char != "/" else ""
    return "\n".join(lines)


def _cells(index: int, row: ResultRow, columns: Sequence[Column]) -> list[Item]:
    return [str(index), *(_shown(row, column) for column in columns)]


def _shown(row: ResultRow, column: Column) -> Mark:
    value = row.values.get(column.field)
    cell = row.cells.get(column.field)
    if cell is None:
        return Mark(value or "")
    text = _as_printed(value, cell)
    sign = SIGNS[cell.status]
    if not text and cell.status in ("proved", "unchecked"):
        return Mark("")
    # No-break blanks in place of a sign keep the figures of a column under each other.
    blank = "\u00a0\u00a0" if figure_of(column, value, cell) is not None else ""
    return Mark(f"{text} {sign}" if sign else f"{text}{blank}", _STYLES[cell.status])


def _as_printed(value: str | None, cell: ResultCell) -> str:
    """What stands on the page, with its separators; where that was changed, the new value."""
    if cell.status in ("repaired", "corrected"):
        return value or ""
    return (cell.printed or "") if value is not None else ""


def _show_legend(screen: Screen, table: ResultTable) -> None:
    present = {cell.status for row in table.rows for cell in row.cells.values()}
    for status, meaning in MEANINGS.items():
        if status in present:
            sign = SIGNS[status] or "-"
            screen.line(Mark(f"{sign} {status}", _STYLES[status]), f": {meaning}")


def _show_doubts(screen: Screen, table: ResultTable) -> None:
    for index, row in enumerate(table.rows):
        for field, cell in row.cells.items():
            if cell.status == "suspect":
                asked = f" (suggestion: {cell.suggestion})" if cell.suggestion else ""
                place = Mark(f"row {index} {field}", _STYLES["suspect"])
                screen.line(place, f": {cell.reason or 'no reason given'}{asked}")


def _show_failing(screen: Screen, result: Result, table: ResultTable) -> None:
    for check in result.checks:
        covers = any((kind, n) == (table.kind, table.ordinal) for kind, n, _, _ in check.cells)
        if covers and not check.holds:
            screen.line(Mark(f"check {check.id} fails", "bold"), f" ({check.rule}): {_sums(check)}")


def _sums(check: ResultCheck) -> str:
    sums = (
        f"{plain_decimal(check.found)} - {plain_decimal(check.expected)}"
        f" = {plain_decimal(check.difference)}"
    )
    return f"{check.statement}: {sums}" if check.statement else sums
