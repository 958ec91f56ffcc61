"""How much work the desk takes and how fast it is, measured in a real browser.

    python -m tests.ui.review.bench_desk effort     keys for each figure put right, error left
    python -m tests.ui.review.bench_desk many       2,000 documents: the queue, the next cell
    python -m tests.ui.review.bench_desk large      a table of 10,000 rows
    python -m tests.ui.review.bench_desk kills      the server killed in mid-decision

Needs Chromium (apt-get install chromium). Seconds depend on the machine and what else it does.
"""

import argparse
import hashlib
import json
import os
import random
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import expect

from extraction.pipeline import extract
from extraction.review.desk import Desk
from extraction.stages.export import export
from tests.builders import SETTINGS
from tests.ui.review.effort import effort
from tests.ui.review.sample_desk import (
    ACCUSED,
    BROWSER,
    HEAD,
    extracted,
    make_desk,
    sample_text,
)
from tests.ui.review.timed_desk import WATCH, browsing, tell_distribution


def main() -> None:
    """Run one of the benches."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bench", choices=("effort", "many", "large", "kills"))
    parser.add_argument("--documents", type=int, help="[12 of effort, 2000 of many]")
    parser.add_argument("--rate", type=float, default=0.01, help="share of figures misread")
    parser.add_argument("--seed", type=int, default=90_000)
    parser.add_argument("--kills", type=int, default=50)
    given = parser.parse_args()
    if not BROWSER.exists():
        sys.exit("the desk is measured in Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if given.bench == "effort":
            effort(place, given.documents or 12, given.rate, given.seed)
        elif given.bench == "many":
            many(place, given.documents or 2000)
        elif given.bench == "large":
            large(place)
        else:
            kills(place, given.kills, given.seed)
    print(f"load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def many(folder: Path, count: int) -> None:
    """A desk of many documents: how long the queue takes to open, and the next cell."""
    _filled(folder, count)
    with browsing(folder / "data") as (page, served):
        page.locator(".qrow").first.wait_for()
        opened = []
        for _ in range(7):
            page.get_by_role("link", name="Quality").click()
            page.get_by_text("Cells by status").wait_for()
            start = time.perf_counter()
            page.get_by_role("link", name="Queue").click()
            page.locator(".qrow").first.wait_for()
            opened.append((time.perf_counter() - start) * 1000)
        rows = page.locator(".desk").get_attribute("data-rows")
        fresh = []
        for _ in range(3):
            start = time.perf_counter()
            page.goto(served.url)
            page.locator(".qrow").first.wait_for()
            fresh.append((time.perf_counter() - start) * 1000)
        page.locator(".qrow").first.click()
        page.locator(".side .bar .name").wait_for()
        page.locator(".desk").evaluate(WATCH)
        root = page.locator(".desk")
        for number in range(40):
            version = root.get_attribute("data-version") or ""
            page.keyboard.press("s" if number % 2 else "k")
            expect(root).not_to_have_attribute("data-version", version)
            expect(root).to_have_attribute("data-waiting", "0")
            page.wait_for_timeout(260)
            if page.locator(".done").count():
                page.keyboard.press("Enter")
                expect(page.locator(".done")).to_have_count(0)
                # A figure that came by itself takes no key for a moment.
                page.wait_for_timeout(260)
        seen = page.evaluate("window.seen")
    print(f"documents in the queue        {rows}")
    tell_distribution("queue opens", opened)
    tell_distribution("whole page loaded anew", fresh)
    tell_distribution("key to next cell", seen["next"])
    tell_distribution("key to stored", seen["saved"])


def _filled(folder: Path, count: int) -> None:
    """Fill a desk with so many documents, each the same under another name."""
    made = extracted(folder / "results", "one.txt", sample_text())
    path = export(made, folder / "results")
    result = json.loads(path.read_text(encoding="utf-8"))
    (folder / "many").mkdir()
    with Desk(folder / "data", settings=SETTINGS) as desk:
        for number in range(count):
            name = f"department-{number:04}.txt"
            sha = hashlib.sha256(name.encode()).hexdigest()
            result["document"].update(name=name, sha256=sha)
            one = folder / "many" / f"{number}.json"
            one.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
            desk.bring_in(one)
            one.unlink()


def large(folder: Path, rows: int = 10_000) -> None:
    """A table of many rows: to open it, to reach its end, and to change one cell."""
    draw = random.Random(7)
    lines = []
    total = [Decimal(0)] * 3
    for number in range(rows):
        basic, project = (Decimal(draw.randint(100, 99_999)) / 100 for _ in range(2))
        total = [a + b for a, b in zip(total, (basic + project, basic, project), strict=True)]
        lines.append(f"9{number:06}\t项目{number}\t{basic + project}\t{basic}\t{project}")
    text = HEAD + "\t合计\t" + "\t".join(map(str, total)) + "\n" + "\n".join(lines) + "\n"
    (folder / "r").mkdir()
    path = folder / "r" / "large.txt"
    path.write_text(text, encoding="utf-8")
    make_desk(folder / "data", folder / "r", [extract(path, SETTINGS)])
    with browsing(folder / "data") as (page, _):
        page.locator(".qrow").first.click()
        page.locator(".desk[data-version]").wait_for()
        start = time.perf_counter()
        page.get_by_role("link", name="Document").click()
        page.locator(".grow").first.wait_for()
        print(f"table of {rows} rows shown      {time.perf_counter() - start:.2f} s")
        start = time.perf_counter()
        page.locator(".grid").evaluate("node => { node.scrollTop = node.scrollHeight; }")
        page.locator(".grow", has_text=f"项目{rows - 1}").wait_for()
        print(f"its last row shown             {(time.perf_counter() - start) * 1000:.0f} ms")
        start = time.perf_counter()
        page.locator(".grow", has_text=f"项目{rows - 1}").locator(".cell").nth(4).click()
        expect(page.locator(".detail .address")).to_contain_text(f"项目{rows - 1}")
        print(f"a cell looked at               {(time.perf_counter() - start) * 1000:.0f} ms")


def kills(folder: Path, count: int, seed: int) -> None:
    """The server killed at a random moment after a key, again and again.

    Lost: shown as stored, and not in the history afterwards. Twice: stored two times.
    """
    make_desk(folder / "data", folder / "r", [extracted(folder / "r", "one.txt", sample_text())])
    draw = random.Random(seed)
    lost = twice = late = 0
    with browsing(folder / "data") as (page, served):
        page.locator(".qrow").first.click()
        root = page.locator(".desk")
        expect(root).to_have_attribute("data-card", ACCUSED)
        for _ in range(count):
            known = _events(folder)
            page.keyboard.press("Enter")
            page.wait_for_timeout(draw.uniform(0, 400))
            served.kill()
            shown = "Saved" in page.locator(".saved").inner_text()
            stored = _events(folder)[len(known) :]
            lost += shown and stored != ["accept"]
            late += stored == ["accept"] and not shown
            served.start()
            expect(root).to_have_attribute("data-waiting", "0")
            expect(page.locator(".done")).to_be_visible()
            made = _events(folder)[len(known) :]
            twice += made.count("accept") > 1
            lost += made.count("accept") < 1
            page.wait_for_timeout(260)
            page.keyboard.press("u")
            expect(root).to_have_attribute("data-card", ACCUSED)
            expect(root).to_have_attribute("data-waiting", "0")
            page.wait_for_timeout(260)
    print(f"kills                         {count}")
    print(f"stored before its answer came {late}")
    print(f"decisions lost                {lost}")
    print(f"decisions stored twice        {twice}")


def _events(folder: Path) -> list[str]:
    with Desk(folder / "data", settings=SETTINGS) as desk:
        (entry,) = desk.queue()
        return [event.action for event in desk.history(entry.document_id)]


if __name__ == "__main__":
    main()
