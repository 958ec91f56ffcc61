"""Whether a label of a document is printed elsewhere in it too."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from extraction.identities.ledger import Ledger
from schemas.label import normal_form
from schemas.source import Source
from schemas.table import Row, Table

ALIKE, ALONE, NEARLY = 2, 1, 0
_SHORTEST, _LONGEST = 4, 24
"""Labels that are compared character by character: short ones are like too many others, and long
texts are seldom printed twice."""
_MOST = 20_000
"""Among more labels some are nearly alike by themselves, so that it says nothing."""


class Labels(NamedTuple):
    """The texts of a table that are no figures: where each is printed, and the names of codes."""

    places: Mapping[str, frozenset[object]]
    names: Mapping[str, frozenset[str]]


def echoes_of(tables: Sequence[Table], ledger: Ledger) -> "Echoes":
    """The echoes of a document; as before where no label has changed."""
    labels = tuple(
        ledger.memory.of("labels", table, partial(_labels, table, ledger)) for table in tables
    )
    known = ledger.memory.recall("echoes", ledger.memory)
    if known is not None and known[0] == labels:
        echoes: Echoes = known[1]
        return echoes
    made = Echoes(labels)
    ledger.memory.keep("echoes", ledger.memory, (labels, made))
    return made


def _labels(table: Table, ledger: Ledger) -> Labels:
    places: dict[str, set[object]] = {}
    names: dict[str, set[str]] = {}
    numeric = ledger.numeric_fields(table)
    for index, row in enumerate(table.rows):
        for field, cell in row.cells.items():
            value = row.values.get(field)
            if value and field not in numeric:
                here = _place(cell.source) or (table.kind, table.ordinal, index, field)
                places.setdefault(normal_form(value), set()).add(here)
        code, name = row.values.get("code"), row.values.get("name")
        if code and name:
            names.setdefault(code, set()).add(normal_form(name))
    return Labels(
        {text: frozenset(some) for text, some in places.items()},
        {code: frozenset(some) for code, some in names.items()},
    )


class Echoes:
    """Labels and codes of a document by their normal form, and where each is printed.

    A misread character of a label makes a text that is printed nowhere else, but nearly. Codes
    differ by one digit from their neighbours, so they are only looked for as they are.
    """

    def __init__(self, labels: Iterable[Labels]) -> None:
        """Put the labels of all tables together."""
        self._places: defaultdict[str, set[object]] = defaultdict(set)
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        for one in labels:
            for text, places in one.places.items():
                self._places[text] |= places
            for code, names in one.names.items():
                self._names[code] |= names
        few = self._places if len(self._places) <= _MOST else ()
        self._masks = Counter(mask for text in few for mask in _masks(text))

    def of(self, row: Row, field: str) -> int:
        """`ALIKE`, `ALONE` or `NEARLY`, for the text of a field of a row."""
        value = row.values.get(field)
        if not value:
            return ALONE
        text = normal_form(value)
        # A label that is printed once for many rows is one printing.
        if len(self._places[text]) > 1:
            return ALIKE
        code = row.values.get("code")
        if field == "name" and code and len(self._names[code]) > 1:
            return NEARLY
        return NEARLY if any(self._masks[mask] > 1 for mask in _masks(text)) else ALONE


def _place(source: Source | None) -> object:
    if source is None:
        return None
    return (source.line, source.column, source.page, source.box)


def _masks(text: str) -> Iterator[str]:
    """The text with each of its characters left open in turn."""
    if _SHORTEST <= len(text) <= _LONGEST and not text.isascii():
        yield from (f"{text[:n]}\0{text[n + 1 :]}" for n in range(len(text)))
