"""How much work it takes to put a batch with misread digits right."""

import sys
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, expect

from evals.noise.faults import Rates
from evals.noise.text import noise_text
from evals.synthetic.make import make_disclosure
from evals.synthetic.model import Options
from extraction.review.desk import Desk
from schemas.document import Document
from schemas.table import CellRef
from tests.builders import SETTINGS
from tests.ui.review.sample_desk import extracted, make_desk
from tests.ui.review.timed_desk import WATCH, browsing, tell_distribution
from ui.review.card import cell_key
from ui.review.figures import amount


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
    _tell_by_codes(folder, batch, spent)
    tell_distribution("key to next cell", seen["next"])
    tell_distribution("key to stored", seen["saved"])


def _tell_by_codes(folder: Path, batch: Sequence[Planted], spent: dict[str, int]) -> None:
    """Print the keys for each figure where codes are right, and where one is misread."""
    for name, wanted in (
        ("in tables whose codes are right", False),
        ("where a code is misread", True),
    ):
        own = [one for one in batch if codes_misread(one) == wanted]
        count, taken = _fixed(folder, own), sum(spent.get(o.document.info.name, 0) for o in own)
        each = f"{taken / count:.2f}" if count else "–"
        print(f"  {name}: {len(own)} documents, {taken} keys for {count} figures, {each} each")


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
