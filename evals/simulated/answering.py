"""A reading as the JSON of an answer: the rows themselves, or the plan by which to read them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from evals.simulated.reading import Placed, Reading, ReadRow
from extraction.headers.assign import match_fields
from extraction.headers.tree import leaves
from prompts.fields import plan_fields, row_fields
from schemas.kinds import GENERIC, KindRow

Json = dict[str, Any]
Columns = Mapping[int, str]

_CODE_PARTS = ("类", "款", "项")


def rows_json(reading: Reading) -> Json:
    """The rows answer of a reading: the printed texts of the rows that are asked for."""
    return {"rows": [_row_json(row, reading) for row in asked_rows(reading)]}


def asked_rows(reading: Reading) -> list[ReadRow]:
    """The rows that the prompt asks for: all of them where it names none."""
    asked = set(reading.table.asked)
    if not asked:
        return list(reading.rows)
    return [row for row in reading.rows if asked & set(row.numbers)]


def _row_json(row: ReadRow, reading: Reading) -> Json:
    assert reading.kind is not None  # a reading of no kind has no rows
    names = [spec.name for spec in row_fields(reading.kind)]
    declared = reading.kind.types()
    found: Json = {"r": list(row.numbers)}
    if row.side is not None:
        found["side"] = row.side
    by_name = {field.field: field.text for field in row.fields}
    found |= {name: by_name[name] for name in names if name in by_name and name not in found}
    more = [
        {"header": field.field, "text": field.text}
        for field in row.fields
        if field.field not in declared
    ]
    if more:
        found["more"] = more
    return found


def plan_json(reading: Reading) -> Json:
    """The plan answer of a reading; lists that are empty are left out."""
    if reading.kind is None:
        return {"kind": GENERIC}
    found: Json = {"kind": reading.kind.kind}
    if reading.kind.kind == "project_profile":
        return found | _form_plan(reading)
    by_row = _columns_by_row(reading)
    columns = _usual_columns(reading, by_row)
    asked = set(reading.table.asked) or set(reading.table.rows)
    found["columns"] = _columns_json(columns)
    parts: Iterable[tuple[str, Sequence[object]]] = (
        ("not_data", [n for n in reading.table.rows if n in asked and n not in by_row]),
        ("shifted", _shifted(by_row, columns, asked, reading)),
        ("split", _split(asked_rows(reading), reading.kind)),
        ("fixed", _fixed(reading)),
        ("carried", _carried(reading)),
    )
    return found | {name: list(value) for name, value in parts if value}


def plan_field(row: ReadRow, field: Placed, kind: type[KindRow]) -> str:
    """The name of a row's field as a plan says it: with the side where the table has two."""
    return f"{row.side}/{field.field}" if kind.layout == "sides" else field.field


def _columns_json(columns: Columns) -> list[Json]:
    return [{"column": column, "field": columns[column]} for column in sorted(columns)]


def _columns_by_row(reading: Reading) -> dict[int, dict[int, str]]:
    """For every row with data the fields by their printed columns."""
    kind = reading.kind
    assert kind is not None  # asked for of readings of a kind only
    offered = {field.name for field in plan_fields(kind)}
    found: dict[int, dict[int, str]] = {}
    for row in reading.rows:
        for number in row.numbers:
            found.setdefault(number, {})
        for field in row.fields:
            name = plan_field(row, field, kind)
            named = name in offered or kind.wildcard is not None
            if field.row and not field.part and named:
                found.setdefault(field.row, {})[field.column] = name
    return found


def _usual_columns(reading: Reading, by_row: Mapping[int, Columns]) -> dict[int, str]:
    """The column in which most rows print each field; by its header where no row does."""
    counts = Counter((c, f) for columns in by_row.values() for c, f in columns.items())
    columns: dict[int, str] = {}
    for (column, name), _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if column not in columns and name not in columns.values():
            columns[column] = name
    kind = reading.kind
    assert kind is not None  # asked for of readings of a kind only
    if kind.layout == "rows":
        for leaf, name, _ in match_fields(
            leaves(reading.segment.header, reading.segment.spans_known), kind
        ):
            if leaf.column + 1 not in columns and name not in columns.values():
                columns[leaf.column + 1] = name
        columns |= _code_columns(reading)
    return columns


def _code_columns(reading: Reading) -> dict[int, str]:
    """The three columns of a code that is printed as 类, 款 and 项."""
    for row in reading.segment.header:
        labels = [cell.label for cell in row.cells]
        for start in range(len(labels) - 2):
            if tuple(labels[start : start + 3]) == _CODE_PARTS:
                return dict.fromkeys(range(start + 1, start + 4), "code")
    return {}


def _shifted(
    by_row: Mapping[int, Columns], usual: Columns, asked: set[int], reading: Reading
) -> list[Json]:
    """The rows whose cells stand elsewhere than the usual columns say, with all their cells."""
    coded = sum(1 for name in usual.values() if name == "code") > 1
    found = []
    for number, columns in by_row.items():
        printed = reading.table.rows[number]
        expected = {column: usual[column] for column in printed if column in usual}
        if number not in asked or columns == expected or (coded and _same(columns, expected)):
            continue
        found.append({"row": number, "columns": _columns_json(columns)})
    return found


def _same(columns: Columns, expected: Columns) -> bool:
    return all(expected.get(c) == f for c, f in columns.items()) and all(
        f == "code" or columns.get(c) == f for c, f in expected.items()
    )


def _split(rows: Sequence[ReadRow], kind: type[KindRow]) -> list[Json]:
    parts: dict[tuple[int, int], list[Json]] = {}
    for row in rows:
        for field in row.fields:
            if field.part:
                name = plan_field(row, field, kind)
                place = parts.setdefault((field.row, field.column), [])
                place.append({"field": name, "text": field.text})
    return [
        {"row": row, "column": column, "parts": found} for (row, column), found in parts.items()
    ]


def _fixed(reading: Reading) -> list[Json]:
    """The sides of a form's rows, where the side is no part of the column."""
    kind = reading.kind
    if kind is None or kind.layout == "sides":
        return []
    sided = [(row.side, row.numbers[0]) for row in asked_rows(reading) if row.side is not None]
    found = []
    for side, group in groupby(sided, key=lambda pair: pair[0]):
        numbers = [number for _, number in group]
        found.append({"field": "side", "value": side, "first": numbers[0], "last": numbers[-1]})
    return found


def _carried(reading: Reading) -> list[str]:
    """The fields that some row has from a cell of an earlier row, or from merged cells."""
    kind = reading.kind
    assert kind is not None  # asked for of readings of a kind only
    found = {
        field.field for row in reading.rows for field in row.fields if field.row != row.numbers[0]
    }
    return [field.name for field in plan_fields(kind) if field.name in found]


def _form_plan(reading: Reading) -> Json:
    """The plan of a form of labels and values: every value cell, or its part of a cell."""
    kind = reading.kind
    assert kind is not None  # asked for of readings of a kind only
    whole = [f for row in asked_rows(reading) for f in row.fields if f.row and not f.part]
    cells = [{"field": f.field, "row": f.row, "column": f.column} for f in whole]
    split = _split(asked_rows(reading), kind)
    return {name: value for name, value in (("cells", cells), ("split", split)) if value}


def crops_json(texts: Sequence[str | None]) -> Json:
    """The answer to numbered pictures of cells; None is a picture that is not readable."""
    return {
        "readings": [{"crop": number, "text": text} for number, text in enumerate(texts, start=1)]
    }
