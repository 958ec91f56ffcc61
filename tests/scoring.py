"""An exported result against gold: cell by cell, table and row by their place in print."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from evals.synthetic.gold import label_of

Json = dict[str, Any]
Place = tuple[str, int, int, str]
"""Kind, ordinal, row (0-based) and field."""

SAFE = frozenset({"proved", "repaired", "confirmed", "corrected"})
ARITHMETIC = frozenset({"ocr_digit", "sum", "cross_table", "narrative", "rounding"})


@dataclass
class Score:
    """How many cells there are, and which differ from gold: place, gold, export, status."""

    cells: int = 0
    wrong: list[tuple[Place, str | None, str | None, str | None]] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)

    @property
    def right(self) -> float:
        """The share of right cells."""
        return 1 - len(self.wrong) / max(1, self.cells)

    @property
    def silent(self) -> list[object]:
        """Wrong cells that claim to be safe."""
        return [miss for miss in self.wrong if miss[3] in SAFE]


def bare(value: str | None) -> str | None:
    return None if value is None else re.sub(r"\s+", "", value)


def score(gold: Json, export: Json) -> Score:
    """Every cell of gold and every further cell of the same row; ``tables`` names odd ones."""
    made = Score()
    got = {(t["kind"], t["ordinal"]): t for t in export["tables"] if t["kind"] != "table"}
    wanted = {(t["kind"], t["ordinal"]): t for t in gold["tables"]}
    made.tables = sorted(f"{k}#{n}" for k, n in got.keys() ^ wanted.keys())
    for (kind, ordinal), table in wanted.items():
        rows = got.get((kind, ordinal), {"rows": []})["rows"]
        if len(rows) != len(table["rows"]):
            made.tables.append(f"{kind}#{ordinal}: {len(rows)} rows for {len(table['rows'])}")
        for index, row in enumerate(table["rows"]):
            found = rows[index] if index < len(rows) else {"values": {}, "cells": {}}
            for name in dict.fromkeys([*row, *found["values"]]):
                place = (kind, ordinal, index, name)
                made.cells += 1
                value = found["values"].get(name)
                if bare(value) != bare(row.get(name)):
                    status = found["cells"].get(name, {}).get("status")
                    made.wrong.append((place, row.get(name), value, status))
    return made


def planted(gold: Json) -> Iterator[tuple[Json, Place]]:
    """Each planted finding about a cell of a table, with the place of the cell."""
    tables = {f"{t['kind']}#{t['ordinal']}": t for t in gold["tables"]}
    for finding in gold["findings"]:
        if finding["class"] not in ARITHMETIC or finding["table"] is None:
            continue
        table, column = tables[finding["table"]], finding["column"]
        for index, row in enumerate(table["rows"]):
            same = label_of(table["kind"], row, index) == finding["row"]
            if same and bare(row.get(column)) == bare(finding["printed"]):
                yield finding, (table["kind"], table["ordinal"], index, column)
                break


def cell(export: Json, place: Place) -> Json:
    kind, ordinal, row, name = place
    (table,) = [t for t in export["tables"] if (t["kind"], t["ordinal"]) == (kind, ordinal)]
    return dict(table["rows"][row]["cells"].get(name, {}))
