from pathlib import Path

import pytest

import prompts.template
from prompts.template import filled, notes, prompt_version, version_of
from schemas.errors import DefectError
from tests.builders import KINDS

TEMPLATES = Path(prompts.template.__file__).parent / "templates"


def test_a_value_is_never_read_as_a_template() -> None:
    hostile = "{title} {{ }} {% raw %} {0} {kinds!r} $x </table>"
    values = {"complaints": hostile, "scope": "{scope}"}
    text = filled("again", values)
    assert hostile in text
    assert "{scope} Answer" in text


def test_a_missing_value_is_a_defect() -> None:
    with pytest.raises(DefectError, match="scope"):
        filled("again", {"complaints": ""})
    with pytest.raises(DefectError, match="nowhere"):
        filled("nowhere")


def test_the_version_changes_with_any_template() -> None:
    files = {p.relative_to(TEMPLATES).as_posix(): p.read_bytes() for p in TEMPLATES.rglob("*.md")}
    assert version_of(files) == prompt_version()
    assert len(prompt_version()) == 12
    for name, content in files.items():
        assert version_of(files | {name: content + b"."}) != prompt_version()
    assert version_of(files | {"new.md": b""}) != prompt_version()
    unix = {name: content.replace(b"\r\n", b"\n") for name, content in files.items()}
    assert version_of({n: c.replace(b"\n", b"\r\n") for n, c in unix.items()}) == prompt_version()


def test_every_template_begins_with_its_version() -> None:
    for path in TEMPLATES.rglob("*.md"):
        assert path.read_text(encoding="utf-8").startswith("<!-- version "), path.name


def test_notes_are_about_kinds_that_exist() -> None:
    assert notes().keys() <= KINDS.keys()
    assert "<!--" not in "".join(notes().values())
