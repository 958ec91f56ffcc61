"""The sign of each status, so that colour is never the only mark."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.table import Status

SIGNS: Mapping[Status, str] = MappingProxyType(
    {
        "proved": "✓",
        "repaired": "±",
        "suspect": "?",
        "unchecked": "",
        "confirmed": "◎",
        "corrected": "✎",
    }
)

MEANINGS: Mapping[Status, str] = MappingProxyType(
    {
        "proved": "a check that covers it holds, and none fails",
        "repaired": "changed: arithmetic asks for it and a second reading supports it",
        "suspect": "look at it: the reason says why",
        "unchecked": "no check covers it",
        "confirmed": "a person looked at it and left it",
        "corrected": "a person changed it",
    }
)
