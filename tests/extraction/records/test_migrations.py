"""Migrations: every revision up and down with data in it, on both databases."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, Table, inspect, text

from extraction.records.migrating import downgrade, revision, revisions, upgrade
from extraction.records.opening import engine_of, open_database, revision_of
from extraction.records.schema import HEAD, all_tables
from schemas.errors import UsageError

# What a column holds where a test puts a row in.
VALUES: Mapping[type, Any] = {int: 7, float: 0.5, bool: True}


def row_of(table: Table) -> dict[str, Any]:
    return {c.name: VALUES.get(c.type.python_type, f"{c.name[:9]}-文") for c in table.columns}


def filled(connection: Connection) -> None:
    """A row in every table; keys to other tables are equal by construction, or set to be."""
    for table in all_tables().sorted_tables:
        row = row_of(table)
        for column in table.columns:
            for key in column.foreign_keys:
                row[column.name] = row_of(key.column.table)[key.column.name]
        connection.execute(table.insert(), row)


def contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))]
            for name in inspect(connection).get_table_names()
            if name != "alembic_version"
        }


def differences(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[Any] = compare_metadata(context, all_tables())
    return found


def test_revisions_are_one_line_of_numbers_up_to_the_head() -> None:
    numbers = [each.number for each in revisions()]
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]
    assert numbers[-1] == HEAD


def test_the_migrated_tables_are_those_that_the_program_works_with(database: str) -> None:
    engine = open_database(database)
    assert revision(engine) == HEAD
    assert differences(engine) == []
    engine.dispose()


def test_every_revision_goes_down_and_up_with_data_in_it(database: str) -> None:
    engine = open_database(database)
    with engine.begin() as connection:
        filled(connection)
    before = contents(engine)
    assert all(before.values())
    numbers = [each.number for each in revisions()]
    for to in (*reversed(numbers[:-1]), None):
        downgrade(engine, to)
        assert revision(engine) == to
        left = contents(engine)
        assert left.keys() <= before.keys()
        assert all(len(rows) == 1 for rows in left.values())
        if to is not None:
            upgrade(engine)
            assert differences(engine) == []
            downgrade(engine, to)
            assert contents(engine) == left
    assert contents(engine) == {}
    upgrade(engine)
    assert differences(engine) == []
    engine.dispose()


def test_tables_from_before_there_were_migrations_are_taken_over(database: str) -> None:
    engine = engine_of(database)
    upgrade(engine, "0001")
    with engine.begin() as connection:
        # Such a database has the tables of the parts that were used, and no word of Alembic.
        for name in ("alembic_version", "answers", "endpoint_facts"):
            connection.execute(text(f"DROP TABLE {name}"))
        connection.execute(text("INSERT INTO page_readings VALUES ('k', '{}')"))
    engine.dispose()
    again = open_database(database)
    assert differences(again) == []
    assert contents(again)["page_readings"] == [("k", "{}")]
    again.dispose()


def test_a_database_of_a_newer_program_is_refused(database: str) -> None:
    engine = open_database(database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UsageError, match=r"made by a newer gouji \(revision 9999"):
        open_database(database)
    with pytest.raises(UsageError, match="newer gouji"):
        downgrade(engine, None)
    engine.dispose()


def test_a_database_of_another_program_is_left_alone(database: str) -> None:
    engine = engine_of(database)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE page_readings (key VARCHAR(9), book VARCHAR(9))"))
    with pytest.raises(UsageError, match="page_readings of another program"):
        open_database(database)
    assert contents(engine) == {"page_readings": []}
    with engine.connect() as connection:
        assert revision_of(connection) is None
    engine.dispose()


def test_a_revision_that_is_not_there_is_told(database: str) -> None:
    engine = open_database(database)
    with pytest.raises(UsageError, match="can be taken back to"):
        downgrade(engine, "0000")
    engine.dispose()


def test_processes_that_open_at_once_make_the_tables_once(database: str, tmp_path: Path) -> None:
    script = tmp_path / "opening.py"
    script.write_text(
        "import sys\n"
        "from extraction.records.opening import open_database\n"
        "print('ready', flush=True)\n"
        "input()\n"
        "open_database(sys.argv[1]).dispose()\n"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    command = [sys.executable, str(script), database]
    runs = [subprocess.Popen(command, text=True, **pipes) for _ in range(3)]
    for run in runs:
        assert run.stdout is not None and run.stdout.readline() == "ready\n"
    for run in runs:
        assert run.stdin is not None
        run.stdin.write("\n")
        run.stdin.flush()
    said = [run.communicate()[1] for run in runs]
    assert [(run.returncode, text) for run, text in zip(runs, said, strict=True)] == [(0, "")] * 3
    engine = open_database(database)
    assert differences(engine) == []
    engine.dispose()


def test_a_database_that_is_current_is_opened_without_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'some.sqlite3'}"
    open_database(url).dispose()
    script = (
        "import sys\nfrom extraction.records.opening import open_database\n"
        "open_database(sys.argv[1]).dispose()\nassert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script, url], check=True)
