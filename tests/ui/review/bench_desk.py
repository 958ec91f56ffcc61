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
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, expect, sync_playwright

from evals.noise.faults import Rates
from evals.noise.text import noise_text
from evals.synthetic.make import make_disclosure
from evals.synthetic.model import Options
from extraction.pipeline import extract
from extraction.review.desk import Desk
from extraction.stages.export import export
from schemas.document import Document
from schemas.table import CellRef
from tests.builders import SETTINGS
from tests.ui.review.sample_desk import (
    ACCUSED,
    BROWSER,
    FLAGS,
    HEAD,
    Served,
    extracted,
    make_desk,
    sample_text,
)
from ui.review.card import cell_key
from ui.review.figures import amount

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


class Planted(NamedTuple):
    """A document with misread digits: how it was read, and the values that are right."""

    document: Document
    truth: dict[str, str | None]


def planted(folder: Path, seed: int, rate: float) -> Planted | None:
    """A disclosure with digits misread, None where that changes which rows there are."""
    clean = make_disclosure(seed, Options())
    text = noise_text(clean.text, Rates(digits=rate), seed).text
    right = extracted(folder / "clean", f"d{seed}.txt", clean.text)
    read = extracted(folder / "read", f"d{seed}.txt", text)
    shape = [(t.kind, t.ordinal, len(t.rows)) for t in right.tables]
    if shape != [(t.kind, t.ordinal, len(t.rows)) for t in read.tables]:
        return None
    return Planted(read, values(right))


def values(document: Document) -> dict[str, str | None]:
    """The value of every cell by its key."""
    return {
        cell_key(CellRef(kind=t.kind, ordinal=t.ordinal, row=i, field=f)): value
        for t in document.tables
        for i, row in enumerate(t.rows)
        for f, value in row.values.items()
    }


def wrong(document: Document, truth: dict[str, str | None], *, covered: bool) -> set[str]:
    """Cells whose figure is not the right one; with ``covered`` only those under a check."""
    exact = {c for check in document.checks if not check.tail for c in check.cells}
    found = set()
    for t in document.tables:
        for i, row in enumerate(t.rows):
            for field, value in row.values.items():
                ref = CellRef(kind=t.kind, ordinal=t.ordinal, row=i, field=field)
                right = truth.get(cell_key(ref))
                figure = amount(right) is not None or amount(value) is not None
                if figure and amount(value) != amount(right) and (not covered or ref in exact):
                    found.add(cell_key(ref))
    return found


def effort(folder: Path, count: int, rate: float, seed: int) -> None:
    """A person who looks at the page and is always right, at a batch with misread digits."""
    made = [planted(folder, seed + n, rate) for n in range(count)]
    batch = [one for one in made if one is not None]
    truths = {one.document.info.name: one.truth for one in batch}
    make_desk(folder / "data", folder / "read", [one.document for one in batch])
    before = sum(len(wrong(one.document, one.truth, covered=False)) for one in batch)
    covered = sum(len(wrong(one.document, one.truth, covered=True)) for one in batch)
    with browsing(folder / "data") as (page, _):
        page.locator(".qrow").first.wait_for()
        # The first document is opened by a click, which counts; each further one opens by itself.
        keys, decisions = 1, 0
        how: Counter[str] = Counter()
        page.locator(".qrow").first.click()
        page.locator(".side .bar .name").wait_for()
        page.locator(".desk").evaluate(WATCH)
        spent: dict[str, int] = {}
        while True:
            before_it = keys
            keys, decisions, more = _document(page, truths, keys, decisions, how)
            name = page.locator(".side .bar .name").inner_text()
            spent[name] = keys - before_it
            print(f"{name}: {decisions} decisions so far", file=sys.stderr)
            if not more:
                break
            expect(page.locator(".side .bar .name")).not_to_have_text(name)
        seen = page.evaluate("window.seen")
    after = covered_after = settled = 0
    with Desk(folder / "data", settings=SETTINGS) as desk:
        for entry in desk.queue():
            document, truth = desk.state(entry.document_id).document, truths[entry.name]
            after += len(wrong(document, truth, covered=False))
            covered_after += len(wrong(document, truth, covered=True))
            settled += entry.doubts
    fixed = before - after
    print(f"documents                     {len(batch)} of {count} (the others lost a row)")
    print(f"wrong figures before          {before}, {covered} of them under a sum")
    print(f"wrong figures after           {after}, {covered_after} of them under a sum")
    print(f"figures put right             {fixed}")
    print(f"decisions                     {decisions}")
    print(f"keys and clicks               {keys}")
    print(f"keys and clicks per figure    {keys / fixed if fixed else float('nan'):.2f}")
    for what, count in how.most_common():
        print(f"  keys for {what:<20} {count}")
    print(f"in doubt still                {settled}")
    for name, wanted in (
        ("in tables whose codes are right", False),
        ("where a code is misread", True),
    ):
        own = [one for one in batch if codes_misread(one) == wanted]
        count, taken = _fixed(folder, own), sum(spent.get(o.document.info.name, 0) for o in own)
        each = f"{taken / count:.2f}" if count else "–"
        print(f"  {name}: {len(own)} documents, {taken} keys for {count} figures, {each} each")
    _distribution("key to next cell", seen["next"])
    _distribution("key to stored", seen["saved"])


def codes_misread(one: Planted) -> bool:
    """Whether a code of the document was misread: sums over the wrong rows fail then."""
    return any(
        key.endswith("/code") and one.truth.get(key) != value
        for key, value in values(one.document).items()
    )


def _fixed(folder: Path, batch: Sequence[Planted]) -> int:
    """How many figures of these documents were put right at the desk."""
    with Desk(folder / "data", settings=SETTINGS) as desk:
        ids = {entry.name: entry.document_id for entry in desk.queue()}
        return sum(
            len(wrong(one.document, one.truth, covered=False))
            - len(wrong(desk.state(ids[one.document.info.name]).document, one.truth, covered=False))
            for one in batch
        )


def _document(
    page: Page,
    truths: dict[str, dict[str, str | None]],
    keys: int,
    decisions: int,
    how: Counter[str],
) -> tuple[int, int, bool]:
    """Decide on all that is in doubt in one document; whether another follows."""
    root = page.locator(".desk")
    while True:
        expect(page.locator(".value.printed, .done").first).to_be_visible()
        expect(root).to_have_attribute("data-waiting", "0")
        key = root.get_attribute("data-card") or ""
        if not key and page.locator(".done").count():
            more = page.locator("[data-action=next]").count() > 0
            return keys, decisions, more
        name = page.locator(".side .bar .name").inner_text()
        version = root.get_attribute("data-version")
        # A figure that changed by itself takes no key for a moment; a person needs longer.
        page.wait_for_timeout(260)
        if (root.get_attribute("data-card") or "") != key:
            continue
        spent, what = _decide(page, truths[name].get(key))
        how[what] += spent
        print(f"  {name} {key}: {what}, {spent}", file=sys.stderr)
        keys += spent
        decisions += 1
        expect(root).not_to_have_attribute("data-version", version or "")


def _decide(page: Page, right: str | None) -> tuple[int, str]:
    """One decision by someone who sees what the page says; how many keys it took, and for what."""
    printed = page.locator(".value.printed").inner_text()
    asked = page.locator(".value.suggestion")
    suggestion = asked.inner_text() if asked.count() else None
    if suggestion is not None and amount(suggestion) == amount(right):
        page.keyboard.press("Enter")
        return 1, "suggestions"
    if amount(printed) == amount(right):
        page.keyboard.press("k")
        return 1, "right figures kept"
    for number, other in enumerate(page.locator(".alternative button > span").all_inner_texts(), 1):
        if amount(other) is not None and amount(other) == amount(right):
            page.keyboard.press(str(number))
            return 1, "other values"
    page.keyboard.press("e")
    line = page.locator("input.typed")
    line.wait_for()
    start, wanted = line.input_value(), right or ""
    if "," in start and amount(wanted) is not None:
        wanted = f"{Decimal(wanted):,f}"
    chosen = line.evaluate("input => [input.selectionStart, input.selectionEnd]")
    if chosen[1] - chosen[0] == 1:
        # The sign that is no digit is chosen: one key replaces it, where that is all.
        for digit in "0123456789":
            if amount(start[: chosen[0]] + digit + start[chosen[1] :]) == amount(right):
                page.keyboard.press(digit)
                page.keyboard.press("Enter")
                return 3, "typed"
        page.keyboard.press("End")
    same = next((i for i, (a, b) in enumerate(zip(start, wanted)) if a != b), len(wanted))  # noqa: B905
    for _ in start[same:]:
        page.keyboard.press("Backspace")
    page.keyboard.type(wanted[same:])
    page.keyboard.press("Enter")
    return 2 + len(start[same:]) + len(wanted[same:]), "typed"


def many(folder: Path, count: int) -> None:
    """A desk of many documents: how long the queue takes to open, and the next cell."""
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
        seen = page.evaluate("window.seen")
    print(f"documents in the queue        {rows}")
    _distribution("queue opens", opened)
    _distribution("whole page loaded anew", fresh)
    _distribution("key to next cell", seen["next"])
    _distribution("key to stored", seen["saved"])


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


def _distribution(name: str, times: Sequence[float]) -> None:
    if len(times) < 2:
        print(f"{name:<29} {len(times)} measured")
        return
    cut = statistics.quantiles(times, n=20)
    print(
        f"{name:<29} median {statistics.median(times):.0f} ms, 95 % {cut[18]:.0f} ms, "
        f"most {max(times):.0f} ms  ({len(times)})"
    )


if __name__ == "__main__":
    main()
