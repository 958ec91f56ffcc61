"""A locked database, files that are gone, a full table: one clear sentence each."""

import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from extraction.records import reviews
from extraction.records.opening import DATABASE
from extraction.review.desk import Desk
from schemas.errors import BusyError, InputError, UsageError
from schemas.review import AddRow
from tests.builders import SETTINGS
from tests.extraction.review.at_desk import decide, desk_with, result_of
from tests.extraction.review.test_editing import KIND, TEXT, at


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trouble")
    source = folder / "budget.txt"
    source.write_text(TEXT, encoding="utf-8")
    desk_with(folder / "data", result_of(source, folder))[0].close()
    return folder / "data"


@pytest.fixture
def data(tmp_path: Path, imported: Path) -> Path:
    return shutil.copytree(imported, tmp_path / "data")


def test_a_locked_database_is_told_and_nothing_is_half_stored(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviews, "_WAIT", 0.1)
    with Desk(data, settings=SETTINGS) as desk:
        state = desk.open(desk.queue()[0].document_id, "Li")
        lock = sqlite3.connect(data / DATABASE, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError, match="another program may hold it"):
            decide(desk, state, "confirm", at(0, "total"))
        assert desk.state(state.document_id) == state
        lock.execute("ROLLBACK")
        lock.close()
        assert decide(desk, state, "confirm", at(0, "total")).state.version == 1


def test_a_result_that_is_gone_is_told(data: Path) -> None:
    for file in (data / "files").rglob("*"):
        if file.is_file() and file.read_bytes().startswith(b"{"):
            file.unlink()
    with (
        Desk(data, settings=SETTINGS) as desk,
        pytest.raises(InputError, match="its result is gone"),
    ):
        desk.open(desk.queue()[0].document_id, "Li")


def test_a_text_that_is_gone_leaves_the_document_open_to_review(data: Path) -> None:
    for file in (data / "files").rglob("*"):
        if file.is_file() and not file.read_bytes().startswith(b"{"):
            file.unlink()
    with Desk(data, settings=SETTINGS) as desk:
        state = desk.open(desk.queue()[0].document_id, "Li")
        assert not state.has_lines and desk.source_lines(state.document_id) == ()
        assert decide(desk, state, "confirm", at(0, "total")).state.version == 1


def test_of_writers_at_once_one_is_stored_and_the_others_are_told(data: Path) -> None:
    told: list[str] = []
    desks = [Desk(data, settings=SETTINGS) for _ in range(4)]
    ident = desks[0].queue()[0].document_id
    states = [desk.state(ident) for desk in desks]
    together = threading.Barrier(len(desks))

    def work(number: int) -> None:
        together.wait()
        try:
            decide(desks[number], states[number], "correct", at(0, "total"), f"{number}.00")
            told.append("stored")
        except Exception as error:
            told.append(type(error).__name__)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(desks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["ConflictError"] * 3 + ["stored"]
    for desk in desks:
        assert desk.state(ident).version == 1
        assert len(desk.history(ident)) == 1
        desk.close()


def test_a_long_table_is_edited_at_its_top(tmp_path: Path) -> None:
    numbers = (n for n in range(1, 1501))
    rows = "".join(f"2{n:06}\t事项{n}\t{n}.00\t{n}.00\t{n}.00\t\t\n" for n in numbers)
    source = tmp_path / "long.txt"
    source.write_text(TEXT[: TEXT.index("\t合计\t6061")] + rows, encoding="utf-8")
    desk, (ident,) = desk_with(tmp_path / "data", result_of(source, tmp_path))
    state = desk.open(ident, "Li")
    kind = state.document.tables[0].kind
    assert kind == KIND
    edit = AddRow(kind=kind, ordinal=1, who="Li", row=0, values={"name": "某"})
    after = desk.edit(ident, state.version, edit).state
    assert len(after.document.tables[0].rows) == 1501
    assert desk.stored_cells(ident).keys() >= {(kind, 1, 1500, "total")}
    desk.close()


def test_edits_of_what_is_gone_are_told(data: Path) -> None:
    with Desk(data, settings=SETTINGS) as desk:
        state = desk.open(desk.queue()[0].document_id, "Li")
        edit = AddRow(kind=KIND, ordinal=2, who="Li", row=0, values={"name": "某"})
        with pytest.raises(UsageError, match="no table"):
            desk.edit(state.document_id, state.version, edit)
