"""Every setting is described, and every variable that a page names is a setting."""

import re
from pathlib import Path

import pytest

from schemas.settings import Settings
from ui.failures import DEBUG

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"\bGOUJI_[A-Z_]+[A-Z]\b")
PAGES = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_says_what_it_does(name: str) -> None:
    text = Settings.model_fields[name].description
    assert text, f"write a docstring under {name}, it is its line in docs/configuration.md"
    assert text.endswith(".")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_names_no_variable_that_is_not_read(page: Path) -> None:
    known = {f"GOUJI_{name.upper()}" for name in Settings.model_fields} | {DEBUG}
    assert set(NAMED.findall(page.read_text(encoding="utf-8"))) - known == set()
