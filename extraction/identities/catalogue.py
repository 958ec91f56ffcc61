"""Every equation of a document, from the kinds' declarations and the rules between tables."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from extraction.identities.columns import column_sums, products
from extraction.identities.discovery.sums import discovered_sums
from extraction.identities.equation import Equation
from extraction.identities.forms import form_money
from extraction.identities.hierarchy import code_hierarchy
from extraction.identities.ledger import Ledger
from extraction.identities.numbering import numbered_hierarchy
from extraction.identities.same_figure import same_figures
from extraction.identities.same_goods import same_goods
from extraction.identities.shares import shares
from extraction.identities.totals import grand_total
from schemas.kinds import builtin_kinds
from schemas.kinds.identity import (
    CodeHierarchy,
    ColumnSum,
    GrandTotal,
    Identity,
    NumberedHierarchy,
    Product,
    ShareOfTotal,
)
from schemas.table import Table

Keyed = Mapping[tuple[object, ...], Equation]
"""Equations by what they say, whatever rule they come from."""


def equations_of(ledger: Ledger) -> tuple[Equation, ...]:
    """All equations between cells, each once, in document order."""
    what = f"all equations {type(ledger).__name__}"
    return ledger.memory.of(what, ledger.tables, partial(_all, ledger))


def _all(ledger: Ledger) -> tuple[Equation, ...]:
    found: dict[tuple[object, ...], Equation] = {}
    for table in ledger.tables:
        # These are over cells of the table alone, whatever stands in others.
        what = f"equations {type(ledger).__name__}"
        own = ledger.memory.of(what, table, partial(_keyed_of_table, ledger, table))
        for key, equation in own.items():
            found.setdefault(key, equation)
    between = (*same_figures(ledger), *form_money(ledger), *same_goods(ledger))
    for key, equation in _keyed(between).items():
        found.setdefault(key, equation)
    return tuple(found.values())


def _keyed(equations: Iterable[Equation]) -> Keyed:
    found: dict[tuple[object, ...], Equation] = {}
    for equation in equations:
        key = (frozenset(equation.left), frozenset(equation.right), equation.combine)
        found.setdefault(key, equation)
    return found


def _keyed_of_table(ledger: Ledger, table: Table) -> Keyed:
    return _keyed(_of_table(ledger, table))


def _of_table(ledger: Ledger, table: Table) -> tuple[Equation, ...]:
    kind = ledger.kinds.get(table.kind)
    if kind is None or not (kind.identities or issubclass(kind, builtin_kinds())):
        # Nothing says which figures add up. (A built-in kind that declares nothing means it.)
        return discovered_sums(ledger, table)
    return tuple(
        equation
        for identity in kind.identities
        for equation in _of_identity(ledger, table, identity)
    )


def _of_identity(ledger: Ledger, table: Table, identity: Identity) -> Iterator[Equation]:
    if isinstance(identity, ColumnSum):
        yield from column_sums(ledger, table, identity)
    elif isinstance(identity, Product):
        yield from products(ledger, table, identity)
    elif isinstance(identity, CodeHierarchy):
        yield from code_hierarchy(ledger, table, identity)
    elif isinstance(identity, NumberedHierarchy):
        yield from numbered_hierarchy(ledger, table, identity)
    elif isinstance(identity, ShareOfTotal):
        yield from shares(ledger, table, identity)
    elif isinstance(identity, GrandTotal):
        yield from grand_total(ledger, table, identity)
