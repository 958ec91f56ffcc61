"""The lists: projects, procurement, purchased services, assets, allocations."""

from typing import ClassVar

from schemas.kinds.identity import CodeHierarchy, ColumnSum, GrandTotal, Identity, Product
from schemas.kinds.kind import Code, FieldType, KindRow, Label, Money, Quantity, printed

_CODE = ("单位代码", "单位编码", "部门（单位）代码", "预算单位代码", "预算单位编码")
_NAME = ("单位名称", "部门（单位）名称", "预算单位名称", "预算单位")
_FUNCTION = ("功能科目", "支出功能分类科目", "支出功能分类", "功能分类科目", "功能分类")
_ECONOMIC = ("部门支出经济分类", "部门支出经济分类科目", "支出经济分类", "经济科目", "经济分类")


class ProjectExpenditure(KindRow):
    """项目支出表: every project by source of money."""

    kind: ClassVar[str] = "project_expenditure"
    title: ClassVar[str] = "项目支出表"
    titles: ClassVar[tuple[str, ...]] = (
        "项目支出预算表", "部门项目支出表", "项目支出预算总表", "项目支出情况表",
    )  # fmt: skip
    key: ClassVar[tuple[str, ...]] = ("code", "name")
    identities: ClassVar[tuple[Identity, ...]] = (
        ColumnSum(
            total="total",
            parts=(
                "current_general",
                "current_fund",
                "current_state_capital",
                "carryover_general",
                "carryover_fund",
                "carryover_state_capital",
                "special_account",
                "unit_funds",
            ),
        ),
        CodeHierarchy(
            code="code",
            name="name",
            amounts=(
                "total",
                "current_general",
                "current_fund",
                "current_state_capital",
                "carryover_general",
                "carryover_fund",
                "carryover_state_capital",
                "special_account",
                "unit_funds",
            ),
            style="levels",
        ),
    )

    code: Code = printed("项目编码", "项目编号", "项目代码", "编码")
    name: Label = printed("项目名称", "项目")
    unit: Label = printed("项目单位", "单位名称", "项目单位名称", "预算单位")
    total: Money = printed("合计", "总计")
    current_general: Money = printed(
        "本年拨款/一般公共预算", "本年财政拨款/一般公共预算", "一般公共预算"
    )
    current_fund: Money = printed(
        "本年拨款/政府性基金预算", "本年财政拨款/政府性基金预算", "政府性基金预算"
    )
    current_state_capital: Money = printed(
        "本年拨款/国有资本经营预算", "本年财政拨款/国有资本经营预算", "国有资本经营预算"
    )
    carryover_general: Money = printed(
        "财政拨款结转结余/一般公共预算", "上年结转/一般公共预算", "上年结转结余/一般公共预算"
    )
    carryover_fund: Money = printed(
        "财政拨款结转结余/政府性基金预算", "上年结转/政府性基金预算", "上年结转结余/政府性基金预算"
    )
    carryover_state_capital: Money = printed(
        "财政拨款结转结余/国有资本经营预算", "上年结转/国有资本经营预算",
        "上年结转结余/国有资本经营预算",
    )  # fmt: skip
    special_account: Money = printed("财政专户管理资金", "财政专户")
    unit_funds: Money = printed("单位资金")


class Procurement(KindRow):
    """政府采购预算表."""

    kind: ClassVar[str] = "procurement"
    title: ClassVar[str] = "政府采购预算表"
    titles: ClassVar[tuple[str, ...]] = ("政府采购预算明细表", "政府采购预算支出表", "政府采购表")
    key: ClassVar[tuple[str, ...]] = ("code", "name", "project", "item", "function")
    identities: ClassVar[tuple[Identity, ...]] = (
        Product(amount="amount", quantity="quantity", price="unit_price"),
        CodeHierarchy(
            code="code",
            name="name",
            amounts=("amount", "amount_sme", "amount_micro"),
            customary=("quantity", "unit_price"),
            detail="item",
            style="levels",
        ),
    )

    code: Code = printed(*_CODE)
    name: Label = printed(*_NAME)
    project: Label = printed("项目", "项目名称", "采购项目")
    item: Label = printed("政府采购品目", "采购品目", "采购目录", "品目名称")
    function: Label = printed(*_FUNCTION)
    economic: Label = printed(*_ECONOMIC)
    fund_source: Label = printed("资金来源")
    fund_nature: Label = printed("资金性质")
    quantity: Quantity = printed("采购数量", "数量")
    unit_price: Quantity = printed("单价", "采购单价")
    measure: Label = printed("计量单位")
    amount: Money = printed(
        "采购金额/合计", "采购金额/采购金额合计", "采购金额", "金额", "采购预算"
    )
    amount_sme: Money = printed("采购金额/其中面向中小企业", "其中面向中小企业", "面向中小企业")
    amount_micro: Money = printed("采购金额/其中面向小微企业", "其中面向小微企业", "面向小微企业")


class ServicePurchase(KindRow):
    """政府(向社会力量)购买服务预算表."""

    kind: ClassVar[str] = "service_purchase"
    title: ClassVar[str] = "政府购买服务预算表"
    titles: ClassVar[tuple[str, ...]] = (
        "政府向社会力量购买服务预算表", "政府购买服务支出表", "政府购买服务预算支出表",
        "政府购买服务表", "购买服务预算表",
    )  # fmt: skip
    key: ClassVar[tuple[str, ...]] = ("code", "name", "project", "service")
    identities: ClassVar[tuple[Identity, ...]] = (
        CodeHierarchy(
            code="code",
            name="name",
            amounts=("amount",),
            customary=("quantity",),
            detail="service",
            style="levels",
        ),
    )

    code: Code = printed(*_CODE)
    name: Label = printed(*_NAME)
    in_procurement: Label = printed("是否包含政府采购", "是否政府采购")
    project: Label = printed("项目", "项目名称")
    service: Label = printed("政府购买服务内容", "购买服务内容", "购买内容", "服务内容")
    quantity: Quantity = printed("购买数量", "数量")
    amount: Money = printed("购买金额", "金额", "预算金额")
    fund_source: Label = printed("资金来源")
    fund_nature: Label = printed("资金性质")
    function: Label = printed(*_FUNCTION)
    economic: Label = printed(*_ECONOMIC)
    directory_1: Label = printed("政府购买服务指导目录/一级目录", "一级目录")
    directory_2: Label = printed("政府购买服务指导目录/二级目录", "二级目录")
    directory_3: Label = printed("政府购买服务指导目录/三级目录", "三级目录")


class AssetAllocation(KindRow):
    """资产配置(购置)预算表."""

    kind: ClassVar[str] = "asset_allocation"
    title: ClassVar[str] = "资产配置预算表"
    titles: ClassVar[tuple[str, ...]] = (
        "资产购置预算表", "新增资产配置预算表", "资产配置(购置)预算表", "新增资产配置表",
        "资产配置表", "国有资产配置预算表",
    )  # fmt: skip
    key: ClassVar[tuple[str, ...]] = ("code", "name", "project", "asset_name")
    identities: ClassVar[tuple[Identity, ...]] = (
        Product(amount="amount", quantity="quantity", price="unit_price"),
        Product(
            amount="reviewed_amount", quantity="reviewed_quantity", price="reviewed_unit_price"
        ),
        CodeHierarchy(
            code="code",
            name="name",
            amounts=("amount", "reviewed_amount"),
            customary=("quantity", "unit_price", "reviewed_quantity", "reviewed_unit_price"),
            detail="asset_name",
            style="levels",
        ),
    )

    code: Code = printed(*_CODE)
    name: Label = printed(*_NAME)
    project: Label = printed("项目", "项目名称")
    function: Label = printed(*_FUNCTION)
    asset_class: Label = printed("资产分类", "资产类别")
    asset_name: Label = printed("资产名称")
    quantity: Quantity = printed("资产数量", "数量")
    unit_price: Quantity = printed("资产单价", "单价")
    amount: Money = printed("总金额", "资产金额", "金额合计")
    asset_category: Label = printed("资产大类")
    standard_name: Label = printed("资产配置标准名称", "配置标准名称")
    reviewed_quantity: Quantity = printed("财政审核数/数量")
    reviewed_unit_price: Quantity = printed("财政审核数/单价")
    economic: Label = printed("财政审核数/部门支出经济分类", *_ECONOMIC)
    fund_source: Label = printed("财政审核数/资金来源", "资金来源")
    fund_nature: Label = printed("财政审核数/资金性质", "资金性质")
    reviewed_amount: Money = printed("财政审核数/金额", "金额")


class Allocation(KindRow):
    """资金分配表: one row per district, every further column under its own leaf header."""

    kind: ClassVar[str] = "allocation"
    title: ClassVar[str] = "资金分配表"
    titles: ClassVar[tuple[str, ...]] = ("分配表", "资金分配明细表", "资金安排表", "资金分配方案")
    key: ClassVar[tuple[str, ...]] = ("district",)
    wildcard: ClassVar[FieldType | None] = "amount"
    identities: ClassVar[tuple[Identity, ...]] = (GrandTotal(label="district", every_column=True),)

    district: Label = printed("区", "区县", "地区", "区（县）", "区划", "行政区划", "单位")
    total: Money = printed("合计", "总计", "金额合计", "分配金额")
