"""All rows of a database as of one moment, and into an empty database: the same on either kind."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from sqlalchemy import Connection, Engine, MetaData, Table, func, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from extraction.records.migrating import alone, make_anew, move_up
from extraction.records.opening import VERSIONS, engine_of, open_database, shown
from extraction.records.schema import HEAD, all_tables
from extraction.records.trouble import database_told
from extraction.records.words import storable
from schemas.errors import UsageError

Value = str | int | float | bool | None
Values = tuple[Value, ...]

_AT_ONCE = 2000


class Snapshot:
    """A database as it stood at one moment, while others go on writing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tables = {table.name: table for table in all_tables().sorted_tables}

    @property
    def revision(self) -> str:
        """The revision of its tables."""
        return HEAD

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The columns of each table; a table comes behind those that it points to."""
        return {name: tuple(table.columns.keys()) for name, table in self._tables.items()}

    def rows(self, name: str) -> Iterator[Values]:
        """The rows of a table in the order of their keys, each in the order of its columns."""
        table = self._tables[name]
        query = select(table).order_by(*table.primary_key.columns)
        for row in self._connection.execution_options(yield_per=_AT_ONCE).execute(query):
            yield tuple(row)


@contextmanager
def snapshot(url: str) -> Iterator[Snapshot]:
    """The database at a URL as of now; writers are not kept waiting.

    Raises as `open_database`.
    """
    engine = open_database(url)
    try:
        with database_told(shown(url), "read"), engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                # Python's driver begins no transaction to read in; in one, WAL shows one moment.
                connection = connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.exec_driver_sql("BEGIN")
            else:
                connection = connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            # The moment is that of the first look.
            connection.execute(text(f"SELECT version_num FROM {VERSIONS}"))
            yield Snapshot(connection)
    finally:
        engine.dispose()


class Filling:
    """An empty database that is being filled; nobody sees any of it before all is there."""

    def __init__(self, engine: Engine, connection: Connection) -> None:
        self._engine = engine
        self._connection = connection
        self._metadata = MetaData()

    def put(self, name: str, columns: Sequence[str], rows: Iterable[Values]) -> int:
        """Put rows into a table; how many they were.

        Raises:
            UsageError: there is no such table, it has other columns, or rows contradict others.
        """
        if name == VERSIONS or not inspect(self._connection).has_table(name):
            raise UsageError(f"there is no table {name} in this revision of the database")
        table = Table(name, self._metadata, autoload_with=self._connection, resolve_fks=False)
        if set(columns) != set(table.columns.keys()):
            raise UsageError(f"the table {name} has other columns in this revision of the database")
        given, count = iter(rows), 0
        while part := [_row(columns, values) for values in islice(given, _AT_ONCE)]:
            count += len(part)
            try:
                self._connection.execute(insert(table), part)
            except IntegrityError:
                raise UsageError(f"rows of the table {name} contradict other rows") from None
        return count

    def finish(self) -> None:
        """Count on from the highest number that is there, and bring the tables up to date."""
        for table in self._metadata.sorted_tables:
            if self._engine.dialect.name == "postgresql":
                _count_on(self._connection, table)
        move_up(self._engine, self._connection)


@contextmanager
def filling(url: str, revision: str, *, replace: bool) -> Iterator[Filling]:
    """Fill a database that holds no row, or ``replace`` what it holds, with tables of a revision.

    It is done whole or not at all.

    Raises:
        UsageError: it holds rows and they are not to be replaced; or as `open_database`.
    """
    engine = engine_of(url)
    try:
        with alone(engine) as connection:
            move_up(engine, connection)
            if not replace:
                _refuse_rows(connection, url)
            make_anew(connection, revision)
            made = Filling(engine, connection)
            yield made
            made.finish()
    finally:
        engine.dispose()


def _refuse_rows(connection: Connection, url: str) -> None:
    for table in all_tables().sorted_tables:
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise UsageError(
                f"the database {shown(url)} holds {table.name} already; name an empty one, or add "
                "--force to replace all that it holds"
            )


def _row(columns: Sequence[str], values: Values) -> dict[str, Value]:
    return {
        # SQLite took NUL from earlier versions of gouji; Postgres does not.
        name: storable(value) if isinstance(value, str) else value
        for name, value in zip(columns, values, strict=True)
    }


def _count_on(connection: Connection, table: Table) -> None:
    for column in table.primary_key.columns:
        named = {"table": table.name, "column": column.name}
        sequence = connection.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"), named
        ).scalar_one()
        if sequence is not None:
            highest = connection.execute(select(func.max(column))).scalar_one()
            connection.execute(
                text("SELECT setval(:sequence, :next, false)"),
                {"sequence": sequence, "next": (highest or 0) + 1},
            )
