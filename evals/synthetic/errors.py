"""Plant errors a checker can find: the gold keeps what is printed, a finding names the error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random
from types import MappingProxyType

from evals.synthetic.bench import Bench, Place, amount, bare, relike
from evals.synthetic.identities import FIGURES
from evals.synthetic.model import (
    Block,
    Cell,
    Draft,
    Figure,
    Finding,
    Options,
    Paragraph,
    Row,
)
from evals.synthetic.money import trimmed

Planter = Callable[["Bench"], bool]
LOOKALIKES = MappingProxyType(
    {
        "0": "68",
        "1": "7",
        "2": "7",
        "3": "8",
        "4": "9",
        "5": "6",
        "6": "58",
        "7": "12",
        "8": "36",
        "9": "4",
    }
)
SUMMED = frozenset(FIGURES) - {"procurement", "service_purchase", "asset_allocation"}
SIDED = frozenset({"revenue_expenditure_summary", "fiscal_appropriation_summary"})


def plant(draft: Draft, options: Options, rng: Random) -> Draft:
    """Return the draft with planted errors, as different from each other as can be."""
    bench = Bench(draft, rng)
    names = list(options.error_kinds) or list(PLANTERS)
    if not options.error_kinds:
        rng.shuffle(names)
    made = tries = 0
    while made < options.errors and tries < 10 * len(names):
        made += PLANTERS[names[tries % len(names)]](bench)
        tries += 1
    return draft.model_copy(
        update={"items": tuple(bench.items), "findings": (*draft.findings, *bench.findings)}
    )


def summed(kind: str, row: Row, cell: Cell) -> bool:
    """Say whether a sum inside its table covers the cell."""
    return kind in SUMMED or kind in SIDED or kind == "three_public" or kind == "allocation"


def digit(bench: Bench) -> bool:
    """Misread one digit of an amount."""
    return misread(bench, bench.amounts(summed))


def total_digit(bench: Bench) -> bool:
    """Misread one digit of a total row."""
    fits = bench.amounts(lambda kind, row, cell: summed(kind, row, cell) and row.group == "total")
    return misread(bench, fits)


def misread(bench: Bench, places: list[Place]) -> bool:
    """Misread one digit of an amount at one of the places."""
    if not places:
        return False
    place = bench.rng.choice(places)
    cell = bench.cell(place)
    spots = [n for n, sign in enumerate(cell.text) if sign.isdigit()]
    spot = bench.rng.choice(spots)
    wrong = bench.rng.choice(LOOKALIKES[cell.text[spot]])
    if spot == 0 and wrong == "0":
        return False
    bench.write(place, cell.text[:spot] + wrong + cell.text[spot + 1 :])
    why = f"{cell.text[spot]} misread as {wrong}; the sums ask for {bare(cell.text)}"
    bench.report("ocr_digit", cell, bare(bench.cell(place).text), bare(cell.text), why)
    return True


def code(bench: Bench) -> bool:
    """Misread the letter of a project code as a digit."""
    for n, block in bench.blocks():
        keys = {stub.key for stub in block.stubs if stub.kind == "project_expenditure"}
        places = [
            Place(item=n, row=r, cell=c)
            for r, row in enumerate(block.rows)
            for c, cell in enumerate(row.cells)
            if cell.table in keys - bench.used and cell.field == "code" and "T" in cell.text
        ]
        if places:
            place = bench.rng.choice(places)
            cell = bench.cell(place)
            wrong = cell.text.replace("T", "7")
            bench.write(place, wrong)
            why = "project codes have a letter after region, year and department; here a digit"
            bench.report("ocr_digit", cell, wrong, cell.text, why)
            return True
    return False


def total(bench: Bench) -> bool:
    """Print a total that its parts do not add up to."""
    places = bench.amounts(
        lambda kind, row, cell: kind in SUMMED and row.group == "total" and cell.field != "total"
    )
    if not places:
        return False
    place = bench.rng.choice(places)
    cell = bench.cell(place)
    value = amount(cell) or Decimal(0)
    wrong = (value * bench.rng.randint(103, 120) / 100).quantize(value)
    bench.write(place, relike(cell.text, wrong))
    why = f"the rows below add up to {bare(cell.text)}"
    bench.report("sum", cell, f"{wrong:f}", bare(cell.text), why)
    return True


def emptied(bench: Bench) -> bool:
    """Leave a subtotal of a purchase table blank."""
    kinds = ("procurement", "service_purchase", "asset_allocation")
    places = bench.amounts(
        lambda kind, row, cell: kind in kinds and row.group == "coded" and cell.field == "amount"
    )
    if not places:
        return False
    place = bench.rng.choice(places)
    cell = bench.cell(place)
    bench.write(place, "")
    bench.report(
        "sum", cell, None, bare(cell.text), "the row prints no amount, its items add up to one"
    )
    return True


def vehicles(bench: Bench) -> bool:
    """Let the “三公” table disagree with the economic items while it adds up itself."""
    running = bench.amounts(lambda kind, row, cell: cell.field == "vehicles_running")
    if not running:
        return False
    value = amount(bench.cell(running[0])) or Decimal(0)
    gap = (value / 10).quantize(value) or value
    for field in ("total", "vehicles_total", "vehicles_running"):
        for place in bench.amounts(lambda kind, row, cell: kind == "three_public"):
            cell = bench.cell(place)
            if cell.field == field:
                bench.write(place, relike(cell.text, (amount(cell) or Decimal(0)) + gap))
    cell = bench.cell(running[0])
    why = "一般公共预算基本支出表 prints another amount for 30231 公务用车运行维护费"
    bench.report("cross_table", cell, bare(cell.text), f"{value:f}", why)
    return True


def form_places(bench: Bench, number: int, block: Block) -> list[Place]:
    """Return the amounts of a project form that state its whole sum, and its last detail."""
    keys = {stub.kind: stub.key for stub in block.stubs}
    fields = ("amount", "total_budget", "current_budget")
    here = bench.amounts(lambda kind, row, cell: cell.table in keys.values())
    here = [p for p in here if p.item == number and bench.cell(p).field in fields]
    heads = [p for p in here if bench.cell(p).table == keys["project_profile"]]
    spent = [p for p in here if bench.cell(p).table == keys.get("project_spending")]
    funds = [p for p in here if bench.cell(p).table == keys["project_funding"]]
    whole = [p for p in funds if heads and amount(bench.cell(p)) == amount(bench.cell(heads[0]))]
    return [*heads, *whole, *spent[-1:]] if heads and whole else []


def form_gap(bench: Bench, gap: Decimal, cls: str, why: str) -> bool:
    """Move the sums of one project form by a gap in 万元; the form still adds up."""
    forms = [(n, b) for n, b in bench.blocks() if any(s.kind == "project_profile" for s in b.stubs)]
    forms = [(n, b) for n, b in forms if not {s.key for s in b.stubs} & bench.used]
    if not forms:
        return False
    number, block = bench.rng.choice(forms)
    places = form_places(bench, number, block)
    values = [amount(bench.cell(place)) or Decimal(0) for place in places]
    if not places or min(values) + gap <= 0:
        return False
    for place, value in zip(places, values, strict=True):
        text = bench.cell(place).text
        bench.write(place, relike(text, Decimal(trimmed(value + gap))))
        restate_basis(bench, place, trimmed(value), trimmed(value + gap))
    last = [place for place in places if bench.cell(place).field.endswith("_budget")][-1]
    cell = bench.cell(last)
    bench.used |= {stub.key for stub in block.stubs}
    bench.report(cls, cell, bare(cell.text), trimmed(values[0]), why)
    return True


def restate_basis(bench: Bench, place: Place, old: str, new: str) -> None:
    """Let the grounds printed beside a spending detail name its new amount."""
    block = bench.items[place.item]
    assert isinstance(block, Block)
    for n, cell in enumerate(block.rows[place.row].cells):
        if cell.field == "basis":
            text = cell.text.replace(f"共{old}万元", f"共{new}万元")
            bench.write(Place(item=place.item, row=place.row, cell=n), text)


def form(bench: Bench) -> bool:
    """Let a project form ask for another amount than the project table gives."""
    gap = Decimal(bench.rng.choice((2, 5, 10, 20)))
    return form_gap(bench, gap, "cross_table", "项目支出表 gives this project another amount")


def tail(bench: Bench) -> bool:
    """Round the amount of a project form the wrong way."""
    gap = bench.rng.choice((Decimal("0.01"), Decimal("-0.01")))
    return form_gap(bench, gap, "rounding", "项目支出表 rounds to an amount that differs by 0.01")


def figures(bench: Bench, fits: Callable[[Figure], bool]) -> list[tuple[int, int, Figure]]:
    """Return the figures of the prose that fit, with item and piece numbers."""
    found = []
    for n, item in enumerate(bench.items):
        for p, piece in enumerate(item.pieces if isinstance(item, Paragraph) else ()):
            if isinstance(piece, Figure) and piece.tag and "!" not in piece.tag and fits(piece):
                found.append((n, p, piece))
    return found


def restate(bench: Bench, spot: tuple[int, int, Figure], text: str, column: str, why: str) -> None:
    """Change one figure of the prose and report it."""
    item, number, figure = spot
    paragraph = bench.items[item]
    assert isinstance(paragraph, Paragraph)
    tag = f"{figure.tag}!{item}.{number}"
    pieces = list(paragraph.pieces)
    pieces[number] = Figure(text=text, tag=tag)
    before = pieces[number - 1] if number else ""
    label = before.rstrip("：，") if isinstance(before, str) else figure.tag
    bench.items[item] = paragraph.model_copy(update={"pieces": tuple(pieces)})
    bench.findings.append(
        Finding(
            cls="narrative",
            table=None,
            row=label[-24:],
            column=column,
            printed=text,
            expected=figure.text,
            why=why,
            figures=(tag,),
        )
    )


def statement(bench: Bench) -> bool:
    """Transpose two digits of an amount in the prose."""
    spots = figures(
        bench, lambda f: ":rate" not in f.tag and ":share" not in f.tag and len(f.text) > 2
    )
    if not spots:
        return False
    spot = bench.rng.choice(spots)
    text = spot[2].text
    pairs = [
        n
        for n in range(len(text) - 1)
        if text[n : n + 2].isdigit() and text[n] != text[n + 1] and not (n == 0 and text[1] == "0")
    ]
    if not pairs:
        return False
    n = bench.rng.choice(pairs)
    wrong = text[:n] + text[n + 1] + text[n] + text[n + 2 :]
    source = "the two years differ by" if spot[2].tag.endswith(":change") else "the tables say"
    restate(bench, spot, wrong, "amount", f"{source} {text}; digits transposed")
    return True


def rate(bench: Bench) -> bool:
    """Divide a change by this year's amount where last year's is meant."""
    spots = figures(bench, lambda f: f.tag.endswith(":rate"))
    if not spots:
        return False
    spot = bench.rng.choice(spots)
    item = bench.items[spot[0]]
    assert isinstance(item, Paragraph)
    before = [p for p in item.pieces[: spot[1]] if isinstance(p, Figure)]
    now, gap = Decimal(before[-2].text), Decimal(before[-1].text)
    places = Decimal(1).scaleb(-len(spot[2].text.rstrip("%").partition(".")[2]))
    wrong = f"{(gap * 100 / now).quantize(places):f}%" if now else spot[2].text
    if wrong == spot[2].text:
        return False
    why = f"the change {gap} was divided by this year's {now} instead of last year's amount"
    restate(bench, spot, wrong, "rate", why)
    return True


PLANTERS: Mapping[str, Planter] = MappingProxyType(
    {
        "digit": digit,
        "total_digit": total_digit,
        "total": total,
        "code": code,
        "emptied": emptied,
        "vehicles": vehicles,
        "form": form,
        "tail": tail,
        "statement": statement,
        "rate": rate,
    }
)
