from pathlib import Path

import pytest

from evals.calibration.reliability import shipped_curve
from evals.power.effort_report import STEPS, shipped_effort
from schemas.errors import UsageError
from ui.review.series import (
    ORDERS_SHOWN,
    effort_series,
    measured_on,
    read_series,
    reliability_series,
)

DOCS = Path(__file__).parents[3] / "docs"


def test_curves_are_read_over_their_first_column(tmp_path: Path) -> None:
    path = tmp_path / "effort.csv"
    path.write_text("looked,gouji,random,note\n0,1.5,1.5,x\n10%,0.2,1.3,y\n\n", encoding="utf-8")
    found = read_series(path)
    assert found is not None
    assert found.x == "looked"
    assert found.values[2] == {"x": 10.0, "y": 0.2, "series": "gouji"}
    assert len(found.values) == 4


def test_no_file_is_no_curve(tmp_path: Path) -> None:
    assert read_series(tmp_path / "none.csv") is None


@pytest.mark.parametrize("content", [b"", b"a,b\n", b"\xff\xfe\x00", b"a,b\nx,y\n"])
def test_a_file_without_a_curve_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "effort.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"effort\.csv"):
        read_series(path)


def test_the_measured_effort_comes_with_gouji() -> None:
    report = shipped_effort()
    assert report is not None
    names = {order: f"the {order}" for order in ORDERS_SHOWN}
    values = effort_series(report, names).values
    for order, name in names.items():
        drawn = [(one["x"], one["y"]) for one in values if one["series"] == name]
        curve = report.curves[order]
        assert drawn[0] == (1 / STEPS, curve[1]) and drawn[-1] == (1.0, curve[-1])
        assert drawn == sorted(drawn, key=lambda point: (point[0], -float(point[1])))
        # Nothing but straight lines is left out.
        steps = {round(float(x) * STEPS): float(y) for x, y in drawn}
        known = curve[1]
        for step in range(1, STEPS + 1):
            known = steps.get(step, known)
            assert curve[step] == known


def test_the_measured_curves_are_those_that_the_documents_print() -> None:
    report, curve = shipped_effort(), shipped_curve()
    assert report is not None and curve is not None
    power = (DOCS / "power.md").read_text(encoding="utf-8")
    told = measured_on(report)
    assert f"{told['reviews']} reviews of {told['documents']} documents, {told['share']} %" in power
    assert f"ours        {report.row('ours').looks:>23.2f}" in power
    calibration = (DOCS / "calibration.md").read_text(encoding="utf-8")
    for one in curve.bins:
        row = f"| {one.cells} | {one.confidence:.4f} | {one.right:.4f} |"
        assert f"| {one.low:g} to {one.high:g} {row}" in calibration
    assert len(reliability_series(curve, "held out").values) == len(curve.bins)
