"""The order of the stages, written once."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from schemas.document import Document
from schemas.settings import Settings
from schemas.synonym import digest_of

if TYPE_CHECKING:
    from extraction.asking.answers import Answers

Stage = Callable[[Document, Settings], Document]
OnPage = Callable[[int, int], None]

STAGES: tuple[tuple[str, str], ...] = (
    ("read", "read"),
    ("ocr", "ocr"),
    ("grid", "grid"),
    ("classify", "classify"),
    ("map", "map_segments"),
    ("check", "check"),
    ("chunk", "chunk"),
    ("ask", "ask"),
    ("decode", "decode"),
    ("reread", "reread"),
    ("score", "score"),
    ("export", "export"),
)
"""Module in `extraction.stages` and function of every stage, in the order in which they run."""

_FIRST, _LAST = STAGES[0], STAGES[-1]
_ASKING = frozenset({"chunk", "ask"})
"""Stages that the headers engine leaves out, with all the libraries that they need."""
_ANSWERED = frozenset({"ask", "reread"})
"""Stages that put questions to a model."""


def stage(module: str, function: str) -> Callable[..., object]:
    """The function of a stage; its module is imported only now, so that start-up stays quick."""
    found: Callable[..., object] = getattr(import_module(f"extraction.stages.{module}"), function)
    return found


_RARELY = (200_000, 20, 100)


@contextmanager
def rare_collection() -> Iterator[None]:
    """Garbage collection only now and then, for as long as a document is worked on.

    A large document is hundreds of thousands of immutable objects without cycles; the default
    threshold walks them all again and again, at a cost that grows with the square.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def collect_rarely() -> None:
    """The same from now on, for a server: what is loaded so far is never walked again.

    Otherwise the end of every decision would walk all documents that are open.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_RARELY)


def _read(path: Path, settings: Settings) -> Document:
    return cast(Callable[[Path, Settings], Document], stage(*_FIRST))(path, settings)


def synonyms_told(settings: Settings) -> str | None:
    """How many learned headers a run has, and the start of their hash; None without any."""
    if not settings.synonyms:
        return None
    return f"{len(settings.synonyms)} of sha256:{digest_of(settings.synonyms)[:12]}"


def extract(
    path: Path,
    settings: Settings,
    on_page: OnPage | None = None,
    answers: "Answers | None" = None,
) -> Document:
    """The document in a file with tables, checks, findings and run, ready to export.

    ``on_page`` hears how many pages of how many are read, for files read page by page;
    ``answers`` answer the requests to a model, for all documents of a run.
    Raises InputError where the file can't be read, UsageError where the schema file is wrong.
    """
    from extraction import __version__

    started = time.perf_counter()
    with rare_collection():
        document = _read(path, settings)
        for module, function in STAGES[1:-1]:
            if module in _ASKING and settings.engine == "headers":
                continue
            work = cast(Stage, stage(module, function))
            if module == "ocr" and on_page is not None:
                work = cast(Stage, partial(stage(module, function), on_page=on_page))
            elif module in _ANSWERED:
                work = cast(Stage, partial(stage(module, function), answers=answers))
            document = work(document, settings)
    run = document.run.model_copy(
        update={
            "engine": settings.engine,
            "version": __version__,
            "seconds": round(time.perf_counter() - started, 3),
            "synonyms": synonyms_told(settings),
        }
    )
    return document.model_copy(update={"run": run})
