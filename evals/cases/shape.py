"""Whether a JSON object has the shape of gold: what is wrong, where, and the cure."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from evals.comparison import normal
from schemas.kinds import GENERIC, KindRow

GOLD_VERSION = 1
"""The version of the shape; gold without a version is of version 1."""


class _Keys(NamedTuple):
    """The keys that an object must have, and those that it may have."""

    needed: tuple[str, ...]
    further: tuple[str, ...]


_TOP = _Keys(("document", "tables", "findings"), ("entity", "year", "gold_version", "review"))
_TABLE = _Keys(("kind", "ordinal", "unit", "rows"), ("title", "lines", "pages", "notes"))
_FINDING = _Keys(("class", "table", "row", "column", "printed", "expected"), ("lines", "why"))
_DOUBT = _Keys(("table", "row", "field", "printed", "reason"), ("suggestion",))

_FIGURES = frozenset({"amount", "quantity"})
_SIDES = ("revenue", "expenditure")
_SHOWN = 24

Json = Mapping[str, Any]


def shape_refusals(content: Json, kinds: Sequence[type[KindRow]]) -> tuple[str, ...]:
    """One sentence for everything that is not of the shape of gold, in the order of the file.

    Each names the place (kind#ordinal, the row counted from 1, the field) and the cure.
    """
    version = content.get("gold_version", GOLD_VERSION)
    if version != GOLD_VERSION or isinstance(version, bool):
        return (_of_version(version),)
    wrong = [*_keys(content, _TOP, "the top level")]
    wrong += _is("document", content.get("document", ""), str, "a file name")
    wrong += _is("entity", content.get("entity"), (str, type(None)), "a name or null")
    wrong += _is("year", content.get("year"), (int, type(None)), "a number or null")
    by_name = {kind.kind: kind for kind in kinds}
    tables = [*_objects(content.get("tables", []), "tables", wrong)]
    misread = _misread(content)
    for number, table in enumerate(tables, 1):
        wrong += _table(table, number, by_name, misread)
    wrong += _ordinals(tables)
    for number, finding in enumerate(_objects(content.get("findings", []), "findings", wrong), 1):
        wrong += _finding(finding, f"finding {number}")
    for number, doubt in enumerate(_objects(content.get("review", []), "review", wrong), 1):
        wrong += _keys(doubt, _DOUBT, f"review {number}")
        wrong += _texts(doubt, ("table", "field", "reason"), f"review {number}", null=False)
        wrong += _texts(doubt, ("printed", "suggestion"), f"review {number}")
        wrong += _is(f"review {number}: row", doubt.get("row", 1), int, "a number")
    return tuple(wrong)


def row_place(table: str, number: int, row: Json, kind: type[KindRow] | None) -> str:
    """How a row is named to a person: table, number from 1, and the texts of its key."""
    keys = kind.key if kind is not None else ()
    texts = [str(row[key]) for key in keys if row.get(key) and key != "side"]
    shown = " ".join(texts)
    shown = shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
    return f"{table} row {number}" + (f" ({shown})" if shown else "")


def _misread(content: Json) -> frozenset[tuple[str, str, str]]:
    """Table, field and text of figures that findings call misread: they may be no decimals."""
    findings = content.get("findings")
    return frozenset(
        (str(f.get("table")), str(f.get("column")), str(f.get("printed")))
        for f in (findings if isinstance(findings, list) else ())
        if isinstance(f, dict) and f.get("class") == "ocr_digit"
    )


def _of_version(version: object) -> str:
    if isinstance(version, int) and not isinstance(version, bool) and version > GOLD_VERSION:
        return (
            f"is gold of version {version}, and this gouji reads version {GOLD_VERSION};"
            " update gouji"
        )
    return (
        f"is gold of version {version!r}, and this gouji reads version {GOLD_VERSION};"
        " draft it anew by gouji gold draft and carry your corrections over"
    )


def _keys(item: Json, keys: _Keys, place: str) -> Iterator[str]:
    for key in keys.needed:
        if key not in item:
            yield f"{place}: {key} is missing; add it (null where nothing is printed)"
    known = (*keys.needed, *keys.further)
    for key in item:
        if key not in known:
            yield f"{place}: {key} is no key of gold; remove it, or take one of {', '.join(known)}"


def _is(place: str, value: object, types: Any, wanted: str) -> Iterator[str]:
    if not isinstance(value, types) or isinstance(value, bool):
        yield f"{place}: {value!r} is not {wanted}; correct it"


def _texts(item: Json, keys: Sequence[str], place: str, *, null: bool = True) -> Iterator[str]:
    for key in keys:
        value = item.get(key, "")
        if not isinstance(value, str) and not (null and value is None):
            cure = 'write it as text in quotes, as "12.50", or null'
            yield f"{place}: {key} is {value!r}, no text; {cure}"


def _objects(value: object, place: str, wrong: list[str]) -> Iterator[Json]:
    if not isinstance(value, list):
        wrong.append(f"{place}: is no list; write it as [...]")
        return
    for number, item in enumerate(value, 1):
        if isinstance(item, dict):
            yield item
        else:
            wrong.append(f"{place}: item {number} is no object; write it as {{...}}")


def _table(
    table: Json,
    number: int,
    kinds: Mapping[str, type[KindRow]],
    misread: frozenset[tuple[str, str, str]],
) -> Iterator[str]:
    name = f"{table.get('kind')}#{table.get('ordinal')}"
    yield from _keys(table, _TABLE, name if "kind" in table else f"table {number}")
    yield from _texts(table, ("kind",), f"table {number}", null=False)
    yield from _texts(table, ("title", "unit"), name)
    yield from _is(f"{name}: ordinal", table.get("ordinal", 1), int, "a number from 1")
    yield from _lines(table.get("lines"), name)
    yield from _numbers(table.get("pages", []), f"{name}: pages")
    notes = table.get("notes", [])
    if not isinstance(notes, list) or not all(isinstance(note, str) for note in notes):
        yield f'{name}: notes are no list of texts; write them as ["..."]'
    kind = kinds.get(str(table.get("kind")))
    if kind is None and "kind" in table and table["kind"] != GENERIC:
        yield (
            f"{name}: {table['kind']} is no known kind; gouji kinds lists them"
            " (name the file of your own kinds by --schema)"
        )
    said: list[str] = []
    for index, row in enumerate(_objects(table.get("rows", []), f"{name}: rows", said), 1):
        free = {field for field, text in row.items() if (name, field, str(text)) in misread}
        yield from _row(row_place(name, index, row, kind), row, kind, free)
    yield from said


def _lines(value: object, name: str) -> Iterator[str]:
    if value is None:
        return
    good = (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(line, int) and not isinstance(line, bool) for line in value)
        and 1 <= value[0] <= value[1]
    )
    if not good:
        yield f"{name}: lines {value!r} are no [first, last] counted from 1; correct them"


def _numbers(value: object, place: str) -> Iterator[str]:
    good = isinstance(value, list) and all(
        isinstance(item, int) and not isinstance(item, bool) and item >= 1 for item in value
    )
    if not good:
        yield f"{place} {value!r} are no list of numbers from 1; correct them"


def _row(
    place: str, row: Json, kind: type[KindRow] | None, misread: Collection[str]
) -> Iterator[str]:
    yield from _texts(row, tuple(row), place)
    if kind is None:
        return
    types = kind.types()
    if not set(row) & set(types):
        yield f"{place}: has no field of {kind.kind}; gouji kinds {kind.kind} lists them"
        return
    for field in types:
        if field not in row:
            yield f"{place}: {field} is missing; add it, null where the cell is blank"
    for field, text in row.items():
        type_ = types.get(field, kind.wildcard)
        if type_ is None:
            yield (
                f"{place}: {field} is no field of {kind.kind};"
                f" remove it, or take one that gouji kinds {kind.kind} lists"
            )
        elif isinstance(text, str) and field not in misread:
            yield from _value(f"{place}: {field}", text, type_)


def _value(place: str, text: str, type_: str) -> Iterator[str]:
    if not text.strip():
        yield f"{place} is an empty text; write null where the cell is blank"
    elif type_ in _FIGURES and not isinstance(normal(text), Decimal):
        yield f"{place}: {text!r} is no decimal; write the digits alone, as 1234.50"
    elif type_ == "side" and text not in _SIDES:
        yield f"{place}: {text!r} is no side; write revenue or expenditure"


def _ordinals(tables: Sequence[Json]) -> Iterator[str]:
    counts = Counter((str(t.get("kind")), str(t.get("ordinal"))) for t in tables)
    for (kind, ordinal), count in counts.items():
        if count > 1:
            yield (
                f"{kind}#{ordinal}: {count} tables have this ordinal;"
                " count the tables of a kind 1, 2, 3 in document order"
            )


def _finding(finding: Json, place: str) -> Iterator[str]:
    yield from _keys(finding, _FINDING, place)
    yield from _texts(finding, ("class", "why"), place, null=False)
    yield from _texts(finding, ("table", "row", "column", "printed", "expected"), place)
    yield from _numbers(finding.get("lines", []), f"{place}: lines")
