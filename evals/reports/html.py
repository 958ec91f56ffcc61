"""A report as one HTML file that needs nothing else: no network, no other file."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined

from evals.measures.score import FindingMiss, Miss
from evals.reports.charts import bars, forest, percent, reliability
from evals.reports.crops import Crops
from evals.reports.report import Group, Report

MOST_MISSES = 3000
"""The most misses that the page lists; the JSON has all of them."""

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "tables_found": "tables found",
        "rows_right": "rows right",
        "cells_right": "cells right, printed",
        "claims_right": "cells right, claimed",
        "amounts_right": "amounts right, printed",
        "amount_claims_right": "amounts right, claimed",
        "place_right": "place right",
        "units_right": "units right",
        "finding_recall": "findings found",
        "finding_precision": "findings true",
        "teds": "TEDS",
        "grits_con": "GriTS content",
        "value_f1": "value F1",
        "grounding_f1": "grounding F1",
    }
)
"""Measures that are shares of what is right, by what the page calls them."""

_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "tables_found": "tables",
        "cells_right": "cells",
        "claims_right": "claims",
        "amounts_right": "amounts",
        "place_right": "place",
    }
)
_OF_FINDINGS = ("error_not_found", "finding_of_no_error")
_SHOWN_TEXT = 220


class _Tile(NamedTuple):
    label: str
    value: str
    note: str
    tone: str = ""


class _Line(NamedTuple):
    """A line of a table of groups: shares with the width of their bars, then counts."""

    name: str
    documents: int
    shares: tuple[tuple[str, str, float | None], ...]
    extra: int
    silent: int
    review: str


class _Entry(NamedTuple):
    """A miss as it is listed; ``picture`` is a PNG in base64."""

    sort: str
    case: str
    where: str
    wanted: str | None
    found: str | None
    note: str
    status: str
    silent: bool
    place: str
    text: str
    picture: str | None


def html_of(report: Report, crops: Crops) -> str:
    """The page; ``crops`` are the pictures of misses."""
    source = files("evals.reports").joinpath("report.html.jinja").read_text(encoding="utf-8")
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                       lstrip_blocks=True).from_string(source)  # fmt: skip
    entries = list(_entries(report, crops))
    sorts = Counter(entry.sort for entry in entries)
    overall = report.overall
    return page.render(
        report=report,
        tiles=_tiles(report),
        forest=forest([(label, overall.measure(name)) for name, label in LABELS.items()]),
        reliability=reliability(report.reliability),
        error=percent(overall.measure("calibration_error").value),
        sorts=sorts.most_common(),
        miss_bars=bars([(name.replace("_", " "), count) for name, count in sorts.most_common()]),
        heads=list(_COLUMNS.values()),
        sections=_sections(report),
        entries=entries[:MOST_MISSES],
        left_out=max(0, len(entries) - MOST_MISSES),
        failed=[case for case in report.cases if case.error is not None],
        percent=percent,
    )


def _tiles(report: Report) -> list[_Tile]:
    group = report.overall
    counts = group.counts
    tiles = [
        _share_tile(group, "cells_right", "cells right"),
        _share_tile(group, "amounts_right", "amounts right"),
        _Tile(
            "silent errors",
            str(counts.silent_all),
            "wrong, under a status that says it can be trusted",
            "bad" if counts.silent_all else "good",
        ),
        _share_tile(group, "tables_found", "tables found"),
        _share_tile(group, "place_right", "place right"),
        _share_tile(group, "finding_recall", "planted errors found"),
        _share_tile(group, "finding_precision", "findings about an error"),
        _share_tile(group, "review_load", "review load"),
        _Tile(
            "calibration error",
            percent(group.measure("calibration_error").value),
            _interval(group, "calibration_error"),
        ),
        _spent_tile(group),
    ]
    return [tile for tile in tiles if tile.value != "–"]


def _share_tile(group: Group, name: str, label: str) -> _Tile:
    measure = group.measure(name)
    counted = f"{int(measure.part or 0)} of {int(measure.whole or 0)}"
    return _Tile(label, percent(measure.value), f"{counted} {_interval(group, name)}".strip())


def _interval(group: Group, name: str) -> str:
    measure = group.measure(name)
    if measure.low is None or measure.high is None:
        return ""
    return f"[{measure.low * 100:.2f}, {measure.high * 100:.2f}]"


def _spent_tile(group: Group) -> _Tile:
    seconds = f"{group.measure('seconds').value or 0:.1f} s"
    if not group.measure("requests").value:
        return _Tile("time", seconds, "no model was asked")
    tokens = int((group.measure("tokens_in").value or 0) + (group.measure("tokens_out").value or 0))
    cost = group.measure("cost").value
    money = "cost unknown" if cost is None else f"cost {cost:.4f}"
    return _Tile("time", seconds, f"{tokens} tokens, {money}")


def _sections(report: Report) -> list[tuple[str, list[_Line]]]:
    sections = []
    for sort, title in (("kind", "By kind"), ("tag", "By tag"), ("document", "By document")):
        groups = [group for group in report.groups if group.sort == sort]
        if groups:
            sections.append((title, [_line(group) for group in groups]))
    return sections


def _line(group: Group) -> _Line:
    shares = []
    for name in _COLUMNS:
        measure = group.measure(name)
        told = f"{int(measure.part or 0)}/{int(measure.whole)}" if measure.whole else ""
        title = f"{percent(measure.value)} {_interval(group, name)}" if measure.whole else ""
        shares.append((told, title, measure.value))
    review = percent(group.measure("review_load").value)
    counts = group.counts
    return _Line(
        group.name, group.documents, tuple(shares), counts.extra, counts.silent_all, review
    )


def _entries(report: Report, crops: Crops) -> Iterator[_Entry]:
    """The misses, silent ones first, findings last."""
    made: list[_Entry] = []
    for number, case in enumerate(report.cases):
        made += [
            _entry(case.name, miss, crops.get((number, index)))
            for index, miss in enumerate(case.score.misses)
        ]
        made += [_finding_entry(case.name, miss) for miss in case.score.finding_misses]
    yield from sorted(made, key=lambda entry: (not entry.silent, entry.sort in _OF_FINDINGS))


def _entry(case: str, miss: Miss, picture: bytes | None) -> _Entry:
    row = f" row {miss.row + 1}" if miss.row >= 0 else " row that gold has not"
    note = ""
    if miss.found_at is not None:
        table, at, field = miss.found_at
        note = f"read as {table}" + (f" row {at + 1} {field}" if field else "")
    if miss.value is not None and miss.value != miss.found:
        note = f"{note}; claimed {miss.value}".removeprefix("; ")
    status = miss.status or ""
    if miss.confidence is not None:
        status = f"{status} {miss.confidence:g}"
    return _Entry(
        sort=miss.miss, case=case, where=f"{miss.table}{row} {miss.field}", wanted=miss.gold,
        found=miss.found, note=note, status=status, silent=miss.silent,
        place=_place(miss.place.line, miss.place.page), text=_short(miss.text),
        picture=None if picture is None else b64encode(picture).decode("ascii"),
    )  # fmt: skip


def _finding_entry(case: str, miss: FindingMiss) -> _Entry:
    sort = _OF_FINDINGS[0] if miss.missed else _OF_FINDINGS[1]
    return _Entry(
        sort=sort, case=case, where=f"{miss.finding_class} {miss.table or ''}".strip(),
        wanted=miss.expected, found=miss.printed, note=_short(miss.message), status="",
        silent=False, place=_place(miss.lines[0] if miss.lines else None, None),
        text=_short(miss.text), picture=None,
    )  # fmt: skip


def _place(line: int | None, page: int | None) -> str:
    if line is not None:
        return f"line {line}"
    return "" if page is None else f"page {page}"


def _short(text: str | None) -> str:
    flat = " · ".join((text or "").split("\t"))
    return flat if len(flat) <= _SHOWN_TEXT else flat[:_SHOWN_TEXT] + "…"
