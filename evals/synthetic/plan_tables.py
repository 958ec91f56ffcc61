"""Procurement, purchased services and assets: rows of quantity x unit price = amount."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType

from evals.synthetic.ledger import Ledger
from evals.synthetic.look import Look, body, grid, header
from evals.synthetic.model import Block, Row
from evals.synthetic.money import in_unit, trimmed
from evals.synthetic.plan import Asset, Buy, Plan, Service, function_label

BUY = (
    "code",
    "name",
    "project",
    "item",
    "function",
    "economic",
    "fund_source",
    "fund_nature",
    "quantity",
    "unit_price",
    "measure",
    "amount",
    "amount_sme",
    "amount_micro",
)
SERVE = (
    "code",
    "name",
    "in_procurement",
    "project",
    "service",
    "quantity",
    "amount",
    "fund_source",
    "fund_nature",
    "function",
    "economic",
    "directory_1",
    "directory_2",
    "directory_3",
)
ASSET = (
    "code",
    "name",
    "project",
    "function",
    "asset_class",
    "asset_name",
    "quantity",
    "unit_price",
    "amount",
    "asset_category",
    "standard_name",
    "reviewed_quantity",
    "reviewed_unit_price",
    "economic",
    "fund_source",
    "fund_nature",
    "reviewed_amount",
)
BUY_LABELS = MappingProxyType(
    {
        "project": "项目",
        "item": "政府采购品目",
        "function": "功能科目",
        "economic": "部门支出经济分类",
        "fund_source": "资金来源",
        "fund_nature": "资金性质",
        "quantity": "采购数量",
        "measure": "计量单位",
    }
)
SERVE_LABELS = (
    "是否包含政府采购 项目 政府购买服务内容 购买数量 购买金额 资金来源 资金性质 "
    "支出功能分类科目 部门支出经济分类"
)


def plain(yuan: int, unit: str) -> str:
    """Return a price given in 元 in the table's unit, without needless zeros in 元."""
    if unit == "元":
        return str(yuan)
    return f"{in_unit(yuan * 100, unit):f}"


def price(yuan: int, unit: str) -> str:
    """Return a unit price given in 元; prices in 万元 keep the decimals they need."""
    return str(yuan) if unit == "元" else trimmed(Decimal(yuan) / 10_000)


def upper_rows(
    kind: str, fields: tuple[str, ...], ledger: Ledger, sums: dict[str, str], office: bool
) -> list[Row]:
    """Return the rows above the items: total, in some styles a finance office, department."""
    lines = [("", "合计", "total")]
    if office:
        lines.append(("13", ("行政科", "农业农村科", "社会保障科")[int(ledger.dept) % 3], "coded"))
    lines.append((ledger.dept, ledger.entity, "coded"))
    rows = []
    for number, (code, name, group) in enumerate(lines):
        texts = tuple({"code": code, "name": name, **sums}.get(field, "") for field in fields)
        rows.append(body(kind, number, fields, texts, group))
    return rows


def procurement(ledger: Ledger, plan: Plan, look: Look) -> Block:
    """Return 政府采购预算表."""
    kind, unit = "procurement", look.unit
    economic = look.rng("buy:economic").random() < 0.6
    fields = BUY if economic else tuple(field for field in BUY if field != "economic")
    sums = {
        "quantity": str(sum(buy.quantity for buy in plan.buys)),
        "amount": plain(sum(buy.cost for buy in plan.buys), unit),
        "amount_sme": plain(sum(buy.cost * buy.sme // 100 for buy in plan.buys), unit),
        "amount_micro": plain(sum(buy.cost * buy.micro // 100 for buy in plan.buys), unit),
    }
    if look.rng("buy:price").random() < 0.5:
        sums["unit_price"] = price(sum(buy.price for buy in plan.buys), unit)
    rows = upper_rows(kind, fields, ledger, sums, look.style == "street")
    for buy in plan.buys:
        texts = buy_texts(ledger, buy, unit)
        rows.append(body(kind, len(rows), fields, tuple(texts[field] for field in fields), "item"))
    return grid(look, kind, buy_head(kind, fields, look), tuple(rows), len(rows))


def buy_texts(ledger: Ledger, buy: Buy, unit: str) -> dict[str, str]:
    """Return what one row of procurement prints."""
    return {
        "code": f"{ledger.dept}001",
        "name": ledger.unit_names[0],
        "project": buy.project,
        "item": buy.item,
        "function": buy.function,
        "economic": buy.economic,
        "fund_source": "预算安排",
        "fund_nature": "经费拨款补助",
        "quantity": str(buy.quantity),
        "unit_price": price(buy.price, unit),
        "measure": buy.measure,
        "amount": plain(buy.cost, unit),
        "amount_sme": plain(buy.cost * buy.sme // 100, unit),
        "amount_micro": plain(buy.cost * buy.micro // 100, unit),
    }


def buy_head(kind: str, fields: tuple[str, ...], look: Look) -> tuple[Row, ...]:
    """Return the header rows of procurement."""
    labels = {
        **BUY_LABELS,
        "code": look.head("单位编码"),
        "name": look.head("单位名称"),
        "unit_price": f"单价({look.unit})",
    }
    fixed = tuple(labels[field] for field in fields[:-3])
    parts = ("采购金额合计", "其中面向中小企业", "其中面向小微企业")
    return header(
        kind,
        (*fixed, "采购金额", "<", "<"),
        (*("^",) * len(fixed), *(f"{part}({look.unit})" for part in parts)),
    )


def service_purchase(ledger: Ledger, plan: Plan, look: Look) -> Block:
    """Return 政府向社会力量购买服务预算表, or an empty one with a remark."""
    kind, unit = "service_purchase", look.unit
    fixed = (look.head("单位编码"), look.head("单位名称"), *SERVE_LABELS.split())
    head = header(
        kind,
        (*fixed, "政府购买服务指导目录", "<", "<"),
        (*("^",) * 11, "一级目录", "二级目录", "三级目录"),
    )
    if not look.full and look.rng("serve").random() < 0.25:
        note = ("注：本单位无向社会力量购买服务", *("<",) * 13)
        row = header(kind, note)[0].model_copy(update={"role": "note"})
        return grid(look, kind, (*head, row), (), 0)
    sums = {
        "quantity": str(sum(service.quantity for service in plan.services)),
        "amount": plain(sum(service.cost for service in plan.services), unit),
    }
    rows = upper_rows(kind, SERVE, ledger, sums, look.style == "street")
    for service in plan.services:
        rows.append(body(kind, len(rows), SERVE, service_texts(ledger, service, unit), "item"))
    return grid(look, kind, head, tuple(rows), len(rows))


def service_texts(ledger: Ledger, service: Service, unit: str) -> tuple[str, ...]:
    """Return what one row of purchased services prints, in the order of SERVE."""
    return (
        f"{ledger.dept}001",
        ledger.unit_names[0],
        service.bought,
        service.project,
        service.service,
        str(service.quantity),
        plain(service.cost, unit),
        "预算安排",
        "经费拨款补助",
        function_label(ledger.trade.group + "02", "-"),
        "[30201]办公费",
        *service.directory,
    )


def asset_allocation(ledger: Ledger, plan: Plan, look: Look) -> Block:
    """Return 资产配置预算表 with the reviewed columns equal to the planned ones."""
    kind, unit = "asset_allocation", look.unit
    count = str(sum(asset.quantity for asset in plan.assets))
    whole = plain(sum(asset.quantity * asset.price for asset in plan.assets), unit)
    sums = {
        "quantity": count,
        "amount": whole,
        "reviewed_quantity": count,
        "reviewed_amount": whole,
    }
    rows = upper_rows(kind, ASSET, ledger, sums, look.style == "street")
    for asset in plan.assets:
        rows.append(body(kind, len(rows), ASSET, asset_texts(ledger, asset, unit), "item"))
    return grid(look, kind, asset_head(kind, look), tuple(rows), len(rows))


def asset_head(kind: str, look: Look) -> tuple[Row, ...]:
    """Return the header rows of the asset table."""
    unit = look.unit
    upper = (
        f"项目 支出功能分类科目 资产分类 资产名称 资产数量 资产单价({unit}) 总金额({unit}) "
        "资产大类 资产配置标准名称 财政审核数"
    )
    lower = f"数量 单价({unit}) 部门支出经济分类 资金来源 资金性质 金额({unit})"
    return header(
        kind,
        (look.head("单位编码"), look.head("单位名称"), *upper.split(), *("<",) * 5),
        (*("^",) * 11, *lower.split()),
    )


def asset_texts(ledger: Ledger, asset: Asset, unit: str) -> tuple[str, ...]:
    """Return what one row of assets prints, in the order of ASSET."""
    cost = plain(asset.quantity * asset.price, unit)
    count, each = str(asset.quantity), price(asset.price, unit)
    lead = (f"{ledger.dept}001", ledger.unit_names[0], asset.project)
    function = function_label(ledger.trade.group + "02", "-")
    planned = (function, asset.group, asset.name, count, each, cost)
    reviewed = (count, each, asset.economic, "预算安排", "经费拨款补助", cost)
    return (*lead, *planned, asset.category, asset.standard, *reviewed)
