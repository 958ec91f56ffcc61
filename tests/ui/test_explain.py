"""`gouji explain` in both languages: proofs, contradictions, texts, and names that don't fit."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from extraction.export.payload import document_payload
from extraction.export.result import Result, parse_result
from extraction.pipeline import extract
from schemas.errors import UsageError
from tests.builders import KINDS, SETTINGS
from ui.cellnames import find_cell
from ui.console import columns_wide
from ui.explaining import explain_lines
from ui.explainwords import Language, Words
from ui.paper import RULE, Entry, written
from ui.slips import slip

ROOT = Path(__file__).resolve().parents[2]
BUDGET = "general_budget_by_function"
CELLS = {
    "suspect": f"{BUDGET}#1:合计:basic_running",
    "bystander": f"{BUDGET}#1:16:basic_running",
    "candidate": "project_profile#4:0:current_budget",
    "proved": f"{BUDGET}:22401:项目支出",
    "product": "procurement#1:2:unit_price",
    "share": "funding_composition#1:0:share",
    "prose": "revenue_expenditure_summary#1:收入总计:amount",
    "text": f"{BUDGET}#1:1:name",
}


@pytest.fixture(scope="module")
def result() -> Result:
    sample = ROOT / "samples" / "fengting-emergency-2025.txt"
    return parse_result(document_payload(extract(sample, SETTINGS)))


def explained(result: Result, cell: str | None, language: Language = "en") -> str:
    return "\n".join(explain_lines(result, KINDS, cell, language)) + "\n"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", [*CELLS, "all"])
def test_an_explanation_is_what_a_person_would_write(
    result: Result, golden: Callable[[str, str], None], name: str, language: Language
) -> None:
    text = explained(result, CELLS.get(name), language)
    # Confidences are measured anew from time to time.
    text = re.sub(r"(confidence|置信度) [0-9.]+", r"\1 #", text)
    text = re.sub(r"\d+%  2025", "#%  2025", text)
    golden(f"explain/{name}.{language}.txt", text)


def test_what_a_person_confirmed_is_the_publishers_misprint(result: Result) -> None:
    address = find_cell(result, KINDS, CELLS["suspect"])
    changed = with_cell(
        result, address, status="confirmed", reason="Li has seen it", suggestion=None
    )
    text = explained(changed, CELLS["suspect"])
    assert "confirmed that it is printed so: the published document itself does not add up" in text
    assert "reason: Li has seen it" in text
    assert "Suggested" not in text
    assert "公开文件本身不平" in explained(changed, CELLS["suspect"], "zh")


def test_a_figure_without_sums_and_an_older_result_say_so(result: Result) -> None:
    address = find_cell(result, KINDS, CELLS["proved"])
    bare = with_cell(result, address, proof=None)
    assert "older version" in explained(bare, CELLS["proved"])
    assert "older version" in explained(bare, None)
    alone = result.model_copy(update={"checks": ()})
    assert "No identity covers this figure." in explained(alone, CELLS["proved"])


def with_cell(result: Result, address: tuple[str, int, int, str], **update: object) -> Result:
    tables = []
    for table in result.tables:
        rows = list(table.rows)
        if (table.kind, table.ordinal) == address[:2]:
            row = rows[address[2]]
            cell = row.cells[address[3]].model_copy(update=update)
            rows[address[2]] = row.model_copy(update={"cells": {**row.cells, address[3]: cell}})
        tables.append(table.model_copy(update={"rows": tuple(rows)}))
    return result.model_copy(update={"tables": tuple(tables)})


@pytest.mark.parametrize(
    "cell",
    [
        f"{BUDGET}#1:17:project",
        f"{BUDGET}:17:project",
        f"{BUDGET}:22401:project",
        f"{BUDGET}:应急管理事务:项目支出",
    ],
)
def test_a_cell_has_many_names(result: Result, cell: str) -> None:
    assert find_cell(result, KINDS, cell) == (BUDGET, 1, 17, "project")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("x", "names no cell; write TABLE:ROW:COLUMN"),
        (f"{BUDGET}:1", "names no cell; write TABLE:ROW:COLUMN"),
        ("general_budget:1:total", f"no table general_budget; near it: .*{BUDGET}#1"),
        (f"{BUDGET}#1:2240102x:total", "no row '2240102x'.*near it: 2240102"),
        (f"{BUDGET}#1:99:total", r"no row '99' \(its rows are 0 to 20\)"),
        (f"{BUDGET}#1:0:projects", "no column 'projects'; near it: project"),
        ("procurement#1:霁川市枫汀区应急管理局本级:amount", r"\d rows .*take a number: \d"),
    ],
)
def test_a_name_that_does_not_fit_is_one_sentence(result: Result, cell: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        find_cell(result, KINDS, cell)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("printed", "wanted", "said"),
    [
        ("69.68", "69.88", "digit 3 is 6 in place of 8"),
        ("1230.00", "1320.00", "digits 2 and 3 are exchanged"),
        ("120.00", "1230.00", "digit 3 is lost at place 3"),
        ("1230.00", "120.00", "digit 3 is added at place 3"),
        ("12.30", "123.00", "the decimal point or the unit is moved"),
        ("-5.00", "5.00", "the sign is lost or added"),
        ("69.68", "42.00", None),
    ],
)
def test_the_slip_is_named(printed: str, wanted: str, said: str | None) -> None:
    assert slip(Decimal(printed), Decimal(wanted), Words("en")) == said


def test_points_stand_under_each_other_beside_chinese_names() -> None:
    lines = written([Entry("", "合计", "1,234.5"), RULE, Entry("+", "x", "7.25", "!")])
    assert lines == ["      合计  1,234.5", "    " + "─" * 16, "    + x         7.25  !"]
    before_point = [columns_wide(lines[n].partition(".")[0]) for n in (0, 2)]
    assert before_point == [17, 17]
