"""Tables without a grid on recognised pages: read from the page's picture by a model."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extraction.asking.comparing import DISAGREE
from extraction.asking.marking import marked
from extraction.asking.normal_grid import normal_segment
from extraction.asking.on_page import Tied, tied
from extraction.asking.page_words import lines_of_words
from extraction.asking.pictures import Refusal, data_url
from extraction.asking.questions import NO_ANSWER, Desk
from extraction.checking import check_all
from extraction.headers.context import context_of, title_likeness
from extraction.headers.mapping import map_all
from extraction.records.store import data_folder, kept_file
from prompts.builder import page_messages
from schemas.answer import RowsAnswer, rows_answer
from schemas.document import Asked, Document, Segment
from schemas.finding import Finding
from schemas.grid import Grid, Paragraph
from schemas.kinds import GENERIC, KindRow
from schemas.page import Page
from schemas.settings import Settings
from schemas.source import Extent, Source
from schemas.table import Table

REASON = "no grid was found on its page"
NOTE = "read from the picture of page {page} by a model"
_LEAST_FIGURES, _LEAST_LINES = 6, 3
"""Money words, and lines that hold some, from which a page has a table."""
_NAMED = 0.85
"""A title names a kind from this likeness on, and by this much better than any other:"""
_CLEARLY = 0.08
_LEAST_FOUND = 0.5
"""Of the figures answered, so many must be words of the page; else another table was read."""


@dataclass(frozen=True, slots=True)
class LostTable:
    """A page with a table that came to no rows, its kind and title, and the segment in its place.

    ``segment`` (index) is the table of no known kind that its rows came to; None where the page
    has no grid at all.
    """

    page: Page
    kind: type[KindRow]
    title: str
    unit: str | None
    segment: int | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A lost table as a segment of its kind, with the marks of its doubtful cells."""

    lost: LostTable
    segment: Segment
    marks: Mapping[Source, Mapping[str, str]]
    fields: Mapping[Source, str]
    left_over: int


def lost_tables(document: Document, kinds: Sequence[type[KindRow]]) -> tuple[LostTable, ...]:
    """The recognised pages whose figures are in no table of a kind, though a title names one.

    Where the title names none, or two, the page stays as it is: rows of a guessed kind would
    look better than they are.
    """
    found = []
    for page in document.pages:
        if page.origin != "ocr" or page.image is None:
            continue
        grids = [block for block in page.blocks if isinstance(block, Grid)]
        own = [i for i, s in enumerate(document.segments) if page.number in s.extent.pages]
        unknown = [i for i in own if document.segments[i].kind == GENERIC]
        if len(own) > 1 or own != unknown or (grids and not own) or not _has_table(page):
            continue
        title, unit = _titles(page, [document.segments[i] for i in own])
        kind = _named(title, kinds)
        if kind is not None:
            found.append(LostTable(page, kind[0], kind[1], unit, own[0] if own else None))
    return tuple(found)


def _has_table(page: Page) -> bool:
    lines = lines_of_words(page.blocks, page.number)
    money = [sum(word.is_money for word in line) for line in lines]
    return sum(money) >= _LEAST_FIGURES and sum(map(bool, money)) >= _LEAST_LINES


def _titles(page: Page, segments: Sequence[Segment]) -> tuple[list[str], str | None]:
    context = context_of([block for block in page.blocks if isinstance(block, Paragraph)][:12])
    titles = [segment.title for segment in segments if segment.title]
    unit = next((segment.unit for segment in segments if segment.unit), None)
    return [*titles, *context.titles], unit or context.unit


def _named(
    titles: Sequence[str], kinds: Sequence[type[KindRow]]
) -> tuple[type[KindRow], str] | None:
    """The one kind that the titles name, and the title that does."""
    scored = [
        (max(((title_likeness(title, kind), title) for title in titles), default=(0.0, "")), kind)
        for kind in kinds
        if kind.layout != "form"
    ]
    scored.sort(key=lambda one: one[0][0], reverse=True)
    (best, title), kind = scored[0]
    if best < _NAMED or (len(scored) > 1 and best - scored[1][0][0] < _CLEARLY):
        return None
    return kind, title


def pictures_of(lost: Sequence[LostTable], settings: Settings) -> dict[int, str]:
    """The kept images (data URLs) by page number; those that are gone are left out."""
    folder = data_folder(settings)
    return {
        one.page.number: data_url(file.read_bytes())
        for one in lost
        if one.page.image is not None and (file := kept_file(folder, one.page.image)).exists()
    }


async def read_pages(
    desk: Desk,
    refusal: Refusal,
    document: Document,
    lost: Sequence[LostTable],
    pictures: Mapping[int, str],
    kinds: Sequence[type[KindRow]],
) -> Document:
    """The document with the lost tables as far as the words of their pages bear them out."""
    shown = [one for one in lost if one.page.number in pictures]
    answers = await asyncio.gather(
        *(_read_page(desk, refusal, document, one, pictures[one.page.number]) for one in shown)
    )
    asked = (*document.run.asked, *(said for _, said in answers))
    document = document.model_copy(update={"run": document.run.model_copy(update={"asked": asked})})
    read = [made for made, _ in answers if made is not None]
    return _with_tables(document, read, kinds) if read else document


async def _read_page(
    desk: Desk, refusal: Refusal, document: Document, one: LostTable, picture: str
) -> tuple[_Read | None, Asked]:
    said = Asked(
        table=one.title, kind=one.kind.kind, rows=0, reason=REASON, outcome="no answer", requests=1
    )
    try:
        messages = page_messages(picture, one.kind, one.title)
        answered = await refusal.ask(desk, messages, rows_answer(one.kind))
    except NO_ANSWER as error:
        return None, said.model_copy(update={"failure": str(error)})
    answer: RowsAnswer = answered.answer
    said = said.model_copy(update={"requests": answered.requests, "rows": len(answer.rows)})
    found = tied(answer, lines_of_words(one.page.blocks, one.page.number), one.kind)
    if not found.rows or found.found < _LEAST_FOUND * found.figures:
        outcome = "not kept: most of its figures are not among the words of the page"
        return None, said.model_copy(update={"outcome": outcome})
    said = said.model_copy(update={"outcome": "read by the model", "open": _complaints(found)})
    return _as_segment(document, one, found), said


def _complaints(found: Tied) -> tuple[str, ...]:
    nowhere = [f"row {number} stands nowhere on the page" for number in found.nowhere]
    doubted = sum(len(row.marks) for row in found.rows)
    more = [f"{doubted} texts are not among the words of their rows"] if doubted else []
    return (*nowhere, *more)


def _as_segment(document: Document, one: LostTable, found: Tied) -> _Read:
    before = None if one.segment is None else document.segments[one.segment]
    blank = Segment(
        kind=GENERIC,
        title=one.title,
        unit=one.unit,
        header=(),
        body=(),
        extent=before.extent if before is not None else Extent(pages=(one.page.number,)),
    )
    made = normal_segment(blank, one.kind, found.rows)
    marks = {
        cell.source: row.marks
        for row in found.rows
        if row.marks
        for cells in row.cells.values()
        for cell in cells
    }
    fields = {
        cell.source: name
        for row in found.rows
        for name, cells in row.cells.items()
        for cell in cells
    }
    note = NOTE.format(page=one.page.number)
    return _Read(one, made.model_copy(update={"notes": (note,)}), marks, fields, found.left_over)


def _with_tables(
    document: Document, read: Sequence[_Read], kinds: Sequence[type[KindRow]]
) -> Document:
    """The document with segments put in, all tables numbered anew and all identities decided.

    Tables that were there keep their cells, and what is said of them.
    """
    origins = map_all(document.segments, kinds).segments
    if len(origins) != len(document.tables):
        # The tables are not those of the segments; nothing can be put between them.
        return document
    kept = dict(zip(origins, document.tables, strict=True))
    line: list[tuple[Segment, Table | None, _Read | None]] = [
        (segment, kept.get(index), None) for index, segment in enumerate(document.segments)
    ]
    for one in reversed(read):
        at = one.lost.segment
        if at is None:
            page = one.lost.page.number
            at = sum(max(s.extent.pages, default=0) < page for s, _, _ in line)
            line.insert(at, (one.segment, None, one))
        else:
            line[at] = (one.segment, None, one)
    mapped = map_all([segment for segment, _, _ in line], kinds)
    tables = []
    for index, table in zip(mapped.segments, mapped.tables, strict=True):
        _, old, new = line[index]
        if old is not None:
            tables.append(old.model_copy(update={"ordinal": table.ordinal}))
        elif new is not None:
            tables.append(marked(table, new.marks, _moved(table, new.fields)))
        else:
            tables.append(table)
    before = check_all(document.tables, document.paragraphs, kinds).findings
    checked = check_all(tuple(tables), document.paragraphs, kinds)
    others = [finding for finding in document.findings if finding not in before]
    return document.model_copy(
        update={
            "segments": tuple(segment for segment, _, _ in line),
            "tables": tuple(tables),
            "checks": checked.checks,
            "findings": (*others, *_left_over(read), *checked.findings),
        }
    )


def _moved(table: Table, fields: Mapping[Source, str]) -> dict[tuple[int, str], str]:
    """The cells (row, field) that stand in other fields than the model gave them, and why."""
    return {
        (index, name): DISAGREE.format(own=name, other=fields[cell.source])
        for index, row in enumerate(table.rows)
        for name, cell in row.cells.items()
        if cell.source is not None
        and cell.source in fields
        and cell.printed is not None
        and fields[cell.source].rpartition("/")[2] != name
    }


def _left_over(read: Sequence[_Read]) -> list[Finding]:
    return [
        Finding(
            finding_class="misaligned",
            message=f"{one.segment.title}: {one.left_over} figure(s) on page "
            f"{one.lost.page.number} are in no row of the result.",
            source=one.segment.extent,
        )
        for one in read
        if one.left_over
    ]
