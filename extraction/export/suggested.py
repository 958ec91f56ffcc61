"""Whether every suggestion of a result does what it says: mends its checks, breaks none."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from extraction.export.arithmetic import Arithmetic, Figures, recompute
from extraction.export.problem import Problem, problem_of
from extraction.export.result import Address, Result, ResultCell, ResultSuggestion
from schemas.amount import decimal_of

_DONE = frozenset({"repaired", "corrected"})
"""A suggestion that was followed may stay in the cell; it is listed no more."""


class Trial(NamedTuple):
    """What putting a suggestion and its partners in place does: ids of checks."""

    mended: tuple[str, ...]
    failing: tuple[str, ...]
    broken: tuple[str, ...]


class Trials:
    """The suggestions of a result, to be put in place over its figures.

    ``sums`` are those of the checks over ``figures``.
    """

    def __init__(self, result: Result, figures: Figures, sums: Mapping[str, Arithmetic]) -> None:
        self.figures, self.sums = figures, sums
        self.suggestions = {suggestion.cell: suggestion for suggestion in result.suggestions or ()}
        self.checks = {check.id: check for check in result.checks} if self.suggestions else {}

    def of(self, suggestion: ResultSuggestion) -> Trial:
        """What comes of a suggestion; names of checks that there are not, are left out."""
        places = [suggestion.cell, *suggestion.together]
        changed = {a: self.suggestions[a].value for a in places if a in self.suggestions}
        named = [name for name in suggestion.checks if name in self.checks]
        mended = [name for name in named if self._holds(name, changed)]
        failing = [name for name in named if name not in mended]
        broken = [
            name
            for name, done in self.sums.items()
            if done.holds and changed.keys() & done.depends_on and not self._holds(name, changed)
        ]
        return Trial(tuple(mended), tuple(failing), tuple(broken))

    def _holds(self, name: str, changed: Mapping[Address, Decimal]) -> bool:
        """Whether a check holds with the changes.

        A blank is in no term of most sums; where its suggestion names the sum, its value is one
        addend more.
        """
        check = self.checks[name]
        done = recompute(check, {**self.figures, **changed})
        if check.combine != "sum":
            return done.holds
        filled = (
            value
            for address, value in changed.items()
            if address not in self.figures
            and address not in done.depends_on
            and name in self.suggestions[address].checks
        )
        return abs(done.difference - sum(filled, Decimal(0))) <= check.tolerance


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
    trials = Trials(result, figures, sums)
    for address, cell in cells.items():
        if cell.suggestion is not None:
            yield from _unlisted(address, cell, trials)
    for suggestion in result.suggestions:
        yield from _tried(suggestion, cells, trials)
    for candidate in result.candidates:
        if candidate.cell not in places:
            yield problem_of(candidate.cell, "suggestion", "does not exist, but is a candidate")


def _unlisted(address: Address, cell: ResultCell, trials: Trials) -> Iterator[Problem]:
    value = decimal_of(cell.suggestion)
    listed = trials.suggestions.get(address)
    if listed is None:
        if cell.status not in _DONE or value != trials.figures.get(address):
            yield problem_of(address, "suggestion", "has a suggestion that is not listed")
    elif value != listed.value:
        sentence = f"has the suggestion {cell.suggestion!r}, but {listed.value} is listed"
        yield problem_of(address, "suggestion", sentence)


def _tried(
    suggestion: ResultSuggestion, cells: Mapping[Address, ResultCell], trials: Trials
) -> Iterator[Problem]:
    own = suggestion.cell
    cell = cells.get(own)
    if cell is None or cell.suggestion is None:
        yield problem_of(own, "suggestion", "is listed with a suggestion that it does not have")
    for address in suggestion.together:
        if address not in trials.suggestions:
            yield problem_of(address, "suggestion", "is a partner without a suggestion")
    value = f"has the suggestion {suggestion.value}, which"
    for name in suggestion.checks:
        if name not in trials.checks:
            yield problem_of(own, "suggestion", f"{value} names a check that does not exist", name)
        elif trials.sums[name].holds:
            yield problem_of(own, "suggestion", f"{value} mends a check that holds anyhow", name)
    trial = trials.of(suggestion)
    for name in trial.failing:
        yield problem_of(own, "suggestion", f"{value} does not mend what it says", name)
    for name in trial.broken:
        yield problem_of(own, "suggestion", f"{value} breaks a check that holds", name)
