"""Pages in worker processes: what hangs or dies is one page, and a second run goes on from there.

The page reader of the workers is a stand-in (`extraction.pages.reading.read_page` is replaced in
them through the path's name), so that no recognition is needed.
"""

from collections.abc import Collection
from pathlib import Path

import pytest

from extraction.pages import pool
from extraction.records.store import PageStore
from schemas.page import Page
from schemas.settings import Settings

SHA = "0" * 64


def run(
    path: Path, store: PageStore, seconds: float = 60.0, jobs: int = 2
) -> tuple[tuple[Page, ...], list[int]]:
    heard: list[int] = []
    settings = Settings(jobs=jobs, page_seconds=seconds)
    pages = pool.read_pages(path, SHA, 3, settings, store, lambda done, _: heard.append(done))
    return pages, heard


@pytest.fixture
def store(tmp_path: Path) -> PageStore:
    return PageStore(tmp_path / "data")


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.extraction.pages import reading_stand_in

    monkeypatch.setattr("extraction.pages.reading.read_page", reading_stand_in.read_page)


def test_all_pages_are_read_and_kept(tmp_path: Path, store: PageStore) -> None:
    pages, heard = run(tmp_path / "good.pdf", store)
    assert [page.number for page in pages] == [1, 2, 3]
    assert all(page.image is not None for page in pages)
    assert heard == [0, 1, 2, 3]


def test_a_page_that_hangs_is_given_up_and_the_others_go_on(
    tmp_path: Path, store: PageStore
) -> None:
    pages, _ = run(tmp_path / "hangs.pdf", store, seconds=3.0)
    assert pages[1].notes == ("page 2 was given up after 3.0 seconds",)
    assert [page.image is not None for page in pages] == [True, False, True]


def test_a_page_that_kills_its_worker_is_only_itself(tmp_path: Path, store: PageStore) -> None:
    pages, _ = run(tmp_path / "dies.pdf", store)
    assert "could not be read" in pages[1].notes[0]
    assert [page.image is not None for page in pages] == [True, False, True]


def test_a_page_that_can_not_be_read_says_why(tmp_path: Path, store: PageStore) -> None:
    path = tmp_path / "large.pdf"
    pages, _ = run(path, store)
    assert pages[1].notes == (f"{path}: page 2 is too large; scan it coarser",)
    assert [page.image is not None for page in pages] == [True, False, True]


def test_a_slow_page_holds_up_no_other(tmp_path: Path, store: PageStore) -> None:
    path, settings = tmp_path / "slow.pdf", Settings(jobs=2)
    keys = [pool.page_key(SHA, number, settings) for number in (1, 2, 3)]
    stored: list[list[bool]] = []

    def on_page(_done: int, _count: int) -> None:
        stored.append([store.page(key) is not None for key in keys])

    pages = pool.read_pages(path, SHA, 3, settings, store, on_page)
    assert [page.number for page in pages] == [1, 2, 3]
    assert stored[-2:] == [[False, True, True], [True, True, True]]


def test_few_pages_are_under_way_at_once(
    tmp_path: Path, store: PageStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way: list[int] = []
    wait = pool.wait

    def counting(futures: Collection[object], return_when: str) -> object:
        under_way.append(len(futures))
        return wait(futures, return_when=return_when)  # type: ignore[call-overload]

    monkeypatch.setattr(pool, "wait", counting)
    pages = pool.read_pages(
        tmp_path / "good.pdf", SHA, 12, Settings(jobs=2), store, lambda *_: None
    )
    assert [page.number for page in pages] == list(range(1, 13))
    assert max(under_way) == 4


def test_a_second_run_reads_only_what_is_missing(tmp_path: Path, store: PageStore) -> None:
    run(tmp_path / "dies.pdf", store)
    pages, heard = run(tmp_path / "good.pdf", store)
    assert heard[0] == 2
    assert all(page.image is not None for page in pages)


def test_another_resolution_is_another_reading() -> None:
    keys = {pool.page_key(SHA, 1, Settings(dpi=dpi)) for dpi in (150, 200)}
    assert len(keys) == 2
    assert pool.page_key(SHA, 1, Settings(jobs=1)) == pool.page_key(SHA, 1, Settings(jobs=2))
