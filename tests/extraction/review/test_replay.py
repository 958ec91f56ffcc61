"""Any sequence of decisions, edits and undos: undo restores, and replay equals what was shown."""

import shutil
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extraction.export.payload import document_payload
from extraction.memory import Forgetful
from extraction.review.desk import Desk
from extraction.review.evaluating import evaluated
from extraction.review.loading import replayed, untouched
from extraction.verification import verify
from schemas.errors import UsageError
from schemas.review import (
    AddRow,
    Decision,
    Edit,
    JoinRows,
    MoveRow,
    RemoveRow,
    ReviewState,
    SetField,
    SetKind,
    SplitRow,
)
from schemas.table import CellRef
from tests.builders import SETTINGS
from tests.extraction.review.at_desk import DOUBTFUL, desk_with, result_of, value_of
from tests.extraction.review.test_editing import TEXT

PROSE = """
2025年一般公共预算支出6,061.30元，其中基本支出4,041.19元，项目支出2,020.11元。
"""
FIELDS = ("code", "name", "total", "basic_total", "basic_personnel", "basic_running", "project")
KINDS = ("general_budget_by_function", "expenditure_by_function", "fund_expenditure")
VALUES = ("", "1.00", "5,050.22", "某支出", "1616.05", "-3.2", "205")

rows, fields = st.integers(0, 6), st.sampled_from(FIELDS)
# An address is looked for in the table as it stands; its kind may have been changed before.
steps = st.one_of(
    st.tuples(
        st.sampled_from(("accept", "confirm", "correct", "as_published", "skip")),
        rows, fields, st.sampled_from(VALUES),
    ),
    st.tuples(st.just("move_row"), rows, fields, st.sampled_from((-2, -1, 1, 2))),
    st.tuples(st.just("set_field"), fields, fields, st.none()),
    st.tuples(st.just("set_kind"), st.sampled_from(KINDS), st.none(), st.none()),
    st.tuples(st.just("split_row"), rows, fields, st.integers(1, 3)),
    st.tuples(st.sampled_from(("join_rows", "remove_row")), rows, st.none(), st.none()),
    st.tuples(st.sampled_from(("undo", "undo", "redo")), st.none(), st.none(), st.none()),
    st.tuples(st.just("add_row"), rows, fields, st.sampled_from(VALUES)),
)  # fmt: skip


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replayed")
    source = folder / "budget.txt"
    # A digit of a total is misread, so that there is something to accept.
    source.write_text(TEXT.replace("3535.16", "3585.16", 1) + PROSE, encoding="utf-8")
    desk_with(folder / "data", result_of(source, folder))[0].close()
    return folder / "data"


def act(desk: Desk, state: ReviewState, step: tuple[object, ...]) -> ReviewState:
    """The state after a step; the same where it can't be done."""
    action, one, two, three = step
    kind = state.document.tables[0].kind
    where = {"kind": kind, "ordinal": 1, "who": "Li"}
    try:
        if action == "undo":
            return desk.undo(state.document_id, state.version, "Li").state
        if action == "redo":
            return desk.redo(state.document_id, state.version, "Li").state
        if action in ("accept", "confirm", "correct", "as_published", "skip"):
            cell = CellRef.model_validate({"kind": kind, "ordinal": 1, "row": one, "field": two})
            made = {"action": action, "cell": cell, "who": "Li"}
            given_value = {"value": three} if action == "correct" else {}
            decision = Decision.model_validate({**made, **given_value})
            return desk.decide(state.document_id, state.version, decision).state
        return desk.edit(state.document_id, state.version, edit_of(state, where, step)).state
    except UsageError:
        return state


def edit_of(state: ReviewState, where: dict[str, object], step: tuple[object, ...]) -> Edit:
    action, one, two, three = step
    match action:
        case "move_row":
            return MoveRow.model_validate({**where, "row": one, "by": three, "first": two})
        case "set_field":
            return SetField.model_validate({**where, "field": one, "to": two})
        case "set_kind":
            return SetKind.model_validate({**where, "to": one})
        case "split_row":
            table = state.document.tables[0]
            row = table.rows[int(str(one)) % len(table.rows)] if table.rows else None
            printed = None if row is None else row.values.get(str(two))
            cut = int(str(three))
            second = {} if printed is None else {str(two): printed[cut:]}
            first = {} if printed is None else {str(two): printed[:cut]}
            number = int(str(one)) % max(1, len(table.rows))
            return SplitRow.model_validate(
                {**where, "row": number, "second": second, "first": first}
            )
        case "add_row":
            return AddRow.model_validate({**where, "row": one, "values": {two: three}})
        case "join_rows":
            return JoinRows.model_validate({**where, "row": one})
        case _:
            return RemoveRow.model_validate({**where, "row": one})


@pytest.mark.timeout(400)
@settings(max_examples=15, deadline=None)
@given(taken=st.lists(steps, max_size=8))
def test_what_is_shown_is_what_a_replay_gives(
    imported: Path, tmp_path_factory: pytest.TempPathFactory, taken: list[tuple[object, ...]]
) -> None:
    folder = shutil.copytree(imported, tmp_path_factory.mktemp("any") / "data")
    with Desk(folder, settings=SETTINGS) as desk:
        state = desk.open(desk.queue()[0].document_id, "Li")
        seen = {state.version: state}
        for step in taken:
            before, state = state, act(desk, state, step)
            seen[state.version] = state
            if step[0] == "redo" and state is not before:
                assert_as_it_was(before, state, seen)
            elif step[0] == "undo" and state is not before:
                assert state.redoable is not None and before.undoable is not None
                assert state.redoable.number == before.undoable.number
            assert verify(document_payload(state.document)) == ()
        entry = desk.queue()[0]
        assert (entry.doubts, entry.findings) == (
            len(state.doubtful),
            len(state.document.findings),
        )
        with Desk(folder, settings=SETTINGS) as other:
            again = other.state(state.document_id)
            assert again == state
            if other.history(state.document_id):
                assert_evaluates_the_same(other, state)
        undone_by_one(desk, state, seen)


def assert_as_it_was(before: ReviewState, state: ReviewState, seen: dict[int, ReviewState]) -> None:
    """A redo gives the document that the event gave that it does again."""
    assert before.redoable is not None and state.undoable is not None
    wanted = seen[before.redoable.number]
    assert (state.document, state.doubtful) == (wanted.document, wanted.doubtful)
    assert state.undoable.action == before.redoable.action


def assert_evaluates_the_same(desk: Desk, state: ReviewState) -> None:
    """Without memory of unchanged tables, all comes out the same, to the last printed place."""
    loaded = desk._load(state.document_id)
    folded = replayed(loaded.basis, loaded.decisions)
    if not untouched(loaded.decisions, folded.active):
        bare = loaded.basis._replace(memory=Forgetful())
        anew = evaluated(bare, folded.standing).document
        assert anew == state.document
        assert document_payload(anew) == document_payload(state.document)


@pytest.fixture(scope="module")
def many_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    desk_with(folder / "data", result_of(DOUBTFUL, folder))[0].close()
    return folder / "data"


@pytest.mark.parametrize("seed", [2, 3])
def test_what_is_remembered_of_other_tables_and_the_prose_changes_nothing(
    many_tables: Path, tmp_path: Path, seed: int
) -> None:
    draw = Random(seed)
    folder = shutil.copytree(many_tables, tmp_path / "data")
    with Desk(folder, settings=SETTINGS) as desk:
        state = desk.open(desk.queue()[0].document_id, "Li")
        for _ in range(8):
            state = any_decision(desk, state, draw)
            assert_evaluates_the_same(desk, state)
        state = desk.undo(state.document_id, state.version, "Li").state
        assert_evaluates_the_same(desk, state)


def any_decision(desk: Desk, state: ReviewState, draw: Random) -> ReviewState:
    """The state after one decision about a cell in doubt, or one under any of the checks."""
    check = draw.choice([check for check in state.document.checks if check.cells])
    cell = draw.choice(draw.choice((state.doubtful or check.cells, check.cells)))
    value = draw.choice((value_of(state, cell) or "7.00", "1234.50", "0.00", ""))
    action = draw.choice(("confirm", "correct", "correct", "as_published"))
    made = {"action": action, "cell": cell, "who": "Li", "value": value}
    decision = Decision.model_validate(made)
    return desk.decide(state.document_id, state.version, decision).state


def undone_by_one(desk: Desk, state: ReviewState, seen: dict[int, ReviewState]) -> None:
    """Every undo gives the state in which the event that it takes back was made."""
    before: dict[int, int] = {}
    stack: list[int] = []
    events = desk.history(state.document_id)
    for event in events:
        if event.undoes is None:
            before[event.number] = stack[-1] if stack else 0
            stack.append(event.number)
        else:
            stack.pop()
    while state.undoable is not None:
        number = state.undoable.number
        state = desk.undo(state.document_id, state.version, "Li").state
        wanted = seen[before[number]]
        assert (state.document, state.doubtful) == (wanted.document, wanted.doubtful)
