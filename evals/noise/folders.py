"""Disturbed documents on disk: a case folder where the truth is known, else the document alone."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evals.cases.case import CASE_FILE, CASE_FORMAT, GOLD_FILE, CaseFiles, find_cases
from evals.cases.gold import gold_json, gold_of, read_gold_json
from evals.cases.shape import shape_refusals
from evals.noise.faults import Rates
from evals.noise.text import noise_text
from extraction.readers.character_encoding import decode
from extraction.readers.text_file import read_bytes, text_of
from schemas.errors import InputError, OutputError
from schemas.kinds import builtin_kinds
from schemas.settings import Settings

NOISE_FILE = "noise.json"
"""In a case folder: the seed, the rates or the condition, and every fault that struck."""
CELLS_FILE = "cells.json"


class Given(NamedTuple):
    """A document to disturb; its gold, boxes of cells and tags where it is a case."""

    name: str
    source: Path
    gold_file: Path | None = None
    cells: Path | None = None
    tags: tuple[str, ...] = ()


class Written(NamedTuple):
    """What was written: the document, and the number of faults (None for images)."""

    name: str
    path: Path
    faults: int | None
    is_case: bool


def given_case(files: CaseFiles) -> Given:
    """The case as a document to disturb."""
    return Given(files.name, files.source, files.gold_file, files.cells, files.tags)


def given_document(path: Path, gold: Path | None = None) -> Given:
    """A document with its gold: the one named, or one that lies beside it and names it.

    Beside are gold.json, NAME.gold.json, NAME.json, and for a scan NAME.cells.json.

    Raises:
        InputError: the gold that was named is not there.
    """
    if gold is not None and not gold.is_file():
        raise InputError(f"{gold}: there is no such gold file; check the path")
    cells = path.with_name(f"{path.stem}.cells.json")
    found = gold or next((g for g in _golds_beside(path) if _is_gold_of(g, path)), None)
    if gold is not None:
        cells = gold.with_name(f"{path.stem}.cells.json")
    kept = cells if found is not None and cells.is_file() else None
    return Given(path.stem, path, found, kept)


def given_cases(paths: Sequence[Path]) -> tuple[Given, ...]:
    """The cases in folders; see `evals.cases.case.find_cases`."""
    return tuple(given_case(files) for files in find_cases(paths))


def write_noised_text(given: Given, rates: Rates, seed: int, out: Path) -> Written:
    """Disturb one text and write it under ``out``: the same arguments write the same bytes.

    Undisturbed, the bytes are those of the source; else the text is UTF-8.

    Raises:
        InputError: the text or its gold can't be read.
        OutputError: it can't be written.
    """
    data = read_bytes(given.source, Settings(schema_file=None))
    text_of(data, given.source, Settings(schema_file=None))
    gold = None if given.gold_file is None else gold_content(given.gold_file)
    noised = noise_text(decode(data, str(given.source)), rates, seed, gold)
    content = noised.text.encode("utf-8") if noised.faults else data
    told = {"seed": seed, "rates": rates.model_dump(exclude_defaults=True)}
    told["faults"] = [fault._asdict() for fault in noised.faults]
    tags = sorted(f"noise-{name}" for name, rate in rates if rate)
    tags = ["noised", *tags] if tags else tags
    made = write_case(given, given.source.name, content, noised.gold, out, tags, told)
    return made._replace(faults=len(noised.faults))


def gold_content(path: Path) -> dict[str, Any]:
    """The content of a gold file, in the shape of gold.

    Raises:
        InputError: it can't be read, or has another shape.
    """
    content = read_gold_json(path)
    wrong = shape_refusals(content, builtin_kinds())
    if wrong:
        raise InputError(f"{path}: {wrong[0]}")
    return content


def write_case(
    given: Given,
    file_name: str,
    content: bytes,
    gold: Mapping[str, Any] | None,
    out: Path,
    tags: Sequence[str],
    told: Mapping[str, Any],
    cells: str | None = None,
) -> Written:
    """Write a document, with ``gold`` as a case folder named after the case, else by itself.

    Raises:
        OutputError: it can't be written, or would replace its own source.
    """
    folder = out if gold is None else out / given.name
    path = folder / file_name
    if path.resolve() == given.source.resolve():
        raise OutputError(f"{path}: is the source itself; name another --out")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if gold is not None:
            _write_truth(folder, file_name, gold, (*given.tags, *tags), told, cells)
    except OSError as error:
        raise OutputError(f"{folder}: can't be written: {error.strerror or error}") from None
    return Written(given.name, path, None, gold is not None)


def _write_truth(
    folder: Path,
    file_name: str,
    gold: Mapping[str, Any],
    tags: Sequence[str],
    told: Mapping[str, Any],
    cells: str | None,
) -> None:
    head = [f"format = {CASE_FORMAT}", f"source = {_quoted(file_name)}"]
    head.append(f"tags = [{', '.join(_quoted(tag) for tag in dict.fromkeys(tags))}]")
    if cells is not None:
        head.append(f"cells = {_quoted(CELLS_FILE)}")
        (folder / CELLS_FILE).write_text(cells, encoding="utf-8")
    (folder / CASE_FILE).write_text("\n".join(head) + "\n", encoding="utf-8")
    body = gold_json(gold_of({**gold, "document": file_name}))
    (folder / GOLD_FILE).write_text(body, encoding="utf-8")
    told_text = json.dumps(told, ensure_ascii=False, indent=1)
    (folder / NOISE_FILE).write_text(told_text + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _golds_beside(path: Path) -> tuple[Path, ...]:
    names = (GOLD_FILE, f"{path.stem}.gold.json", f"{path.stem}.json")
    return tuple(file for name in names if (file := path.with_name(name)).is_file())


def _is_gold_of(gold: Path, path: Path) -> bool:
    """Whether a JSON file is gold, and of this document; results of an extraction are not."""
    content = read_gold_json(gold)
    is_gold = "tables" in content and "document" in content and "checks" not in content
    return is_gold and (gold.name != GOLD_FILE or content["document"] == path.name)
