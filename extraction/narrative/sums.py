"""Lists of the prose: whether the parts add up to the whole."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extraction.identities.equation import Equation
from extraction.narrative.amounts import constant, places_of, slip_between
from extraction.narrative.groups import Blank, Group
from extraction.narrative.statements import Statement
from schemas.amount import rounding_unit

_STEP = Decimal("0.01")
_FULL_SPLITS = (
    frozenset({"基本支出", "项目支出"}),
    frozenset({"人员经费", "公用经费"}),
    frozenset({"货物", "服务"}),
    frozenset({"因公出国", "公务接待"}),
    frozenset({"公务用车购置费", "公务用车运行"}),
    frozenset({"工资福利支出", "商品和服务支出"}),
)
_WHOLE_OF = re.compile(r"如下|分别|包括")


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole and its parts. ``off`` is the whole less the parts, in 万元.

    ``complete`` says that the parts are meant to be all of the whole; ``step`` is the last
    place, in 万元, to which the document states its amounts.
    """

    whole: Statement
    parts: tuple[Statement, ...]
    complete: bool
    blanks: tuple[Blank, ...] = ()
    step: Decimal = _STEP

    @property
    def members(self) -> tuple[Statement, ...]:
        """The whole and its parts."""
        return (self.whole, *self.parts)

    @property
    def total(self) -> Decimal:
        """The sum of the parts, in 万元."""
        return sum((part.wan for part in self.parts), Decimal(0))

    @property
    def off(self) -> Decimal:
        """The whole less the sum of its parts, in 万元."""
        return self.whole.wan - self.total

    @property
    def tolerance(self) -> Decimal:
        """What so many rounded amounts can be off by, in 万元."""
        return (len(self.parts) + 1) * self.step / 2

    @property
    def holds(self) -> bool:
        """Whether the parts add up but for rounding."""
        return abs(self.off) <= self.tolerance

    @property
    def tail(self) -> bool:
        """Whether they add up, but for rounding."""
        return self.holds and self.off != 0


def step_of(statements: Iterable[Statement]) -> Decimal:
    """The last place, in 万元, to which the amounts of a document are stated: 0.01 or 0.1."""
    places = places_of(s for s in statements if s.role == "value")
    return rounding_unit(1) if places == 1 else _STEP


def sums_of(groups: Iterable[Group], step: Decimal = _STEP) -> tuple[Sum, ...]:
    """For every list the whole and the parts that add up, or those that are meant to.

    ``step`` is the last place, in 万元, to which the document states its amounts.
    """
    found: list[Sum] = []
    for group in groups:
        if any(s.approximate for s in (*group.wholes, *group.parts)):
            continue
        tried = list(_tries(group, step))
        best = next((s for s in tried if s.holds), None)
        best = next((s for s in tried if not s.off), best)
        if best is not None:
            found.append(best)
        elif tried:
            found.append(tried[0])
    return tuple(found)


def _tries(group: Group, step: Decimal) -> Iterator[Sum]:
    for parts in (group.parts, group.shorter):
        if len(parts) < 2 or not any(part.value for part in parts):
            continue
        for whole in group.wholes:
            if _comparable(whole, parts):
                yield Sum(whole, parts, _complete(group, parts), group.blanks, step)


def _comparable(whole: Statement, parts: Sequence[Statement]) -> bool:
    return whole not in parts and all(
        part.year == whole.year or part.year is None or whole.year is None or part.marker
        for part in parts
    )


def _complete(group: Group, parts: Sequence[Statement]) -> bool:
    labels = [part.label for part in parts]
    for split in _FULL_SPLITS:
        if all(any(name in label for label in labels) for name in split):
            return len(parts) <= len(split) + 2
    numbers = [part.marker.number for part in parts if part.marker]
    missing = {blank.number for blank in group.blanks}
    counted = set(numbers) | missing
    return (
        group.numbered
        and len(counted) >= 3
        and counted == set(range(1, len(counted) + 1))
        and bool(_WHOLE_OF.search(parts[0].gap) or parts[0].passage != group.wholes[0].passage)
    )


def equations_of(sums: Iterable[Sum]) -> Iterator[Equation]:
    """Whole = sum of its parts, where they add up or are all of it."""
    seen: set[tuple[object, ...]] = set()
    for found in sums:
        key = (found.whole.wan, tuple(part.wan for part in found.parts))
        if key in seen or found.blanks or not (found.holds or reportable(found)):
            continue
        seen.add(key)
        yield Equation(
            rule="narrative_total_is_sum_of_parts",
            left=(constant(found.whole),),
            right=tuple(constant(part) for part in found.parts),
            tolerance=found.tolerance,
            exact=Decimal(0),
            statement=f"{found.whole.label} {found.whole.numeral} {found.whole.unit}",
            covers=(),
        )


def reportable(found: Sum) -> bool:
    """Whether a list that does not add up is an error and not a list of some of the parts."""
    if found.holds or found.blanks:
        return False
    slip = slip_between(str(found.whole.value), str(found.total))
    return bool(slip) or (found.complete and abs(found.off) * 2 < found.whole.wan)


def missing_items(
    sums: Iterable[Sum], known: Mapping[str, Decimal]
) -> Iterator[tuple[Sum, Blank, Decimal]]:
    """The one item of a list that lacks its amount, and what the others leave for it, in 万元.

    ``known`` gives the amounts of named items of the tables, in 万元.
    """
    for found in sums:
        if len(found.blanks) != 1 or len(found.parts) < 2 or found.off <= 0:
            continue
        blank = found.blanks[0]
        named = known.get(blank.text)
        if found.complete or (named is not None and abs(named - found.off) <= found.tolerance):
            yield found, blank, found.off
