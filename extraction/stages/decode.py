"""Decode: failing identities to the one misread figure that explains them, or to none."""

from extraction.decoding.explain import Explainer
from extraction.identities.equation import equation_of
from extraction.identities.ledger import Ledger
from extraction.kinds import kinds_of
from schemas.document import Document, Suggestion
from schemas.settings import Settings


def decode(document: Document, settings: Settings) -> Document:
    """The document with a suggestion for every figure that alone explains failing identities."""
    if all(check.holds for check in document.checks):
        return document
    ledger = Ledger(document.tables, kinds_of(settings))
    equations = {check.id: equation_of(check) for check in document.checks}
    explainer = Explainer(equations, document.checks, ledger.figures)
    suggestions = tuple(
        Suggestion(cell=found.cell, value=found.value, checks=found.checks)
        for found in explainer.explanations()
    )
    return document.model_copy(update={"suggestions": suggestions})
