"""Codes that were misread: with another one the sums down the rows hold that fail.

A figure under a misread code is added up with the wrong rows, so that every sum around it is in
doubt, and no figure is wrong. Such a code is seldom in its place any more: codes rise down a table.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from extraction.identities.equation import decide
from extraction.identities.hierarchy import code_hierarchy
from extraction.identities.ledger import Ledger, ref
from schemas.kinds.identity import CodeHierarchy
from schemas.label import normal_form
from schemas.table import CellRef, Row, Status, Table

MOST_ROWS, _MOST_TRIALS = 400, 60
"""Longer tables, and tables out of order altogether, are left alone: the bound of the time."""
_LEAST_SUMS = 2
"""A code is suggested where so many sums that fail hold with it."""
_DIGITS = "0123456789"
SURE: frozenset[Status] = frozenset({"confirmed", "corrected"})
"""What a person has decided is doubted no more."""


class MisreadCode(NamedTuple):
    """A cell with a code, what it is to be read as, and how many sums then hold that fail."""

    cell: CellRef
    code: str
    sums: int


class _Outcome(NamedTuple):
    """How many sums of a table there are, and the figures that stand over those that fail."""

    sums: int
    failing: frozenset[CellRef]


def misread_codes(ledger: Ledger) -> tuple[MisreadCode, ...]:
    """The codes that one character was misread in, at most one for each table.

    With the code some sums of the table hold that fail and none fails that holds, no other code
    in its place does as much, and no sum is lost.
    """
    return tuple(
        found
        for table in ledger.tables
        for found in ledger.memory.of("misread codes", table, partial(_misread, ledger, table))
    )


def _misread(ledger: Ledger, table: Table) -> tuple[MisreadCode, ...]:
    kind = ledger.kinds.get(table.kind)
    if kind is None or len(table.rows) > MOST_ROWS:
        return ()
    trees = (one for one in kind.identities if isinstance(one, CodeHierarchy))
    identity = next((one for one in trees if one.style == "prefix"), None)
    if identity is None:
        return ()
    before = _sums(ledger, table, identity)
    if len(before.failing) < _LEAST_SUMS:
        return ()
    trials = tuple(_trials(table, identity.code))
    if len(trials) > _MOST_TRIALS:
        return ()
    mended: list[MisreadCode] = []
    for row, code in trials:
        after = _sums(ledger, _with_code(table, row, identity.code, code), identity)
        sums = len(before.failing) - len(after.failing)
        lost = after.sums < before.sums
        if sums >= _LEAST_SUMS and after.failing < before.failing and not lost:
            mended.append(MisreadCode(ref(table, row, identity.code), code, sums))
    most = max((one.sums for one in mended), default=0)
    best = [one for one in mended if one.sums == most]
    return tuple(best) if len(best) == 1 else ()


def _sums(ledger: Ledger, table: Table, identity: CodeHierarchy) -> _Outcome:
    alone = Ledger((table,), tuple(ledger.kinds.values()))
    meant = [e for e in code_hierarchy(alone, table, identity) if not e.keep_only_if_holds]
    failing = (e.left[0].cell for e in meant if not decide(e, alone.figures, "").holds)
    return _Outcome(len(meant), frozenset(cell for cell in failing if cell is not None))


def _with_code(table: Table, row: int, field: str, code: str) -> Table:
    rows = list(table.rows)
    rows[row] = Row(values={**rows[row].values, field: code}, cells=rows[row].cells)
    return table.model_copy(update={"rows": tuple(rows)})


def _trials(table: Table, field: str) -> Iterator[tuple[int, str]]:
    """Rows whose code is out of its place, each with the codes of one other digit that are in it.

    Of two rows that do not rise either may be the misread one.
    """
    cells = [row.cells.get(field) for row in table.rows]
    codes = [normal_form(row.values.get(field) or "") for row in table.rows]
    there = set(codes)
    for row, code in enumerate(codes):
        cell = cells[row]
        if not code or cell is None or cell.status in SURE:
            continue
        above, below = neighbours(codes, row)
        if code.isdecimal() and rises(above, code, below):
            continue
        for other in misreadings_of(code):
            if rises(above, other, below) and other not in there:
                yield row, other


def neighbours(codes: Sequence[str], row: int) -> tuple[str, str]:
    """The nearest codes above and below a row, "" where there is none."""
    return _next(reversed(codes[:row])), _next(codes[row + 1 :])


def rises(above: str, code: str, below: str) -> bool:
    """Whether a code is in its place between two others: codes rise down a table."""
    return (not above or above < code) and (not below or code < below)


def _next(codes: Sequence[str] | Iterator[str]) -> str:
    return next((code for code in codes if code.isdecimal()), "")


def misreadings_of(code: str) -> Iterator[str]:
    """The codes that this one is with one digit misread: the sign that is no digit, if any."""
    strange = [place for place, sign in enumerate(code) if sign not in _DIGITS]
    if len(strange) > 1:
        return
    for place in strange or range(len(code)):
        for digit in _DIGITS:
            if digit != code[place]:
                yield code[:place] + digit + code[place + 1 :]
