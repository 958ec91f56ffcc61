"""Pictures of every page of the desk for the README, from results of the samples.

    make demo
    python -m tests.ui.review.screenshots out/demo out/demo/scans

Needs Chromium and a font with Chinese characters. Pictures go to docs/images/.
"""

import argparse
import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from typer.testing import CliRunner

from extraction.review.desk import Desk
from extraction.review.importing import is_result, results_in
from tests.builders import SETTINGS
from tests.ui.review.sample_desk import BROWSER, FLAGS, ROOT, Served
from ui.cli import app

SCANNED, TEXT, EXAMPLES = "hengqiao", "fengting", "yunlu-culture-2023"
OUT = ROOT / "docs" / "images"


def main() -> None:
    """Bring the results to a desk of their own and take the pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("results", nargs="+", type=Path, help="folders of results")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
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
    expect(charts).to_have_count(4)
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
