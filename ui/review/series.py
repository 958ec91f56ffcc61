"""Curves that other commands have measured: of CSV files in the data folder, and shipped ones."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from evals.calibration.reliability import Curve
from evals.power.effort_report import STEPS, EffortReport
from schemas.errors import UsageError

EFFORT = "effort.csv"
"""Error left against the share of figures that people look at."""
RELIABILITY = "reliability.csv"
"""The share of right cells against the confidence that is claimed of them."""

ORDERS_SHOWN = ("ours", "confidence", "random")
"""The orders of looking that are drawn, by their names in a report of effort."""


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


def effort_series(report: EffortReport, names: Mapping[str, str]) -> Series:
    """The wrong figures left over the cells looked at, both as shares (0..1), under these names.

    It begins at a thousandth of the cells, for the scale is logarithmic.
    """
    values: tuple[Mapping[str, float | str], ...] = tuple(
        {"x": step / STEPS, "y": left, "series": name}
        for order, name in names.items()
        for step, left in _bends(report.curves[order])
    )
    return Series("looked at", values)


def _bends(curve: tuple[float, ...]) -> Iterator[tuple[int, float]]:
    """The steps from 1 on at which a curve is not as before, and those just before them."""
    last = len(curve) - 1
    for step in range(1, last + 1):
        if step in (1, last) or curve[step] != curve[step - 1] or curve[step + 1] != curve[step]:
            yield step, curve[step]


def measured_on(report: EffortReport) -> dict[str, str]:
    """What the report was measured on, in words that a caption takes."""
    return {
        "documents": f"{report.documents}",
        "reviews": f"{report.reviews}",
        "share": f"{100 * report.share:g}",
        "ours": f"{report.row('ours').looks:.1f}",
        "confidence": f"{report.row('confidence').looks:.1f}",
    }


def reliability_series(curve: Curve, name: str) -> Series:
    """The share of right cells over the confidence claimed of them."""
    values: tuple[Mapping[str, float | str], ...] = tuple(
        {"x": one.confidence, "y": one.right, "series": name} for one in curve.bins
    )
    return Series("claimed", values)


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
