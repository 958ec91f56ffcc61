from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from extraction.records.store import PageStore
from schemas.document import Document
from schemas.table import Row
from tests.ui.review.sample_desk import (
    BROWSER,
    FLAGS,
    Served,
    as_page,
    extracted,
    free_port,
    make_desk,
    sample_text,
)

MARKUP = "<img src=x onerror=\"document.title='broken'\">**bold** <script>1</script>"
Opened = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert BROWSER.exists(), "the desk is tested in Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
        yield made
        made.close()


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a text, a page, a page without its image, and one of markup."""
    folder = tmp_path_factory.mktemp("desk")
    results, data = folder / "results", folder / "data"
    text = extracted(results, "text.txt", sample_text())
    markup = spoilt(extracted(results, "markup <b>&amp;.txt", sample_text()))
    store = PageStore(data)
    page = extracted(results, "page.txt", sample_text())
    lost = extracted(results, "lost.txt", sample_text("\n本表无说明。"))
    documents = [
        text,
        markup,
        _named(as_page(page, store), "page.pdf"),
        _named(as_page(lost, store, kept=False), "lost.pdf"),
    ]
    store.close()
    make_desk(data, results, documents)
    return data


def spoilt(document: Document) -> Document:
    """The document with markup for a name: readers take tags away, a model or a file may not."""
    table = document.tables[0]
    rows = list(table.rows)
    row = rows[7]
    cell = row.cells["name"].model_copy(update={"printed": MARKUP, "text": MARKUP})
    rows[7] = Row(values={**row.values, "name": MARKUP}, cells={**row.cells, "name": cell})
    spoilt = table.model_copy(update={"rows": tuple(rows), "title": f"{MARKUP}{table.title}"})
    return document.model_copy(update={"tables": (spoilt,)})


def _named(document: Document, name: str) -> Document:
    return document.model_copy(update={"info": document.info.model_copy(update={"name": name})})


@pytest.fixture(scope="session")
def own_port() -> int:
    """The port of desks that a test has for itself: one, so that the browser knows it."""
    return free_port()


@pytest.fixture(scope="session")
def served(samples: Path) -> Iterator[Served]:
    made = Served(samples)
    yield made
    made.stopped()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[Callable[[str, str], BrowserContext]]:
    """A context for each language and theme, so that what the pages load is loaded once."""
    made: dict[tuple[str, str], BrowserContext] = {}

    def context(locale: str, theme: str) -> BrowserContext:
        if (locale, theme) not in made:
            made[locale, theme] = browser.new_context(
                viewport={"width": 1280, "height": 800}, locale=locale, color_scheme=theme
            )
        return made[locale, theme]

    yield context
    for one in made.values():
        one.close()


@pytest.fixture
def opened(contexts: Callable[[str, str], BrowserContext]) -> Iterator[Opened]:
    """Open an address in a window of its own, in a language and a theme."""
    pages = []
    expect.set_options(timeout=20_000)

    def open_(url: str, locale: str = "en-GB", theme: str = "light") -> Page:
        page = contexts(locale, theme).new_page()
        pages.append(page)
        page.set_default_timeout(20_000)
        page.goto(url)
        return page

    yield open_
    for page in pages:
        page.close()
