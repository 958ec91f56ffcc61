"""What a person decides at the desk is offered as a synonym and as an example, in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from extraction.learning.synonymfile import FILE, read_events
from prompts.examples import ExampleStore
from tests.extraction.learning.family import UNKNOWN, text_of
from tests.ui.review.conftest import Opened
from tests.ui.review.sample_desk import Served, extracted, make_desk

pytestmark = pytest.mark.timeout(180)


def test_a_placed_column_is_learned_and_its_table_shown_to_models(
    tmp_path: Path, opened: Opened, own_port: int
) -> None:
    results, data = tmp_path / "results", tmp_path / "data"
    make_desk(data, results, [extracted(results, "one.txt", text_of(2024))])
    served = Served(data, port=own_port)
    try:
        page = opened(served.url)
        page.locator(".qrow", has_text="one.txt").click()
        page.get_by_role("link", name="Document").click()
        unplaced = page.locator("select[data-edit=edit_unplaced]")
        expect(unplaced.locator("option")).to_have_count(2)
        unplaced.select_option(UNKNOWN)
        field = page.locator("select[data-edit=place_field]")
        expect(field.locator("option").first).to_have_attribute("value", "project")
        page.locator(".over form button.main").click()
        expect(page.locator(".middle .saved")).to_contain_text("Saved")
        expect(unplaced).to_have_count(0)
        expect(page.locator(".ghead span", has_text="项目支出")).to_have_attribute(
            "title", f"项目支出 ← {UNKNOWN}"
        )

        page.get_by_role("link", name="Learned").click()
        lesson = page.locator(".learned li")
        expect(lesson.locator(".meant")).to_contain_text(UNKNOWN)
        expect(lesson.locator(".meant")).to_contain_text("项目支出 in 支出总表")
        expect(lesson.locator(".evidence .good")).to_contain_text("hold")
        lesson.locator("[data-action=accept]").click()
        expect(lesson).to_have_class("accepted")
        expect(page.locator(".learned .saved")).to_contain_text("Accepted")
        lesson.locator("[data-action=remove]").click()
        expect(lesson).to_have_class("candidate")

        page.get_by_role("link", name="Examples").click()
        expect(page.locator(".desk")).to_have_attribute("data-offered", "1")
        expect(page.locator(".examples pre")).to_contain_text('"project"')
        page.locator("[data-action=add]").click()
        expect(page.locator(".desk")).to_have_attribute("data-kept", "1")
        expect(page.locator(".desk")).to_have_attribute("data-offered", "0")

        page.get_by_role("link", name="Document").click()
        page.locator("[data-action=undo]").click()
        expect(page.locator(".middle .saved")).to_contain_text("Taken back")
        page.get_by_role("link", name="Learned").click()
        expect(page.get_by_text("Nothing was learned yet")).to_be_visible()
    finally:
        said = served.stopped()
    assert "Traceback" not in said
    assert [event.do for event in read_events(data / FILE)] == ["accept", "remove"]
    assert {event.who for event in read_events(data / FILE)} == {"Li"}
    assert ExampleStore(data / "examples").list() == ()
