"""What a notice that hands out money (下达资金) says against its table of allocations."""

import re
from collections.abc import Sequence

from extraction.narrative.figures import Fact, Facts
from extraction.narrative.statements import Statement
from schemas.label import normal_form

_HANDED_OUT = re.compile(r"下达|拨付|核拨|划拨|追加|分配|^现将[^，]*(?:资金|经费|补助)")
_BEFORE = re.compile(r"已(?:提前)?(?:下达|拨付|安排)|此前|前期|上次|剩余|结余")
_ONE_DISTRICT = re.compile(r"[你贵](?:区|市|县|单位|局)")
_LEAST_NAME = 4


def handed_out(statement: Statement, facts: Facts) -> tuple[Fact, ...]:
    """The figures of the allocation table that an amount can be, the one it should be first.

    It is the whole, or what one district gets where the words are to one district, or what
    one project gets where they name it. Nothing where the words do not hand out money, and
    nothing but an equal figure where several tables hand out money.
    """
    whole = facts.of("allocation")
    if not whole or not _hands_out(statement):
        return ()
    label = normal_form(statement.label)
    projects = [f for f in facts.starting("allocation.project:") if _named(f, label)]
    districts = [f for f in facts.starting("allocation.district:") if f.name in label]
    if not districts and _ONE_DISTRICT.search(label):
        districts = _equal(facts.starting("allocation.district:"), statement)
    equal = _equal((*whole, *projects, *districts), statement)
    if sum(1 for fact in whole if not fact.derived) > 1:
        return tuple(equal)
    return (*whole, *equal)


def _hands_out(statement: Statement) -> bool:
    label = statement.label
    return bool(_HANDED_OUT.search(label)) and not _BEFORE.search(label) and not statement.depth


def _named(fact: Fact, label: str) -> bool:
    return len(fact.name) >= _LEAST_NAME and fact.name in label


def _equal(facts: Sequence[Fact], statement: Statement) -> list[Fact]:
    return [f for f in facts if f.wan == statement.wan and not f.blank]
