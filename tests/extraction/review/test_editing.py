"""Edits of tables at the desk: nothing printed is lost or invented, and all is undoable."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from extraction.export.payload import document_payload
from extraction.review.desk import Desk
from extraction.verification import verify
from schemas.errors import UsageError
from schemas.review import (
    AddRow,
    Edit,
    JoinRows,
    MoveRow,
    RemoveRow,
    ReviewState,
    SetField,
    SetKind,
    SplitRow,
)
from schemas.table import CellRef, Row, Table
from tests.builders import SETTINGS
from tests.extraction.review.at_desk import decide, desk_with, result_of

KIND = "general_budget_by_function"
TEXT = """# 某市某区某局

## 2025年部门预算公开

五、一般公共预算支出表（分功能科目）

单位：元

功能科目编码	功能科目名称	合计	基本支出			项目支出
			小计	人员经费	公用经费
	合计	6061.30	4041.19	3027.13	1014.06	2020.11
205	教育支出	5050.22	3535.16	2626.11	909.05	1515.06
20502	普通教育	5050.22	3535.16	2626.11	909.05	1515.06
2050203	初中教育	5050.22	3535.16	2626.11	909.05	1515.06
208	社会保障和就业支出	1011.08	506.03	401.02	105.01	505.05
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edited")
    source = folder / "budget.txt"
    source.write_text(TEXT, encoding="utf-8")
    result = result_of(source, folder)
    desk_with(folder / "data", result)[0].close()
    return folder / "data"


@pytest.fixture
def desk(tmp_path: Path, imported: Path) -> Iterator[Desk]:
    made = Desk(shutil.copytree(imported, tmp_path / "data"), settings=SETTINGS)
    yield made
    made.close()


@pytest.fixture
def state(desk: Desk) -> ReviewState:
    return desk.open(desk.queue()[0].document_id, "Li")


def table(state: ReviewState, kind: str = KIND) -> Table:
    return next(t for t in state.document.tables if t.kind == kind)


def values(state: ReviewState, row: int) -> dict[str, str | None]:
    return dict(table(state).rows[row].values)


def cells(row: Row) -> list[str]:
    return list(row.cells)


def at(row: int, field: str) -> CellRef:
    return CellRef(kind=KIND, ordinal=1, row=row, field=field)


def edited(desk: Desk, state: ReviewState, edit: Edit) -> ReviewState:
    """The state after an edit, which an undo takes back exactly, and which verifies."""
    after = desk.edit(state.document_id, state.version, edit).state
    assert verify(document_payload(after.document)) == ()
    back = desk.undo(state.document_id, after.version, "Li").state
    assert (back.document, back.doubtful) == (state.document, state.doubtful)
    again = desk.edit(state.document_id, back.version, edit).state
    assert (again.document, again.doubtful) == (after.document, after.doubtful)
    return again


def test_the_table_is_read_as_printed(state: ReviewState) -> None:
    assert len(table(state).rows) == 5
    assert state.doubtful == ()
    assert values(state, 0)["project"] == "2020.11"


def test_a_row_moves_right_and_left_again(desk: Desk, state: ReviewState) -> None:
    blank = decide(desk, state, "correct", at(1, "project"), "").state
    moved = edited(desk, blank, MoveRow(kind=KIND, ordinal=1, who="Li", row=1, by=1, first="total"))
    assert values(moved, 1)["total"] is None
    assert values(moved, 1)["basic_total"] == "5050.22"
    assert values(moved, 1)["project"] == "909.05"
    assert moved.doubtful
    back = edited(desk, moved, MoveRow(kind=KIND, ordinal=1, who="Li", row=1, by=-1, first="total"))
    assert values(back, 1) == values(blank, 1)
    cell = table(back).rows[1].cells["total"]
    assert cell.printed == "5050.22" and cell.source == table(state).rows[1].cells["total"].source


def test_nothing_falls_off_the_edge(desk: Desk, state: ReviewState) -> None:
    with pytest.raises(UsageError, match="would fall off"):
        desk.edit(
            state.document_id,
            state.version,
            MoveRow(kind=KIND, ordinal=1, who="Li", row=1, by=1, first="total"),
        )
    assert desk.state(state.document_id).version == 0


def test_two_columns_are_exchanged(desk: Desk, state: ReviewState) -> None:
    edit = SetField(kind=KIND, ordinal=1, who="Li", field="basic_personnel", to="basic_running")
    after = edited(desk, state, edit)
    assert values(after, 0)["basic_running"] == "3027.13"
    assert values(after, 0)["basic_personnel"] == "1014.06"
    assert list(values(after, 0)) == list(values(state, 0))
    numbers = [e.number for e in desk.history(state.document_id, at(0, "basic_running"))]
    assert numbers[-1] == after.version


def test_a_column_becomes_a_field_that_was_not_there(desk: Desk, state: ReviewState) -> None:
    after = edited(
        desk, state, SetField(kind=KIND, ordinal=1, who="Li", field="project", to="其他")
    )
    assert values(after, 0)["其他"] == "2020.11"
    assert "project" not in values(after, 0)


def test_a_row_is_split_only_into_what_is_printed(desk: Desk, state: ReviewState) -> None:
    edit = SplitRow(
        kind=KIND, ordinal=1, who="Li", row=4, second={"name": "就业支出", "project": "505.05"},
        first={"name": "社会保障和"},
    )  # fmt: skip
    after = edited(desk, state, edit)
    assert len(table(after).rows) == 6
    assert values(after, 4)["name"] == "社会保障和"
    assert values(after, 5)["name"] == "就业支出"
    assert values(after, 5)["project"] == "505.05" and values(after, 4)["project"] is None
    with pytest.raises(UsageError, match="not what is printed"):
        desk.edit(
            state.document_id,
            after.version,
            SplitRow(kind=KIND, ordinal=1, who="Li", row=0, second={"total": "6061.31"}),
        )


def test_two_rows_become_one_again(desk: Desk, state: ReviewState) -> None:
    split = edited(
        desk,
        state,
        SplitRow(
            kind=KIND, ordinal=1, who="Li", row=4, second={"name": "就业支出"},
            first={"name": "社会保障和"},
        ),
    )  # fmt: skip
    joined = edited(desk, split, JoinRows(kind=KIND, ordinal=1, who="Li", row=4))
    assert [dict(r.values) for r in table(joined).rows] == [
        dict(r.values) for r in table(state).rows
    ]
    with pytest.raises(UsageError, match="both rows have something in"):
        desk.edit(
            state.document_id, joined.version, JoinRows(kind=KIND, ordinal=1, who="Li", row=1)
        )


def test_a_row_of_the_page_is_added_and_checked(desk: Desk, state: ReviewState) -> None:
    gone = edited(desk, state, RemoveRow(kind=KIND, ordinal=1, who="Li", row=4))
    assert gone.doubtful
    row = {"code": "208", "name": "社会保障和就业支出", "total": "1,011.08", "project": "505.05"}
    added = edited(desk, gone, AddRow(kind=KIND, ordinal=1, who="Li", row=4, values=row, line=15))
    assert values(added, 4)["total"] == "1011.08" and values(added, 4)["code"] == "208"
    assert table(added).rows[4].cells["total"].status == "corrected"
    assert len(desk.history(state.document_id, at(4, "total"))) == 1


def test_history_follows_a_row_that_was_pushed_down(desk: Desk, state: ReviewState) -> None:
    after = decide(desk, state, "confirm", at(2, "total")).state
    pushed = edited(
        desk, after, AddRow(kind=KIND, ordinal=1, who="Li", row=0, values={"name": "某"})
    )
    assert table(pushed).rows[3].cells["total"].status == "confirmed"
    assert [e.action for e in desk.history(state.document_id, at(3, "total"))] == ["confirm"]
    assert desk.history(state.document_id, at(2, "total")) == ()


def test_another_kind_maps_the_printed_rows_again(desk: Desk, state: ReviewState) -> None:
    after = edited(
        desk, state, SetKind(kind=KIND, ordinal=1, who="Li", to="expenditure_by_function")
    )
    made = table(after, "expenditure_by_function")
    assert made.rows[0].values["total"] == "6061.30"
    assert all(t.kind != KIND for t in after.document.tables)
    for wrong in ("no_such_kind", "expenditure_by_function"):
        with pytest.raises(UsageError):
            desk.edit(
                state.document_id,
                after.version,
                SetKind(kind="expenditure_by_function", ordinal=1, who="Li", to=wrong),
            )


@pytest.mark.parametrize(
    "edit",
    [
        RemoveRow(kind=KIND, ordinal=1, who="Li", row=99),
        RemoveRow(kind=KIND, ordinal=9, who="Li", row=0),
        AddRow(kind=KIND, ordinal=1, who="Li", row=99, values={"name": "x"}),
        AddRow(kind=KIND, ordinal=1, who="Li", row=0, values={"no_such": "x"}),
        JoinRows(kind=KIND, ordinal=1, who="Li", row=4),
        SplitRow(kind=KIND, ordinal=1, who="Li", row=0, second={}),
        SetField(kind=KIND, ordinal=1, who="Li", field="no_such", to="total"),
        SetField(kind=KIND, ordinal=1, who="Li", field="total", to="total"),
        MoveRow(kind=KIND, ordinal=1, who="Li", row=0, by=1, first="no_such"),
        MoveRow(kind=KIND, ordinal=1, who="Li", row=0, by=1, first="project", last="total"),
    ],
    ids=lambda edit: f"{edit.action}",
)
def test_what_can_not_be_done_is_told_and_changes_nothing(
    desk: Desk, state: ReviewState, edit: Edit
) -> None:
    with pytest.raises(UsageError):
        desk.edit(state.document_id, state.version, edit)
    assert desk.state(state.document_id) == state
