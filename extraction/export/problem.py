"""A claim of an exported result that its own content does not bear out."""

from typing import Literal

from extraction.export.result import Address
from schemas.frozen import Frozen
from schemas.table import CellRef

Claim = Literal[
    "check", "coverage", "status", "value", "reason", "confidence", "ordinal", "finding",
    "proof", "place", "suggestion",
]  # fmt: skip
"""check: its arithmetic and tolerance · coverage: which cells it covers · status · value: against
the printed text · reason · confidence: a probability · ordinal: of a table · finding: its cells ·
proof: rank and tolerance · place: lines, pages and boxes · suggestion: what it mends."""


class Problem(Frozen):
    """A claim of an export that does not hold: which one, where, and one sentence that says why."""

    claim: Claim
    message: str
    cell: CellRef | None = None
    check: str | None = None


def problem_of(address: Address, claim: Claim, sentence: str, check: str | None = None) -> Problem:
    """A problem of a cell; ``sentence`` goes on from its name."""
    kind, ordinal, row, field = address
    suffix = "" if check is None else f" ({check})"
    return Problem(
        claim=claim,
        message=f"cell {kind}#{ordinal} row {row} {field} {sentence}{suffix}",
        cell=CellRef(kind=kind, ordinal=ordinal, row=row, field=field),
        check=check,
    )
