"""What a benchmark found, as a file: a table of texts with the commit and the day it was made."""

import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from schemas.errors import InputError
from schemas.frozen import Frozen

ROOT = Path(__file__).resolve().parents[2]


class BenchTable(Frozen):
    """The result of one benchmark; ``format`` is the version of the file.

    ``name`` is that of its file, ``about`` says in some sentences what was done, ``command`` what
    makes it again. ``commit`` ends in ``+`` where files were changed after it.
    """

    format: int = 1
    name: str
    title: str
    about: str
    command: str
    commit: str
    date: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def made_now(
    name: str,
    title: str,
    about: str,
    command: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> BenchTable:
    """A table with the commit and the day of now."""
    return BenchTable(
        name=name,
        title=title,
        about=about,
        command=command,
        commit=commit(),
        date=datetime.now(UTC).date().isoformat(),
        columns=tuple(columns),
        rows=tuple(tuple(row) for row in rows),
    )


def commit() -> str:
    """The short name of the commit that is checked out; ``unknown`` outside a repository."""
    head = _git("rev-parse", "--short=10", "HEAD")
    if not head:
        return "unknown"
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", "*.py", "*.toml")
    return head + ("+" if changed else "")


def write_table(table: BenchTable, path: Path) -> None:
    """Write a table as JSON, its folder made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(table.model_dump_json(indent=1) + "\n", encoding="utf-8")


def read_table(path: Path) -> BenchTable:
    """A table from its file.

    Raises:
        InputError: it can't be read or is no such table.
    """
    try:
        return BenchTable.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror or error}") from None
    except ValidationError:
        raise InputError(f"{path}: is no table of a benchmark; run it again or remove it") from None


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
