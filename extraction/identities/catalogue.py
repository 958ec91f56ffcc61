"""Every equation of a document, from the kinds' declarations and the rules between tables."""

from collections.abc import Iterator
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


def equations_of(ledger: Ledger) -> tuple[Equation, ...]:
    """All equations between cells, each once, in document order."""
    found: dict[tuple[object, ...], Equation] = {}
    for equation in _all(ledger):
        key = (_side(equation.left), _side(equation.right), equation.combine)
        found.setdefault(key, equation)
    return tuple(found.values())


def _side(terms: tuple[object, ...]) -> frozenset[object]:
    return frozenset(terms)


def _all(ledger: Ledger) -> Iterator[Equation]:
    for table in ledger.tables:
        # These are over cells of the table alone, whatever stands in others.
        what = f"equations {type(ledger).__name__}"
        yield from ledger.memory.of(what, table, partial(_of_table, ledger, table))
    yield from same_figures(ledger)
    yield from form_money(ledger)
    yield from same_goods(ledger)


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
