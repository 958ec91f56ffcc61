"""The order of the stages, written once."""

import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from schemas.document import Document
from schemas.settings import Settings

Stage = Callable[[Document, Settings], Document]

STAGES: tuple[tuple[str, str], ...] = (
    ("read", "read"),
    ("grid", "grid"),
    ("classify", "classify"),
    ("map", "map_segments"),
    ("check", "check"),
    ("decode", "decode"),
    ("score", "score"),
    ("export", "export"),
)
"""Module in `extraction.stages` and function of every stage, in the order in which they run."""

_FIRST, _LAST = STAGES[0], STAGES[-1]


def stage(module: str, function: str) -> object:
    """The function of a stage; its module is imported only now, so that start-up stays quick."""
    return getattr(import_module(f"extraction.stages.{module}"), function)


def extract(path: Path, settings: Settings) -> Document:
    """The document in a file with tables, checks, findings and run, ready to export.

    Raises InputError where the file can't be read, UsageError where the schema file is wrong.
    """
    from extraction import __version__

    started = time.perf_counter()
    read = cast(Callable[[Path, Settings], Document], stage(*_FIRST))
    document = read(path, settings)
    for module, function in STAGES[1:-1]:
        document = cast(Stage, stage(module, function))(document, settings)
    run = document.run.model_copy(
        update={
            "engine": settings.engine,
            "version": __version__,
            "seconds": round(time.perf_counter() - started, 3),
        }
    )
    return document.model_copy(update={"run": run})
