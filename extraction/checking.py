"""All identities within and between the tables and the prose of a document. Never a model."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extraction.decoding.misreading import is_one_misreading
from extraction.identities.catalogue import equations_of
from extraction.identities.deciding import Deciding
from extraction.identities.equation import Equation, Figures
from extraction.identities.filled import lost_figures
from extraction.identities.ledger import ledger_of
from extraction.memory import Memory
from extraction.narrative import narrate
from schemas.check import Check
from schemas.finding import Finding
from schemas.grid import Paragraph
from schemas.kinds import KindRow
from schemas.table import Table


@dataclass(frozen=True, slots=True)
class Checked:
    """The checks of a document, and the findings that its prose alone gives."""

    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]


def check_all(
    tables: tuple[Table, ...],
    paragraphs: Sequence[Paragraph],
    kinds: Sequence[type[KindRow]],
    memory: Memory | None = None,
) -> Checked:
    """Every identity that is meant in the document, decided; ``memory`` knows unchanged tables."""
    ledger = ledger_of(tables, kinds, memory)
    narration = narrate(paragraphs, tables, ledger.memory)
    between = equations_of(ledger)
    equations = (*between, *lost_figures(ledger, between), *narration.equations)
    deciding = Deciding(ledger)
    checks: list[Check] = []
    for equation in equations:
        decided = deciding.check(equation, f"c{len(checks) + 1}")
        if (
            decided.holds
            or not equation.keep_only_if_holds
            or _near_miss(equation, decided, ledger.figures)
        ):
            checks.append(decided)
    return Checked(tuple(checks), tuple(narration.findings))


def _near_miss(equation: Equation, decided: Check, figures: Figures) -> bool:
    """Whether a customary sum fails by one misread digit: then it is meant, and broken."""
    if len(equation.left) != 1 or equation.left[0].cell is None or equation.combine != "sum":
        return False
    cell = equation.left[0].cell
    if cell not in figures or len(equation.right) < 2:
        return False
    wanted = figures[cell] - decided.difference
    return wanted > Decimal(0) and is_one_misreading(figures[cell], wanted)
