"""The answers of language models in the data folder, by the hash of their request.

What a model answered once is never paid for again. Beside them: what was learned of endpoints.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import SQLAlchemyError

from extraction.records.store import first_line, open_database
from schemas.errors import OutputError

_IMAGE = "data:image/"


class AnswerStore:
    """Chat completions by the key of their request; safe for threads and processes."""

    def __init__(self, folder: Path) -> None:
        """Open, or make, the data folder.

        Raises OutputError where it can't be written.
        """
        self.folder = folder
        metadata = MetaData()
        self._answers = _answers(metadata)
        self._facts = _facts(metadata)
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
        found = self._one(select(self._answers.c.completion).where(self._answers.c.key == key))
        if found is None:
            return None
        completion: dict[str, Any] = json.loads(found)
        return completion

    def body(self, key: str) -> dict[str, Any] | None:
        """The request of this key (pictures only by their hash), or None."""
        found = self._one(select(self._answers.c.body).where(self._answers.c.key == key))
        if found is None:
            return None
        body: dict[str, Any] = json.loads(found)
        return body

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
        values = {
            "body": json.dumps(_without_images(body), ensure_ascii=False),
            "completion": json.dumps(completion, ensure_ascii=False),
            "tokens_in": tokens[0],
            "tokens_out": tokens[1],
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        self._put(self._answers, "key", {"key": key, **values})

    def unanswered(self, keys: Iterable[str]) -> list[str]:
        """Those of the keys that have no answer, in their order."""
        return [key for key in keys if self._one(self._known(key)) is None]

    def fact(self, name: str) -> str | None:
        """What is remembered under this name, or None."""
        return self._one(select(self._facts.c.value).where(self._facts.c.name == name))

    def keep_fact(self, name: str, value: str) -> None:
        """Remember a value under this name. Raises OutputError where it can't be stored."""
        self._put(self._facts, "name", {"name": name, "value": value})

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _known(self, key: str) -> Any:
        return select(self._answers.c.key).where(self._answers.c.key == key)

    def _one(self, query: Any) -> str | None:
        try:
            with self._engine.connect() as connection:
                found: str | None = connection.execute(query).scalar_one_or_none()
                return found
        except SQLAlchemyError as error:
            raise OutputError(
                f"{self.folder}: stored answers can't be read ({first_line(error)}); "
                "choose another --data"
            ) from error

    def _put(self, table: Table, key: str, values: Mapping[str, Any]) -> None:
        statement = insert(table).values(**values)
        others = {name: value for name, value in values.items() if name != key}
        statement = statement.on_conflict_do_update(index_elements=[key], set_=others)
        try:
            with self._engine.begin() as connection:
                connection.execute(statement)
        except SQLAlchemyError as error:
            raise OutputError(
                f"{self.folder}: an answer can't be stored ({first_line(error)}); free some space"
            ) from error


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
