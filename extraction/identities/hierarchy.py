"""Down the rows by code: a parent is the sum of its children, 合计 that of the top rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from extraction.headers.celltypes import is_broken_code, is_total_label
from extraction.identities.equation import Equation
from extraction.identities.ledger import Ledger, printed_fields, ref
from extraction.identities.sums import sum_equation
from schemas.kinds.identity import CodeHierarchy
from schemas.label import normal_form
from schemas.table import Table

_DETAIL = 90
_PROJECT_CODE = 10
"""A code of at least so many characters is a project's."""


@dataclass(frozen=True)
class Tree:
    """For every row its parent (None: a top row), the total row, and rows without a figure."""

    parents: tuple[int | None, ...]
    total: int | None
    empty: frozenset[int]

    def children(self, parent: int | None, blank: frozenset[int] = frozenset()) -> list[int]:
        """The rows directly below a row, or the top rows (the total row left out).

        A row among ``blank`` is passed through to its own children, where it has any.
        """
        found: list[int] = []
        for index in self._below.get(parent, ()):
            below = self.children(index, blank) if index in blank else []
            found.extend(below or [index])
        return found

    @cached_property
    def _below(self) -> dict[int | None, list[int]]:
        found: dict[int | None, list[int]] = {}
        for index, above in enumerate(self.parents):
            if index != self.total:
                found.setdefault(above, []).append(index)
        return found


def code_hierarchy(ledger: Ledger, table: Table, identity: CodeHierarchy) -> Iterator[Equation]:
    """One equation for every parent row and every printed amount field."""
    tree = tree_of(ledger, table, identity)
    customary = printed_fields(table, identity.customary)
    for field in (*printed_fields(table, identity.amounts), *customary):
        blank = frozenset(
            i for i in range(len(table.rows)) if ref(table, i, field) not in ledger.figures
        )
        for index in range(len(table.rows)):
            below = tree.children(None if index == tree.total else index, blank)
            if not below or index in tree.empty:
                continue
            top = index == tree.total
            equation = sum_equation(
                ledger,
                "total_row_is_sum_of_rows" if top else "parent_is_sum_of_children",
                ref(table, index, field),
                [ref(table, child, field) for child in below],
                keep_only_if_holds=field in customary,
            )
            if equation is not None:
                yield equation


def tree_of(ledger: Ledger, table: Table, identity: CodeHierarchy) -> Tree:
    """The tree of a table's rows by their codes."""
    codes = [normal_form(row.values.get(identity.code) or "") for row in table.rows]
    names = [normal_form(row.values.get(identity.name) or "") for row in table.rows]
    total = next((i for i, name in enumerate(names) if is_total_label(name)), None)
    if identity.style == "prefix":
        parents = _by_prefix(codes)
    else:
        parents = _by_level(table, codes, identity, total)
    numeric = printed_fields(table, (*identity.amounts, *identity.customary))
    empty = frozenset(
        index
        for index in range(len(table.rows))
        if not any(ref(table, index, field) in ledger.figures for field in numeric)
    )
    return Tree(tuple(parents), total, empty)


def _by_prefix(codes: Sequence[str]) -> list[int | None]:
    """The last row above with the longest code that a row's code begins with."""
    parents: list[int | None] = []
    last: dict[str, int] = {}
    for index, code in enumerate(codes):
        above = (last[code[:n]] for n in range(len(code) - 1, 0, -1) if code[:n] in last)
        parents.append(next(above, None))
        last[code] = index
    return parents


def _by_level(
    table: Table, codes: Sequence[str], identity: CodeHierarchy, total: int | None
) -> list[int | None]:
    parents: list[int | None] = []
    stack: list[tuple[int, int]] = []
    for index, row in enumerate(table.rows):
        if index == total:
            parents.append(None)
            continue
        detailed = identity.detail is not None and bool(row.values.get(identity.detail))
        level = _DETAIL if detailed else _level(codes[index], identity.detail is None)
        while stack and stack[-1][0] >= level:
            stack.pop()
        parents.append(stack[-1][1] if stack else None)
        stack.append((level, index))
    return parents


def _level(code: str, project_list: bool) -> int:
    """Division 1 (13) > department 2 (216) > unit 3 (216001) > category 5 (31) > project.

    A code with one sign misread has its length still.
    """
    if not code:
        return 1
    if len(code) >= _PROJECT_CODE or not (re.fullmatch(r"\d+", code) or is_broken_code(code)):
        return _DETAIL
    if len(code) <= 2:
        return 5 if project_list else 1
    return 2 if len(code) == 3 else 3
