"""Which single figures, read otherwise, would make the failing identities hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extraction.decoding.misreading import is_one_misreading
from extraction.identities.equation import Equation, Figures, decide, side_value
from schemas.check import Check, Term
from schemas.table import CellRef

MOST_FAILING = 400
"""Beyond so many failing identities the table was not read at all: no figure is singled out."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure that, read as ``value``, makes all of ``checks`` hold and breaks none."""

    cell: CellRef
    value: Decimal
    checks: tuple[str, ...]


class Explainer:
    """Looks for explanations one figure at a time, the widest first."""

    def __init__(
        self, equations: Mapping[str, Equation], checks: Sequence[Check], figures: Figures
    ) -> None:
        self.equations = equations
        self.figures = dict(figures)
        self.failing = {c.id: c for c in checks if not c.holds and c.cells}
        self.holding = {c.id: c for c in checks if c.holds}
        self.explained: set[CellRef] = set()
        self.by_cell: dict[CellRef, list[str]] = {}
        for identity, equation in equations.items():
            for cell in equation.cells:
                self.by_cell.setdefault(cell, []).append(identity)

    def explanations(self) -> tuple[Explanation, ...]:
        """Explanations of disjoint sets of failing identities, each the only one there is."""
        found: list[Explanation] = []
        if len(self.failing) > MOST_FAILING:
            return ()
        while self.failing:
            best = self._best()
            if best is None:
                break
            found.append(best)
            self.figures[best.cell] = best.value
            self.explained.add(best.cell)
            for identity in best.checks:
                self.failing.pop(identity, None)
        return tuple(found)

    def _best(self) -> Explanation | None:
        cells = {cell for identity in self.failing for cell in self.equations[identity].cells}
        candidates = [c for cell in sorted(cells, key=_order) if (c := self._candidate(cell))]
        if not candidates:
            return None
        widest = max(len(c.checks) for c in candidates)
        best = [c for c in candidates if len(c.checks) == widest]
        rivals = [
            c for c in candidates if c.cell != best[0].cell and set(c.checks) & set(best[0].checks)
        ]
        same = [c for c in rivals if set(c.checks) == set(best[0].checks)]
        if same:
            for candidate in (best[0], *same):
                for identity in candidate.checks:
                    self.failing.pop(identity, None)
            return self._best() if self.failing else None
        return best[0]

    def _candidate(self, cell: CellRef) -> Explanation | None:
        """The reading of the cell that most exact failing identities over it ask for.

        It must break none, and mend all of them, or at least two and most (the others then
        hold a second misread figure).
        """
        if cell not in self.figures or cell in self.explained:
            return None
        failing = [i for i in self.by_cell.get(cell, ()) if i in self.failing]
        votes = Counter(v for i in failing if (v := self._wanted(cell, i)) is not None)
        if not votes:
            return None
        value, count = votes.most_common(1)[0]
        alone = len(votes) == 1
        if not alone and (count < 2 or list(votes.values()).count(count) > 1):
            return None
        if not is_one_misreading(self.figures[cell], value):
            return None
        changed = {**self._figures_of(cell), cell: value}
        mended = []
        for identity in self.by_cell[cell]:
            holds = decide(self.equations[identity], changed, identity).holds
            if not holds and identity in self.holding:
                return None
            if holds and identity in self.failing:
                mended.append(identity)
        if len(mended) < len(failing) and (len(mended) < 2 or 2 * len(mended) <= len(failing)):
            return None
        return Explanation(cell, value, tuple(mended))

    def _figures_of(self, cell: CellRef) -> dict[CellRef, Decimal]:
        near = {c for i in self.by_cell[cell] for c in self.equations[i].cells}
        return {c: self.figures[c] for c in near if c in self.figures}

    def _wanted(self, cell: CellRef, identity: str) -> Decimal | None:
        """The value of the cell that makes an exact identity hold, or None."""
        equation = self.equations[identity]
        term, left = _term_of(cell, equation)
        if term is None or abs(term.coefficient) != 1 or equation.combine == "ratio":
            return None
        found = side_value(equation.left, self.figures, "sum")
        expected = side_value(equation.right, self.figures, equation.combine)
        value = self.figures[cell]
        if left:
            return value + (expected - found) * term.coefficient
        if equation.combine == "sum":
            return value + (found - expected) * term.coefficient
        if not expected or not value:
            return None
        wanted = found / (expected / value)
        return wanted if wanted == wanted.quantize(Decimal("0.01")) else None


def _term_of(cell: CellRef, equation: Equation) -> tuple[Term | None, bool]:
    for terms, left in ((equation.left, True), (equation.right, False)):
        for term in terms:
            if term.cell == cell:
                return term, left
    return None, False


def _order(cell: CellRef) -> tuple[str, int, int, str]:
    return cell.kind, cell.ordinal, cell.row, cell.field
