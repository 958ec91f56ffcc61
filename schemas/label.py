"""Labels as printed and in the form in which they are compared."""

import html
import re
import unicodedata

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--[^<>]*-->")
_INPUT = re.compile(r"<input[^<>]*>", re.IGNORECASE)
_BOLD = re.compile(r"\*\*|__")
_BLANK = re.compile(r"[\s\u200b\ufeff]+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’]")
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-", "〇": "○"})

RADICALS = str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻉⻋⻏⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "母民虎西见角贝车邑长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)
"""CJK Radicals Supplement characters that PDF text layers print and NFKC leaves alone."""


def strip_markup(text: str) -> str:
    """The text without HTML tags, entities and bold marks; check boxes become ☑ and ☐."""
    if "<" in text:
        text = _INPUT.sub(_check_box, text)
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    return _BOLD.sub("", text)


def _check_box(tag: re.Match[str]) -> str:
    return "☑" if re.search(r"\bchecked\b", tag.group(0), re.IGNORECASE) else "☐"


def clean_text(text: str) -> str:
    """The printed text without markup and without layout blanks.

    A blank stays only between two characters that are not Chinese (``Excel 2019``).
    """
    words = _BLANK.split(strip_markup(text).translate(RADICALS).strip())
    joined = words[0] if words else ""
    for word in words[1:]:
        if not word:
            continue
        narrow = joined and not _WIDE.match(joined[-1]) and not _WIDE.match(word[0])
        both = narrow and joined[-1].isascii() and word[0].isascii()
        joined += (" " if both and joined[-1].isalnum() and word[0].isalnum() else "") + word
    return joined


def normal_form(text: str) -> str:
    """The form in which two labels are compared: NFKC, no blanks, no markup, one quote style."""
    plain = unicodedata.normalize("NFKC", strip_markup(text).translate(RADICALS))
    return _BLANK.sub("", plain).translate(_QUOTES)


def without_year(text: str) -> str:
    """A normal form without a leading or inner year (``2024年支出总表`` is ``支出总表``)."""
    return re.sub(r"20\d\d年度?", "", text)
