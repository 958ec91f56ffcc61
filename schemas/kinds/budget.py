"""The budget tables proper: revenue, expenditure, appropriation, 三公, funds."""

from typing import ClassVar

from schemas.kinds.identity import CodeHierarchy, ColumnSum, Identity, NumberedHierarchy
from schemas.kinds.kind import Code, KindRow, Label, Layout, Money, Side, printed

_SUBJECT_CODE = (
    "科目编码", "功能科目编码", "功能分类科目编码", "科目代码", "支出功能分类科目/科目编码",
    "功能分类科目/科目编码", "支出功能分类/科目编码", "科目编码/类款项",
)  # fmt: skip
_SUBJECT_NAME = (
    "科目名称", "功能科目名称", "功能分类科目名称", "支出功能分类科目/科目名称",
    "功能分类科目/科目名称", "支出功能分类/科目名称", "科目",
)  # fmt: skip
_UNIT_CODE = (
    "单位编码", "单位代码", "部门（单位）代码", "部门(单位)编码", "部门代码", "部门编码",
    "预算单位编码", "预算单位代码",
)  # fmt: skip
_UNIT_NAME = ("单位名称", "部门（单位）名称", "部门名称", "预算单位名称", "预算单位")


class RevenueExpenditureSummary(KindRow):
    """收支总表: two tables side by side, one row per side."""

    kind: ClassVar[str] = "revenue_expenditure_summary"
    title: ClassVar[str] = "收支总表"
    titles: ClassVar[tuple[str, ...]] = (
        "收支预算总表", "部门收支总表", "部门收支预算总表", "收支总体情况表", "预算收支总表",
        "收支总体情况",
    )  # fmt: skip
    key: ClassVar[tuple[str, ...]] = ("side", "item")
    layout: ClassVar[Layout] = "sides"
    identities: ClassVar[tuple[Identity, ...]] = (
        NumberedHierarchy(item="item", amounts=("amount",), side="side"),
    )

    side: Side = "revenue"
    item: Label = printed(
        "项目", "收入", "支出", "收入项目", "支出项目", "项目名称", "支出功能分类"
    )
    amount: Money = printed("预算数", "金额", "本年预算", "本年预算数", "预算金额", "年初预算数")


class FiscalAppropriationSummary(KindRow):
    """财政拨款收支总表: two tables side by side, one row per side."""

    kind: ClassVar[str] = "fiscal_appropriation_summary"
    title: ClassVar[str] = "财政拨款收支总表"
    titles: ClassVar[tuple[str, ...]] = (
        "财政拨款收支预算总表", "部门财政拨款收支总表", "财政拨款收支总体情况表",
        "财政拨款收支总体情况", "财政拨款预算收支总表",
    )  # fmt: skip
    key: ClassVar[tuple[str, ...]] = ("side", "item")
    layout: ClassVar[Layout] = "sides"
    identities: ClassVar[tuple[Identity, ...]] = (
        NumberedHierarchy(item="item", amounts=("amount",), side="side"),
    )

    side: Side = "revenue"
    item: Label = printed(
        "项目", "收入", "支出", "收入项目", "支出项目", "项目名称", "支出功能分类"
    )
    amount: Money = printed("预算数", "金额", "本年预算", "本年预算数", "合计", "预算金额", "总计")


class RevenueByUnit(KindRow):
    """收入总表: the revenue of every unit by source."""

    kind: ClassVar[str] = "revenue_by_unit"
    title: ClassVar[str] = "收入总表"
    titles: ClassVar[tuple[str, ...]] = (
        "收入预算总表", "部门收入总表", "部门收入预算总表", "收入汇总表", "收入总体情况表",
        "预算收入总表",
    )  # fmt: skip
    key: ClassVar[tuple[str, ...]] = ("code", "name")
    identities: ClassVar[tuple[Identity, ...]] = (
        ColumnSum(total="total", parts=("current_total", "carryover_total")),
        ColumnSum(
            total="current_total",
            parts=(
                "current_general",
                "current_fund",
                "current_state_capital",
                "current_special_account",
                "current_business",
                "current_operating",
                "current_superior",
                "current_affiliated",
                "current_other",
            ),
        ),
        ColumnSum(
            total="carryover_total",
            parts=(
                "carryover_general",
                "carryover_fund",
                "carryover_state_capital",
                "carryover_special_account",
                "carryover_unit",
            ),
        ),
        CodeHierarchy(
            code="code",
            name="name",
            amounts=(
                "total",
                "current_total",
                "current_general",
                "current_fund",
                "current_state_capital",
                "current_special_account",
                "current_business",
                "current_operating",
                "current_superior",
                "current_affiliated",
                "current_other",
                "carryover_total",
                "carryover_general",
                "carryover_fund",
                "carryover_state_capital",
                "carryover_special_account",
                "carryover_unit",
            ),
        ),
    )

    code: Code = printed(*_UNIT_CODE, *_SUBJECT_CODE)
    name: Label = printed(*_UNIT_NAME, *_SUBJECT_NAME)
    total: Money = printed("合计", "总计")
    current_total: Money = printed("本年收入/小计", "本年收入合计", "本年收入/合计", "小计")
    current_general: Money = printed(
        "本年收入/一般公共预算", "本年收入/一般公共预算拨款收入", "一般公共预算拨款收入",
        "一般公共预算财政拨款", "一般公共预算",
    )  # fmt: skip
    current_fund: Money = printed(
        "本年收入/政府性基金预算", "本年收入/政府性基金预算拨款收入", "政府性基金预算拨款收入",
        "政府性基金预算财政拨款", "政府性基金预算",
    )  # fmt: skip
    current_state_capital: Money = printed(
        "本年收入/国有资本经营预算", "本年收入/国有资本经营预算拨款收入",
        "国有资本经营预算拨款收入", "国有资本经营预算",
    )  # fmt: skip
    current_special_account: Money = printed(
        "本年收入/财政专户管理资金", "财政专户管理资金收入", "财政专户管理资金",
    )  # fmt: skip
    current_business: Money = printed("本年收入/事业收入", "事业收入")
    current_operating: Money = printed("本年收入/事业单位经营收入", "事业单位经营收入")
    current_superior: Money = printed("本年收入/上级补助收入", "上级补助收入")
    current_affiliated: Money = printed("本年收入/附属单位上缴收入", "附属单位上缴收入")
    current_other: Money = printed("本年收入/其他收入", "其他收入")
    carryover_total: Money = printed(
        "上年结转结余/小计", "上年结转结余/合计", "上年结转结余", "上年结转/小计"
    )
    carryover_general: Money = printed("上年结转结余/一般公共预算", "上年结转/一般公共预算")
    carryover_fund: Money = printed("上年结转结余/政府性基金预算", "上年结转/政府性基金预算")
    carryover_state_capital: Money = printed(
        "上年结转结余/国有资本经营预算", "上年结转/国有资本经营预算"
    )
    carryover_special_account: Money = printed(
        "上年结转结余/财政专户管理资金", "上年结转/财政专户管理资金"
    )
    carryover_unit: Money = printed("上年结转结余/单位资金", "上年结转/单位资金", "单位资金")


class ExpenditureByFunction(KindRow):
    """支出总表: expenditure by functional class, basic against project."""

    kind: ClassVar[str] = "expenditure_by_function"
    title: ClassVar[str] = "支出总表"
    titles: ClassVar[tuple[str, ...]] = (
        "支出汇总表", "支出预算总表", "部门支出总表", "部门支出预算总表", "支出总体情况表",
        "预算支出总表", "支出预算汇总表",
    )  # fmt: skip
    key: ClassVar[tuple[str, ...]] = ("code", "name")
    identities: ClassVar[tuple[Identity, ...]] = (
        ColumnSum(
            total="total", parts=("basic", "project", "operating", "to_superior", "to_affiliated")
        ),
        CodeHierarchy(
            code="code",
            name="name",
            amounts=("total", "basic", "project", "operating", "to_superior", "to_affiliated"),
        ),
    )

    code: Code = printed(*_SUBJECT_CODE)
    name: Label = printed(*_SUBJECT_NAME)
    total: Money = printed("合计", "总计")
    basic: Money = printed("基本支出", "基本支出/小计")
    project: Money = printed("项目支出", "项目支出/小计")
    operating: Money = printed("事业单位经营支出", "经营支出")
    to_superior: Money = printed("上缴上级支出")
    to_affiliated: Money = printed("对附属单位补助支出", "对附属单位补助", "对下级单位补助支出")


class _GeneralBudget(KindRow):
    identities: ClassVar[tuple[Identity, ...]] = (
        ColumnSum(total="total", parts=("basic_total", "project")),
        ColumnSum(total="basic_total", parts=("basic_personnel", "basic_running")),
        CodeHierarchy(
            code="code",
            name="name",
            amounts=("total", "basic_total", "basic_personnel", "basic_running", "project"),
        ),
    )


class GeneralBudgetByFunction(_GeneralBudget):
    """一般公共预算支出表（分功能科目）."""

    kind: ClassVar[str] = "general_budget_by_function"
    title: ClassVar[str] = "一般公共预算支出表（分功能科目）"
    titles: ClassVar[tuple[str, ...]] = (
        "一般公共预算支出表", "一般公共预算支出预算表", "一般公共预算支出情况表",
        "一般公共预算支出预算表（分功能科目）", "一般公共预算财政拨款支出表",
    )  # fmt: skip
    key: ClassVar[tuple[str, ...]] = ("code", "name")

    code: Code = printed(*_SUBJECT_CODE)
    name: Label = printed(*_SUBJECT_NAME)
    total: Money = printed("合计", "总计")
    basic_total: Money = printed("基本支出/小计", "基本支出/合计", "基本支出")
    basic_personnel: Money = printed("基本支出/人员经费", "人员经费")
    basic_running: Money = printed("基本支出/公用经费", "公用经费")
    project: Money = printed("项目支出", "项目支出/小计")


class GeneralBudgetByUnit(_GeneralBudget):
    """一般公共预算支出表（分单位）."""

    kind: ClassVar[str] = "general_budget_by_unit"
    title: ClassVar[str] = "一般公共预算支出表（分单位）"
    titles: ClassVar[tuple[str, ...]] = (
        "一般公共预算支出预算表（分单位）", "一般公共预算支出情况表（分单位）",
        "一般公共预算支出表（按单位）",
    )  # fmt: skip
    key: ClassVar[tuple[str, ...]] = ("code", "name")

    code: Code = printed(*_UNIT_CODE)
    name: Label = printed(*_UNIT_NAME)
    total: Money = printed("合计", "总计")
    basic_total: Money = printed("基本支出/小计", "基本支出/合计", "基本支出")
    basic_personnel: Money = printed("基本支出/人员经费", "人员经费")
    basic_running: Money = printed("基本支出/公用经费", "公用经费")
    project: Money = printed("项目支出", "项目支出/小计")


class GeneralBasicByEconomic(KindRow):
    """一般公共预算基本支出表: basic expenditure by economic class."""

    kind: ClassVar[str] = "general_basic_by_economic"
    title: ClassVar[str] = "一般公共预算基本支出表"
    titles: ClassVar[tuple[str, ...]] = (
        "一般公共预算基本支出预算表", "一般公共预算基本支出情况表",
        "一般公共预算财政拨款基本支出表", "一般公共预算基本支出表（分经济科目）",
    )  # fmt: skip
    key: ClassVar[tuple[str, ...]] = ("code", "name")
    identities: ClassVar[tuple[Identity, ...]] = (
        ColumnSum(total="total", parts=("personnel", "running")),
        CodeHierarchy(code="code", name="name", amounts=("total", "personnel", "running")),
    )

    code: Code = printed(
        "部门预算支出经济分类科目/科目编码", "支出经济分类科目/科目编码",
        "经济分类科目/科目编码", "科目编码", "科目代码", "经济科目编码",
    )  # fmt: skip
    name: Label = printed(
        "部门预算支出经济分类科目/科目名称", "支出经济分类科目/科目名称",
        "经济分类科目/科目名称", "科目名称", "经济科目名称",
    )  # fmt: skip
    total: Money = printed(
        "本年一般公共预算基本支出/合计", "合计", "基本支出/合计", "基本支出/小计", "总计"
    )
    personnel: Money = printed("本年一般公共预算基本支出/人员经费", "人员经费", "基本支出/人员经费")
    running: Money = printed("本年一般公共预算基本支出/公用经费", "公用经费", "基本支出/公用经费")


class ThreePublic(KindRow):
    """一般公共预算“三公”经费支出表: one row at most."""

    kind: ClassVar[str] = "three_public"
    title: ClassVar[str] = "一般公共预算“三公”经费支出表"
    titles: ClassVar[tuple[str, ...]] = (
        "一般公共预算“三公”经费支出预算表", "“三公”经费支出表", "“三公”经费预算表",
        "财政拨款“三公”经费支出表", "一般公共预算“三公”经费支出情况表", "三公经费支出表",
    )  # fmt: skip
    identities: ClassVar[tuple[Identity, ...]] = (
        ColumnSum(total="total", parts=("overseas", "vehicles_total", "reception")),
        ColumnSum(total="vehicles_total", parts=("vehicles_purchase", "vehicles_running")),
    )

    total: Money = printed("“三公”经费合计", "合计", "三公经费合计", "“三公”经费预算数/合计")
    overseas: Money = printed("因公出国（境）费", "因公出国（境）费用", "因公出国（境）经费")
    vehicles_total: Money = printed(
        "公务用车购置及运行费/小计", "公务用车购置及运行维护费/小计", "公务用车购置和运行费/小计"
    )
    vehicles_purchase: Money = printed(
        "公务用车购置及运行费/公务用车购置费", "公务用车购置费",
        "公务用车购置及运行维护费/公务用车购置费",
    )  # fmt: skip
    vehicles_running: Money = printed(
        "公务用车购置及运行费/公务用车运行费", "公务用车运行费", "公务用车运行维护费",
        "公务用车购置及运行维护费/公务用车运行维护费",
    )  # fmt: skip
    reception: Money = printed("公务接待费", "公务接待费用")


class _FundBudget(KindRow):
    identities: ClassVar[tuple[Identity, ...]] = (
        ColumnSum(total="total", parts=("basic", "project")),
        CodeHierarchy(code="code", name="name", amounts=("total", "basic", "project")),
    )


class FundExpenditure(_FundBudget):
    """政府性基金预算支出表."""

    kind: ClassVar[str] = "fund_expenditure"
    title: ClassVar[str] = "政府性基金预算支出表"
    titles: ClassVar[tuple[str, ...]] = (
        "本年政府性基金预算支出表", "政府性基金预算支出预算表", "政府性基金预算支出情况表",
        "政府性基金支出表",
    )  # fmt: skip
    key: ClassVar[tuple[str, ...]] = ("code", "name")

    code: Code = printed(*_SUBJECT_CODE)
    name: Label = printed(*_SUBJECT_NAME)
    total: Money = printed("本年政府性基金预算支出/合计", "合计", "总计")
    basic: Money = printed("本年政府性基金预算支出/基本支出", "基本支出")
    project: Money = printed("本年政府性基金预算支出/项目支出", "项目支出")


class StateCapitalExpenditure(_FundBudget):
    """国有资本经营预算支出表."""

    kind: ClassVar[str] = "state_capital_expenditure"
    title: ClassVar[str] = "国有资本经营预算支出表"
    titles: ClassVar[tuple[str, ...]] = (
        "本年国有资本经营预算支出表", "国有资本经营预算支出预算表", "国有资本经营预算支出情况表",
    )  # fmt: skip
    key: ClassVar[tuple[str, ...]] = ("code", "name")

    code: Code = printed(*_SUBJECT_CODE)
    name: Label = printed(*_SUBJECT_NAME)
    total: Money = printed("本年国有资本经营预算支出/合计", "合计", "总计")
    basic: Money = printed("本年国有资本经营预算支出/基本支出", "基本支出")
    project: Money = printed("本年国有资本经营预算支出/项目支出", "项目支出")
