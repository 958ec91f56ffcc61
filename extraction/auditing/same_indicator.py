"""The same indicator in a department's overall form and in a project's form."""

import re
from collections.abc import Iterator

from extraction.auditing.wording import line_note
from extraction.identities.ledger import Ledger, ref
from schemas.finding import Finding
from schemas.label import normal_form
from schemas.source import Extent
from schemas.table import CellRef, Table

_VALUES = ("value_prior2", "value_prior1", "value")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MOST_DIFFERING = 0.2
_LEAST_AGREEING = 6
"""Where fewer goals of the same name agree, or more differ, the forms state other goals."""
_ZEROS = re.compile(r"\.0+(?=\D|$)")
_STRICT = str.maketrans({">": "≥", "<": "≤"})
_PER_MILLE = re.compile(r"千分之[一二三四五六七八九]|‰")


def same_indicators(ledger: Ledger) -> Iterator[Finding]:
    """Findings where overall form and project form print another goal for one indicator.

    Goals are compared within one horizon (long-term or annual); across horizons only a sign
    or a per-mille that was read otherwise (> for ≥, % for ‰) counts.
    """
    overall: dict[tuple[str, str], list[tuple[CellRef, str]]] = {}
    for table, index in _rows(ledger):
        values = table.rows[index].values
        if values.get("project") is None and values.get("value"):
            key = (_horizon(values.get("target")), normal_form(values.get("name") or ""))
            cell = ref(table, index, "value")
            overall.setdefault(key, []).append((cell, normal_form(values["value"] or "")))
    found = []
    agreeing = 0
    for table, index in _rows(ledger):
        if table.rows[index].values.get("project") is not None:
            made, same = _compared(ledger, table, index, overall)
            found += made
            agreeing += same
    other_goals = sum(1 for _, sign in found if not sign)
    trusted = agreeing >= _LEAST_AGREEING and other_goals <= _MOST_DIFFERING * (
        agreeing + other_goals
    )
    for finding, sign in found:
        if sign or trusted:
            yield finding


def _rows(ledger: Ledger) -> Iterator[tuple[Table, int]]:
    for table in ledger.of_kind("indicators"):
        for index in range(len(table.rows)):
            yield table, index


def _horizon(target: str | None) -> str:
    return "annual" if target is not None and "年" in target else "long"


def _compared(
    ledger: Ledger,
    table: Table,
    index: int,
    overall: dict[tuple[str, str], list[tuple[CellRef, str]]],
) -> tuple[list[tuple[Finding, bool]], int]:
    """Findings (with whether a sign explains them), and how many goals agree."""
    found, agreeing = [], 0
    values = table.rows[index].values
    name, horizon = normal_form(values.get("name") or ""), _horizon(values.get("target"))
    for other in ("long", "annual"):
        stated = overall.get((other, name), [])
        if len({value for _, value in stated}) != 1:
            continue
        cell, said = stated[0]
        for field in _VALUES:
            printed = normal_form(values.get(field) or "")
            squarely = other == horizon and field == "value"
            agreeing += squarely and printed == said
            sign = bool(printed) and printed != said and _misread(printed, said)
            if sign or (printed and squarely and _differ(printed, said)):
                found.append((_finding(ledger, ref(table, index, field), cell), sign))
    return found, agreeing


def _differ(printed: str, said: str) -> bool:
    """Whether two goals with figures differ by more than printed zeros (100.00% is 100%)."""
    if not _NUMBER.search(printed) or not _NUMBER.search(said):
        return False
    return _ZEROS.sub("", printed) != _ZEROS.sub("", said)


def _misread(printed: str, said: str) -> bool:
    """Whether the two differ by a sign or a per-mille sign that is easily misread."""
    if printed[0] in "<>" and printed.translate(_STRICT).lstrip("≥≤") == said.lstrip("≥≤"):
        return True
    return "%" in printed and bool(_PER_MILLE.search(said)) and printed[:1] == said[:1]


def _finding(ledger: Ledger, cell: CellRef, other: CellRef) -> Finding:
    printed, said = ledger.printed(cell) or "", ledger.printed(other) or ""
    lines = sorted(n for c in (cell, other) if (n := ledger.line(c)) is not None)
    numbers = _NUMBER.findall(printed) == _NUMBER.findall(said)
    why = ": a sign was read or printed otherwise" if numbers else ""
    return Finding(
        finding_class="cross_table",
        cells=(cell, other),
        printed=printed,
        expected=said,
        message=(
            f"The goal of {ledger.row_name(cell)} is {printed} in the project's form"
            f"{line_note(ledger, cell)} and {said} in the overall form"
            f"{line_note(ledger, other)}{why}."
        ),
        source=Extent(lines=(lines[0], lines[-1])) if lines else Extent(),
    )
