"""All checks, suggestions, statuses and findings again over what people made of the tables.

The pipeline's own functions do it. The outcome depends on how the tables stand and on nothing
else: neither on the order of events nor on what was computed before.
"""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from extraction.checking import check_all
from extraction.decoding.suggesting import suggested
from extraction.identities.deciding import Deciding
from extraction.identities.equation import Equation, decide, equation_of
from extraction.identities.ledger import Ledger, ledger_of
from extraction.memory import Memory
from extraction.review.imported import unscored
from extraction.review.standing import Standing, addresses, settled_cells, standing_of
from extraction.stages.score import score
from schemas.amount import decimal_of
from schemas.check import Check
from schemas.document import Document
from schemas.finding import Finding
from schemas.grid import Paragraph
from schemas.kinds import KindRow
from schemas.settings import Settings
from schemas.table import CellRef


class Basis(NamedTuple):
    """A document as it was imported, and what no check says of it.

    ``findings`` are those of the reading (moved rows and the like); ``carried`` are the
    identities of the prose where the prose itself is not kept: their constants are.
    """

    document: Document
    start: Standing
    paragraphs: tuple[Paragraph, ...]
    findings: tuple[Finding, ...]
    carried: tuple[Equation, ...]
    settings: Settings
    kinds: tuple[type[KindRow], ...]
    memory: Memory


class Evaluated(NamedTuple):
    """A document with its claims, and the cells that only a publisher's own error accuses."""

    document: Document
    excused: frozenset[CellRef]


def basis_of(
    document: Document,
    reading: Document | None,
    settings: Settings,
    kinds: Sequence[type[KindRow]],
) -> Basis:
    """What decisions are replayed over. ``reading`` has the blocks of the source, where kept."""
    start = standing_of(unscored(document))
    paragraphs = () if reading is None else reading.paragraphs
    bare = Basis(document, start, paragraphs, (), (), settings, tuple(kinds), Memory())
    if reading is None:
        bare = bare._replace(carried=_carried(document, bare))
    again = evaluated(bare, start).document
    left = Counter(again.findings)
    own = []
    for finding in document.findings:
        if left[finding]:
            left[finding] -= 1
        else:
            own.append(finding)
    return bare._replace(findings=tuple(own))


def _carried(document: Document, basis: Basis) -> tuple[Equation, ...]:
    """The identities of an export that its tables alone don't give: those of the prose."""
    known = {
        (check.rule, check.left, check.right)
        for check in check_all(basis.start.tables, (), basis.kinds, basis.memory).checks
    }
    return tuple(
        equation_of(check)
        for check in document.checks
        if (check.rule, check.left, check.right) not in known
        and any(term.constant is not None for term in (*check.left, *check.right))
    )


def evaluated(basis: Basis, standing: Standing) -> Evaluated:
    """The document as it stands, with everything that arithmetic says of it."""
    tables = standing.tables
    memory = basis.memory
    memory.turn()
    checked = check_all(tables, basis.paragraphs, basis.kinds, memory)
    ledger = ledger_of(tables, basis.kinds, memory)
    checks = (*checked.checks, *_decided(basis.carried, ledger, len(checked.checks)))
    excused = _excused(standing, checks, ledger)
    settled = settled_cells(standing)
    doubted = tuple(check for check in checks if check.id not in excused)
    made = basis.document.model_copy(
        update={
            "tables": tables,
            "checks": checks,
            "findings": (*basis.findings, *checked.findings),
            "suggestions": (),
            "candidates": (),
        }
    )
    if any(not check.holds for check in doubted):
        made = suggested(tables, doubted, basis.kinds, settled, memory).put_in(made)
    scored = score(made, basis.settings, memory)
    return Evaluated(scored, _only_excused(scored, excused))


def _decided(carried: Sequence[Equation], ledger: Ledger, count: int) -> tuple[Check, ...]:
    there = {(table.kind, table.ordinal): len(table.rows) for table in ledger.tables}
    meant = [
        equation
        for equation in carried
        if all(cell.row < there.get((cell.kind, cell.ordinal), 0) for cell in equation.cells)
    ]
    deciding = Deciding(ledger)
    return tuple(
        deciding.check(equation, f"c{count + number}")
        for number, equation in enumerate(meant, start=1)
    )


def _excused(standing: Standing, checks: Sequence[Check], ledger: Ledger) -> frozenset[str]:
    """The failing checks that a figure explains of which a person said that it is published wrong.

    With a value that arithmetic asked for, those that it would mend; without one, all over it.
    """
    where = addresses(standing, frozenset(standing.published))
    found = set()
    for anchor, published in standing.published.items():
        cell = where.get(anchor)
        if cell is None:
            continue
        expected = decimal_of(published.expected)
        for check in checks:
            if check.holds or cell not in check.cells:
                continue
            if expected is None or _mended(check, cell, expected, ledger):
                found.add(check.id)
    return frozenset(found)


def _mended(check: Check, cell: CellRef, expected: Decimal, ledger: Ledger) -> bool:
    equation = equation_of(check)
    figures = {c: ledger.figures[c] for c in equation.cells if c in ledger.figures}
    return decide(equation, {**figures, cell: expected}, check.id).holds


def _only_excused(document: Document, excused: frozenset[str]) -> frozenset[CellRef]:
    """The suspect cells that no other failing check covers."""
    if not excused:
        return frozenset()
    others = {
        cell
        for check in document.checks
        if not check.holds and check.id not in excused
        for cell in check.cells
    }
    named = {cell for check in document.checks if check.id in excused for cell in check.cells}
    accused = {suggestion.cell for suggestion in document.suggestions}
    return frozenset(named - others - accused)
