"""Classes of assets that the prose puts together under one amount (设备及家具)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from extraction.narrative.amounts import Reading
from extraction.narrative.figures import Fact, Facts
from extraction.narrative.prose import Passage
from schemas.amount import plain_decimal
from schemas.finding import Finding
from schemas.source import Extent

_AND = re.compile(r"[及和与、]|等")
_INTANGIBLE = "无形资产"
_STEP = Decimal("0.01")
_MOST_CLASSES = 12


def asset_findings(
    readings: Sequence[Reading], passages: Sequence[Passage], facts: Facts
) -> tuple[tuple[Reading, ...], tuple[Finding, ...]]:
    """The readings with the amounts of asset classes compared, and those that disagree."""
    classes = facts.starting("asset.")
    compared: list[Reading] = []
    found: list[Finding] = []
    for reading in readings:
        topic = passages[reading.statement.passage].topic
        if reading.fact is not None or topic != "asset" or not 0 < len(classes) <= _MOST_CLASSES:
            compared.append(reading)
            continue
        named = _named(reading.statement.label, classes)
        total = _together(named)
        agrees = total is not None and abs(total.wan - reading.statement.wan) <= _STEP
        if total is not None and agrees:
            compared.append(replace(reading, fact=total, exact=_STEP / 2, tolerance=_STEP))
            continue
        compared.append(reading)
        if total is not None:
            found.append(_finding(reading, named, total, classes))
    return tuple(compared), tuple(found)


def _named(label: str, classes: Iterable[Fact]) -> list[Fact]:
    """The classes that a label names, each by its own name or together as 无形资产."""
    words = [word for word in _AND.split(label) if len(word) >= 2]
    if not words:
        return []
    known = list(classes)
    by_word = [[f for f in known if _is(word, f)] for word in words]
    sure = all(by_word) or (_INTANGIBLE in label and any(by_word))
    return list(dict.fromkeys(f for facts in by_word for f in facts)) if sure else []


def _is(word: str, fact: Fact) -> bool:
    letter = fact.concept.removeprefix("asset.").rstrip(":")
    if _INTANGIBLE in word:
        return letter == "B"
    return fact.name.startswith(word) or word.startswith(fact.name)


def _together(named: Sequence[Fact]) -> Fact | None:
    if not named:
        return None
    return replace(
        named[0],
        name="、".join(fact.name for fact in named),
        cells=tuple(cell for fact in named for cell in fact.cells),
        value=sum((fact.value for fact in named), Decimal(0)),
    )


def _finding(
    reading: Reading, named: Sequence[Fact], total: Fact, classes: Sequence[Fact]
) -> Finding:
    statement = reading.statement
    added = " + ".join(f"{f.name} {plain_decimal(f.value)}" for f in named)
    others = _others(statement.wan - total.wan, [f for f in classes if f not in named])
    with_others = ""
    if others:
        with_others = f"; it is reached only with {'、'.join(f.name for f in others)}"
    lines = ", ".join(str(n) for n in statement.lines) or "?"
    return Finding(
        finding_class="narrative",
        cells=total.cells,
        printed=statement.numeral,
        expected=plain_decimal(total.wan.normalize()),
        message=(
            f"The prose states {statement.label} as {statement.numeral} {statement.unit} (line "
            f"{lines}), but {total.table} has {added} = {plain_decimal(total.value)} "
            f"{total.unit} = {plain_decimal(total.wan.normalize())} 万元{with_others}."
        ),
        source=Extent(lines=(statement.lines[0], statement.lines[-1]) if statement.lines else None),
    )


def _others(missing: Decimal, classes: Sequence[Fact]) -> tuple[Fact, ...]:
    """The fewest further classes that make up what is missing, in 万元."""
    for count in range(1, len(classes) + 1):
        for chosen in combinations(classes, count):
            if abs(sum((f.wan for f in chosen), Decimal(0)) - missing) <= _STEP:
                return chosen
    return ()
