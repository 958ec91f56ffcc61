"""Equations to checks; those over tables that did not change are not decided again."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from extraction.identities.equation import Equation, decide
from extraction.identities.ledger import Ledger
from extraction.memory import Memory
from schemas.check import Check
from schemas.table import Table


class Decided(NamedTuple):
    """An equation with its check, and the tables over whose figures that was decided."""

    equation: Equation
    tables: tuple[Table, ...]
    check: Check


class Deciding:
    """Decides the equations of one standing of a document.

    Where the memory of the ledger knows the equation over the very same tables, its check is the
    same object as before, so that what was made of it can be known by it too.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._before: dict[Hashable, Decided] = {}
        self._now: dict[Hashable, Decided] = {}
        known = ledger.memory.recall("decided", ledger.memory)
        if known is not None and known[0] is ledger:
            _, self._before, self._now = known
        elif known is not None:
            self._before = known[2]
        ledger.memory.keep("decided", ledger.memory, (ledger, self._before, self._now))

    def check(self, equation: Equation, identity: str) -> Check:
        """The check of an equation, under the id ``identity``."""
        found = self._before.get(id(equation))
        if found is None or found.equation is not equation:
            # Equations between tables and those of the prose are made anew each time.
            found = self._before.get(_said(equation))
        if found is None or not self._is_over(found.tables):
            check = decide(equation, self._ledger.figures, identity)
            found = Decided(equation, self._tables(equation), check)
        elif found.check.id != identity:
            found = found._replace(check=found.check.model_copy(update={"id": identity}))
        found = found._replace(equation=equation)
        self._now[id(equation)] = found
        if len(found.tables) != 1:
            self._now[_said(equation)] = found
        return found.check

    def _is_over(self, tables: tuple[Table, ...]) -> bool:
        there = self._ledger.by_address
        return all(there.get((table.kind, table.ordinal)) is table for table in tables)

    def _tables(self, equation: Equation) -> tuple[Table, ...]:
        there = self._ledger.by_address
        names = dict.fromkeys((cell.kind, cell.ordinal) for cell in equation.cells)
        return tuple(there[name] for name in names)


def _said(equation: Equation) -> Hashable:
    """An equation by what it says; 0.5 and 0.50 are two things, for they are printed."""
    terms = (*equation.left, *equation.right)
    numbers = (equation.tolerance, equation.exact, *(term.coefficient for term in terms))
    constants = (str(term.constant) for term in terms)
    return equation, *map(str, numbers), *constants


Touching = Mapping[tuple[str, int], Sequence[Check]]
"""The checks that cover cells of a table, by its kind and ordinal, in their order."""


def touching(checks: Sequence[Check], memory: Memory) -> Touching:
    """The checks of a document by table."""
    return memory.of("touching", checks, partial(_touching, checks))


def _touching(checks: Sequence[Check]) -> Touching:
    found: dict[tuple[str, int], list[Check]] = {}
    for check in checks:
        for name in dict.fromkeys((cell.kind, cell.ordinal) for cell in check.cells):
            found.setdefault(name, []).append(check)
    return found


def same_checks(
    one: Sequence[Check], other: Sequence[Check], told: Callable[[Check], object] | None = None
) -> bool:
    """Whether these are the same checks, or ones of which the same is ``told``."""
    return len(one) == len(other) and all(
        a is b or (told is not None and told(a) == told(b)) for a, b in zip(one, other, strict=True)
    )
