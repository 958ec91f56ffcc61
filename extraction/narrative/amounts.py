"""Amounts of the prose against the figures of the tables that they name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from extraction.identities.equation import Equation
from extraction.narrative.figures import Fact, Facts
from extraction.narrative.naming import Naming, naming_of
from extraction.narrative.prose import Passage
from extraction.narrative.statements import WAN_OF_UNIT, Statement
from schemas.amount import decimals_of, rounding_unit, scale_between
from schemas.check import Term

_FEW = 8
_TAIL = Decimal("0.01")
"""The largest difference in 万元 that is put down to rounding where figures are this fine."""
_UNIT_SLIPS = frozenset({Decimal(10000), Decimal("0.0001")})


@dataclass(frozen=True, slots=True)
class Reading:
    """An amount with the figure that it was compared with.

    ``fact`` is None where the amount names none for sure; ``exact`` and ``tolerance`` are the
    differences in 万元 up to which it agrees, and agrees but for the rounding.
    """

    statement: Statement
    fact: Fact | None
    exact: Decimal = Decimal(0)
    tolerance: Decimal = Decimal(0)

    @property
    def difference(self) -> Decimal:
        """The amount less the figure, in 万元."""
        return self.statement.wan - (self.fact.wan if self.fact else Decimal(0))

    @property
    def agrees(self) -> bool:
        """Whether the two are the same, or but for a rounding tail."""
        return self.fact is not None and abs(self.difference) <= self.tolerance

    @property
    def tail(self) -> bool:
        """Whether only the rounding of the last place is off."""
        return self.agrees and abs(self.difference) > self.exact

    @property
    def expected(self) -> Decimal | None:
        """The figure of the table in the unit and to the places of the amount."""
        if self.fact is None:
            return None
        scale = dict(WAN_OF_UNIT)[self.statement.unit]
        step = 2 * self.exact / scale
        places = rounding_unit(max(0, -step.adjusted()))
        return (self.fact.wan / scale).quantize(places, ROUND_HALF_UP)


def places_of(statements: Iterable[Statement]) -> int:
    """To how many decimals of a 万元 this document states its amounts, at most two."""
    counts = [decimals_of(s.value) for s in statements if s.unit == "万元" and s.value]
    fine = sum(1 for count in counts if count >= 2)
    if fine * 10 >= len(counts) or len(counts) < _FEW:
        return 2
    return 1 if any(counts) else 0


def place_of(statement: Statement, places: int) -> Decimal:
    """The least step that an amount states, in 万元."""
    printed = decimals_of(statement.value)
    shown = max(printed, places) if statement.unit == "万元" else printed
    return rounding_unit(shown) * dict(WAN_OF_UNIT).get(statement.unit, Decimal(1))


def readings_of(
    statements: Sequence[Statement],
    passages: Sequence[Passage],
    within: Mapping[tuple[int, int], str],
    facts: Facts,
    this_year: int | None,
) -> tuple[Reading, ...]:
    """Every amount of the current year with the figure that it names, if it names one."""
    places = places_of(s for s in statements if s.role == "value")
    readings: list[Reading] = []
    for statement in statements:
        if statement.role != "value" or statement.approximate or statement.unit == "%":
            continue
        passage = passages[statement.passage]
        naming = naming_of(statement, passage, within.get(_key(statement), ""), facts)
        if not _of_this_year(statement, naming.facts, this_year):
            continue
        place = place_of(statement, places)
        readings.append(_reading(statement, naming, place))
    return tuple(readings)


def _key(statement: Statement) -> tuple[int, int]:
    return statement.passage, statement.order


def _of_this_year(statement: Statement, facts: Sequence[Fact], this_year: int | None) -> bool:
    if statement.year is None or statement.year == this_year:
        return True
    printed = re.search(r"20\d\d年", statement.label)
    return bool(printed and facts and facts[0].name == statement.label)


def _reading(statement: Statement, naming: Naming, place: Decimal) -> Reading:
    candidates = [_compared(statement, fact, place) for fact in naming.facts]
    agreeing = [r for r in candidates if r.agrees and (not _blank(r) or not statement.value)]
    if agreeing:
        return next((r for r in agreeing if not r.tail), agreeing[0])
    usable = [r for r in candidates if r.fact is not None and not r.fact.blank]
    near = next((r for r in usable if near_miss(statement, r)), None)
    best = near if near and (naming.firm or naming.near) else usable[0] if usable else None
    if best is None or not (naming.firm or (naming.near and best is near)) or _unit_slip(best):
        return Reading(statement, None)
    return best


def _blank(reading: Reading) -> bool:
    return reading.fact is not None and reading.fact.blank


def _compared(statement: Statement, fact: Fact, place: Decimal) -> Reading:
    own = rounding_unit(decimals_of(fact.value)) * scale_between(fact.unit, "万元")
    step = max(place, own)
    return Reading(statement, fact, step / 2, tolerance=step if step <= _TAIL else step / 2)


def _unit_slip(reading: Reading) -> bool:
    if reading.fact is None or not reading.fact.wan or not reading.statement.wan:
        return False
    ratio = reading.statement.wan / reading.fact.wan
    return any(abs(ratio / slip - 1) < Decimal("0.01") for slip in _UNIT_SLIPS)


def near_miss(statement: Statement, reading: Reading) -> bool:
    """Whether the amount is the figure with two digits swapped or one digit misread."""
    if reading.fact is None or reading.expected is None:
        return False
    slip = slip_between(str(statement.value), str(reading.expected))
    digits = str(statement.value).replace(".", "").strip("0")
    return slip == "transposed" or (slip == "misread" and len(digits) >= 4)


def slip_between(printed: str, expected: str) -> str:
    """How two numerals of some length differ: ``transposed``, ``misread`` or not by a slip."""
    whole, _, part = printed.partition(".")
    expected_whole, _, expected_part = expected.partition(".")
    length = max(len(part), len(expected_part))
    left = whole + part.ljust(length, "0")
    right = expected_whole + expected_part.ljust(length, "0")
    if len(left) != len(right) or len(left) < 4:
        return ""
    places = [i for i, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(places) == 1:
        return "misread"
    if len(places) == 2 and places[1] == places[0] + 1:
        first, second = places
        if left[first] == right[second] and left[second] == right[first]:
            return "transposed"
    return ""


def equations_of(readings: Iterable[Reading]) -> tuple[Equation, ...]:
    """Amount = figure, once for every figure and printed amount, with all lines of the amount."""
    grouped: dict[tuple[object, ...], list[Reading]] = {}
    for reading in readings:
        if reading.fact is not None:
            statement = reading.statement
            key = (reading.fact.cells, statement.value, statement.unit)
            grouped.setdefault(key, []).append(reading)
    return tuple(_equation(same) for same in grouped.values())


def _equation(same: Sequence[Reading]) -> Equation:
    first = same[0]
    fact, statement = first.fact, first.statement
    assert fact is not None
    unit = "元" if statement.unit == "元" else "万元"
    scale = 1 / scale_between(unit, "万元")
    return Equation(
        rule="narrative_amount_is_table_cell",
        left=(constant(statement, [r.statement for r in same]),),
        right=fact.terms(unit),
        tolerance=first.tolerance * scale,
        exact=first.exact * scale,
        statement=(
            f"{statement.label} {statement.numeral} {statement.unit} = {fact.table} {fact.name}"
        ),
        covers=fact.cells if first.agrees and not fact.derived else (),
        keep_only_if_holds=False,
    )


def constant(statement: Statement, same: Sequence[Statement] = ()) -> Term:
    """The amount as a term in 元 or 万元, with every line that states it."""
    lines = {line for s in (statement, *same) for line in s.lines}
    scale = Decimal(10000) if statement.unit == "亿元" else Decimal(1)
    return Term(coefficient=scale, constant=statement.value, lines=tuple(sorted(lines)))
