"""The curves of review effort as an SVG that stands alone, readable in light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import log10
from pathlib import Path
from types import MappingProxyType

from evals.power.effort_report import STEPS, EffortReport
from extraction.export.atomic import write_whole

_WIDTH, _HEIGHT = 860, 560
_LEFT, _RIGHT, _TOP, _BOTTOM = 74, 24, 72, 162
_LEAST = 1 / STEPS
"""The least share of cells on the logarithmic scale."""
_TICKS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
_NAMES = MappingProxyType(
    {
        "ours": "our order, sums decided again after each look",
        "ours, fixed": "our first order, nothing decided again",
        "confidence": "by the recogniser's confidence alone",
        "random": "at random",
    }
)
_STYLE = """\
text { font-family: -apple-system, "Segoe UI", "Noto Sans", "PingFang SC", sans-serif; \
font-size: 13px; fill: #1f2328; }
.title { font-size: 16px; font-weight: 600; } .soft { fill: #59636e; }
.paper { fill: #ffffff; } .grid { stroke: #d8dee4; } .axis { stroke: #59636e; }
.curve { fill: none; stroke-width: 2.4; stroke-linejoin: round; }
.c0 { stroke: #0969da; } .c1 { stroke: #1a7f37; stroke-dasharray: 7 4; }
.c2 { stroke: #bc4c00; } .c3 { stroke: #6e7781; stroke-dasharray: 2 4; }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc; } .soft { fill: #9198a1; } .paper { fill: #0d1117; }
.grid { stroke: #2a3038; } .axis { stroke: #9198a1; }
.c0 { stroke: #4493f8; } .c1 { stroke: #3fb950; } .c2 { stroke: #f0883e; } .c3 { stroke: #9198a1; }
}"""


def effort_svg(report: EffortReport) -> str:
    """The wrong figures that are left (per cent) over the cells looked at (logarithmic)."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}"'
        f' height="{_HEIGHT}" role="img" aria-labelledby="t">',
        f'<title id="t">{escape(_told(report))}</title>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{_HEIGHT}"/>',
        _text(_LEFT, 26, "Wrong figures left after looking at so many cells", "title"),
        _text(_LEFT, 47, _told(report), "soft"),
        *_axes(),
    ]
    for number, curve in reversed(list(enumerate(report.curves.values()))):
        parts.append(f'<path class="curve c{number}" d="{_path(curve)}"/>')
    parts += _legend(report)
    return "\n".join((*parts, "</svg>")) + "\n"


def write_chart(report: EffortReport, path: Path) -> None:
    """Write the chart.

    Raises:
        OutputError: the file can't be written.
    """
    write_whole(path, effort_svg(report).encode())


def _told(report: EffortReport) -> str:
    return (
        f"{100 * report.share:g} % of the figures misread, {report.reviews} reviews of"
        f" {report.documents} documents; of the {report.wrong} wrong ones that a sum covers"
    )


def _x(share: float) -> float:
    span = _WIDTH - _LEFT - _RIGHT
    return _LEFT + span * (1 - log10(max(share, _LEAST)) / log10(_LEAST))


def _y(share: float) -> float:
    return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - share)


def _axes() -> list[str]:
    parts = []
    for share in _TICKS:
        parts.append(_line(_x(share), _y(0), _x(share), _y(1), "grid"))
        parts.append(_text(_x(share), _y(0) + 20, f"{100 * share:g} %", "soft", "middle"))
    for fifth in range(6):
        share = fifth / 5
        parts.append(_line(_x(_LEAST), _y(share), _x(1), _y(share), "grid"))
        parts.append(_text(_LEFT - 10, _y(share) + 4, f"{100 * share:g} %", "soft", "end"))
    parts.append(_line(_x(_LEAST), _y(0), _x(1), _y(0), "axis"))
    middle = (_x(_LEAST) + _x(1)) / 2
    parts.append(_text(middle, _y(0) + 42, "cells looked at (logarithmic)", "", "middle"))
    return parts


def _path(curve: Sequence[float]) -> str:
    """Steps: what is left stays until the next look finds one."""
    points = [f"M{_x(_LEAST):.1f} {_y(curve[0]):.1f}"]
    before = curve[0]
    for step, left in enumerate(curve[1:], start=1):
        if left != before:
            points.append(f"H{_x(step / STEPS):.1f}V{_y(left):.1f}")
            before = left
    return "".join((*points, f"H{_x(1):.1f}"))


def _legend(report: EffortReport) -> list[str]:
    parts = []
    for number, row in enumerate(report.rows):
        y = _y(0) + 76 + 21 * number
        parts.append(_line(_LEFT, y - 4, _LEFT + 34, y - 4, f"curve c{number}"))
        told = (
            f"{_NAMES[row.order]}: {row.looks:.1f} looks for every wrong figure until none is left"
        )
        parts.append(_text(_LEFT + 46, y, told, ""))
    return parts


def _line(x0: float, y0: float, x1: float, y1: float, name: str) -> str:
    return f'<line class="{name}" x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}"/>'


def _text(x: float, y: float, text: str, name: str, anchor: str = "start") -> str:
    named = f' class="{name}"' if name else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
