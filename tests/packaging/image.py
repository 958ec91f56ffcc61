"""What Dockerfile and compose.yaml say, as far as their checks need it."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).resolve().parents[2]
IMAGE = "gouji"
_MOUNT = re.compile(r"--mount=\S+\s+")
_VARIABLE = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")


class Instruction(NamedTuple):
    """A line of the Dockerfile, its continuations joined."""

    name: str
    text: str


def instructions() -> tuple[Instruction, ...]:
    """The Dockerfile without its comments."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ").splitlines()
    return tuple(Instruction(*line.split(maxsplit=1)) for line in joined)


def commands(run: str) -> list[str]:
    """The commands of a RUN, without mounts, which only spare time."""
    return [" ".join(part.split()) for part in _MOUNT.sub("", run).split("&&")]


def copied(text: str) -> tuple[list[str], str] | None:
    """Sources and target of a COPY from the folder, None for one from another stage."""
    *words, target = shlex.split(text)
    return None if words[0].startswith("--from=") else (words, target)


def listed(text: str) -> list[str]:
    """The words of a CMD in JSON."""
    words: list[str] = json.loads(text)
    return words


def environment(text: str) -> Iterator[tuple[str, str]]:
    """Names and values of an ENV."""
    for pair in shlex.split(text):
        name, _, value = pair.partition("=")
        yield name, value


def compose() -> dict[str, Any]:
    """compose.yaml, its anchors resolved."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return found


def services_of_the_image() -> dict[str, dict[str, Any]]:
    """The services that run the image of this project."""
    services: dict[str, dict[str, Any]] = compose()["services"]
    return {name: each for name, each in services.items() if each["image"] == IMAGE}


def filled(text: str, values: dict[str, str]) -> str:
    """A text of compose.yaml with its variables."""
    return _VARIABLE.sub(lambda match: values.get(match[1], match[2] or ""), text)
