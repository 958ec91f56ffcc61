"""An exported result proved again from its own content, and nothing else.

No page, no model and no stage is asked: the printed figures and the terms of the checks are
enough to say whether every claim of the export holds. What a person has settled (``confirmed``,
``corrected``) is taken as said: no sum can vouch for it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from extraction.export.arithmetic import Arithmetic, figure_in, recompute
from extraction.export.places import misplaced
from extraction.export.problem import Problem, problem_of
from extraction.export.result import Address, Result, ResultCell, ResultCheck, parse_result
from extraction.export.suggested import unmended
from extraction.export.tolerances import too_wide
from extraction.identities.rank import Strength, strengths
from schemas.amount import decimal_of, is_nil, plain_decimal
from schemas.label import clean_text

_CLAIMED = frozenset({"repaired", "corrected"})
_BY_A_PERSON = frozenset({"confirmed", "corrected"})


class _Entry(NamedTuple):
    cell: ResultCell
    value: str | None


class _Ledger(NamedTuple):
    """What an export says: its fields, the cells of the printed ones, its checks, their sums.

    ``figures`` are those of the terms. ``strengths`` is None in a result that tells no proofs.
    """

    places: frozenset[Address]
    cells: Mapping[Address, _Entry]
    checks: Mapping[str, ResultCheck]
    sums: Mapping[str, Arithmetic]
    figures: Mapping[Address, Decimal]
    in_terms: frozenset[Address]
    covered: Mapping[str, frozenset[Address]]
    strengths: Mapping[Address, Strength] | None


def verify(export: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Every claim of an exported JSON object that its own content does not bear out.

    Empty means that all checks, statuses, values and addresses were proved again.

    Raises:
        VerificationError: the object is not of the shape of an export.
    """
    return verify_result(parse_result(export))


def verify_result(result: Result) -> tuple[Problem, ...]:
    """Every claim of a result that its own content does not bear out."""
    ledger = _ledger(result)
    cells = {address: entry.cell for address, entry in ledger.cells.items()}
    return (
        *_ordinals(result),
        *_shared_ids(result),
        *_values(result, ledger),
        *_checks(result, ledger),
        *_statuses(ledger),
        *_proofs(ledger),
        *misplaced(result),
        *unmended(result, cells, ledger.places, ledger.figures, ledger.sums),
        *_findings(result, ledger),
    )


def _ledger(result: Result) -> _Ledger:
    cells: dict[Address, _Entry] = {}
    places: set[Address] = set()
    for table in result.tables:
        for index, row in enumerate(table.rows):
            for field in row.values:
                places.add((table.kind, table.ordinal, index, field))
            for field, cell in row.cells.items():
                address = (table.kind, table.ordinal, index, field)
                cells[address] = _Entry(cell, row.values.get(field))
    in_terms = frozenset(
        term.cell for check in result.checks for term in (*check.left, *check.right) if term.cell
    )
    figures = {
        address: figure
        for address in in_terms
        if (entry := cells.get(address)) is not None
        and (figure := figure_in(entry.cell, entry.value)) is not None
    }
    checks = {check.id: check for check in result.checks}
    sums = {name: recompute(check, figures) for name, check in checks.items()}
    told = any(entry.cell.proof is not None for entry in cells.values())
    found = strengths(_recomputed(result, sums), figures) if told else None
    covered = {check.id: frozenset(check.cells) for check in result.checks}
    return _Ledger(frozenset(places), cells, checks, sums, figures, in_terms, covered, found)


def _recomputed(result: Result, sums: Mapping[str, Arithmetic]) -> Iterator[ResultCheck]:
    """The checks as they come out, whatever they claim."""
    for check in result.checks:
        done = sums[check.id]
        if done.faults:
            update = {"holds": done.holds, "difference": done.difference}
            yield check.model_copy(update=update)
        else:
            yield check


def _ordinals(result: Result) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for table in result.tables:
        expected = seen.get(table.kind, 0) + 1
        if table.ordinal != expected:
            yield Problem(
                claim="ordinal",
                message=f"{table.name} should be {table.kind}#{expected}:"
                " the tables of a kind are counted from 1 in document order",
            )
        seen[table.kind] = expected


def _shared_ids(result: Result) -> Iterator[Problem]:
    for name, count in Counter(check.id for check in result.checks).items():
        if count > 1:
            yield Problem(claim="check", message=f"{name} is the id of {count} checks", check=name)


def _values(result: Result, ledger: _Ledger) -> Iterator[Problem]:
    for table in result.tables:
        for index, row in enumerate(table.rows):
            for field, value in row.values.items():
                if field not in row.cells and value is not None:
                    address = (table.kind, table.ordinal, index, field)
                    yield problem_of(address, "value", f"has the value {value!r} but no cell")
            for field in row.cells.keys() - row.values.keys():
                address = (table.kind, table.ordinal, index, field)
                yield problem_of(address, "value", "has a cell but no value")
    for address, entry in ledger.cells.items():
        yield from _value(address, entry, amount=address in ledger.in_terms)


def _value(address: Address, entry: _Entry, *, amount: bool) -> Iterator[Problem]:
    printed, value, status = entry.cell.printed, entry.value, entry.cell.status
    same = _same(printed, value)
    if status not in _CLAIMED and not same:
        yield problem_of(address, "value", f"has the value {value!r} but {printed!r} is printed")
    if status == "repaired" and same:
        yield problem_of(
            address, "value", f"is repaired, yet its value {value!r} is what is printed"
        )
    if amount and value is not None and decimal_of(value) is not None and "," in value:
        yield problem_of(
            address, "value", f"has the value {value!r}, not a decimal without separators"
        )


def _same(printed: str | None, value: str | None) -> bool:
    if value is None:
        return printed is None or is_nil(printed)
    if printed is None:
        return False
    # Most are the very text, or a figure with separators; the rest is dear to compare.
    if value == printed or value == printed.replace(",", "") or value == clean_text(printed):
        return True
    figure = decimal_of(printed)
    return figure is not None and figure == decimal_of(value)


def _checks(result: Result, ledger: _Ledger) -> Iterator[Problem]:
    for check in result.checks:
        arithmetic = ledger.sums[check.id]
        for sentence in arithmetic.faults:
            yield Problem(claim="check", message=f"check {check.id} {sentence}", check=check.id)
        wide = too_wide(check, ledger.figures)
        if wide is not None:
            yield Problem(claim="check", message=f"check {check.id} {wide}", check=check.id)
        for address in check.cells:
            entry = ledger.cells.get(address)
            if address not in ledger.places:
                yield problem_of(address, "coverage", "does not exist", check.id)
            # A blank counts as zero in a check, and has no cell that could name it.
            elif entry is not None and check.id not in entry.cell.checks:
                yield problem_of(
                    address, "coverage", "does not name the check that covers it", check.id
                )
            if address not in arithmetic.depends_on:
                yield problem_of(
                    address, "coverage", "is covered by a check that it can't fail", check.id
                )


def _statuses(ledger: _Ledger) -> Iterator[Problem]:
    for address, (cell, _) in ledger.cells.items():
        if not 0 <= cell.confidence <= 1:
            yield problem_of(
                address, "confidence", f"has the confidence {cell.confidence}, not of 0 to 1"
            )
        covering = []
        for name in cell.checks:
            check = ledger.checks.get(name)
            if check is None:
                yield problem_of(address, "coverage", "names a check that does not exist", name)
            elif address not in ledger.covered[name]:
                yield problem_of(address, "coverage", "names a check that does not cover it", name)
            elif address in ledger.sums[name].depends_on:
                covering.append(name)
        yield from _status(address, cell, covering, ledger)


def _status(
    address: Address, cell: ResultCell, covering: list[str], ledger: _Ledger
) -> Iterator[Problem]:
    failing = next((name for name in covering if not ledger.sums[name].holds), None)
    held = any(ledger.sums[name].holds for name in covering)
    # A rounding tail holds and proves nothing; only a result that tells its proofs tells tails.
    proved = held if ledger.strengths is None else address in ledger.strengths
    if cell.status in ("proved", "repaired") and not (proved if cell.status == "proved" else held):
        yield problem_of(address, "status", f"is {cell.status}, but no check that covers it holds")
    if cell.status == "unchecked" and proved and covering and failing is None:
        yield problem_of(address, "status", "is unchecked, but a check covers it", covering[0])
    if failing is not None and cell.status != "suspect" and cell.status not in _BY_A_PERSON:
        yield problem_of(
            address, "status", f"is {cell.status}, but a check that covers it fails", failing
        )
    if cell.status == "suspect" and not (cell.reason or "").strip():
        yield problem_of(address, "reason", "is suspect without a reason")
    if cell.status == "proved" and cell.reason is not None:
        yield problem_of(address, "reason", "is proved, yet gives a reason to doubt it")
    if cell.status == "corrected" and not (cell.reason or "").strip():
        yield problem_of(address, "reason", "is corrected without a word of who did")


def _proofs(ledger: _Ledger) -> Iterator[Problem]:
    if ledger.strengths is None:
        return
    none = Strength(0, Decimal(0))
    for address, (cell, _) in ledger.cells.items():
        found = ledger.strengths.get(address, none)
        if cell.proof is None:
            yield problem_of(address, "proof", "does not tell how strongly it is proved")
        elif cell.proof.rank != found.rank:
            sentence = f"claims the rank {cell.proof.rank}, but it is {found.rank}"
            yield problem_of(address, "proof", sentence)
        elif (cell.proof.tolerance or Decimal(0)) != found.tolerance:
            claimed = plain_decimal(cell.proof.tolerance or Decimal(0))
            sentence = f"claims the tolerance {claimed}, but it is {plain_decimal(found.tolerance)}"
            yield problem_of(address, "proof", sentence)


def _findings(result: Result, ledger: _Ledger) -> Iterator[Problem]:
    for number, finding in enumerate(result.findings, start=1):
        for address in finding.cells:
            if address not in ledger.places:
                yield problem_of(
                    address, "finding", f"does not exist, but finding {number} is about it"
                )
