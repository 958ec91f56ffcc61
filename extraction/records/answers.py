"""The answers of language models in the data folder, by the hash of their request.

What a model answered once is never paid for again. Beside them: what was learned of endpoints.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Integer, MetaData, Select, String, Table, Text, bindparam, select
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.exc import SQLAlchemyError

from extraction.records.store import first_line, open_database
from schemas.errors import OutputError

_IMAGE = "data:image/"
_WANTED = "wanted"


class AnswerStore:
    """Chat completions by the key of their request; safe for threads and processes."""

    def __init__(self, folder: Path) -> None:
        """Open, or make, the data folder.

        Raises OutputError where it can't be written.
        """
        self.folder = folder
        metadata = MetaData()
        answers, facts = _answers(metadata), _facts(metadata)
        # Made once: SQLAlchemy takes longer to make a statement than SQLite to run it.
        self._completion_of = _find(answers.c.completion, answers.c.key)
        self._body_of = _find(answers.c.body, answers.c.key)
        self._key_of = _find(answers.c.key, answers.c.key)
        self._fact_of = _find(facts.c.value, facts.c.name)
        self._put_answer = _upsert(answers, "key")
        self._put_fact = _upsert(facts, "name")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._engine = open_database(folder)
            metadata.create_all(self._engine)
        except (OSError, SQLAlchemyError) as error:
            raise OutputError(
                f"{folder}: the data folder can't be used ({first_line(error)}); "
                "choose another --data"
            ) from error

    def completion(self, key: str) -> dict[str, Any] | None:
        """The completion that answers the request of this key, or None."""
        return self._object(self._completion_of, key)

    def body(self, key: str) -> dict[str, Any] | None:
        """The request of this key (pictures only by their hash), or None."""
        return self._object(self._body_of, key)

    def keep(
        self,
        key: str,
        body: Mapping[str, Any],
        completion: Mapping[str, Any],
        tokens: tuple[int, int],
    ) -> None:
        """Store a completion with its tokens in and out; a stored one is replaced.

        It is on disk when this returns. Raises OutputError where it can't be.
        """
        text = json.dumps(body, ensure_ascii=False)
        if _IMAGE in text:
            text = json.dumps(_without_images(body), ensure_ascii=False)
        values = {
            "body": text,
            "completion": json.dumps(completion, ensure_ascii=False),
            "tokens_in": tokens[0],
            "tokens_out": tokens[1],
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        self._put(self._put_answer, {"key": key, **values})

    def unanswered(self, keys: Iterable[str]) -> list[str]:
        """Those of the keys that have no answer, in their order."""
        return [key for key in keys if self._one(self._key_of, key) is None]

    def fact(self, name: str) -> str | None:
        """What is remembered under this name, or None."""
        return self._one(self._fact_of, name)

    def keep_fact(self, name: str, value: str) -> None:
        """Remember a value under this name. Raises OutputError where it can't be stored."""
        self._put(self._put_fact, {"name": name, "value": value})

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _object(self, query: Select[Any], key: str) -> dict[str, Any] | None:
        text = self._one(query, key)
        found: dict[str, Any] | None = None if text is None else json.loads(text)
        return found

    def _one(self, query: Select[Any], key: str) -> str | None:
        try:
            with self._engine.connect() as connection:
                found: str | None = connection.execute(query, {_WANTED: key}).scalar_one_or_none()
                return found
        except SQLAlchemyError as error:
            raise OutputError(
                f"{self.folder}: stored answers can't be read ({first_line(error)}); "
                "choose another --data"
            ) from error

    def _put(self, statement: Insert, values: Mapping[str, Any]) -> None:
        try:
            with self._engine.begin() as connection:
                connection.execute(statement, values)
        except SQLAlchemyError as error:
            raise OutputError(
                f"{self.folder}: an answer can't be stored ({first_line(error)}); free some space"
            ) from error


def _find(wanted: Column[str], key: Column[str]) -> Select[Any]:
    return select(wanted).where(key == bindparam(_WANTED))


def _upsert(table: Table, key: str) -> Insert:
    statement = insert(table)
    names = [column.name for column in table.c if column.name != key]
    others = {name: statement.excluded[name] for name in names}
    return statement.on_conflict_do_update(index_elements=[key], set_=others)


def _answers(metadata: MetaData) -> Table:
    return Table(
        "answers",
        metadata,
        Column("key", String(64), primary_key=True),
        Column("body", Text, nullable=False),
        Column("completion", Text, nullable=False),
        Column("tokens_in", Integer, nullable=False),
        Column("tokens_out", Integer, nullable=False),
        Column("at", String(32), nullable=False),
    )


def _facts(metadata: MetaData) -> Table:
    return Table(
        "endpoint_facts",
        metadata,
        Column("name", String(400), primary_key=True),
        Column("value", Text, nullable=False),
    )


def _without_images(value: Any) -> Any:
    """Pictures are kept as their hash: they are large, and their cells are in the page store."""
    if isinstance(value, str) and value.startswith(_IMAGE):
        return "sha256:" + hashlib.sha256(value.encode()).hexdigest()
    if isinstance(value, Mapping):
        return {key: _without_images(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_images(inner) for inner in value]
    return value
