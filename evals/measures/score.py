"""What an evaluation says of one document: counts, a verdict on every cell, and the misses."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, NamedTuple

from pydantic import Field

from evals.found import ClassScore
from evals.measures.counts import Counts
from schemas.frozen import Frozen
from schemas.source import Box

MissClass = Literal["not_read", "wrong_place", "wrong_kind", "misread", "invented", "lost_row"]
"""not_read: nothing is read where the page prints a value · wrong_place: the value is read, under
another field, row or table · wrong_kind: the whole table is read as another kind · misread:
something else is read · invented: the page prints no such value · lost_row: no row of the
result answers the row."""

BLANK = "."
"""The mark of a cell that is blank in gold and in the result."""

UNREAD = "-"
"""The mark of a printed cell for which the result has nothing."""

LETTERS: Mapping[str, str] = MappingProxyType(
    {
        "proved": "p",
        "repaired": "r",
        "suspect": "s",
        "unchecked": "u",
        "confirmed": "c",
        "corrected": "e",
    }
)
"""The mark of a right cell by its status; a capital marks a wrong or extra one."""


class Place(Frozen):
    """Where something stands: a line of a text (from 1), or a page (from 1) and a box.

    The box is in points on the kept page image of the result.
    """

    line: int | None = None
    page: int | None = None
    box: Box | None = None


class Miss(Frozen):
    """A cell that is not as printed. ``row`` is that of gold, -1 for a row that gold has not.

    ``found_at`` says where the value went instead (kind#ordinal, row, field of the result);
    ``text`` is the source line at ``place``.
    """

    miss: MissClass
    table: str
    row: int
    field: str
    gold: str | None
    found: str | None
    value: str | None = None
    status: str | None = None
    confidence: float | None = None
    silent: bool = False
    amount: bool = False
    found_at: tuple[str, int, str] | None = None
    place: Place = Place()
    text: str | None = None


class Verdict(NamedTuple):
    """Of one cell of gold: whether it was read right, under which status, and a miss if not."""

    right: bool
    status: str | None
    miss: Miss | None = None


class TableVerdict(Frozen):
    """A gold table, the table of the result that answers it, and a mark for every cell.

    ``marks`` has one string for each row of gold and in it one mark for each of ``fields``.
    """

    table: str
    title: str | None = None
    found: str | None = None
    unit_right: bool | None = None
    fields: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


class FindingMiss(Frozen):
    """A planted error that no finding is about (``missed``), or a finding of no error."""

    missed: bool
    finding_class: str
    table: str | None = None
    printed: str | None = None
    expected: str | None = None
    lines: tuple[int, ...] = ()
    message: str = ""
    text: str | None = None


class Surety(NamedTuple):
    """Cells that claim the same confidence (0..1), and how many of them claim a right value."""

    confidence: float
    cells: int
    right: int


class Spent(Frozen):
    """What a reading took. ``cost`` is in the currency of the price table, None where unknown."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: Decimal | None = Decimal(0)
    seconds: float = 0.0


class Likeness(Frozen):
    """Measures of the literature over the tables of a document, 0..1; None where undefined.

    ``teds`` and ``grits_con`` are means over tables (one found on one side only counts 0).
    Values and groundings are counted: right of them, in gold, in the result.
    """

    tables: int = 0
    teds: float | None = None
    grits_con: float | None = None
    values: tuple[int, int, int] = (0, 0, 0)
    groundings: tuple[int, int, int] | None = None


class DocumentScore(Frozen):
    """All that is measured of one document; ``kinds`` has the counts of each table kind.

    ``checks`` says how many checks of each rule the result has. ``faulty`` are the cells
    (kind#ordinal, row, field) whose printed figure gold calls wrong: none should be trusted.
    """

    kinds: Mapping[str, Counts] = Field(default_factory=dict)
    findings: Mapping[str, ClassScore] = Field(default_factory=dict)
    sureties: tuple[Surety, ...] = ()
    spent: Spent = Spent()
    tables: tuple[TableVerdict, ...] = ()
    misses: tuple[Miss, ...] = ()
    finding_misses: tuple[FindingMiss, ...] = ()
    likeness: Likeness | None = None
    checks: Mapping[str, int] = Field(default_factory=dict)
    faulty: tuple[tuple[str, int, str], ...] = ()

    def verdicts(self) -> Iterator[tuple[tuple[str, int, str], Verdict]]:
        """Every cell of gold that is printed or wrongly filled: (kind#ordinal, row, field)."""
        misses = {(m.table, m.row, m.field): m for m in self.misses if m.row >= 0}
        statuses = {letter: status for status, letter in LETTERS.items()}
        for table in self.tables:
            for row, marks in enumerate(table.marks):
                for field, mark in zip(table.fields, marks, strict=True):
                    if mark == BLANK:
                        continue
                    cell = (table.table, row, field)
                    right = mark.islower()
                    yield cell, Verdict(right, statuses.get(mark.lower()), misses.get(cell))
