"""A locked database, files that are gone, a full table: one clear sentence each."""

import json
import shutil
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from extraction.records import reviews
from extraction.records.connecting import Connected
from extraction.records.opening import DATABASE
from extraction.review.counting import flat
from extraction.review.desk import Desk
from schemas.errors import BusyError, InputError, UsageError
from schemas.review import AddRow, QueueFilter
from tests.builders import SETTINGS
from tests.extraction.review.at_desk import ON_BOTH, Place, decide, desk_with, result_of
from tests.extraction.review.test_editing import KIND, TEXT, at
from tests.postgres import Server


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trouble")
    source = folder / "budget.txt"
    source.write_text(TEXT, encoding="utf-8")
    return result_of(source, folder)


@pytest.fixture(scope="module")
def imported(result: Path) -> Path:
    desk_with(result.parent / "data", result)[0].close()
    return result.parent / "data"


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


@ON_BOTH
def test_of_writers_at_once_one_is_stored_and_the_others_are_told(
    empty: Place, result: Path
) -> None:
    told: list[str] = []
    desks = [empty.desk() for _ in range(4)]
    desks[0].bring_in(result)
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


@ON_BOTH
def test_text_that_a_database_refuses_is_told_or_replaced(
    empty: Place, result: Path, tmp_path: Path
) -> None:
    export = json.loads(result.read_text(encoding="utf-8"))
    export["tables"][0]["rows"][0]["values"]["name"] = "a\0b\ud800c"
    odd = tmp_path / "odd" / result.name
    odd.parent.mkdir()
    odd.write_text(json.dumps(export), encoding="ascii")
    with empty.desk() as desk:
        state = desk.open(desk.bring_in(odd).document_id, "Li")
        stored = desk.stored_cells(state.document_id)
        assert (
            stored[(KIND, 1, 0, "name")]["value"]
            == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"
        )
        for typed in ("1\0", "1\ud800"):
            with pytest.raises(UsageError, match="can't be stored"):
                decide(desk, state, "correct", at(0, "total"), typed)
            with pytest.raises(UsageError, match="no control character"):
                desk.open(state.document_id, typed)
            row = AddRow(kind=KIND, ordinal=1, who="Li", row=0, values={"name": typed})
            with pytest.raises(UsageError, match="can't be stored"):
                desk.edit(state.document_id, state.version, row)
            assert desk.queue(QueueFilter(text=typed, department=typed)) == ()
            with pytest.raises(UsageError, match="no document"):
                desk.state(typed)
        with pytest.raises(UsageError, match="at most 200"):
            desk.open(state.document_id, "x" * 201)
        assert desk.state(state.document_id).version == 0


@ON_BOTH
def test_the_queue_is_in_the_order_of_code_points(
    empty: Place, result: Path, tmp_path: Path
) -> None:
    names = ["B.txt", "_a.txt", "a b.txt", "aB.txt", "ab.txt", "三.txt", "云.txt"]
    content = json.loads(result.read_text(encoding="utf-8"))
    with empty.desk() as desk:
        for name in reversed(names):
            content["document"]["name"] = name
            (tmp_path / result.name).write_text(json.dumps(content), encoding="utf-8")
            desk.bring_in(tmp_path / result.name)
        assert [entry.name for entry in desk.queue()] == names == sorted(names)


@ON_BOTH
def test_one_result_brought_in_by_many_at_once_is_one_document(empty: Place, result: Path) -> None:
    desks = [empty.desk() for _ in range(3)]
    together = threading.Barrier(len(desks))

    def work(number: int) -> str:
        together.wait()
        return desks[number].bring_in(result, force=True).document_id

    with ThreadPoolExecutor(len(desks)) as pool:
        (ident,) = set(pool.map(work, range(len(desks))))
    assert [entry.document_id for entry in desks[0].queue()] == [ident]
    assert desks[0].stored_cells(ident) == flat(desks[1].state(ident).document)
    for desk in desks:
        desk.close()


def test_a_server_that_goes_away_is_told_and_found_again(
    tmp_path: Path, result: Path, postgres: Server
) -> None:
    place = Place(tmp_path / "data", postgres.new_database())
    with place.desk() as desk:
        state = desk.open(desk.bring_in(result).document_id, "Li")
        postgres.say("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ~ '^t'")
        after = decide(desk, state, "confirm", at(0, "total")).state
        postgres.stop()
        try:
            with pytest.raises(BusyError, match=r"can't be reached .* see that its server runs"):
                decide(desk, after, "confirm", at(1, "total"))
            with pytest.raises(BusyError, match="can't be reached"):
                place.desk()
        finally:
            postgres.start()
        assert desk.state(state.document_id).version == 1
        assert decide(desk, after, "confirm", at(1, "total")).state.version == 2


def test_a_row_that_another_program_holds_is_told(
    tmp_path: Path, result: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviews, "_WAIT", 0.2)
    place = Place(tmp_path / "data", postgres.new_database())
    assert place.database is not None
    with place.desk() as desk, closing(Connected(place.database)) as other:
        state = desk.open(desk.bring_in(result).document_id, "Li")
        with other.writing() as connection:
            connection.execute(text("UPDATE documents SET decided = 0"))
            with pytest.raises(BusyError, match="another program may hold it"):
                decide(desk, state, "confirm", at(0, "total"))
        assert decide(desk, state, "confirm", at(0, "total")).state.version == 1


def test_a_wrong_url_of_a_server_is_told_without_its_password(
    tmp_path: Path, postgres: Server
) -> None:
    url = f"postgresql+psycopg://gouji:secret@/nothing?host={postgres.folder}"
    for named in (url, f"{url}&password=secret"):
        with pytest.raises(BusyError, match='"nothing" does not exist') as refused:
            Place(tmp_path, named).desk()
        assert "secret" not in str(refused.value)
