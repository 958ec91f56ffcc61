"""Many pages at once, each in a worker process, with a time limit; a lost page is only itself.

The one door to pebble, whose pool kills a worker that hangs and goes on when one dies.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures import TimeoutError as PageTimeoutError
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from pebble import ProcessFuture, ProcessPool

from extraction.orphans import end_with
from extraction.records.store import PageStore
from schemas.errors import GoujiError
from schemas.page import Page
from schemas.settings import Settings

OnPage = Callable[[int, int], None]
"""Hears how many pages of how many are read."""

READER_VERSION = "5"
"""Changes whenever a page would be read otherwise, so that stored readings are made anew."""

_AHEAD = 2
"""Pages for each worker that are read or wait to be: none idles, and few images are held."""


def page_key(sha256: str, number: int, settings: Settings) -> str:
    """The key of a page's reading: document bytes, page, reader and what it depends on."""
    parts = [sha256, number, READER_VERSION, settings.dpi]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def read_pages(
    path: Path, sha256: str, count: int, settings: Settings, store: PageStore, on_page: OnPage
) -> tuple[Page, ...]:
    """Every page of a file, read anew or taken from the store; stored as soon as it is read.

    Of the pages' images only a few are held at once, however long the file is.

    A page that crashes, hangs past ``settings.page_seconds`` or fails comes back empty, with
    the reason in its notes, and is not stored: the next run tries it again.
    """
    keys = {number: page_key(sha256, number, settings) for number in range(1, count + 1)}
    pages = {n: page for n, key in keys.items() if (page := store.page(key)) is not None}
    missing = [number for number in keys if number not in pages]
    done = len(pages)
    on_page(done, count)
    for number, page, image in _read(path, missing, settings):
        if image is not None:
            page = page.model_copy(update={"image": store.keep_file(image)})
            store.keep_page(keys[number], page)
        pages[number] = page
        done += 1
        on_page(done, count)
    return tuple(pages[number] for number in sorted(pages))


def _read(
    path: Path, numbers: Sequence[int], settings: Settings
) -> Iterator[tuple[int, Page, bytes | None]]:
    from extraction.pages.reading import read_page

    if not numbers:
        return
    workers = max(1, min(settings.jobs, len(numbers)))
    # A pool even for one worker: only a process of its own can be stopped when a page hangs.
    pool = ProcessPool(
        max_workers=workers,
        initializer=end_with,
        initargs=(os.getpid(),),
        context=get_context("spawn"),
    )
    left = iter(numbers)
    under_way: dict[ProcessFuture[tuple[Page, bytes]], int] = {}
    try:
        while True:
            # A future keeps its page image, so the pages of a long file are not asked for at once.
            for number in islice(left, _AHEAD * workers - len(under_way)):
                task = (path, number, settings)
                future = pool.schedule(read_page, args=task, timeout=settings.page_seconds)
                under_way[future] = number
            if not under_way:
                return
            wait(under_way, return_when=FIRST_COMPLETED)
            future = next(each for each in under_way if each.done())
            number = under_way.pop(future)
            yield number, *_outcome(number, future.result, settings)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _outcome(
    number: int, result: Callable[[], tuple[Page, bytes]], settings: Settings
) -> tuple[Page, bytes | None]:
    try:
        return result()
    except PageTimeoutError:
        reason = f"page {number} was given up after {settings.page_seconds} seconds"
    except GoujiError as error:
        # Readers name the file and the page themselves.
        reason = str(error) if f"page {number}" in str(error) else f"page {number}: {error}"
    except Exception as error:  # a worker may die of anything: the other pages go on
        reason = f"page {number} could not be read ({type(error).__name__})"
    return Page(number=number, width=0, height=0, notes=(reason,)), None
