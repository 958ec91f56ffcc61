"""The identities that a document would have if a figure stood in each of its blanks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, partial

from extraction.identities.catalogue import equations_of
from extraction.identities.equation import Equation, Figures, side_value
from extraction.identities.ledger import Ledger, printed_fields, ref
from schemas.amount import decimals_of
from schemas.check import Term
from schemas.table import CellRef, Table

MOST_BLANKS = 0.1
"""A column counts as full where at most this share of its other rows is blank."""
LEAST_ROWS = 4
"""A column of fewer rows says nothing of whether it is full."""
_AGREE = 2
_USUAL = 3
_FEW_ROWS = 2


class FilledLedger(Ledger):
    """The ledger in which every blank of a printed amount column is a zero."""

    @cached_property
    def figures(self) -> dict[CellRef, Decimal]:
        """The value of every figure, and 0 for every blank where one could stand."""
        found = dict(super().figures)
        for table in self.tables:
            for cell in self.memory.of("blanks", table, partial(self._blanks_of, table)):
                found.setdefault(cell, Decimal(0))
        return found

    def _blanks_of(self, table: Table) -> tuple[CellRef, ...]:
        fields = self._filled_fields(table)
        return tuple(
            ref(table, index, field)
            for index, row in enumerate(table.rows)
            for field in fields
            if row.values.get(field) is None
        )

    def _filled_fields(self, table: Table) -> Sequence[str]:
        """The columns that print a figure; of a table of few rows any may have lost its only one.

        Where nothing is declared to add up, a blank would change what is found to.
        """
        kind = self.kinds.get(table.kind)
        if kind is None or not kind.identities:
            return ()
        fields = sorted(self.numeric_fields(table))
        return fields if len(table.rows) <= _FEW_ROWS else printed_fields(table, fields)


def filled_ledger(ledger: Ledger) -> FilledLedger:
    """The same tables with every blank filled."""
    kinds = tuple(ledger.kinds.values())
    make = partial(FilledLedger, ledger.tables, kinds, ledger.memory)
    return ledger.memory.of("filled ledger", ledger.tables, make)


def is_full(ledger: Ledger, cell: CellRef) -> bool:
    """Whether nearly all rows of a blank cell's column print a figure but its own."""
    own = ledger.by_address[cell.kind, cell.ordinal]
    # A form of one row is one of many: its columns are those of all forms of its kind.
    tables = ledger.of_kind(cell.kind) if len(own.rows) == 1 else (own,)
    rows = [row for table in tables for row in table.rows]
    others = [row for row in rows if row is not own.rows[cell.row]]
    blank = sum(1 for row in others if row.values.get(cell.field) is None)
    return len(others) + 1 >= LEAST_ROWS and blank <= MOST_BLANKS * len(others)


def lost_figures(ledger: Ledger, known: Iterable[Equation]) -> tuple[Equation, ...]:
    """Identities that fail because one of their cells is blank, beyond the ``known`` ones.

    A blank is no error in itself: most mean nothing or zero. A figure must have stood there
    where all identities that it would stand in ask for the same one, other than zero, and they
    are two or more, or its column is full otherwise, or other rows hold the same identity. An
    identity with two blanks asks for none. The blank alone is in doubt, not what stands beside it.
    """
    wider = equations_of(filled_ledger(ledger))
    asked = _asked(ledger, (e for e in wider if not e.keep_only_if_holds))
    if not asked:
        return ()
    known = tuple(known)
    there = {(equation.rule, equation.left) for equation in known if equation.combine == "sum"}
    rules = {equation.rule for wants in asked.values() for equation, _ in wants}
    shapes = Counter(_shape(equation) for equation in known if equation.rule in rules)
    found: dict[tuple[object, ...], Equation] = {}
    for cell, wants in asked.items():
        usual = any(shapes[_shape(equation)] >= _USUAL for equation, _ in wants)
        if len(wants) < _AGREE and not usual and not is_full(ledger, cell):
            continue
        if _one_value([value for _, value in wants]):
            for equation, _ in wants:
                if (equation.rule, equation.left) not in there:
                    only = equation.model_copy(update={"covers": (cell,)})
                    found.setdefault((equation.left, equation.right), only)
    return tuple(found.values())


def _shape(equation: Equation) -> tuple[object, ...]:
    """What identities of other rows of the same columns have in common."""
    return equation.rule, *((c.kind, c.ordinal, c.field) for c in equation.cells)


def _asked(
    ledger: Ledger, equations: Iterable[Equation]
) -> Mapping[CellRef, Sequence[tuple[Equation, Decimal]]]:
    """For every blank what the identities ask for of which it is the only blank."""
    found: dict[CellRef, list[tuple[Equation, Decimal]]] = {}
    for equation in equations:
        cells = (t.cell for t in (*equation.left, *equation.right) if t.cell is not None)
        blanks = {cell for cell in cells if cell not in ledger.figures}
        if len(blanks) == 1 and equation.combine != "ratio":
            (blank,) = blanks
            for value in _wanted(equation, blank, ledger.figures):
                found.setdefault(blank, []).append((equation, value))
    return found


def _wanted(equation: Equation, cell: CellRef, figures: Figures) -> Iterator[Decimal]:
    """The value that an identity asks for in its blank; none where it determines none."""
    left = [t for t in equation.left if t.cell == cell]
    right = [t for t in equation.right if t.cell == cell]
    if len(left) + len(right) != 1:
        return
    if equation.combine == "product":
        yield from _factor(equation, (left or right)[0], bool(left), figures)
        return
    gap = side_value(equation.right, figures, "sum") - side_value(equation.left, figures, "sum")
    yield gap / left[0].coefficient if left else -gap / right[0].coefficient


def _factor(
    equation: Equation, term: Term, is_product: bool, figures: Figures
) -> Iterator[Decimal]:
    if is_product:
        yield side_value(equation.right, figures, "product") / term.coefficient
        return
    others = tuple(t for t in equation.right if t is not term)
    divisor = side_value(others, figures, "product") * term.coefficient
    if divisor:
        value = side_value(equation.left, figures, "sum") / divisor
        if value == value.quantize(Decimal("0.01")):
            yield value


def _one_value(values: Sequence[Decimal]) -> bool:
    """Whether all values are the same figure above zero, to the places of the coarsest."""
    least = min(decimals_of(value.normalize()) for value in values)
    return len({value.quantize(Decimal(1).scaleb(-max(least, 0))) for value in values}) == 1 and (
        min(values) > 0
    )
