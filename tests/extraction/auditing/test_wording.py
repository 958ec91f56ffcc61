"""Checks and cells in the document's own terms."""

from decimal import Decimal

import pytest

from extraction.auditing.wording import (
    arithmetic,
    left_cell,
    line_note,
    money,
    place,
    trimmed,
)
from extraction.identities.ledger import Ledger
from schemas.check import Check
from schemas.table import Table
from tests.builders import about, at, checks_of, coded, ledger, table

WHOLE, GENERAL = "expenditure_by_function", "general_budget_by_function"


def whole() -> Table:
    body = "|合计|1234.00|1000.00|234.00\n205|教育支出|1234.00|1000.00|234.00"
    return coded(WHOLE, "code name total basic project", body)


def parts() -> tuple[Ledger, tuple[Check, ...]]:
    return ledger(whole()), checks_of(whole())


@pytest.mark.parametrize(
    ("value", "text"),
    [("1234567.80", "1,234,567.80"), ("0.00", "0.00"), ("-12345", "-12,345"), ("0.5", "0.5"),
     ("12345678901234567.89", "12,345,678,901,234,567.89")],
)  # fmt: skip
def test_figures_as_a_person_writes_them(value: str, text: str) -> None:
    assert money(Decimal(value)) == text


def test_computed_figures_lose_only_zeros() -> None:
    assert str(trimmed(Decimal("12.3400000"), 2)) == "12.34"
    assert str(trimmed(Decimal("12.345"), 2)) == "12.345"


def test_a_cell_is_table_row_and_column() -> None:
    book, _ = parts()
    assert place(book, at(WHOLE, 0, "basic")) == "支出总表 / 合计 / 基本支出"
    assert place(book, at(WHOLE, 1, "total")) == "支出总表 / 教育支出 / 合计"
    assert line_note(book, at(WHOLE, 1, "total")) == " (line 2)"


def test_a_row_without_a_name_is_counted() -> None:
    book = ledger(table("three_public", [{"total": "5.00"}]))
    assert "row 1" in place(book, at("three_public", 0, "total"))


def test_the_right_side_is_written_out() -> None:
    book, checks = parts()
    across, down = about(checks, at(WHOLE, 0, "total"))
    assert arithmetic(book, across) == "基本支出 1,000.00 + 项目支出 234.00 = 1234.00"
    assert arithmetic(book, down) == "教育支出 1,234.00 = 1234.00"
    assert left_cell(across) == at(WHOLE, 0, "total")


def test_a_figure_of_another_table_is_named_in_full() -> None:
    other = coded(
        GENERAL,
        "code name total basic_total project",
        "|合计|1234.00|1000.00|234.00\n205|教育支出|1234.00|1000.00|234.00",
    )
    book = ledger(whole(), other)
    checks = [c for c in checks_of(whole(), other) if c.rule == "same_figure_in_two_tables"]
    assert arithmetic(book, checks[0]) == (
        "一般公共预算支出表（分功能科目） / 合计 / 合计 1,234.00 = 1234.00"
    )


def test_products_and_long_sums() -> None:
    buy = coded(
        "procurement",
        "code name project item quantity unit_price amount",
        "216001|某局本级|设备购置|椅子|4|0.50|2.00",
        "万元",
    )
    (check,) = checks_of(buy)
    assert arithmetic(ledger(buy), check) == "采购数量 4 × 单价 0.50 = 2.00"
    rows = [{"code": f"{201 + i}", "name": f"某支出{i}", "total": "1.00"} for i in range(12)]
    long = table(WHOLE, [{"name": "合计", "total": "12.00"}, *rows])
    (check,) = checks_of(long)
    text = arithmetic(ledger(long), check)
    assert "(4 more)" in text
    assert text.endswith("= 12.00")
