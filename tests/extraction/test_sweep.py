"""Invented disclosures of many looks: right cells, no silent error, planted errors in doubt."""

from decimal import Decimal
from typing import Any

import pytest

from evals.synthetic import Options, make_disclosure
from evals.synthetic.model import Style, Unit
from extraction.export.payload import document_payload
from tests.builders import extracted
from tests.scoring import ARITHMETIC, cell, planted, score

Json = dict[str, Any]
LOOKS: tuple[tuple[int, Style, Unit], ...] = (
    (11, "street", "元"),
    (12, "street", "万元"),
    (13, "office", "万元"),
    (14, "office", "元"),
    (15, "notice", "万元"),
    (16, "street", "元"),
    (17, "office", "万元"),
    (18, "notice", "万元"),
    (19, "street", "万元"),
    (20, "office", "元"),
    (21, "notice", "万元"),
    (22, "office", "万元"),
)


def export(text: str) -> Json:
    return document_payload(extracted(text))


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: "-".join(map(str, look)))
def disturbed(request: pytest.FixtureRequest) -> tuple[Json, Json]:
    """Gold and export of a document with a tenth of its rows disturbed and no error."""
    seed, style, unit = request.param
    options = Options(style=style, unit=unit, mangle=Decimal("0.1"), tails=False)
    made = make_disclosure(seed, options)
    return made.gold, export(made.text)


def test_cells_are_right_and_none_is_silently_wrong(disturbed: tuple[Json, Json]) -> None:
    made = score(*disturbed)
    assert made.cells > 150
    assert made.silent == []
    assert made.right >= 0.995, made.wrong[:10]
    assert made.tables == []


def about_goals(finding: Json) -> bool:
    """Whether it is about indicators alone: invented forms state goals of their own."""
    return bool(finding["cells"]) and {c[0] for c in finding["cells"]} == {"indicators"}


def test_disturbed_rows_make_no_arithmetic_finding(disturbed: tuple[Json, Json]) -> None:
    _, got = disturbed
    sums = [f for f in got["findings"] if f["class"] in ARITHMETIC and not about_goals(f)]
    assert [f["message"] for f in sums] == []
    assert [check["id"] for check in got["checks"] if not check["holds"]] == []


@pytest.fixture(scope="module", params=LOOKS[:8], ids=lambda look: "-".join(map(str, look)))
def misread(request: pytest.FixtureRequest) -> tuple[Json, Json]:
    """Gold and export of a document with misread digits."""
    seed, style, unit = request.param
    kinds = ("digit", "total_digit", "digit")
    options = Options(style=style, unit=unit, errors=3, error_kinds=kinds, tails=False)
    made = make_disclosure(seed, options)
    return made.gold, export(made.text)


def test_a_misread_amount_is_suspect(misread: tuple[Json, Json]) -> None:
    gold, got = misread
    spots = list(planted(gold))
    assert spots
    for finding, place in spots:
        claimed = cell(got, place)
        assert claimed["printed"] is not None
        assert claimed["status"] not in ("proved", "repaired"), (place, finding)
        if claimed["checks"]:
            assert claimed["status"] == "suspect", (place, finding)


def test_no_figure_is_called_proved_that_is_misread_and_none_accused_wrongly(
    misread: tuple[Json, Json],
) -> None:
    gold, got = misread
    assert score(gold, got).silent == []
    wrong = {place: finding for finding, place in planted(gold)}
    for table in got["tables"]:
        for index, row in enumerate(table["rows"]):
            for name, claimed in row["cells"].items():
                place = (table["kind"], table["ordinal"], index, name)
                if claimed["suggestion"] is not None:
                    assert place in wrong, place
                    assert claimed["suggestion"] == wrong[place]["expected"]


def test_planted_errors_are_among_the_findings(misread: tuple[Json, Json]) -> None:
    gold, got = misread
    for finding, place in planted(gold):
        if cell(got, place)["checks"]:
            assert any(list(place) in f["cells"] for f in got["findings"]), finding
