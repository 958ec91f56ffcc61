"""`gouji backup`, `restore` and `database`: what they say, and what they refuse."""

import shutil
from pathlib import Path

import pytest

from extraction.review.desk import Desk
from tests.builders import SETTINGS
from tests.extraction.review.at_desk import result_of
from tests.extraction.review.test_editing import TEXT
from tests.postgres import Server
from tests.ui.conftest import Gouji


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backups")
    source = folder / "budget.txt"
    source.write_text(TEXT, encoding="utf-8")
    with Desk(folder / "data", settings=SETTINGS) as desk:
        desk.bring_in(result_of(source, folder))
    return folder / "data"


@pytest.fixture
def data(imported: Path, tmp_path: Path) -> Path:
    return shutil.copytree(imported, tmp_path / "data")


def test_a_backup_is_restored_and_can_be_reviewed(gouji: Gouji, data: Path, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    run = gouji("backup", backups, "--data", data)
    assert (run.exit_code, run.stderr) == (0, "")
    (made,) = backups.glob("gouji-*.zip")
    assert run.stdout.startswith(f"{made}: 1 documents, 0 decisions, 0 jobs, 2 files")
    again = tmp_path / "again"
    run = gouji("restore", made, "--data", again)
    assert (run.exit_code, run.stderr) == (0, "")
    assert run.stdout.startswith(f"{again}: 1 documents")
    assert gouji("history", "--data", again).exit_code == 0
    run = gouji("restore", made, "--data", again)
    assert run.exit_code == 1 and "add --force" in run.stderr
    assert gouji("restore", made, "--data", again, "--force").exit_code == 0
    run = gouji("backup", made, "--data", data)
    assert run.exit_code == 1 and "is there already" in run.stderr


def test_the_commands_work_on_a_server(
    gouji: Gouji, imported: Path, tmp_path: Path, postgres: Server
) -> None:
    url, data, out = postgres.new_database(), tmp_path / "data", imported.parent
    run = gouji("import", out / "budget.json", "--data", data, "--database", url)
    assert (run.exit_code, run.stdout.splitlines()[0]) == (0, "imported: 1 new")
    assert gouji("history", "--data", data, "--database", url).exit_code == 0
    assert gouji("export", "--data", data, "--database", url, "-o", tmp_path / "o").exit_code == 0
    assert gouji("verify", tmp_path / "o" / "budget.json").exit_code == 0
    assert gouji("backup", tmp_path / "b.zip", "--data", data, "--database", url).exit_code == 0
    assert not (data / "gouji.sqlite3").exists()
    other = postgres.new_database()
    run = gouji("restore", tmp_path / "b.zip", "--data", tmp_path / "new", "--database", other)
    assert (run.exit_code, run.stderr) == (0, "")
    assert gouji("database", "status", "--database", other).exit_code == 0
    run = gouji("restore", tmp_path / "b.zip", "--data", tmp_path / "third", "--database", other)
    assert run.exit_code == 1 and "holds documents already" in run.stderr


def test_a_damaged_file_is_named(gouji: Gouji, data: Path, tmp_path: Path) -> None:
    broken = next(path for path in (data / "files").rglob("*") if path.is_file())
    broken.write_bytes(b"other")
    run = gouji("backup", tmp_path / "b.zip", "--data", data)
    assert run.exit_code == 1 and f"{broken.name}: is damaged and left out" in run.stderr


def test_what_is_no_backup_is_told(gouji: Gouji, data: Path, tmp_path: Path) -> None:
    (tmp_path / "some.zip").write_bytes(b"PK\x03\x04 and no more")
    for name, told in (("some.zip", "is no backup"), ("none.zip", "can't be read")):
        run = gouji("restore", tmp_path / name, "--data", tmp_path / "new")
        assert run.exit_code == 1 and told in run.stderr and len(run.stderr.splitlines()) == 1
    run = gouji("backup", data / "b.zip", "--data", data)
    assert run.exit_code == 1 and "name a place outside" in run.stderr
    run = gouji("backup", tmp_path / "b.zip", "--data", tmp_path / "nothing")
    assert run.exit_code == 1 and "holds no database" in run.stderr
    assert not (tmp_path / "b.zip").exists() and not (tmp_path / "new").exists()


def test_the_revision_of_the_tables_is_told_and_changed(gouji: Gouji, data: Path) -> None:
    run = gouji("database", "status", "--data", data)
    assert run.exit_code == 0 and "  [x] 0001  Page readings" in run.stdout
    run = gouji("database", "downgrade", "0001", "--data", data)
    assert run.exit_code == 1 and "add --force" in run.stderr
    run = gouji("database", "downgrade", "0001", "--data", data, "--force")
    assert (run.exit_code, run.stdout.strip().endswith("-> 0001")) == (0, True)
    run = gouji("database", "status", "--data", data)
    assert run.exit_code == 1 and "  [ ] 0002" in run.stdout
    assert gouji("database", "upgrade", "--data", data).stdout.startswith("revision 0001 -> ")
    assert gouji("database", "status", "--data", data).exit_code == 0
    run = gouji("database", "status", "--data", data / "nothing")
    assert run.exit_code == 1 and "holds no database" in run.stderr
