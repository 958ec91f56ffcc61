"""`gouji explain`: one cell or the whole result, in English or Chinese."""

from extraction.export.columns import Kinds
from extraction.export.result import Result
from ui.cellnames import find_cell
from ui.explain import Explanation
from ui.explainwords import Language, Words
from ui.proofsummary import summary


def explain_lines(result: Result, kinds: Kinds, cell: str | None, language: Language) -> list[str]:
    """The lines that explain a cell, or sum up the proofs where none is named.

    Raises:
        UsageError: there is no such cell, or several.
    """
    words = Words(language)
    if cell is None:
        return summary(result, kinds, words)
    return Explanation(result, kinds, find_cell(result, kinds, cell), words).lines()
