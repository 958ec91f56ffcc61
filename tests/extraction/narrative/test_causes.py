"""One cause, one finding; which figure is off; rounding tails of lists; notices."""

from collections.abc import Sequence

import pytest

from extraction.narrative import Narration, narrate
from schemas.grid import Paragraph
from schemas.source import Extent, Source
from schemas.table import Cell, Row, Table

Values = dict[str, str | None]
TITLE = "第三部分 2025年部门预算情况说明"


def table(kind: str, rows: Sequence[Values], unit: str = "万元", line: int = 900) -> Table:
    return Table(
        kind=kind,
        ordinal=1,
        title=kind,
        unit=unit,
        source=Extent(),
        rows=tuple(
            Row(
                values=row,
                cells={
                    field: Cell(printed=text, source=Source(line=line + n))
                    for field, text in row.items()
                },
            )
            for n, row in enumerate(rows)
        ),
    )


def read(text: str, *tables: Table) -> Narration:
    lines = [TITLE, *text.split("\n")]
    return narrate(
        [Paragraph(text=t, source=Source(line=n)) for n, t in enumerate(lines, 1)], tables
    )


def pairs(narration: Narration) -> list[tuple[str, str | None, str | None]]:
    return [(f.finding_class, f.printed, f.expected) for f in narration.findings]


ALLOCATION = table(
    "allocation",
    [
        {"district": "合计", "total": "860", "阅读空间改造": "500", "志愿培训": "360"},
        {"district": "东湾区", "total": "520", "阅读空间改造": "300", "志愿培训": "220"},
        {"district": "西岭区", "total": "340", "阅读空间改造": "200", "志愿培训": "140"},
    ],
)
SPENDING = table(
    "expenditure_by_function",
    [
        {"name": "合计", "total": "900.25", "basic": "300.12", "project": "600.13"},
        {"code": "205", "name": "教育支出", "total": "900.25", "basic": "300.12"},
    ],
)


@pytest.mark.parametrize(
    "words",
    [
        "现下达2025年文化发展补助资金860万元，请遵照执行。",
        "现下达你区2025年文化发展补助资金340万元，请遵照执行。",
        "现下达西岭区2025年文化发展补助资金340万元。",
        "现下达2025年阅读空间改造资金500万元。",
        "已下达2025年文化发展补助资金77万元。",
    ],
)
def test_amounts_that_a_notice_can_hand_out(words: str) -> None:
    assert read(words, ALLOCATION).findings == ()


@pytest.mark.parametrize(
    "words",
    [
        "现下达2025年文化发展补助资金680万元，请遵照执行。",
        "现下达2025年文化发展补助资金340万元，请遵照执行。",
        "现下达你区2025年文化发展补助资金341万元。",
    ],
)
def test_amount_of_a_notice_that_the_table_does_not_hand_out(words: str) -> None:
    ((finding_class, printed, expected),) = pairs(read(words, ALLOCATION))
    assert (finding_class, expected) == ("narrative", "860")
    assert printed is not None and f"{printed}万元" in words


def test_misread_total_of_the_allocation_does_not_accuse_the_notice() -> None:
    rows = [dict(row.values) for row in ALLOCATION.rows]
    rows[0]["total"] = "880"
    spoilt = table("allocation", rows)
    assert read("现下达2025年文化发展补助资金860万元。", spoilt).findings == ()


def test_misread_total_does_not_accuse_the_prose() -> None:
    general = table(
        "general_budget_by_function",
        [
            {"name": "合计", "total": "850.25", "basic_total": "300.12", "project": "530.13"},
            {"code": "205", "name": "教育支出", "total": "850.25", "project": "550.13"},
        ],
    )
    text = "五、一般公共预算支出\n（二）项目支出550.13万元。"
    narration = read(text, SPENDING, general)
    assert narration.findings == ()
    (equation,) = narration.equations
    assert equation.covers == ()


def test_list_that_misses_its_whole_by_rounding_is_one_tail() -> None:
    text = (
        "三、支出预算\n2025年部门支出预算900.25万元，其中：基本支出300.12万元；项目支出600.14万元。"
    )
    spent = table(
        "expenditure_by_function",
        [{"name": "合计", "total": "9002548", "basic": "3001150", "project": "6001398"}],
        unit="元",
    )
    assert pairs(read(text, spent)) == [("rounding", "900.25", "900.26")]


def test_list_with_a_wrong_amount_is_no_tail() -> None:
    text = (
        "三、支出预算\n2025年部门支出预算900.25万元，其中：基本支出300.12万元；项目支出601.03万元。"
    )
    ((finding_class, printed, expected),) = pairs(read(text, SPENDING))
    assert (finding_class, printed, expected) == ("narrative", "601.03", "600.13")


def test_amounts_to_one_decimal_may_miss_their_whole_by_one_place() -> None:
    items = "、".join(f"第{n}类事务{n}0.5万元" for n in range(1, 9))
    text = (
        f"一、其他\n2025年支出安排如下：{items}。\n"
        "2025年支出300.8万元，其中：人员经费100.3万元、公用经费200.4万元。"
    )
    assert read(text).findings == ()


def test_wrong_amount_does_not_accuse_its_share() -> None:
    text = (
        "三、支出预算\n2025年部门支出预算900.25万元，其中：基本支出300.12万元，占33.34%；"
        "项目支出{}万元，占66.66%。"
    )
    assert pairs(read(text.format("600.13"), SPENDING)) == []
    assert pairs(read(text.format("601.03"), SPENDING)) == [("narrative", "601.03", "600.13")]


THREE = table(
    "three_public",
    [
        {
            "total": "8.80",
            "overseas": "0.00",
            "vehicles_total": "7.70",
            "vehicles_purchase": "0.00",
            "vehicles_running": "7.70",
            "reception": "1.10",
        }
    ],
    line=40,
)
OF_THREE = (
    "七、“三公”经费\n2025年“三公”经费支出预算8.1万元。其中：（1）公务用车购置及运行维护费7万元"
    "（公务用车购置费0万元，公务用车运行维护费7万元）；（2）公务接待费1.1万元。"
)


def test_figures_off_by_one_difference_are_one_finding() -> None:
    (finding,) = read(OF_THREE, THREE).findings
    assert finding.finding_class == "narrative"
    assert "one difference of 0.7" in finding.message
    assert "8.1 万元" in finding.message and "7 万元" in finding.message
    assert {c.field for c in finding.cells} >= {"total", "vehicles_total"}


def test_economic_class_that_bears_out_the_prose_accuses_the_table() -> None:
    economic = table(
        "general_basic_by_economic",
        [
            {"name": "合计", "total": "20.00"},
            {"code": "302", "name": "商品和服务支出", "total": "20.00"},
            {"code": "30201", "name": "办公费", "total": "13.00"},
            {"code": "30231", "name": "公务用车运行维护费", "total": "7.00"},
        ],
        line=60,
    )
    (finding,) = read(OF_THREE, THREE, economic).findings
    assert finding.finding_class == "cross_table"
    assert (finding.printed, finding.expected) == ("7.70", "7.00")
    assert finding.cells[0].field == "vehicles_running"
    assert "line 40" in finding.message and "line 63" in finding.message
    assert finding.source.lines == (40, 40)


def composition(prior: str | None) -> Table:
    return table(
        "funding_composition",
        [
            {"side": "expenditure", "item": "基本支出", "amount_prior1": None},
            {"side": "expenditure", "item": "合计", "amount_prior1": prior},
        ],
    )


CHANGED = "三、支出预算\n2025年部门支出预算900.25万元，比上年减少{}万元，下降{}。"


@pytest.mark.parametrize("tables", [(SPENDING, composition("1123.48")), (SPENDING,), ()])
def test_wrong_change_beside_a_right_rate(tables: tuple[Table, ...]) -> None:
    (finding,) = read(CHANGED.format("232.23", "19.87%"), *tables).findings
    assert (finding.printed, finding.expected) == ("232.23", "223.23")
    assert "19.87%" in finding.message


def test_wrong_rate_beside_a_change_that_the_year_before_bears_out() -> None:
    tables = (SPENDING, composition("1123.48"))
    ((_, printed, expected),) = pairs(read(CHANGED.format("223.23", "24.80%"), *tables))
    assert (printed, expected) == ("24.80%", "19.87%")


def test_change_stated_rightly_elsewhere() -> None:
    again = "\n四、其他\n2025年安排支出900.25万元，比上年减少223.23万元，下降19.87%。"
    text = CHANGED.format("293.23", "19.87%") + again
    ((_, printed, expected),) = pairs(read(text, SPENDING))
    assert (printed, expected) == ("293.23", "223.23")


def test_division_by_the_current_year_is_no_rounding() -> None:
    text = "三、支出预算\n2025年部门支出预算900.25万元，比上年增加9万元，增长1.00%。"
    assert pairs(read(text, SPENDING)) == [("narrative", "1.00%", "1.01%")]
