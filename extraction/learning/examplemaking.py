"""Examples for a model from the tables of a result whose figures are proved.

A result names the place of each cell, but holds no header and no printed grid; so the document
is read again (never mapped again), and each exported cell is found there by its place. Rows whose
cells can't be found, or that say less or more than the page, are no example.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extraction.asking.by_plan import place_by_plan
from extraction.asking.placed import matching_form
from extraction.export.result import ResultTable
from prompts.example import Example
from prompts.examples import example_id, header_text
from prompts.fields import row_fields
from prompts.tabletext import framed, table_text
from schemas.answer import PlanAnswer, rows_answer
from schemas.document import Segment
from schemas.grid import GridRow
from schemas.kinds import KindRow
from schemas.kinds.kind import FieldType
from schemas.piece import Piece
from schemas.source import Source
from schemas.table import Status

MOST_ROWS = 6
NOTHING_PROVED = "nothing in it is proved"
NOT_SIMPLE = "its rows are not as simple as an example must be"
NO_KIND = "of no declared kind"
_FEWEST_ROWS, _MOST_CELLS = 2, 60
_TRUSTED: frozenset[Status] = frozenset({"proved", "confirmed", "corrected"})

Json = dict[str, Any]
Place = tuple[int, int]
"""Body row (0-based) and column (1-based) of a printed cell in a segment."""


@dataclass
class _Told:
    """A printed row and what the result says of it: per exported row, each field's column."""

    row: GridRow
    entries: list[tuple[dict[str, str], dict[str, int], dict[str, str]]] = field(
        default_factory=list
    )

    @property
    def columns(self) -> dict[int, str]:
        """The field of each column of the row."""
        return {c: name for _, columns, _ in self.entries for name, c in columns.items()}

    @property
    def above(self) -> set[str]:
        """The fields whose text stands in a row above."""
        return {name for _, _, above in self.entries for name in above}


def why_not(table: ResultTable) -> str | None:
    """Why the figures of a table don't make it an example, or None where they do."""
    cells = [cell for row in table.rows for cell in row.cells.values()]
    if any(cell.status == "suspect" for cell in cells):
        return "a cell is suspect"
    if any(cell.checks and cell.status not in _TRUSTED for cell in cells):
        return "a figure that sums cover is not proved"
    if not any(cell.status in _TRUSTED for cell in cells):
        return NOTHING_PROVED
    return None


def example_of(
    sha256: str, exported: Json, kind: type[KindRow], segments: Sequence[Segment]
) -> Example | None:
    """The example that an exported table makes, or None where its rows can't be told simply.

    ``exported`` is the table as its JSON holds it and ``segments`` are those of its document.
    """
    found = _segment_of(exported, segments)
    if found is None:
        return None
    segment, places = found
    told = _told(exported, kind, segment, places)
    if kind.kind == "project_profile":
        return _form_example(sha256, exported, kind, segment, places)
    chosen = _chosen(told)
    if not chosen:
        return None
    piece = _piece(segment, [t.row for t in chosen])
    return _checked(sha256, kind, piece, _plan(kind, chosen), _rows(kind, chosen))


def _key(source: Json | None) -> tuple[Any, ...] | None:
    if source is None:
        return None
    if "box" in source:
        return (source.get("page"), *source["box"])
    return (source.get("line"), source.get("column")) if "line" in source else None


def _key_of(source: Source) -> tuple[Any, ...]:
    if source.box is not None:
        return (source.page, *(round(value, 2) for value in source.box))
    return (source.line, source.column)


def _segment_of(
    exported: Json, segments: Sequence[Segment]
) -> tuple[Segment, Mapping[tuple[Any, ...], Place]] | None:
    """The segment that most cells of the table stand in, and its cells by their place."""
    keys = {_key(cell["source"]) for row in exported["rows"] for cell in row["cells"].values()}
    keys.discard(None)
    best: tuple[tuple[int, bool], Segment, Mapping[tuple[Any, ...], Place]] | None = None
    for segment in segments:
        places = {
            _key_of(cell.source): (number, column)
            for number, row in enumerate(segment.body)
            for column, cell in enumerate(row.cells, start=1)
            if not cell.blank
        }
        rank = (len(keys & places.keys()), segment.kind == exported["kind"])
        if rank[0] and (best is None or rank > best[0]):
            best = (rank, segment, places)
    return None if best is None else (best[1], best[2])


def _told(
    exported: Json,
    kind: type[KindRow],
    segment: Segment,
    places: Mapping[tuple[Any, ...], Place],
) -> list[_Told]:
    """The printed rows that the result tells wholly and simply, in printed order."""
    told: dict[int, _Told] = {}
    unclear: set[int] = set()
    before: dict[str, str] = {}
    for row in exported["rows"]:
        keys = [_key(cell["source"]) or () for cell in row["cells"].values()]
        at = [places[key] for key in keys if key in places]
        if not at:
            continue
        number = max(place[0] for place in at)
        entry = _entry(row, kind, segment.body[number], number, places, before)
        before = {name: cell["printed"] or "" for name, cell in row["cells"].items()}
        if entry is None:
            unclear.add(number)
        else:
            told.setdefault(number, _Told(segment.body[number])).entries.append(entry)
    return [told[n] for n in sorted(told) if n not in unclear and _is_whole(told[n], kind)]


def _entry(
    row: Json,
    kind: type[KindRow],
    printed: GridRow,
    number: int,
    places: Mapping[tuple[Any, ...], Place],
    before: Mapping[str, str],
) -> tuple[dict[str, str], dict[str, int], dict[str, str]] | None:
    """The constants, columns and texts from above of an exported row; None where it is unclear."""
    asked: dict[str, FieldType] = {spec.name: spec.type for spec in row_fields(kind)}
    given = {spec.name for spec in kind.fields()} - asked.keys()
    constants: dict[str, str] = {}
    columns: dict[str, int] = {}
    above: dict[str, str] = {}
    for name, cell in row["cells"].items():
        text = cell["printed"]
        place = places.get(_key(cell["source"]) or ())
        if not text or name in given:
            continue
        if asked.get(name) == "side":
            constants[name] = text
        elif place is not None and place[0] == number:
            whole = printed.cells[place[1] - 1].clean
            if (
                matching_form(text) != matching_form(cell.get("text") or whole)
                and text not in whole
            ):
                return None
            columns[name] = place[1]
        elif before.get(name) == text and asked.get(name) == "label":
            above[name] = text
        else:
            return None
    return constants, columns, above


def _is_whole(told: _Told, kind: type[KindRow]) -> bool:
    """Whether no cell of the row serves two fields, and no figure of it is left out."""
    columns = [c for _, columns, _ in told.entries for c in columns.values()]
    if len(columns) != len(set(columns)) or (len(told.entries) > 1 and kind.layout != "sides"):
        return False
    rest = [c.clean for n, c in enumerate(told.row.cells, 1) if not c.blank and n not in columns]
    return bool(columns) and not any(sign.isdigit() for text in rest for sign in text)


def _chosen(told: Sequence[_Told]) -> list[_Told]:
    """A few rows: in one run where cells hold for rows below, else those of new shapes first."""
    widest = max((len(row.columns) for row in told), default=1)
    most = max(_FEWEST_ROWS, min(MOST_ROWS, _MOST_CELLS // widest))
    if any(t.above for t in told):
        start = next((n for n, t in enumerate(told) if not t.above), len(told))
        return list(told[start : start + most])
    usual = _usual(told)
    shapes: set[tuple[object, ...]] = set()
    new: list[int] = []
    rest: list[int] = []
    for number, row in enumerate(told):
        shape = (_is_shifted(row, usual), frozenset(row.columns.values()))
        (rest if shape in shapes else new).append(number)
        shapes.add(shape)
    return [told[n] for n in sorted([*new, *rest][:most])]


def _name(told_constants: Mapping[str, str], name: str, kind: type[KindRow]) -> str:
    return f"{told_constants['side']}/{name}" if kind.layout == "sides" else name


def _usual(told: Sequence[_Told]) -> dict[str, int]:
    """The column of each field in most rows, in the order of columns."""
    counts: dict[tuple[str, str], dict[int, int]] = {}
    for row in told:
        for constants, columns, _ in row.entries:
            for name, column in columns.items():
                of_field = counts.setdefault((constants.get("side", ""), name), {})
                of_field[column] = of_field.get(column, 0) + 1
    best = {key: max(found, key=lambda c: found[c]) for key, found in counts.items()}
    return {f"{side}/{name}": column for (side, name), column in best.items()}


def _is_shifted(row: _Told, usual: Mapping[str, int]) -> bool:
    return any(
        usual[f"{constants.get('side', '')}/{name}"] != column
        for constants, columns, _ in row.entries
        for name, column in columns.items()
    )


def _plan(kind: type[KindRow], chosen: Sequence[_Told]) -> Json:
    sides = kind.layout == "sides"
    usual = _usual(chosen)
    columns: dict[int, str] = {}
    for key, column in sorted(usual.items(), key=lambda item: item[1]):
        columns.setdefault(column, key if sides else key.split("/", 1)[1])
    shifted = []
    for number, row in enumerate(chosen, start=1):
        own = {
            column: _name(constants, name, kind)
            for constants, found, _ in row.entries
            for name, column in found.items()
        }
        printed = {n for n, cell in enumerate(row.row.cells, start=1) if not cell.blank}
        if own != {c: name for c, name in columns.items() if c in printed}:
            shifted.append({"row": number, "columns": _columns(own)})
    plan: Json = {"kind": kind.kind, "columns": _columns(columns), "shifted": shifted}
    plan["fixed"] = [] if sides else list(_fixed(chosen))
    plan["carried"] = sorted({name for row in chosen for name in row.above})
    return {key: value for key, value in plan.items() if value}


def _columns(columns: Mapping[int, str]) -> list[Json]:
    return [{"column": c, "field": name} for c, name in sorted(columns.items())]


def _fixed(chosen: Sequence[_Told]) -> Iterator[Json]:
    """The ranges of rows that share a constant."""
    open_range: Json | None = None
    for number, row in enumerate(chosen, start=1):
        for name, value in row.entries[0][0].items():
            if open_range is not None and open_range["value"] == value:
                open_range["last"] = number
                continue
            if open_range is not None:
                yield open_range
            open_range = {"field": name, "value": value, "first": number, "last": number}
    if open_range is not None:
        yield open_range


def _rows(kind: type[KindRow], chosen: Sequence[_Told]) -> Json:
    declared = {spec.name for spec in kind.fields()}
    rows = []
    for number, told in enumerate(chosen, start=1):
        for constants, columns, above in told.entries:
            texts = {n: framed(told.row.cells[c - 1].text) for n, c in columns.items()}
            said = constants | above | texts
            entry: Json = {"r": [number], **{n: t for n, t in said.items() if n in declared}}
            more = [{"header": n, "text": t} for n, t in said.items() if n not in declared]
            rows.append({**entry, "more": more} if more else entry)
    return {"rows": rows}


def _form_example(
    sha256: str,
    exported: Json,
    kind: type[KindRow],
    segment: Segment,
    places: Mapping[tuple[Any, ...], Place],
) -> Example | None:
    """The example of a form: the printed rows that hold a value, one row for the whole."""
    cells = exported["rows"][0]["cells"] if len(exported["rows"]) == 1 else {}
    found: dict[str, Place] = {}
    for name, cell in cells.items():
        if cell["printed"]:
            place = places.get(_key(cell["source"]) or ())
            if place is None or place in found.values():
                return None
            text = segment.body[place[0]].cells[place[1] - 1].clean
            if not matching_form(text).startswith(matching_form(cell["printed"])):
                return None
            found[name] = place
    numbers = sorted({place[0] for place in found.values()})
    new = {old: number for number, old in enumerate(numbers, start=1)}
    texts = {n: framed(segment.body[r].cells[c - 1].text) for n, (r, c) in found.items()}
    plan = {
        "kind": kind.kind,
        "cells": [{"field": n, "row": new[r], "column": c} for n, (r, c) in found.items()],
    }
    if not found:
        return None
    piece = _piece(segment, [segment.body[number] for number in numbers])
    rows = {"rows": [{"r": list(new.values()), **texts}]}
    return _checked(sha256, kind, piece, plan, rows)


def _piece(segment: Segment, rows: Sequence[GridRow]) -> Piece:
    return Piece(
        segment=0,
        candidates=(segment.kind,),
        title=segment.title,
        unit=segment.unit,
        header=segment.header,
        rows=tuple(rows),
        parents=tuple(value for _, value, _ in segment.parents),
    )


def _checked(
    sha256: str, kind: type[KindRow], piece: Piece, plan: Json, rows: Json
) -> Example | None:
    """The example, where its plan would not be complained of."""
    planned = PlanAnswer.model_validate(plan)
    answered = rows_answer(kind).model_validate(rows)
    if place_by_plan(piece, planned, kind).complaints:
        return None
    table = table_text(piece)
    return Example(
        id=example_id(sha256, kind.kind, table),
        sha256=sha256,
        kind=kind.kind,
        title=framed(piece.title or ""),
        header=header_text(piece),
        table=table,
        plan=planned.model_dump_json(exclude_defaults=True),
        rows=answered.model_dump_json(exclude_defaults=True),
    )
