"""The blocks of a document in reading order to segments: flat tables, forms, lists."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extraction.headers.celltypes import (
    filled,
    is_amount_text,
    is_code_text,
    is_note,
    is_numbered,
)
from extraction.headers.context import Context, banner_texts, context_of, is_banner
from extraction.headers.flat import (
    Split,
    header_fit,
    header_start,
    is_header_row,
    kind_of,
    nearly_same_header,
    rival_of,
    same_header,
    split_rows,
)
from extraction.headers.formlabels import is_form_row
from extraction.headers.forms import FormReader
from extraction.headers.formwords import is_goal_table
from extraction.headers.mended import mended_headers
from extraction.headers.vocabulary import Vocabulary
from schemas.amount import parse_unit
from schemas.document import Segment
from schemas.grid import Block, Grid, GridCell, GridRow, Paragraph
from schemas.kinds import GENERIC, KindRow
from schemas.label import normal_form
from schemas.source import Extent, Source

_FORM_TITLES = ("绩效目标", "申报表")
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_MOST_HEADERS = 4


@dataclass
class Stream:
    """Takes blocks in order; holds the open form and the open flat table."""

    kinds: Sequence[type[KindRow]]
    words: Vocabulary
    segments: list[Segment] = field(default_factory=list)
    pending: list[Paragraph] = field(default_factory=list)
    form: FormReader | None = None

    def take(self, block: Block) -> None:
        """Take the next paragraph or grid."""
        if isinstance(block, Paragraph):
            self.pending.append(block)
        else:
            self._take_grid(block)

    def finish(self) -> tuple[Segment, ...]:
        """All segments in document order."""
        self._close_form()
        return tuple(self.segments)

    def _take_grid(self, grid: Grid) -> None:
        context = context_of(self.pending)
        rows = [row for row in grid.rows if filled(row)]
        self.pending, pending = [], self.pending
        while rows:
            heads = mended_headers(rows, self.words) if grid.page is None else tuple(rows)
            start = header_start(heads, self.words)
            if any(is_form_row(row) for row in rows[: 12 if start is None else start + 1]) or (
                self.form is not None and not self._is_table_title(context)
            ):
                self._take_form(rows, context, pending, grid.spans_known)
                return
            if start is None:
                self._take_headless(rows, context, grid)
                return
            rows = list(heads)
            context = _with_banner(context, rows[:start])
            end = self._flat_end(rows, start)
            self._take_flat(rows[start:end], context, grid, _headers_above(rows[:start]))
            rows, context, pending = rows[end:], Context((), context.unit), []

    def _is_table_title(self, context: Context) -> bool:
        return any("表" in title and not _is_goal_title(title) for title in context.titles[:1])

    def _flat_end(self, rows: Sequence[GridRow], start: int) -> int:
        """Where the flat table ends: at the title above another header row."""
        seen_body = False
        for index in range(start + 1, len(rows)):
            heads = is_header_row(rows[index], self.words)
            seen_body = seen_body or not heads
            if seen_body and heads:
                banner = self._banner_above(rows, index)
                if banner < index:
                    return banner
        return len(rows)

    @staticmethod
    def _banner_above(rows: Sequence[GridRow], index: int) -> int:
        """Where the title and unit rows right above a header row begin (``index``: none)."""
        start = index
        while start > 0 and is_banner(rows[start - 1]) and len(filled(rows[start - 1])) <= 2:
            start -= 1
        return start

    def _take_flat(
        self,
        rows: Sequence[GridRow],
        context: Context,
        grid: Grid,
        above: tuple[GridRow, ...] = (),
    ) -> None:
        self._close_form()
        split = split_rows(rows, self.words)
        last = self.segments[-1] if self.segments else None
        if last is not None and self._nearly_continues(last, split, context):
            self.segments[-1] = _extended(self._better_headed(last, split), split.body, rows)
            return
        if last is not None and last.header and _continues(last, rows, context):
            repeated = 0
            while repeated < len(rows) and _repeats_header(last, rows[repeated]):
                repeated += 1
            body = [row for row in rows[repeated:] if not is_note(filled(row)[0][1].label)]
            self.segments[-1] = _extended(last, body, rows)
            return
        kind, title = kind_of(split, context.titles, self.kinds, grid.spans_known)
        unit = context.unit or _header_unit(split)
        self.segments.append(
            Segment(
                kind=kind,
                title=title,
                unit=unit,
                header=(*above, *split.header) if kind == GENERIC else split.header,
                body=split.body,
                extent=_extent(rows, grid),
                spans_known=grid.spans_known,
                notes=split.remarks,
            )
        )

    def _nearly_continues(self, last: Segment, split: Split, context: Context) -> bool:
        """Whether rows under no title repeat the last table's header, but for a few cells.

        These were read otherwise in one of the two; the header is not that of another kind.
        """
        own = self._own_kind(last)
        if context.titles or own is None or same_header(last.header, split.header[:1]):
            return False
        made = last.model_copy(update={"header": split.header, "body": split.body})
        return nearly_same_header(last, made, own) and rival_of(made, own, self.kinds) is None

    def _better_headed(self, last: Segment, split: Split) -> Segment:
        """The table under that of two readings of its header that names more of its fields."""
        own = self._own_kind(last)
        made = last.model_copy(update={"header": split.header})
        return made if own is not None and header_fit(made, own) > header_fit(last, own) else last

    def _own_kind(self, segment: Segment) -> type[KindRow] | None:
        return next((kind for kind in self.kinds if kind.kind == segment.kind), None)

    def _take_headless(self, rows: Sequence[GridRow], context: Context, grid: Grid) -> None:
        """Rows without a header go on the table before a page break, or are of no kind."""
        last = self.segments[-1] if self.segments else None
        width = max(len(row.cells) for row in rows)
        if last is not None and self.form is None and last.kind != GENERIC:
            known = max([len(r.cells) for r in (*last.header, *last.body)], default=0)
            goes_on = width <= known + 2 and (
                _alike(rows[0], last.body) or self._opens_with_code(rows[0], last)
            )
            if goes_on and not self._is_table_title(context):
                going = [row for row in rows if not is_note(filled(row)[0][1].label)]
                self.segments[-1] = _extended(last, going, rows)
                return
        banners = 0
        while banners < len(rows) and is_banner(rows[banners]):
            banners += 1
        context = _with_banner(context, rows[:banners])
        rows = rows[banners:]
        if not rows:
            return
        self._close_form()
        header, body = _guess_header(rows)
        title = context.titles[0] if context.titles else None
        self.segments.append(
            Segment(
                kind=GENERIC,
                title=title,
                unit=context.unit,
                header=header,
                body=body,
                extent=_extent(rows, grid),
                spans_known=grid.spans_known,
            )
        )

    def _opens_with_code(self, row: GridRow, last: Segment) -> bool:
        """Whether a row opens with a code and the table before it is one of codes.

        Rows of a table of two sides open with any label: 本年收入合计 as well as 十一、.
        """
        kind = self._own_kind(last)
        if kind is None:
            return False
        coded = "code" in kind.types() and is_code_text(filled(row)[0][1].label)
        return coded or (kind.layout == "sides" and len(filled(row)) <= 4)

    def _take_form(
        self,
        rows: Sequence[GridRow],
        context: Context,
        pending: Sequence[Paragraph],
        spans_known: bool,
    ) -> None:
        title = next((t for t in context.titles if _is_form_title(t)), None)
        if self.form is None or title is not None:
            self._open_form(title, context, spans_known)
        for paragraph in pending:
            self._read_paragraph(paragraph)
        for row in rows:
            assert self.form is not None  # opened above
            if is_banner(row) and len(filled(row)) == 1 and "表" in banner_texts(row)[0]:
                text = banner_texts(row)[0]
                if _is_form_title(text):
                    self._open_form(text, context, spans_known)
                    continue
            if self.form.starts_anew(row):
                self._open_form(self.form.title, context, spans_known)
            self.form.read(row)

    def _open_form(self, title: str | None, context: Context, spans_known: bool) -> None:
        self._close_form()
        self.form = FormReader(title=title, unit=context.unit, spans_known=spans_known)

    def _read_paragraph(self, paragraph: Paragraph) -> None:
        """A row of one cell is a line without a tab where trailing blanks were stripped."""
        if self.form is None:
            return
        text = paragraph.text.lstrip("#* ")
        if is_goal_table(normal_form(text)) or self.form.takes_alone(text):
            cell = GridCell(text=text, source=Source(line=paragraph.line, column=1))
            self.form.read(GridRow(cells=(cell,)))

    def _close_form(self) -> None:
        if self.form is not None:
            self.segments.extend(self.form.segments())
            self.form = None


def _with_banner(context: Context, rows: Sequence[GridRow]) -> Context:
    """The context with the titles and the unit of rows printed inside the block on top."""
    titles: list[str] = []
    unit = context.unit
    for row in rows:
        for text in banner_texts(row):
            made = context_of([Paragraph(text=text, source=Source())])
            titles = [*made.titles, *titles]
            unit = made.unit or parse_unit(text) or unit
    return Context((*titles, *context.titles), unit)


def _is_goal_title(title: str) -> bool:
    return is_goal_table(normal_form(title))


def _is_form_title(title: str) -> bool:
    return any(word in title for word in _FORM_TITLES) and not _is_goal_title(title)


def _alike(row: GridRow, body: Sequence[GridRow]) -> bool:
    """Whether a row opens like rows of the body: with a code, a number or a label."""
    opening = _opening(row)
    return not body or any(_opening(other) == opening for other in body)


def _opening(row: GridRow) -> tuple[bool, bool]:
    label = filled(row)[0][1].label
    return is_code_text(label), is_numbered(label)


def _continues(last: Segment, rows: Sequence[GridRow], context: Context) -> bool:
    """Whether rows that repeat the last table's header go on with it, under no new title."""
    if not same_header(last.header, rows[:1]):
        return False
    return not context.titles or last.title in context.titles


def _repeats_header(last: Segment, row: GridRow) -> bool:
    return any(same_header((header,), (row,)) for header in last.header)


def _extended(segment: Segment, body: Sequence[GridRow], rows: Sequence[GridRow]) -> Segment:
    lines = [row.line for row in rows if row.line]
    pages = {row.page for row in rows if row.page is not None}
    extent = segment.extent
    if lines and extent.lines is not None:
        extent = extent.model_copy(update={"lines": (extent.lines[0], max(lines))})
    if pages - set(extent.pages):
        extent = extent.model_copy(update={"pages": tuple(sorted({*extent.pages, *pages}))})
    return segment.model_copy(update={"body": (*segment.body, *body), "extent": extent})


def _extent(rows: Sequence[GridRow], grid: Grid) -> Extent:
    lines = [row.line for row in rows if row.line]
    return Extent(
        pages=() if grid.page is None else (grid.page,),
        lines=(min(lines), max(lines)) if lines else None,
    )


def _header_unit(split: Split) -> str | None:
    for row in split.header:
        for _, cell in filled(row):
            unit = parse_unit(cell.text)
            if unit is not None:
                return unit
    return None


def _guess_header(rows: Sequence[GridRow]) -> tuple[tuple[GridRow, ...], tuple[GridRow, ...]]:
    """The first rows that print no figure but years; one of a single cell heads a block of rows."""
    count = 0
    while count < min(len(rows) - 1, _MOST_HEADERS) and _may_head(rows[count], count):
        count += 1
    while count > 1 and len(filled(rows[count - 1])) < 2:
        count -= 1
    return tuple(rows[:count]), tuple(rows[count:])


def _headers_above(rows: Sequence[GridRow]) -> tuple[GridRow, ...]:
    """The rows right above a header row that head columns too, in words that no kind knows."""
    start = len(rows)
    while start and len(filled(rows[start - 1])) > 1 and _may_head(rows[start - 1], 0):
        if is_banner(rows[start - 1]):
            break
        start -= 1
    return tuple(rows[start:])


def _may_head(row: GridRow, above: int) -> bool:
    cells = filled(row)
    if any(is_amount_text(cell.clean) and not _YEAR.match(cell.clean) for _, cell in cells):
        return False
    years = any(_YEAR.match(cell.clean) for _, cell in cells)
    # A second row is a header only where it names columns: not under its own label column.
    named = not above or row.cells[0].blank or years
    return len(cells) >= 2 and named
