"""First and second level of indicators: repeated over merged cells, inferred where not printed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extraction.headers.cells import stated
from extraction.headers.formwords import parent_level
from schemas.table import Cell

Entry = dict[str, tuple[str | None, Cell]]

_COUNTED = re.compile(r"(?:数量|人数|人次|次数|个数|家数|户数|份数|期数|场次)(?:[(（].*[)）])?$")
_RATE = re.compile(r"[%‰率]")
_INHERITED = "printed once over merged cells"


@dataclass(frozen=True, slots=True)
class Levels:
    """The recovered cells of one indicator row and its line."""

    line: int
    cells: Entry


def settle_levels(rows: Sequence[Levels]) -> tuple[list[Entry], list[tuple[int, str]]]:
    """The rows with both levels filled in, and a note for every level that was moved."""
    entries = [dict(row.cells) for row in rows]
    lines = [row.line for row in rows]
    notes = _early_second_level(entries, lines)
    level1: str | None = None
    level2: str | None = None
    for index, entry in enumerate(entries):
        own1, own2 = _value(entry, "level1"), _value(entry, "level2")
        if own1 is not None:
            corrected = _misprinted(own1, own2, entries, index)
            if corrected is not None:
                where = f"line {lines[index]}: {own1} is printed early"
                notes.append((lines[index], f"{where}, {own2} belongs to {corrected}"))
                entry["level1"] = (corrected, stated(corrected, f"inferred from {own2}"))
                own1 = corrected
            level1, level2 = own1, own2
            continue
        if own2 is not None:
            parent = parent_level(own2)
            reason = _INHERITED
            if (
                parent is not None and level1 is not None and parent != level1 and _settled(own2)
            ) or level1 is None:
                level1, reason = parent, f"not printed on this row, inferred from {own2}"
            level2 = own2
            if level1 is not None:
                entry["level1"] = (level1, stated(level1, reason))
            continue
        if level1 is not None:
            entry["level1"] = (level1, stated(level1, _INHERITED))
        if level2 is not None:
            entry["level2"] = (level2, stated(level2, _INHERITED))
    return entries, notes


def _settled(level2: str) -> bool:
    """Whether the second level belongs to one first level in every template (成本指标 does not)."""
    return level2 != "成本指标" and level2 != "满意度指标"


def _value(entry: Entry, field: str) -> str | None:
    return entry[field][0] if field in entry else None


def _misprinted(own1: str, own2: str | None, entries: Sequence[Entry], index: int) -> str | None:
    """The first level that the second one calls for, if the printed one comes again below."""
    if own2 is None or own1 not in ("产出指标", "效益指标", "满意度指标"):
        return None
    parent = parent_level(own2)
    if parent is None or parent == own1 or not _settled(own2):
        return None
    again = any(_value(later, "level1") == own1 for later in entries[index + 1 :])
    return parent if again else None


def _early_second_level(entries: list[Entry], lines: Sequence[int]) -> list[tuple[int, str]]:
    """A merged 质量指标 printed one row early, beside a count: it belongs to the next row."""
    notes = []
    for index in range(1, len(entries) - 1):
        entry, below = entries[index], entries[index + 1]
        early = (
            _value(entry, "level2") == "质量指标"
            and _value(entry, "level1") is None
            and _value(below, "level2") is None
            and _value(below, "level1") is None
            and _COUNTED.search(_value(entry, "name") or "")
            and not _RATE.search(_value(entry, "value") or "")
            and _RATE.search(_value(below, "value") or "")
        )
        if early:
            below["level2"] = entry.pop("level2")
            notes.append((lines[index], f"line {lines[index]}: 质量指标 is printed one row early"))
    return notes
