"""Statements of the prose: who is said to have which amount, change, rate or share, and when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from extraction.narrative.prose import Marker, Passage, marker_of

Role = Literal["value", "prior", "change", "rate", "share", "other"]

WAN_OF_UNIT = (("万元", Decimal(1)), ("亿元", Decimal(10000)), ("元", Decimal("0.0001")))

_LONGEST_LABEL = 200
_FIGURE = re.compile(
    r"(?<![\d.,])(?P<numeral>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)"
    r"(?P<unit>万元|亿元|元|%|个百分点)(?![/×*每])"
)
_YEAR = re.compile(r"20\d\d(?=年)|(?:上年|去年|上一年)(?!结转|结余|末)")
_COMPARED = re.compile(r"(?:比|较|与|同|超过|高于|低于)(?:20\d\d年|上年|去年|上一年)")
_OPENS = re.compile(r"其中|包括|分别[是为]|具体为|分为|如下")
_CAUSE = re.compile(r"原因|由于|因为|主要是|主要系|一是|二是")
_UP = r"增加|增长|上升|上涨|提高|增"
_DOWN = r"减少|下降|降低|压减|减|降"
_CHANGE = re.compile(
    rf"(?P<word>{_UP}|{_DOWN})(?:\((?P<other>{_UP}|{_DOWN})\))?"
    r"(?:了|额|数|幅度|幅|率|比例|为|约|金额)*$"
)
_COMPARISON = re.compile(r"^(?:本年|今年|预算|总额|20\d\d年)?(?:比|较|与|同比|同|相比|环比)")
_SHARE = re.compile(r"占[^，]{0,24}$")
_APPROXIMATE = re.compile(r"(?:约|近|超过|超|不少于|不低于|不超过|以上|每[^，]{0,6})$")
_PER = re.compile(r"^(?:左右|以上|以下|以内|多)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure of the prose with what is said of it.

    ``value`` is in ``unit`` as printed; ``wan`` the same in 万元. ``year`` is None where
    nothing says that another year is meant. ``gap`` is the text since the figure before.
    """

    passage: int
    order: int
    role: Role
    label: str
    gap: str
    numeral: str
    value: Decimal
    unit: str
    lines: tuple[int, ...]
    depth: int
    year: int | None
    marker: Marker | None
    pages: tuple[int, ...] = ()
    approximate: bool = False
    rising: bool | None = None
    subject: str = ""

    @property
    def wan(self) -> Decimal:
        """The amount in 万元."""
        return self.value * dict(WAN_OF_UNIT).get(self.unit, Decimal(1))

    @property
    def opens(self) -> bool:
        """Whether the words before it say that parts of the amount before it follow."""
        return bool(_OPENS.search(self.gap))


@dataclass(slots=True)
class _Walk:
    """Where the reading of one passage stands."""

    depths: list[int] = field(default_factory=lambda: [0])
    position: int = 0
    year: int | None = None


def statements_of(passages: Sequence[Passage], this_year: int | None) -> tuple[Statement, ...]:
    """Every figure with a unit, in reading order; skipped parts give none."""
    found: list[Statement] = []
    carried: int | None = None
    for number, passage in enumerate(passages):
        if passage.heading or passage.skipped:
            carried = None
            continue
        if passage.marker is None:
            carried = None
        walk = _Walk(year=carried if carried is not None else _heading_year(passage))
        found.extend(_in_passage(number, passage, walk, this_year))
        if passage.text.endswith(":"):
            carried = walk.year
    return tuple(found)


def _heading_year(passage: Passage) -> int | None:
    for text in reversed(passage.headings[1:]):
        if years := [int(y) for y in re.findall(r"20\d\d(?=年)", text)]:
            return years[-1]
    return None


def _years(text: str, this_year: int | None) -> list[int]:
    plain = _COMPARED.sub("", text)
    last = None if this_year is None else this_year - 1
    years = [int(y) if y.isdecimal() else last for y in _YEAR.findall(plain)]
    return [y for y in years if y is not None]


def _in_passage(
    number: int, passage: Passage, walk: _Walk, this_year: int | None
) -> Iterator[Statement]:
    text = passage.text
    before = 0
    for order, match in enumerate(_FIGURE.finditer(text)):
        _advance(walk, text, match.start())
        label = text[max(walk.depths[-1], match.start() - _LONGEST_LABEL) : match.start()]
        gap = text[before : match.start()]
        marker = marker_of(label)
        lead = gap[: len(gap) - len(label)] if gap.endswith(label) else ""
        if years := _years(lead, this_year):
            walk.year = years[-1]
        own = _years(label[marker.length :] if marker else label, this_year)
        if own and marker is None:
            walk.year = own[-1]
        yield _statement(number, order, passage, match, label, gap, walk, own)
        before = match.end()
        walk.position = match.end()
        walk.depths[-1] = match.end()


def _advance(walk: _Walk, text: str, end: int) -> None:
    """Move to ``end``, keeping where the clause at every depth of parentheses begins."""
    for place in range(walk.position, end):
        character = text[place]
        if character == "。":
            walk.depths = [place + 1]
        elif character == "(":
            walk.depths.append(place + 1)
        elif character == ")" and len(walk.depths) > 1:
            walk.depths.pop()
        elif character in "，；:" or (character == "、" and walk.depths[-1] == place):
            walk.depths[-1] = place + 1
    walk.position = end


def _statement(
    number: int,
    order: int,
    passage: Passage,
    match: re.Match[str],
    label: str,
    gap: str,
    walk: _Walk,
    own: Sequence[int],
) -> Statement:
    marker = marker_of(label)
    plain = label[marker.length :] if marker else label
    role, rising, subject = _role(plain, match.group("unit"))
    if role == "change" and _CAUSE.search(gap):
        role, subject = "other", plain
    return Statement(
        passage=number,
        order=order,
        role=role,
        label=plain,
        gap=gap,
        numeral=match.group("numeral"),
        value=Decimal(match.group("numeral").replace(",", "")),
        unit=match.group("unit"),
        lines=passage.lines_of(match.start(), match.end()),
        depth=len(walk.depths) - 1,
        year=own[-1] if own else walk.year,
        marker=marker,
        pages=passage.pages,
        approximate=bool(_APPROXIMATE.search(plain) or _PER.match(passage.text[match.end() :][:2])),
        rising=rising,
        subject=subject,
    )


def _role(label: str, unit: str) -> tuple[Role, bool | None, str]:
    percent = unit == "%"
    change = _CHANGE.search(label)
    if unit == "个百分点":
        return "other", None, ""
    if percent and (_SHARE.search(label) and not change):
        return "share", None, ""
    if change is None:
        if percent:
            return "other", None, ""
        return ("prior" if _COMPARISON.match(label) else "value"), None, ""
    rising = None if change.group("other") else bool(re.fullmatch(_UP, change.group("word")))
    subject = label[: change.start()]
    if percent:
        return "rate", rising, subject
    if not subject or _COMPARISON.match(subject):
        return "change", rising, ""
    compared = re.search(r"[比较同与]", subject)
    if compared is None:
        return "other", rising, subject
    return "change", rising, subject[: compared.start()]
