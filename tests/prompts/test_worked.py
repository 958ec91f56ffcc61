"""The worked examples in the prompts are right: plan and rows say the same, and both are valid."""

from pathlib import Path

import pytest

import prompts.template
from prompts.builder import messages
from prompts.fields import plan_fields
from prompts.tabletext import read_table_text
from schemas.answer import PlanAnswer, rows_answer
from schemas.kinds import builtin_kinds
from tests.builders import KINDS
from tests.prompts.pieces import piece

WORKED = Path(prompts.template.__file__).parent / "templates" / "worked"
Record = dict[str, str]


def parts(name: str) -> tuple[dict[int, dict[int, str]], PlanAnswer, str]:
    text = (WORKED / f"{name}.md").read_text(encoding="utf-8")
    said = dict(
        line.split(": ", 1) for line in text.splitlines() if line.startswith(("plan", "ro"))
    )
    rows = {n: dict(cells) for n, cells in read_table_text(text).rows.items()}
    return rows, PlanAnswer.model_validate_json(said["plan"]), said["rows"]


def by_plan(rows: dict[int, dict[int, str]], plan: PlanAnswer) -> list[tuple[list[int], Record]]:
    """The rows that a plan makes of a table, as its description in the prompt has it."""
    usual = {c.column: c.field for c in plan.columns}
    shifted = {row.row: {c.column: c.field for c in row.columns} for row in plan.shifted}
    split = {(s.row, s.column): s.parts for s in plan.split}
    into = {join.row: join.into for join in plan.joined}
    made: dict[int, tuple[list[int], Record]] = {}
    if plan.cells:
        found = {c.field: rows[c.row][c.column] for c in plan.cells}
        found |= {part.field: part.text for parts in split.values() for part in parts}
        return [(sorted({c.row for c in plan.cells} | {row for row, _ in split}), found)]
    for number, cells in rows.items():
        if number in plan.not_data:
            continue
        numbers, record = made.setdefault(into.get(number, number), ([], {}))
        numbers.append(number)
        for column, text in cells.items():
            fields = shifted.get(number, usual)
            if (number, column) in split:
                record |= {part.field: part.text for part in split[number, column]}
            elif column in fields:
                record[fields[column]] = record.get(fields[column], "") + text
        record |= {f.field: f.value for f in plan.fixed if f.first <= number <= f.last}
    above: Record = {}
    for _, record in made.values():
        for name in plan.carried:
            above[name] = record.setdefault(name, above.get(name, ""))
    return list(made.values())


def two_sided(made: list[tuple[list[int], Record]]) -> list[tuple[list[int], Record]]:
    found = []
    for numbers, record in made:
        for side in ("revenue", "expenditure"):
            half = {n.split("/")[1]: t for n, t in record.items() if n.startswith(f"{side}/")}
            if half:
                found.append((numbers, {"side": side, **half}))
    return found


@pytest.mark.parametrize("name", sorted(path.stem for path in WORKED.glob("*.md")))
def test_plan_and_rows_of_a_worked_example_agree(name: str) -> None:
    rows, plan, rows_json = parts(name)
    kind = KINDS[plan.kind]
    used = {c.field for c in plan.columns} | {c.field for c in plan.cells}
    assert used <= {field.name for field in plan_fields(kind)}
    made = by_plan(rows, plan)
    answered = rows_answer(kind).model_validate_json(rows_json)
    wanted = [
        (list(row.r), row.model_dump(exclude={"r", "more"}, exclude_none=True))
        for row in answered.rows
    ]
    assert (two_sided(made) if kind.layout == "sides" else made) == wanted


@pytest.mark.parametrize("kind", builtin_kinds(), ids=lambda kind: kind.kind)
def test_every_kind_has_a_worked_example_in_its_prompts(kind: type) -> None:
    name = kind.kind  # type: ignore[attr-defined]
    for ask in ("plan", "rows"):
        text = messages(piece(candidates=(name,)), ask, KINDS)[1]["content"]
        assert text.count("<table>\n") == 2
        assert "\nanswer: {" in text
