"""The whole desk as a person uses it, in a real browser."""

import json
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from extraction.review.desk import Desk
from tests.builders import SETTINGS
from tests.ui.review.conftest import MARKUP, Opened
from tests.ui.review.sample_desk import ACCUSED, Served, extracted, make_desk, sample_text
from ui.cli import app

pytestmark = pytest.mark.timeout(180)


def at_document(page: Page, name: str) -> Page:
    """The review page of a document, from the queue."""
    page.locator(".qrow", has_text=name).click()
    expect(page.locator(".side .bar .name")).to_have_text(name)
    return page


def settled(page: Page) -> None:
    """Until everything that was decided is stored."""
    expect(page.locator(".desk")).to_have_attribute("data-waiting", "0")


# Presses a key as soon as a finished document says that the next one opens: that is said for a
# second and a half only.
STAY = """node => new MutationObserver((_, observer) => {
  const said = node.querySelector('.done .pause');
  if (!said) return;
  observer.disconnect();
  window.said = said.textContent;
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'x' }));
}).observe(node, { childList: true, subtree: true })"""


def changed_at(page: Page, moment: str) -> None:
    """As if the figure had changed by itself at that moment of the page's clock."""
    page.locator(".desk").evaluate(f"node => {{ node.made.changedAt = {moment}; }}")


def reviewed(data: Path, out: Path, name: str) -> dict:
    """The export of a document after review, verified."""
    done = CliRunner().invoke(app, ["export", name, "--data", str(data), "--out", str(out)])
    assert done.exit_code == 0, done.output
    result = out / f"{Path(name).stem}.json"
    verified = CliRunner().invoke(app, ["verify", str(result)])
    assert verified.exit_code == 0, verified.output
    return json.loads(result.read_text(encoding="utf-8"))


def cell_in(export: dict, key: str) -> tuple[str | None, dict]:
    table, row, field = key.split("/")
    kind, ordinal = table.split("#")
    found = next(t for t in export["tables"] if (t["kind"], t["ordinal"]) == (kind, int(ordinal)))
    return found["rows"][int(row)]["values"][field], found["rows"][int(row)]["cells"][field]


def test_the_whole_loop_from_queue_to_verified_export(
    tmp_path: Path, opened: Opened, own_port: int
) -> None:
    results, data = tmp_path / "results", tmp_path / "data"
    make_desk(data, results, [extracted(results, "one.txt", sample_text())])
    served = Served(data, port=own_port)
    try:
        page = at_document(opened(served.url), "one.txt")
        expect(page.locator(".desk")).to_have_attribute("data-card", ACCUSED)
        expect(page.locator(".value.suggestion")).to_have_text("20.00")
        expect(page.locator(".lines td.cell")).to_have_text("26.00")
        assert page.locator(".sums li").count() == 3
        expect(page.locator(".difference .holds")).to_have_count(3)

        changed_at(page, "Infinity")
        page.keyboard.press("Enter")
        expect(page.locator(".saved")).to_contain_text("The figure changed just now")
        expect(page.locator(".desk")).to_have_attribute("data-card", ACCUSED)
        changed_at(page, "0")
        page.keyboard.press("Enter")
        expect(page.locator(".saved")).to_contain_text("this settled 5 other figures")
        expect(page.locator(".done h3")).to_contain_text("nothing left in doubt")

        page.keyboard.press("u")
        expect(page.locator(".saved")).to_contain_text("Taken back")
        expect(page.locator(".desk")).to_have_attribute("data-card", ACCUSED)

        page.keyboard.press("Control+y")
        expect(page.locator(".saved")).to_contain_text("Done again")
        expect(page.locator(".done h3")).to_be_visible()
        page.keyboard.press("Control+z")
        expect(page.locator(".saved")).to_contain_text("Taken back")
        expect(page.locator(".desk")).to_have_attribute("data-card", ACCUSED)

        page.keyboard.press("e")
        page.locator("input.typed").fill("20.00")
        page.keyboard.press("Enter")
        expect(page.locator(".done h3")).to_be_visible()
        settled(page)
        export = reviewed(data, tmp_path / "out", "one.txt")
    finally:
        said = served.stopped()
    assert "Traceback" not in said
    value, cell = cell_in(export, ACCUSED)
    assert (value, cell["status"], cell["printed"]) == ("20.00", "corrected", "26.00")
    assert all(check["holds"] for check in export["checks"])
    assert [event["action"] for event in export["history"]] == [
        "accept",
        "undo",
        "accept",
        "undo",
        "correct",
    ]
    assert {event["who"] for event in export["history"]} == {"Li"}


def test_a_figure_is_shown_on_its_page_with_its_row_and_column(
    served: Served, opened: Opened
) -> None:
    page = at_document(opened(served.url), "page.pdf")
    marks = page.locator(".pageview .marks")
    expect(marks.locator("rect.cell")).to_have_count(1)
    expect(marks.locator("rect.row")).to_have_count(1)
    expect(marks.locator("rect.column")).to_have_count(1)
    frame = page.locator(".pageview").bounding_box()
    cell = marks.locator("rect.cell").bounding_box()
    assert frame is not None and cell is not None
    assert frame["x"] <= cell["x"] and cell["x"] + cell["width"] <= frame["x"] + frame["width"]
    assert frame["y"] <= cell["y"] and cell["y"] + cell["height"] <= frame["y"] + frame["height"]
    before = cell["width"]
    page.keyboard.press("+")
    after = marks.locator("rect.cell").bounding_box()
    assert after is not None and after["width"] > before * 1.2
    background = page.locator(".loupe").evaluate("node => node.style.backgroundImage")
    assert "/page/" in background


def test_a_page_without_its_image_says_so_and_can_be_decided(
    served: Served, opened: Opened
) -> None:
    page = at_document(opened(served.url), "lost.pdf")
    expect(page.locator(".pageview .missing")).to_contain_text("image of page 1 is missing")
    page.keyboard.press("s")
    settled(page)
    expect(page.locator(".saved")).to_contain_text("Saved")


def test_markup_of_a_document_stays_text(served: Served, opened: Opened) -> None:
    page = opened(served.url)
    name = "markup <b>&amp;.txt"
    expect(page.locator(".qrow .document", has_text="markup")).to_have_text(name)
    at_document(page, name)
    page.keyboard.press("d")
    cell = page.locator(".grow .cell", has_text="bold")
    expect(cell.locator("> span")).to_have_text(MARKUP)
    cell.click()
    expect(page.locator(".detail .where")).to_contain_text("**bold**")
    assert page.locator(".desk img[src='x'], .desk script, .desk b b, .desk strong").count() == 0
    assert page.title() != "broken"


def test_a_table_is_edited_and_every_edit_taken_back(served: Served, opened: Opened) -> None:
    page = at_document(opened(served.url), "text.txt")
    page.keyboard.press("d")
    here = page.locator(".cell.here")
    expect(here).to_contain_text("26.00")
    rows = page.locator(".grow")
    before = rows.nth(5).inner_text()

    page.keyboard.type("2")
    page.locator("input.editor").fill("20.00")
    page.keyboard.press("Enter")
    expect(here).to_contain_text("20.00")
    expect(page.locator(".cell.suspect")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator(".saved")).to_contain_text("Taken back")
    expect(here).to_contain_text("26.00")
    assert rows.nth(5).inner_text() == before

    page.locator("[data-edit=left]").click()
    expect(page.locator(".saved.bad")).to_be_visible()
    rows.nth(3).locator(".cell").nth(3).click()
    expect(page.locator(".detail .address")).to_contain_text("行政运行")
    page.locator("[data-edit=right]").click()
    expect(rows.nth(3).locator(".cell").nth(4)).to_contain_text("1,000.00")
    page.keyboard.press("u")
    expect(rows.nth(3).locator(".cell").nth(3)).to_contain_text("1,000.00")

    page.locator("[data-edit=remove]").click()
    page.locator(".over button.main").click()
    expect(rows).to_have_count(8)
    settled(page)
    page.keyboard.press("u")
    expect(rows).to_have_count(9)


def test_a_row_is_added_and_one_is_split_by_a_form(served: Served, opened: Opened) -> None:
    page = at_document(opened(served.url), "text.txt")
    page.keyboard.press("d")
    rows = page.locator(".grow")
    expect(rows).to_have_count(9)
    page.locator("[data-edit=add]").click()
    page.locator(".over input").nth(1).fill("另一行")
    page.locator(".over button.main").click()
    expect(rows).to_have_count(10)
    expect(page.locator(".grow", has_text="另一行")).to_have_count(1)
    settled(page)
    page.keyboard.press("u")
    expect(rows).to_have_count(9)

    rows.nth(3).locator(".cell").nth(1).click()
    expect(page.locator(".detail .address")).to_contain_text("行政运行")
    page.locator("[data-edit=split]").click()
    two = page.locator(".over label.two", has_text="科目名称").locator("input")
    two.nth(0).fill("行政")
    two.nth(1).fill("运行")
    page.locator(".over button.main").click()
    expect(rows).to_have_count(10)
    settled(page)
    page.keyboard.press("u")
    expect(rows).to_have_count(9)
    page.locator("[data-edit=split]").click()
    page.locator(".over input").first.press("Escape")
    expect(page.locator(".over")).to_be_hidden()


def test_a_finding_leads_to_its_cell(served: Served, opened: Opened) -> None:
    page = at_document(opened(served.url), "text.txt")
    page.keyboard.press("d")
    page.get_by_role("tab", name="Findings").click()
    page.locator(".finding").first.click()
    expect(page.locator(".desk")).to_have_attribute("data-cell", ACCUSED)


def test_the_queue_narrows_and_is_worked_by_keys(served: Served, opened: Opened) -> None:
    page = opened(served.url)
    expect(page.locator(".qrow")).to_have_count(4)
    page.get_by_label("Name or department").fill("markup")
    page.keyboard.press("Enter")
    expect(page.locator(".qrow")).to_have_count(1)
    page.get_by_label("Name or department").fill("")
    page.keyboard.press("Enter")
    expect(page.locator(".qrow")).to_have_count(4)
    page.locator(".qlist").focus()
    page.keyboard.press("ArrowDown")
    chosen = page.locator(".qrow.at .document").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".side .bar .name")).to_have_text(chosen)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_speaks_chinese_and_switches(served: Served, opened: Opened, theme: str) -> None:
    page = opened(served.url, locale="zh-CN", theme=theme)
    expect(page.locator(".qhead .doubts")).to_have_text("存疑")
    expect(page.locator(".desk")).to_have_attribute("data-theme", theme)
    page.get_by_text("EN", exact=True).click()
    expect(page.locator(".qhead .doubts")).to_have_text("In doubt")


def test_the_other_pages_show_something(served: Served, opened: Opened) -> None:
    page = opened(served.url)
    page.get_by_role("link", name="Quality").click()
    expect(page.get_by_text("Cells by status")).to_be_visible()
    expect(
        page.locator(
            "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
        ).first
    ).to_be_visible()
    page.get_by_role("link", name="Examples").click()
    expect(page.get_by_text("No examples are kept")).to_be_visible()


def test_a_document_in_other_hands_is_not_opened(
    samples: Path, opened: Opened, own_port: int
) -> None:
    other = Served(samples, who="Wang", port=own_port)
    try:
        page = opened(other.url)
        page.locator(".qrow", has_text="lost.pdf").click()
        expect(page.get_by_text("Li is at this document")).to_be_visible()
    finally:
        other.stopped()


def test_the_next_document_opens_by_itself_unless_a_key_says_to_stay(
    tmp_path: Path, opened: Opened, own_port: int
) -> None:
    results, data = tmp_path / "results", tmp_path / "data"
    names = ["one.txt", "two.txt", "three.txt", "held.txt"]
    texts = [extracted(results, name, sample_text(name)) for name in names]
    make_desk(data, results, texts)
    with Desk(data, settings=SETTINGS) as desk:
        held = next(entry for entry in desk.queue() if entry.name == "held.txt")
        desk.open(held.document_id, "someone else")
    served = Served(data, port=own_port)
    try:
        page = at_document(opened(served.url), "one.txt")
        page.keyboard.press("Enter")
        expect(page.locator(".side .bar .name")).not_to_have_text("one.txt")
        second = page.locator(".side .bar .name").inner_text()
        expect(page.locator(".desk")).to_have_attribute("data-card", ACCUSED)
        page.wait_for_timeout(300)
        page.locator(".desk").evaluate(STAY)
        page.keyboard.press("Enter")
        expect(page.locator(".done h3")).to_be_visible()
        page.wait_for_timeout(2000)
        assert "opens by itself" in page.evaluate("window.said")
        expect(page.locator(".done .pause")).to_have_count(0)
        expect(page.locator(".side .bar .name")).to_have_text(second)
        page.keyboard.press("Enter")
        expect(page.locator(".side .bar .name")).not_to_have_text(second)
        page.wait_for_timeout(300)
        page.keyboard.press("Enter")
        # What someone else holds is not gone to.
        expect(page.locator(".done")).to_contain_text("No other document that is free")
    finally:
        said = served.stopped()
    assert "Traceback" not in said


def test_a_locked_database_is_told_and_the_decision_is_stored_after(
    tmp_path: Path, opened: Opened, own_port: int
) -> None:
    results, data = tmp_path / "results", tmp_path / "data"
    make_desk(data, results, [extracted(results, "one.txt", sample_text())])
    served = Served(data, port=own_port)
    try:
        page = at_document(opened(served.url), "one.txt")
        lock = sqlite3.connect(data / "gouji.sqlite3")
        lock.execute("BEGIN IMMEDIATE")
        page.keyboard.press("Enter")
        expect(page.locator(".saved.bad")).to_contain_text("locked by another program")
        assert page.locator(".desk").get_attribute("data-waiting") == "1"
        lock.rollback()
        lock.close()
        settled(page)
        expect(page.locator(".done h3")).to_be_visible()
    finally:
        said = served.stopped()
    assert "Traceback" not in said


def test_a_killed_server_loses_no_decision_and_stores_none_twice(
    tmp_path: Path, opened: Opened, own_port: int
) -> None:
    results, data = tmp_path / "results", tmp_path / "data"
    make_desk(data, results, [extracted(results, "one.txt", sample_text())])
    served = Served(data, port=own_port)
    try:
        page = at_document(opened(served.url), "one.txt")
        page.keyboard.press("Enter")
        served.kill()
        expect(page.locator(".saved")).to_contain_text("Still saving")
        served.start()
        settled(page)
        expect(page.locator(".done h3")).to_be_visible()
        # Something else changed by itself just before; what comes back was asked for.
        changed_at(page, "Infinity")
        page.keyboard.press("u")
        expect(page.locator(".desk")).to_have_attribute("data-card", ACCUSED)
        page.keyboard.press("k")
        settled(page)
        export = reviewed(data, tmp_path / "out", "one.txt")
    finally:
        served.stopped()
    actions = [event["action"] for event in export["history"]]
    assert actions == ["accept", "undo", "confirm"]


def test_an_empty_desk_says_how_to_fill_it(tmp_path: Path, opened: Opened, own_port: int) -> None:
    make_desk(tmp_path / "data", tmp_path / "results", [])
    served = Served(tmp_path / "data", port=own_port)
    try:
        expect(opened(served.url).get_by_text("The desk is empty")).to_be_visible()
    finally:
        served.stopped()
