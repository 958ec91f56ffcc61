"""What is wrong in the prose, grouped and said in one sentence each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from extraction.narrative.blame import WrongChange
from extraction.narrative.groups import Blank
from extraction.narrative.leftovers import Leftover
from extraction.narrative.listed import Unlisted
from extraction.narrative.rates import Change, Rate
from extraction.narrative.sums import Sum
from extraction.narrative.wording import amount, extent, lines, on, pages, plain
from schemas.finding import Finding


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
    where = lines(rate.printed for rate in same)
    part, whole = plain(first.part.wan), plain(first.whole)
    if first.changed is None:
        against = first.against.label if first.against else ""
        said = f"that {first.part.label} is {first.printed.numeral}% of {against}"
        why = f"{part} / {whole} = {first.expected}%"
    else:
        sign = "-" if first.part.rising else "+"
        said = f"{first.printed.label}{first.printed.numeral}% for {first.changed.label}"
        why = (
            f"the year before is {plain(first.changed.wan)} {sign} {part} = {whole} 万元 and "
            f"{part} / {whole} = {first.expected}%{_divided_by_current(first)}"
        )
    return Finding(
        finding_class="rounding" if first.holds and not first.by_current else "narrative",
        printed=f"{first.printed.numeral}%",
        expected=f"{first.expected}%",
        message=f"The prose states {said} ({on(where)}), but {why}.",
        source=extent(where, pages(r.printed for r in same)),
    )


def _divided_by_current(rate: Rate) -> str:
    if rate.changed is None or not rate.by_current:
        return ""
    return (
        f"; {rate.printed.numeral}% is {plain(rate.part.wan)} / {plain(rate.changed.wan)}, "
        "a division by the current year's figure"
    )


def direction_findings(changes: Iterable[Change]) -> Iterator[Finding]:
    """Changes whose rate goes the other way (增加 … 下降)."""
    for change in changes:
        rate = change.rate
        if rate is None or rate.rising == change.change.rising or not change.change.value:
            continue
        where = lines((change.change, rate))
        yield Finding(
            finding_class="narrative",
            printed=f"{change.change.label}{change.change.numeral}{change.change.unit}，"
            f"{rate.label}{rate.numeral}%",
            message=(
                f"The prose states of {change.amount.label} both {change.change.label}"
                f"{amount(change.change)} and {rate.label}{rate.numeral}% ({on(where)}): the "
                "amount and the rate go in opposite directions."
            ),
            source=extent(where, pages((rate,))),
        )


def sum_findings(sums: Iterable[Sum]) -> Iterator[Finding]:
    """Lists that are meant to be complete but do not add up."""
    for found in sums:
        where = lines(found.members)
        added = " + ".join(plain(part.wan) for part in found.parts)
        yield Finding(
            finding_class="narrative",
            printed=found.whole.numeral,
            expected=plain(found.total),
            message=(
                f"The prose states {found.whole.label} as {amount(found.whole)} "
                f"({on(where)}), but its parts add up to {added} = {plain(found.total)} 万元, "
                f"a difference of {plain(abs(found.off))} 万元."
            ),
            source=extent(where, pages(found.members)),
        )


def missing_findings(
    missing: Iterable[tuple[Sum, Blank, Decimal]], known: Mapping[str, Decimal]
) -> Iterator[Finding]:
    """Items of a list that lack their amount; ``known`` are the table's amounts in 万元."""
    for found, blank, left in missing:
        named = known.get(blank.text)
        table = "" if named is None else f" (the table of projects has {plain(named)} 万元)"
        yield Finding(
            finding_class="narrative",
            expected=plain(left),
            message=(
                f"The prose states no amount for {blank.text} ({on(blank.lines)}), the only one "
                f"of {len(found.parts) + 1} items without one: {found.whole.label} "
                f"{plain(found.whole.wan)} less the other items {plain(found.total)} leaves "
                f"{plain(left)} 万元{table}."
            ),
            source=extent(blank.lines),
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
                f"({on(found.lines)})."
            ),
            source=extent(found.lines, found.pages),
        )
    for found in blanks:
        yield Finding(
            finding_class="narrative",
            printed=found.printed,
            message=(
                f"No amount is printed before the unit in {found.words} ({on(found.lines)}), so "
                "that it cannot be checked."
            ),
            source=extent(found.lines, found.pages),
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
                f"({on(found.lines)}): {names}."
            ),
            source=extent(found.lines),
        )


def tail_findings(tails: Iterable[Sequence[Sum]]) -> Iterator[Finding]:
    """Lists that miss their whole by rounding alone, one finding for each whole."""
    for same in tails:
        first = same[0]
        where = lines(s for found in same for s in found.members)
        added = " + ".join(plain(part.wan) for part in first.parts)
        yield Finding(
            finding_class="rounding",
            printed=first.whole.numeral,
            expected=plain(first.total),
            message=(
                f"The prose states {first.whole.label} as {amount(first.whole)} ({on(where)}), "
                f"and its parts add up to {added} = {plain(first.total)} 万元: a rounding tail "
                f"(尾差) of {plain(abs(first.off))} 万元."
            ),
            source=extent(where, pages(s for found in same for s in found.members)),
        )


def change_findings(wrong: Iterable[WrongChange]) -> Iterator[Finding]:
    """Changes that are off while the rate beside them is right."""
    grouped: dict[tuple[object, ...], list[WrongChange]] = {}
    for found in wrong:
        key = (found.rate.part.wan, found.rate.printed.value, found.expected)
        grouped.setdefault(key, []).append(found)
    for same in grouped.values():
        rate, expected, first = same[0].rate, plain(same[0].expected), same[0]
        where = lines(found.rate.part for found in same)
        label = rate.changed.label if rate.changed else ""
        yield Finding(
            finding_class="narrative",
            printed=rate.part.numeral,
            expected=expected,
            message=(
                f"The prose states {rate.part.label}{amount(rate.part)} for {label} ({on(where)}), "
                f"but {rate.printed.label}{rate.printed.numeral}% beside it asks for {expected} "
                f"万元; {first.why}."
            ),
            source=extent(where, pages(found.rate.part for found in same)),
        )
