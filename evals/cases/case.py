"""A gold case: a document, its gold, its tags, and what else is known of it."""

import json
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evals.cases.gold import Gold, load_gold
from extraction.readers.formats import SUFFIXES
from schemas.errors import EmptyInputError, InputError, UsageError
from schemas.frozen import Frozen
from schemas.kinds import KindRow
from schemas.source import Box

CASE_FILE, GOLD_FILE = "case.toml", "gold.json"
CASE_FORMAT = 1
"""The version of case.toml."""

_KEYS = ("format", "source", "tags", "answers", "cells")


class Case(Frozen):
    """One case. ``folder`` holds ``gold_file``; all paths are absolute or relative as given.

    ``answers`` are recorded answers of a model (JSONL), ``cells`` the boxes of a scan's cells.
    """

    name: str
    folder: Path
    gold_file: Path
    source: Path
    gold: Gold
    tags: tuple[str, ...] = ()
    answers: Path | None = None
    cells: Path | None = None


class CaseFiles(Frozen):
    """Where the parts of a case are, its gold not yet read."""

    name: str
    folder: Path
    gold_file: Path
    source: Path
    tags: tuple[str, ...] = ()
    answers: Path | None = None
    cells: Path | None = None


class TrueBox(Frozen):
    """The place of one printed cell of a scan: page, box in points from the upper left corner.

    ``row`` (0-based) and ``field`` say which gold value of ``table`` (kind#ordinal) it prints.
    """

    page: int
    box: Box
    text: str
    table: str
    row: int
    field: str


def load_cases(
    paths: Sequence[Path], kinds: Sequence[type[KindRow]] | None = None
) -> tuple[Case, ...]:
    """The cases that paths name: folders with case.toml, folders of such, or gold files.

    A gold file (``X.json``, ``X.gold.json``) lies beside the document that it names, or beside
    one named ``X``. ``kinds`` are the built-in ones.

    Raises:
        InputError: a case can't be read, or its gold is not of the shape of gold.
        UsageError: two cases have the same name.
    """
    return tuple(
        Case(**{name: getattr(files, name) for name in CaseFiles.model_fields},
             gold=load_gold(files.gold_file, kinds))
        for files in find_cases(paths)
    )  # fmt: skip


def find_cases(paths: Sequence[Path]) -> tuple[CaseFiles, ...]:
    """Where the cases lie that paths name (see `load_cases`); no gold is read.

    Raises:
        InputError: there is none, or a part of one is missing.
        UsageError: two cases have the same name.
    """
    found = [files for path in paths for files in _at(path)]
    found = list({files.gold_file.resolve(): files for files in found}.values())
    for name, count in Counter(files.name for files in found).items():
        if count > 1:
            raise UsageError(f"{count} cases are named {name}; rename their folders")
    return tuple(found)


def load_boxes(case: Case | CaseFiles) -> tuple[TrueBox, ...]:
    """The places of the cells that print gold values; empty where the case has none.

    Raises:
        InputError: the file can't be read or is no list of cells.
    """
    if case.cells is None:
        return ()
    try:
        cells = json.loads(case.cells.read_text(encoding="utf-8"))
        return tuple(
            TrueBox(page=c["page"], box=c["box"], text=c.get("text", ""), table=c["table"],
                    row=c["gold_row"], field=c["field"])
            for c in cells
            if "gold_row" in c
        )  # fmt: skip
    except OSError as error:
        raise InputError(f"{case.cells}: can't be read: {error.strerror or error}") from None
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
        raise InputError(
            f"{case.cells}: is no list of cells with page, box, table, gold_row and field;"
            f" correct it, or remove cells from {case.folder / CASE_FILE}"
        ) from None


def _at(path: Path) -> tuple[CaseFiles, ...]:
    if path.is_file():
        return (_of_folder(path.parent),) if path.name == CASE_FILE else (_beside(path),)
    if not path.is_dir():
        raise InputError(f"{path}: no such case; name a folder with {CASE_FILE}, or a gold file")
    if (path / CASE_FILE).is_file():
        return (_of_folder(path),)
    folders = sorted(file.parent for file in path.rglob(CASE_FILE))
    if folders:
        return tuple(_of_folder(folder) for folder in folders)
    golds = [file for file in sorted(path.glob("*.json")) if _source_beside(file) is not None]
    if not golds:
        raise EmptyInputError(
            f"{path}: holds no case; gouji gold draft DOC --out {path / 'NAME'} makes one"
        )
    return tuple(_beside(file) for file in golds)


def _of_folder(folder: Path) -> CaseFiles:
    path = folder / CASE_FILE
    try:
        head = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: can't be read: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: is no TOML: {error}; mend it there") from None
    _see(path, head)
    named = {key: folder / head[key] for key in ("source", "answers", "cells") if key in head}
    for key, file in named.items():
        if not file.is_file():
            raise InputError(
                f"{path}: its {key} {head[key]} is not there; correct the path,"
                f" which is relative to {folder}"
            )
    return CaseFiles(
        name=folder.resolve().name,
        folder=folder,
        gold_file=folder / GOLD_FILE,
        tags=tuple(head.get("tags", ())),
        **named,
    )


def _see(path: Path, head: Mapping[str, Any]) -> None:
    version = head.get("format", CASE_FORMAT)
    if version != CASE_FORMAT or isinstance(version, bool):
        raise InputError(
            f"{path}: is of format {version!r}, and this gouji reads format {CASE_FORMAT};"
            " update gouji, or write format = 1 and the keys of docs/evaluation.md"
        )
    unknown = [key for key in head if key not in _KEYS]
    if unknown:
        raise InputError(f"{path}: {unknown[0]} is no key; it knows {', '.join(_KEYS)}")
    if "source" not in head:
        raise InputError(f'{path}: source is missing; write source = "DOCUMENT"')
    for key in ("source", "answers", "cells"):
        if not isinstance(head.get(key, ""), str):
            raise InputError(f'{path}: {key} is no text; write {key} = "FILE"')
    tags = head.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise InputError(f'{path}: tags are no list of texts; write tags = ["text"]')


def _beside(gold: Path) -> CaseFiles:
    if gold.name == GOLD_FILE and (gold.parent / CASE_FILE).is_file():
        return _of_folder(gold.parent)
    source = _source_beside(gold)
    if source is None:
        raise InputError(
            f"{gold}: its document is not beside it; put it there, or write a {CASE_FILE}"
            ' with source = "DOCUMENT"'
        )
    return CaseFiles(name=_stem(gold), folder=gold.parent, gold_file=gold, source=source)


def _source_beside(gold: Path) -> Path | None:
    try:
        content = json.loads(gold.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        content = {}
    named = content.get("document") if isinstance(content, dict) else None
    if isinstance(named, str) and named and (gold.parent / Path(named).name).is_file():
        return gold.parent / Path(named).name
    alike = (gold.with_name(_stem(gold) + suffix) for suffix in SUFFIXES)
    return next((file for file in alike if file.is_file()), None)


def _stem(gold: Path) -> str:
    return gold.name.removesuffix(".json").removesuffix(".gold")
