"""What a calibration prints: tables of measures, as Markdown, and the reliability curve as SVG."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from evals.calibration.judging import SURE, Claim, Judged, judged, parted, reliability
from evals.reports import charts
from evals.reports.report import Bin
from schemas.errors import OutputError

_HEADS = ("", "cells", "wrong", "ECE", "95 %", "Brier", f"at {SURE} or more", "of them wrong")
_STYLE = (
    "<style>text{font:13px sans-serif;fill:#222}.tick{font-size:11px;fill:#555}"
    ".grid{stroke:#ddd}.axis{stroke:#777}.diagonal{stroke:#777;stroke-dasharray:5 4}"
    ".bubble{fill:#2a6fb0;fill-opacity:.55;stroke:#2a6fb0}</style>"
    '<rect width="100%" height="100%" fill="#fff"/>'
)


def tables(some: Sequence[Claim]) -> str:
    """All measures of claims as Markdown: together, by parts, among suspects, and reliability."""
    suspects = [c for c in some if c.status == "suspect"]
    lines = [
        *_table(
            (
                ("all", judged(some)),
                *((f"origin {name}", one) for name, one in parted(some, _origin)),
                *((f"status {name}", one) for name, one in parted(some, _status)),
                *((f"field {name}", one) for name, one in parted(some, _sort)),
                *((f"suspect: {name}", one) for name, one in parted(suspects, _state)),
                *((f"noise {name}", one) for name, one in parted(some, _condition)),
            )
        ),
        "",
        "| confidence | cells | claimed | right |",
        "| --- | ---: | ---: | ---: |",
        *(
            f"| {row.low:g} to {row.high:g} | {row.cells} | {row.claimed:.4f} | {row.right:.4f} |"
            for row in reliability(some)
        ),
    ]
    return "\n".join(lines) + "\n"


def _table(rows: Sequence[tuple[str, Judged]]) -> Iterator[str]:
    yield f"| {' | '.join(_HEADS)} |"
    yield "| --- |" + " ---: |" * (len(_HEADS) - 1)
    for name, one in rows:
        interval = "-"
        if one.interval is not None:
            interval = f"{one.interval[0]:.4f}, {one.interval[1]:.4f}"
        yield (
            f"| {name} | {one.cells} | {one.wrong} | {one.error:.4f} | {interval} |"
            f" {one.brier:.5f} | {one.sure} | {one.sure_wrong} |"
        )


def _origin(claim: Claim) -> str:
    return claim.key.traits.origin


def _status(claim: Claim) -> str:
    return claim.status


def _sort(claim: Claim) -> str:
    return claim.key.traits.sort


def _state(claim: Claim) -> str:
    return claim.key.traits.state


def _condition(claim: Claim) -> str:
    return claim.key.condition


def curve(some: Sequence[Claim]) -> str:
    """The reliability table as an SVG that stands by itself."""
    bins = [
        Bin(low=r.low, high=r.high, cells=r.cells, confidence=r.claimed, right=r.right)
        for r in reliability(some)
    ]
    drawn = charts.reliability(bins).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    end = drawn.index(">") + 1
    return drawn[:end] + _STYLE + drawn[end:] + "\n"


def put_into(page: Path, name: str, text: str) -> None:
    """Write a text between the marks of its name in a page.

    Raises:
        OutputError: the page has no such marks, or can't be written.
    """
    marked = re.compile(rf"(<!-- calibration: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    try:
        before = page.read_text(encoding="utf-8")
        after, count = marked.subn(lambda m: m[1] + text + m[2], before)
        if not count:
            raise OutputError(f"{page}: has no place for {name}; take the page as shipped")
        page.write_text(after, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{page}: can't be written: {error.strerror or error}") from None
