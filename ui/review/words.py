"""What the desk says, in English and in Simplified Chinese."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from extraction.export.marks import SIGNS

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

_FILE = Path(__file__).with_name("words.toml")


@cache
def _all() -> Mapping[str, Mapping[str, str]]:
    with _FILE.open("rb") as file:
        return MappingProxyType(tomllib.load(file))


def all_words() -> Mapping[str, Mapping[str, str]]:
    """Every text by its key, then by language."""
    return _all()


@cache
def words(language: Language) -> Mapping[str, str]:
    """All texts of a language by their keys."""
    return MappingProxyType({key: texts[language] for key, texts in _all().items()})


def say(language: Language, key: str, **values: object) -> str:
    """One text with its values in place: ``{n} left`` with n=3 is ``3 left``."""
    return words(language)[key].format_map(values)


def for_browser(language: Language) -> dict[str, object]:
    """The texts and signs that a component shows."""
    return {**words(language), "language": language, "signs": dict(SIGNS)}


@cache
def _reasons() -> tuple[tuple[re.Pattern[str], str], ...]:
    path = Path(__file__).with_name("reasons.toml")
    with path.open("rb") as file:
        listed = tomllib.load(file)["reason"]
    return tuple((re.compile(one["en"], re.DOTALL), one["zh"]) for one in listed)


def reason_in(language: Language, reason: str | None) -> str | None:
    """A reason as scoring gives it (English), in another language where its form is known."""
    if reason is None or language == "en":
        return reason
    for pattern, text in _reasons():
        match = pattern.fullmatch(reason)
        if match:
            return text.format_map({k: v or "" for k, v in match.groupdict().items()})
    return reason
