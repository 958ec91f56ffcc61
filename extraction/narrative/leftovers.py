"""What a writer left in or left out: template alternatives, amounts that were never filled in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extraction.narrative.prose import Passage

_UP = r"增加|增长|上升|提高|增"
_DOWN = r"减少|下降|降低|减"
_ALTERNATIVE = re.compile(
    rf"(?:(?:{_UP})(?:\((?:或)?(?:{_DOWN})\)|/(?:{_DOWN}))"
    rf"|(?:{_DOWN})(?:\((?:或)?(?:{_UP})\)|/(?:{_UP})))[^，。；、]{{0,12}}"
)
_UNIT = re.compile(r"万元|亿元|%")
_MONEY_NOUN = re.compile(
    r"(?:资金|经费|支出|收入|预算|合计|总计|共计|金额|补助|拨款|费用?|增加|减少|增长|下降|占|为|计|共)$"
)
_NOT_BLANK = re.compile(r"(?:单位|金额|[(/(:]|[一二三四五六七八九十百千几数多两余每])$")
_PLACEHOLDER = re.compile(r"(?:[XxＸ×*_＿]{1,8}|[□○]{1,4})$")


@dataclass(frozen=True, slots=True)
class Leftover:
    """A place in the prose: what is printed there, the words around it, and its lines."""

    printed: str
    words: str
    lines: tuple[int, ...]
    pages: tuple[int, ...]


def alternatives_of(passages: Sequence[Passage]) -> Iterator[Leftover]:
    """Template alternatives such as 增加(减少) of which none was struck out."""
    for passage in passages:
        if passage.skipped or passage.heading:
            continue
        found = list(_ALTERNATIVE.finditer(passage.text))
        if not any(re.search(r"\d", match.group()) for match in found):
            continue
        yield Leftover(
            printed="，".join(match.group() for match in found),
            words=_label_before(passage.text, found[0].start()),
            lines=passage.lines_of(found[0].start(), found[-1].end()),
            pages=passage.pages,
        )


def blanks_of(passages: Sequence[Passage]) -> Iterator[Leftover]:
    """Units before which no figure is printed, one for each paragraph."""
    for passage in passages:
        if passage.skipped or passage.heading:
            continue
        found = [m for m in _UNIT.finditer(passage.text) if _is_blank(passage, m.start())]
        if found:
            words = [_label_before(passage.text, m.start()) + m.group() for m in found]
            yield Leftover(
                printed="",
                words="、".join(words),
                lines=tuple(sorted({n for m in found for n in passage.lines_of(*m.span())})),
                pages=passage.pages,
            )


def _is_blank(passage: Passage, place: int) -> bool:
    before = passage.text[max(0, place - 12) : place]
    if not before or before[-1].isdigit() or _NOT_BLANK.search(before):
        return False
    if passage.text[place + 1 : place + 3].endswith((")", "/")):
        return False
    if _PLACEHOLDER.search(before):
        return True
    return bool(_MONEY_NOUN.search(before)) and _in_sentence(passage, place)


def _in_sentence(passage: Passage, place: int) -> bool:
    """Whether the words around are running text and no title or unit line."""
    printed_gap = place in passage.gaps
    punctuated = any(sign in passage.text for sign in "，。；")
    return printed_gap and (punctuated or bool(re.search(r"\d万元", passage.text)))


def _label_before(text: str, place: int) -> str:
    """The clause before a place, at most 30 characters."""
    clause = re.split(r"[，。；:]", text[:place])[-1]
    return clause[-30:]
