"""A run that is killed without warning: the next one goes on at the page where it stood."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from extraction.pages import pool
from extraction.records.store import PageStore
from schemas.settings import Settings
from tests.extraction.pages import reading_stand_in

ROOT = Path(__file__).parents[3]
SHA = "0" * 64
PAGES = 12

RUN = """
import sys
from pathlib import Path
from extraction.pages import pool, reading
from extraction.records.store import PageStore
from schemas.settings import Settings
from tests.extraction.pages import reading_stand_in

if __name__ == "__main__":
    reading.read_page = reading_stand_in.read_page
    folder, sha, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    store = PageStore(folder / "data")
    tell = lambda done, _: print(done, flush=True)
    pool.read_pages(folder / "steady.pdf", sha, count, Settings(jobs=2), store, tell)
"""


def test_a_killed_run_is_taken_up_where_it_stood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-c", RUN, str(tmp_path), SHA, str(PAGES)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        done = next(int(line) for line in run.stdout if int(line) >= 3)
        run.send_signal(signal.SIGKILL)
    assert run.returncode == -signal.SIGKILL

    monkeypatch.setattr("extraction.pages.reading.read_page", reading_stand_in.read_page)
    store = PageStore(tmp_path / "data")
    heard: list[int] = []
    pages = pool.read_pages(
        tmp_path / "steady.pdf", SHA, PAGES, Settings(jobs=2), store, lambda d, _: heard.append(d)
    )
    store.close()
    assert done <= heard[0] < PAGES
    assert heard == list(range(heard[0], PAGES + 1)), "only the pages that were missing are read"
    assert [page.number for page in pages] == list(range(1, PAGES + 1))
    assert all(page.image is not None for page in pages)
