"""A browser at a desk whose keys are timed, for the benches."""

import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.ui.review.sample_desk import BROWSER, FLAGS, Served

WATCH = """root => {
  const seen = window.seen = { next: [], saved: [] };
  const pressed = () => { seen.start = performance.now(); seen.open = 3; };
  document.addEventListener('keydown', pressed, true);
  new MutationObserver(changes => {
    for (const change of changes) {
      const name = change.attributeName;
      if (name === 'data-card' && seen.open & 1) {
        const start = seen.start;
        seen.open &= ~1;
        requestAnimationFrame(() => setTimeout(() => seen.next.push(performance.now() - start)));
      }
      if (name === 'data-waiting' && root.dataset.waiting === '0' && seen.open & 2) {
        seen.open &= ~2;
        seen.saved.push(performance.now() - seen.start);
      }
    }
  }).observe(root, { attributes: true });
}"""


@contextmanager
def browsing(data: Path) -> Iterator[tuple[Page, Served]]:
    """A page of a browser at a desk over this data folder."""
    served = Served(data)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.set_default_timeout(60_000)
            expect.set_options(timeout=60_000)
            page.goto(served.url)
            yield page, served
            browser.close()
    finally:
        served.stopped()


def tell_distribution(name: str, times: Sequence[float]) -> None:
    """Print the median, the 95th of a hundred and the longest of some times in ms."""
    if len(times) < 2:
        print(f"{name:<29} {len(times)} measured")
        return
    cut = statistics.quantiles(times, n=20)
    print(
        f"{name:<29} median {statistics.median(times):.0f} ms, 95 % {cut[18]:.0f} ms, "
        f"most {max(times):.0f} ms  ({len(times)})"
    )
