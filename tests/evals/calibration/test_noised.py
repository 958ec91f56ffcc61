"""Noised gold read end to end: what is right, and a small calibrated run."""

from collections import Counter
from pathlib import Path

import pytest

from evals.calibration.cells import SeenCell, seen_cells, truths_of
from evals.calibration.counting import Seen, counted
from evals.calibration.judging import claims, held_out, judged, made_of
from evals.calibration.noised import RATES, noised_scans, noised_texts
from evals.comparison import GoldTable
from evals.found import GoldFinding
from extraction.confidence.calibrated import shipped
from extraction.export.payload import document_payload
from extraction.export.result import parse_result
from schemas.table import CellRef
from tests.builders import SETTINGS, coded, tabled, with_value

KIND = "general_budget_by_function"
FIELDS = "code name total basic_total basic_personnel basic_running project"
BODY = """
    |合计|6061.30|4041.19|3027.13|1014.06|2020.11
    205|教育支出|5050.22|3535.16|2626.11|909.05|1515.06
"""


def gold() -> GoldTable:
    rows = tuple(row.values for row in coded(KIND, FIELDS, BODY).rows)
    return GoldTable(kind=KIND, ordinal=1, rows=rows)


def finding(name: str, printed: str, expected: str) -> GoldFinding:
    return GoldFinding(
        finding_class=name, table=f"{KIND}#1", row="205|教育支出", column="project",
        printed=printed, expected=expected,
    )  # fmt: skip


def at(row: int, field: str) -> CellRef:
    return CellRef(kind=KIND, ordinal=1, row=row, field=field)


def test_a_misread_figure_is_wrong_though_it_is_read_as_it_stands() -> None:
    result = parse_result(document_payload(tabled(coded(KIND, FIELDS, BODY))))
    truths = truths_of([gold()], [finding("ocr_digit", "1515.06", "1515.08")], result)
    assert not truths[at(1, "project")].right
    assert truths[at(1, "total")].right
    assert all(one.right for one in truths_of([gold()], (), result).values())


def test_a_rounding_tail_is_no_error() -> None:
    result = parse_result(document_payload(tabled(coded(KIND, FIELDS, BODY))))
    truths = truths_of([gold()], [finding("rounding", "1515.06", "1515.07")], result)
    assert truths[at(1, "project")].right


def test_cells_of_rows_that_gold_has_not_are_wrong() -> None:
    more = coded(KIND, FIELDS, BODY + "    999|未见|1.00|1.00|1.00||\n")
    result = parse_result(document_payload(tabled(more)))
    truths = truths_of([gold()], (), result)
    assert not truths[at(2, "name")].right
    other = with_value(coded(KIND, FIELDS, BODY), 1, "total", "5050.28")
    result = parse_result(document_payload(tabled(other)))
    assert not truths_of([gold()], (), result)[at(1, "total")].right


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    folder = tmp_path_factory.mktemp("noised")

    def cells() -> list[SeenCell]:
        made = noised_texts(3, 91_017, folder, shipped=False)
        return [cell for document in made for cell in seen_cells(document, SETTINGS)]

    return counted(cells())


def test_noise_makes_wrong_cells_and_sums_see_most_of_them(small: Seen) -> None:
    wrong = Counter(cell.condition for cell in small.wrong)
    assert wrong["all=0.05"] > wrong["all=0.005"]
    assert {key.condition for key in small.counts} == {f"all={rate:g}" for rate in RATES}
    assert {cell.group for cell in small.wrong} <= set(small.groups)
    proved = [cell for cell in small.wrong if cell.traits.state == "proved"]
    assert len(proved) < len(small.wrong) / 10


def test_the_shipped_numbers_hold_on_a_small_fresh_run(small: Seen) -> None:
    """No wrong cell may be sure; the error is that of three notices, so its bound is loose."""
    made = judged(claims(small, shipped()))
    assert made.cells > 1000
    assert made.sure_wrong == 0
    assert made.error < 0.03


def test_a_small_run_can_be_fitted_and_judged(small: Seen) -> None:
    made = made_of(small, "by hand", "2026-11-21")
    assert made.documents == {"text": 12}
    assert made.cells == small.total.cells
    assert judged(held_out(small, made)).cells == small.total.cells


def test_scans_are_drawn_once_and_always_the_same(tmp_path: Path) -> None:
    (first,) = noised_scans(1, 91_000, tmp_path)
    drawn = first.path.read_bytes()
    before = first.path.stat().st_mtime_ns
    (again,) = noised_scans(1, 91_000, tmp_path)
    assert again == first
    assert again.path.stat().st_mtime_ns == before
    first.path.unlink()
    (anew,) = noised_scans(1, 91_000, tmp_path)
    assert anew.path.read_bytes() == drawn
