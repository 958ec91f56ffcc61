"""Performance forms of three layouts come apart into head, money, spending, goals, indicators."""

import pytest

from extraction.headers.forms import FormReader
from schemas.document import Document, Segment
from schemas.table import Table
from tests.builders import extracted, lines_of, only, printed_rows, tabbed

# A district bureau's project form: amounts carry 万元, goals in blocks of their own.
OFFICE = """
    项目名称|站点维护经费|项目代码|42019925316T000000007
    项目主管部门|某区交通局|项目执行单位|某区交通局
    项目负责人|钟书白|联系电话|027-80000001
    项目年度|2025年
    立项依据|1. 依据年度工作部署。
    项目总预算|36.50万元|项目当年预算|36.50万元
    2025年预算申报项目资金来源|来源项目|2025年预算申报数
    |当年预算合计|36.50万元
    |1.财政拨款收入|30.00万元
    |2.其他资金|6.50万元
    2025年项目支出明细及依据|项目内容|测算依据及说明|本级财政拨款金额|上级转移支付金额|其他资金
    |设备维护|按3批次安排|20.00万元||
    |业务培训|按2批次安排|10.00万元||6.50万元
    项目绩效总目标
    名称||目标说明
    长期绩效目标1||站点保持完好。
    年度绩效目标1||完成年度维护。
    长期绩效目标表
    目标名称|一级指标|二级指标|三级指标|指标值|指标值确定依据
    长期绩效目标1|产出指标|数量指标|维护站点数|≥20座|计划数据
    ||质量指标|站点完好率|≥95%|计划数据
    年度绩效目标表
    目标名称|一级指标|二级指标|三级指标|指标值|||指标值确定依据
    ||||前年|上年|预计当年实现|
    年度绩效目标1|产出指标|数量指标|维护站点数|5座|6座|7座|计划数据
    |满意度指标|服务对象满意度指标|乘客满意度|≥85%|≥86%|≥90%|计划数据
"""

# A subdistrict's project form: free text rows, one block of the year's indicators.
STREET = """
    部门名称|某市某区白鹭街道办事处
    项目名称|夜间巡查经费
    填报人|苏見川|联系电话|80000002
    项目负责人|沈知远|联系人|顾清和|电话|80000003
    项目概况|保障夜间巡查。
    项目资金情况 (万元)|项目总投入||95.24
    |资金构成|中央财政|
    ||区级财政|90.00
    ||自筹(其他)|5.24
    年度绩效目标|保障夜间巡查。
    年度绩效指标|一级指标|二级指标|指标名称|指标值|||绩效标准
    ||||近两年指标值||预期当年实现值|
    ||||2022年|2023年||
    |产出指标|数量指标|巡查次数|34次|34次|36次|计划标准
    |效益指标|社会效益指标|治安状况|平稳|平稳|平稳|计划标准
"""

# A city notice's goal table: a short head, one source, one block of indicators.
NOTICE = """
    项目名称|示范站点创建项目
    市级主管部门|某市社会工作局
    资金情况 (万元)|年度资金总额|762
    |其中：财政资金|762
    长期目标|补齐站点短板。
    绩效指标|一级指标|二级指标|三级指标|指标值
    |产出指标|数量指标|完成年度任务|≥38项
    |满意度指标|服务对象满意度指标|群众满意度|≥90%
"""

# A department's overall form: funding composition, goals of several years.
OVERALL = """
    部门名称|某区交通局
    填报人|钟书白||联系电话：80000001|||
    部门总体资金情况(万元)|总体资金情况||当年预算收支|占比|近两年收支金额|
    |||||2023年|2024年
    |收入构成|财政拨款|90.00|90%|80.00|85.00
    ||其他资金|10.00|10%|9.00|10.00
    ||合计|100.00|100%|89.00|95.00
    |支出构成|基本支出|40.00|40%|39.00|40.00
    ||项目支出|60.00|60%|50.00|55.00
    ||合计|100.00|100%|89.00|95.00
    长期目标1：|站点保持完好。
    长期绩效指标|一级指标|二级指标|三级指标|指标值|绩效标准
    |产出指标|数量指标|维护站点数|≥20座|计划标准
    年度目标1：|完成年度维护。
    年度绩效指标|一级指标|二级指标|三级指标|指标值|绩效标准
    |产出指标|质量指标|站点完好率|≥95%|计划标准
"""
TITLE = "# 项目支出绩效目标申报表\n\n"


def form(text: str, title: str = TITLE) -> Document:
    return extracted(title + tabbed(text), "map")


def kinds(document: Document) -> list[str]:
    return [table.kind for table in document.tables if table.kind != "table"]


def nth(document: Document, kind: str, ordinal: int) -> Table:
    (found,) = [t for t in document.tables if (t.kind, t.ordinal) == (kind, ordinal)]
    return found


def test_an_office_form_comes_apart() -> None:
    made = form(OFFICE)
    assert kinds(made) == [
        "project_profile",
        "project_funding",
        "project_spending",
        "indicators",
        "indicators",
    ]
    profile = only(made.tables, "project_profile")
    assert dict(profile.rows[0].values) == {
        "name": "站点维护经费",
        "code": "42019925316T000000007",
        "department": "某区交通局",
        "executor": "某区交通局",
        "leader": "钟书白",
        "phone": "027-80000001",
        "total_budget": "36.50",
        "current_budget": "36.50",
    }
    assert profile.unit == "万元"
    assert profile.rows[0].cells["total_budget"].printed == "36.50"
    assert profile.rows[0].cells["total_budget"].text == "36.50万元"
    assert lines_of(only(made.tables, "project_funding"), "project", "item", "amount") == [
        "站点维护经费|当年预算合计|36.50",
        "站点维护经费|1.财政拨款收入|30.00",
        "站点维护经费|2.其他资金|6.50",
    ]
    spending = only(made.tables, "project_spending")
    fields = ("item", "basis", "amount", "amount_transfer", "amount_other")
    assert lines_of(spending, *fields) == [
        "设备维护|按3批次安排|20.00||",
        "业务培训|按2批次安排|10.00||6.50",
    ]
    long, year = nth(made, "indicators", 1), nth(made, "indicators", 2)
    assert lines_of(long, "project", "target", "level1", "level2", "name", "value") == [
        "站点维护经费|长期绩效目标1|产出指标|数量指标|维护站点数|≥20座",
        "站点维护经费|长期绩效目标1|产出指标|质量指标|站点完好率|≥95%",
    ]
    assert lines_of(year, "target", "name", "value_prior2", "value_prior1", "value", "basis") == [
        "年度绩效目标1|维护站点数|5座|6座|7座|计划数据",
        "年度绩效目标1|乘客满意度|≥85%|≥86%|≥90%|计划数据",
    ]


def test_a_subdistrict_form_comes_apart() -> None:
    made = form(STREET)
    assert kinds(made) == ["project_profile", "project_funding", "indicators"]
    profile = only(made.tables, "project_profile").rows[0].values
    assert profile["department"] == "某市某区白鹭街道办事处"
    assert profile["name"] == "夜间巡查经费"
    assert profile["phone"] == "80000003"  # that of the leader, not of who filled the form in
    assert profile["total_budget"] == "95.24"
    assert lines_of(only(made.tables, "project_funding"), "item", "amount") == [
        "中央财政|",
        "区级财政|90.00",
        "自筹(其他)|5.24",
    ]
    block = only(made.tables, "indicators")
    assert lines_of(block, "target", "name", "value_prior2", "value_prior1", "value") == [
        "年度绩效目标|巡查次数|34次|34次|36次",
        "年度绩效目标|治安状况|平稳|平稳|平稳",
    ]


def test_a_notice_form_comes_apart() -> None:
    made = form(NOTICE, "# 2024年站点资金绩效目标表\n\n")
    assert kinds(made) == ["project_profile", "project_funding", "indicators"]
    profile = only(made.tables, "project_profile")
    assert profile.unit == "万元"
    assert profile.rows[0].values["current_budget"] == "762"
    assert lines_of(only(made.tables, "project_funding"), "item", "amount") == [
        "年度资金总额|762",
        "其中：财政资金|762",
    ]
    assert lines_of(only(made.tables, "indicators"), "target", "name", "value") == [
        "长期目标|完成年度任务|≥38项",
        "长期目标|群众满意度|≥90%",
    ]


def test_an_overall_form_has_its_funding_and_no_project() -> None:
    made = form(OVERALL, "# 部门整体支出绩效目标申报表\n\n")
    assert kinds(made) == ["funding_composition", "indicators", "indicators"]
    funding = only(made.tables, "funding_composition")
    assert funding.unit == "万元"
    fields = ("side", "item", "amount", "share", "amount_prior2", "amount_prior1")
    assert lines_of(funding, *fields) == [
        "revenue|财政拨款|90.00|90%|80.00|85.00",
        "revenue|其他资金|10.00|10%|9.00|10.00",
        "revenue|合计|100.00|100%|89.00|95.00",
        "expenditure|基本支出|40.00|40%|39.00|40.00",
        "expenditure|项目支出|60.00|60%|50.00|55.00",
        "expenditure|合计|100.00|100%|89.00|95.00",
    ]
    assert lines_of(nth(made, "indicators", 1), "project", "target") == ["|长期目标1"]
    assert lines_of(nth(made, "indicators", 2), "project", "target") == ["|年度目标1"]


@pytest.mark.parametrize("lost", ["当年预算收支", "占比", "近两年收支金额"])
def test_a_column_of_the_composition_without_header_is_read_and_doubted(lost: str) -> None:
    funding = only(form(OVERALL.replace(lost, "")).tables, "funding_composition")
    assert lines_of(funding, "item", "amount", "share") == lines_of(
        only(form(OVERALL).tables, "funding_composition"), "item", "amount", "share"
    )
    suspect = {
        field
        for row in funding.rows
        for field, cell in row.cells.items()
        if cell.status == "suspect"
    }
    fields = {"当年预算收支": {"amount"}, "占比": {"share"}}
    assert suspect == fields.get(lost, {"amount_prior1", "amount_prior2"})


def test_the_sum_of_the_expenditure_side_at_the_left_margin() -> None:
    text = OVERALL.replace(
        "||合计|100.00|100%|89.00|95.00\n    长期", "合计||100.00|100%|89.00|95.00|\n    长期"
    )
    funding = only(form(text).tables, "funding_composition")
    assert lines_of(funding, "side", "item", "amount", "amount_prior1")[-1] == (
        "expenditure|合计|100.00|95.00"
    )


def test_several_projects_in_one_block_come_apart() -> None:
    second = STREET.replace("夜间巡查", "社区养护").replace("95.24", "12.00")
    first_lines = STREET.replace("    部门名称|某市某区白鹭街道办事处\n", "")
    second_lines = second.replace("    部门名称|某市某区白鹭街道办事处\n", "")
    made = form(first_lines.rstrip() + "\n" + second_lines.strip())
    profiles = [t.rows[0].values["name"] for t in made.tables if t.kind == "project_profile"]
    assert profiles == ["夜间巡查经费", "社区养护经费"]
    blocks = [t for t in made.tables if t.kind == "indicators"]
    assert [t.rows[0].values["project"] for t in blocks] == profiles
    assert [len(t.rows) for t in blocks] == [2, 2]


def test_forms_under_titles_of_their_own() -> None:
    text = TITLE + tabbed(OFFICE) + "\n" + TITLE + tabbed(STREET)
    made = extracted(text, "map")
    assert kinds(made).count("project_profile") == 2
    assert kinds(made)[-1] == "indicators"
    assert nth(made, "indicators", 3).rows[0].values["project"] == "夜间巡查经费"


def broken_after(text: str, before: str, inserted: str = "\n- 7 -\n\n") -> str:
    """The form as text with a page break in front of the row that begins with ``before``."""
    made = tabbed(text)
    at = made.index(before)
    return made[:at] + inserted + made[at:]


def test_page_breaks_change_nothing() -> None:
    whole = form(OFFICE)
    for before in ("\t2.其他资金", "\t业务培训", "\t\t质量指标", "\t满意度指标", "立项依据"):
        parted = extracted(TITLE + broken_after(OFFICE, before), "map")
        assert kinds(parted) == kinds(whole), before
        for one, other in zip(whole.tables, parted.tables, strict=True):
            assert [dict(r.values) for r in one.rows] == [dict(r.values) for r in other.rows]


def test_a_head_repeated_after_a_page_break_is_no_second_part() -> None:
    head = next(line for line in tabbed(OFFICE).splitlines() if "项目内容" in line) + "\n"
    made = extracted(TITLE + broken_after(OFFICE, "\t业务培训", "\n- 7 -\n\n" + head), "map")
    assert lines_of(only(made.tables, "project_spending"), "item", "amount") == [
        "设备维护|20.00",
        "业务培训|10.00",
    ]


def test_nothing_that_is_printed_as_a_table_is_dropped() -> None:
    rest = [table for table in form(OFFICE).tables if table.kind == "table"]
    texts = {cell.printed for table in rest for row in table.rows for cell in row.cells.values()}
    assert {"立项依据", "项目年度", "2025年"} <= texts


def read(text: str) -> tuple[Segment, ...]:
    reader = FormReader(title="项目支出绩效目标申报表", unit=None)
    for row in printed_rows(text):
        reader.read(row)
    return reader.segments()


def test_blank_rows_and_remarks_are_passed_over() -> None:
    assert [s.kind for s in read("项目名称|夜间巡查经费\n|\n备注：金额含税|")] == [
        "project_profile"
    ]


def test_a_form_without_a_project_has_no_profile() -> None:
    assert "project_profile" not in {s.kind for s in read(OVERALL)}
    assert read("") == ()


def test_a_lone_source_line_goes_on_only_inside_the_funding() -> None:
    reader = FormReader(title=None, unit=None)
    assert not reader.takes_alone("自筹(其他)")
    for row in printed_rows("项目名称|夜间巡查经费\n项目资金情况|项目总投入|5.00\n|区级财政|5.00"):
        reader.read(row)
    assert reader.takes_alone("自筹(其他)")
    assert not reader.takes_alone("- 3 -")
    assert not reader.takes_alone("项目概况")
    assert not reader.takes_alone("以上资金由财政安排。")
