"""Backups: one moment of a desk in use, restored whole into an empty place, on either database."""

import hashlib
import json
import threading
import zipfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, text

from extraction.backup.manifest import EXAMPLES, MANIFEST
from extraction.backup.restoring import restore_backup
from extraction.backup.writing import write_backup
from extraction.records.connecting import Connected
from extraction.records.dumping import snapshot
from extraction.records.migrating import revisions, upgrade
from extraction.records.opening import database_url, engine_of
from extraction.records.schema import all_tables
from extraction.records.store import PageStore
from extraction.review.counting import flat
from extraction.review.desk import Desk
from prompts.example import Example
from prompts.examples import ExampleStore
from schemas.errors import CorruptError, GoujiError, UsageError
from schemas.settings import Settings
from tests.builders import SETTINGS
from tests.extraction.records.test_migrations import filled
from tests.extraction.review.at_desk import Place, decide, desk_with, result_of
from tests.extraction.review.test_editing import TEXT, at
from tests.postgres import Server

EXAMPLE = Example(
    id="e1",
    sha256="0" * 64,
    kind="k",
    title="表",
    header="h",
    table="t",
    plan="{}",
    rows="[]",
)


def of(place: Place) -> Settings:
    return SETTINGS.model_copy(update={"data": place.folder, "database": place.database})


def backed_up(place: Place, target: Path) -> Path:
    write_backup(target, place.folder, of(place))
    return target


def restored(backup: Path, place: Place, *, force: bool = False) -> None:
    restore_backup(backup, place.folder, of(place), force=force)


def rows(place: Place) -> dict[str, list[Any]]:
    with snapshot(database_url(place.folder, place.database)) as moment:
        return {name: list(moment.rows(name)) for name in moment.columns}


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("gouji.sqlite3")
    }


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backup")
    source = folder / "budget.txt"
    source.write_text(TEXT, encoding="utf-8")
    return result_of(source, folder)


@pytest.fixture
def new(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], Place]:
    """An empty place on sqlite or postgres."""
    numbers = count()

    def made(on: str) -> Place:
        folder = tmp_path / f"place{next(numbers)}"
        if on == "sqlite":
            return Place(folder, None)
        server: Server = request.getfixturevalue("postgres")
        return Place(folder, server.new_database())

    return made


@pytest.mark.parametrize("source", ["sqlite", "postgres"])
@pytest.mark.parametrize("target", ["sqlite", "postgres"])
def test_every_row_comes_back_on_either_database(
    new: Callable[[str], Place], tmp_path: Path, source: str, target: str
) -> None:
    first, second = new(source), new(target)
    store = PageStore(first.folder, first.database)
    store.keep_file(b"\x89PNG picture")
    store.close()
    (first.folder / "batches").mkdir()
    (first.folder / "batches" / "批.json").write_text("{}")
    engine = engine_of(database_url(first.folder, first.database))
    with engine.begin() as connection:
        filled(connection)
    engine.dispose()
    before = rows(first)
    assert all(before.values())
    restored(backed_up(first, tmp_path / "b.zip"), second)
    assert rows(second) == before
    assert files(second.folder) == files(first.folder)
    database = Connected(database_url(second.folder, second.database))
    runs = all_tables().tables["runs"]
    with database.writing() as connection:
        values = dict(connection.execute(runs.select()).mappings().one())
        del values["id"]
        made = connection.execute(runs.insert().values(values)).inserted_primary_key
        # Numbers go on behind those that came back.
        assert made is not None and made[0] == 8
    database.close()


def test_a_snapshot_shows_one_moment(database: str) -> None:
    writer = Connected(database)
    with writer.writing() as connection:
        filled(connection)
    with snapshot(database) as moment:
        with writer.writing() as connection:
            for name in ("decisions", "cells", "counts"):
                connection.execute(text(f"DELETE FROM {name}"))
            connection.execute(text("UPDATE documents SET version = 8"))
        assert len(list(moment.rows("decisions"))) == len(list(moment.rows("cells"))) == 1
        version = moment.columns["documents"].index("version")
        assert next(moment.rows("documents"))[version] == 7
    writer.close()


@pytest.mark.parametrize(("source", "target"), [("sqlite", "postgres"), ("postgres", "sqlite")])
def test_a_desk_in_use_is_backed_up_as_of_one_moment(
    new: Callable[[str], Place], tmp_path: Path, result: Path, source: str, target: str
) -> None:
    place = new(source)
    desk, (ident,) = desk_with(place.folder, result, database=place.database)
    stop, under_way = threading.Event(), threading.Event()

    def deciding() -> None:
        state = desk.open(ident, "Li")
        for number in count(1):
            state = decide(desk, state, "correct", at(0, "total"), f"{number}.00").state
            under_way.set()
            if stop.is_set():
                return

    thread = threading.Thread(target=deciding)
    thread.start()
    assert under_way.wait(30)
    backups = [backed_up(place, tmp_path / f"{number}.zip") for number in range(2)]
    stop.set()
    thread.join()
    final = desk.history(ident)
    desk.close()
    versions = []
    for backup in backups:
        other = new(target)
        restored(backup, other)
        with other.desk() as again:
            state, events = again.state(ident), again.history(ident)
            assert events == final[: len(events)]
            assert state.version == len(events)
            assert again.stored_cells(ident) == flat(state.document)
            assert again.queue()[0].doubts == len(state.doubtful)
            versions.append(state.version)
            assert decide(again, again.open(ident, "Li"), "skip", state.doubtful[0])
    assert versions == sorted(versions) and versions[0] >= 1


def test_examples_come_back_and_others_go_by_force_alone(
    new: Callable[[str], Place], tmp_path: Path
) -> None:
    first, second = new("sqlite"), new("sqlite")
    Desk(first.folder, settings=SETTINGS).close()
    ExampleStore.of(of(first), first.folder).add(EXAMPLE)
    backup = backed_up(first, tmp_path / "b.zip")
    restored(backup, second)
    store = ExampleStore.of(of(second), second.folder)
    assert store.list() == (EXAMPLE,)
    store.add(EXAMPLE.model_copy(update={"id": "e2"}))
    restored(backup, second, force=True)
    assert ExampleStore.of(of(second), second.folder).list() == (EXAMPLE,)


def test_what_is_there_is_replaced_by_force_alone(
    new: Callable[[str], Place], tmp_path: Path, result: Path
) -> None:
    place = new("sqlite")
    desk, (ident,) = desk_with(place.folder, result)
    backup = backed_up(place, tmp_path / "b.zip")
    decide(desk, desk.open(ident, "Li"), "confirm", at(0, "total"))
    desk.close()
    with pytest.raises(UsageError, match="is not empty"):
        restored(backup, place)
    other = Place(tmp_path / "elsewhere", f"sqlite:///{place.folder / 'gouji.sqlite3'}")
    with pytest.raises(UsageError, match="holds documents already"):
        restored(backup, other)
    restored(backup, place, force=True)
    with place.desk() as again:
        assert again.state(ident).version == 0


def test_a_restoring_that_was_broken_off_is_taken_up_again(
    new: Callable[[str], Place], tmp_path: Path, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, other = new("sqlite"), new("sqlite")
    desk_with(place.folder, result)[0].close()
    backup = backed_up(place, tmp_path / "b.zip")

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("extraction.backup.restoring._put_table", broken)
        with pytest.raises(KeyboardInterrupt):
            restored(backup, other)
    assert files(other.folder).keys() > files(place.folder).keys()
    restored(backup, other)
    assert rows(other) == rows(place)
    assert files(other.folder) == files(place.folder)


def test_a_damaged_file_is_left_out_and_told(
    new: Callable[[str], Place], tmp_path: Path, result: Path
) -> None:
    place = new("sqlite")
    desk_with(place.folder, result)[0].close()
    broken = next(path for path in (place.folder / "files").rglob("*") if path.is_file())
    broken.write_bytes(b"other")
    manifest = write_backup(tmp_path / "b.zip", place.folder, of(place))
    assert manifest.damaged == (broken.name,)
    assert broken.name not in manifest.files


def test_a_backup_of_a_newer_program_is_refused(
    new: Callable[[str], Place], tmp_path: Path
) -> None:
    place = new("sqlite")
    Desk(place.folder, settings=SETTINGS).close()
    backup = backed_up(place, tmp_path / "b.zip")
    for change in ({"format": 99, "tables": "other"}, {"revision": "9999"}):
        with zipfile.ZipFile(backup) as archive:
            manifest = {**json.loads(archive.read(MANIFEST)), **change}
        newer = tmp_path / "newer.zip"
        with zipfile.ZipFile(newer, "w") as archive:
            archive.writestr(MANIFEST, json.dumps(manifest))
        with pytest.raises(UsageError, match="newer gouji"):
            restored(newer, new("sqlite"))


def at_revision(backup: Path, revision: str, target: Path) -> dict[str, list[Any]]:
    """The backup as a gouji of that revision would have made it; the rows that it holds."""
    engine = engine_of("sqlite://")
    upgrade(engine, revision)
    look = inspect(engine)
    columns = {n: [c["name"] for c in look.get_columns(n)] for n in look.get_table_names()}
    engine.dispose()
    held: dict[str, list[Any]] = {}
    with zipfile.ZipFile(backup) as archive, zipfile.ZipFile(target, "w") as older:
        manifest = json.loads(archive.read(MANIFEST))
        tables = [entry for entry in manifest["tables"] if entry["name"] in columns]
        for entry in tables:
            kept = [entry["columns"].index(name) for name in columns[entry["name"]]]
            member = f"tables/{entry['name']}.jsonl"
            found = [json.loads(line) for line in archive.read(member).splitlines()]
            held[entry["name"]] = [dict(zip(entry["columns"], row, strict=True)) for row in found]
            lines = "".join(f"{json.dumps([row[n] for n in kept])}\n" for row in found)
            entry["columns"] = columns[entry["name"]]
            entry["sha256"] = hashlib.sha256(lines.encode()).hexdigest()
            older.writestr(member, lines)
        older.writestr(EXAMPLES, archive.read(EXAMPLES))
        older.writestr(MANIFEST, json.dumps({**manifest, "revision": revision, "tables": tables}))
    return held


@pytest.mark.parametrize(
    ("revision", "target"),
    [*((each.number, "sqlite") for each in revisions()[:-1]), (revisions()[0].number, "postgres")],
)
def test_a_backup_of_an_older_program_is_brought_up_to_date(
    new: Callable[[str], Place], tmp_path: Path, revision: str, target: str
) -> None:
    first, second = new("sqlite"), new(target)
    database = Connected(database_url(make(first.folder), None))
    with database.writing() as connection:
        filled(connection)
    database.close()
    older = tmp_path / "older.zip"
    held = at_revision(backed_up(first, tmp_path / "b.zip"), revision, older)
    assert held
    restored(older, second)
    with snapshot(database_url(second.folder, second.database)) as moment:
        columns = moment.columns
    for name, found in rows(second).items():
        assert len(found) == len(held.get(name, ()))
        for row, before in zip(found, held.get(name, ()), strict=True):
            now = dict(zip(columns[name], row, strict=True))
            new_since = {n for n in now if now[n] != before[n]}
            assert all(now[n] in (None, 0, "", False) for n in new_since)


def make(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_names_that_lead_out_of_the_folder_are_refused(
    new: Callable[[str], Place], tmp_path: Path
) -> None:
    place = new("sqlite")
    Desk(place.folder, settings=SETTINGS).close()
    (place.folder / "some.csv").write_text("x")
    backup = backed_up(place, tmp_path / "b.zip")
    for name in ("../out.csv", "/out.csv", "a/../../out.csv"):
        with zipfile.ZipFile(backup) as archive:
            manifest = archive.read(MANIFEST).decode().replace("some.csv", name)
            members = {each: archive.read(each) for each in archive.namelist()}
        with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
            for each, content in {**members, MANIFEST: manifest}.items():
                archive.writestr(each.replace("some.csv", name), content)
        with pytest.raises(CorruptError, match="damaged"):
            restored(tmp_path / "evil.zip", new("sqlite"))
    assert not list(tmp_path.glob("**/out.csv"))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, result: Path) -> tuple[Place, bytes]:
    """A place and its backup."""
    folder = tmp_path_factory.mktemp("sound")
    place = Place(folder / "data", None)
    desk_with(place.folder, result)[0].close()
    return place, backed_up(place, folder / "b.zip").read_bytes()


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_backup_is_one_sentence_or_restored_as_it_was(
    sound: tuple[Place, bytes], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    place, content = sound
    where = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        spoilt = content[:where]
    else:
        bit = data.draw(st.integers(0, 7))
        spoilt = content[:where] + bytes([content[where] ^ 1 << bit]) + content[where + 1 :]
    folder = tmp_path_factory.mktemp("spoilt")
    (folder / "b.zip").write_bytes(spoilt)
    other = Place(folder / "data", None)
    try:
        restored(folder / "b.zip", other)
    except GoujiError as error:
        assert str(error).startswith(str(folder / "b.zip"))
        if (other.folder / "gouji.sqlite3").is_file():
            assert not any(rows(other).values())
    else:
        assert rows(other) == rows(place)
        assert files(other.folder) == files(place.folder)
