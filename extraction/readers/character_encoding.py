"""Bytes to text: UTF-8, or GB18030 where the result reads as Chinese."""

import charset_normalizer

from extraction.readers.frequent_hanzi import FREQUENT_HANZI
from schemas.errors import EncodingError

_BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_SAMPLE = 65_536
# Real text has 60 % and more of its characters in the list, mojibake under 20 %.
_LEAST_FREQUENT_SHARE = 0.4
_LEAST_PLAIN_SHARE = 0.6
_MOST_DAMAGED_SHARE = 0.1
_UNTOLD = frozenset({"ascii", "utf_8", "gb2312", "gbk", "gb18030", "cp936", "hz"})


def decode(data: bytes, name: str) -> str:
    """The text of ``data`` without byte order mark.

    Raises:
        EncodingError: the bytes are neither UTF-8 nor plausible GB18030.
    """
    _refuse_foreign_marks(data, name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        damaged = error
    try:
        text = data.decode("gb18030").removeprefix("\ufeff")
    except UnicodeDecodeError:
        text = ""
    if _reads_as_chinese(text):
        return text
    raise EncodingError(_diagnosis(data, damaged.start, name))


def is_wide(data: bytes) -> bool:
    """Whether the NUL bytes of ``data`` are those of UTF-16 or UTF-32 text."""
    if data.startswith(tuple(mark for mark, _ in _BYTE_ORDER_MARKS)):
        return True
    sample = data[: min(_SAMPLE, len(data) // 2 * 2)]
    return any(_is_text(sample.decode(e, errors="replace")) for e in ("utf-16-le", "utf-16-be"))


def _refuse_foreign_marks(data: bytes, name: str) -> None:
    found = next((label for mark, label in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    if found is None and 0 in data and is_wide(data):
        found = "UTF-16"
    if found is None and b"\x1b$" in data and data.isascii():
        found = "ISO-2022"
    if found is not None:
        raise EncodingError(f"{name}: is {found} text; save it as UTF-8 and run again")


def _reads_as_chinese(text: str) -> bool:
    wide = [c for c in text[:_SAMPLE] if c >= "\x80" and not _is_sign(c)]
    if not wide:
        return False
    return sum(c in FREQUENT_HANZI for c in wide) >= _LEAST_FREQUENT_SHARE * len(wide)


def _is_text(text: str) -> bool:
    """Whether nearly all characters are plain ASCII or frequent in Chinese."""
    plain = sum(" " <= c <= "~" or c in "\t\r\n" or c in FREQUENT_HANZI for c in text)
    return plain >= _LEAST_PLAIN_SHARE * max(len(text), 2)


def _is_sign(character: str) -> bool:
    """CJK punctuation and full-width forms: they say nothing for or against."""
    return "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uffef"


def _diagnosis(data: bytes, first_damage: int, name: str) -> str:
    lossy = data[:_SAMPLE].decode("utf-8", errors="replace")
    wide = sum(c >= "\x80" for c in lossy)
    if lossy.count("\ufffd") <= _MOST_DAMAGED_SHARE * wide:
        line = data.count(b"\n", 0, first_damage) + 1
        return (
            f"{name}: is UTF-8 but for a damaged character in line {line}; "
            "repair that line and save the file as UTF-8"
        )
    best = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    guess = None if best is None or best.encoding in _UNTOLD else best.encoding
    likely = f" (it looks like {guess})" if guess else ""
    return f"{name}: is neither UTF-8 nor GB18030{likely}; save it as UTF-8 and run again"
