"""The answers of language models in the data folder, by the hash of their request.

What a model answered once is never paid for again. Beside them: what was learned of endpoints.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Executable, MetaData, Select, bindparam, select

from extraction.records.connecting import Connected
from extraction.records.opening import database_url
from extraction.records.page_tables import answer_tables
from extraction.records.store import WAIT, data_folder, make_folder
from extraction.records.upserting import upsert
from extraction.records.words import storable
from schemas.settings import Settings

_IMAGE = "data:image/"
_WANTED = "wanted"


def answer_store(settings: Settings) -> "AnswerStore":
    """The answers of a run; raises as `AnswerStore`."""
    return AnswerStore(data_folder(settings), settings.database)


class AnswerStore:
    """Chat completions by the key of their request; safe for threads and processes."""

    def __init__(self, folder: Path, database: str | None = None) -> None:
        """Open, or make, the data folder; ``database`` is a URL in place of its own file.

        Raises OutputError where the folder can't be written, and as `open_database`.
        """
        self.folder = folder
        make_folder(folder)
        self._database = Connected(database_url(folder, database), wait=WAIT, durable=False)
        answers, facts = answer_tables(MetaData())
        # Made once: SQLAlchemy takes longer to make a statement than SQLite to run it.
        self._completion_of = _find(answers.c.completion, answers.c.key)
        self._body_of = _find(answers.c.body, answers.c.key)
        self._key_of = _find(answers.c.key, answers.c.key)
        self._fact_of = _find(facts.c.value, facts.c.name)
        self._put_answer = upsert(answers, "key", self._database.dialect)
        self._put_fact = upsert(facts, "name", self._database.dialect)

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

        It is on disk when this returns. Raises OutputError where it can't be, BusyError
        where the database is locked.
        """
        text = _json(body)
        if _IMAGE in text:
            text = _json(_without_images(body))
        values = {
            "body": text,
            "completion": _json(completion),
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
        self._database.close()

    def _object(self, query: Select[Any], key: str) -> dict[str, Any] | None:
        text = self._one(query, key)
        found: dict[str, Any] | None = None if text is None else json.loads(text)
        return found

    def _one(self, query: Select[Any], key: str) -> str | None:
        with self._database.reading() as connection:
            found: str | None = connection.execute(query, {_WANTED: key}).scalar_one_or_none()
            return found

    def _put(self, statement: Executable, values: Mapping[str, Any]) -> None:
        with self._database.writing() as connection:
            connection.execute(statement, values)


def _find(wanted: Column[str], key: Column[str]) -> Select[Any]:
    return select(wanted).where(key == bindparam(_WANTED))


def _json(value: Any) -> str:
    """The value as JSON, with half characters escaped: they come back as they were."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text == storable(text) else json.dumps(value)


def _without_images(value: Any) -> Any:
    """Pictures are kept as their hash: they are large, and their cells are in the page store."""
    if isinstance(value, str) and value.startswith(_IMAGE):
        return "sha256:" + hashlib.sha256(value.encode()).hexdigest()
    if isinstance(value, Mapping):
        return {key: _without_images(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_images(inner) for inner in value]
    return value
