"""Which headers may stand off their columns, and which sums can tell that they don't."""

import pytest

from extraction.headers.rows import map_rows
from tests.builders import KINDS, no_codes, segment

FUNCTION = "科目编码|科目名称|合计|基本支出|项目支出|事业单位经营支出"


def doubt(kind: str, header: str, body: str) -> str | None:
    mapped = map_rows(segment(kind, header, body), KINDS[kind], no_codes)
    notes = [note for note in mapped.notes if "may stand off" in note]
    cells = [c for row in mapped.rows for f, c in row.cells.items() if f not in ("code", "name")]
    assert {cell.status for cell in cells} == ({"suspect"} if notes else {"unchecked"})
    return notes[0].partition("(")[2].partition(")")[0] if notes else None


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (FUNCTION, None),
        (FUNCTION.replace("项目支出", "备注数"), None),
        (FUNCTION.replace("基本支出|", "基本支出"), "基本支出项目支出 heads two columns"),
        (
            FUNCTION.replace("项目支出|事业单位经营支出", "|"),
            "基本支出 does not stand over its figures",
        ),
        ("||合计|基本支出|项目支出|", "no header names the codes and names of its rows"),
        (FUNCTION.replace("|基本", "||基本"), "基本支出 does not stand over its figures"),
    ],
)
def test_headers_off_their_columns(header: str, why: str | None) -> None:
    body = "|合计|9.00|5.00|4.00|\n201|某支出|6.00|5.00|1.00|\n202|他支出|3.00||3.00|"
    assert doubt("expenditure_by_function", header, body) == why


def test_a_header_under_that_of_another_column() -> None:
    header = "科目编码|科目名称|合计|基本支出||项目支出\n||小计|人员经费|公用经费|"
    body = "|合计|9.00|5.00|4.00|1.00|4.00\n201|某支出|9.00|5.00|4.00|1.00|4.00"
    why = doubt("general_budget_by_function", header, body)
    assert why == "figures in column 7 stand under no header"


def test_as_many_headers_as_columns_of_figures_go_together_in_order() -> None:
    header = (
        "单位代码|单位名称|项目|采购数量|单价|计量单位|采购金额|其中面向中小企业|其中面向小微企业"
    )
    body = "101|某局|甲|2|3.00|台||6.00|6.00|6.00\n101|某局|乙|1|5.00|台||5.00|5.00|"
    assert doubt("procurement", header, body) is None


THREE = (
    "|三公经费合计||公务用车购置及运行费||公务接待费\n"
    "|因公出国（境）费|小计|公务用车购置费|公务用车运行费|"
)


def test_sums_that_hold_one_way_only_decide() -> None:
    assert doubt("three_public", THREE, "|9.00|8.00|3.00|5.00|1.00") is None


def test_sums_that_hold_more_than_one_way_do_not() -> None:
    assert doubt("three_public", THREE, "|9.00|9.00||9.00|") is not None


def test_an_only_row_that_was_moved_is_not_proved_by_sums_that_hold_two_ways() -> None:
    header = "三公经费合计|因公出国（境）费|公务用车购置及运行费|||公务接待费\n"
    header += "||小计|公务用车购置费|公务用车运行费|"
    assert doubt("three_public", header, "9.00||8.00||8.00|1.00") is None
    assert doubt("three_public", header, "9.00|||8.00||8.00|1.00") is not None
