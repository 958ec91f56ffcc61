"""A disclosure from evals.synthetic, set on pages, with its gold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from random import Random
from typing import Any

from evals.rendering.flow import set_pages
from evals.rendering.paper import Measure, Style
from evals.rendering.placed import PlacedDocument, PlacedPage
from evals.synthetic.errors import plant
from evals.synthetic.gold import gather
from evals.synthetic.ledger import invent
from evals.synthetic.look import choose_look
from evals.synthetic.make import budget_draft
from evals.synthetic.model import Block, Draft, Options, Paragraph
from evals.synthetic.money import EXACT_GRAIN
from evals.synthetic.render import choose_layout, render
from schemas.frozen import Frozen


class Selection(Frozen):
    """What of a disclosure is printed: kinds of tables (all where None), with prose or not."""

    kinds: tuple[str, ...] | None = None
    prose: bool = False


def draft_document(seed: int, options: Options, selection: Selection | None = None) -> Draft:
    """Return the draft of a department's disclosure with the chosen items."""
    style = "street" if options.style is None else options.style
    unit = "元" if options.unit is None else options.unit
    ledger = invent(seed, options, style, 1 if options.tails else EXACT_GRAIN)
    look = choose_look(seed, style, ledger.year, unit, ledger.entity, options.full)
    draft = budget_draft(seed, ledger, look, options)
    if selection is not None:
        draft = draft.model_copy(update={"items": tuple(_chosen(draft.items, selection))})
    return plant(draft, options, Random(f"{seed}:errors"))


def _chosen(
    items: Iterable[Paragraph | Block], selection: Selection
) -> Iterable[Paragraph | Block]:
    for item in items:
        if isinstance(item, Paragraph):
            if selection.prose:
                yield item
        elif selection.kinds is None or item.stubs[0].kind in selection.kinds:
            yield item


def place_document(
    name: str, draft: Draft, style: Style, measure: Measure, tails: bool = False
) -> PlacedDocument:
    """Set a draft on pages; its gold says on which pages each table stands."""
    pages = set_pages(draft.items, style, measure, _names(draft))
    text = render(draft, choose_layout(name, "txt", breaks=False))
    gold = gather(draft, text, tails=tails)
    return PlacedDocument(name=name, pages=pages, gold=_on_pages(name, gold, pages))


def _names(draft: Draft) -> dict[str, str]:
    counts: Counter[str] = Counter()
    names = {}
    for item in draft.items:
        for stub in item.stubs if isinstance(item, Block) else ():
            counts[stub.kind] += 1
            names[stub.key] = f"{stub.kind}#{counts[stub.kind]}"
    return names


def _on_pages(name: str, gold: dict[str, Any], pages: tuple[PlacedPage, ...]) -> dict[str, Any]:
    """Put the pages of tables in place of the lines of a text that nobody printed."""
    found: dict[str, set[int]] = defaultdict(set)
    for page in pages:
        for cell in page.cells:
            if cell.table:
                found[cell.table].add(page.number)
    tables = []
    for table in gold["tables"]:
        known = sorted(found[f"{table['kind']}#{table['ordinal']}"])
        kept = {key: value for key, value in table.items() if key not in ("lines", "rows", "notes")}
        tables.append({**kept, "pages": known, "rows": table["rows"], "notes": table["notes"]})
    findings = [{k: v for k, v in f.items() if k != "lines"} for f in gold["findings"]]
    return {**gold, "document": f"{name}.pdf", "tables": tables, "findings": findings}
