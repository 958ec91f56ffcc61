"""Whether every suggestion of a result does what it says: mends its checks, breaks none."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from extraction.export.arithmetic import Arithmetic, Figures, recompute
from extraction.export.problem import Problem, problem_of
from extraction.export.result import Address, Result, ResultCell, ResultCheck, ResultSuggestion
from schemas.amount import decimal_of

_DONE = frozenset({"repaired", "corrected"})
"""A suggestion that was followed may stay in the cell; it is listed no more."""


class _Known(NamedTuple):
    """The suggested values, and what is there to try them on."""

    values: Mapping[Address, Decimal]
    figures: Figures
    checks: Mapping[str, ResultCheck]
    over: Mapping[Address, tuple[ResultCheck, ...]]
    holding: frozenset[str]


def unmended(
    result: Result,
    cells: Mapping[Address, ResultCell],
    places: frozenset[Address],
    figures: Figures,
    sums: Mapping[str, Arithmetic],
) -> Iterator[Problem]:
    """Put every suggestion in place, with its partners, and do the sums over them again.

    ``sums`` are those of the checks over ``figures``. A result of a version that listed no
    suggestions has no such problem.
    """
    if result.suggestions is None:
        return
    known = _known(result, figures, sums)
    for address, cell in cells.items():
        if cell.suggestion is None:
            continue
        value = known.values.get(address)
        if (
            value is None
            and cell.status in _DONE
            and decimal_of(cell.suggestion) == figures.get(address)
        ):
            continue
        if value is None:
            yield problem_of(address, "suggestion", "has a suggestion that is not listed")
        elif decimal_of(cell.suggestion) != value:
            sentence = f"has the suggestion {cell.suggestion!r}, but {value} is listed"
            yield problem_of(address, "suggestion", sentence)
    for suggestion in result.suggestions:
        yield from _tried(suggestion, cells, known)
    for candidate in result.candidates:
        if candidate.cell not in places:
            yield problem_of(candidate.cell, "suggestion", "does not exist, but is a candidate")


def _known(result: Result, figures: Figures, sums: Mapping[str, Arithmetic]) -> _Known:
    values = {suggestion.cell: suggestion.value for suggestion in result.suggestions or ()}
    over: dict[Address, tuple[ResultCheck, ...]] = {}
    for check in result.checks if values else ():
        for address in values.keys() & sums[check.id].depends_on:
            over[address] = (*over.get(address, ()), check)
    holding = frozenset(name for name, done in sums.items() if done.holds)
    return _Known(values, figures, {check.id: check for check in result.checks}, over, holding)


def _tried(
    suggestion: ResultSuggestion, cells: Mapping[Address, ResultCell], known: _Known
) -> Iterator[Problem]:
    own = suggestion.cell
    cell = cells.get(own)
    if cell is None or cell.suggestion is None:
        yield problem_of(own, "suggestion", "is listed with a suggestion that it does not have")
    missing = [address for address in suggestion.together if address not in known.values]
    if missing:
        yield problem_of(missing[0], "suggestion", "is a partner without a suggestion")
    partners = {a: known.values[a] for a in suggestion.together if a in known.values}
    changed = {**partners, own: suggestion.value}
    figures = {**known.figures, **changed}
    value = f"has the suggestion {suggestion.value}, which"
    for name in suggestion.checks:
        check = known.checks.get(name)
        if check is None:
            yield problem_of(own, "suggestion", f"{value} names a check that does not exist", name)
        elif name in known.holding:
            yield problem_of(own, "suggestion", f"{value} mends a check that holds anyhow", name)
        elif not recompute(check, figures).holds:
            yield problem_of(own, "suggestion", f"{value} does not mend what it says", name)
    touched = {check.id: check for address in changed for check in known.over.get(address, ())}
    for name, check in touched.items():
        if name in known.holding and not recompute(check, figures).holds:
            yield problem_of(own, "suggestion", f"{value} breaks a check that holds", name)
