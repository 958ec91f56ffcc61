"""What a department means to buy: goods, services and assets, prices in 元."""

from __future__ import annotations

from random import Random

from evals.synthetic import words
from evals.synthetic.goods import GOODS, PURCHASED, SERVICES
from evals.synthetic.ledger import Ledger
from evals.synthetic.model import Frozen


class Buy(Frozen):
    """One row of procurement; `price` in 元, shares in percent of the amount."""

    project: str
    item: str
    function: str
    economic: str
    measure: str
    quantity: int
    price: int
    sme: int
    micro: int

    @property
    def cost(self) -> int:
        """The amount in 元."""
        return self.quantity * self.price


class Service(Frozen):
    """One purchased service; `cost` in 元."""

    project: str
    service: str
    directory: tuple[str, str, str]
    bought: str
    quantity: int
    cost: int


class Asset(Frozen):
    """One asset to be bought; `price` in 元."""

    project: str
    group: str
    name: str
    category: str
    standard: str
    economic: str
    quantity: int
    price: int


class Plan(Frozen):
    """All that a department means to buy."""

    buys: tuple[Buy, ...]
    services: tuple[Service, ...]
    assets: tuple[Asset, ...]


def function_label(code: str, joint: str) -> str:
    """Return a function as these tables print it, code in brackets."""
    return f"[{code}]{joint}{words.FUNCTIONS[code]}"


def invent_plan(ledger: Ledger) -> Plan:
    """Return a plan of purchases that fits the department's projects."""
    rng = Random(f"{ledger.entity}:{ledger.total}:plan")
    names = sorted({project.name for project in ledger.projects})
    buys = invent_services(ledger, rng)
    assets: list[Asset] = []
    invent_goods(ledger, names, buys, assets, rng)
    services = tuple(
        Service(
            project=rng.choice(names),
            service=service,
            directory=(first, second, third),
            bought=rng.choice(("是", "否", "否")),
            quantity=rng.randint(1, 12),
            cost=rng.randint(1, 60) * 5000,
        )
        for service, first, second, third in rng.sample(PURCHASED, rng.randint(2, 6))
    )
    rng.shuffle(buys)
    return Plan(buys=tuple(buys), services=services, assets=tuple(assets))


def invent_services(ledger: Ledger, rng: Random) -> list[Buy]:
    """Return procured services, paid from running costs."""
    function = function_label(ledger.trade.group + "01", "")
    made = []
    for code, name, measure, price, economic, label in rng.sample(SERVICES, rng.randint(1, 4)):
        share, count = rng.choice((0, 100, 50)), rng.randint(1, 6)
        project = rng.choice(("在职人员公用", "公用经费补助"))
        made.append(
            Buy(
                project=project,
                item=f"[{code}]{name}",
                function=function,
                economic=f"[{economic}]{label}",
                measure=measure,
                quantity=count,
                price=price,
                sme=share,
                micro=rng.choice((0, share)),
            )
        )
    return made


def invent_goods(
    ledger: Ledger, names: list[str], buys: list[Buy], assets: list[Asset], rng: Random
) -> None:
    """Add procured goods, most of them also as assets, paid from projects."""
    function = function_label(ledger.trade.group + "02", "")
    chosen = rng.sample(GOODS, rng.randint(2, 6))
    for code, name, measure, price, economic, label, sort, group in chosen:
        project, count = rng.choice(names), rng.randint(1, 12)
        buys.append(
            Buy(
                project=project,
                item=f"[{code}]{name}",
                function=function,
                economic=f"[{economic}]{label}",
                measure=measure,
                quantity=count,
                price=price,
                sme=100,
                micro=rng.choice((0, 100)),
            )
        )
        if rng.random() < 0.8:
            assets.append(
                Asset(
                    project=project,
                    group=f"[{sort}]{group}",
                    name=name,
                    category=f"[{code}]{name}",
                    standard=rng.choice((name, f"{name}(G)", "空")),
                    economic=f"[{economic}]{label}",
                    quantity=count,
                    price=price,
                )
            )
