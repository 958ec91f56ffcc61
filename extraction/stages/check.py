"""Check: every identity within and between the tables and the prose, as data. Never a model."""

from decimal import Decimal

from extraction.decoding.misreading import is_one_misreading
from extraction.identities.catalogue import equations_of
from extraction.identities.equation import Equation, Figures, decide
from extraction.identities.ledger import Ledger
from extraction.kinds import kinds_of
from extraction.narrative import narrate
from schemas.check import Check
from schemas.document import Document
from schemas.settings import Settings


def check(document: Document, settings: Settings) -> Document:
    """The document with its checks, and with the findings that the prose alone gives."""
    ledger = Ledger(document.tables, kinds_of(settings))
    narration = narrate(document.paragraphs, document.tables)
    equations = (*equations_of(ledger), *narration.equations)
    checks: list[Check] = []
    for equation in equations:
        decided = decide(equation, ledger.figures, f"c{len(checks) + 1}")
        if (
            decided.holds
            or not equation.keep_only_if_holds
            or _near_miss(equation, decided, ledger.figures)
        ):
            checks.append(decided)
    return document.model_copy(
        update={
            "checks": tuple(checks),
            "findings": (*document.findings, *narration.findings),
        }
    )


def _near_miss(equation: Equation, decided: Check, figures: Figures) -> bool:
    """Whether a customary sum fails by one misread digit: then it is meant, and broken."""
    if len(equation.left) != 1 or equation.left[0].cell is None or equation.combine != "sum":
        return False
    cell = equation.left[0].cell
    if cell not in figures or len(equation.right) < 2:
        return False
    wanted = figures[cell] - decided.difference
    return wanted > Decimal(0) and is_one_misreading(figures[cell], wanted)
