"""The parts of the performance forms (绩效目标申报表)."""

from typing import ClassVar

from schemas.kinds.identity import Identity, NumberedHierarchy, ShareOfTotal
from schemas.kinds.kind import (
    Code,
    Figure,
    KindRow,
    Label,
    Layout,
    Money,
    Share,
    Side,
    Text,
    printed,
)


class FundingComposition(KindRow):
    """部门总体资金情况, in the form of a department's overall performance (万元)."""

    kind: ClassVar[str] = "funding_composition"
    title: ClassVar[str] = "部门总体资金情况"
    titles: ClassVar[tuple[str, ...]] = ("总体资金情况",)
    key: ClassVar[tuple[str, ...]] = ("side", "item")
    layout: ClassVar[Layout] = "form"
    identities: ClassVar[tuple[Identity, ...]] = (
        NumberedHierarchy(
            item="item", amounts=("amount", "amount_prior2", "amount_prior1"), side="side"
        ),
        ShareOfTotal(share="share", amount="amount", side="side", item="item"),
    )

    side: Side = "revenue"
    item: Label = printed("总体资金情况", "项目")
    amount: Money = printed("当年金额", "当年预算收支", "当年预算", "本年金额", "当年预算金额")
    share: Share = printed("占比", "比例")
    amount_prior2: Money = printed("近两年收支金额/前年", "前年")
    amount_prior1: Money = printed("近两年收支金额/上年", "上年")


class ProjectProfile(KindRow):
    """The head of a project's performance form: one row."""

    kind: ClassVar[str] = "project_profile"
    title: ClassVar[str] = "项目支出绩效目标申报表"
    titles: ClassVar[tuple[str, ...]] = (
        "项目支出绩效目标表", "项目支出（绩效目标）申报表", "项目绩效目标申报表", "绩效目标表",
        "项目绩效目标表", "部门预算项目绩效目标申报表", "项目申报表",
    )  # fmt: skip
    key: ClassVar[tuple[str, ...]] = ("name",)
    layout: ClassVar[Layout] = "form"

    name: Label = printed("项目名称", "专项名称")
    code: Code = printed("项目代码", "项目编码", "项目编号")
    department: Label = printed(
        "项目主管部门", "部门名称", "主管部门", "市级主管部门", "区级主管部门", "省级主管部门",
        "主管部门名称", "部门（单位）名称",
    )  # fmt: skip
    executor: Label = printed("项目执行单位", "实施单位", "执行单位", "项目实施单位", "项目单位")
    leader: Label = printed("项目负责人", "负责人")
    phone: Code = printed("联系电话", "电话", "负责人电话")
    total_budget: Money = printed(
        "项目总预算", "项目总投入", "项目总额", "项目资金总额", "总投入", "项目总投资"
    )
    current_budget: Money = printed(
        "项目当年预算", "年度资金总额", "当年预算", "项目本年度预算", "年度预算", "本年度预算",
        "当年预算数",
    )  # fmt: skip


class ProjectFunding(KindRow):
    """项目资金来源 / 资金构成 of a project's form."""

    kind: ClassVar[str] = "project_funding"
    title: ClassVar[str] = "项目资金来源"
    titles: ClassVar[tuple[str, ...]] = ("资金构成", "资金情况", "项目资金情况", "资金来源")
    key: ClassVar[tuple[str, ...]] = ("project", "item")
    layout: ClassVar[Layout] = "form"

    project: Label = printed("项目名称")
    item: Label = printed("来源项目", "资金来源", "资金构成")
    amount: Money = printed("金额", "预算申报数", "申报数")


class ProjectSpending(KindRow):
    """项目支出明细 of a project's form."""

    kind: ClassVar[str] = "project_spending"
    title: ClassVar[str] = "项目支出明细"
    titles: ClassVar[tuple[str, ...]] = ("项目支出明细预算", "项目支出明细及依据", "支出明细")
    key: ClassVar[tuple[str, ...]] = ("project", "item")
    layout: ClassVar[Layout] = "form"

    project: Label = printed("项目名称")
    item: Label = printed(
        "项目内容", "项目支出明细", "支出明细", "明细项目", "支出内容", "项目明细"
    )
    basis: Text = printed("测算依据及说明", "测算依据", "依据及说明", "测算说明", "支出依据")
    amount: Money = printed("本级财政拨款金额", "金额", "预算金额", "财政拨款金额", "申报金额")
    amount_transfer: Money = printed("上级转移支付金额", "转移支付金额")
    amount_other: Money = printed("其他资金", "其他资金金额")


class Indicators(KindRow):
    """绩效指标: one row per indicator, one table per block."""

    kind: ClassVar[str] = "indicators"
    title: ClassVar[str] = "绩效指标"
    titles: ClassVar[tuple[str, ...]] = ("长期绩效目标表", "年度绩效目标表", "年度绩效指标")
    key: ClassVar[tuple[str, ...]] = ("project", "target", "level1", "level2", "name")
    layout: ClassVar[Layout] = "form"

    project: Label = printed("项目名称")
    target: Label = printed("目标名称")
    level1: Label = printed("一级指标")
    level2: Label = printed("二级指标")
    name: Label = printed("三级指标", "指标名称", "三级指标名称", "指标内容")
    value_prior2: Figure = printed("指标值/近两年指标值/前年", "前年")
    value_prior1: Figure = printed("指标值/近两年指标值/上年", "上年")
    value: Figure = printed(
        "指标值", "预期当年实现值", "预计当年实现", "指标值/预期当年实现值", "目标值",
        "年度指标值", "预期当年实现", "当年指标值",
    )  # fmt: skip
    weight: Code = printed("指标分值权重", "权重", "分值权重", "指标权重", "分值")
    basis: Text = printed("指标值确定依据", "绩效标准", "确定依据", "指标确定依据", "评价标准")
