"""The same figure in two tables: totals, classes, funds, projects, 三公, forms."""

import pytest

from schemas.check import Check
from schemas.table import CellRef, Table
from tests.builders import at, checks_of, coded, table, with_value

RULE = "same_figure_in_two_tables"
WHOLE, GENERAL, FUND = "expenditure_by_function", "general_budget_by_function", "fund_expenditure"
CAPITAL, UNITS = "state_capital_expenditure", "general_budget_by_unit"
BASIC, PROJECTS = "general_basic_by_economic", "project_expenditure"


def whole(body: str = "", unit: str = "元") -> Table:
    return coded(
        WHOLE,
        "code name total basic project",
        body
        or """
            |合计|70.00|40.00|30.00
            205|教育支出|58.00|40.00|18.00
            20502|普通教育|58.00|40.00|18.00
            212|城乡社区支出|8.00||8.00
            21208|土地出让支出|8.00||8.00
            223|国有资本经营支出|4.00||4.00
        """,
        unit,
    )


def general(unit: str = "元") -> Table:
    body = """
        |合计|58.00|40.00|30.00|10.00|18.00
        205|教育支出|58.00|40.00|30.00|10.00|18.00
        20502|普通教育|58.00|40.00|30.00|10.00|18.00
    """
    fields = "code name total basic_total basic_personnel basic_running project"
    return coded(GENERAL, fields, body, unit)


def fund() -> Table:
    body = "|合计|8.00||8.00\n212|城乡社区支出|8.00||8.00\n21208|土地出让支出|8.00||8.00"
    return coded(FUND, "code name total basic project", body)


def capital() -> Table:
    body = "|合计|4.00||4.00\n223|国有资本经营支出|4.00||4.00"
    return coded(CAPITAL, "code name total basic project", body)


def same(*tables: Table) -> list[Check]:
    return [check for check in checks_of(*tables) if check.rule == RULE]


def pairs(*tables: Table) -> dict[CellRef | None, list[CellRef | None]]:
    return {c.left[0].cell: [t.cell for t in c.right] for c in same(*tables)}


def test_the_whole_budget_is_general_and_fund_and_state_capital() -> None:
    found = pairs(whole(), general(), fund(), capital())
    assert found[at(WHOLE, 0, "total")] == [
        at(GENERAL, 0, "total"),
        at(FUND, 0, "total"),
        at(CAPITAL, 0, "total"),
    ]
    assert found[at(WHOLE, 0, "basic")] == [at(GENERAL, 0, "basic_total")]
    assert found[at(WHOLE, 4, "project")] == [at(FUND, 2, "project")]
    assert all(check.holds for check in same(whole(), general(), fund(), capital()))


def test_a_misread_figure_breaks_its_pair() -> None:
    wrong = with_value(whole(), 2, "project", "13.00")
    broken = [c for c in same(wrong, general(), fund(), capital()) if not c.holds]
    assert [c.left[0].cell for c in broken] == [at(WHOLE, 2, "project")]


def test_a_misread_grand_total_breaks_its_pair() -> None:
    wrong = with_value(whole(), 0, "total", "76.00")
    broken = [c for c in same(wrong, general(), fund(), capital()) if not c.holds]
    assert [c.left[0].cell for c in broken] == [at(WHOLE, 0, "total")]


def test_other_money_of_the_department_makes_two_budgets_of_it() -> None:
    body = """
        |合计|158.00|90.00|68.00
        205|教育支出|158.00|90.00|68.00
        20502|普通教育|158.00|90.00|68.00
    """
    assert same(whole(body), general()) == []


def test_units_and_economic_classes_agree_with_the_general_budget() -> None:
    fields = "code name total basic_total basic_personnel basic_running project"
    by_unit = coded(UNITS, fields, "|合计|58.00|40.00|30.00|10.00|18.00")
    basic = coded(BASIC, "code name total personnel running", "|合计|40.00|30.00|10.00")
    checks = same(general(), by_unit, basic)
    assert len(checks) == 8
    assert all(check.holds for check in checks)
    wrong = with_value(basic, 0, "running", "70.00")
    broken = [c for c in same(general(), by_unit, wrong) if not c.holds]
    assert [c.left[0].cell for c in broken] == [at(BASIC, 0, "running")]


def test_tables_in_other_units_are_reconciled() -> None:
    basic = coded(BASIC, "code name total personnel running", "|合计|0.0040|0.0030|0.0010", "万元")
    assert [c.holds for c in same(general(), basic)] == [True, True, True]


def summary(total: str = "70.00", education: str = "58.00") -> Table:
    body = f"""
        revenue|一、一般公共预算拨款收入|58.00
        revenue|二、政府性基金预算拨款收入|12.00
        revenue|收入总计|70.00
        expenditure|五、教育支出|{education}
        expenditure|十二、城乡社区支出|8.00
        expenditure|廿三、国有资本经营支出|4.00
        expenditure|支出总计|{total}
    """
    return coded("revenue_expenditure_summary", "side item amount", body)


def test_the_summary_agrees_with_the_expenditure_table_class_by_class() -> None:
    checks = same(summary(), whole())
    assert all(check.holds for check in checks)
    kind = "revenue_expenditure_summary"
    found = pairs(summary(), whole())
    assert found[at(WHOLE, 0, "total")] == [at(kind, 6, "amount")]
    assert found[at(kind, 3, "amount")] == [at(WHOLE, 1, "total")]
    broken = [c for c in same(summary(education="53.00"), whole()) if not c.holds]
    assert [c.left[0].cell for c in broken] == [at(kind, 3, "amount")]


def test_appropriations_by_class_are_general_and_fund_and_state_capital() -> None:
    kind = "fiscal_appropriation_summary"
    body = """
        expenditure|（一）教育支出|58.00
        expenditure|（二）城乡社区支出|8.00
        expenditure|支出总计|66.00
    """
    fiscal = coded(kind, "side item amount", body)
    found = pairs(fiscal, general(), fund())
    assert found[at(kind, 0, "amount")] == [at(GENERAL, 1, "total")]
    assert found[at(kind, 1, "amount")] == [at(FUND, 1, "total")]


def test_projects_agree_with_the_project_column() -> None:
    projects = coded(PROJECTS, "code name total current_general", "|合计|30.00|18.00")
    checks = same(projects, whole(), general())
    assert {
        c.left[0].cell for c in checks if c.left[0].cell and c.left[0].cell.kind == PROJECTS
    } == {at(PROJECTS, 0, "total")}
    assert all(check.holds for check in checks)


@pytest.mark.parametrize(("reception", "kept"), [("2.00", True), ("5.55", False)])
def test_three_public_items_agree_where_they_do(reception: str, kept: bool) -> None:
    public = table("three_public", [{"total": reception, "reception": reception}])
    basic = coded(
        BASIC,
        "code name total personnel running",
        "|合计|40.00|30.00|10.00\n302|商品和服务支出|10.00||10.00\n30217|公务接待费|2.00||2.00",
    )
    assert bool(same(public, basic)) is kept


PROFILE = [{"name": "站点维护经费", "total_budget": "36.50", "current_budget": "36.50"}]


def funding(total: str = "36.50") -> Table:
    body = f"站点维护经费|当年预算合计|{total}\n站点维护经费|1.财政拨款收入|30.00"
    body += "\n站点维护经费|2.其他资金|6.50"
    return coded("project_funding", "project item amount", body, "万元")


def spending(last: str = "16.50") -> Table:
    body = f"站点维护经费|设备维护|20.00\n站点维护经费|业务培训|{last}"
    return coded("project_spending", "project item amount", body, "万元")


def holds(*tables: Table) -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = {}
    for check in checks_of(*tables):
        found.setdefault(check.rule, []).append(check.holds)
    return found


def test_the_money_of_a_form_adds_up_to_its_budget() -> None:
    profile = table("project_profile", PROFILE, "万元")
    assert holds(profile, funding(), spending()) == {
        "sources_add_up": [True],
        RULE: [True],
        "spending_adds_up_to_budget": [True],
    }
    assert holds(profile, funding("86.50"))["sources_add_up"] == [False]
    assert holds(profile, spending("61.50"))["spending_adds_up_to_budget"] == [False]


def test_the_budget_of_a_form_is_that_of_the_project_list() -> None:
    profile = table("project_profile", PROFILE, "万元")
    fields = "code name total current_general"
    body = """
        |合计|500000.00|500000.00
        42019925316T000000007|站点维护经费|{}|{}
        42019925316T000000008|夜间巡查经费|135000.00|135000.00
    """
    right = coded(PROJECTS, fields, body.format("365000.00", "365000.00"))
    assert holds(profile, right)[RULE] == [True]
    wrong = coded(PROJECTS, fields, body.format("345000.00", "345000.00"))
    assert holds(profile, wrong)[RULE] == [False]


def test_two_projects_of_nearly_the_same_name_are_not_guessed_between() -> None:
    profile = table(
        "project_profile", [{"name": "站点维护经费三", "current_budget": "5.00"}], "万元"
    )
    fields = "code name total"
    body = "42019925316T000000007|站点维护经费一|1.00\n42019925316T000000008|站点维护经费二|2.00"
    assert RULE not in holds(profile, coded(PROJECTS, fields, body, "万元"))


def test_an_allocation_states_the_budget_of_the_form_of_its_column() -> None:
    rows = [
        {"district": "合计", "total": "9", "站点维护经费": "9"},
        {"district": "青岚区", "total": "9", "站点维护经费": "9"},
    ]
    profile = table("project_profile", [{"name": "站点维护经费", "current_budget": "9"}], "万元")
    assert holds(profile, table("allocation", rows, "万元"))[RULE] == [True]
    other = table("project_profile", [{"name": "站点维护经费", "current_budget": "8"}], "万元")
    (check,) = same(other, table("allocation", rows, "万元"))
    assert check.difference == 1


def test_an_allocation_states_the_budget_exactly() -> None:
    rows = [{"district": "合计", "total": "9", "站点维护经费": "9"}]
    other = table("project_profile", [{"name": "站点维护经费", "current_budget": "8"}], "万元")
    assert holds(other, table("allocation", rows, "万元"))[RULE] == [False]
