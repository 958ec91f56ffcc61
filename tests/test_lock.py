"""requirements.lock pins what pyproject.toml asks for, and names no place to get it from."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"([A-Za-z0-9._-]+)==[A-Za-z0-9.+!]+")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_line_is_a_pin_and_every_requirement_is_pinned() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    matches = [(line, PIN.fullmatch(line)) for line in lines]
    assert [line for line, match in matches if match is None] == []
    pinned = {normal(match[1]) for _, match in matches if match}

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(entry for extra in extras for entry in extra)]
    names = {normal(re.split(r"[<>=!~\[ ;]", entry)[0]) for entry in wanted}
    assert names - pinned == {"gouji"}, "its own extras, and nothing else"
