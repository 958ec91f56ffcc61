"""Amounts in prose: statements of the 情况说明 against the tables and against each other."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from extraction.identities.equation import Equation
from extraction.memory import Forgetful, Memory
from extraction.narrative import amounts, blame, findings, rates, sums
from extraction.narrative.assets import asset_findings
from extraction.narrative.causes import amount_findings
from extraction.narrative.facts import facts_of
from extraction.narrative.figures import Facts
from extraction.narrative.groups import Group, groups_of
from extraction.narrative.leftovers import alternatives_of, blanks_of
from extraction.narrative.listed import unlisted_of
from extraction.narrative.prose import Passage, passages_of
from extraction.narrative.statements import statements_of
from schemas.finding import Finding
from schemas.frozen import Frozen
from schemas.grid import Paragraph
from schemas.table import Table

_YEAR = re.compile(r"20\d\d(?=年)")
_BASIC = re.compile(r"基本支出$")
_PROJECT = re.compile(r"项目支出$")


class Narration(Frozen):
    """What the prose says of figures: identities to be decided, and what is wrong in it."""

    equations: tuple[Equation, ...] = ()
    findings: tuple[Finding, ...] = ()


def narrate(
    paragraphs: Sequence[Paragraph], tables: Sequence[Table], memory: Memory | None = None
) -> Narration:
    """Read the statements of the prose and compare them with the tables and each other.

    Amounts in 元, 万元 or 亿元 are compared to the places they are printed to. A statement
    whose label does not clearly name one figure gives neither equation nor finding.
    """
    known = memory or Forgetful()
    passages = known.of("passages", paragraphs, lambda: passages_of(paragraphs))
    this_year = year_of(passages, tables)
    statements = known.of(
        f"statements of {this_year}", passages, lambda: statements_of(passages, this_year)
    )
    groups = known.of("groups", statements, lambda: groups_of(passages, statements))
    facts = facts_of(tables, known)
    readings = amounts.readings_of(statements, passages, _within(groups), facts, this_year)
    readings, composed = asset_findings(readings, passages, facts)
    changes = rates.changes_of(statements)
    fractions = blame.settled(
        (*rates.rates_of(changes), *rates.shares_of(statements, groups)),
        blame.corrections_of(readings),
    )
    wrong = tuple(blame.wrong_changes(fractions, changes, readings, facts))
    totals = sums.sums_of(groups, sums.step_of(statements))
    return Narration(
        equations=(
            *amounts.equations_of(readings),
            *sums.equations_of(totals),
            *rates.equations_of(fractions),
        ),
        findings=(
            *amount_findings(readings, facts),
            *composed,
            *findings.rate_findings(_not_of(wrong, fractions)),
            *findings.change_findings(wrong),
            *findings.direction_findings(changes),
            *findings.sum_findings(_unexplained(totals, readings)),
            *findings.tail_findings(blame.tails_of(totals, readings)),
            *_missing(totals, facts),
            *findings.leftover_findings(alternatives_of(passages), blanks_of(passages)),
            *findings.unlisted_findings(unlisted_of(passages, tables)),
        ),
    )


def year_of(passages: Iterable[Passage], tables: Iterable[Table]) -> int | None:
    """The budget year: the one that titles, headings and text name most often."""
    counts: Counter[int] = Counter()
    for table in tables:
        counts.update(int(y) for y in _YEAR.findall(table.title or ""))
    for passage in passages:
        weight = 3 if passage.heading else 1
        for year in _YEAR.findall(passage.text[:60]):
            counts[int(year)] += weight
    return max(counts, key=lambda year: (counts[year], year)) if counts else None


def _within(groups: Iterable[Group]) -> Mapping[tuple[int, int], str]:
    """For every part of a list, whether its whole is 基本支出 or 项目支出."""
    found: dict[tuple[int, int], str] = {}
    for group in groups:
        label = group.wholes[0].label
        name = "basic" if _BASIC.search(label) else "project" if _PROJECT.search(label) else ""
        for part in group.parts:
            if name:
                found.setdefault((part.passage, part.order), name)
    return found


def _not_of(
    wrong: Iterable[blame.WrongChange], fractions: Iterable[rates.Rate]
) -> Iterable[rates.Rate]:
    """The rates without those beside a change that is wrong itself."""
    told = {id(found.rate) for found in wrong}
    return (rate for rate in fractions if id(rate) not in told)


def _unexplained(
    totals: Iterable[sums.Sum], readings: Iterable[amounts.Reading]
) -> Iterable[sums.Sum]:
    """Sums that fail though none of their amounts is known to be wrong."""
    wrong = {
        (r.statement.passage, r.statement.order)
        for r in readings
        if r.fact is not None and not r.agrees
    }
    seen: set[tuple[object, ...]] = set()
    for found in totals:
        members = found.members
        key = tuple(s.wan for s in members)
        if sums.reportable(found) and key not in seen:
            seen.add(key)
            if not any((s.passage, s.order) in wrong for s in members):
                yield found


def _missing(totals: Iterable[sums.Sum], facts: Facts) -> Iterable[Finding]:
    known: dict[str, Decimal] = {f.name: f.wan for f in facts.starting("project:")}
    return findings.missing_findings(sums.missing_items(totals, known), known)
