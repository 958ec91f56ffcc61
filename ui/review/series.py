"""Curves that other commands have measured, read from CSV files in the data folder."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from schemas.errors import UsageError

EFFORT = "effort.csv"
"""Error left against the share of figures that people look at."""
RELIABILITY = "reliability.csv"
"""The share of right cells against the confidence that is claimed of them."""


class Series(NamedTuple):
    """Points of one or more curves over the first column, whose name is ``x``."""

    x: str
    values: tuple[Mapping[str, float | str], ...]


def read_series(path: Path) -> Series | None:
    """The curves of a CSV file with a header: the first column is x, each other one a curve.

    Columns that hold no numbers are left out. None where there is no such file.

    Raises:
        UsageError: the file holds no curve.
    """
    if not path.is_file():
        return None
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error):
        rows = []
    values = tuple(_points(rows[0], rows[1:])) if rows else ()
    if not values:
        raise UsageError(f"{path}: holds no curve; make it again or take it away")
    return Series(rows[0][0], values)


def _points(names: list[str], rows: list[list[str]]) -> list[Mapping[str, float | str]]:
    found: list[Mapping[str, float | str]] = []
    for row in rows:
        numbers = [_number(text) for text in row]
        if not numbers or numbers[0] is None:
            continue
        for name, number in zip(names[1:], numbers[1:], strict=False):
            if number is not None:
                found.append({"x": numbers[0], "y": number, "series": name})
    return found


def _number(text: str) -> float | None:
    try:
        return float(text.strip().removesuffix("%"))
    except ValueError:
        return None
