"""预算情况说明: statements that agree with the tables, in 万元."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from evals.synthetic import words
from evals.synthetic.budget_tables import class_amounts
from evals.synthetic.ledger import Ledger
from evals.synthetic.look import Look
from evals.synthetic.model import Figure, Paragraph
from evals.synthetic.money import percent, trimmed, wan
from evals.synthetic.plan import Plan
from evals.synthetic.topics import topic_of

Pieces = tuple[str | Figure, ...]


class Writer:
    """Prints amounts and shares the way one document does."""

    def __init__(self, look: Look) -> None:
        rng = look.rng("prose")
        self.places = rng.choice((1, 2))
        self.against = rng.choice(("比{year}年预算", "较{year}年预算", "较{year}年", "比上年"))
        self.trim = rng.random() < 0.7

    def sum(self, fen: int, tag: str = "") -> Figure:
        """Return an amount in 万元."""
        return self.number(wan(fen), tag)

    def number(self, value: Decimal, tag: str = "") -> Figure:
        """Return an amount that is in 万元 already."""
        return Figure(text=trimmed(value) if self.trim else f"{value:.2f}", tag=tag)

    def share(self, part: Decimal, whole: Decimal, tag: str = "") -> Figure:
        """Return a share in percent."""
        return Figure(text=f"{percent(part, whole, self.places)}%", tag=tag)


def changed(writer: Writer, now: Decimal, before: Decimal, year: int, tag: str) -> Pieces:
    """Return the comparison with last year: difference and rate of the prior amount."""
    if now == before:
        return (f"，与{year - 1}年持平",)
    word, rate = ("增加", "增长") if now > before else ("减少", "下降")
    gap = abs(now - before)
    lead = writer.against.format(year=year - 1)
    return (
        f"，{lead}{word}",
        writer.number(gap, f"{tag}:change"),
        f"万元，{rate}",
        writer.share(gap, before, f"{tag}:rate"),
    )


def explain(ledger: Ledger, plan: Plan, look: Look) -> tuple[Paragraph, ...]:
    """Return the narrative part of a disclosure."""
    writer = Writer(look)
    parts = [
        heading(f"第三部分 {ledger.entity}{ledger.year}年部门预算情况说明", 3),
        *totals(ledger, writer),
        *fiscal_text(ledger, writer),
        *general_text(ledger, writer),
        *public_text(ledger, writer),
        *special_text(ledger, writer),
        *project_text(ledger, writer),
        *other_text(ledger, plan, writer, look.rng("other")),
    ]
    return tuple(parts)


def heading(text: str, level: int = 4) -> Paragraph:
    """Return a heading."""
    return Paragraph(pieces=(text,), level=level)


def totals(ledger: Ledger, writer: Writer) -> list[Paragraph]:
    """Return the paragraphs on the whole budget."""
    year, whole = ledger.year, wan(ledger.total)
    before = wan(sum(ledger.prior[1]))
    basic, project = wan(ledger.basic), wan(ledger.total - ledger.basic)
    reason = f"，主要原因是{ledger.trade.topics[0]}任务安排有所调整。"
    return [
        heading("一、收支预算总体安排情况"),
        Paragraph(pieces=("按照综合预算的原则，本部门所有收入和支出均纳入部门预算管理。",)),
        Paragraph(
            pieces=(
                f"{year}年部门收支总预算",
                writer.sum(ledger.total, "total"),
                "万元",
                *changed(writer, whole, before, year, "total"),
                reason,
            )
        ),
        heading("二、收入预算安排情况"),
        Paragraph(
            pieces=(
                f"{year}年部门收入预算",
                writer.sum(ledger.total, "revenue"),
                "万元，其中：",
                *income_parts(ledger, writer),
            )
        ),
        heading("三、支出预算安排情况"),
        Paragraph(
            pieces=(
                f"{year}年部门支出预算",
                writer.sum(ledger.total, "expenditure"),
                "万元，其中：基本支出",
                writer.sum(ledger.basic, "basic"),
                "万元，占",
                writer.share(basic, whole, "basic:share"),
                "；项目支出",
                writer.sum(ledger.total - ledger.basic, "project"),
                "万元，占",
                writer.share(project, whole, "project:share"),
                "。",
            )
        ),
    ]


def income_parts(ledger: Ledger, writer: Writer) -> Pieces:
    """Return the list of incomes with their shares."""
    whole = wan(ledger.total)
    given = (
        ("一般公共预算", ledger.basic + ledger.source("general"), "general"),
        ("政府性基金预算", ledger.source("fund"), "fund"),
        ("国有资本经营预算", ledger.source("state"), "state"),
        ("其他收入", ledger.source("own"), "own"),
        ("上年结转", ledger.source("carryover"), "carryover"),
    )
    pieces: list[str | Figure] = []
    for number, (name, fen, tag) in enumerate(given):
        pieces += [
            name,
            writer.sum(fen, f"income:{tag}"),
            "万元，占",
            writer.share(wan(fen), whole),
            "。" if number == len(given) - 1 else "；",
        ]
    return tuple(pieces)


def fiscal_text(ledger: Ledger, writer: Writer) -> list[Paragraph]:
    """Return the paragraphs on money from the treasury."""
    total = ledger.total - ledger.source("own")
    classes = class_amounts(ledger, ("general", "fund", "state", "carryover"))
    pieces: list[str | Figure] = ["支出包括："]
    for number, (code, fen) in enumerate(classes.items()):
        end = "万元。" if number == len(classes) - 1 else "万元，"
        pieces += [words.CLASSES[code], writer.sum(fen, f"class:{code}"), end]
    return [
        heading("四、财政拨款收支预算总体情况"),
        Paragraph(
            pieces=(f"{ledger.year}年财政拨款收支总预算", writer.sum(total, "fiscal"), "万元。")
        ),
        Paragraph(pieces=tuple(pieces)),
    ]


def general_text(ledger: Ledger, writer: Writer) -> list[Paragraph]:
    """Return the paragraphs on the general budget and its basic spending."""
    project = ledger.source("general") + ledger.source("carryover")
    wages = {p: sum(e[2] for e in ledger.economic if e[0].startswith(p)) for p in words.ECONOMIC}
    return [
        heading("五、一般公共预算支出安排情况"),
        Paragraph(
            pieces=(
                f"{ledger.year}年一般公共预算支出预算",
                writer.sum(ledger.basic + project, "general"),
                "万元。具体安排情况如下：",
            )
        ),
        Paragraph(
            pieces=(
                "（一）基本支出",
                writer.sum(ledger.basic, "basic"),
                "万元。其中：人员经费",
                writer.sum(ledger.personnel, "personnel"),
                "万元、公用经费",
                writer.sum(ledger.running, "running"),
                "万元。",
            )
        ),
        Paragraph(pieces=("（二）项目支出", writer.sum(project, "general:project"), "万元。")),
        heading("六、一般公共预算基本支出安排情况"),
        Paragraph(
            pieces=(
                f"{ledger.year}年一般公共预算基本支出",
                writer.sum(ledger.basic, "basic"),
                "万元，其中：工资福利支出",
                writer.sum(wages["301"], "economic:301"),
                "万元，商品和服务支出",
                writer.sum(wages["302"], "economic:302"),
                "万元，对个人和家庭的补助",
                writer.sum(wages["303"], "economic:303"),
                "万元。",
            )
        ),
    ]


def public_text(ledger: Ledger, writer: Writer) -> list[Paragraph]:
    """Return the paragraph on the “三公” budget."""
    three = ledger.three
    vehicles = three.purchase + three.running
    total = three.overseas + vehicles + three.reception
    return [
        heading("七、一般公共预算“三公”经费支出安排情况"),
        Paragraph(
            pieces=(
                f"{ledger.year}年一般公共预算安排“三公”经费支出预算",
                writer.sum(total, "three"),
                "万元，与上年持平。其中：（1）因公出国（境）经费",
                writer.sum(three.overseas),
                "万元；（2）公务用车购置及运行维护费",
                writer.sum(vehicles, "three:vehicles"),
                "万元（公务用车购置费",
                writer.sum(three.purchase),
                "万元，公务用车运行维护费",
                writer.sum(three.running, "three:running"),
                "万元）；（3）公务接待费",
                writer.sum(three.reception, "three:reception"),
                "万元。",
            )
        ),
    ]


def special_text(ledger: Ledger, writer: Writer) -> list[Paragraph]:
    """Return the paragraphs on funds and state capital."""
    made = []
    for number, (label, source) in enumerate(
        (("政府性基金预算", "fund"), ("国有资本经营预算", "state"))
    ):
        made.append(heading(f"{words.numeral(8 + number)}、{label}支出安排情况"))
        given = ledger.source(source)
        if given:
            made.append(
                Paragraph(
                    pieces=(f"{ledger.year}年{label}支出", writer.sum(given, source), "万元。")
                )
            )
        else:
            made.append(Paragraph(pieces=(f"{ledger.year}年本部门没有使用{label}安排的支出。",)))
    return made


def project_text(ledger: Ledger, writer: Writer) -> list[Paragraph]:
    """Return the list of projects."""
    total = ledger.total - ledger.basic
    made = [
        heading("十、项目支出安排情况"),
        Paragraph(
            pieces=(
                f"{ledger.year}年项目支出",
                writer.sum(total, "project"),
                "万元，具体使用情况如下：",
            )
        ),
    ]
    for number, project in enumerate(ledger.projects, 1):
        made.append(
            Paragraph(
                pieces=(
                    f"（{number}）{project.name}",
                    writer.sum(project.total, f"item:{project.code}"),
                    f"万元，主要用于{topic_of(project.topic).purpose}等支出。",
                )
            )
        )
    return made


def other_text(ledger: Ledger, plan: Plan, writer: Writer, rng: Random) -> list[Paragraph]:
    """Return the paragraphs on running costs and purchases."""
    before = wan(ledger.prior[1][1])
    bought = Decimal(sum(buy.cost for buy in plan.buys)) / 10_000
    cars = rng.randint(0, 4)
    return [
        heading("十一、其他重要事项的情况说明"),
        Paragraph(
            pieces=(
                f"（一）机关运行经费。{ledger.year}年机关运行经费",
                writer.sum(ledger.running, "running:office"),
                "万元",
                *changed(writer, wan(ledger.running), before, ledger.year, "running"),
                "。",
            )
        ),
        Paragraph(
            pieces=(
                f"（二）政府采购预算。{ledger.year}年政府采购预算支出合计",
                Figure(text=trimmed(bought), tag="procurement"),
                "万元。",
            )
        ),
        Paragraph(
            pieces=(f"（三）车辆情况。截至{ledger.year - 1}年12月31日，部门共有车辆{cars}辆。",)
        ),
        Paragraph(
            pieces=(
                f"（四）绩效目标设置情况。{ledger.year}年本部门项目绩效目标实现全覆盖，涉及项目{len(ledger.projects)}个，预算支出",
                writer.sum(ledger.total - ledger.basic, "project"),
                "万元。",
            )
        ),
    ]
