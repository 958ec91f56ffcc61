"""Figures as a person compares them: written alike, with the characters that differ."""

from decimal import Decimal
from difflib import SequenceMatcher

from schemas.amount import decimal_of, parse_amount

_LOOK_ALIKE = str.maketrans("OoQDUlI|i!][Zz+AsSbGTBgq", "000001111111224455667899")
"""Signs of the shape of a digit, by common knowledge of recognisers; measured nowhere."""


def written_like(value: str, printed: str | None) -> str:
    """A plain decimal in the way of a printed one: with separators, unless that has none."""
    number = decimal_of(value)
    if number is None or (printed is not None and "," not in printed.replace("，", ",")):
        return value
    return f"{number:,f}"


def difference(value: str | None, suggestion: str | None) -> str | None:
    """What the suggestion adds to the value, with a sign; None where one is no figure."""
    one = Decimal(0) if value is None else amount(value)
    other = None if suggestion is None else amount(suggestion)
    if one is None or other is None:
        return None
    return f"{other - one:+,f}"


def amount(text: str | None) -> Decimal | None:
    """The figure that a text prints, None where it prints none."""
    if text is None:
        return None
    parsed = parse_amount(text)
    return None if parsed is None else parsed.value


def as_digits(text: str) -> str | None:
    """A text that is no figure, with the digits that its signs look like; None where it is none."""
    if amount(text) is not None:
        return None
    read = text.translate(_LOOK_ALIKE)
    return read if amount(read) is not None else None


def changed_characters(printed: str | None, suggestion: str) -> tuple[tuple[str, bool], ...]:
    """The suggestion in runs, each with whether the printed text has other characters there."""
    if not printed:
        return ((suggestion, False),)
    matcher = SequenceMatcher(None, printed, suggestion, autojunk=False)
    return tuple(
        (suggestion[start:end], tag != "equal")
        for tag, _, _, start, end in matcher.get_opcodes()
        if end > start
    )
