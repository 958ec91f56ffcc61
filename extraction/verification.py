"""An exported result proved again from its own content, and nothing else.

No page, no model and no stage is asked: the printed figures and the terms of the checks are
enough to say whether every claim of the export holds.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from extraction.export.arithmetic import Arithmetic, recompute
from extraction.export.result import Address, Result, ResultCell, ResultCheck, parse_result
from schemas.amount import decimal_of, is_nil
from schemas.frozen import Frozen
from schemas.label import clean_text
from schemas.table import CellRef

Claim = Literal[
    "check", "coverage", "status", "value", "reason", "confidence", "ordinal", "finding"
]
"""check: its arithmetic · coverage: which cells it covers · status · value: against the printed
text · reason · confidence: a probability · ordinal: of a table · finding: its cells."""

_CLAIMED = frozenset({"repaired", "corrected"})
_BY_A_PERSON = frozenset({"confirmed", "corrected"})


class Problem(Frozen):
    """A claim of an export that does not hold: which one, where, and one sentence that says why."""

    claim: Claim
    message: str
    cell: CellRef | None = None
    check: str | None = None


class _Entry(NamedTuple):
    cell: ResultCell
    value: str | None


class _Ledger(NamedTuple):
    """What an export says: its fields, the cells of the printed ones, its checks, their sums."""

    places: frozenset[Address]
    cells: Mapping[Address, _Entry]
    checks: Mapping[str, ResultCheck]
    sums: Mapping[str, Arithmetic]


def verify(export: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Every claim of an exported JSON object that its own content does not bear out.

    Empty means that all checks, statuses, values and addresses were proved again.

    Raises:
        VerificationError: the object is not of the shape of an export.
    """
    result = parse_result(export)
    ledger = _ledger(result)
    return (
        *_ordinals(result),
        *_shared_ids(result),
        *_values(result, ledger),
        *_checks(result, ledger),
        *_statuses(ledger),
        *_findings(result, ledger),
    )


def _ledger(result: Result) -> _Ledger:
    cells = {
        (table.kind, table.ordinal, index, field): _Entry(cell, row.values.get(field))
        for table in result.tables
        for index, row in enumerate(table.rows)
        for field, cell in row.cells.items()
    }
    places = frozenset(
        (table.kind, table.ordinal, index, field)
        for table in result.tables
        for index, row in enumerate(table.rows)
        for field in row.values
    )
    figures = {
        address: figure
        for address, entry in cells.items()
        if (figure := _figure(entry)) is not None
    }
    checks = {check.id: check for check in result.checks}
    sums = {name: recompute(check, figures) for name, check in checks.items()}
    return _Ledger(places, cells, checks, sums)


def _figure(entry: _Entry) -> Decimal | None:
    text = entry.value if entry.cell.status in _CLAIMED else entry.cell.printed
    # A share counts in percent: 36.15% is 36.15.
    return decimal_of(None if text is None else text.removesuffix("%"))


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
                    yield _of(address, "value", f"has the value {value!r} but no cell")
            for field in row.cells.keys() - row.values.keys():
                address = (table.kind, table.ordinal, index, field)
                yield _of(address, "value", "has a cell but no value")
    in_terms = {
        term.cell for check in result.checks for term in (*check.left, *check.right) if term.cell
    }
    for address, entry in ledger.cells.items():
        yield from _value(address, entry, amount=address in in_terms)


def _value(address: Address, entry: _Entry, *, amount: bool) -> Iterator[Problem]:
    printed, value, status = entry.cell.printed, entry.value, entry.cell.status
    same = _same(printed, value)
    if status not in _CLAIMED and not same:
        yield _of(address, "value", f"has the value {value!r} but {printed!r} is printed")
    if status == "repaired" and same:
        yield _of(address, "value", f"is repaired, yet its value {value!r} is what is printed")
    if amount and value is not None and decimal_of(value) is not None and "," in value:
        yield _of(address, "value", f"has the value {value!r}, not a decimal without separators")


def _same(printed: str | None, value: str | None) -> bool:
    if value is None:
        return printed is None or is_nil(printed)
    if printed is None:
        return False
    if value in (printed, clean_text(printed)):
        return True
    figure = decimal_of(printed)
    return figure is not None and figure == decimal_of(value)


def _checks(result: Result, ledger: _Ledger) -> Iterator[Problem]:
    for check in result.checks:
        arithmetic = ledger.sums[check.id]
        for sentence in arithmetic.faults:
            yield Problem(claim="check", message=f"check {check.id} {sentence}", check=check.id)
        for address in check.cells:
            entry = ledger.cells.get(address)
            if address not in ledger.places:
                yield _of(address, "coverage", "does not exist", check.id)
            # A blank counts as zero in a check, and has no cell that could name it.
            elif entry is not None and check.id not in entry.cell.checks:
                yield _of(address, "coverage", "does not name the check that covers it", check.id)
            if address not in arithmetic.depends_on:
                yield _of(address, "coverage", "is covered by a check that it can't fail", check.id)


def _statuses(ledger: _Ledger) -> Iterator[Problem]:
    for address, (cell, _) in ledger.cells.items():
        if not 0 <= cell.confidence <= 1:
            yield _of(address, "confidence", f"has the confidence {cell.confidence}, not of 0 to 1")
        covering = []
        for name in cell.checks:
            check = ledger.checks.get(name)
            if check is None:
                yield _of(address, "coverage", "names a check that does not exist", name)
            elif address not in check.cells:
                yield _of(address, "coverage", "names a check that does not cover it", name)
            elif address in ledger.sums[name].depends_on:
                covering.append(name)
        yield from _status(address, cell, covering, ledger.sums)


def _status(
    address: Address, cell: ResultCell, covering: list[str], sums: Mapping[str, Arithmetic]
) -> Iterator[Problem]:
    failing = next((name for name in covering if not sums[name].holds), None)
    if cell.status in ("proved", "repaired") and not any(sums[name].holds for name in covering):
        yield _of(address, "status", f"is {cell.status}, but no check that covers it holds")
    if cell.status == "unchecked" and covering and failing is None:
        yield _of(address, "status", "is unchecked, but a check covers it", covering[0])
    if failing is not None and cell.status != "suspect" and cell.status not in _BY_A_PERSON:
        yield _of(address, "status", f"is {cell.status}, but a check that covers it fails", failing)
    if cell.status == "suspect" and not (cell.reason or "").strip():
        yield _of(address, "reason", "is suspect without a reason")
    if cell.status == "proved" and cell.reason is not None:
        yield _of(address, "reason", "is proved, yet gives a reason to doubt it")


def _findings(result: Result, ledger: _Ledger) -> Iterator[Problem]:
    for number, finding in enumerate(result.findings, start=1):
        for address in finding.cells:
            if address not in ledger.places:
                yield _of(address, "finding", f"does not exist, but finding {number} is about it")


def _of(address: Address, claim: Claim, sentence: str, check: str | None = None) -> Problem:
    kind, ordinal, row, field = address
    suffix = "" if check is None else f" ({check})"
    return Problem(
        claim=claim,
        message=f"cell {kind}#{ordinal} row {row} {field} {sentence}{suffix}",
        cell=CellRef(kind=kind, ordinal=ordinal, row=row, field=field),
        check=check,
    )
