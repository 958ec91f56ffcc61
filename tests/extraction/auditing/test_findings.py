"""Failing checks to findings: one for each thing that is wrong, its arithmetic written out."""

from extraction.auditing.blank_totals import blank_totals
from extraction.auditing.findings import by_seriousness, findings_of
from extraction.decoding.suggesting import suggested
from schemas.finding import SERIOUSNESS, Finding, FindingClass
from schemas.kinds import builtin_kinds
from schemas.source import Extent
from schemas.table import Table
from tests.builders import at, checks_of, coded, ledger, with_value

KIND, WHOLE = "general_budget_by_function", "expenditure_by_function"
FIELDS = "code name total basic_total basic_personnel basic_running project"
BODY = """
    |合计|6061.30|4041.19|3027.13|1014.06|2020.11
    205|教育支出|5050.22|3535.16|2626.11|909.05|1515.06
    20502|普通教育|5050.22|3535.16|2626.11|909.05|1515.06
    208|社会保障和就业支出|1011.08|506.03|401.02|105.01|505.05
"""


def sheet(unit: str = "元", body: str = BODY) -> Table:
    return coded(KIND, FIELDS, body, unit)


def findings(*tables: Table) -> tuple[Finding, ...]:
    book, checks = ledger(*tables), checks_of(*tables)
    return findings_of(book, checks, suggested(tables, checks, builtin_kinds()).suggestions)


def test_a_right_table_gives_no_finding() -> None:
    assert findings(sheet()) == ()


def test_a_misread_digit_is_one_finding_with_its_arithmetic() -> None:
    (found,) = findings(with_value(sheet(), 0, "basic_running", "1074.06"))
    assert found.finding_class == "ocr_digit"
    assert found.cells == (at(KIND, 0, "basic_running"),)
    assert (found.printed, found.expected) == ("1074.06", "1014.06")
    assert "1,074.06" in found.message
    assert "1,014.06" in found.message
    assert "教育支出 909.05 + 社会保障和就业支出 105.01 = 1014.06" in found.message
    assert "(line 1)" in found.message
    assert found.source.lines == (1, 1)


def test_a_sum_that_no_misreading_explains_is_one_finding() -> None:
    (found,) = findings(with_value(sheet(), 0, "basic_running", "1938.47"))
    assert found.finding_class == "sum"
    assert at(KIND, 0, "basic_running") in found.cells
    assert "1,938.47" in found.message or "4,041.19" in found.message
    assert "difference of 924.41" in found.message
    assert "more identities" in found.message


def test_two_sums_apart_are_two_findings() -> None:
    wrong = with_value(sheet(), 2, "basic_personnel", "9876.54")
    wrong = with_value(wrong, 3, "project", "7654.32")
    made = findings(wrong)
    assert len(made) in (1, 2)
    assert {f.finding_class for f in made} == {"sum"}


def test_tables_that_disagree() -> None:
    body = "|合计|9999.99\n205|教育支出|9999.99"
    basic = coded("general_basic_by_economic", "code name total", body)
    (found,) = findings(sheet(), basic)
    assert found.finding_class == "cross_table"
    assert "一般公共预算支出表（分功能科目）" in found.message


def test_a_rounding_tail_is_named_as_such() -> None:
    (found,) = findings(sheet("万元", "205|教育支出|15.01|10.00|||5.00"))
    assert found.finding_class == "rounding"
    assert "rounding tail of 0.01" in found.message
    assert (found.printed, found.expected) == ("15.01", "15.00")


def test_a_total_left_blank_is_found() -> None:
    table = coded(
        "project_expenditure",
        "code name total current_general",
        """
        |合计|5.00|5.00
        216|某局||
        42019924216T000000001|站点维护|2.00|2.00
        42019924216T000000002|夜间巡查|3.00|3.00
        """,
    )
    (found,) = blank_totals(ledger(table))
    assert found.finding_class == "sum"
    assert found.cells == (
        at("project_expenditure", 1, "total"),
        at("project_expenditure", 1, "current_general"),
    )
    assert (found.printed, found.expected) == (None, "5.00")
    assert "prints no figure (line 2)" in found.message
    assert "2 rows add up to 5.00" in found.message
    assert findings(table) == ()


def test_blank_rows_over_blank_rows_are_no_finding() -> None:
    table = coded(
        "project_expenditure",
        "code name total",
        "216|某局|\n42019924216T000000001|站点维护|",
    )
    assert list(blank_totals(ledger(table))) == []


def finding(name: FindingClass, line: int) -> Finding:
    return Finding(finding_class=name, message="…", source=Extent(lines=(line, line)))


def test_the_most_serious_come_first_then_by_line() -> None:
    given = [finding(name, line) for name in reversed(SERIOUSNESS) for line in (9, 3)]
    ordered = by_seriousness(given)
    assert [f.finding_class for f in ordered] == [n for n in SERIOUSNESS for _ in range(2)]
    assert [f.source.lines for f in ordered][:2] == [(3, 3), (9, 9)]
    without = Finding(finding_class="sum", message="…")
    assert by_seriousness([finding("sum", 1), without])[0] == without
