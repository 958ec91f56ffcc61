"""Make one disclosure from a seed: ledger, tables, prose, errors, mangling, text and gold."""

from __future__ import annotations

from random import Random

from evals.synthetic import budget_tables, plan_tables, source_tables
from evals.synthetic.errors import plant
from evals.synthetic.gold import gather
from evals.synthetic.ledger import Ledger, invent
from evals.synthetic.look import Look, choose_look
from evals.synthetic.mangle import mangle
from evals.synthetic.model import Block, Disclosure, Draft, Options, Paragraph, Style, Unit
from evals.synthetic.money import EXACT_GRAIN
from evals.synthetic.notice import notice
from evals.synthetic.overall_form import overall_form
from evals.synthetic.parens import halved
from evals.synthetic.plan import Plan, invent_plan
from evals.synthetic.project_forms import project_forms
from evals.synthetic.prose import explain
from evals.synthetic.render import choose_layout, render
from evals.synthetic.surround import glossary, opening

STYLES: tuple[Style, ...] = ("street", "office", "street", "office", "notice")


def make_disclosure(seed: int, options: Options) -> Disclosure:
    """Return the disclosure of a seed; the same seed and options give the same document."""
    rng = Random(f"{seed}:make")
    style = options.style if options.style is not None else rng.choice(STYLES)
    units: tuple[Unit, ...] = ("元", "元", "万元") if style == "street" else ("万元", "万元", "元")
    unit = options.unit if options.unit is not None else rng.choice(units)
    fine = options.tails if options.tails is not None else unit == "元" and rng.random() < 0.5
    if style == "notice":
        draft = notice(seed, options)
    else:
        ledger = invent(seed, options, style, 1 if fine else EXACT_GRAIN)
        look = choose_look(seed, style, ledger.year, unit, ledger.entity, options.full)
        draft = budget_draft(seed, ledger, look, options)
    draft = plant(draft, options, Random(f"{seed}:errors"))
    draft = mangle(draft, options, Random(f"{seed}:mangle"))
    layout = choose_layout(seed, options.form, options.breaks)
    if Random(f"{seed}:parens").random() < 0.35:
        draft = halved(draft)
    page = render(draft, layout)
    gold = gather(draft, page, tails=fine)
    return Disclosure(name=draft.name, text="\n".join(page.lines) + "\n", gold=gold)


def budget_draft(seed: int, ledger: Ledger, look: Look, options: Options) -> Draft:
    """Return the unspoilt document of a department."""
    plan = invent_plan(ledger)
    tables: list[Paragraph | Block] = [*budget_blocks(ledger, look, plan)]
    if options.forms:
        tables += [overall_form(ledger, look), *project_forms(ledger, look)]
    prose = explain(ledger, plan, look)
    lead = opening(ledger, look)
    if look.style == "street":
        items = (*lead, *tables, *prose, *glossary(ledger))
    else:
        title = Paragraph(pieces=("第五部分 预算公开报表",), level=2)
        items = (*lead, *prose, *glossary(ledger), title, *tables)
    return Draft(
        name=f"{look.style}-{seed:05d}", entity=ledger.entity, year=ledger.year, items=items
    )


def budget_blocks(ledger: Ledger, look: Look, plan: Plan) -> list[Block]:
    """Return the budget tables in their usual order; some documents leave 收入总表 out."""
    blocks = [budget_tables.summary(ledger, look)]
    if look.full or look.rng("revenue").random() < 0.7 or len(ledger.unit_names) > 1:
        blocks.append(source_tables.revenue_by_unit(ledger, look))
    blocks += [
        budget_tables.by_function(ledger, look),
        budget_tables.fiscal(ledger, look),
        budget_tables.general_by_function(ledger, look),
        budget_tables.general_by_unit(ledger, look),
        budget_tables.by_economic(ledger, look),
        source_tables.three_public(ledger, look),
        source_tables.special_fund(ledger, look, "fund_expenditure", "fund", "政府性基金预算"),
        source_tables.special_fund(
            ledger, look, "state_capital_expenditure", "state", "国有资本经营预算"
        ),
        source_tables.project_expenditure(ledger, look),
        plan_tables.procurement(ledger, plan, look),
        plan_tables.service_purchase(ledger, plan, look),
        plan_tables.asset_allocation(ledger, plan, look),
    ]
    return blocks
