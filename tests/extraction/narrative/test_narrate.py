from collections.abc import Sequence
from decimal import Decimal

import pytest

from extraction.identities.equation import decide
from extraction.narrative import Narration, narrate
from schemas.amount import decimal_of
from schemas.grid import Paragraph
from schemas.source import Extent, Source
from schemas.table import CellRef, Row, Table

Rows = Sequence[dict[str, str | None]]


def table(kind: str, rows: Rows, unit: str = "万元") -> Table:
    return Table(
        kind=kind,
        ordinal=1,
        title=kind,
        unit=unit,
        source=Extent(),
        rows=tuple(Row(values=row, cells={}) for row in rows),
    )


SUMMARY = table(
    "revenue_expenditure_summary",
    [
        {"side": "revenue", "item": "一、一般公共预算拨款收入", "amount": "60001234.56"},
        {"side": "revenue", "item": "二、政府性基金预算拨款收入", "amount": None},
        {"side": "revenue", "item": "收入总计", "amount": "60001234.56"},
        {"side": "expenditure", "item": "一、教育支出", "amount": "40000000.00"},
        {"side": "expenditure", "item": "二、卫生健康支出", "amount": "20001234.56"},
        {"side": "expenditure", "item": "支出总计", "amount": "60001234.56"},
    ],
    unit="元",
)
FUNCTIONS = table(
    "general_budget_by_function",
    [
        {
            "name": "合计",
            "total": "6000.12",
            "basic_total": "3600.12",
            "basic_personnel": "3400.12",
            "basic_running": "200.00",
            "project": "2400.00",
        },
        {"code": "205", "name": "教育支出", "total": "4000.00", "project": "1500.00"},
        {"code": "2050203", "name": "初中教育", "total": "4000.00", "project": "1500.00"},
    ],
)
PROJECTS = table(
    "project_expenditure",
    [
        {"name": "合计", "total": "2400.00", "current_general": "2400.00"},
        {"code": "42019925101T000000001", "name": "校园安保", "total": "1800.50"},
        {"code": "42019925101T000000002", "name": "2024年修缮尾款", "total": "500.00"},
        {"code": "42019925101T000000003", "name": "阅读推广", "total": "99.50"},
    ],
)
TABLES = (SUMMARY, FUNCTIONS, PROJECTS)
TITLE = "第三部分 2025年部门预算情况说明"


def read(text: str, tables: Sequence[Table] = TABLES) -> Narration:
    lines = [TITLE, *text.split("\n")]
    return narrate(
        [Paragraph(text=t, source=Source(line=n)) for n, t in enumerate(lines, 1)], tables
    )


def holding(narration: Narration, tables: Sequence[Table] = TABLES) -> list[bool]:
    figures = {
        CellRef(kind=t.kind, ordinal=t.ordinal, row=i, field=field): value
        for t in tables
        for i, row in enumerate(t.rows)
        for field, text in row.values.items()
        if (value := decimal_of(text)) is not None
    }
    return [decide(e, figures, "n").holds for e in narration.equations]


def test_amount_that_agrees_gives_its_cell_a_check() -> None:
    narration = read("一、收支总体情况\n2025年部门收支总预算6000.12万元。")
    (equation,) = narration.equations
    assert equation.covers == (equation.cells[0],)
    assert equation.left[0].lines == (3,)
    assert equation.left[0].constant == Decimal("6000.12")
    assert holding(narration) == [True]
    assert narration.findings == ()


def test_transposed_digits_make_no_cell_suspect() -> None:
    narration = read(
        "一、收支总体情况\n2025年部门收支总预算6001.02万元。\n二、收入预算\n2025年收入预算6001.02万元。"
    )
    assert all(e.covers == () for e in narration.equations)
    (finding,) = narration.findings
    assert (finding.finding_class, finding.printed) == ("narrative", "6001.02")
    assert finding.expected == "6000.12"
    assert finding.source.lines == (3, 5)
    assert "lines 3, 5" in finding.message


def test_last_place_off_by_one_is_a_rounding_tail() -> None:
    (finding,) = read("四、财政拨款收支\n支出包括：卫生健康支出2000.13万元。").findings
    assert (finding.finding_class, finding.expected) == ("rounding", "2000.12")


@pytest.mark.parametrize("amount", ["60001234.56元", "6,000.12万元", "0.600012亿元"])
def test_units(amount: str) -> None:
    narration = read(f"一、收支总体情况\n2025年收支总预算{amount}。")
    assert holding(narration) == [True]
    assert narration.findings == ()


def test_amount_broken_over_lines() -> None:
    narration = read("十、项目支出\n（1）校园安保 1800.50\n\n- 12 -\n\n万元，主要用于安保。")
    (equation,) = narration.equations
    assert equation.left[0].lines[0] == 3
    assert holding(narration) == [True]


def test_rate_divided_by_the_current_year() -> None:
    narration = read(
        "（一）机关运行经费\n2025年机关运行经费200万元，较2024年预算减少50万元，下降25%。"
    )
    (finding,) = narration.findings
    assert (finding.printed, finding.expected) == ("25%", "20%")
    assert "50 / 250" in finding.message
    assert "50 / 200" in finding.message


@pytest.mark.parametrize(
    "change",
    [
        "比上年增加1000万元，增长20.00%",
        "与2024年相比减少1000万元，下降14.29%",
        "比上年增加0万元，增长0%",
    ],
)
def test_right_rates_give_no_finding(change: str) -> None:
    assert read(f"一、收支总体情况\n2025年收支总预算6000.12万元，{change}。").findings == ()


def test_amount_and_rate_in_opposite_directions() -> None:
    (finding,) = read(
        "一、收支总体情况\n2025年收支总预算6000.12万元，比上年增加1000万元，下降20%。"
    ).findings
    assert "opposite" in finding.message


def test_reasons_are_no_changes_of_the_total() -> None:
    text = "2025年收支总预算6000.12万元，原因是人员增加10万元，增长50%，一是减少5万元，下降9%。"
    assert read(f"一、收支总体情况\n{text}").findings == ()


def test_shares_of_the_whole() -> None:
    text = "2025年支出预算6000.12万元，其中：基本支出3600.12万元，占60%；项目支出2400万元，占41%。"
    (finding,) = read(f"三、支出预算\n{text}").findings
    assert (finding.printed, finding.expected) == ("41%", "40%")


def test_the_one_item_without_an_amount() -> None:
    text = (
        "2025年项目支出2400万元，具体使用情况如下：\n1、校园安保1800.5万元，用于安保。\n"
        "2、2024年修缮尾款，用于修缮。\n3、阅读推广99.5万元，用于阅读。"
    )
    (finding,) = read(f"九、项目支出\n{text}").findings
    assert finding.expected == "500"
    assert finding.source.lines == (5, 5)


def test_sum_that_does_not_add_up() -> None:
    text = "2025年政府采购预算合计100万元，包括：货物类30万元，工程类0万元，服务类60万元。"
    (finding,) = read(f"（二）政府采购\n{text}").findings
    assert (finding.printed, finding.expected) == ("100", "90")


def test_some_of_the_parts_are_no_sum() -> None:
    text = "2025年项目支出2400万元，其中：场地租金20万元，物业费30万元。"
    assert read(f"九、项目支出\n{text}").findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "2024年部门预算绩效情况：2024年项目支出1800万元，分别是：（1）校园安保1700万元；（2）其他100万元。",
        "截至2024年12月31日，固定资产原值1234.56万元。",
        "下属单位收入预算100万元。",
        "2025年收支总预算约6100万元。",
        "单价50万元以上通用设备1台。",
    ],
)
def test_what_must_not_be_compared(text: str) -> None:
    narration = read(f"一、收支总体情况\n{text}")
    assert narration.findings == ()
    assert all(holding(narration))


def test_template_alternatives_and_blank_amounts() -> None:
    found = read(
        "七、“三公”经费\n“三公”经费9万元，比2024年增加(减少)0万元，增长(下降)0%。\n"
        "八、其他\n现下达专项资金 万元，请按要求执行。\n单位：万元"
    ).findings
    assert [f.printed for f in found] == ["增加(减少)0万元，增长(下降)0%", ""]


def test_asset_classes_together() -> None:
    assets = table(
        "asset_allocation",
        [
            {"name": "合计", "amount": "80"},
            {"asset_class": "[A3]设备", "asset_name": "扫描仪", "amount": "20"},
            {"asset_class": "[A7]家具用具", "asset_name": "书柜", "amount": "10"},
            {"asset_class": "[A4]车辆", "asset_name": "电动车", "amount": "50"},
        ],
    )
    text = "（四）国有资产配置\n2025年资产配置预算合计80万元，其中：设备及家具70万元、车辆10万元。"
    found = read(text, (assets,)).findings
    assert [(f.printed, f.expected) for f in found] == [("70", "30"), ("10", "50")]
    assert "车辆" not in found[1].message.split("reached")[-1] or "reached" not in found[1].message


def test_names_without_a_row() -> None:
    economic = table(
        "general_basic_by_economic",
        [
            {"name": "合计", "total": "200"},
            {"code": "302", "name": "商品和服务支出", "total": "200"},
            {"code": "30201", "name": "办公费", "total": "100"},
            {"code": "30216", "name": "培训费", "total": "60"},
            {"code": "30228", "name": "工会经费", "total": "40"},
        ],
    )
    text = (
        "六、一般公共预算基本支出\n公用经费200万元，主要用于：办公费、培训费、工会经费、租赁费等。"
    )
    (finding,) = read(text, (economic,)).findings
    assert finding.printed == "租赁费"


def test_glossary_and_duties_are_skipped() -> None:
    assert read("第四部分 名词解释\n一、收支总预算：如收支总预算1万元。").equations == ()


def test_old_name_of_an_item_is_taken_only_where_the_figure_agrees() -> None:
    functions = table(
        "general_budget_by_function",
        [
            {"name": "合计", "total": "500.00", "project": "500.00"},
            {"code": "2299901", "name": "社区建设和居民治理", "total": "77.31", "project": "77.31"},
        ],
    )
    for amount, count in (("77.31", 1), ("88.40", 0)):
        narration = read(f"五、一般公共预算支出\n社区和居民治理{amount}万元。", (functions,))
        assert (len(narration.equations), narration.findings) == (count, ())


def test_long_text_takes_linear_time() -> None:
    item = "其中：甲（乙1万元，丙2万元），占3%；比上年增加(减少)1万元，增长2%、"
    narration = read("一、收支总体情况\n" + item * 2000 + "。")
    assert isinstance(narration, Narration)
