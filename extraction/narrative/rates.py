"""Growth rates and shares of the prose against the amounts that it states with them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from extraction.identities.equation import Equation
from extraction.narrative.amounts import constant
from extraction.narrative.groups import Group
from extraction.narrative.statements import Statement
from schemas.amount import decimals_of, rounding_unit
from schemas.check import Term

_HUNDRED = Decimal(100)
_OTHER_WHOLE = re.compile(r"占(?!比|总|本年|全年|部门|支出|收入|预算|当年|单位|合计|的|为|约|\d|$)")
_NEAR = 12
_FINE = Decimal("0.1")
_HALF_PLACE = Decimal("0.005")
"""Half of the last place of an amount in 万元, by which each operand may be rounded."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A printed percentage with the amounts it follows from: ``part`` over ``whole``.

    ``low`` and ``high`` bound the true percentage, the amounts being rounded. ``changed`` is
    the amount after the change, where ``part`` is a change (None for a share).
    """

    printed: Statement
    part: Statement
    whole: Decimal
    low: Decimal
    high: Decimal
    changed: Statement | None = None
    against: Statement | None = None
    sure: bool = True

    @property
    def step(self) -> Decimal:
        """One of the last printed place, in percent."""
        return rounding_unit(decimals_of(self.printed.value))

    @property
    def expected(self) -> Decimal:
        """The percentage that the amounts give, to the printed places."""
        return self.exact_value.quantize(self.step, ROUND_HALF_UP)

    @property
    def exact_value(self) -> Decimal:
        """The percentage that the amounts give."""
        return self.part.wan / self.whole * _HUNDRED

    def _off(self) -> Decimal:
        value = self.printed.value
        return max(self.low - value, value - self.high, Decimal(0))

    @property
    def exact(self) -> bool:
        """Whether the printed percentage is the true one, rounded."""
        return self._off() <= self.step / 2

    @property
    def holds(self) -> bool:
        """Whether it is the true one but for a fine last place."""
        return self.exact or self._off() <= self.step <= _FINE

    @property
    def by_current(self) -> bool:
        """Whether it is the change over the current year's amount, a common slip."""
        if self.changed is None or not self.changed.wan or self.exact:
            return False
        wrong = self.part.wan / self.changed.wan * _HUNDRED
        near = self.step / 2 if self.holds else self.step
        return abs(wrong - self.printed.value) <= near


@dataclass(frozen=True, slots=True)
class Change:
    """A stated change of an amount, with the rate stated for it, if any."""

    amount: Statement
    change: Statement
    rate: Statement | None
    candidates: tuple[Statement, ...]


def changes_of(statements: Sequence[Statement]) -> tuple[Change, ...]:
    """Every change that is said of an amount stated before it in the same paragraph."""
    found: list[Change] = []
    values: list[Statement] = []
    for place, statement in enumerate(statements):
        if values and values[-1].passage != statement.passage:
            values = []
        if statement.role == "value" and statement.unit != "%":
            values.append(statement)
        elif statement.role == "change" and statement.rising is not None and values:
            amount = _amount_of(statement, values)
            if amount is not None:
                rate = _rate_after(statements, place)
                found.append(Change(amount, statement, rate, tuple(values[-_NEAR:])))
    return tuple(found)


def _amount_of(change: Statement, values: Sequence[Statement]) -> Statement | None:
    if change.subject and not values[-1].label.endswith(change.subject):
        return next((v for v in reversed(values) if v.label.endswith(change.subject)), None)
    outer = [v for v in values if v.depth <= change.depth]
    if not outer:
        return None
    return outer[0] if "。" in change.gap and any(v.opens for v in outer) else outer[-1]


def _rate_after(statements: Sequence[Statement], place: int) -> Statement | None:
    if place + 1 >= len(statements):
        return None
    following, change = statements[place + 1], statements[place]
    near = following.passage == change.passage and following.role == "rate"
    near = near and not following.subject and "。" not in following.gap
    return following if near and following.rising is not None else None


def rates_of(changes: Iterable[Change]) -> tuple[Rate, ...]:
    """Every stated rate with its change; of amounts it may belong to, one that it fits."""
    found: list[Rate] = []
    for change in changes:
        if change.rate is None:
            continue
        fitting = [r for v in (change.amount, *change.candidates) if (r := rate_of(change, v))]
        if fitting:
            found.append(next((r for r in fitting if r.exact), fitting[0]))
    return tuple(found)


def rate_of(change: Change, amount: Statement) -> Rate | None:
    """The rate of a change of this amount, None where the year before was nothing."""
    assert change.rate is not None
    delta = change.change.wan
    prior = amount.wan - delta if change.change.rising else amount.wan + delta
    if prior <= 2 * _HALF_PLACE or amount.approximate or change.change.approximate:
        return None
    least, most = max(delta - _HALF_PLACE, Decimal(0)), delta + _HALF_PLACE
    base = amount.wan
    lower, upper = (-least, -most) if change.change.rising else (least, most)
    low = least / (base + lower + _HALF_PLACE)
    high = most / max(base + upper - _HALF_PLACE, _HALF_PLACE)
    return Rate(
        printed=change.rate,
        part=change.change,
        whole=prior,
        low=low * _HUNDRED if delta else Decimal(0),
        high=high * _HUNDRED if delta else Decimal(0),
        changed=amount,
    )


def shares_of(statements: Sequence[Statement], groups: Sequence[Group]) -> tuple[Rate, ...]:
    """Every stated share with the whole it is a part of; none where no whole is stated."""
    wholes: dict[tuple[int, int], list[tuple[Statement, bool]]] = {}
    for group in groups:
        for part in group.parts:
            listed = wholes.setdefault((part.passage, part.order), [])
            listed.extend((whole, i == 0) for i, whole in enumerate(group.wholes))
    found: list[Rate] = []
    last: Statement | None = None
    earlier: list[Statement] = []
    for statement in statements:
        if statement.role == "value" and statement.unit != "%":
            last = statement
            earlier.append(statement)
        elif statement.role == "share" and last and last.passage == statement.passage:
            share = _share(statement, last, wholes, earlier[-_NEAR:-1])
            found += [share] if share else []
    return tuple(found)


def _share(
    printed: Statement,
    part: Statement,
    wholes: Mapping[tuple[int, int], list[tuple[Statement, bool]]],
    earlier: Sequence[Statement],
) -> Rate | None:
    listed = wholes.get((part.passage, part.order), [])
    above = [entry for whole, _ in listed for entry in wholes.get((whole.passage, whole.order), [])]
    rates = [
        share_of(printed, part, whole, sure)
        for whole, sure in (*listed, *((w, False) for w, _ in above))
        if whole.wan > 0
    ]
    rates += [share_of(printed, part, w, False) for w in reversed(earlier) if w.wan > 0]
    return next((r for r in rates if r.exact), next(iter(rates), None))


def share_of(printed: Statement, part: Statement, whole: Statement, sure: bool) -> Rate:
    """The share of a part in a whole (both in any unit), ``sure`` if that whole is meant."""
    least, most = max(part.wan - _HALF_PLACE, Decimal(0)), part.wan + _HALF_PLACE
    low, high = least / (whole.wan + _HALF_PLACE), most / max(whole.wan - _HALF_PLACE, _HALF_PLACE)
    return Rate(
        printed=printed,
        part=part,
        whole=whole.wan,
        low=low * _HUNDRED if part.wan else Decimal(0),
        high=high * _HUNDRED if part.wan else Decimal(0),
        against=whole,
        sure=sure and not _OTHER_WHOLE.search(printed.label),
    )


def equations_of(rates: Iterable[Rate]) -> Iterator[Equation]:
    """Rate = change over the amount before it; share = part over whole; once for each."""
    seen: set[tuple[object, ...]] = set()
    for rate in rates:
        if not rate.sure and not rate.exact:
            continue
        key = (rate.printed.value, rate.part.value, rate.whole, rate.changed is None)
        if key not in seen:
            seen.add(key)
            yield _equation(rate)


def _equation(rate: Rate) -> Equation:
    change = rate.changed is not None
    hair = (rate.high - rate.low) / 2
    return Equation(
        rule="narrative_rate" if change else "narrative_share",
        left=(
            Term(
                coefficient=Decimal("0.01"),
                constant=rate.printed.value,
                lines=rate.printed.lines,
            ),
        ),
        right=(
            constant(rate.part),
            Term(constant=rate.whole, lines=(rate.changed or rate.against or rate.part).lines),
        ),
        combine="ratio",
        exact=(rate.step / 2 + hair) / _HUNDRED,
        tolerance=(rate.step / (1 if rate.step <= _FINE else 2) + hair) / _HUNDRED,
        statement=(
            f"{(rate.changed or rate.part).label} {rate.printed.label}{rate.printed.numeral}%"
        ),
        covers=(),
    )
