"""HTML: tables to grids, what stands outside them to paragraphs. The one door of lxml."""

import re
from dataclasses import dataclass, field

from lxml import etree

from extraction.readers.dense_matrix import SpanningCell, SpanningRow, dense_grid
from extraction.readers.html_lines import LINE_ATTRIBUTE, tag_lines, with_lines
from extraction.readers.html_text import CellText, ParagraphText, escaped
from extraction.readers.table_limits import TableLimits
from schemas.errors import OversizeError
from schemas.grid import Block

_Element = etree._Element

_DROPPED = frozenset({"script", "style", "head", "template", "title"})
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
# Every other tag, known or not, is part of a line.
_BLOCKS = re.compile(
    "address|article|aside|blockquote|body|br|caption|center|dd|details|dialog|dir|div|dl|dt"
    "|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|html|legend|li|main|menu|nav|ol"
    "|optgroup|option|p|pre|section|select|summary|tbody|td|textarea|tfoot|th|thead|tr|ul"
)
_DEEPEST_TABLE = 16
_NUMBER = re.compile(r"\s*(\d{1,9})")


def html_blocks(source: str, first_line: int, limits: TableLimits) -> list[Block]:
    """The paragraphs and grids of HTML source that begins in ``first_line``, in order.

    A nested table is part of the text of its outer cell and follows the outer grid as a
    grid of its own; captions come before their grid.

    Raises:
        OversizeError: a table is over the limits or elements are nested too deeply.
    """
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    root = _root(with_lines(source, first_line), parser)
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise OversizeError(
            f"{limits.name}: the HTML from line {first_line} on is nested too deeply to be read; "
            "remove the nesting or supply the text without it"
        )
    return [] if root is None else _Walk(first_line, limits).blocks_of(root)


def _root(source: str, parser: etree.HTMLParser) -> _Element | None:
    """The root element; None where the source holds no content."""
    try:
        return etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        return None


@dataclass
class _OpenTable:
    """A table whose end has not come yet."""

    element: _Element
    line: int
    rows: list[SpanningRow] = field(default_factory=list)
    captions: list[Block] = field(default_factory=list)
    inner: list[Block] = field(default_factory=list)
    group: int = 0
    row: SpanningRow | None = None
    cell: _Element | None = None
    cell_line: int = 0
    text: CellText = field(default_factory=CellText)


class _Walk:
    """One pass over the elements.

    A start tag closes what HTML says it closes: the parser leaves a cell nested in one that
    was not closed.
    """

    def __init__(self, first_line: int, limits: TableLimits) -> None:
        self._limits = limits
        self._line = first_line
        self._blocks: list[Block] = []
        self._tables: list[_OpenTable] = []
        self._dropped: _Element | None = None
        self._paragraph = ParagraphText()
        self._pre = 0

    def blocks_of(self, root: _Element) -> list[Block]:
        for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            if event == "start":
                self._start(element)
                self._text(element.text)
            elif event == "end":
                self._end(element)
                self._text(element.tail)
            else:
                self._line += (element.text or "").count("\n")
                self._text(element.tail)
        self._flush()
        return self._blocks

    @property
    def _table(self) -> _OpenTable | None:
        return self._tables[-1] if self._tables else None

    def _start(self, element: _Element) -> None:
        lines = tag_lines(element.get(LINE_ATTRIBUTE))
        start, self._line = lines or (self._line, self._line)
        if self._dropped is not None:
            return
        tag = str(element.tag)
        table = self._table
        if tag in _DROPPED:
            self._dropped = element
        elif tag == "table":
            self._open_table(element, start)
        elif table is not None and tag == "tr":
            self._open_row(table, start)
        elif table is not None and tag in ("td", "th"):
            self._open_cell(table, element, start)
        elif table is not None and tag in _GROUPS:
            self._close_row(table)
            table.group += 1
        elif tag == "input":
            self._check_box(element)
        elif _BLOCKS.fullmatch(tag):
            self._pre += tag == "pre"
            self._break()

    def _end(self, element: _Element) -> None:
        if self._dropped is not None:
            if element is self._dropped:
                self._dropped = None
            return
        tag = str(element.tag)
        table = self._table
        if table is not None and element is table.element:
            self._close_table(table)
        elif table is not None and element is table.cell:
            self._close_cell(table)
        elif _BLOCKS.fullmatch(tag):
            self._pre -= tag == "pre"
            self._break()

    def _text(self, text: str | None) -> None:
        if not text:
            return
        line = self._line
        self._line += text.count("\n")
        if self._dropped is not None:
            return
        table = self._table
        if table is not None and table.cell is not None:
            table.text.add(text)
            return
        pieces = text.split("\n") if self._pre else [text]
        for number, piece in enumerate(pieces):
            if number:
                self._flush()
            self._paragraph.add(piece, line + number)

    def _break(self) -> None:
        table = self._table
        if table is not None and table.cell is not None:
            table.text.break_line()
        else:
            self._flush()

    def _check_box(self, element: _Element) -> None:
        if (element.get("type") or "").lower() in ("checkbox", "radio"):
            mark = "☐" if element.get("checked") is None else "☑"
            table = self._table
            if table is not None and table.cell is not None:
                table.text.add(mark)
            else:
                self._paragraph.add(mark, self._line)

    def _flush(self) -> None:
        table = self._table
        paragraphs = self._paragraph.take()
        if table is None:
            self._blocks.extend(paragraphs)
            return
        table.captions.extend(paragraphs)
        for paragraph in paragraphs:
            self._pass_outwards(paragraph.text)

    def _pass_outwards(self, text: str) -> None:
        """Make text of an inner table part of the cell that the table stands in."""
        if len(self._tables) > 1:
            self._tables[-2].text.add(f" {text} ")

    def _open_table(self, element: _Element, line: int) -> None:
        self._flush()
        if len(self._tables) == _DEEPEST_TABLE:
            raise OversizeError(
                f"{self._limits.name}: the table in line {line} stands in {_DEEPEST_TABLE} other "
                "tables; take the inner tables out"
            )
        self._tables.append(_OpenTable(element, line))

    def _open_row(self, table: _OpenTable, line: int) -> SpanningRow:
        self._close_row(table)
        self._limits.count_row(line)
        if len(self._tables) > 1:
            self._tables[-2].text.break_line()
        row = SpanningRow(line, table.group)
        table.row = row
        table.rows.append(row)
        return row

    def _open_cell(self, table: _OpenTable, element: _Element, line: int) -> None:
        self._close_cell(table)
        row = table.row or self._open_row(table, line)
        self._limits.check_columns(len(row.cells) + 1, line)
        table.cell, table.cell_line = element, line

    def _close_cell(self, table: _OpenTable) -> None:
        self._flush()
        if table.cell is None or table.row is None:
            return
        text = table.text.take()
        self._pass_outwards(text)
        table.row.cells.append(
            SpanningCell(
                text=escaped(text),
                line=table.cell_line,
                row_span=_span(table.cell.get("rowspan")),
                column_span=_span(table.cell.get("colspan")),
            )
        )
        table.cell = None

    def _close_row(self, table: _OpenTable) -> None:
        self._close_cell(table)
        table.row = None

    def _close_table(self, table: _OpenTable) -> None:
        self._close_row(table)
        self._tables.pop()
        target = self._tables[-1].inner if self._tables else self._blocks
        target.extend(table.captions)
        grid = dense_grid(table.rows, self._limits)
        if grid.width:
            target.append(grid)
        target.extend(table.inner)


def _span(value: str | None) -> int:
    """The stated span; 1 where it is missing, zero or no number."""
    match = _NUMBER.match(value or "")
    return max(1, int(match[1])) if match else 1
