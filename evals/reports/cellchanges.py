"""What became of every cell between two reports of the same case.

What is right is told first; among right cells the status is: a cell that was proved and is not
any more was proved by something that is gone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from evals.comparison import SAFE
from evals.measures.score import DocumentScore, Miss
from evals.reports.report import CaseReport
from schemas.frozen import Frozen

Change = Literal[
    "lost", "invented", "silenced", "trusted", "unproved", "doubted", "cleared", "misread",
    "won", "dropped", "marked", "noticed", "proved",
]  # fmt: skip
"""lost: right, now wrong · invented: read where the page prints nothing · silenced: wrong as
before, now under a status that says it can be trusted · trusted: a figure that gold calls wrong
was suspect and is not · unproved: right, was proved and is not · doubted: right, now suspect ·
cleared: right, was suspect and is not; whether that is well only a look can tell · misread:
wrong as before, otherwise · won: wrong, now right · dropped: invented before, no more ·
marked: wrong as before, no longer trusted · noticed: a figure that gold calls wrong is suspect
now · proved: right, now proved."""

WORSE: tuple[Change, ...] = ("lost", "invented", "silenced", "trusted", "unproved", "doubted")
BETTER: tuple[Change, ...] = ("won", "dropped", "marked", "noticed", "proved")
NEITHER: tuple[Change, ...] = ("cleared", "misread")

Verdict = Literal["worse", "better", "neither"]
VERDICTS: Mapping[Change, Verdict] = MappingProxyType(
    {
        **dict.fromkeys(WORSE, "worse"),
        **dict.fromkeys(BETTER, "better"),
        **dict.fromkeys(NEITHER, "neither"),
    }
)
"""Whether a change is for the worse."""


class CellState(Frozen):
    """How a cell was read. ``read`` and ``value`` are known where one report has it wrong.

    ``value`` is what is claimed where it is not what is read.
    """

    right: bool
    status: str | None = None
    read: str | None = None
    value: str | None = None

    @property
    def safe(self) -> bool:
        """Whether its status says that it can be trusted."""
        return self.status in SAFE


class CellChange(Frozen):
    """A cell that came out otherwise. ``row`` counts gold's rows from 0, -1 for one it has not."""

    case: str
    table: str
    row: int
    field: str
    change: Change
    before: CellState
    after: CellState

    @property
    def verdict(self) -> Verdict:
        """Whether it is for the worse."""
        return VERDICTS[self.change]


class _Cell(NamedTuple):
    """A cell of gold in one report: right in print and claim, its status, its miss."""

    right: bool
    status: str | None
    miss: Miss | None


_EMPTY = _Cell(True, None, None)
_At = tuple[str, int, str]
_Stray = tuple[str, str, str | None, str | None]


def cell_changes(before: CaseReport, after: CaseReport) -> Iterator[CellChange]:
    """The cells of a case that came out otherwise, in the order of gold."""
    old, new = dict(_cells(before.score)), dict(_cells(after.score))
    faulty = {*before.score.faulty, *after.score.faulty}
    for at in dict.fromkeys((*old, *new)):
        one, other = old.get(at, _EMPTY), new.get(at, _EMPTY)
        if one == other:
            continue
        change = _change(one, other, at in faulty)
        if change is not None:
            gold = next((c.miss.gold for c in (one, other) if c.miss is not None), None)
            yield CellChange(
                case=before.name, table=at[0], row=at[1], field=at[2], change=change,
                before=_state(one, gold), after=_state(other, gold),
            )  # fmt: skip
    yield from _stray_changes(before, after)


def _cells(score: DocumentScore) -> Iterator[tuple[_At, _Cell]]:
    for at, verdict in score.verdicts():
        # A miss of a cell that is read right is a wrong claim under a status of trust.
        yield at, _Cell(verdict.right and verdict.miss is None, verdict.status, verdict.miss)


def _change(one: _Cell, other: _Cell, faulty: bool) -> Change | None:
    if one.right != other.right:
        if _is_blank(one, other):
            return "invented" if one.right else "dropped"
        return "lost" if one.right else "won"
    was, now = one.status in SAFE, other.status in SAFE
    if not one.right:
        if was != now:
            return "silenced" if now else "marked"
        same = _said(one) == _said(other)
        return None if same else "misread"
    return _of_right(one.status, other.status, faulty)


def _of_right(one: str | None, other: str | None, faulty: bool) -> Change | None:
    was, now = one in SAFE, other in SAFE
    if one == "suspect" and other != "suspect":
        return "trusted" if faulty else "cleared"
    if other == "suspect" and one != "suspect":
        return "noticed" if faulty else "doubted"
    if was == now:
        return None
    return "proved" if now else "unproved"


def _is_blank(one: _Cell, other: _Cell) -> bool:
    """Whether the page prints nothing at the cell that is wrong in one of the two."""
    return any(cell.miss is not None and not cell.miss.gold for cell in (one, other))


def _said(cell: _Cell) -> tuple[str | None, str | None]:
    return (None, None) if cell.miss is None else (cell.miss.found, cell.miss.value)


def _state(cell: _Cell, gold: str | None) -> CellState:
    if cell.miss is None:
        return CellState(right=cell.right, status=cell.status, read=gold)
    return CellState(
        right=cell.right, status=cell.status, read=cell.miss.found, value=cell.miss.value
    )


def _stray_changes(before: CaseReport, after: CaseReport) -> Iterator[CellChange]:
    """Cells of rows and tables that gold has not; they have no place in gold to be known by."""
    old, new = _strays(before.score), _strays(after.score)
    for change, some in (("invented", new - old), ("dropped", old - new)):
        for (table, field, read, status), count in sorted(some.items(), key=str):
            there = CellState(right=False, status=status, read=read)
            nothing = CellState(right=True)
            states = (nothing, there) if change == "invented" else (there, nothing)
            for _ in range(count):
                yield CellChange(
                    case=before.name, table=table, row=-1, field=field,
                    change="invented" if change == "invented" else "dropped",
                    before=states[0], after=states[1],
                )  # fmt: skip


def _strays(score: DocumentScore) -> Counter[_Stray]:
    return Counter((m.table, m.field, m.found, m.status) for m in score.misses if m.row < 0)
