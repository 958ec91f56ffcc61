"""An insert that replaces what is there, in the words of either database."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(table: Table, key: str, dialect: str, names: Iterable[str] | None = None) -> Executable:
    """Insert a row, or replace these columns of the one of the same key (all where None).

    ``dialect`` is the engine's name of it.
    """
    statement: Any = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    given = [column.name for column in table.columns] if names is None else names
    others = {name: statement.excluded[name] for name in given if name != key}
    made: Executable = statement.on_conflict_do_update(index_elements=[key], set_=others)
    return made
