"""Right plans made wrong: a plan holds no figures, so its faults are of places.

A dropped row is called no data, a doubled one is joined to its neighbour, swapped columns are
swapped in one row or in all, a changed digit is a wrong column, a filled blank takes the cell
beside it for the blank's own, and an invented total is text that its cell does not print.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from evals.simulated.answering import Json
from evals.simulated.faults import ROW_FAULTS, Dice, FaultNote, Faults, RowFault
from evals.simulated.reading import Reading
from prompts.fields import plan_fields
from schemas.kinds import KindRow

ALL_ROWS = 0
"""The row number of a fault that strikes the columns of all rows."""


@dataclass
class PlanSpoiler:
    """Strikes a plan with the faults of one attempt, row by row and once for its columns."""

    faults: Faults
    dice: Dice
    reading: Reading
    kind: type[KindRow]
    notes: list[FaultNote] = field(default_factory=list)

    def plan(self, answer: Json) -> Json:
        """The plan with its faults."""
        if "columns" not in answer:
            return self._cells(answer)
        plan = {name: list(v) if isinstance(v, list) else v for name, v in answer.items()}
        usual = {item["column"]: item["field"] for item in plan["columns"]}
        asked = set(self.reading.table.asked) or set(self.reading.table.rows)
        skipped = {*plan.get("not_data", ()), *(item["row"] for item in plan.get("joined", ()))}
        for number in sorted(asked - skipped):
            for fault in ROW_FAULTS:
                chance = self.faults.strikes(fault, number, self.dice)
                if chance is not None and self._strike(fault, number, plan, usual, chance):
                    break
        chance = self.faults.strikes("columns_swapped", ALL_ROWS, self.dice)
        if chance is not None:
            self._swap_all(plan, chance)
        return plan

    def _strike(
        self,
        fault: RowFault,
        number: int,
        plan: Json,
        usual: Mapping[int, str],
        chance: random.Random,
    ) -> bool:
        columns = self._columns_of(number, plan, usual)
        if not columns:
            return False
        if fault == "row_dropped":
            plan.setdefault("not_data", []).append(number)
            self._note(fault, number, None, None, "not_data")
        elif fault == "row_doubled":
            into = number - 1 if number - 1 in self.reading.table.rows else number + 1
            if into not in self.reading.table.rows:
                return False
            plan.setdefault("joined", []).append({"row": number, "into": into})
            self._note(fault, number, None, None, f"joined into {into}")
        elif fault == "total_invented":
            return self._invent(number, plan, columns, chance)
        else:
            wrong = self._wrong_columns(fault, number, columns, chance)
            if wrong is None:
                return False
            kept = [item for item in plan.get("shifted", ()) if item["row"] != number]
            plan["shifted"] = [*kept, {"row": number, "columns": _listed(wrong)}]
            names = sorted(set(columns.items()) ^ set(wrong.items()))
            changed = ",".join(dict.fromkeys(name for _, name in names))
            self._note(fault, number, changed, str(_listed(columns)), str(_listed(wrong)))
        return True

    def _columns_of(self, number: int, plan: Json, usual: Mapping[int, str]) -> dict[int, str]:
        printed = self.reading.table.rows[number]
        for item in plan.get("shifted", ()):
            if item["row"] == number:
                return {c["column"]: c["field"] for c in item["columns"]}
        return {column: usual[column] for column in printed if column in usual}

    def _wrong_columns(
        self, fault: RowFault, number: int, columns: Mapping[int, str], chance: random.Random
    ) -> dict[int, str] | None:
        wrong = dict(columns)
        amounts = [c for c, name in sorted(columns.items()) if self._type(name) == "amount"]
        blanks = [n for n in self._amount_fields() if n not in columns.values()]
        if fault == "columns_swapped" and len(amounts) >= 2:
            at = chance.randrange(len(amounts) - 1)
            a, b = amounts[at], amounts[at + 1]
            wrong[a], wrong[b] = wrong[b], wrong[a]
        elif fault in ("digit_changed", "blank_filled") and amounts and blanks:
            wrong[chance.choice(amounts)] = chance.choice(blanks)
        elif fault == "digit_changed" and amounts:
            column = chance.choice(amounts)
            name = wrong.pop(column)
            wrong[max(self.reading.table.rows[number]) + 1] = name
        else:
            return None
        return wrong

    def _invent(
        self, number: int, plan: Json, columns: Mapping[int, str], chance: random.Random
    ) -> bool:
        amounts = [c for c, name in sorted(columns.items()) if self._type(name) == "amount"]
        if not amounts:
            return False
        column = amounts[0]
        text = f"{Decimal(chance.randrange(1, 10**8)).scaleb(-2):,f}"
        parts = [{"field": columns[column], "text": text}]
        plan.setdefault("split", []).append({"row": number, "column": column, "parts": parts})
        before = self.reading.table.rows[number].get(column)
        self._note("total_invented", number, columns[column], before, text)
        return True

    def _swap_all(self, plan: Json, chance: random.Random) -> None:
        amounts = [i for i in plan["columns"] if self._type(i["field"]) == "amount"]
        if len(amounts) < 2:
            return
        at = chance.randrange(len(amounts) - 1)
        a, b = amounts[at], amounts[at + 1]
        swapped = {a["column"]: b["field"], b["column"]: a["field"]}
        plan["columns"] = [
            i | {"field": swapped.get(i["column"], i["field"])} for i in plan["columns"]
        ]
        changed = f"{a['field']},{b['field']}"
        self._note("columns_swapped", ALL_ROWS, changed, None, str(swapped))

    def _cells(self, answer: Json) -> Json:
        """A form's plan: every row that holds a value may lose it or give it away."""
        cells: list[Json] = []
        for cell in answer.get("cells", ()):
            if self.faults.strikes("row_dropped", cell["row"], self.dice):
                self._note("row_dropped", cell["row"], cell["field"], str(cell), None)
                continue
            chance = self.faults.strikes("digit_changed", cell["row"], self.dice)
            if chance is not None:
                wrong = cell | {"column": cell["column"] + chance.choice((-1, 1))}
                if wrong["column"] >= 1:
                    self._note("digit_changed", cell["row"], cell["field"], str(cell), str(wrong))
                    cell = wrong
            cells.append(cell)
        return answer | ({"cells": cells} if "cells" in answer else {})

    def _type(self, name: str) -> str | None:
        return next((f.type for f in plan_fields(self.kind) if f.name == name), None)

    def _amount_fields(self) -> list[str]:
        return [f.name for f in plan_fields(self.kind) if f.type == "amount"]

    def _note(
        self, fault: RowFault, row: int, name: str | None, before: str | None, after: str | None
    ) -> None:
        self.notes.append(self.dice.note(fault, row, name, before, after))


def _listed(columns: Mapping[int, str]) -> list[dict[str, Any]]:
    return [{"column": column, "field": columns[column]} for column in sorted(columns)]
