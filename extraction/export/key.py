"""The key of a result: equal keys, equal results."""

import hashlib
import json
from pathlib import Path
from typing import Any

from schemas.errors import UsageError
from schemas.settings import Settings
from schemas.synonym import digest_of


def result_key(sha256: str, version: str, settings: Settings) -> str:
    """The hash of the document's bytes, the version of gouji, and all settings that change it.

    Raises:
        UsageError: the schema file can't be read.
    """
    schema = _schema_hash(settings.schema_file)
    parts: list[Any] = [sha256, version, settings.engine, schema]
    parts += [settings.dpi, settings.second_reader]
    if settings.synonyms:
        parts.append(digest_of(settings.synonyms))
    if settings.engine != "headers":
        parts += _of_model(settings)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _of_model(settings: Settings) -> list[Any]:
    """What decides a model's reading; where it is asked, and how many at a time, does not."""
    from prompts.template import prompt_version

    names = ("model", "ask", "vision", "reasks", "piece_tokens", "answer_tokens", "examples")
    return [prompt_version(), *(getattr(settings, name) for name in names)]


def _schema_hash(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise UsageError(f"{file}: the schema can't be read: {error.strerror or error}") from None
