"""An insert that replaces what is there, in the words of either database."""

from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(table: Table, key: str, dialect: str) -> Executable:
    """Insert a row, or replace the one of the same key. ``dialect`` is the engine's name of it."""
    statement: Any = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    others = {c.name: statement.excluded[c.name] for c in table.c if c.name != key}
    made: Executable = statement.on_conflict_do_update(index_elements=[key], set_=others)
    return made
