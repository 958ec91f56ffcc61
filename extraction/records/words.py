"""Text columns that take any text: Postgres refuses NUL, and no database takes half a character."""

from typing import Any

from sqlalchemy import String, Text, TypeDecorator

_REPLACED = "\N{REPLACEMENT CHARACTER}"


class Words(TypeDecorator[str]):
    """Text of documents and people. NUL and lone surrogates are stored as U+FFFD.

    Both databases store the same, so that what is searched and compared is the same too.
    """

    impl: Any = String
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        """TEXT, or VARCHAR of the length."""
        super().__init__()
        self.length = length
        self.impl = Text() if length is None else String(length)

    def process_bind_param(self, value: str | None, _dialect: Any) -> str | None:
        """The text as it can be stored."""
        return None if value is None else storable(value)


def storable(text: str) -> str:
    """The text with U+FFFD where a character can't be stored."""
    if "\0" in text:
        text = text.replace("\0", _REPLACED)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
