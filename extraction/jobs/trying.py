"""One try of a job, in a process of its own: extract, export, to the desk, done.

Killed anywhere in between, the next try ends in the same state: the result is written whole or not
at all, one that stands is not made again, and the document comes to the desk in the transaction
that ends the job. So only the try that still holds the job can bring it to an end.
"""

import os
import shutil
import time
import traceback
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from extraction import __version__
from extraction.export.key import result_key
from extraction.export.result import read_result
from extraction.jobs.verdict import How
from extraction.kinds import kinds_of
from extraction.learning.synonymfile import taught
from extraction.pipeline import OnPage, extract
from extraction.records.jobs import JobStore, LostJob
from extraction.records.opening import database_url
from extraction.review.desk import Desk
from extraction.stages.export import export
from extraction.unread import unread_parts
from schemas.document import Document
from schemas.errors import (
    BusyError,
    CostError,
    EndpointError,
    GoujiError,
    InputError,
    OutputError,
    UsageError,
)
from schemas.service import Job
from schemas.settings import Settings

_OFTEN = 1.0
"""Seconds between two notes of how many pages are read."""


class Order(NamedTuple):
    """A try: the job, the token that is the right to end it, and where everything is.

    ``final`` is set where the document may not be tried again: what could be read of it counts.
    """

    job: Job
    token: str
    settings: Settings
    data: Path
    result: Path
    final: bool


class Tried(NamedTuple):
    """What became of a try, and why, in a sentence."""

    how: How
    reason: str = ""


def attempt(order: Order) -> Tried:
    """Try a job. Never raises, short of dying."""
    try:
        return _attempt(order)
    except LostJob:
        return Tried("lost")
    except InputError as error:
        return Tried("failed", _named(str(error), order))
    except (UsageError, CostError) as error:
        return Tried("stopped", _named(str(error), order))
    except (OutputError, BusyError, EndpointError) as error:
        return Tried("setback", _named(str(error), order))
    except MemoryError:
        return Tried("strike", "it needs more memory than there is")
    except OSError as error:
        return Tried("setback", f"the machine refuses: {error.strerror or type(error).__name__}")
    except Exception as error:
        # What an error says may quote the document; its type and place do not.
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        return Tried("strike", f"internal error ({type(error).__name__}, {where})")


def _attempt(order: Order) -> Tried:
    settings = taught(order.settings, order.data)
    order = order._replace(settings=settings)
    _discard_halves(order)
    source = _named_source(order)
    key = result_key(order.job.sha256, __version__, settings)
    unread: tuple[str, ...] = ()
    pages = _standing(order.result, key)
    if pages is None:
        document = _extracted(order, source)
        unread = unread_parts(document)
        if unread and not order.final:
            return Tried("strike", "; ".join(unread))
        run = document.run.model_copy(update={"key": None if unread else key})
        export(
            document.model_copy(update={"run": run}),
            order.result.parent,
            kinds_of(settings),
            stem=order.result.stem,
        )
        pages = max(1, len(document.pages))
    reason = "; ".join(unread)
    _end(order, source, pages, reason or None)
    return Tried("done", reason)


def _named_source(order: Order) -> Path:
    """The content under the name that it was sent with, which readers and results go by."""
    source = order.result.parent / "source" / order.job.name
    if not source.exists():
        source.parent.mkdir(parents=True, exist_ok=True)
        content = order.data / "files" / order.job.sha256[:2] / order.job.sha256
        part = source.parent / f".{order.token}.part"
        try:
            os.link(content, part)
        except OSError:
            # Not every file system has links.
            shutil.copyfile(content, part)
        part.replace(source)
    return source


def _discard_halves(order: Order) -> None:
    """Remove what tries left that were killed as they wrote."""
    folder = order.result.parent
    for half in (*folder.glob(".gouji-*.part"), *(folder / "source").glob(".*.part")):
        half.unlink(missing_ok=True)


def _standing(result: Path, key: str) -> int | None:
    """How many pages the result has that stands for this key, or None."""
    if not result.exists() or not result.with_suffix(".xlsx").exists():
        return None
    try:
        there = read_result(result)
    except GoujiError:
        return None
    return max(1, there.document.pages) if there.run.key == key else None


def _extracted(order: Order, source: Path) -> Document:
    on_page = _pages_told(order)
    if order.settings.engine == "headers":
        return extract(source, order.settings, on_page)
    from extraction.asking.answers import Answers

    with Answers.live(order.settings) as answers:
        return extract(source, order.settings, on_page, answers)


def _pages_told(order: Order) -> OnPage:
    """Notes how many pages are read, once in a while: pages with a text layer are quick."""
    jobs = _job_store(order.data, order.settings.database)
    told_at = -_OFTEN

    def told(done: int, pages: int) -> None:
        nonlocal told_at
        now = time.monotonic()
        if now - told_at < _OFTEN:
            return
        told_at = now
        try:
            held = jobs.read_pages(order.token, order.job.job_id, done, pages)
        except (BusyError, OutputError):
            # It is only told: the pages themselves are kept.
            return
        if not held:
            raise LostJob

    return told


def _end(order: Order, source: Path, pages: int, reason: str | None) -> None:
    """Bring the result to the desk and end the job, in one transaction."""
    jobs = _job_store(order.data, order.settings.database)
    desk = _desk(order.data, order.settings)
    done = {
        "state": "done",
        "pages": pages,
        "pages_done": pages,
        "reason": reason,
        "ended_at": datetime.now(UTC).isoformat(timespec="microseconds"),
    }
    came = desk.bring_in(
        order.result,
        source=source,
        pages=order.data,
        owner=order.job.client_id,
        within=jobs.ending(order.token, order.job.job_id, done),
    )
    if came.came in ("new", "replaced"):
        return
    # It is at the desk already, or what people decided there on an earlier result stays.
    ended = {**done, "document_id": came.document_id}
    if not jobs.end(order.token, order.job.job_id, ended):
        raise LostJob


def _named(reason: str, order: Order) -> str:
    """The sentence without the places of this machine."""
    source = order.result.parent / "source" / order.job.name
    return reason.replace(str(source), order.job.name).replace(str(order.data), "the data folder")


@lru_cache(maxsize=1)
def _job_store(data: Path, database: str | None) -> JobStore:
    return JobStore(database_url(data, database))


@lru_cache(maxsize=1)
def _desk(data: Path, settings: Settings) -> Desk:
    return Desk(data, None, settings)
