"""Which of several figures is off: the amount, its change or its rate; one finding for a cause."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from extraction.narrative.amounts import Reading, slip_between
from extraction.narrative.figures import Facts
from extraction.narrative.rates import Change, Rate, rate_of, share_of
from extraction.narrative.statements import Statement
from extraction.narrative.sums import Sum
from schemas.amount import plain_decimal

Place = tuple[int, int]
"""The passage of a statement and its place there."""

_STEP = Decimal("0.01")
_PRIOR_OF = (
    ("revenue", ("prior.revenue",)),
    ("current_revenue", ("prior.revenue",)),
    ("expenditure", ("prior.expenditure",)),
    ("current_expenditure", ("prior.expenditure",)),
    ("basic", ("prior.基本支出",)),
    ("project", ("prior.项目支出",)),
    ("personnel", ("prior.人员类项目支出",)),
    ("running", ("prior.运转类项目支出",)),
)


@dataclass(frozen=True, slots=True)
class WrongChange:
    """A stated change that the rate beside it and something else contradict.

    ``expected`` is the change in 万元 that they ask for, ``why`` says what asks for it.
    """

    rate: Rate
    expected: Decimal
    why: str


def place_of(statement: Statement) -> Place:
    """Where a statement stands."""
    return statement.passage, statement.order


def corrections_of(readings: Iterable[Reading]) -> Mapping[Place, Statement]:
    """The amounts known to be wrong, with the figure that their table has instead."""
    found: dict[Place, Statement] = {}
    for reading in readings:
        if reading.fact is not None and not reading.agrees and reading.expected is not None:
            value = reading.expected
            found[place_of(reading.statement)] = replace(
                reading.statement, value=value, numeral=plain_decimal(value)
            )
    return found


def settled(rates: Iterable[Rate], corrections: Mapping[Place, Statement]) -> tuple[Rate, ...]:
    """The rates without those that only a wrong amount, told of elsewhere, makes look wrong."""
    return tuple(r for rate in rates if (r := _settled(rate, corrections)) is not None)


def _settled(rate: Rate, corrections: Mapping[Place, Statement]) -> Rate | None:
    if rate.exact or not rate.sure:
        return rate
    part, changed, against = (
        s and corrections.get(place_of(s), s) for s in (rate.part, rate.changed, rate.against)
    )
    if part is None or (part, changed, against) == (rate.part, rate.changed, rate.against):
        return rate
    mended: Rate | None = rate
    if changed is not None:
        mended = rate_of(Change(changed, part, rate.printed, ()), changed)
    elif against is not None and against.wan > 0:
        mended = share_of(rate.printed, part, against, rate.sure)
    return None if mended is None or mended.exact else mended


def wrong_changes(
    rates: Iterable[Rate], changes: Sequence[Change], readings: Iterable[Reading], facts: Facts
) -> Iterator[WrongChange]:
    """Of the changes that disagree with their rate those that are off, and not the rate."""
    concepts = {place_of(r.statement): r.fact.concept for r in readings if r.fact and r.agrees}
    stated: dict[Decimal, list[Change]] = {}
    for change in changes:
        stated.setdefault(change.amount.wan, []).append(change)
    for rate in rates:
        if rate.exact or not rate.sure or rate.changed is None:
            continue
        concept = concepts.get(place_of(rate.changed), "")
        known = (*_from_year_before(rate, concept, facts), *_from_elsewhere(rate, stated))
        blamed = _blamed(rate, known)
        if blamed is not None:
            yield blamed


def _from_year_before(rate: Rate, concept: str, facts: Facts) -> Iterator[tuple[Decimal, str]]:
    """The change since the year before, which the table of both years prints."""
    assert rate.changed is not None
    for prior in dict(_PRIOR_OF).get(concept, ()):
        for fact in facts.of(prior):
            if not fact.blank:
                why = f"{fact.table} has {fact.printed} for the year before"
                yield abs(rate.changed.wan - fact.wan), why


def _from_elsewhere(
    rate: Rate, stated: Mapping[Decimal, Sequence[Change]]
) -> Iterator[tuple[Decimal, str]]:
    """The change that another passage states for the same amount."""
    assert rate.changed is not None
    for change in stated.get(rate.changed.wan, ()):
        if change.change.wan != rate.part.wan:
            where = ", ".join(str(n) for n in change.change.lines)
            yield change.change.wan, f"another passage (line {where}) states it so"


def _blamed(rate: Rate, known: Sequence[tuple[Decimal, str]]) -> WrongChange | None:
    if any(abs(value - rate.part.wan) <= _STEP for value, _ in known) or rate.by_current:
        return None
    for value, why in known:
        if _fits(rate, value):
            return WrongChange(rate, value, why)
    if slip_between(str(rate.printed.value), str(rate.expected)):
        return None
    swapped = [value for value in _swapped(rate.part) if _fits(rate, value)]
    if len(swapped) == 1:
        return WrongChange(rate, swapped[0], "two digits are transposed")
    return None


def _fits(rate: Rate, change: Decimal) -> bool:
    """Whether the printed rate is right for another change, in 万元."""
    assert rate.changed is not None
    scale = rate.part.wan / rate.part.value if rate.part.value else Decimal(1)
    part = replace(rate.part, value=change / scale)
    other = rate_of(Change(rate.changed, part, rate.printed, ()), rate.changed)
    return other is not None and other.exact


def _swapped(statement: Statement) -> Iterator[Decimal]:
    """The amount, in 万元, with any two neighbouring digits exchanged."""
    text = str(statement.value)
    scale = statement.wan / statement.value if statement.value else Decimal(1)
    spots = [i for i, c in enumerate(text) if c.isdigit()]
    for i, j in pairwise(spots):
        if text[i] != text[j]:
            other = list(text)
            other[i], other[j] = text[j], text[i]
            yield Decimal("".join(other)) * scale


def tails_of(
    totals: Iterable[Sum], readings: Iterable[Reading], finest: Decimal = _STEP
) -> tuple[tuple[Sum, ...], ...]:
    """Lists that add up but for rounding, those of one whole together.

    Not where one of their amounts is known to be off: that is told already. ``finest`` is the
    last place, in 万元, up to which a tail is worth telling.
    """
    told = {place_of(r.statement) for r in readings if r.fact and (not r.agrees or r.tail)}
    found: dict[tuple[Decimal, Decimal], list[Sum]] = {}
    for total in totals:
        fine = total.tail and total.step <= finest and not total.blanks
        if fine and not any(place_of(s) in told for s in total.members):
            found.setdefault((total.whole.wan, total.off), []).append(total)
    return tuple(tuple(same) for same in found.values())
