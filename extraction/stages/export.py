"""Stage export: a document to its result files, written whole or not at all."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from extraction.export.atomic import write_whole
from extraction.export.cells import write_cells
from extraction.export.history import write_history
from extraction.export.payload import document_payload, json_text
from extraction.export.result import parse_result, read_result
from extraction.export.workbook import write_workbook
from schemas.document import Document
from schemas.kinds import KindRow, builtin_kinds
from schemas.review import Event

CELLS_CSV = "cells.csv"
CELLS_PARQUET = "cells.parquet"
HISTORY_CSV = "history.csv"


def export(
    document: Document,
    folder: Path,
    kinds: Sequence[type[KindRow]] | None = None,
    *,
    history: Sequence[Event] | None = None,
    stem: str | None = None,
    workbook: bool = True,
) -> Path:
    """Write ``<stem>.xlsx`` and ``<stem>.json`` into ``folder`` and give the path of the JSON.

    ``kinds`` are those of the run, None for the built-in ones. The JSON comes last: where it
    stands, the workbook stands too. ``history`` is what people did; ``stem`` a name other than
    that of the document.

    Raises:
        OutputError: a file can't be written.
    """
    payload = document_payload(document, history)
    path = folder / f"{stem or Path(document.info.name).stem}.json"
    if workbook:
        write_workbook(parse_result(payload), path.with_suffix(".xlsx"), _by_name(kinds))
    write_whole(path, json_text(payload).encode())
    return path


def export_cells(
    results: Iterable[Path], folder: Path, kinds: Sequence[type[KindRow]] | None = None
) -> tuple[Path, Path]:
    """Write the cells of the results (JSON files) to ``cells.csv`` and ``cells.parquet``.

    ``kinds`` are those of the run, None for the built-in ones.

    Raises:
        OutputError: a file can't be written.
        InputError: a result can't be read.
        VerificationError: a file is no result.
    """
    paths = folder / CELLS_CSV, folder / CELLS_PARQUET
    write_cells((read_result(path) for path in results), *paths, _by_name(kinds))
    return paths


def export_history(results: Iterable[Path], folder: Path) -> Path:
    """Write what people did in all results (JSON files) to ``history.csv``.

    Raises:
        OutputError: the file can't be written.
        InputError: a result can't be read.
        VerificationError: a file is no result.
    """
    path = folder / HISTORY_CSV
    write_history((read_result(result) for result in results), path)
    return path


def _by_name(kinds: Sequence[type[KindRow]] | None) -> dict[str, type[KindRow]]:
    return {kind.kind: kind for kind in (builtin_kinds() if kinds is None else kinds)}
