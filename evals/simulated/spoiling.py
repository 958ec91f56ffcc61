"""Right answers made wrong, row by row, in the ways of language models; every change is noted."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from evals.simulated.answering import Json
from evals.simulated.faults import ROW_FAULTS, Dice, FaultNote, Faults, RowFault
from schemas.amount import decimal_of
from schemas.kinds import KindRow

_FIGURES = frozenset({"amount", "quantity", "share", "figure", "code"})
_DIGITS = "0123456789"


@dataclass
class Spoiler:
    """Strikes the rows of one answer with the faults of one attempt."""

    faults: Faults
    dice: Dice
    kind: type[KindRow] | None
    notes: list[FaultNote] = field(default_factory=list)

    def rows(self, answer: Json) -> Json:
        """The rows answer with its faults."""
        rows: list[Json] = answer["rows"]
        spoilt: list[Json] = []
        for index, row in enumerate(rows):
            near = rows[index - 1] if index else rows[1] if len(rows) > 1 else {}
            spoilt.extend(self._row(dict(row), near))
        return answer | {"rows": spoilt}

    def _row(self, row: Json, near: Mapping[str, Any]) -> list[Json]:
        number = row["r"][0]
        name = f"{number}/{row.get('side', '')}"
        times = 1
        for fault in ROW_FAULTS:
            chance = self.faults.strikes(fault, name, self.dice)
            if chance is None:
                continue
            if fault == "row_dropped":
                self._note(fault, number, None, _short(row), None)
                return []
            if fault == "row_doubled":
                self._note(fault, number, None, None, _short(row))
                times = 2
            else:
                self._change(fault, row, near, chance)
        return [dict(row) for _ in range(times)]

    def _change(
        self, fault: RowFault, row: Json, near: Mapping[str, Any], chance: random.Random
    ) -> None:
        if fault == "digit_changed":
            self._digit(row, chance)
        elif fault == "columns_swapped":
            self._swap(row, chance)
        elif fault == "blank_filled":
            self._fill(row, near, chance)
        elif fault == "total_invented":
            self._total(row, chance)

    def _digit(self, row: Json, chance: random.Random) -> None:
        names = [name for name in self._filled(row, _FIGURES) if _has_digit(row[name])]
        if not names:
            return
        name = chance.choice(names)
        before = row[name]
        row[name] = other_digit(before, chance)
        self._note("digit_changed", row["r"][0], name, before, row[name])

    def _swap(self, row: Json, chance: random.Random) -> None:
        names = self._filled(row, frozenset({"amount", "quantity"}))
        if len(names) < 2:
            names = self._filled(row, frozenset({"amount", "quantity", "label", "code"}))
        pairs = [(a, b) for a, b in pairwise(names) if row[a] != row[b]]
        if not pairs:
            return
        a, b = chance.choice(pairs)
        before = f"{row[a]}, {row[b]}"
        row[a], row[b] = row[b], row[a]
        self._note("columns_swapped", row["r"][0], f"{a},{b}", before, f"{row[a]}, {row[b]}")

    def _fill(self, row: Json, near: Mapping[str, Any], chance: random.Random) -> None:
        """A blank gets what a neighbour prints: the row above, else the field beside it."""
        blanks = [name for name in self._fields(frozenset({"amount"})) if name not in row]
        beside = self._filled(row, frozenset({"amount"}))
        if not blanks or not (beside or set(blanks) & near.keys()):
            return
        from_near = [name for name in blanks if name in near]
        name = chance.choice(from_near or blanks)
        row[name] = near[name] if from_near else row[chance.choice(beside)]
        self._note("blank_filled", row["r"][0], name, None, row[name])

    def _total(self, row: Json, chance: random.Random) -> None:
        """The first amount becomes a sum that is printed nowhere in the row."""
        names = self._fields(frozenset({"amount"}))
        parts = [decimal_of(row[name]) for name in names[1:] if name in row]
        if not names or not any(parts):
            return
        before = row.get(names[0])
        total = sum((part for part in parts if part is not None), Decimal())
        if decimal_of(before) == total:
            total += Decimal(chance.randrange(1, 10_000)).scaleb(-2)
        row[names[0]] = f"{total:,f}"
        self._note("total_invented", row["r"][0], names[0], before, row[names[0]])

    def _fields(self, types: frozenset[str]) -> list[str]:
        if self.kind is None:
            return []
        return [spec.name for spec in self.kind.fields() if spec.type in types]

    def _filled(self, row: Mapping[str, Any], types: frozenset[str]) -> list[str]:
        return [name for name in self._fields(types) if name in row]

    def readings(self, answer: Json) -> Json:
        """The readings of crops with their faults: one dropped, one doubled, a digit changed."""
        spoilt: list[Json] = []
        for reading in answer["readings"]:
            spoilt.extend(self._reading(dict(reading)))
        return answer | {"readings": spoilt}

    def _reading(self, reading: Json) -> list[Json]:
        number, text = reading["crop"], reading["text"]
        if self.faults.strikes("row_dropped", number, self.dice):
            self._note("row_dropped", number, None, text, None)
            return []
        chance = self.faults.strikes("digit_changed", number, self.dice)
        if chance is not None and _has_digit(text):
            reading["text"] = other_digit(text, chance)
            self._note("digit_changed", number, "text", text, reading["text"])
        if self.faults.strikes("row_doubled", number, self.dice):
            self._note("row_doubled", number, None, None, text)
            return [reading, dict(reading)]
        return [reading]

    def _note(
        self, fault: RowFault, row: int, name: str | None, before: str | None, after: str | None
    ) -> None:
        self.notes.append(self.dice.note(fault, row, name, before, after))


def other_digit(text: str, chance: random.Random) -> str:
    """The text with one of its digits misread as another."""
    places = [index for index, sign in enumerate(text) if sign in _DIGITS]
    place = chance.choice(places)
    digit = chance.choice([sign for sign in _DIGITS if sign != text[place]])
    return text[:place] + digit + text[place + 1 :]


def _has_digit(text: str | None) -> bool:
    return text is not None and any(sign in _DIGITS for sign in text)


def _short(row: Mapping[str, Any]) -> str:
    texts: Sequence[str] = [v for k, v in row.items() if isinstance(v, str) and k != "side"]
    return " | ".join(texts)


def spoilt_json(text: str, chance: random.Random) -> str:
    """The JSON cut off somewhere after its beginning, so that it is JSON no more."""
    return text[: chance.randrange(1, max(2, len(text) - 1))]


def other_schema(answer: Json, chance: random.Random) -> Json:
    """The answer in a form that nobody asked for."""
    forms: Iterable[Json] = (
        {"result": answer},
        {"rows": "see the table above", "columns": "as printed"},
        {"answer": [answer], "note": "table"},
    )
    return chance.choice(tuple(forms))
