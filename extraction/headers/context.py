"""What stands around a table: its title, its unit, its number; and which lines are none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.headers.celltypes import is_note
from extraction.headers.similarity import similarity
from extraction.headers.vocabulary import header_form
from schemas.amount import parse_unit
from schemas.grid import GridRow, Paragraph
from schemas.kinds import KindRow
from schemas.label import clean_text, normal_form, without_year

_TABLE_NUMBER = re.compile(
    r"^(?:附?表|附件|预算(?:公开)?|公开)?[\d一二三四五六七八九十]+(?:[-.．]\d+)*表?[:：.、]?$"
    r"|^附(?:表|件)[\d\-.．一二三四五六七八九十]*[:：]?$"
)
_LIST_ITEM = re.compile(r"^(?:[-*+]\s|表\s*\d+\s*[.、．:：]|[一二三四五六七八九十]+、|\d+[.、])")
_LEAD = re.compile(r"^(?:#+|>|[-*+]\s)\s*|\*\*")
_NUMBER_LEAD = re.compile(r"^(?:表|附表|附件)\s*[\d一二三四五六七八九十\-.]+\s*[.、．:：]?\s*")
_UNIT_LABEL = re.compile(r"^(?:单?位|金额单位)[:：]")
_PARTY_LABEL = re.compile(r"^(?:部门|单位|部门/单位|部门\(单位\)|编制单位|填报单位|单位名称)[:：]")
_PAGE_NUMBER = re.compile(r"^[-—–·\s]*(?:第)?\d{1,4}(?:页)?(?:/\d{1,4})?[-—–·\s]*$")
_CONTINUED = re.compile(r"[(（]?续表?\d*[)）]?$|^续表?\d*")
_TITLE_WORD = re.compile(r"预算|支出|收入|收支|经费|资金|基金|资本|拨款|项目|采购|购买|资产|表")

_LEARNED_TITLE = 0.94
"""Less than what names a kind without the headers bearing it out (`flat.kind_of`)."""

TITLE_LENGTH = 60
"""A longer line is prose, not a title."""


@dataclass(frozen=True, slots=True)
class Context:
    """The title candidates above a table, nearest first, and the unit stated there."""

    titles: tuple[str, ...]
    unit: str | None


def clean_title(text: str) -> str:
    """A title line without heading marks, table number and layout blanks."""
    plain = _LEAD.sub("", text.strip()).strip()
    return _CONTINUED.sub("", clean_text(_NUMBER_LEAD.sub("", plain)))


def is_page_furniture(text: str) -> bool:
    """Whether a line is a page number, a table number, a unit or a party line: no title."""
    label = normal_form(_LEAD.sub("", text.strip()))
    return bool(
        not label
        or _PAGE_NUMBER.match(label)
        or _TABLE_NUMBER.match(label)
        or _UNIT_LABEL.match(label)
        or _PARTY_LABEL.match(label)
        or label.startswith("填报日期")
    )


def is_title_like(text: str) -> bool:
    """Whether a line can be the title of a table."""
    title = clean_title(text)
    if not 2 <= len(title) <= TITLE_LENGTH or is_page_furniture(text) or is_note(normal_form(text)):
        return False
    return title[-1] not in "。；;，,：:" and ("表" in title or "情况" in title or "目标" in title)


def context_of(paragraphs: Sequence[Paragraph]) -> Context:
    """Title candidates and unit from the paragraphs between two tables (in reading order).

    A run of three or more list items that look like titles is a table of contents.
    """
    unit = None
    for paragraph in reversed(paragraphs):
        unit = parse_unit(paragraph.text)
        if unit is not None:
            break
    candidates: list[str] = []
    run: list[str] = []
    for paragraph in reversed(paragraphs[-12:]):
        if is_page_furniture(paragraph.text):
            continue
        if not is_title_like(paragraph.text):
            _close(run, candidates)
            run = []
            continue
        run.append(paragraph.text)
    _close(run, candidates)
    return Context(tuple(candidates), unit)


def _close(run: Sequence[str], candidates: list[str]) -> None:
    listed = sum(1 for text in run if _LIST_ITEM.match(text.strip()))
    if listed < 3:
        candidates.extend(clean_title(text) for text in run)


def title_form(title: str) -> str:
    """The form in which titles are compared."""
    return header_form(without_year(normal_form(title)))


def title_likeness(title: str, kind: type[KindRow]) -> float:
    """How well a printed title names the kind, in 0..1; a contained title counts by its share.

    A learned title names it whole or not at all.
    """
    printed = title_form(title)
    if not printed:
        return 0.0
    best = _LEARNED_TITLE if printed in kind.learned_titles else 0.0
    for declared in kind.all_titles():
        form = header_form(declared)
        if form in printed:
            best = max(best, 0.75 + 0.25 * len(form) / len(printed))
        else:
            likeness = similarity(form, printed)
            best = max(best, likeness if likeness >= 0.8 else 0.0)
    return best


def kind_named(title: str, kinds: Sequence[type[KindRow]]) -> type[KindRow] | None:
    """The kind of a flat table whose title this is, whole; None where it names no one kind.

    Before and behind the declared title stand at most words that no title is made of: the name
    of an office, a year. Of titles one in another the longest counts.
    """
    printed = title_form(title)
    learned = [kind for kind in kinds if printed in kind.learned_titles]
    if learned:
        return learned[0] if len(learned) == 1 else None
    longest, named = 0, None
    for kind in kinds:
        if kind.layout == "form":
            continue
        for form in {header_form(declared) for declared in kind.all_titles()}:
            before, found, after = printed.partition(form)
            if not found or _TITLE_WORD.search(before) or _TITLE_WORD.search(after):
                continue
            if len(form) > longest:
                longest, named = len(form), kind
            elif len(form) == longest and kind is not named:
                named = None
    return named


def banner_texts(row: GridRow) -> tuple[str, ...]:
    """The printed texts of a row, for rows inside a block that hold its title or unit."""
    return tuple(cell.clean for cell in row.cells if not cell.blank)


def is_banner(row: GridRow) -> bool:
    """Whether a row of a block only holds a title, a number, a unit or a party line."""
    texts = banner_texts(row)
    return bool(texts) and all(is_page_furniture(t) or _is_banner_title(t) for t in texts)


def _is_banner_title(text: str) -> bool:
    return is_title_like(text) and text.endswith(("表", ")", "）")) and len(text) >= 5
