"""Amounts printed off their columns, where only the identities can tell.

A row whose own sums or products fail is tried with its amounts moved by one or two columns;
the move is taken where one makes every identity of the row hold and says something. A whole
row that moved is likelier than a part of it: the longest run wins, if it is the only one.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from extraction.headers.celltypes import is_broken_figure
from schemas.amount import decimal_of
from schemas.kinds import KindRow
from schemas.kinds.identity import ColumnSum, Product
from schemas.table import Row

Figures = Mapping[str, Decimal]


def row_verdict(figures: Figures, kind: type[KindRow]) -> tuple[int, int]:
    """How many of the kind's row identities hold and say something, and how many fail."""
    holds = fails = 0
    for identity in kind.identities:
        if isinstance(identity, ColumnSum):
            parts = [figures[p] for p in identity.parts if p in figures]
            if identity.total not in figures or not parts:
                if parts and any(parts):
                    fails += 1
                continue
            if figures[identity.total] == sum(parts):
                holds += 1
            else:
                fails += 1
        elif isinstance(identity, Product):
            names = (identity.amount, identity.quantity, identity.price)
            if all(name in figures for name in names):
                product = figures[identity.quantity] * figures[identity.price]
                if figures[identity.amount] == product:
                    holds += 1
                else:
                    fails += 1
    return holds, fails


def figures_of(row: Row, fields: Sequence[str]) -> dict[str, Decimal]:
    """The printed figures of a row's amount fields; blanks are absent."""
    found = {}
    for name in fields:
        value = decimal_of(row.values.get(name))
        if value is not None:
            found[name] = value
    return found


def settle_amounts(
    rows: Sequence[Row], lines: Sequence[int], kind: type[KindRow]
) -> tuple[list[Row], list[tuple[int, str]]]:
    """The rows with amounts moved where one single move makes a failing row add up."""
    fields = [spec.name for spec in kind.fields() if spec.type == "amount"]
    printed = [f for f in fields if any(f in row.cells for row in rows)]
    settled, notes = [], []
    for row, line in zip(rows, lines, strict=True):
        moved = _settle(row, kind, fields, printed, alone=len(rows) == 1)
        if moved is not None:
            notes.append((line, f"line {line}: amounts moved to where the row adds up"))
        settled.append(moved or row)
    return settled, notes


def _settle(
    row: Row, kind: type[KindRow], fields: list[str], printed: list[str], alone: bool
) -> Row | None:
    figures = figures_of(row, fields)
    holds, fails = row_verdict(figures, kind)
    # Which sum fails is unknown while a figure is misread; it stands where it was printed.
    misread = any(is_broken_figure(row.values.get(name) or "") for name in fields)
    if not fails or misread or len(figures) < 2:
        return None
    moves: list[tuple[int, Row]] = []
    for size, candidate in _candidates(row, fields, printed, alone):
        new = figures_of(candidate, fields)
        good, bad = row_verdict(new, kind)
        if bad == 0 and good > holds and any(new.values()):
            moves.append((size, candidate))
    widest = max((size for size, _ in moves), default=0)
    best = [candidate for size, candidate in moves if size == widest]
    return best[0] if len(best) == 1 else None


def _candidates(
    row: Row, fields: list[str], printed: list[str], alone: bool
) -> list[tuple[int, Row]]:
    """The row with a run of its amounts moved by one or two fields, and the run's length."""
    usable = fields if alone else printed
    filled = [i for i, name in enumerate(usable) if name in row.cells]
    found = []
    for start in range(len(filled)):
        for end in range(start + 1, len(filled) + 1):
            for shift in (-2, -1, 1, 2):
                moved = _moved(row, usable, filled[start:end], shift)
                if moved is not None:
                    found.append((end - start, moved))
    return found


def _moved(row: Row, usable: list[str], run: list[int], shift: int) -> Row | None:
    targets = [i + shift for i in run]
    if targets[0] < 0 or targets[-1] >= len(usable):
        return None
    staying = {i for i, name in enumerate(usable) if name in row.cells} - set(run)
    if staying & set(targets):
        return None
    values, cells = dict(row.values), dict(row.cells)
    taken = [(values[usable[i]], cells[usable[i]]) for i in run]
    for i in run:
        values[usable[i]] = None
        cells.pop(usable[i])
    for i, (value, cell) in zip(targets, taken, strict=True):
        values[usable[i]] = value
        cells[usable[i]] = cell
    return Row(values=values, cells={k: cells[k] for k in values if k in cells})
