"""Codes that can't be as they were read: by their signs, the codes around them, or their copies.

No sum need fail for a code to be wrong: its figures may be right. But codes of budget subjects
rise down a table, each below its parent, and the same item stands in several tables with the same
code beside the same name.
"""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from extraction.decoding.codes import MOST_ROWS, SURE, misreadings_of, neighbours, rises
from extraction.headers.celltypes import is_broken_code
from extraction.identities.ledger import Ledger, ref
from schemas.kinds.identity import CodeHierarchy
from schemas.label import normal_form
from schemas.table import CellRef, Table

_TOP, _STEP = 3, 2
"""Codes of budget subjects have three digits at the top and two more on each level below
(政府收支分类科目: 类 201, 款 20103, 项 2010301)."""
_MOST_OUT = 0.34
"""Where a larger share of a table's codes is out of place, it follows another order."""


class DoubtfulCode(NamedTuple):
    """A cell with a code, what it is to be read as (None: unknown), and why."""

    cell: CellRef
    code: str | None
    reason: str


class _Named(NamedTuple):
    """Where a code stands beside a name, and whether it is in place among those around it.

    ``by_prefix``: the table lists budget subjects, of which several may have one name.
    """

    cell: CellRef
    code: str
    name: str
    in_place: bool
    by_prefix: bool

    @property
    def table(self) -> tuple[str, int]:
        return self.cell.kind, self.cell.ordinal


def doubtful_codes(ledger: Ledger) -> tuple[DoubtfulCode, ...]:
    """The doubtful codes of a document that no person has looked at, each with the best reason.

    A copy is the one other code that the document prints beside the same name, in other tables.
    Of two that stand once each, the one that is in place in its table is right; where neither or
    both are, either may be the misread one.
    """
    misfits: tuple[DoubtfulCode, ...] = ()
    by_name: dict[str, list[_Named]] = {}
    for table in ledger.tables:
        for one in ledger.memory.of("named codes", table, partial(_named, ledger, table)):
            by_name.setdefault(one.name, []).append(one)
        misfits += ledger.memory.of("misfit codes", table, partial(_misfits, ledger, table))
    found = {one.cell: one for one in misfits}
    for group in by_name.values():
        for one in group:
            if _stands_elsewhere(one, group):
                found.pop(one.cell, None)
                continue
            copies = _copies(one, group)
            if copies and not (one.in_place and _is_alone_and_out(copies)):
                code = copies[0].code
                reason = f"Elsewhere the document prints {code} beside {one.name}."
                found[one.cell] = DoubtfulCode(one.cell, code, reason)
    return tuple(
        one
        for one in found.values()
        if ledger.row(one.cell).cells[one.cell.field].status not in SURE
    )


def _tree(ledger: Ledger, table: Table) -> CodeHierarchy | None:
    kind = ledger.kinds.get(table.kind) if len(table.rows) <= MOST_ROWS else None
    trees = [] if kind is None else [i for i in kind.identities if isinstance(i, CodeHierarchy)]
    return next(iter(trees), None)


def _codes(table: Table, tree: CodeHierarchy) -> list[str]:
    return [normal_form(row.values.get(tree.code) or "") for row in table.rows]


def _named(ledger: Ledger, table: Table) -> tuple[_Named, ...]:
    tree = _tree(ledger, table)
    if tree is None:
        return ()
    codes, found = _codes(table, tree), []
    for index, row in enumerate(table.rows):
        name = normal_form(row.values.get(tree.name) or "")
        if codes[index] and name and tree.code in row.cells:
            in_place = _in_place(codes, index, codes[index], tree)
            by_prefix = tree.style == "prefix"
            cell = ref(table, index, tree.code)
            found.append(_Named(cell, codes[index], name, in_place, by_prefix))
    return tuple(found)


def _in_place(codes: Sequence[str], index: int, code: str, tree: CodeHierarchy) -> bool:
    """Whether a code in this row rises with those around it and has its parent above."""
    above, below = neighbours(codes, index)
    parent = tree.style != "prefix" or len(code) <= _TOP or code[:-_STEP] in codes[:index]
    return code.isdecimal() and parent and rises(above, code, below)


def _misfits(ledger: Ledger, table: Table) -> tuple[DoubtfulCode, ...]:
    """Codes with a sign that stands in no code, and codes that are alone out of place."""
    tree = _tree(ledger, table)
    if tree is None:
        return ()
    codes, found = _codes(table, tree), []
    printed = [i for i, code in enumerate(codes) if code and tree.code in table.rows[i].cells]
    out = {i for i in printed if not _in_place(codes, i, codes[i], tree)}
    ordered = tree.style == "prefix" and len(out) <= _MOST_OUT * len(printed)
    for index in printed:
        reason = _reason(codes, index) if ordered and index in out else None
        if is_broken_code(codes[index]):
            reason = "One of its signs stands in no code."
        if reason is not None:
            code = _the_one_that_fits(codes, index, tree) if ordered else None
            found.append(DoubtfulCode(ref(table, index, tree.code), code, reason))
    return tuple(found)


def _reason(codes: Sequence[str], index: int) -> str | None:
    if not _is_to_blame(codes, index):
        return None
    return "The codes of the table rise, each below its parent; this one is out of place."


def _the_one_that_fits(codes: Sequence[str], index: int, tree: CodeHierarchy) -> str | None:
    others = (other for other in misreadings_of(codes[index]) if other not in codes)
    fitting = [other for other in others if _in_place(codes, index, other, tree)]
    return fitting[0] if len(fitting) == 1 else None


def _is_to_blame(codes: Sequence[str], index: int) -> bool:
    """Whether all around is in order without this code, and no other misses the same parent."""
    above, below = neighbours(codes, index)
    if above and below and above >= below:
        return False
    parent = codes[index][:-_STEP]
    siblings = sum(len(c) == len(codes[index]) and c[:-_STEP] == parent for c in codes)
    misread = any(is_broken_code(c) and _one_sign_apart(c, parent) for c in codes[:index])
    return len(codes[index]) <= _TOP or (siblings == 1 and not misread)


def _one_sign_apart(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _stands_elsewhere(one: _Named, group: Sequence[_Named]) -> bool:
    """Whether the code stands beside the name a second time."""
    return sum(other.code == one.code for other in group) > 1


def _copies(one: _Named, group: Sequence[_Named]) -> tuple[_Named, ...]:
    """Where the other code stands beside the name; nothing where there is none, or several."""
    others = tuple(
        other
        for other in group
        if other.code != one.code
        and len(other.code) == len(one.code)
        and not is_broken_code(other.code)
    )
    if len({other.code for other in others}) != 1:
        return ()
    here = one.by_prefix and any(copy.table == one.table for copy in others)
    return others if _one_sign_apart(one.code, others[0].code) and not here else ()


def _is_alone_and_out(copies: Sequence[_Named]) -> bool:
    return len(copies) == 1 and not copies[0].in_place
