"""Names that the prose lists as uses of an amount but that no row of the table bears."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extraction.headers.similarity import similarity
from extraction.narrative.facts import item_name
from extraction.narrative.prose import Passage
from schemas.table import Table

_USES = re.compile(r"(?:主要)?(?:用于|包括|是用于|为)[:：]?(?P<names>[^。；\d]{4,400})[。；]?")
_TAIL = re.compile(r"(?:等(?:方面|相关)?(?:的)?(?:支出|费用|经费|服务|项目)?)$")
_DULL = re.compile(r"(?:采购|购置|服务|费用|经费|支出|缴费|补助|类|费)+$")
_ECONOMIC = re.compile(r"人员经费|公用经费|工资福利|商品和服务|个人和家庭")
_KNOWN = 0.75


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Names stated in the prose that the table ``table`` (title) has no row for."""

    names: tuple[str, ...]
    listed: int
    table: str
    lines: tuple[int, ...]
    of: str


def unlisted_of(passages: Sequence[Passage], tables: Sequence[Table]) -> Iterator[Unlisted]:
    """The names missing from 一般公共预算基本支出表 and from 政府采购预算表."""
    for kind, field, topic, of in (
        ("general_basic_by_economic", "name", "basic", "基本支出"),
        ("procurement", "item", "procurement", "政府采购"),
    ):
        named = [t for t in tables if t.kind == kind]
        rows = [item_name(r.values.get(field)) for t in named for r in t.rows]
        rows = [name for name in rows if name and name != "合计"]
        if len(rows) >= 3:
            title = named[0].title or kind
            yield from _missing(passages, topic, rows, title, of)


def _missing(
    passages: Sequence[Passage], topic: str, rows: Sequence[str], title: str, of: str
) -> Iterator[Unlisted]:
    names: list[str] = []
    lines: list[int] = []
    listed = 0
    for passage in passages:
        if passage.topic != topic or passage.heading or passage.skipped:
            continue
        for start, end, group in _lists(passage, topic):
            found = _names(group)
            missing = [name for name in found if not _known(name, rows)]
            listed += len(found)
            if missing and len(missing) < len(found):
                names += [name for name in missing if name not in names]
                lines += passage.lines_of(start, end)
    if names:
        yield Unlisted(tuple(names), listed, title, tuple(sorted(set(lines))), of)


def _lists(passage: Passage, topic: str) -> Iterator[tuple[int, int, str]]:
    if topic == "basic" and not _ECONOMIC.search(passage.text[:24]):
        return
    for match in _USES.finditer(passage.text):
        group = match.group("names")
        if group.count("、") >= 2 and "万元" in passage.text[: match.start()]:
            yield match.start(), match.end(), group


def _names(group: str) -> list[str]:
    plain = _TAIL.sub("", group.lstrip(":，"))
    plain = re.sub(r"[及和与](?=其他)", "、", plain)
    pieces = re.split(r"、(?![^(]*\))|，", plain)
    return [p.strip('“”"') for p in pieces if 2 <= len(p) <= 24]


def _known(name: str, rows: Iterable[str]) -> bool:
    core = _DULL.sub("", name) or name
    for row in rows:
        short = _DULL.sub("", row) or row
        if core in row or (len(short) >= 2 and short in name):
            return True
        if similarity(name, row) >= _KNOWN or similarity(core, short) >= _KNOWN:
            return True
    return False
