"""The text outside tables as passages: whole sentences, the headings above them, their lines."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from types import MappingProxyType

from schemas.grid import Paragraph
from schemas.label import RADICALS, strip_markup

_PLAIN = str.maketrans("０１２３４５６７８９（）％：．﹪;", "0123456789()%:.%；")
_LOOSE_COMMA = re.compile(r"(?<!\d),|,(?!\d{3}(?!\d))")
_LEADING = re.compile(r"^[#>\s]*(?:[-*•]\s+)?")
_LEADER_DOTS = re.compile(r"[.·…]{3,}\d*$")
_PAGE_NUMBER = re.compile(r"^(?:[-–—·]*\d{1,3}[-–—·]*|第\d+页(?:共\d+页)?)$")
_PART = re.compile(r"^第[一二三四五六七八九十\d]{1,3}(?:部分|章)")
_MARKERS = (
    (1, re.compile(r"^([一二三四五六七八九十]{1,3})[、.]")),
    (2, re.compile(r"^\(([一二三四五六七八九十]{1,3})\)[、.]?")),
    (3, re.compile(r"^(\d{1,2})[、.](?=\D|20\d\d年)")),
    (4, re.compile(r"^\((\d{1,2})\)[、.]?")),
    (5, re.compile(r"^([①-⑳])")),
)
_DIGITS = MappingProxyType({c: n for n, c in enumerate("一二三四五六七八九", 1)})
_END = "。；！？"
_HEADING_LENGTH = 40
_SKIPPED = re.compile(r"名词解释|专业名词|主要职[能责]|部门职[能责]|单位职[能责]")
_TOPICS = (
    ("three_public", re.compile(r"三公")),
    ("operation", re.compile(r"机关运行")),
    ("procurement", re.compile(r"政府采购")),
    ("service", re.compile(r"购买服务")),
    ("asset", re.compile(r"国有资产|资产配置|资产购置|资产占")),
    ("performance", re.compile(r"绩效")),
    ("basic", re.compile(r"基本支出")),
    ("fund", re.compile(r"政府性基金")),
    ("state_capital", re.compile(r"国有资本")),
    ("general", re.compile(r"一般公共预算")),
    ("project", re.compile(r"项目支出")),
    ("fiscal", re.compile(r"财政拨款")),
    ("total", re.compile(r"收支(?:总)?预算|收支总体|收支总表")),
    ("revenue", re.compile(r"收入预算|收入总体")),
    ("expenditure", re.compile(r"支出预算|支出总体")),
)


@dataclass(frozen=True, slots=True)
class Marker:
    """The number in front of an item: its style as a level (1 is 「一、」, 5 is 「①」)."""

    level: int
    number: int
    length: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph put together again, without blanks, full-width signs as ASCII.

    ``lines`` holds the text line (1-based, 0 unknown) of every character; ``gaps`` the places
    before which a blank was printed; ``headings`` the headings above, the outermost first.
    """

    text: str
    lines: tuple[int, ...]
    gaps: frozenset[int]
    headings: tuple[str, ...]
    marker: Marker | None = None
    heading: bool = False
    pages: tuple[int, ...] = ()

    @property
    def topic(self) -> str:
        """What the nearest heading that says so is about, or an empty string."""
        for text in reversed(self.headings):
            for name, pattern in _TOPICS:
                if pattern.search(text):
                    return name
        return ""

    @property
    def skipped(self) -> bool:
        """Whether it stands in a part that states no figures of the budget."""
        return any(_SKIPPED.search(text) for text in self.headings)

    @property
    def body(self) -> str:
        """The text without its number."""
        return self.text[self.marker.length :] if self.marker else self.text

    def lines_of(self, start: int, end: int) -> tuple[int, ...]:
        """The lines on which the characters from ``start`` to ``end`` stand."""
        return tuple(dict.fromkeys(n for n in self.lines[start:end] if n))


def chinese_number(text: str) -> int:
    """The value of 一 … 九十九, of digits, or of a circled digit."""
    if text.isdecimal():
        return int(text)
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS.get(text, 0)
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)


def marker_of(text: str) -> Marker | None:
    """The number that the text begins with."""
    for level, pattern in _MARKERS:
        if match := pattern.match(text):
            return Marker(level, chinese_number(match.group(1)), match.end())
    return None


def passages_of(paragraphs: Sequence[Paragraph]) -> tuple[Passage, ...]:
    """The passages in reading order, broken sentences joined, each under its headings."""
    return tuple(_under_headings(_joined(_passage(p) for p in _without_page_numbers(paragraphs))))


def _compact(text: str) -> str:
    return _LOOSE_COMMA.sub("，", "".join(text.split()))


def _passage(paragraph: Paragraph) -> Passage:
    plain = strip_markup(paragraph.text).translate(RADICALS).translate(_PLAIN)
    plain = _LEADING.sub("", plain).strip()
    characters: list[str] = []
    gaps: set[int] = set()
    for character in plain:
        if character.isspace() or character in "\u200b\ufeff":
            gaps.add(len(characters))
        else:
            characters.append(character)
    text = _LEADER_DOTS.sub("", _LOOSE_COMMA.sub("，", "".join(characters)))
    page = paragraph.source.page
    return Passage(
        text=text,
        lines=(paragraph.line,) * len(text),
        gaps=frozenset(gaps),
        headings=(),
        marker=marker_of(text),
        heading=_is_heading(text, paragraph.text.lstrip().startswith("#")),
        pages=() if page is None else (page,),
    )


def _is_heading(text: str, marked_up: bool) -> bool:
    if not text or len(text) > _HEADING_LENGTH or text[-1] in "。；，:、" or text[-1].isdigit():
        return False
    if re.search(r"\d(?:万元|亿元|元|%)", text) or "，" in text:
        return False
    return marked_up or bool(_PART.match(text)) or marker_of(text) is not None


def _without_page_numbers(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    printed = [p for p in paragraphs if p.text.strip()]
    before = ""
    for paragraph, following in zip_longest(printed, printed[1:]):
        text = _compact(paragraph.text)
        unit_follows = following is not None and following.text.lstrip()[:2] in ("万元", "亿元")
        figure = unit_follows and text.isdecimal() and not before[-1:].isdigit()
        if figure or not _PAGE_NUMBER.match(text):
            before = text
            yield paragraph


def _continues(before: Passage, after: Passage) -> bool:
    if before.heading or not before.text or not after.text:
        return False
    if after.text.startswith(("万元", "亿元")) and before.text[-1] not in _END:
        return True
    if before.text[-1] in _END or before.text[-1] == ":":
        return False
    return after.marker is None and not after.heading and len(before.text) >= 12


def _joined(passages: Iterable[Passage]) -> Iterator[Passage]:
    run: list[Passage] = []
    for passage in passages:
        if run and not _continues(run[-1], passage):
            yield _merged(run)
            run = []
        run.append(passage)
    if run:
        yield _merged(run)


def _merged(run: Sequence[Passage]) -> Passage:
    if len(run) == 1:
        return run[0]
    gaps: set[int] = set()
    length = 0
    for part in run:
        gaps.update(gap + length for gap in part.gaps)
        length += len(part.text)
        gaps.add(length)
    return replace(
        run[0],
        text="".join(part.text for part in run),
        lines=tuple(n for part in run for n in part.lines),
        gaps=frozenset(gaps),
        pages=tuple(dict.fromkeys(p for part in run for p in part.pages)),
    )


def _under_headings(passages: Iterable[Passage]) -> Iterator[Passage]:
    stack: list[tuple[int, str]] = []
    for passage in passages:
        if passage.heading:
            level = passage.marker.level if passage.marker else 0
            stack = [(above, text) for above, text in stack if above < level]
            stack.append((level, passage.body))
        yield replace(passage, headings=tuple(text for _, text in stack))
