"""What a printed cell can be, by its own text."""

import pytest

from extraction.headers.celltypes import (
    filled,
    has_decimals,
    has_figures,
    is_broken_code,
    is_broken_figure,
    is_code_text,
    is_figure_text,
    is_note,
    is_numbered,
    is_plain_number,
    is_total_label,
    misfit,
)
from schemas.kinds.kind import FieldType
from schemas.label import normal_form
from tests.builders import printed_cell, printed_row


@pytest.mark.parametrize("text", ["201", "2010301", "13", "42019925101T000000001", "301", "216001"])
def test_codes(text: str) -> None:
    assert is_code_text(text)


@pytest.mark.parametrize("text", ["2", "12.50", "1,234", "教育", "", "T", "20 1"])
def test_what_is_no_code(text: str) -> None:
    assert not is_code_text(text)


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("[57002", True),
        ("2O1", True),
        ("20103O1", True),
        ("201", False),
        ("2.1", False),
        ("2,104", False),
        ("[5", False),
        ("3O1O1", False),
        ("30人", False),
        ("2025-1", False),
    ],
)
def test_a_code_but_for_one_sign(text: str, broken: bool) -> None:
    assert is_broken_code(text) is broken


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("17[.80", True),
        ("3i", True),
        ("i,293,378.40", True),
        ("1O.l0", True),
        ("12.50", False),
        ("12期", False),
        ("HP1", False),
        ("12%", False),
        ("", False),
    ],
)
def test_a_figure_but_for_a_sign_or_two(text: str, broken: bool) -> None:
    assert is_broken_figure(text) is broken


@pytest.mark.parametrize(
    "text", ["≥95%", "12期", "8-10家", "100%", "≤3天", "1.6万套", "不低于90%", "5", "1200平方米"]
)
def test_targets_of_indicators(text: str) -> None:
    assert is_figure_text(normal_form(text))


@pytest.mark.parametrize("text", ["及时", "有所提升", "行业标准", "2024年完成验收并投入使用"])
def test_texts_that_are_no_target_figures(text: str) -> None:
    assert not is_figure_text(normal_form(text))


@pytest.mark.parametrize(
    ("text", "weight"), [("10", True), ("7.5", True), ("1000", False), ("十", False)]
)
def test_weights(text: str, weight: bool) -> None:
    assert is_plain_number(text) is weight


@pytest.mark.parametrize("text", ["合计", "合 计", "总计", "小计", "合计：", "总合计"])
def test_totals(text: str) -> None:
    assert is_total_label(normal_form(text))
    assert not is_total_label("本年收入合计")


@pytest.mark.parametrize("text", ["注：本表为空", "备注：金额含税", "备注1.无", "说明：略"])
def test_remarks(text: str) -> None:
    assert is_note(normal_form(text))
    assert not is_note("注册登记费")


@pytest.mark.parametrize("text", ["一、收入", "（二）支出", "3.其他", "廿一、其他支出"])
def test_enumerations(text: str) -> None:
    assert is_numbered(normal_form(text))
    assert not is_numbered("其他支出")


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("1,234.50", "amount", "label"),
        ("2010301", "code", "label"),
        ("行政运行", "label", "amount"),
        ("行政运行", "text", "code"),
        ("36.15%", "share", "amount"),
        ("12.50", "amount", "code"),
        ("—", "amount", "code"),
    ],
)
def test_a_cell_fits_its_own_type_better(text: str, right: FieldType, wrong: FieldType) -> None:
    assert misfit(printed_cell(text), right) < misfit(printed_cell(text), wrong)
    assert misfit(printed_cell(text), right) == 0


def test_rows_know_what_they_print() -> None:
    row = printed_row("|甲||1.00")
    assert [i for i, _ in filled(row)] == [1, 3]
    assert has_figures(row)
    assert not has_figures(printed_row("甲|乙"))
    assert has_decimals("1,234")
    assert not has_decimals("1234")
