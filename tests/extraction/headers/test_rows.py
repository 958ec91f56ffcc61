"""Flat tables to rows: totals off their columns, merged labels, early codes, own columns."""

import pytest

from extraction.headers.rows import Mapped, map_rows
from schemas.source import Source
from tests.builders import KINDS, column, lines_of, no_codes, segment

FUNCTION_HEADER = """
    科目编码|科目名称|合计|基本支出|||项目支出
    |||小计|人员经费|公用经费|
"""
FUNCTION_BODY = """
    |合计|60.00|40.00|30.00|10.00|20.00
    205|教育支出|60.00|40.00|30.00|10.00|20.00
    20502|普通教育|60.00|40.00|30.00|10.00|20.00
    2050203|初中教育|60.00|40.00|30.00|10.00|20.00
"""
AMOUNTS = ("total", "basic_total", "basic_personnel", "basic_running", "project")


def by_function(body: str) -> Mapped:
    made = segment("general_budget_by_function", FUNCTION_HEADER, body)
    return map_rows(made, KINDS["general_budget_by_function"], no_codes)


def with_first(line: str) -> str:
    return line + "\n" + "\n".join(FUNCTION_BODY.strip().splitlines()[1:])


def test_a_table_as_it_should_be() -> None:
    mapped = by_function(FUNCTION_BODY)
    assert lines_of(mapped, "code", "name", *AMOUNTS) == [
        line.strip() for line in FUNCTION_BODY.strip().splitlines()
    ]
    assert mapped.notes == ()
    assert mapped.moved == ()
    assert mapped.lines == (3, 4, 5, 6)


def test_every_printed_cell_keeps_its_text_and_place() -> None:
    mapped = by_function("205|教 育 支 出|1,234.50|1,234.50|1,234.50||")
    row = mapped.rows[0]
    assert row.values["total"] == "1234.50"
    assert row.cells["total"].printed == "1,234.50"
    assert row.cells["total"].source == Source(line=3, column=3)
    assert row.values["name"] == "教育支出"
    assert row.cells["name"].text == "教 育 支 出"
    assert row.values["project"] is None
    assert "project" not in row.cells


@pytest.mark.parametrize(
    "line",
    [
        "合计||60.00|40.00|30.00|10.00|20.00",
        "合计|60.00|40.00|30.00|10.00|20.00",
        "||合计|60.00|40.00|30.00|10.00|20.00",
        "|合 计|60.00|40.00|30.00|10.00|20.00",
    ],
    ids=["in the code column", "one column left", "one column right", "in place"],
)
def test_a_total_row_is_put_in_place(line: str) -> None:
    mapped = by_function(with_first(line))
    assert lines_of(mapped, "code", "name", *AMOUNTS)[0] == "|合计|60.00|40.00|30.00|10.00|20.00"
    assert len(mapped.moved) == (0 if line.startswith("|合 计") else 1)


@pytest.mark.parametrize("shift", [1, 2])
def test_a_whole_row_to_the_right_is_put_back(shift: int) -> None:
    body = FUNCTION_BODY + "|" * shift + "208|社会保障和就业支出|5.00|5.00|5.00||"
    mapped = by_function(body)
    assert lines_of(mapped, "code", "name", "total", "basic_total", "basic_personnel")[-1] == (
        "208|社会保障和就业支出|5.00|5.00|5.00"
    )
    (line, note) = mapped.moved[-1]
    assert line == 7
    assert "line 7" in note
    assert "right" in note


def test_amounts_one_column_off_are_told_by_their_sums() -> None:
    mapped = by_function(FUNCTION_BODY + "208|社会保障和就业支出|5.00|5.00||5.00|")
    assert mapped.moved == ()  # 5 = 5 + 0 and 5 = 0 + 5: nothing says otherwise
    moved = by_function(FUNCTION_BODY + "208|社会保障和就业支出||9.00|9.00|7.00|2.00\n")
    assert lines_of(moved, *AMOUNTS)[-1] == "9.00|9.00|7.00|2.00|"
    assert "adds up" in moved.moved[-1][1]


def test_a_blank_is_null_and_a_printed_zero_is_zero() -> None:
    mapped = by_function("205|教育支出|0.00|—||0|")
    row = mapped.rows[0]
    assert row.values["total"] == "0.00"
    assert row.values["basic_total"] is None
    assert row.values["basic_personnel"] is None
    assert row.values["basic_running"] == "0"
    assert row.cells["basic_total"].text == "—"


def test_a_text_in_an_amount_column_is_suspect_and_kept() -> None:
    mapped = by_function(FUNCTION_BODY + "208|社会保障和就业支出|约五万|5.00|5.00||")
    cell = mapped.rows[-1].cells["total"]
    assert cell.printed == "约五万"
    assert cell.status == "suspect"
    assert cell.reason


PROCUREMENT = "单位代码|单位名称|项目|政府采购品目|采购数量|单价|计量单位|采购金额"


def procurement(body: str, header: str = PROCUREMENT) -> Mapped:
    made = segment("procurement", header, body, unit="万元")
    return map_rows(made, KINDS["procurement"], no_codes)


def test_a_unit_printed_once_over_its_details_is_repeated() -> None:
    mapped = procurement("""
        |合计||||||3.00
        216|某局|||||| 3.00
        216001|某局本级|设备购置|[A02010105]台式计算机|4|0.50|台|2.00
        ||设备购置|[A02021000]打印机|2|0.50|台|1.00
    """)
    assert column(mapped, "code") == [None, "216", "216001", "216001"]
    assert column(mapped, "name") == ["合计", "某局", "某局本级", "某局本级"]
    assert mapped.rows[3].cells["code"].source == Source(line=4, column=1)


def test_headers_over_blank_columns_move_to_their_figures() -> None:
    mapped = procurement("""
        |合计|||||||3.00
        216001|某局本级|设备购置|台式计算机|4|0.50|台||2.00
        216001|某局本级|设备购置|打印机|2|0.50|台||1.00
    """)
    assert column(mapped, "amount") == ["3.00", "2.00", "1.00"]
    assert any("采购金额" in note and "column 9" in note for note in mapped.notes)


def test_an_early_code_goes_down_to_its_row() -> None:
    made = segment(
        "asset_allocation",
        "单位代码|单位名称|项目|资产名称|资产数量|资产单价|总金额",
        """
        216|合计|||4||2.00
        |某局|||4||2.00
        216001|某局本级|设备购置|台式计算机|4|0.50|2.00
        """,
    )
    mapped = map_rows(made, KINDS["asset_allocation"], no_codes)
    assert column(mapped, "code") == [None, "216", "216001"]
    assert "one row too high" in mapped.moved[0][1]


def test_a_column_without_a_field_is_named_in_a_note_and_its_cells_take_no_place() -> None:
    made = segment(
        "fund_expenditure",
        "科目编码|科目名称|合计|基本支出|项目支出|天气",
        "212|城乡社区支出|5.00||5.00|晴\n21208|土地出让支出|5.00||5.00|雨",
    )
    mapped = map_rows(made, KINDS["fund_expenditure"], no_codes)
    assert lines_of(mapped, "code", "name", "total", "basic", "project") == [
        "212|城乡社区支出|5.00||5.00",
        "21208|土地出让支出|5.00||5.00",
    ]
    assert any("天气" in note for note in mapped.notes)


def test_an_allocation_keeps_every_further_column_under_its_header() -> None:
    made = segment(
        "allocation",
        "序号|区|合计|道路养护|路灯维护",
        "|合计|9|5|4\n1|青岚区|5|3|2\n2|云麓区|4|2|2",
        unit="万元",
    )
    mapped = map_rows(made, KINDS["allocation"], no_codes)
    assert lines_of(mapped, "district", "total", "道路养护", "路灯维护") == [
        "合计|9|5|4",
        "青岚区|5|3|2",
        "云麓区|4|2|2",
    ]


def test_one_row_of_three_public_in_place_and_one_column_off() -> None:
    header = """
        “三公”经费合计|因公出国（境）费|公务用车购置及运行费|||公务接待费
        ||小计|公务用车购置费|公务用车运行费|
    """
    kind = KINDS["three_public"]
    fields = [spec.name for spec in kind.fields()]
    right = map_rows(
        segment("three_public", header, "9.00|0.00|7.00|4.00|3.00|2.00"), kind, no_codes
    )
    assert lines_of(right, *fields) == ["9.00|0.00|7.00|4.00|3.00|2.00"]
    off = map_rows(segment("three_public", header, "|9.00|7.00|4.00|3.00|2.00"), kind, no_codes)
    assert lines_of(off, *fields) == ["9.00||7.00|4.00|3.00|2.00"]
    assert off.moved


def test_rows_without_anything_printed_are_no_rows() -> None:
    assert by_function("||||||\n205|教育支出|1.00|1.00|1.00||").lines == (4,)


def test_a_table_of_headers_alone_has_no_rows() -> None:
    assert by_function("").rows == ()


def test_a_column_of_its_own_is_called_all_that_stands_over_it() -> None:
    body = "合计|9|5|4\n某区|9|5|4"
    for header in (
        "区|合计|道路养护|路灯维护",
        "区|合计|项目名称|\n||道路养护|路灯维护",
        "区|合计|项目名称|\n||道路|路灯\n||养护|维护",
    ):
        made = segment("allocation", header, body)
        (first, *_) = map_rows(made, KINDS["allocation"], no_codes).rows
        assert [f for f in first.values if f not in ("district", "total")] == [
            "道路养护",
            "路灯维护",
        ]
