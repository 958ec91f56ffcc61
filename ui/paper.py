"""Figures under each other as on paper, the point under the point, in columns of a terminal."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from ui.console import columns_wide

_INDENT = "    "


class Entry(NamedTuple):
    """One line of an addition: its sign (``+``, ``×``), what it is, the figure, a remark."""

    sign: str
    label: str
    figure: str
    remark: str = ""


RULE = Entry("", "", "─")
"""The line under the addends."""


def money(value: Decimal) -> str:
    """A figure as a person writes it, with thousands separators."""
    return f"{value:,f}"


def written(entries: Sequence[Entry]) -> list[str]:
    """The entries as lines; labels are padded by the columns that they take, figures by digits."""
    figures = [entry for entry in entries if entry is not RULE]
    wide = max((columns_wide(entry.label) for entry in figures), default=0)
    before = max((len(entry.figure.partition(".")[0]) for entry in figures), default=0)
    after = max((len(_fraction(entry.figure)) for entry in figures), default=0)
    lines = []
    for entry in entries:
        if entry is RULE:
            lines.append(f"{_INDENT}{'─' * (4 + wide + before + after)}")
            continue
        label = entry.label + " " * (wide - columns_wide(entry.label))
        whole = entry.figure.partition(".")[0]
        figure = f"{whole:>{before}}{_fraction(entry.figure):<{after}}"
        remark = f"  {entry.remark}" if entry.remark else ""
        lines.append(f"{_INDENT}{entry.sign or ' '} {label}  {figure}{remark}".rstrip())
    return lines


def _fraction(figure: str) -> str:
    _, point, digits = figure.partition(".")
    return f"{point}{digits}"
