"""What is wrong in the prose, grouped and said in one sentence each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from extraction.narrative.amounts import Reading, slip_between
from extraction.narrative.groups import Blank
from extraction.narrative.leftovers import Leftover
from extraction.narrative.listed import Unlisted
from extraction.narrative.rates import Change, Rate
from extraction.narrative.statements import Statement
from extraction.narrative.sums import Sum
from schemas.amount import plain_decimal, scale_between
from schemas.finding import Finding
from schemas.source import Extent

_SLIPS = {"transposed": "; two digits are transposed", "misread": "; one digit differs", "": ""}


def amount_findings(readings: Iterable[Reading]) -> Iterator[Finding]:
    """Amounts that disagree with their table, and rounding tails: one finding for each figure."""
    grouped: dict[tuple[object, ...], list[Reading]] = {}
    for reading in readings:
        if reading.fact is None or (reading.agrees and not reading.tail):
            continue
        key = (reading.statement.wan, reading.expected, reading.tail)
        grouped.setdefault(key, []).append(reading)
    for same in grouped.values():
        yield _tail(same) if same[0].tail else _mismatch(same)


def _mismatch(same: Sequence[Reading]) -> Finding:
    first = same[0]
    fact, statement = first.fact, first.statement
    assert fact is not None
    expected = str(first.expected)
    slip = _SLIPS[slip_between(str(statement.value), expected)]
    return Finding(
        finding_class="narrative",
        cells=fact.cells,
        printed=statement.numeral,
        expected=expected,
        message=(
            f"The prose states {_labels(same)} as {_amount(statement)} ({_on(_lines(same))}), but "
            f"{fact.table} has {_figure(first)} for {fact.name}: a difference of "
            f"{_plain(abs(first.difference))} 万元{slip}."
        ),
        source=_extent(_lines(same), _pages(r.statement for r in same)),
    )


def _tail(same: Sequence[Reading]) -> Finding:
    first = same[0]
    fact, statement = first.fact, first.statement
    assert fact is not None
    return Finding(
        finding_class="rounding",
        cells=fact.cells,
        printed=statement.numeral,
        expected=str(first.expected),
        message=(
            f"The prose states {_labels(same)} as {_amount(statement)} ({_on(_lines(same))}), but "
            f"{fact.table} has {_figure(first)}, which is {first.expected} {statement.unit} when "
            "rounded: a rounding tail (尾差)."
        ),
        source=_extent(_lines(same), _pages(r.statement for r in same)),
    )


def _figure(reading: Reading) -> str:
    fact = reading.fact
    assert fact is not None
    if scale_between(fact.unit, "万元") == 1:
        return fact.printed
    return f"{fact.printed} = {_plain(fact.wan)} 万元"


def rate_findings(rates: Iterable[Rate]) -> Iterator[Finding]:
    """Wrong growth rates and shares, one finding for each wrong figure."""
    grouped: dict[tuple[object, ...], list[Rate]] = {}
    for rate in rates:
        if rate.exact or not rate.sure:
            continue
        key = (rate.printed.value, rate.expected, rate.part.wan, rate.changed is None)
        grouped.setdefault(key, []).append(rate)
    for same in grouped.values():
        yield _rate(same)


def _rate(same: Sequence[Rate]) -> Finding:
    first = same[0]
    lines = sorted({n for rate in same for n in rate.printed.lines})
    part, whole = _plain(first.part.wan), _plain(first.whole)
    if first.changed is None:
        against = first.against.label if first.against else ""
        said = f"that {first.part.label} is {first.printed.numeral}% of {against}"
        why = f"{part} / {whole} = {first.expected}%"
    else:
        sign = "-" if first.part.rising else "+"
        said = f"{first.printed.label}{first.printed.numeral}% for {first.changed.label}"
        why = (
            f"the year before is {_plain(first.changed.wan)} {sign} {part} = {whole} 万元 and "
            f"{part} / {whole} = {first.expected}%{_divided_by_current(first)}"
        )
    return Finding(
        finding_class="rounding" if first.holds else "narrative",
        printed=f"{first.printed.numeral}%",
        expected=f"{first.expected}%",
        message=f"The prose states {said} ({_on(lines)}), but {why}.",
        source=_extent(lines, _pages(r.printed for r in same)),
    )


def _divided_by_current(rate: Rate) -> str:
    assert rate.changed is not None
    if not rate.changed.wan:
        return ""
    wrong = rate.part.wan / rate.changed.wan * 100
    if abs(wrong - rate.printed.value) > rate.step:
        return ""
    return (
        f"; {rate.printed.numeral}% is {_plain(rate.part.wan)} / {_plain(rate.changed.wan)}, "
        "a division by the current year's figure"
    )


def direction_findings(changes: Iterable[Change]) -> Iterator[Finding]:
    """Changes whose rate goes the other way (增加 … 下降)."""
    for change in changes:
        rate = change.rate
        if rate is None or rate.rising == change.change.rising or not change.change.value:
            continue
        lines = sorted({*change.change.lines, *rate.lines})
        yield Finding(
            finding_class="narrative",
            printed=f"{change.change.label}{change.change.numeral}{change.change.unit}，"
            f"{rate.label}{rate.numeral}%",
            message=(
                f"The prose states of {change.amount.label} both {change.change.label}"
                f"{_amount(change.change)} and {rate.label}{rate.numeral}% ({_on(lines)}): the "
                "amount and the rate go in opposite directions."
            ),
            source=_extent(lines, _pages((rate,))),
        )


def sum_findings(sums: Iterable[Sum]) -> Iterator[Finding]:
    """Lists that are meant to be complete but do not add up."""
    for found in sums:
        lines = sorted({n for s in (found.whole, *found.parts) for n in s.lines})
        added = " + ".join(_plain(part.wan) for part in found.parts)
        yield Finding(
            finding_class="narrative",
            printed=found.whole.numeral,
            expected=_plain(found.total),
            message=(
                f"The prose states {found.whole.label} as {_amount(found.whole)} "
                f"({_on(lines)}), but its parts add up to {added} = {_plain(found.total)} 万元, "
                f"a difference of {_plain(abs(found.off))} 万元."
            ),
            source=_extent(lines, _pages((found.whole, *found.parts))),
        )


def missing_findings(
    missing: Iterable[tuple[Sum, Blank, Decimal]], known: Mapping[str, Decimal]
) -> Iterator[Finding]:
    """Items of a list that lack their amount; ``known`` are the table's amounts in 万元."""
    for found, blank, left in missing:
        named = known.get(blank.text)
        table = "" if named is None else f" (the table of projects has {_plain(named)} 万元)"
        yield Finding(
            finding_class="narrative",
            expected=_plain(left),
            message=(
                f"The prose states no amount for {blank.text} ({_on(blank.lines)}), the only one "
                f"of {len(found.parts) + 1} items without one: {found.whole.label} "
                f"{_plain(found.whole.wan)} less the other items {_plain(found.total)} leaves "
                f"{_plain(left)} 万元{table}."
            ),
            source=_extent(blank.lines),
        )


def leftover_findings(
    alternatives: Iterable[Leftover], blanks: Iterable[Leftover]
) -> Iterator[Finding]:
    """Template alternatives left in, and units without an amount."""
    for found in alternatives:
        yield Finding(
            finding_class="narrative",
            printed=found.printed,
            message=(
                f"The alternatives of the template were left in the text: {found.printed} "
                f"({_on(found.lines)})."
            ),
            source=_extent(found.lines, found.pages),
        )
    for found in blanks:
        yield Finding(
            finding_class="narrative",
            printed=found.printed,
            message=(
                f"No amount is printed before the unit in {found.words} ({_on(found.lines)}), so "
                "that it cannot be checked."
            ),
            source=_extent(found.lines, found.pages),
        )


def unlisted_findings(unlisted: Iterable[Unlisted]) -> Iterator[Finding]:
    """Uses named in the prose of which the table has no row."""
    for found in unlisted:
        names = "、".join(found.names)
        yield Finding(
            finding_class="narrative",
            printed=names,
            message=(
                f"The prose names uses of {found.of} that have no row in {found.table} "
                f"({_on(found.lines)}): {names}."
            ),
            source=_extent(found.lines),
        )


def _labels(same: Sequence[Reading]) -> str:
    names = [r.fact.name if not r.statement.label else r.statement.label for r in same if r.fact]
    return "、".join(dict.fromkeys(names[:4]))


def _lines(same: Sequence[Reading]) -> list[int]:
    return sorted({line for reading in same for line in reading.statement.lines})


def _pages(statements: Iterable[Statement]) -> tuple[int, ...]:
    return tuple(sorted({page for s in statements for page in s.pages}))


def _amount(statement: Statement) -> str:
    return f"{statement.numeral} {statement.unit}"


def _plain(value: Decimal) -> str:
    text = plain_decimal(value.normalize())
    return text if text != "-0" else "0"


def _on(lines: Sequence[int]) -> str:
    if not lines:
        return "no line known"
    if len(lines) == 1:
        return f"line {lines[0]}"
    return f"lines {', '.join(str(n) for n in lines[:12])}"


def _extent(lines: Sequence[int], pages: tuple[int, ...] = ()) -> Extent:
    return Extent(pages=pages, lines=(lines[0], lines[-1]) if lines else None)
