"""Pictures of every page of the desk for the README, from results of the samples.

    make demo
    python -m tests.ui.review.screenshots out/demo out/demo/scans
    python -m tests.ui.review.screenshots --learned        # those of what was learned alone

Needs Chromium and a font with Chinese characters. Pictures go to docs/images/.
"""

import argparse
import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from typer.testing import CliRunner

from extraction.learning.lessons import Lessons
from extraction.review.desk import Desk
from extraction.review.importing import is_result, results_in
from schemas.review import SetField, SetKind
from tests.builders import SETTINGS
from tests.extraction.learning.family import KIND, UNKNOWN, text_of
from tests.ui.review.sample_desk import BROWSER, FLAGS, ROOT, Served, extracted, make_desk
from ui.cli import app

SCANNED, TEXT, EXAMPLES = "hengqiao", "fengting", "yunlu-culture-2023"
OUT = ROOT / "docs" / "images"


def main() -> None:
    """Bring the results to a desk of their own and take the pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("results", nargs="*", type=Path, help="folders of results")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--learned", action="store_true", help="only of a family of documents")
    given = parser.parse_args()
    learned(given.out)
    if given.learned:
        return
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        with Desk(data, settings=SETTINGS) as desk:
            for place in given.results:
                for result in filter(is_result, results_in(place)):
                    desk.bring_in(result, source=ROOT / "samples", pages=place / ".gouji")
        for place in given.results:
            result = place / f"{EXAMPLES}.json"
            if result.is_file():
                source = ROOT / "samples"
                words = ("examples", "add", result, "--source", source, "--data", data)
                CliRunner().invoke(app, [str(word) for word in words])
        served = Served(data, who="reviewer")
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
                _light(_window(browser, served, "en-GB", "light"), given.out)
                _dark(_window(browser, served, "zh-CN", "dark"), given.out)
                browser.close()
        finally:
            served.stopped()


def learned(out: Path) -> None:
    """Pictures of what a family of invented documents taught."""
    with tempfile.TemporaryDirectory() as folder:
        results, data = Path(folder) / "results", Path(folder) / "data"
        texts = {year: text_of(year) for year in (2022, 2023, 2024)}
        texts[2022] = texts[2022].replace("基本支出", "日常运转开支")
        documents = [extracted(results, f"{year}.txt", text) for year, text in texts.items()]
        make_desk(data, results, documents)
        with Desk(data, settings=SETTINGS) as desk:
            for entry in desk.queue():
                if entry.name != "2024.txt":
                    _placed(desk, entry.document_id)
            lessons = Lessons(data, None, desk.observed)
            first = max(lessons.all(), key=lambda one: len(one.evidence.documents))
            lessons.decide("accept", first.synonym.id, "Wang")
        served = Served(data, who="reviewer")
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
                for locale, theme, mark in (("en-GB", "light", ""), ("zh-CN", "dark", "-dark")):
                    page = _window(browser, served, locale, theme)
                    _learned_pages(page, out, mark)
                browser.close()
        finally:
            served.stopped()


def _placed(desk: Desk, document_id: str) -> None:
    """Every printed column that no field has becomes the field that it is."""
    state = desk.open(document_id, "Li")
    if state.document.tables[0].kind != KIND:
        named = SetKind(kind="table", ordinal=1, who="Li", to=KIND)
        state = desk.edit(document_id, state.version, named).state
    for heading in desk.headings(document_id, KIND, 1).unplaced:
        to = "project" if heading.printed == UNKNOWN else "basic"
        edit = SetField(kind=KIND, ordinal=1, who="Li", field=heading.printed, to=to)
        state = desk.edit(document_id, state.version, edit).state
    desk.close_document(document_id, "Li")


def _learned_pages(page: Page, out: Path, mark: str) -> None:
    links = page.locator("[data-testid=stTopNavLink]")
    links.nth(5).click()
    expect(page.locator(".learned li")).to_have_count(2)
    page.screenshot(path=out / f"desk-learned{mark}.png")


def _window(browser: Browser, served: Served, locale: str, theme: str) -> Page:
    size = {"width": 1280, "height": 800}
    context = browser.new_context(viewport=size, locale=locale, color_scheme=theme)
    page = context.new_page()
    page.set_default_timeout(90_000)
    expect.set_options(timeout=90_000)
    page.goto(served.url)
    page.locator(".qrow").first.wait_for()
    return page


def _light(page: Page, out: Path) -> None:
    _review(page, TEXT)
    page.screenshot(path=out / "desk-review-text.png")
    page.keyboard.press("Enter")
    expect(page.locator(".saved")).to_contain_text("settled")
    page.get_by_role("link", name="Queue").click()
    page.locator(".qrow").first.wait_for()
    page.screenshot(path=out / "desk-queue.png")
    _review(page, SCANNED)
    _image_shown(page)
    page.screenshot(path=out / "desk-review.png")
    page.keyboard.press("d")
    page.locator(".cell.here").wait_for()
    _image_shown(page)
    page.screenshot(path=out / "desk-document.png")
    page.get_by_role("link", name="Quality").click()
    charts = page.locator("[data-testid=stVegaLiteChart]")
    expect(charts).to_have_count(6)
    for chart in charts.all():
        chart.locator("canvas, svg").first.wait_for()
    page.screenshot(path=out / "desk-quality.png")
    page.get_by_role("link", name="Examples").click()
    page.locator(".examples pre").wait_for()
    page.screenshot(path=out / "desk-examples.png")


def _dark(page: Page, out: Path) -> None:
    _review(page, SCANNED)
    _image_shown(page)
    page.screenshot(path=out / "desk-review-dark.png")
    page.keyboard.press("d")
    page.locator(".cell.here").wait_for()
    _image_shown(page)
    page.screenshot(path=out / "desk-document-dark.png")


def _review(page: Page, name: str) -> None:
    page.locator(".qrow", has_text=name).click()
    expect(page.locator(".side .bar .name")).to_contain_text(name)


def _image_shown(page: Page) -> None:
    page.locator(".marks rect.cell").wait_for()
    page.wait_for_function("document.fonts.status === 'loaded'")
    shown = page.locator(".loupe")
    expect(shown).to_have_attribute("style", re.compile("background-image"))


if __name__ == "__main__":
    main()
