"""The key of a result: equal keys, equal results."""

import hashlib
import json
from pathlib import Path

from schemas.errors import UsageError
from schemas.settings import Settings


def result_key(sha256: str, version: str, settings: Settings) -> str:
    """The hash of the document's bytes, the version of gouji, and all settings that change it.

    Raises:
        UsageError: the schema file can't be read.
    """
    schema = _schema_hash(settings.schema_file)
    parts = [sha256, version, settings.engine, schema, settings.dpi, settings.second_reader]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _schema_hash(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise UsageError(f"{file}: the schema can't be read: {error.strerror or error}") from None
