"""The template files, and the only door to langchain's prompt templates.

The first line of a file is a version comment. Values that are filled in are never read as
templates themselves: whatever a document prints, braces stay braces.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from schemas.errors import DefectError

_FOLDER = Path(__file__).parent / "templates"


def _files() -> list[Path]:
    return sorted(_FOLDER.rglob("*.md"))


@cache
def prompt_version() -> str:
    """The first 12 hex digits of the hash of all template files: part of a result's key."""
    return version_of(
        {path.relative_to(_FOLDER).as_posix(): path.read_bytes() for path in _files()}
    )


def version_of(files: Mapping[str, bytes]) -> str:
    """The version of template files, by their path below the templates folder."""
    digest = hashlib.sha256()
    for name in sorted(files):
        content = files[name].replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:12]


@cache
def template_text(name: str) -> str | None:
    """The text of a template file (``plan``, ``worked/rows``) below its version comment.

    None where there is no such file.
    """
    path = _FOLDER / f"{name}.md"
    if not path.is_file():
        return None
    _, _, text = path.read_text(encoding="utf-8").partition("\n")
    return text.strip()


def filled(name: str, values: Mapping[str, str] | None = None) -> str:
    """The text of a template, its named blanks filled.

    Raises:
        DefectError: the template is missing, or asks for a value that isn't given.
    """
    from langchain_core.prompts import ChatPromptTemplate

    text = template_text(name)
    if text is None:
        raise DefectError(f"the prompt template {name}.md is missing; install gouji again.")
    prompt = ChatPromptTemplate.from_messages([("user", text)])
    missing = set(prompt.input_variables) - set(values or {})
    if missing:
        raise DefectError(f"the prompt template {name}.md has the unknown blank {min(missing)!r}.")
    content = prompt.format_messages(**(values or {}))[0].content
    return str(content)


@cache
def notes() -> Mapping[str, str]:
    """What a model must know of a kind beyond its headers, by kind (``kinds.md``)."""
    parts = (template_text("kinds") or "").split("## ")[1:]
    named = (part.partition("\n") for part in parts)
    return {name.strip(): note.strip() for name, _, note in named}
