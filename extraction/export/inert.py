"""Text that no spreadsheet takes for a formula."""

import re

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_FIGURE = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?%?")


def legal(text: str) -> str:
    """The text without control characters, which no XML and no terminal should get."""
    return _ILLEGAL.sub("", text)


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet might run the text: it starts with = + - @ TAB CR, or wide forms."""
    return _FORMULA.match(text) is not None


def csv_text(text: str) -> str:
    """The text as a CSV field: an apostrophe before what might run, a plain figure as it is."""
    clean = legal(text)
    if is_formula_like(clean) and not _FIGURE.fullmatch(clean):
        return f"'{clean}"
    return clean
