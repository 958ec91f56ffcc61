"""What the arguments of a command stand for: files, folders and globs become files."""

import glob
import os
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from extraction.readers.formats import SUFFIXES
from schemas.errors import EmptyInputError, GoujiError, InputError, UsageError


class Inputs(NamedTuple):
    """The files to read, in the order asked for, and what is wrong with the rest."""

    files: tuple[Path, ...]
    problems: tuple[GoujiError, ...]


def expand(arguments: Sequence[str]) -> Inputs:
    """The files that the arguments name, each once; a folder is walked to its depths.

    Never raises: an argument that leads nowhere becomes a problem, and the others go on.
    """
    files: dict[Path, Path] = {}
    problems: list[GoujiError] = []
    for argument in arguments:
        for found in _expand_one(argument):
            if isinstance(found, GoujiError):
                problems.append(found)
            else:
                files.setdefault(found.resolve(), found)
    return Inputs(tuple(files.values()), tuple(problems))


def _expand_one(argument: str) -> Iterator[Path | GoujiError]:
    path = Path(argument)
    try:
        if path.is_dir():
            yield from _walk(path)
        elif path.is_file():
            yield path
        elif os.path.lexists(path):
            yield InputError(f"{argument}: is no regular file; name a file, a folder or a pattern")
        elif glob.has_magic(argument):
            yield from _matches(argument)
        else:
            yield InputError(f"{argument}: there is no such file or folder")
    except (OSError, ValueError) as error:
        yield InputError(f"{argument}: can't be read: {error}")


def _matches(pattern: str) -> Iterator[Path | GoujiError]:
    found = [Path(name) for name in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207
    files = [path for path in found if path.is_file()]
    if not found:
        yield InputError(f"{pattern}: no file matches")
    yield from files
    # Under `**` a folder's files match by themselves.
    if not files:
        for folder in found:
            yield from _walk(folder)


def _walk(folder: Path) -> Iterator[Path | GoujiError]:
    unreadable: list[OSError] = []
    count = 0
    for place, inner, names in os.walk(folder, onerror=unreadable.append):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                count += 1
                yield Path(place, name)
    for error in unreadable:
        yield InputError(f"{error.filename}: the folder can't be read: {error.strerror}")
    if not count and not unreadable:
        known = ", ".join(SUFFIXES)
        yield EmptyInputError(f"{folder}: the folder holds no document ({known})")


class Job(NamedTuple):
    """A document and the JSON that its result goes to."""

    source: Path
    target: Path


def plan(files: Sequence[Path], folder: Path) -> tuple[tuple[Job, ...], tuple[GoujiError, ...]]:
    """One job per file; a file whose result would overwrite another's is refused.

    The first of two files with the same stem is kept. Stems are compared without case and in
    one Unicode form, as file systems do that hold results of several machines.
    """
    taken: dict[str, Path] = {}
    sources = {file.resolve() for file in files}
    jobs: list[Job] = []
    problems: list[GoujiError] = []
    for file in files:
        first = taken.setdefault(unicodedata.normalize("NFC", file.stem).casefold(), file)
        target = folder / f"{file.stem}.json"
        outputs = {target.resolve(), target.with_name(f"{file.stem}.xlsx").resolve()}
        if first is not file:
            problems.append(
                UsageError(
                    f"{file}: has the same name as {first}, so both results would be"
                    f" {target.name}; extract it into another folder"
                )
            )
        elif outputs & sources:
            problems.append(
                UsageError(f"{file}: its result would overwrite an input; choose another --out")
            )
        else:
            jobs.append(Job(file, target))
    return tuple(jobs), tuple(problems)
