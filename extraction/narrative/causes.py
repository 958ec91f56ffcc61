"""Amounts that disagree with the tables, those with one cause in one finding.

A figure that is off in one passage takes its subtotals and totals with it: they differ from
one table by the same amount and are told together.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from extraction.narrative.amounts import Reading, slip_between
from extraction.narrative.figures import Fact, Facts
from extraction.narrative.statements import Statement
from extraction.narrative.wording import amount, extent, lines, on, pages, plain
from schemas.amount import plain_decimal, scale_between
from schemas.finding import Finding

_SLIPS = MappingProxyType(
    {"transposed": "; two digits are transposed", "misread": "; one digit differs", "": ""}
)
_HAIR = Decimal("0.011")
"""How far two differences of one cause can be apart in 万元, each amount being rounded."""
_MOST_NAMES = 4


@dataclass(slots=True)
class _Cause:
    """Readings of one figure, one list for each figure that is off by the same difference."""

    figures: list[list[Reading]]
    passages: set[int] = field(default_factory=set)

    @property
    def difference(self) -> Decimal:
        """Amount less figure, in 万元."""
        return self.figures[0][0].difference

    @property
    def table(self) -> tuple[str, int] | None:
        """The table that the amounts disagree with."""
        fact = self.figures[0][0].fact
        return (fact.cells[0].kind, fact.cells[0].ordinal) if fact and fact.cells else None


def amount_findings(readings: Iterable[Reading], facts: Facts) -> Iterator[Finding]:
    """Amounts that disagree with their table, and rounding tails: one finding for each cause."""
    grouped: dict[tuple[object, ...], list[Reading]] = {}
    for reading in readings:
        if reading.fact is None or (reading.agrees and not reading.tail):
            continue
        key = (reading.statement.wan, reading.expected, reading.tail)
        grouped.setdefault(key, []).append(reading)
    yield from (_tail(same) for same in grouped.values() if same[0].tail)
    for cause in _causes(same for same in grouped.values() if not same[0].tail):
        against = _against_table(cause, facts)
        if against is not None:
            yield against
        elif len(cause.figures) == 1:
            yield _mismatch(cause.figures[0])
        else:
            yield _together(cause)


def _causes(groups: Iterable[list[Reading]]) -> list[_Cause]:
    causes: list[_Cause] = []
    by_table: dict[tuple[str, int] | None, list[_Cause]] = {}
    for same in groups:
        cause = _Cause([same], {r.statement.passage for r in same})
        known = by_table.setdefault(cause.table, [])
        earlier = next((c for c in reversed(known[-_MOST_NAMES:]) if _is_one(c, cause)), None)
        if earlier is None:
            known.append(cause)
            causes.append(cause)
        else:
            earlier.figures.append(same)
            earlier.passages |= cause.passages
    return causes


def _is_one(one: _Cause, other: _Cause) -> bool:
    near = abs(one.difference - other.difference) <= _HAIR
    return near and bool(one.passages & other.passages)


def _against_table(cause: _Cause, facts: Facts) -> Finding | None:
    """三公 amounts of the prose that the economic classes bear out: the table is off, not they."""
    for reading in (r for same in cause.figures for r in same):
        fact = reading.fact
        if fact is None or not fact.concept.startswith("three."):
            continue
        for witness in facts.of(fact.concept.replace("three.", "economic.", 1)):
            step = max(reading.exact, Decimal("0.005"))
            if not witness.blank and abs(witness.wan - reading.statement.wan) <= step:
                return _table_is_off(cause, reading, fact, witness)
    return None


def _table_is_off(cause: _Cause, reading: Reading, fact: Fact, witness: Fact) -> Finding:
    statements = [r.statement for same in cause.figures for r in same]
    cells = [c for same in cause.figures for r in same if r.fact for c in r.fact.cells]
    expected = witness.value * scale_between(witness.unit, fact.unit)
    others = [r.fact.name for same in cause.figures for r in same if r.fact and r.fact != fact]
    also = ""
    if others:
        names = "、".join(dict.fromkeys(others))
        also = f"; {names} of the same table {'is' if len(set(others)) == 1 else 'are'} off by it"
    return Finding(
        finding_class="cross_table",
        cells=tuple(dict.fromkeys((*fact.cells, *cells))),
        printed=plain_decimal(fact.value),
        expected=plain_decimal(expected),
        message=(
            f"{fact.table} has {_figure(reading)} for {fact.name} ({on(fact.lines)}), but "
            f"{witness.table} has {witness.printed} for {witness.name} ({on(witness.lines)}) and "
            f"the prose states {amount(reading.statement)} ({on(lines(statements))}): a "
            f"difference of {plain(abs(cause.difference))} 万元{also}."
        ),
        source=extent(fact.lines, fact.pages or pages(statements)),
    )


def _together(cause: _Cause) -> Finding:
    """One finding on several figures that are off by the same difference."""
    firsts = [same[0] for same in cause.figures]
    statements = [r.statement for same in cause.figures for r in same]
    stated = ", ".join(f"{_labels(same)} as {amount(same[0].statement)}" for same in cause.figures)
    printed = ", ".join(f"{_figure(r)} for {r.fact.name}" for r in firsts if r.fact)
    where = lines(statements)
    title = firsts[0].fact.table if firsts[0].fact else ""
    return Finding(
        finding_class="narrative",
        cells=tuple(dict.fromkeys(c for r in firsts if r.fact for c in r.fact.cells)),
        printed=firsts[0].statement.numeral,
        expected=str(firsts[0].expected),
        message=(
            f"The prose states {stated} ({on(where)}), but {title} has {printed}: one difference "
            f"of {plain(abs(cause.difference))} 万元 in all of them."
        ),
        source=extent(where, pages(statements)),
    )


def _mismatch(same: Sequence[Reading]) -> Finding:
    first = same[0]
    fact, statement = first.fact, first.statement
    assert fact is not None
    expected = str(first.expected)
    slip = _SLIPS[slip_between(str(statement.value), expected)]
    where = lines(r.statement for r in same)
    return Finding(
        finding_class="narrative",
        cells=fact.cells,
        printed=statement.numeral,
        expected=expected,
        message=(
            f"The prose states {_labels(same)} as {amount(statement)} ({on(where)}), but "
            f"{fact.table} has {_figure(first)} for {fact.name}: a difference of "
            f"{plain(abs(first.difference))} 万元{slip}."
        ),
        source=extent(where, _pages(same)),
    )


def _tail(same: Sequence[Reading]) -> Finding:
    first = same[0]
    fact, statement = first.fact, first.statement
    assert fact is not None
    where = lines(r.statement for r in same)
    return Finding(
        finding_class="rounding",
        cells=fact.cells,
        printed=statement.numeral,
        expected=str(first.expected),
        message=(
            f"The prose states {_labels(same)} as {amount(statement)} ({on(where)}), but "
            f"{fact.table} has {_figure(first)}, which is {first.expected} {statement.unit} when "
            "rounded: a rounding tail (尾差)."
        ),
        source=extent(where, _pages(same)),
    )


def _figure(reading: Reading) -> str:
    fact = reading.fact
    assert fact is not None
    if scale_between(fact.unit, "万元") == 1:
        return fact.printed
    return f"{fact.printed} = {plain(fact.wan)} 万元"


def _labels(same: Sequence[Reading]) -> str:
    names = [r.fact.name if not r.statement.label else r.statement.label for r in same if r.fact]
    return "、".join(dict.fromkeys(names[:_MOST_NAMES]))


def _pages(same: Sequence[Reading]) -> tuple[int, ...]:
    statements: list[Statement] = [r.statement for r in same]
    return pages(statements)
