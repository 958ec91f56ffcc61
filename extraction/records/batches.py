"""What batch files are about: the documents and settings behind the requests that were written."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from extraction.export.atomic import write_whole
from schemas.errors import UsageError
from schemas.frozen import Frozen
from schemas.settings import Settings

FOLDER = "batches"
_KEPT = (
    "engine", "ask", "model", "mode", "reasks", "piece_tokens", "answer_tokens", "examples",
    "schema_file", "vision", "dpi", "second_reader",
)  # fmt: skip
"""Settings that decide what is asked; where it is asked is of no account to a file."""


class Batch(Frozen):
    """One writing of requests: keys (custom ids), documents, and the settings (as JSON values).

    ``provider`` is the id of the job where a provider's batch endpoint works on the requests.
    """

    name: str
    keys: tuple[str, ...]
    sources: tuple[str, ...]
    settings: dict[str, Any]
    provider: str | None = None

    def settings_for(self, data: Path) -> Settings:
        """The settings of the batch, with the data folder that it was found in."""
        return Settings(**self.settings, data=data)


def batch_of(name: str, keys: Iterable[str], sources: Sequence[Path], settings: Settings) -> Batch:
    """A batch of these requests; schema files and sources by their absolute paths."""
    values = settings.model_dump(mode="json", include=set(_KEPT))
    if settings.schema_file is not None:
        values["schema_file"] = str(settings.schema_file.resolve())
    return Batch(
        name=name,
        keys=tuple(keys),
        sources=tuple(str(source.resolve()) for source in sources),
        settings=values,
    )


def keep_batch(data: Path, batch: Batch) -> None:
    """Keep a batch in the data folder; one of the same name is replaced.

    Raises OutputError where the folder can't be written.
    """
    text = batch.model_dump_json(indent=1)
    write_whole(data / FOLDER / f"{batch.name}.json", text.encode("utf-8", "surrogatepass"))


def kept_batches(data: Path) -> Iterator[Batch]:
    """The batches of a data folder. Raises UsageError where one of them is damaged."""
    folder = data / FOLDER
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            yield Batch.model_validate(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, ValidationError):
            raise UsageError(
                f"{path}: is damaged; remove it and write the requests again"
            ) from None


def batches_of(data: Path, keys: Iterable[str]) -> tuple[Batch, ...]:
    """The batches of a data folder that any of these requests belongs to."""
    wanted = set(keys)
    return tuple(batch for batch in kept_batches(data) if wanted & set(batch.keys))
