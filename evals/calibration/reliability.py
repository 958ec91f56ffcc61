"""The reliability of the shipped confidences, as the desk draws it."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from evals.calibration.judging import Claim, reliability
from evals.reports.report import Bin
from extraction.export.atomic import write_whole
from schemas.frozen import Frozen

SHIPPED = "reliability.json"


class Curve(Frozen):
    """Claims of like confidence on documents that the fit was not made on."""

    bins: tuple[Bin, ...]


def write_curve(some: Sequence[Claim], path: Path) -> None:
    """Write the reliability table, shares to four places.

    Raises:
        OutputError: the file can't be written.
    """
    bins = tuple(
        Bin(
            low=row.low,
            high=row.high,
            cells=row.cells,
            confidence=round(row.claimed, 4),
            right=round(row.right, 4),
        )
        for row in reliability(some)
    )
    write_whole(path, f"{Curve(bins=bins).model_dump_json(indent=1)}\n".encode())


def shipped_curve() -> Curve | None:
    """The curve that comes with gouji (docs/calibration.md), None where it is not installed."""
    try:
        text = files("evals.calibration").joinpath(SHIPPED).read_text("utf-8")
    except OSError:
        return None
    return Curve.model_validate_json(text)
