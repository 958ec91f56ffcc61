"""Charts as SVG text: measures with their intervals, and a reliability diagram."""

from collections.abc import Sequence
from html import escape
from math import floor, log10

from evals.reports.report import Bin, Measure

_ROW = 26
_LABEL, _PLOT, _VALUE = 190, 520, 210
_SIDE, _EDGE = 330, 56
_DECADES = 4
"""Error rates from 1 down to one in ten thousand are told apart."""


def forest(measures: Sequence[tuple[str, Measure]]) -> str:
    """Shares as dots with their intervals as lines, on one scale that ends at 100 %."""
    known = [(label, m) for label, m in measures if m.value is not None]
    if not known:
        return ""
    least = min(m.low if m.low is not None else m.value or 0.0 for _, m in known)
    start = max(0.0, floor((least - 0.005) * 20) / 20)
    height = _ROW * len(known) + 34

    def x(value: float) -> float:
        return _LABEL + _PLOT * (max(value, start) - start) / (1 - start)

    parts = [_open(_LABEL + _PLOT + _VALUE, height, "Shares with 95 % intervals")]
    for step in range(6):
        share = start + (1 - start) * step / 5
        parts.append(_line(x(share), 6, x(share), height - 26, "grid"))
        parts.append(_text(x(share), height - 8, f"{share * 100:g} %", "tick", "middle"))
    for row, (label, m) in enumerate(known):
        y = 20 + _ROW * row
        parts.append(_text(_LABEL - 12, y + 4, label, "label", "end"))
        if m.low is not None and m.high is not None:
            parts.append(_line(x(m.low), y, x(m.high), y, "range"))
        parts.append(f'<circle class="dot" cx="{x(m.value or 0):.1f}" cy="{y}" r="5"/>')
        parts.append(_text(_LABEL + _PLOT + 16, y + 4, _range(m), "value", "start"))
    return "".join(parts) + "</svg>"


def reliability(bins: Sequence[Bin]) -> str:
    """Claimed against observed error rates, both on a logarithmic scale; bubbles are bins.

    Above the diagonal claims are surer than they are right. What was never wrong is at the foot.
    """
    if not bins:
        return ""
    size = _SIDE + _EDGE + 24
    parts = [_open(size, size + 10, "Claimed against observed error rate")]

    def place(rate: float) -> float:
        # From 100 % (0) to one in ten thousand (1), and the foot for none.
        return 1.0 if rate <= 0 else min(-log10(rate) / (_DECADES + 0.6), 0.93)

    def x(rate: float) -> float:
        return _EDGE + _SIDE * place(rate)

    def y(rate: float) -> float:
        return 12 + _SIDE * place(rate)

    for decade in range(_DECADES + 1):
        rate = 10.0**-decade
        label = f"{rate * 100:g} %"
        parts.append(_line(x(rate), 12, x(rate), 12 + _SIDE, "grid"))
        parts.append(_line(_EDGE, y(rate), _EDGE + _SIDE, y(rate), "grid"))
        parts.append(_text(x(rate), 12 + _SIDE + 18, label, "tick", "middle"))
        parts.append(_text(_EDGE - 8, y(rate) + 4, label, "tick", "end"))
    parts.append(_text(_EDGE - 8, 12 + _SIDE + 4, "none", "tick", "end"))
    parts.append(_line(_EDGE, 12, x(10**-_DECADES), y(10**-_DECADES), "diagonal"))
    parts.append(_line(_EDGE, 12 + _SIDE, _EDGE + _SIDE, 12 + _SIDE, "axis"))
    parts.append(_line(_EDGE, 12, _EDGE, 12 + _SIDE, "axis"))
    for one in bins:
        radius = 3 + 2.6 * log10(max(one.cells, 1))
        claimed, seen = 1 - one.confidence, 1 - one.right
        told = (
            f"{one.cells} cells: claimed {one.confidence:.4f}, right {one.right:.4f}"
            f" (confidences {one.low:g} to {one.high:g})"
        )
        parts.append(
            f'<circle class="bubble" cx="{x(claimed):.1f}" cy="{y(seen):.1f}" r="{radius:.1f}">'
            f"<title>{escape(told)}</title></circle>"
        )
    parts.append(_text(_EDGE + _SIDE / 2, size + 4, "claimed error rate", "label", "middle"))
    middle = 12 + _SIDE / 2
    parts.append(
        f'<text class="label" text-anchor="middle" transform="rotate(-90 12 {middle})"'
        f' x="12" y="{middle}">observed error rate</text>'
    )
    return "".join(parts) + "</svg>"


def bars(counts: Sequence[tuple[str, int]]) -> str:
    """Counts as horizontal bars, each with its name and number."""
    known = [(name, count) for name, count in counts if count]
    if not known:
        return ""
    most = max(count for _, count in known)
    parts = [_open(_LABEL + _PLOT + 70, _ROW * len(known) + 8, "Counts")]
    for row, (name, count) in enumerate(known):
        y = 4 + _ROW * row
        width = max(2.0, _PLOT * count / most)
        parts.append(_text(_LABEL - 12, y + 15, name, "label", "end"))
        parts.append(
            f'<rect class="bar" x="{_LABEL}" y="{y + 3}" width="{width:.1f}" height="16" rx="3"/>'
        )
        parts.append(_text(_LABEL + width + 8, y + 15, str(count), "value", "start"))
    return "".join(parts) + "</svg>"


def percent(value: float | None) -> str:
    """A share in percent; 100 % is all of it, never almost all."""
    if value is None:
        return "–"
    return f"{min(value * 100, 99.99) if value < 1 else 100:.2f} %"


def _range(measure: Measure) -> str:
    if measure.low is None or measure.high is None:
        return percent(measure.value)
    return f"{percent(measure.value)}  [{measure.low * 100:.1f}, {measure.high * 100:.1f}]"


def _open(width: float, height: float, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img"'
        f' aria-label="{escape(title)}">'
    )


def _line(x0: float, y0: float, x1: float, y1: float, name: str) -> str:
    return f'<line class="{name}" x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}"/>'


def _text(x: float, y: float, text: str, name: str, anchor: str) -> str:
    return (
        f'<text class="{name}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
    )
