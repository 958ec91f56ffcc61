"""Procurement, purchased services and assets: rows of quantity x unit price = amount."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from evals.synthetic import words
from evals.synthetic.goods import GOODS, PURCHASED, SERVICES
from evals.synthetic.ledger import Ledger
from evals.synthetic.look import Look, body, grid, header
from evals.synthetic.model import Block, Frozen, Row
from evals.synthetic.money import in_unit, trimmed

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


class Plan(Frozen):
    """What the plan tables print, prices in 元."""

    buys: tuple[tuple[str, str, str, str, str, int, int, str, int, int], ...]
    services: tuple[tuple[str, str, str, str, str, str, int, int], ...]
    assets: tuple[tuple[str, str, str, str, str, str, int, int], ...]


def invent_plan(ledger: Ledger) -> Plan:
    """Return a plan of purchases that fits the department's projects."""
    rng = Random(f"{ledger.entity}:{ledger.total}:plan")
    kinds = sorted({project.name for project in ledger.projects})
    home = function_label(ledger.trade.group + "01", "")
    other = function_label(ledger.trade.group + "02", "")
    buys = []
    for code, name, measure, price, econ, label in rng.sample(SERVICES, rng.randint(1, 4)):
        share = rng.choice((0, 100, 50))
        count = rng.randint(1, 6)
        buys.append(
            (
                rng.choice(("在职人员公用", "公用经费补助")),
                f"[{code}]{name}",
                home,
                f"[{econ}]{label}",
                measure,
                count,
                price,
                "",
                share,
                rng.choice((0, share)),
            )
        )
    assets = []
    for code, name, measure, price, econ, label, cls, group in rng.sample(GOODS, rng.randint(2, 6)):
        project, count = rng.choice(kinds), rng.randint(1, 12)
        buys.append(
            (
                project,
                f"[{code}]{name}",
                other,
                f"[{econ}]{label}",
                measure,
                count,
                price,
                "",
                100,
                rng.choice((0, 100)),
            )
        )
        if rng.random() < 0.8:
            assets.append(
                (
                    project,
                    f"[{cls}]{group}",
                    name,
                    f"[{code}]{name}",
                    rng.choice((name, f"{name}(G)", "空")),
                    f"[{econ}]{label}",
                    count,
                    price,
                )
            )
    services = []
    for service, first, second, third in rng.sample(PURCHASED, rng.randint(2, 6)):
        services.append(
            (
                rng.choice(kinds),
                service,
                first,
                second,
                third,
                rng.choice(("是", "否", "否")),
                rng.randint(1, 12),
                rng.randint(1, 60) * 5000,
            )
        )
    rng.shuffle(buys)
    return Plan(buys=tuple(buys), services=tuple(services), assets=tuple(assets))


def function_label(code: str, joint: str) -> str:
    """Return a function as these tables print it, code in brackets."""
    return f"[{code}]{joint}{words.FUNCTIONS[code]}"


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
    spent = [buy[5] * buy[6] for buy in plan.buys]
    part = [cost * buy[8] // 100 for cost, buy in zip(spent, plan.buys, strict=True)]
    micro = [cost * buy[9] // 100 for cost, buy in zip(spent, plan.buys, strict=True)]
    sums = {
        "quantity": str(sum(buy[5] for buy in plan.buys)),
        "amount": plain(sum(spent), unit),
        "amount_sme": plain(sum(part), unit),
        "amount_micro": plain(sum(micro), unit),
    }
    if look.rng("buy:price").random() < 0.5:
        sums["unit_price"] = price(sum(buy[6] for buy in plan.buys), unit)
    rows = upper_rows(kind, fields, ledger, sums, look.style == "street")
    for number, buy in enumerate(plan.buys):
        texts = {
            "code": f"{ledger.dept}001",
            "name": ledger.unit_names[0],
            "project": buy[0],
            "item": buy[1],
            "function": buy[2],
            "economic": buy[3],
            "fund_source": "预算安排",
            "fund_nature": "经费拨款补助",
            "quantity": str(buy[5]),
            "unit_price": price(buy[6], unit),
            "measure": buy[4],
            "amount": plain(spent[number], unit),
            "amount_sme": plain(part[number], unit),
            "amount_micro": plain(micro[number], unit),
        }
        rows.append(body(kind, len(rows), fields, tuple(texts[field] for field in fields), "item"))
    labels = {
        "code": look.head("单位编码"),
        "name": look.head("单位名称"),
        "project": "项目",
        "item": "政府采购品目",
        "function": "功能科目",
        "economic": "部门支出经济分类",
        "fund_source": "资金来源",
        "fund_nature": "资金性质",
        "quantity": "采购数量",
        "unit_price": f"单价({unit})",
        "measure": "计量单位",
    }
    fixed = tuple(labels[field] for field in fields[:-3])
    head = header(
        kind,
        (*fixed, "采购金额", "<", "<"),
        (
            *("^",) * len(fixed),
            f"采购金额合计({unit})",
            f"其中面向中小企业({unit})",
            f"其中面向小微企业({unit})",
        ),
    )
    return grid(look, kind, head, tuple(rows), len(rows))


def service_purchase(ledger: Ledger, plan: Plan, look: Look) -> Block:
    """Return 政府向社会力量购买服务预算表, or an empty one with a remark."""
    kind, unit = "service_purchase", look.unit
    head = header(
        kind,
        (
            look.head("单位编码"),
            look.head("单位名称"),
            "是否包含政府采购",
            "项目",
            "政府购买服务内容",
            "购买数量",
            "购买金额",
            "资金来源",
            "资金性质",
            "支出功能分类科目",
            "部门支出经济分类",
            "政府购买服务指导目录",
            "<",
            "<",
        ),
        (*("^",) * 11, "一级目录", "二级目录", "三级目录"),
    )
    if not look.full and look.rng("serve").random() < 0.25:
        note = ("注：本单位无向社会力量购买服务", *("<",) * 13)
        row = header(kind, note)[0].model_copy(update={"role": "note"})
        return grid(look, kind, (*head, row), (), 0)
    sums = {
        "quantity": str(sum(s[6] for s in plan.services)),
        "amount": plain(sum(s[7] for s in plan.services), unit),
    }
    rows = upper_rows(kind, SERVE, ledger, sums, look.style == "street")
    function = function_label(ledger.trade.group + "02", "-")
    for project, service, first, second, third, bought, count, cost in plan.services:
        texts = (
            f"{ledger.dept}001",
            ledger.unit_names[0],
            bought,
            project,
            service,
            str(count),
            plain(cost, unit),
            "预算安排",
            "经费拨款补助",
            function,
            "[30201]办公费",
            first,
            second,
            third,
        )
        rows.append(body(kind, len(rows), SERVE, texts, "item"))
    return grid(look, kind, head, tuple(rows), len(rows))


def asset_allocation(ledger: Ledger, plan: Plan, look: Look) -> Block:
    """Return 资产配置预算表 with the reviewed columns equal to the planned ones."""
    kind, unit = "asset_allocation", look.unit
    head = header(
        kind,
        (
            look.head("单位编码"),
            look.head("单位名称"),
            "项目",
            "支出功能分类科目",
            "资产分类",
            "资产名称",
            "资产数量",
            f"资产单价({unit})",
            f"总金额({unit})",
            "资产大类",
            "资产配置标准名称",
            "财政审核数",
            *("<",) * 5,
        ),
        (
            *("^",) * 11,
            "数量",
            f"单价({unit})",
            "部门支出经济分类",
            "资金来源",
            "资金性质",
            f"金额({unit})",
        ),
    )
    count = str(sum(a[6] for a in plan.assets))
    whole = plain(sum(a[6] * a[7] for a in plan.assets), unit)
    sums = {
        "quantity": count,
        "amount": whole,
        "reviewed_quantity": count,
        "reviewed_amount": whole,
    }
    rows = upper_rows(kind, ASSET, ledger, sums, look.style == "street")
    function = function_label(ledger.trade.group + "02", "-")
    for project, group, name, category, standard, economic, number, each in plan.assets:
        cost = plain(number * each, unit)
        texts = (
            f"{ledger.dept}001",
            ledger.unit_names[0],
            project,
            function,
            group,
            name,
            str(number),
            price(each, unit),
            cost,
            category,
            standard,
            str(number),
            price(each, unit),
            economic,
            "预算安排",
            "经费拨款补助",
            cost,
        )
        rows.append(body(kind, len(rows), ASSET, texts, "item"))
    return grid(look, kind, head, tuple(rows), len(rows))
