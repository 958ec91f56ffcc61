"""Names of workbook sheets: valid, unique and telling."""

import re
from collections.abc import Iterable

from extraction.export.inert import legal

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\t\r\n]")
_LONGEST = 31


def sheet_names(wanted: Iterable[tuple[str, int]], taken: Iterable[str] = ()) -> tuple[str, ...]:
    """A sheet name for each (title, ordinal): the title cut to fit, a blank, the ordinal.

    Where two are the same, a number in brackets tells them apart.
    """
    seen = {name.casefold() for name in taken}
    names = []
    for title, ordinal in wanted:
        clean = _FORBIDDEN.sub(" ", legal(title)).strip().strip("'") or "table"
        number, name = 1, _fitted(clean, f" {ordinal}")
        while name.casefold() in seen:
            number += 1
            name = _fitted(clean, f" {ordinal} ({number})")
        seen.add(name.casefold())
        names.append(name)
    return tuple(names)


def _fitted(title: str, suffix: str) -> str:
    while _units(title) > _LONGEST - len(suffix):
        title = title[:-1]
    return title.rstrip() + suffix


def _units(text: str) -> int:
    """The length as spreadsheets count it: a character beyond the basic plane is two."""
    return len(text.encode("utf-16-le")) // 2
