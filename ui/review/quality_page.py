"""The quality page: what was looked at, what it caught, how far confidence can be believed."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import streamlit as st

from evals.calibration.reliability import shipped_curve
from evals.power.effort_report import shipped_effort
from extraction.export.marks import SIGNS
from schemas.finding import SERIOUSNESS
from schemas.review import Progress, Quality
from ui.review.chrome import text, the_desk, told
from ui.review.series import (
    EFFORT,
    ORDERS_SHOWN,
    RELIABILITY,
    effort_series,
    measured_on,
    read_series,
    reliability_series,
)
from ui.review.sheet import STATUSES

_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "proved": "#008a64",
        "repaired": "#0064b2",
        "suspect": "#cc3311",
        "unchecked": "#8a8a8a",
        "confirmed": "#963c8c",
        "corrected": "#b07000",
    }
)
_HEIGHT = 270
"""Of a chart with its axes and legend."""
_BAR = 27
_TICKS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)


def show() -> None:
    """The page."""
    with told():
        desk = the_desk()
        progress = desk.progress()
        if not progress.documents:
            st.text(text("empty_desk"))
            return
        quality = desk.quality()
        _numbers(progress, quality)
        left, right = st.columns(2, gap="medium")
        with left, st.container(key="q_left"):
            _effort(progress, quality)
            _statuses(quality)
        with right, st.container(key="q_right"):
            _reliability(quality)
            _caught(quality)
            _cost(quality)


def _numbers(progress: Progress, quality: Quality) -> None:
    decided = sum(quality.decisions.values())
    settled = max(0, progress.first_doubts - progress.doubts)
    fixed = quality.decisions.get("accept", 0) + quality.decisions.get("correct", 0)
    agreed = quality.accepted_suggestions + quality.refused_suggestions
    each = f"{decided / settled:.2f}" if settled else "–"
    share = f"{quality.accepted_suggestions} / {agreed}" if agreed else "–"
    with st.container(key="numbers", horizontal=True):
        st.metric(text("m_left"), f"{progress.doubts} / {progress.first_doubts}")
        st.metric(text("m_decisions"), str(decided))
        st.metric(text("m_each"), each, help=text("m_each_more"))
        st.metric(text("m_fixed"), str(fixed))
        st.metric(text("m_published"), str(quality.decisions.get("as_published", 0)))
        st.metric(text("m_agreed"), share, help=text("m_agreed_more"))


def _effort(progress: Progress, quality: Quality) -> None:
    _head("q_effort")
    found = read_series(the_desk().data / EFFORT)
    report = None if found is not None else shipped_effort()
    if found is not None:
        _lines(found.values, found.x, text("effort_y"))
        st.caption(text("from_file", file=EFFORT))
    elif report is not None:
        curves = effort_series(report, {one: text(f"order_{one}") for one in ORDERS_SHOWN})
        _lines(curves.values, text("effort_x"), text("effort_y"), log=True)
        st.caption(text("measured_effort", **measured_on(report)))
    st.text(text("own_effort"))
    decided = min(sum(quality.decisions.values()), progress.first_doubts)
    settled = max(0, progress.first_doubts - progress.doubts - decided)
    shares = {
        text("by_people"): (decided, "#1f5f8b"),
        text("by_sums"): (settled, "#008a64"),
        text("still_open"): (progress.doubts, "#cc3311"),
    }
    _bars([(name, count, colour) for name, (count, colour) in shares.items()])


def _reliability(quality: Quality) -> None:
    _head("q_reliability")
    found = read_series(the_desk().data / RELIABILITY)
    curve = None if found is not None else shipped_curve()
    if found is not None:
        _lines(found.values, found.x, text("reliability_y"), diagonal=True)
        st.caption(text("from_file", file=RELIABILITY))
    elif curve is not None:
        made = reliability_series(curve, text("reliability_series"))
        _lines(made.values, text("reliability_x"), text("reliability_y"), diagonal=True)
        cells = sum(one.cells for one in curve.bins)
        st.caption(text("measured_reliability", cells=f"{cells:,}"))
    agreed, refused = quality.accepted_suggestions, quality.refused_suggestions
    st.text(text("own_reliability") if agreed + refused else text("own_reliability_none"))
    if agreed + refused:
        _bars([(text("agreed"), agreed, "#008a64"), (text("refused"), refused, "#cc3311")])


def _statuses(quality: Quality) -> None:
    _head("q_cells")
    rows = [
        (f"{SIGNS[s] or '·'} {text(f'status_{s}')}", quality.cells.get(s, 0), _COLOURS[s])  # type: ignore[index]
        for s in STATUSES
    ]
    _bars(rows)


def _caught(quality: Quality) -> None:
    _head("q_caught")
    rows = [
        (text(f"finding_{name}"), quality.findings.get(name, 0), "#7a6a9a") for name in SERIOUSNESS
    ]
    _bars(rows)


def _cost(quality: Quality) -> None:
    _head("q_cost")
    if not quality.requests:
        st.text(text("no_model"))
        return
    cost = text("cost_unknown") if quality.cost is None else quality.cost
    st.text(
        text(
            "cost_line",
            requests=f"{quality.requests:,}",
            tokens_in=f"{quality.tokens_in:,}",
            tokens_out=f"{quality.tokens_out:,}",
            cost=cost,
        )
    )


def _head(key: str) -> None:
    with st.container(key=f"head_{key}"):
        st.text(text(key))


def _bars(rows: Sequence[tuple[str, int, str]]) -> None:
    """Bars with their numbers beside them, in the order given."""
    values = [{"name": name, "count": count, "colour": colour} for name, count, colour in rows]
    y = {
        "field": "name", "type": "nominal", "sort": None, "title": None,
        "axis": {"labelLimit": 200, "ticks": False, "domain": False},
    }  # fmt: skip
    spec: dict[str, Any] = {
        "data": {"values": values},
        "height": {"step": _BAR},
        "encoding": {
            "y": y,
            "x": {"field": "count", "type": "quantitative", "axis": None},
        },
        "layer": [
            {
                "mark": {"type": "bar", "height": 13, "cornerRadius": 2},
                "encoding": {"color": {"field": "colour", "type": "nominal", "scale": None}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 5, "color": "#808890"},
                "encoding": {"text": {"field": "count", "format": ","}},
            },
        ],
    }
    st.vega_lite_chart(spec=spec, width="stretch")


def _lines(
    values: Sequence[Mapping[str, float | str]],
    x: str,
    y: str,
    *,
    diagonal: bool = False,
    log: bool = False,
) -> None:
    scale: dict[str, Any] = {"type": "log"} if log else {"zero": not diagonal}
    axis: dict[str, Any] = {"format": ".1~%", "values": _TICKS} if log else {}
    several = len({value["series"] for value in values}) > 1
    legend = {"orient": "top", "columns": 3, "labelLimit": 260} if several else None
    line: dict[str, Any] = {
        "mark": {"type": "line", "point": not log},
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "title": x,
                "scale": scale,
                "axis": axis,
            },
            "y": {
                "field": "y",
                "type": "quantitative",
                "title": y,
                "scale": {"zero": not diagonal},
            },
            "color": {
                "field": "series",
                "type": "nominal",
                "title": None,
                "sort": None,
                "legend": legend,
            },
        },
    }
    layers = [line]
    if diagonal:
        low = min(float(value[axis]) for value in values for axis in ("x", "y"))
        ends = [{"x": low, "y": low}, {"x": 1, "y": 1}]
        layers.append(
            {
                "data": {"values": ends},
                "mark": {"type": "line", "strokeDash": [4, 4], "color": "#888888"},
                "encoding": {key: {"field": key, "type": "quantitative"} for key in ("x", "y")},
            }
        )
    spec = {"data": {"values": list(values)}, "height": _HEIGHT, "layer": layers}
    st.vega_lite_chart(spec=spec, width="stretch")
