"""Lines of a text, counted as an editor counts them."""

import re

_LINE_BREAK = re.compile(r"\r\n?")
# str.splitlines breaks at these, an editor does not: as blanks both count alike.
_INNER_BREAK = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")

Lines = list[str]


def normal_breaks(text: str) -> str:
    """The text with LF as its only line break; form feeds and their like become blanks."""
    if "\r" in text:
        text = _LINE_BREAK.sub("\n", text)
    return _INNER_BREAK.sub(" ", text)


def lines_of(text: str) -> Lines:
    """The lines of a text without their endings; item 0 is line 1."""
    return normal_breaks(text).split("\n")
