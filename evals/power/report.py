"""The figures of power: counts by mutation and kind, each share with its interval."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import median

from evals.measures.intervals import wilson
from evals.power.trials import Tally
from extraction.export.atomic import write_whole
from schemas.frozen import Frozen
from schemas.table import CellRef

FORMAT = 1
"""The version of the file that `write_power` writes."""
SHARES = (
    "caught", "tail", "missed", "alone", "among", "located", "rightly", "wrongly", "mended",
    "mismended",
)  # fmt: skip
"""Counts that are given as shares of the wrong figures."""


class Share(Frozen):
    """A count, its share of the wrong figures (0..1), and the 95 % interval of the share."""

    count: int
    share: float | None
    low: float
    high: float


class PowerRow(Frozen):
    """One mutation, in one kind of table or in all (``kind`` None).

    ``trials`` are mutations made, ``tally`` what became of the wrong figures; the median,
    95 % and longest CPU milliseconds of decoding stand where the row is of all kinds.
    """

    mutation: str
    kind: str | None
    trials: int
    tally: Tally
    milliseconds: tuple[float, float, float] | None = None

    def share(self, name: str) -> Share:
        """One of `SHARES`. Where more went wrong than was wrong, the interval ends at 1."""
        count, wrong = int(getattr(self.tally, name)), self.tally.wrong
        low, high = wilson(min(count, wrong), wrong)
        return Share(count=count, share=count / wrong if wrong else None, low=low, high=high)

    @property
    def price(self) -> float | None:
        """Right figures that become suspect, for every wrong one."""
        return self.tally.bystanders / self.tally.wrong if self.tally.wrong else None


class Slip(Frozen):
    """A trial to look at: what is printed and what was read at which cells.

    Nothing told of the ``missed`` cells; those under ``wrongly`` have a wrong suggestion.
    ``number`` is that of the trial, which with the seed makes it again.
    """

    document: str
    mutation: str
    number: int
    read: tuple[tuple[CellRef, str | None, str | None], ...]
    missed: tuple[CellRef, ...]
    wrongly: tuple[CellRef, ...]


class PowerReport(Frozen):
    """What `gouji eval power` measured, and all that makes it again.

    ``figures`` are printed in the documents, ``covered`` of them stand in an identity.
    """

    format: int = FORMAT
    documents: tuple[str, ...]
    figures: int
    covered: int
    trials: int
    seed: int
    recogniser: bool
    intervals: str = "95 %, Wilson, as if figures went wrong independently"
    rows: tuple[PowerRow, ...]
    slips: tuple[Slip, ...] = ()

    @property
    def mutations(self) -> tuple[PowerRow, ...]:
        """The rows of all kinds together."""
        return tuple(row for row in self.rows if row.kind is None)

    @property
    def kinds(self) -> tuple[PowerRow, ...]:
        """The rows of one kind each, the mutations of one kind together."""
        return tuple(row for row in self.rows if row.kind is not None)


def row_of(
    mutation: str, kind: str | None, tallies: Iterable[Tally], seconds: Iterable[float] = ()
) -> PowerRow:
    """The row of these trials."""
    total, count = Tally(), 0
    for tally in tallies:
        total = total.plus(tally)
        count += 1
    return PowerRow(
        mutation=mutation,
        kind=kind,
        trials=count,
        tally=total,
        milliseconds=_milliseconds(sorted(seconds)),
    )


def _milliseconds(seconds: list[float]) -> tuple[float, float, float] | None:
    if not seconds:
        return None
    times = [round(1000 * one, 1) for one in seconds]
    return median(times), times[int(0.95 * (len(times) - 1))], times[-1]


def write_power(report: PowerReport, path: Path) -> None:
    """Write a report as JSON, with every share and its interval.

    Raises:
        OutputError: the file can't be written.
    """
    content = report.model_copy(update={"rows": ()}).model_dump(mode="json")
    content["rows"] = [_row(row) for row in report.rows]
    write_whole(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def _row(row: PowerRow) -> Mapping[str, object]:
    shares = {name: row.share(name).model_dump(mode="json") for name in SHARES}
    return {**row.model_dump(mode="json"), "shares": shares, "price": row.price}
